"""What the cells hold: the series of each additive figure, and the sources whose changes make their days dirty."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import F, Q

from yuanxin.foundation.figures.catalogue import SELF, BadDeclaration, Figure, all_figures, field_of
from yuanxin.foundation.figures.measures import Ratio, Rows, Sum
from yuanxin.foundation.figures.plain import readers_of
from yuanxin.foundation.kernel.money import FenField, from_fen

ROWS, SUM, HITS = "rows", "sum", "hits"


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A table and one of its date columns: a change of a row makes (source, the row's union, that date) dirty."""

    table: str
    union_column: str
    date_column: str

    @property
    def name(self) -> str:
        return f"{self.table}.{self.date_column}"


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One number kept in cells: the rows of a figure, their sum, or one part of a split."""

    figure: Figure
    part: str
    rows: Rows
    amount: str
    key: int

    @property
    def model(self) -> type[models.Model]:
        return self.rows.model

    @property
    def union_name(self) -> str:
        """The field that says a row's union."""
        return "pk" if self.figure.union == SELF else self.figure.union

    def signed_sources(self) -> Iterator[tuple[Source, str, int]]:
        """Its sources with their date field: what a row adds on that day. A spell adds 1 and takes it away again."""
        table = self.model._meta.db_table
        union = field_of(self.model, self.union_name).column
        yield Source(table, union, field_of(self.model, self.figure.on).column), self.figure.on, 1
        if self.figure.until:
            yield Source(table, union, field_of(self.model, self.figure.until).column), self.figure.until, -1

    def columns_read(self) -> set[str]:
        """The columns of the rows' own table that a cell depends on."""
        names = {name for path, name in readers_of(self.rows) if not path}
        names |= {self.figure.on, self.figure.until, self.amount, self.union_name} - {""}
        return {field_of(self.model, name).column for name in names}


@cache
def series_of(figure: Figure) -> dict[str, Series]:
    """The series kept for `figure`, by their part; empty for one that is measured by query."""
    if not figure.in_cells:
        return {}
    assert isinstance(figure.rows, models.QuerySet)  # noqa: S101 - a figure in cells has plain rows
    rows: Rows = figure.rows.order_by()
    if figure.until:
        # A spell that never begins, or ends before it begins, holds no day; its end alone must take nothing away.
        ends_after = Q(**{f"{figure.until}__isnull": True}) | Q(**{f"{figure.until}__gte": F(figure.on)})
        rows = rows.filter(ends_after, **{f"{figure.on}__isnull": False})
    parts: dict[str, tuple[Rows, str]] = {ROWS: (rows, "")}
    amount = ""
    if isinstance(figure.measure, Sum):
        amount = figure.measure.field
        parts[SUM] = (rows, amount)
    elif isinstance(figure.measure, Ratio):
        parts[HITS] = (rows.filter(figure.measure.where), "")
    for split in figure.splits:
        for value, _label in flat_choices(field_of(rows.model, split.field)):
            if value not in (None, ""):
                parts[split_part(split.field, value)] = (rows.filter(Q(**{split.field: value})), amount)
    return {part: Series(figure, part, *rest, key=_key(figure, part, *rest)) for part, rest in parts.items()}


def amount_of(figure: Figure, total: int) -> Decimal:
    """The value of a sum as the cells keep it: whole numbers as they are, money from fen."""
    assert isinstance(figure.measure, Sum)  # noqa: S101 - only sums have amounts
    assert figure.model is not None  # noqa: S101
    if isinstance(field_of(figure.model, figure.measure.field), FenField):
        return from_fen(total)
    return Decimal(total)


def split_part(field: str, value: object) -> str:
    """The name of the part of a split: the rows whose `field` is `value`."""
    return f"{field}={value}"


def flat_choices(field: models.Field[Any, Any]) -> list[tuple[Any, Any]]:
    """The choices of a field with their labels, groups opened."""
    return [(value, label) for value, label in field.flatchoices]  # type: ignore[attr-defined]


def all_series() -> dict[int, Series]:
    """Every series of the catalogue, by key."""
    found: dict[int, Series] = {}
    for figure in all_figures():
        for series in series_of(figure).values():
            if series.key in found:
                raise BadDeclaration(f"{figure.code}: its key meets that of {found[series.key].figure.code}; rename it")
            found[series.key] = series
    return found


def _key(figure: Figure, part: str, rows: Rows, amount: str) -> int:
    """A number for the definition itself, not its name: whatever changes what is counted changes the key."""
    sql, parameters = rows.values("pk").query.get_compiler(connection=connection).as_sql()
    said = "\n".join([figure.code, part, sql, repr(parameters), figure.on, figure.until, figure.union, amount])
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=4).digest()) >> 1


@dataclass(frozen=True, slots=True)
class Cluster:
    """Sources that share a series, and all series on them: the smallest thing that can be refreshed by itself."""

    sources: frozenset[Source]
    series: tuple[Series, ...]

    @property
    def source_names(self) -> list[str]:
        return sorted(source.name for source in self.sources)


def clusters(series: Iterable[Series]) -> list[Cluster]:
    """The given series, put together where they share a source."""
    found: list[tuple[set[Source], list[Series]]] = []
    for each in series:
        sources = {source for source, _field, _sign in each.signed_sources()}
        members = [each]
        apart = []
        for other_sources, other_members in found:
            if other_sources & sources:
                sources |= other_sources
                members = other_members + members
            else:
                apart.append((other_sources, other_members))
        found = [*apart, (sources, members)]
    return [Cluster(frozenset(sources), tuple(members)) for sources, members in found]
