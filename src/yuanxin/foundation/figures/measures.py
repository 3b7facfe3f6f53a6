"""How rows become a value. Each measure can be recomputed from the rows' `record`, `key` and `part` alone.

| measure | value from the exported rows |
|---|---|
| count | number of rows |
| sum, composite | Σ `part` |
| distinct | number of different `key`s |
| ratio | 100 × Σ `part` / rows, to two places |
| latest, rank, parameter | the `part` of the one row |
| run | number of rows |
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, NamedTuple, TypeAlias

from django.db import models
from django.db.models import Aggregate, Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import BaseExpression
from django.utils.translation import gettext_lazy as _

Rows: TypeAlias = "QuerySet[models.Model]"
HUNDREDTH = Decimal("0.01")


class Reading(NamedTuple):
    """A value and the number of rows behind it."""

    value: Decimal
    rows: int


class Line(NamedTuple):
    """What an exported row says to the recomputation rule."""

    key: object
    part: Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """Base of all measures: by default every row counts one.

    `additive`: the value of a union and period is the sum over its parts, so that daily cells can hold it.
    `compared`: it is told against the period before.
    """

    additive: ClassVar[bool] = False
    compared: ClassVar[bool] = True
    label: ClassVar[object] = ""
    rule: ClassVar[object] = ""

    def chosen(self, rows: Rows, *, on: str, end: datetime.date) -> Rows:
        """The rows behind the value, of all `rows` in the window; `on` is their date, `end` the window's last day."""
        return rows

    def read_in(self, rows: Rows, *, on: str, end: datetime.date) -> Reading:
        """The value of the rows of a window, by as few questions as it takes."""
        return self.read(self.chosen(rows, on=on, end=end))

    def read(self, rows: Rows) -> Reading:
        """The value of the chosen rows."""
        return self.from_columns(rows.aggregate(**self.columns()))

    def columns(self) -> dict[str, Aggregate]:
        """The aggregates the value is made of, so that rows can be grouped; none for what no group can tell."""
        return {}

    def from_columns(self, found: Mapping[str, Any]) -> Reading:
        """The value from the aggregates of `columns()`."""
        raise NotImplementedError

    def key(self) -> str:
        """The look-up whose value the `key` column shows."""
        return "pk"

    def part(self) -> str | BaseExpression:
        """The expression whose value the `part` column shows."""
        return Value(1)

    def lines(self, pairs: Iterable[tuple[object, object]]) -> Iterator[Line]:
        """The (key, part) of each row, from what `key()` and `part()` selected, in their order."""
        for key, part in pairs:
            yield Line(key, decimal_of(part))

    def recomputed(self, lines: Iterable[Line]) -> Decimal:
        """The value by the table above, from nothing but the exported rows."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Count(Measure):
    """The number of rows."""

    additive: ClassVar[bool] = True
    label: ClassVar[object] = _("Number of records")
    rule: ClassVar[object] = _("number of rows")

    def columns(self) -> dict[str, Aggregate]:
        return {"figure_rows": models.Count("pk")}

    def from_columns(self, found: Mapping[str, Any]) -> Reading:
        return Reading(Decimal(found["figure_rows"]), found["figure_rows"])

    def recomputed(self, lines: Iterable[Line]) -> Decimal:
        return Decimal(sum(1 for _line in lines))


@dataclass(frozen=True, slots=True)
class Sum(Measure):
    """The sum of a whole-number or money field; a row without a value adds nothing."""

    field: str

    additive: ClassVar[bool] = True
    label: ClassVar[object] = _("Sum")
    rule: ClassVar[object] = _("sum of the parts")

    def columns(self) -> dict[str, Aggregate]:
        return {"figure_sum": models.Sum(self.field), "figure_rows": models.Count("pk")}

    def from_columns(self, found: Mapping[str, Any]) -> Reading:
        return Reading(decimal_of(found["figure_sum"]), found["figure_rows"])

    def part(self) -> str:
        return self.field

    def recomputed(self, lines: Iterable[Line]) -> Decimal:
        return sum((line.part for line in lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Distinct(Measure):
    """The number of different values of a field; rows without a value do not count."""

    field: str

    label: ClassVar[object] = _("Number of different values")
    rule: ClassVar[object] = _("number of different keys")

    def chosen(self, rows: Rows, *, on: str, end: datetime.date) -> Rows:
        return rows.filter(**{f"{self.field}__isnull": False})

    def columns(self) -> dict[str, Aggregate]:
        return {"figure_keys": models.Count(self.field, distinct=True), "figure_rows": models.Count("pk")}

    def from_columns(self, found: Mapping[str, Any]) -> Reading:
        return Reading(Decimal(found["figure_keys"]), found["figure_rows"])

    def key(self) -> str:
        return self.field

    def lines(self, pairs: Iterable[tuple[object, object]]) -> Iterator[Line]:
        """The first row of a key carries 1, its others 0, so that a composite over it adds up too."""
        seen: set[object] = set()
        for key, _part in pairs:
            yield Line(key, Decimal(key not in seen))
            seen.add(key)

    def recomputed(self, lines: Iterable[Line]) -> Decimal:
        return Decimal(len({line.key for line in lines}))


@dataclass(frozen=True, slots=True)
class Ratio(Measure):
    """The share of rows that meet a condition, in per cent to two places; 0 where there is no row."""

    where: Q

    additive: ClassVar[bool] = True
    label: ClassVar[object] = _("Share in per cent")
    rule: ClassVar[object] = _("100 × sum of the parts / rows")

    def columns(self) -> dict[str, Aggregate]:
        return {"figure_hits": models.Count("pk", filter=self.where), "figure_rows": models.Count("pk")}

    def from_columns(self, found: Mapping[str, Any]) -> Reading:
        return Reading(share(found["figure_hits"], found["figure_rows"]), found["figure_rows"])

    def part(self) -> BaseExpression:
        return Case(When(self.where, then=Value(1)), default=Value(0), output_field=IntegerField())

    def recomputed(self, lines: Iterable[Line]) -> Decimal:
        parts = [line.part for line in lines]
        return share(sum(parts, Decimal(0)), len(parts))


@dataclass(frozen=True, slots=True)
class Latest(Measure):
    """The value that the last record of the window states: a reading not after the last day."""

    field: str

    label: ClassVar[object] = _("Latest reading")
    rule: ClassVar[object] = _("the part of the one row")

    def chosen(self, rows: Rows, *, on: str, end: datetime.date) -> Rows:
        last = rows.order_by(f"-{on}", "-pk").values_list("pk", flat=True).first()
        return rows.filter(pk=last) if last is not None else rows.none()

    def read(self, rows: Rows) -> Reading:
        found = list(rows.values_list(self.field, flat=True)[:1])
        return Reading(decimal_of(found[0]) if found else Decimal(0), len(found))

    def part(self) -> str:
        return self.field

    def recomputed(self, lines: Iterable[Line]) -> Decimal:
        return next((line.part for line in lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Rank(Latest):
    """The rank that the last published comparison of the window states."""

    label: ClassVar[object] = _("Rank")


@dataclass(frozen=True, slots=True)
class Run(Measure):
    """The number of years on end, up to the last day's year or the one before, each with a record.

    Args:
        field: the year of a record, as a whole number.
    """

    field: str

    compared: ClassVar[bool] = False
    label: ClassVar[object] = _("Years on end")
    rule: ClassVar[object] = _("number of rows")

    def chosen(self, rows: Rows, *, on: str, end: datetime.date) -> Rows:
        return rows.filter(pk__in=self._run(rows, end))

    def read_in(self, rows: Rows, *, on: str, end: datetime.date) -> Reading:
        number = len(self._run(rows, end))
        return Reading(Decimal(number), number)

    def _run(self, rows: Rows, end: datetime.date) -> list[object]:
        """The first record of each year of the run, the last year first."""
        first_of_year: dict[int, object] = {}
        for pk, year in rows.order_by("pk").values_list("pk", self.field):
            if year is not None:
                first_of_year.setdefault(year, pk)
        year = end.year if end.year in first_of_year else end.year - 1
        run = []
        while year in first_of_year:
            run.append(first_of_year[year])
            year -= 1
        return run

    def read(self, rows: Rows) -> Reading:
        number = rows.count()
        return Reading(Decimal(number), number)

    def key(self) -> str:
        return self.field

    def recomputed(self, lines: Iterable[Line]) -> Decimal:
        return Decimal(sum(1 for _line in lines))


@dataclass(frozen=True, slots=True)
class Parameter(Measure):
    """A value of the dated rule in force on the last day."""

    policy: str
    name: str

    label: ClassVar[object] = _("Rule in force")
    rule: ClassVar[object] = _("the part of the one row")

    def recomputed(self, lines: Iterable[Line]) -> Decimal:
        return next((line.part for line in lines), Decimal(0))


@dataclass(frozen=True, slots=True, init=False)
class Composite(Measure):
    """The sum of other figures, by their codes."""

    codes: tuple[str, ...]

    label: ClassVar[object] = _("Sum of figures")
    rule: ClassVar[object] = _("sum of the parts")

    def __init__(self, *codes: str) -> None:
        object.__setattr__(self, "codes", codes)

    def recomputed(self, lines: Iterable[Line]) -> Decimal:
        return sum((line.part for line in lines), Decimal(0))


def share(hits: Decimal | int, number: int) -> Decimal:
    """`hits` of `number` in per cent, half up at the second place; 0 of nothing."""
    if not number:
        return Decimal(0)
    return (Decimal(100) * hits / number).quantize(HUNDREDTH, ROUND_HALF_UP)


def decimal_of(value: object) -> Decimal:
    """A database value as an exact number; nothing is 0."""
    return Decimal(0) if value is None else Decimal(str(value))
