"""Proving the cells: each series against its own declared rows, each total against what stands below."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from yuanxin.foundation.figures.cells import refresh
from yuanxin.foundation.figures.cells.read import as_day
from yuanxin.foundation.figures.cells.series import Series
from yuanxin.foundation.figures.cells.sums import alone
from yuanxin.foundation.kernel.actors import PathRange
from yuanxin.foundation.unions.models import Union

AT_MOST = 20

OWN = """
    SELECT f.union_id, f.day, SUM(f.live), SUM(f.kept) FROM (
        SELECT union_id, day, own AS live, 0 AS kept FROM figures_fresh
        UNION ALL
        SELECT union_id, day, 0, own FROM figures_cell WHERE figure = {key}
    ) f JOIN unions_union u ON u.id = f.union_id
    WHERE {chosen} GROUP BY f.union_id, f.day HAVING SUM(f.live) <> SUM(f.kept) ORDER BY 1, 2 LIMIT {most}
"""
TOTAL = """
    SELECT f.union_id, f.day, SUM(f.live), SUM(f.kept) FROM (
        SELECT p.above_id AS union_id, c.day, c.own AS live, 0 AS kept
        FROM figures_cell c JOIN figures_above p ON p.union_id = c.union_id WHERE c.figure = {key} AND c.own <> 0
        UNION ALL
        SELECT union_id, day, 0, total FROM figures_cell WHERE figure = {key}
    ) f JOIN unions_union u ON u.id = f.union_id
    WHERE {chosen} GROUP BY f.union_id, f.day HAVING SUM(f.live) <> SUM(f.kept) ORDER BY 1, 2 LIMIT {most}
"""
EVERY_UNION = "INSERT INTO figures_fresh (union_id, figure, day, own) SELECT id, 0, '2000-01-01', 0 FROM unions_union"


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that does not say what it should."""

    code: str
    part: str
    union_id: int
    day: datetime.date
    should_be: int
    is_now: int

    def __str__(self) -> str:
        return f"{self.code} {self.part}: union {self.union_id}, {self.day}: {self.is_now}, should be {self.should_be}"


@transaction.atomic
def differences(
    series: Iterable[Series], union: Union | None = None, since: datetime.date | None = None
) -> list[Difference]:
    """Cells that differ from the records (each series asked by its own rows, alone) or from the sum of those below.

    At most twenty a series and kind. Days marked as changed are not refreshed here.
    """
    refresh.lock()
    found: list[Difference] = []
    with connection.cursor() as cursor:
        refresh.clear(cursor)
        cursor.execute(EVERY_UNION)
        refresh.place(cursor)
        for each in series:
            found += _differences(cursor, each, union, since)
    return found


def _differences(cursor: Any, series: Series, union: Union | None, since: datetime.date | None) -> Iterator[Difference]:
    cursor.execute("DELETE FROM figures_fresh")
    for query in alone(series):
        cursor.execute(refresh.live_statement(query), query.parameters)
    for statement in (OWN, TOTAL):
        cursor.execute(statement.format(key=series.key, chosen=_chosen(union, since), most=AT_MOST))
        for union_id, day, live, kept in cursor.fetchall():
            yield Difference(series.figure.code, series.part, union_id, as_day(day), int(live), int(kept))


def _chosen(union: Union | None, since: datetime.date | None) -> str:
    chosen = ["true"]
    if union is not None:
        below = PathRange.below(union.path)
        chosen.append(f"u.path >= '{below.start}' AND u.path < '{below.stop}'")
    if since is not None:
        chosen.append(f"f.day >= '{since.isoformat()}'")
    return " AND ".join(chosen)
