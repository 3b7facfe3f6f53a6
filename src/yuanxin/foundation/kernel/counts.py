"""Counting the rows of many QuerySets by one statement."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def count_all(named: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each QuerySet has, under its name: one statement, however many there are.

    In the order given; names without rows are left out, so that whoever goes on reads only what is there.
    """
    asked: list[str] = []
    parameters: list[Any] = []
    names: list[str] = []
    for name, rows in named.items():
        # A condition that nothing meets needs no asking: a permission that is held nowhere.
        with suppress(EmptyResultSet):
            sql, given = rows.order_by().values("pk").query.sql_with_params()
            asked.append(f"SELECT {len(names)}, COUNT(*) FROM ({sql}) AS counted_{len(names)}")  # noqa: S608
            parameters += given
            names.append(name)
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), parameters)
        return {names[number]: found for number, found in sorted(cursor.fetchall()) if found}
