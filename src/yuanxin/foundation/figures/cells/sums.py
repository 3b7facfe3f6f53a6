"""The live side of the cells: what the records of each union and day add up to, series by series.

Plain series on one source share a single GROUP BY, each as an aggregate with its own filter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import Aggregate, BooleanField, Count, F, Sum
from django.db.models.expressions import RawSQL

from yuanxin.foundation.figures.cells.series import Series, Source
from yuanxin.foundation.figures.plain import condition_in


@dataclass(frozen=True, slots=True)
class Grouped:
    """One query: union, day, and a column for each (series key, sign)."""

    sql: str
    parameters: tuple[Any, ...]
    columns: tuple[tuple[int, int], ...]


def grouped_by_source(
    series: Iterable[Series], *, keys: str = "", unions: tuple[int, int] | None = None
) -> Iterator[Grouped]:
    """The queries that sum `series`, one a source.

    Args:
        keys: SQL of a query giving the (union_id, day) pairs to sum; empty for all there are.
        unions: the first and the last id of the unions to sum, both in; None for all there are.
    """
    by_source: dict[Source, tuple[str, list[tuple[Series, int]]]] = {}
    for each in series:
        for source, date_field, sign in each.signed_sources():
            by_source.setdefault(source, (date_field, []))[1].append((each, sign))
    for date_field, signed in by_source.values():
        yield _grouped(signed, date_field, keys, unions)


def alone(series: Series) -> Iterator[Grouped]:
    """The same for one series by its own declared rows: what the shared queries are proved against."""
    for _source, date_field, sign in series.signed_sources():
        rows = series.rows.filter(**{f"{date_field}__isnull": False})
        amount = _amount(series, None)
        yield _compiled(rows, series, date_field, {"figure_0": amount}, ((series.key, sign),))


def _grouped(
    signed: Sequence[tuple[Series, int]], date_field: str, keys: str, unions: tuple[int, int] | None
) -> Grouped:
    first = signed[0][0]
    rows = first.model._base_manager.filter(**{f"{date_field}__isnull": False}).order_by()
    if unions:
        union = _union_name(first)
        rows = rows.filter(**{f"{union}__gte": unions[0], f"{union}__lte": unions[1]})
    if keys:
        chosen = RawSQL(_in_keys(first, date_field, keys), (), output_field=BooleanField())  # noqa: S611 - our names
        rows = rows.filter(chosen)
    aggregates = {
        f"figure_{number}": _amount(each, condition_in(rows.query, each.rows))
        for number, (each, _sign) in enumerate(signed)
    }
    columns = tuple((each.key, sign) for each, sign in signed)
    return _compiled(rows, first, date_field, aggregates, columns)


def _amount(series: Series, condition: Any) -> Aggregate:
    kind: type[Aggregate] = Sum if series.amount else Count
    return kind(series.amount or "pk", filter=condition or None)


def _compiled(
    rows: models.QuerySet[Any],
    series: Series,
    date_field: str,
    aggregates: dict[str, Aggregate],
    columns: tuple[tuple[int, int], ...],
) -> Grouped:
    query = (
        rows.values(figure_union=F(_union_name(series)), figure_day=F(date_field))
        .annotate(**aggregates)
        .order_by()
        .query
    )
    sql, parameters = query.get_compiler(connection=connection).as_sql()
    return Grouped(sql, tuple(parameters), columns)


def _union_name(series: Series) -> str:
    return series.model._meta.pk.attname if series.union_name == "pk" else f"{series.union_name}_id"


def _in_keys(series: Series, date_field: str, keys: str) -> str:
    """The rows of the chosen days, by their own key.

    PostgreSQL's planner takes a quarter of all rows to stand on days that it knows nothing of, and walks through whole
    tables for them; how many rows a join of the two finds it estimates well.
    """
    source = next(source for source, name, _sign in series.signed_sources() if name == date_field)
    key = series.model._meta.pk.column
    return (
        f'"{source.table}"."{key}" IN (SELECT r."{key}" FROM ({keys}) k CROSS JOIN "{source.table}" r '
        f'WHERE r."{source.union_column}" = k.union_id AND r."{source.date_column}" = k.day)'
    )
