"""Many rows at once on both engines: written by COPY or executemany, looked up by the list, updated from a table."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl
from django.db import connection, models
from django.db.models import Field, ForeignObject, Lookup

LOOKED_UP_AT_ONCE = 20_000
SENT_AT_ONCE = 10_000


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """`field__among=list`: one parameter that holds the whole list where the engine can (PostgreSQL), else `IN`.

    Unlike `__in` it does not plan or escape each value, so tens of thousands are looked up by index seeks.
    """

    lookup_name = "among"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", list(value)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, params = self.process_lhs(compiler, connection)
        values = list(self.rhs)
        if not values:
            return "1 = 0", []
        return f"{lhs} IN ({', '.join(['%s'] * len(values))})", [*params, *values]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s::{self._kind(connection)}[])", [*params, literal_of(self.rhs)]

    def _kind(self, connection: Any) -> str:
        """The element's type, without the length that a literal of the whole list need not have."""
        field = getattr(self.lhs.output_field, "target_field", self.lhs.output_field)
        return str(field.rel_db_type(connection)).partition("(")[0]


def literal_of(values: Sequence[Any]) -> str:
    """PostgreSQL's own writing of a list, made at once: adapting value by value costs more than the look-up."""
    if not values:
        return "{}"
    if isinstance(values[0], bytes):
        return '{"\\\\x' + '","\\\\x'.join(value.hex() for value in values) + '"}'
    if isinstance(values[0], int):
        return "{" + ",".join(map(str, values)) + "}"
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return '{"' + '","'.join(quoted) + '"}'


def in_pieces(values: Sequence[Any], size: int = LOOKED_UP_AT_ONCE) -> Iterator[Sequence[Any]]:
    """The values, so many at once."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def rows_among(
    queryset: models.QuerySet[Any], field: str, values: Sequence[Any], columns: Sequence[str], schema: Any
) -> pl.DataFrame:
    """The rows whose `field` is among `values`, as a frame of `columns` in the given schema."""
    found: list[tuple[Any, ...]] = []
    for piece in in_pieces(values):
        found += queryset.filter(**{f"{field}__among": piece}).order_by().values_list(*columns)
    return pl.DataFrame(found, schema=schema, orient="row")


def reserve_ids(model: type[models.Model], number: int) -> list[int]:
    """Ids for rows to come, ascending, never given to another; unused ones are lost, which costs nothing.

    Call it in a transaction of its own: on SQLite the counter is a table.
    """
    table, column = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    if number == 0:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                # One value that holds them all: two hundred thousand rows of one number each take seconds. The
                # sequence is looked up once, not for each number.
                "WITH counter AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS id)"
                " SELECT string_agg(n::text, ',') FROM"
                " (SELECT nextval(id) AS n FROM counter, generate_series(1, %s)) AS given",
                [f'"{table}"', column, number],
            )
            return sorted(map(int, cursor.fetchone()[0].split(",")))
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [number, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]
    return list(range(last - number + 1, last + 1))


def insert(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Write the frame's rows, whose columns are named as the table's, in their order; others get defaults."""
    if frame.is_empty():
        return
    frame = frame.with_columns(
        pl.lit(field.get_default()).alias(field.column)
        for field in model._meta.concrete_fields
        if field.column not in frame.columns and not field.primary_key and (field.has_default() or not field.null)
    )
    if connection.vendor == "postgresql":
        copy(model, frame.columns, (csv_of(part) for part in frame.iter_slices(SENT_AT_ONCE)))
        return
    table, columns = (
        connection.ops.quote_name(model._meta.db_table),
        ", ".join(connection.ops.quote_name(name) for name in frame.columns),
    )
    marks = ", ".join(["?"] * frame.width)
    _each(f"INSERT INTO {table} ({columns}) VALUES ({marks})", frame)  # noqa: S608  names come from the model


def insert_large(model: type[models.Model], **values: Any) -> None:
    """Write one row of megabytes, its values by the names of the table's columns.

    PostgreSQL takes its bytes as they are; through Django they would go as digits, twice as many and five times slower.
    """
    quoted = connection.ops.quote_name
    columns = ", ".join(map(quoted, values))
    marks = ", ".join(["%s"] * len(values))
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            from psycopg import Cursor

            Cursor(connection.connection).execute(statement, list(values.values()))
        else:
            cursor.execute(statement, list(values.values()))


def update(
    model: type[models.Model], frame: pl.DataFrame, *, keys: Sequence[str] = ("id",), blanks: bool = False
) -> int:
    """Set the frame's columns on the rows named by its `keys`, compared and raised by `version` where it has one.

    Unless `blanks` is set, a null leaves what is there.

    Returns how many rows were written; fewer than the frame has means that some changed meanwhile.
    """
    if frame.is_empty():
        return 0
    quoted = connection.ops.quote_name
    table = quoted(model._meta.db_table)
    versioned = "version" in frame.columns
    keys = [*keys, "version"] if versioned else keys
    values = [name for name in frame.columns if name not in keys]
    raised = [f"version = {table}.version + 1"] if versioned else []
    if connection.vendor == "postgresql":
        types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
        shape = ", ".join(f"{quoted(name)} {types[name]}" for name in frame.columns)
        given = [_assigned(quoted(name), f"given.{quoted(name)}", table, blanks) for name in values]
        same = " AND ".join(f"{table}.{key} = given.{key}" for key in keys)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS intake_update")
            cursor.execute(f"CREATE TEMPORARY TABLE intake_update ({shape}) ON COMMIT DROP")
            _send("COPY intake_update FROM STDIN (FORMAT csv)", [csv_of(frame)])
            cursor.execute(
                f"UPDATE {table} SET {', '.join([*given, *raised])} FROM intake_update AS given"  # noqa: S608
                f" WHERE {same}"
            )
            return cursor.rowcount
    assignments = ", ".join([*(_assigned(quoted(name), "?", table, blanks) for name in values), *raised])
    matched = " AND ".join(f"{key} = ?" for key in keys)
    return _each(f"UPDATE {table} SET {assignments} WHERE {matched}", frame.select(*values, *keys))  # noqa: S608


def delete(model: type[models.Model], ids: Sequence[int]) -> None:
    """Delete rows that were never to be, without loading them; what refers to them makes the database refuse."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        for piece in in_pieces(ids):
            if connection.vendor == "postgresql":
                cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [list(piece)])  # noqa: S608
            else:
                marks = ", ".join(["%s"] * len(piece))
                cursor.execute(f"DELETE FROM {table} WHERE id IN ({marks})", list(piece))  # noqa: S608


def _assigned(column: str, value: str, table: str, blanks: bool) -> str:
    return f"{column} = {value}" if blanks else f"{column} = COALESCE({value}, {table}.{column})"


def copy(model: type[models.Model], columns: Sequence[str], texts: Iterable[bytes | str]) -> None:
    """Send rows that `csv_of` made to PostgreSQL, which writes one part while the next is made."""
    quoted = connection.ops.quote_name
    _send(f"COPY {quoted(model._meta.db_table)} ({', '.join(map(quoted, columns))}) FROM STDIN (FORMAT csv)", texts)


def csv_of(frame: pl.DataFrame) -> str:
    """The frame as PostgreSQL reads it: made by columns, it is far cheaper than a row at a time."""
    binary = [name for name, kind in frame.schema.items() if kind == pl.Binary]
    readable = frame.with_columns((pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name) for name in binary)
    return readable.write_csv(include_header=False, quote_style="necessary", null_value="")


def _send(statement: str, texts: Iterable[bytes | str]) -> None:
    # Django does not look into a COPY: what the server refuses in it must still come as Django's own error.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as sending:
        for text in texts:
            sending.write(text)


def _each(statement: str, frame: pl.DataFrame) -> int:
    """Run a statement for each row on SQLite's own connection; Django's cursor would look at every row again."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection.connection.executemany(statement, _plain(frame).iter_rows()).rowcount


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Days as SQLite keeps them."""
    return frame.with_columns(
        pl.col(name).dt.strftime("%Y-%m-%d") for name, kind in frame.schema.items() if kind == pl.Date
    )
