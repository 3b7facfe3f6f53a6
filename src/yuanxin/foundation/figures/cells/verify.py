"""Proving the cells: each series against its own declared rows, each total against what stands below."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from yuanxin.foundation.figures.cells import refresh
from yuanxin.foundation.figures.cells.read import as_day
from yuanxin.foundation.figures.cells.series import Series
from yuanxin.foundation.figures.cells.sums import alone
from yuanxin.foundation.kernel.actors import PathRange
from yuanxin.foundation.unions.models import Union

AT_MOST = 50

OWN = """
    SELECT f.union_id, f.figure, f.day, SUM(f.live) AS live, SUM(f.kept) AS kept FROM (
        SELECT union_id, figure, day, own AS live, 0 AS kept FROM figures_fresh
        UNION ALL
        SELECT union_id, figure, day, 0, own FROM figures_cell
        WHERE own <> 0 AND figure IN (SELECT figure FROM figures_kept)
    ) f GROUP BY f.union_id, f.figure, f.day HAVING SUM(f.live) <> SUM(f.kept)
"""
TOTAL = """
    SELECT f.union_id, f.figure, f.day, SUM(f.live) AS live, SUM(f.kept) AS kept FROM (
        SELECT p.above_id AS union_id, c.figure, c.day, c.own AS live, 0 AS kept
        FROM figures_cell c JOIN figures_above p ON p.union_id = c.union_id
        WHERE c.own <> 0 AND c.figure IN (SELECT figure FROM figures_kept)
        UNION ALL
        SELECT union_id, figure, day, 0, total FROM figures_cell WHERE figure IN (SELECT figure FROM figures_kept)
    ) f GROUP BY f.union_id, f.figure, f.day HAVING SUM(f.live) <> SUM(f.kept)
"""
CHOSEN = """
    SELECT d.union_id, d.figure, d.day, d.live, d.kept FROM ({differing}) d JOIN unions_union u ON u.id = d.union_id
    WHERE {chosen} ORDER BY 1, 2, 3 LIMIT {most}
"""


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

    At most fifty of each kind. Days marked as changed are not refreshed here.
    """
    kept = {each.key: each for each in series}
    refresh.lock()
    with connection.cursor() as cursor:
        refresh.clear(cursor)
        refresh.keep(cursor, kept.values())
        for each in kept.values():
            for query in alone(each):
                cursor.execute(refresh.live_statement(query), query.parameters)
        refresh.place(cursor)
        found = []
        for differing in (OWN, TOTAL):
            cursor.execute(CHOSEN.format(differing=differing, chosen=_chosen(union, since), most=AT_MOST))
            found += [
                Difference(kept[key].figure.code, kept[key].part, union_id, as_day(day), int(live), int(now))
                for union_id, key, day, live, now in cursor.fetchall()
            ]
        return found


def _chosen(union: Union | None, since: datetime.date | None) -> str:
    chosen = ["true"]
    if union is not None:
        below = PathRange.below(union.path)
        chosen.append(f"u.path >= '{below.start}' AND u.path < '{below.stop}'")
    if since is not None:
        chosen.append(f"d.day >= '{since.isoformat()}'")
    return " AND ".join(chosen)
