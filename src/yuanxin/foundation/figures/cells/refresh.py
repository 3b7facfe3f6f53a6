"""Bringing the cells up to the records.

One refresher works at a time. It takes changed days off the list first, then sums their records, and adds what differs
from the cells to the union and to everything above it. A record that changes meanwhile makes its day dirty again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.db import connection, transaction

from yuanxin.foundation.figures.cells.series import Cluster, Series
from yuanxin.foundation.figures.cells.sums import Grouped, grouped_by_source
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import PATH_STEP
from yuanxin.foundation.unions.models.tree import MAX_DEPTH

# So many days of unions in one transaction of a few seconds, which other writers may have to wait for.
PORTION = 30_000
# So many records are summed at a time when all cells are made: what the sums need stays in memory.
AT_ONCE = 100_000
LOCK = 7_304_211_905

# For the transaction alone. The working tables are sorted in memory, and compiling a statement of fifty sums takes
# longer than running it.
BULK_SETTINGS = "SET LOCAL work_mem = '256MB'; SET LOCAL jit = off"

# Seen by this connection alone, so that nothing of the work is logged or locked.
TEMPORARY = """
    CREATE TEMPORARY TABLE IF NOT EXISTS figures_taken (
        union_id bigint NOT NULL, day date NOT NULL, PRIMARY KEY (union_id, day)){end};
    CREATE TEMPORARY TABLE IF NOT EXISTS figures_kept (figure integer NOT NULL PRIMARY KEY){end};
    CREATE TEMPORARY TABLE IF NOT EXISTS figures_fresh (
        union_id bigint NOT NULL, figure integer NOT NULL, day date NOT NULL, own bigint NOT NULL){end};
    CREATE TEMPORARY TABLE IF NOT EXISTS figures_above (
        union_id bigint NOT NULL, above_id bigint NOT NULL, PRIMARY KEY (union_id, above_id)){end}
"""
TABLES = ("figures_taken", "figures_kept", "figures_fresh", "figures_above")

# By day, so that what stands above the unions of a day is written once and not once a portion.
TAKE = """
    INSERT INTO figures_taken (union_id, day)
    SELECT DISTINCT union_id, day FROM figures_dirty WHERE source IN ({sources}) ORDER BY day, union_id LIMIT {portion}
"""
TAKEN_OFF = """
    DELETE FROM figures_dirty WHERE source IN ({sources})
        AND (union_id, day) IN (SELECT union_id, day FROM figures_taken)
"""
LIVE = """
    WITH live AS MATERIALIZED ({sql})
    INSERT INTO figures_fresh (union_id, figure, day, own) {values}
"""
LIVE_VALUE = "SELECT figure_union, {key}, figure_day, {sign} figure_{number} FROM live WHERE figure_{number} <> 0"
KEPT = """
    INSERT INTO figures_fresh (union_id, figure, day, own)
    SELECT c.union_id, c.figure, c.day, -c.own
    FROM figures_taken t CROSS JOIN figures_kept k
    CROSS JOIN figures_cell c -- SQLite keeps the order of a cross join, and would else walk through every cell
    WHERE c.union_id = t.union_id AND c.figure = k.figure AND c.day = t.day
    -- and nothing of `own` alone, for which SQLite would first make a filter of all cells
"""
ABOVE = """
    INSERT INTO figures_above (union_id, above_id)
    SELECT u.id, a.id
    FROM (SELECT DISTINCT union_id FROM figures_fresh) f
    JOIN unions_union u ON u.id = f.union_id
    JOIN ({steps}) s ON s.length <= length(u.path)
    JOIN unions_union a ON a.path = substr(u.path, 1, s.length)
"""
APPLY = """
    INSERT INTO figures_cell (union_id, figure, day, own, total)
    SELECT p.above_id, d.figure, d.day,
           CAST(SUM(CASE WHEN p.above_id = d.union_id THEN d.delta ELSE 0 END) AS bigint), CAST(SUM(d.delta) AS bigint)
    FROM (SELECT union_id, figure, day, SUM(own) AS delta FROM figures_fresh
          GROUP BY union_id, figure, day HAVING SUM(own) <> 0) d
    JOIN figures_above p ON p.union_id = d.union_id
    WHERE true
    GROUP BY p.above_id, d.figure, d.day
    ORDER BY p.above_id, d.figure, d.day
    ON CONFLICT (union_id, figure, day)
    DO UPDATE SET own = figures_cell.own + excluded.own, total = figures_cell.total + excluded.total
"""
SWEEP = "DELETE FROM figures_cell WHERE own = 0 AND total = 0"


def lock(*, wait: bool = True) -> bool:
    """Keep any other refresher out until the transaction ends; SQLite's single writer does that by itself.

    Returns False where `wait` is not wanted and another one is at work.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        if wait:
            # A build or an import's refresh ahead of this one may take longer than a row may be waited for.
            cursor.execute("SET LOCAL lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def is_dirty(cluster: Cluster | None = None) -> bool:
    """Whether any record changed since the cells were made, or one that the series of a cluster count."""
    chosen = "" if cluster is None else f" WHERE source IN ({_quoted(cluster)})"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM figures_dirty{chosen} LIMIT 1")
        return cursor.fetchone() is not None


def _quoted(cluster: Cluster) -> str:
    return ", ".join(f"'{name}'" for name in cluster.source_names)


def refresh_cluster(cluster: Cluster, *, wait: bool = True) -> int:
    """Bring the cells of one cluster up to the records, a portion of days a transaction; how many days that were."""
    done = 0
    # Most clusters have nothing to do: emptying the working tables for each took longer than one change does.
    while is_dirty(cluster) and (taken := _refresh_portion(cluster, wait)):
        done += taken
        if taken < PORTION:
            break
    return done


@transaction.atomic
def _refresh_portion(cluster: Cluster, wait: bool) -> int:
    if not lock(wait=wait):
        return 0
    with connection.cursor() as cursor:
        clear(cursor)
        sources = _quoted(cluster)
        cursor.execute(TAKE.format(sources=sources, portion=PORTION))
        taken = cursor.rowcount
        if taken:
            cursor.execute(TAKEN_OFF.format(sources=sources))
            keep(cursor, cluster.series)
            _analyse(cursor, "figures_taken", "figures_kept")
            for query in grouped_by_source(cluster.series, keys="SELECT union_id, day FROM figures_taken"):
                cursor.execute(live_statement(query), query.parameters)
            cursor.execute(KEPT)
            _add(cursor)
        return taken


@transaction.atomic
def build(cluster: Cluster, progress: Callable[[], None]) -> None:
    """Make the cells of a cluster's series from all their records, each cell written once.

    One transaction, in which no refresher comes between; days that change meanwhile are dirty, and refreshed after it.
    """
    lock()
    with connection.cursor() as cursor:
        clear(cursor)
        drop_cells([each.key for each in cluster.series])
        for unions in union_ranges(cluster):
            for query in grouped_by_source(cluster.series, unions=unions):
                cursor.execute(live_statement(query), query.parameters)
            progress()
        _add(cursor)
    remember(cluster.series)


def union_ranges(cluster: Cluster) -> Iterator[tuple[int, int]]:
    """Ranges of union ids, both ends in, each with about as many records as are summed at once."""
    counts: dict[int, int] = {}
    with connection.cursor() as cursor:
        for source in cluster.sources:
            cursor.execute(f'SELECT "{source.union_column}", COUNT(*) FROM "{source.table}" GROUP BY 1')
            for union, number in cursor.fetchall():
                counts[union] = counts.get(union, 0) + number
    first, size = None, 0
    for union, number in sorted(counts.items()):
        first = union if first is None else first
        size += number
        if size >= AT_ONCE:
            yield first, union
            first, size = None, 0
    if first is not None:
        yield first, max(counts)


def move(old_path: str, new_path: str) -> None:
    """Take the cells of a moved subtree from the unions it no longer stands below, and give them to the new ones."""
    lock()
    lost, gained = ([path[:end] for end in range(PATH_STEP, len(path), PATH_STEP)] for path in (old_path, new_path))
    with connection.cursor() as cursor:
        for sign, paths in ((-1, set(lost) - set(gained)), (1, set(gained) - set(lost))):
            for path in sorted(paths):
                cursor.execute(
                    "INSERT INTO figures_cell (union_id, figure, day, own, total) "
                    "SELECT a.id, c.figure, c.day, 0, %s * c.total FROM unions_union a, unions_union u "
                    "JOIN figures_cell c ON c.union_id = u.id WHERE a.path = %s AND u.path = %s "
                    "ON CONFLICT (union_id, figure, day) DO UPDATE SET total = figures_cell.total + excluded.total",
                    [sign, path, new_path],
                )
        cursor.execute(SWEEP)


def remember(series: Iterable[Series]) -> None:
    """Say that the cells of `series` are complete."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO figures_definition (figure, code, part, built_at) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (figure) DO UPDATE SET built_at = excluded.built_at",
            [(each.key, each.figure.code, each.part, clock.now()) for each in series],
        )


def remembered() -> set[int]:
    """The keys of the series whose cells are complete."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT figure FROM figures_definition")
        return {key for (key,) in cursor.fetchall()}


@transaction.atomic
def drop_cells(keys: Collection[int] | None = None) -> None:
    """Take away the cells of the given series, or all, and that they were complete."""
    lock()
    chosen = "" if keys is None else f" WHERE figure IN ({', '.join(str(int(key)) for key in keys)})"
    if keys is None or keys:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM figures_definition{chosen}")
            cursor.execute(f"DELETE FROM figures_cell{chosen}")


def clear(cursor: Any) -> None:
    """Have the working tables, empty, and room to work."""
    end = ""
    if connection.vendor == "postgresql":
        cursor.execute(BULK_SETTINGS)
        end = " ON COMMIT DELETE ROWS"
    for statement in TEMPORARY.format(end=end).split(";"):
        cursor.execute(statement)
    for table in TABLES:
        cursor.execute(f"DELETE FROM {table}")


def _add(cursor: Any) -> None:
    """Add what the working table says to the cells of its unions and of everything above them."""
    place(cursor)
    cursor.execute(APPLY)
    cursor.execute(SWEEP)


def keep(cursor: Any, series: Iterable[Series]) -> None:
    """Say which series the work is about."""
    cursor.executemany("INSERT INTO figures_kept (figure) VALUES (%s)", [(each.key,) for each in series])


def live_statement(query: Grouped) -> str:
    """The statement that puts what a query sums into the working table, series by series."""
    values = " UNION ALL ".join(
        LIVE_VALUE.format(key=key, number=number, sign="-" if sign < 0 else "")
        for number, (key, sign) in enumerate(query.columns)
    )
    return LIVE.format(sql=query.sql, values=values)


def place(cursor: Any) -> None:
    """Find out what stands above each union of the working table."""
    _analyse(cursor, "figures_fresh")
    steps = " UNION ALL ".join(f"SELECT {PATH_STEP * depth} AS length" for depth in range(1, MAX_DEPTH + 1))
    cursor.execute(ABOVE.format(steps=steps))
    _analyse(cursor, "figures_above")


def _analyse(cursor: Any, *tables: str) -> None:
    """Tell PostgreSQL how much there is: it plans for a temporary table by guess, and wrong by far."""
    if connection.vendor == "postgresql":
        for table in tables:
            cursor.execute(f"ANALYZE {table}")
