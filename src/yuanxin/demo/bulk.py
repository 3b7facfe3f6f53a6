"""Writing whole tables at once: COPY on PostgreSQL, one `executemany` on SQLite.

The rows that arrive in the tables are those that the services write one by one; only the way is shorter. Ids are given
by the caller, who has the table to itself: a demonstration is built into an empty database only.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

Row = Sequence[Any]


def write_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert `rows`, each a value for each field name in `columns`; the other fields take their defaults.

    Returns:
        How many rows were written.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rest = [field for name, field in fields.items() if name not in columns and not field.primary_key]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in rest)
    names = [fields[name].column for name in columns] + [field.column for field in rest]
    complete = [(*row, *defaults) for row in rows]
    write = _copy if connection.vendor == "postgresql" else _executemany
    write(model._meta.db_table, names, complete)
    return len(complete)


def advance_sequences(*written: type[models.Model]) -> None:
    """Let the next row of each table take an id above those written (PostgreSQL; SQLite does so by itself)."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(written)):
            cursor.execute(statement)


def gather_statistics(*written: type[models.Model]) -> None:
    """Tell the planner how full the tables are now; nobody else does before the first questions are asked of them."""
    with connection.cursor() as cursor:
        for model in written:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _copy(table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {connection.ops.quote_name(table)} ({quoted}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _executemany(table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    places = ", ".join("?" * len(names))
    connection.ensure_connection()
    # The driver's own cursor: Django's would rewrite the placeholders of every statement.
    connection.connection.executemany(
        f"INSERT INTO {connection.ops.quote_name(table)} ({quoted}) VALUES ({places})",  # noqa: S608 - our own names
        (tuple(map(_plain, row)) for row in rows),
    )


def _plain(value: Any) -> Any:
    convert: Callable[[Any], Any] | None = _CONVERSIONS.get(type(value))
    return convert(value) if convert else value


def _instant(value: datetime.datetime) -> str:
    return value.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(" ")


# SQLite's driver knows numbers, text and bytes; days stand as ISO text and instants in UTC, as Django writes them.
_CONVERSIONS: dict[type, Callable[[Any], Any]] = {
    datetime.date: datetime.date.isoformat,
    datetime.datetime: _instant,
    bool: int,
}
