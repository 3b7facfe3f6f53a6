"""Measuring by query: what every figure means, and what the daily cells are proved against."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, Q

from yuanxin.foundation.figures.catalogue import Figure, parts_of
from yuanxin.foundation.figures.cells.series import amount_of
from yuanxin.foundation.figures.measures import Composite, Parameter, Reading, Rows, Sum, decimal_of
from yuanxin.foundation.figures.parameters import stated
from yuanxin.foundation.figures.windows import Days, days_of
from yuanxin.foundation.kernel.actors import PathRange, Placed
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models.scope import in_range

CHUNK = 5000


def reading(figure: Figure, union: Placed, period: Period) -> Reading:
    """The value of `figure` for `union` and all below it, by one query over its rows."""
    if isinstance(figure.measure, Composite):
        found = [reading(part, union, period) for part in parts_of(figure)]
        return Reading(sum((each.value for each in found), decimal_of(0)), sum(each.rows for each in found))
    if isinstance(figure.measure, Parameter):
        return Reading(stated(figure.measure.policy, figure.measure.name, on=period.end).value, 1)
    rows = rows_in_window(figure, union, period)
    return figure.measure.read_in(rows, on=figure.on, end=days_of(figure, period).last)


def readings(asked: Sequence[tuple[Figure, Placed, Period]]) -> list[Reading]:
    """`reading` of each asked, in order; all those made of counts and sums by one statement."""
    counted = {place: columns for place, (figure, *_rest) in enumerate(asked) if (columns := _counts_of(figure))}
    widest = max(map(len, counted.values()), default=0)
    found: dict[int, Reading] = {}
    selects = [_counts(place, counted[place], widest, *asked[place]) for place in counted]
    for row in selects[0].union(*selects[1:], all=True) if len(selects) > 1 else []:
        place = row["figure_place"]
        told = {name: row[f"figure_count_{at}"] for at, name in enumerate(counted[place])}
        figure = asked[place][0]
        if isinstance(figure.measure, Sum):
            told["figure_sum"] = amount_of(figure, told["figure_sum"] or 0)
        found[place] = figure.measure.from_columns(told)
    return [found[place] if place in found else reading(*each) for place, each in enumerate(asked)]


def _counts_of(figure: Figure) -> tuple[str, ...]:
    """The names of the counts and sums that a figure's value is made of; none where it is made of anything else.

    Values made of counts are read below one another by one statement, whatever their measures.
    """
    columns = figure.measure.columns()
    whole = all(isinstance(column, models.Count | models.Sum) for column in columns.values())
    return tuple(columns) if whole else ()


def _counts(
    place: int, names: tuple[str, ...], widest: int, figure: Figure, union: Placed, period: Period
) -> models.QuerySet[Any, dict[str, Any]]:
    """One row: which of the asked it is, and its counts, filled up to as many as the widest has."""
    rows = rows_behind(figure, union, period).order_by()
    columns = figure.measure.columns()
    if isinstance(figure.measure, Sum):
        # As it is stored, in fen: one column holds counts of one figure and sums of another.
        columns["figure_sum"] = models.Sum(figure.measure.field, output_field=models.BigIntegerField())
    counts = {f"figure_count_{at}": columns[name] for at, name in enumerate(names)}
    blanks = {f"figure_count_{at}": models.Value(0) for at in range(len(names), widest)}
    return rows.values(figure_place=models.Value(place)).annotate(**counts, **blanks)


def rows_in_window(figure: Figure, union: Placed, period: Period) -> Rows:
    """The declared rows of `union` and all below it that fall into the figure's days."""
    rows = figure.rows_for(period).filter(on_days(figure, days_of(figure, period)))
    if not figure.of_district:
        rows = rows.filter(in_range(figure.union_path, PathRange.below(union.path)))
    return rows.order_by()


def rows_behind(figure: Figure, union: Placed, period: Period) -> Rows:
    """The rows that make the value: what opens behind the number."""
    rows = rows_in_window(figure, union, period)
    return figure.measure.chosen(rows, on=figure.on, end=days_of(figure, period).last)


def on_days(figure: Figure, days: Days) -> Q:
    """The condition that a row falls into `days` and has not lapsed by the last of them; for a stock, that its spell
    holds the last of them."""
    condition = Q(**{f"{figure.on}__lte": days.last})
    if end := figure.until or figure.lapses:
        condition &= Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": days.last})
    if figure.is_stock:
        return condition
    if days.first is not None:
        condition &= Q(**{f"{figure.on}__gte": days.first})
    return condition


class ExportedRow(NamedTuple):
    """One row behind a figure, as it is exported and frozen. `record` names it for ever: its kind and number."""

    record: str
    key: object
    part: Any
    day: Any
    union_code: str
    union_name: str
    details: tuple[object, ...]


def exported_rows(figure: Figure, union: Placed, period: Period) -> Iterator[ExportedRow]:
    """The rows behind a figure in the order of their numbers; those of a composite part by part.

    `figure.measure.recomputed` gives the value back from `key` and `part`.
    """
    for part in parts_of(figure):
        if isinstance(part.measure, Parameter):
            rule = stated(part.measure.policy, part.measure.name, on=period.end)
            yield ExportedRow(rule.record, part.measure.policy, rule.value, period.end, "", "", ())
        else:
            yield from _exported(part, rows_behind(part, union, period))


def _exported(figure: Figure, rows: Rows) -> Iterator[ExportedRow]:
    measure = figure.measure
    union = _union_columns(figure)
    columns = {"figure_key": F(measure.key()), "figure_day": F(figure.on)}
    part = measure.part()
    columns["figure_part"] = F(part) if isinstance(part, str) else part  # type: ignore[assignment]
    selected = (
        rows.order_by("pk")
        .annotate(**columns)
        .values_list(
            "pk", "figure_key", "figure_part", "figure_day", *union, *(path for _label, path in figure.details)
        )
    )
    kind = rows.model._meta.label_lower
    width = 4 + len(union)
    # The measure sees the rows as they pass, one by one: no list of them is ever held.
    passing: list[tuple[Any, ...]] = []

    def pairs() -> Iterator[tuple[object, object]]:
        for row in selected.iterator(chunk_size=CHUNK):
            passing.append(row)
            yield row[1], row[2]

    for line in measure.lines(pairs()):
        row = passing.pop()
        code, name = row[4:width] if union else ("", "")
        yield ExportedRow(f"{kind}:{row[0]}", line.key, line.part, row[3], code, name, row[width:])


def _union_columns(figure: Figure) -> tuple[str, ...]:
    if figure.of_district:
        return ()
    prefix = figure.union_path.removesuffix("path")
    return (f"{prefix}code", f"{prefix}name")


def grouped(figure: Figure, rows: Rows, by: str) -> dict[Any, Reading]:
    """`rows_in_window` told apart by the values of `by`, in one query; nothing for what no group can tell."""
    return grouped_apart(figure, [rows], by)[0]


def grouped_apart(figure: Figure, several: Sequence[Rows], by: str) -> list[dict[Any, Reading]]:
    """As `grouped` for each of `several`, the rows of different windows, in one query for all of them."""
    found: list[dict[Any, Reading]] = [{} for _rows in several]
    columns = figure.measure.columns()
    if not columns:
        return found
    first, *others = (
        figure.measure.chosen(rows, on=figure.on, end=datetime.date.max)
        .values(figure_group=F(by), figure_place=models.Value(place))
        .annotate(**columns)
        .order_by()
        for place, rows in enumerate(several)
    )
    for row in first.union(*others, all=True) if others else first:
        found[row["figure_place"]][row["figure_group"]] = figure.measure.from_columns(row)
    return found
