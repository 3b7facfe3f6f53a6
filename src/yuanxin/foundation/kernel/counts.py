"""Counting the rows of many QuerySets by one statement."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When


class Counted(NamedTuple):
    """How many rows there are, and how many of them meet the condition that was asked with them."""

    rows: int
    marked: int


@dataclass(frozen=True, slots=True)
class Counting:
    """A statement that counts the rows of many QuerySets, made once and asked as often as one likes."""

    sql: str
    parameters: tuple[Any, ...]
    names: tuple[str, ...]

    def __call__(self) -> dict[str, Counted]:
        """How many rows each has, in the order given; names without rows are left out."""
        if not self.names:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.parameters)
            return {self.names[number]: Counted(*found) for number, *found in sorted(cursor.fetchall()) if found[0]}


def counting(named: Mapping[str, QuerySet[Any]], marks: Mapping[str, Q] | None = None) -> Counting:
    """The statement that counts the rows of these QuerySets; with what meets the conditions of `marks`."""
    asked: list[str] = []
    parameters: list[Any] = []
    names: list[str] = []
    for name, rows in named.items():
        condition = (marks or {}).get(name)
        # A condition that nothing meets needs no asking: a permission that is held nowhere.
        with suppress(EmptyResultSet):
            ordered = rows if rows.query.is_sliced else rows.order_by()
            if condition is not None:
                mark = Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
                ordered = ordered.annotate(counted_mark=mark)
            shown = ("pk",) if condition is None else ("pk", "counted_mark")
            sql, given = ordered.values(*shown).query.sql_with_params()
            marked = "0" if condition is None else "COALESCE(SUM(counted_mark), 0)"
            place = len(names)
            asked.append(f"SELECT {place}, COUNT(*), {marked} FROM ({sql}) AS counted_{place}")  # noqa: S608
            parameters += given
            names.append(name)
    return Counting(" UNION ALL ".join(asked), tuple(parameters), tuple(names))


def count_all(named: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each QuerySet has, under its name: one statement, however many there are.

    In the order given; names without rows are left out, so that whoever goes on reads only what is there.
    """
    return {name: found.rows for name, found in counting(named)().items()}
