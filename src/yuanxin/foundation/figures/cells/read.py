"""Reading the cells: one statement for any number of figures, unions and windows. Nothing here writes.

Where days are dirty, what their records say instead of their cells is added to the sums as they are read: a figure is
new as soon as the write it tells of is committed, whether or not a refresher has been there.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from yuanxin.foundation.figures.cells.series import Cluster, Series, all_series, clusters
from yuanxin.foundation.figures.cells.sums import grouped_by_source
from yuanxin.foundation.figures.windows import Days
from yuanxin.foundation.kernel.actors import PathRange
from yuanxin.foundation.unions.models import Union

# SQLite puts at most 500 queries into one compound.
AT_ONCE = 400
BUILT, CHANGED, SUM = 0, 1, 2
STATE = (
    f"SELECT {BUILT} AS kind, 0 AS place, figure, 0 AS value FROM figures_definition WHERE figure IN ({{keys}}) "
    f"UNION ALL SELECT {CHANGED}, 0, 0, CASE WHEN EXISTS (SELECT 1 FROM figures_dirty) THEN 1 ELSE 0 END"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A series over some days, for a union and all below it."""

    series: Series
    union: Union
    days: Days


class NotBuilt(Exception):
    """The cells of a series asked for are not complete: it was declared anew, or they are just being made."""


def totals(asked: Sequence[Asked]) -> list[int]:
    """The sums asked for, in their order.

    Raises:
        NotBuilt: if cells of one are not complete.
    """
    found, dirty = _sums(asked)
    if not dirty:
        return found
    with snapshot():
        found, dirty = _sums(asked)
        return _with_changes(asked, found) if dirty else found


def _sums(asked: Sequence[Asked]) -> tuple[list[int], bool]:
    """The sums by the cells, and whether any day is dirty.

    What is asked of one union over the same days is one query, whatever the number of figures: to plan one for each
    takes longer than to read them.
    """
    built: set[int] = set()
    dirty = False
    found = [0] * len(asked)
    together: dict[tuple[int, Days], dict[int, list[int]]] = {}
    for number, each in enumerate(asked):
        together.setdefault((each.union.pk, each.days), {}).setdefault(each.series.key, []).append(number)
    groups = list(together.items())
    with connection.cursor() as cursor:
        for start in range(0, len(groups), AT_ONCE):
            part = groups[start : start + AT_ONCE]
            queries, parameters = [STATE.format(keys=_listed({key for _where, keys in part for key in keys}))], []
            for place, ((union, days), keys) in enumerate(part, start=start):
                first = "" if days.first is None else " AND day >= %s"
                queries.append(
                    f"SELECT {SUM}, {place}, figure, CAST(SUM(total) AS bigint) FROM figures_cell "
                    f"WHERE union_id = %s AND figure IN ({_listed(keys)}) AND day <= %s{first} GROUP BY figure"
                )
                parameters += [union, days.last]
                parameters += [days.first] if first else []
            cursor.execute(" UNION ALL ".join(queries), parameters)
            for kind, place, key, value in cursor.fetchall():
                if kind == BUILT:
                    built.add(key)
                elif kind == CHANGED:
                    dirty = dirty or bool(value)
                else:
                    for number in groups[place][1][key]:
                        found[number] = value
    if missing := {each.series.figure.code for each in asked if each.series.key not in built}:
        raise NotBuilt(", ".join(sorted(missing)))
    return found, dirty


def _listed(keys: Iterable[int]) -> str:
    return ", ".join(str(key) for key in sorted(keys))


def _with_changes(asked: Sequence[Asked], found: list[int]) -> list[int]:
    """The sums, with the dirty days as their records have them now."""
    found = list(found)
    wanted = {each.series.key for each in asked}
    unions = {each.union.pk: each.union for each in asked}
    for cluster in clusters(all_series().values()):
        series = [each for each in cluster.series if each.key in wanted]
        for union in unions.values() if series else ():
            changes: dict[int, list[tuple[datetime.date, int]]] = {}
            for key, day, value in _changes(cluster, series, union):
                changes.setdefault(key, []).append((day, value))
            for number, each in enumerate(asked):
                if each.union.pk == union.pk:
                    first = each.days.first or datetime.date.min
                    found[number] += sum(
                        value for day, value in changes.get(each.series.key, ()) if first <= day <= each.days.last
                    )
    return found


def _changes(cluster: Cluster, series: Sequence[Series], union: Union) -> Iterator[tuple[int, datetime.date, int]]:
    """What each dirty day of the subtree adds by its records (series key, day, value), and takes away by its cells."""
    below = PathRange.below(union.path)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT d.union_id, d.day FROM figures_dirty d JOIN unions_union u ON u.id = d.union_id "
            f"WHERE d.source IN ({', '.join(['%s'] * len(cluster.sources))}) AND u.path >= %s AND u.path < %s",
            [*cluster.source_names, below.start, below.stop],
        )
        days = [(union_id, as_day(day)) for union_id, day in cursor.fetchall()]
        if not days:
            return
        keys = _as_query(days)
        for query in grouped_by_source(series, keys=keys):
            cursor.execute(query.sql, query.parameters)
            for row in cursor.fetchall():
                for (key, sign), value in zip(query.columns, row[2:], strict=True):
                    if value:
                        yield key, as_day(row[1]), sign * int(value)
        numbers = ", ".join(str(each.key) for each in series)
        cursor.execute(
            f"SELECT c.figure, c.day, c.own FROM ({keys}) k CROSS JOIN figures_cell c "
            f"WHERE c.union_id = k.union_id AND c.day = k.day AND c.figure IN ({numbers}) AND c.own <> 0"
        )
        for key, day, own in cursor.fetchall():
            yield key, as_day(day), -own


def _as_query(days: Sequence[tuple[int, datetime.date]]) -> str:
    """The (union, day) pairs as a query, in a form whose size the engine's planner sees."""
    unions = ",".join(str(int(union)) for union, _day in days)
    dates = ",".join(day.isoformat() for _union, day in days)
    if connection.vendor == "postgresql":
        return f"SELECT union_id, day FROM unnest('{{{unions}}}'::bigint[], '{{{dates}}}'::date[]) k (union_id, day)"
    pairs = ",".join(f'[{int(union)},"{day.isoformat()}"]' for union, day in days)
    pair = "json_extract(value, '$[0]') AS union_id, json_extract(value, '$[1]') AS day"
    return f"SELECT {pair} FROM json_each('[{pairs}]')"


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the database for several statements, without a lock; inside a transaction, that transaction's."""
    if connection.in_atomic_block or in_snapshot():
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            # Not `atomic`, which on SQLite takes the writer's place at once.
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("COMMIT")


def in_snapshot() -> bool:
    """Whether SQLite reads one state already, which Django does not know of."""
    return connection.vendor == "sqlite" and connection.connection is not None and connection.connection.in_transaction


def as_day(value: Any) -> datetime.date:
    """A day as the engine gave it: SQLite hands text."""
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)
