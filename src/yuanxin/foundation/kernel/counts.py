"""Counting the rows of many QuerySets by one statement."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Counting:
    """A statement that counts the rows of many QuerySets, made once and asked as often as one likes."""

    sql: str
    parameters: tuple[Any, ...]
    names: tuple[str, ...]

    def __call__(self) -> dict[str, int]:
        """How many rows each has, in the order given; names without rows are left out."""
        if not self.names:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.parameters)
            return {self.names[number]: found for number, found in sorted(cursor.fetchall()) if found}


def counting(named: Mapping[str, QuerySet[Any]]) -> Counting:
    """The statement that counts the rows of these QuerySets."""
    asked: list[str] = []
    parameters: list[Any] = []
    names: list[str] = []
    for name, rows in named.items():
        # A condition that nothing meets needs no asking: a permission that is held nowhere.
        with suppress(EmptyResultSet):
            ordered = rows if rows.query.is_sliced else rows.order_by()
            sql, given = ordered.values("pk").query.sql_with_params()
            asked.append(f"SELECT {len(names)}, COUNT(*) FROM ({sql}) AS counted_{len(names)}")  # noqa: S608
            parameters += given
            names.append(name)
    return Counting(" UNION ALL ".join(asked), tuple(parameters), tuple(names))


def count_all(named: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each QuerySet has, under its name: one statement, however many there are.

    In the order given; names without rows are left out, so that whoever goes on reads only what is there.
    """
    return counting(named)()
