"""Keeping the cells: refreshing them after writes, building them anew, proving them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from itertools import count
from typing import IO, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record
from yuanxin.foundation.documents.spreadsheets import Sheet, write_workbook
from yuanxin.foundation.figures.catalogue import Figure, all_figures, parts_of
from yuanxin.foundation.figures.cells import refresh as cells
from yuanxin.foundation.figures.cells import triggers
from yuanxin.foundation.figures.cells.series import Series, all_series, clusters, series_of
from yuanxin.foundation.figures.cells.verify import Difference, differences
from yuanxin.foundation.figures.models import Cell
from yuanxin.foundation.figures.queries import exported_rows
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Union

# The first three columns are all that a measure's recomputation rule needs.
EXPORTED = ("record", "key", "part", "day", "union", "union_name")

Progress = Callable[[int, int], None]


def refresh(*, wait: bool = True) -> int:
    """Bring all cells up to the records; how many changed days that took.

    The last step of whatever wrote: a request, a command, a task, an import. Reading does not need it, see
    `cells.read`. Without `wait` it leaves the work to a refresher that is at it already.
    """
    if not cells.is_dirty():
        return 0
    return sum(cells.refresh_cluster(cluster, wait=wait) for cluster in clusters(all_series().values()))


def move(old_path: str, new_path: str) -> None:
    """Follow a union's move, in its transaction: what stands below it now counts elsewhere."""
    cells.move(old_path, new_path)


def prepare(progress: Progress | None = None) -> None:
    """Make triggers and cells those of the catalogue: install what is missing, build what is new or was changed.

    Nothing happens in a database migrated half-way, which has not all tables yet.
    """
    series = all_series()
    if not {table for each in series.values() for table in _tables_of(each)} <= set(_tables()):
        return
    touched = triggers.install(series.values())
    built = cells.remembered()
    unsure = {key for key, each in series.items() if key in built and _tables_of(each) & touched}
    cells.drop_cells(built - series.keys() | unsure)
    _build([each for key, each in series.items() if key not in built - unsure], progress)


def stand_aside() -> None:
    """Before a bulk write that fills an empty database: take triggers and cells away, in its transaction.

    Figures are read from the records until `prepare` builds everything at once, which is quicker than following each
    row. A write that fails rolls this back with itself.
    """
    triggers.take_down()
    cells.drop_cells()


def rebuild(progress: Progress | None = None) -> None:
    """Make all cells anew from the records."""
    cells.drop_cells()
    prepare(progress)


def verify(
    figure: Figure | None = None, union: Union | None = None, since: datetime.date | None = None
) -> list[Difference]:
    """Prove that the cells say what the records say; the cells that do not.

    Changed days are refreshed first, so whatever is found here was written past the triggers.
    """
    prepare()
    refresh()
    figures = all_figures() if figure is None else parts_of(figure)
    return differences([series for each in figures for series in series_of(each).values()], union, since)


def unready() -> list[str]:
    """What keeps the cells from following the records, in words: for `doctor`. Nothing where all is well."""
    series = all_series()
    tables = triggers.missing(series.values())
    unbuilt = {series[key].figure.code for key in series.keys() - cells.remembered()}
    found = []
    if tables:
        found.append(_("Triggers are missing on %(tables)s.") % {"tables": ", ".join(tables)})
    if unbuilt:
        found.append(_("The sums of %(figures)s are not built.") % {"figures": ", ".join(sorted(unbuilt))})
    return found


@transaction.atomic
def export_rows(
    *,
    actor: Actor,
    stream: IO[bytes],
    figure: Figure,
    union: Union,
    period: Period,
    reason: str,
    today: datetime.date,
) -> int:
    """Write the rows behind a figure to `stream` as a workbook, and tell the trail; how many they are.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may see the figure and its rows here, and take them away.
    """
    for permission in (figure.view, figure.view_rows, figure.export):
        actor.require(permission, union)
    header = [*EXPORTED, *(str(label) for label, _path in figure.details)]
    number = 0

    def lines() -> Iterator[list[Any]]:
        nonlocal number
        for row in exported_rows(figure.code, union, period):
            number += 1
            yield [row.record, str(row.key), row.part, row.day, row.union_code, row.union_name, *row.details]

    write_workbook(stream, [Sheet(str(figure.label)[:31], header, lines())], mark=f"{actor.label} {today}")
    record(
        actor,
        "figures.rows_exported",
        union=union.pk,
        reason=reason,
        figure=figure.code,
        period=period.code,
        rows=number,
    )
    return number


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def _tables_of(series: Series) -> set[str]:
    return {
        Cell._meta.db_table,
        series.model._meta.db_table,
        *(watch.model._meta.db_table for watch in series.figure.watches),
    }


def _build(series: list[Series], progress: Progress | None) -> None:
    """Build series cluster by cluster, telling how many ranges of unions are summed."""
    found = clusters(series)
    total = sum(len(list(cells.union_ranges(cluster))) for cluster in found) if progress is not None else 0
    done = count(1)
    for cluster in found:
        cells.build(cluster, lambda: progress(next(done), total) if progress is not None else None)
