"""A figure told apart: by street, by kind, by month. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from yuanxin.foundation.figures import live
from yuanxin.foundation.figures.catalogue import Figure, Split, field_of
from yuanxin.foundation.figures.cells.read import Asked, NotBuilt, totals
from yuanxin.foundation.figures.cells.series import ROWS, flat_choices, series_of, split_part
from yuanxin.foundation.figures.choices import Window
from yuanxin.foundation.figures.measures import Count, Distinct, Reading, Sum
from yuanxin.foundation.figures.queries import readings
from yuanxin.foundation.figures.windows import days_of
from yuanxin.foundation.kernel.periods import Period, month
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import by_street as street_rows
from yuanxin.foundation.unions.queries import with_street

SMALLEST_GROUP = 5
MONTHS = 12
NOTHING = Reading(Decimal(0), 0)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a figure told apart. `union` is the street, where it is one with a union of its own."""

    label: str
    reading: Reading
    union: Union | None = None


def by_street(figure: Figure, union: Union, period: Period) -> list[Part]:
    """The figure for each street below `union`, and for what stands directly under the district (区直属).

    Nothing for a figure of the district as a whole, or one that no group can tell. Different values counted in two
    streets count in both.
    """
    rows = street_rows(union)
    if figure.of_district or not figure.measure.columns():
        return []
    if isinstance(figure.measure, Count | Sum) and len(rows) > 1:
        streets = [row.street for row in rows if row.street is not None]
        whole, *each = readings([(figure, place, period) for place in (union, *streets)])
        found = {street.pk: one for street, one in zip(streets, each, strict=True)}
        found[0] = Reading(
            whole.value - sum(one.value for one in found.values()), whole.rows - sum(one.rows for one in found.values())
        )
    else:
        selected = with_street(live.rows_in_window(figure, union, period), rows, path=figure.union_path)
        found = live.grouped(figure, selected, "street")
    return [Part(row.label, found.get(row.key, NOTHING), row.street) for row in rows]


def by_kind(figure: Figure, union: Union, period: Period, split: Split) -> list[Part]:
    """The figure for each value of a field with choices, and for rows that state none; parts of 0 are left out."""
    model = figure.rows_for(period).model
    labels = {
        value: str(label) for value, label in flat_choices(field_of(model, split.field)) if value not in (None, "")
    }
    found = _kept_parts(figure, union, period, split, list(labels))
    if found is None:
        found = live.grouped(figure, live.rows_in_window(figure, union, period), split.field)
    parts = [Part(label, found.get(value, NOTHING)) for value, label in labels.items()]
    unstated = [reading for value, reading in found.items() if value not in labels]
    parts += [Part(_("Not stated"), reading) for reading in unstated]
    return [part for part in parts if part.reading.rows or part.reading.value]


def _kept_parts(
    figure: Figure, union: Union, period: Period, split: Split, values: list[Any]
) -> dict[Any, Reading] | None:
    """The parts as the cells hold them; the rest of the whole is not stated. None where the rows must be asked."""
    if not figure.in_cells or not isinstance(figure.measure, Count):
        return None
    series, days = series_of(figure), days_of(figure, period)
    try:
        whole, *each = totals(
            [Asked(series[part], union, days) for part in (ROWS, *(split_part(split.field, value) for value in values))]
        )
    except NotBuilt:
        return None
    found: dict[Any, int] = dict(zip(values, each, strict=True))
    found[""] = whole - sum(each)
    return {value: Reading(Decimal(number), number) for value, number in found.items()}


def by_month(figure: Figure, union: Union, period: Period) -> list[tuple[Period, Decimal]]:
    """The last twelve months up to the period's last one; nothing for a figure that months cannot tell cheaply."""
    months = [month(period.end.year, period.end.month)]
    while len(months) < MONTHS:
        months.append(months[-1].previous())
    months.reverse()
    told_alone = figure.lapses and figure.window is Window.PERIOD
    if told_alone or (figure.in_cells and figure.window in (Window.PERIOD, Window.AS_OF, Window.TO_DATE)):
        found = readings([(figure, union, each) for each in months])
        return [(each, one.value) for each, one in zip(months, found, strict=True)]
    if figure.window is Window.PERIOD and figure.measure.columns():
        rows = live.rows_in_window(figure, union, Period(months[0].start, months[-1].end))
        selected = rows.annotate(figure_month=TruncMonth(figure.on, output_field=models.DateField()))
        groups = live.grouped(figure, selected, "figure_month")
        return [(each, groups.get(each.start, NOTHING).value) for each in months]
    return []


def folded(figure: Figure, parts: Sequence[Part]) -> list[Part]:
    """The parts as shown to who may not see the rows: groups under five are told together, never apart.

    The smallest of the others joins them until the whole is five, so that no difference tells one of them; where that
    leaves a single group nothing is told apart.
    """
    small = [part for part in parts if 0 < size(figure, part) < SMALLEST_GROUP]
    if not small:
        return list(parts)
    others = sorted((part for part in parts if size(figure, part) >= SMALLEST_GROUP), key=lambda p: size(figure, p))
    while others and (len(small) == 1 or sum(size(figure, part) for part in small) < SMALLEST_GROUP):
        small.append(others.pop(0))
    if not others:
        return []
    together = Reading(
        sum((part.reading.value for part in small), Decimal(0)), sum(part.reading.rows for part in small)
    )
    return [part for part in parts if part not in small] + [Part(_("Small groups together"), together)]


def size(figure: Figure, part: Part) -> Decimal:
    """How many a group is of: what it counts, or for other measures its rows."""
    return part.reading.value if isinstance(figure.measure, Count | Distinct) else Decimal(part.reading.rows)
