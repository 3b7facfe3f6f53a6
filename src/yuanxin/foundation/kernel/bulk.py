"""Many rows at once on both engines: written by COPY or executemany, looked up by the list, updated from a table."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

import polars as pl
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models
from django.db.models import Field, ForeignObject, Lookup

from yuanxin.foundation.kernel.meanwhile import ahead

LOOKED_UP_AT_ONCE = 20_000
SENT_AT_ONCE = 10_000
# What 200,000 rows touch of the indexes of a million stays in memory while they are written. With SQLite's usual cache
# pages go to the log, come back for the next row and go there again, which takes as long as the writing itself.
ROOMY_CACHE_KIB = 131_072

Row = Sequence[Any]


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """`field__among=list`: one parameter that holds the whole list where the engine can (PostgreSQL), else `IN`.

    Unlike `__in` it does not plan or escape each value, so tens of thousands are looked up by index seeks.
    """

    lookup_name = "among"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, Any]:
        return "%s", list(value)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        lhs, params = self.process_lhs(compiler, connection)
        values = list(self.rhs)
        if not values:
            return "1 = 0", []
        return f"{lhs} IN ({', '.join(['%s'] * len(values))})", [*params, *values]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s::{self._kind(connection)}[])", [*params, literal_of(list(self.rhs))]

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
    queryset: models.QuerySet[Any], field: str, values: Sequence[Any], columns: Sequence[Any], schema: Any
) -> pl.DataFrame:
    """The rows whose `field` is among `values`, as a frame of `columns` (names or expressions) in the given schema."""
    found: list[tuple[Any, ...]] = []
    for piece in in_pieces(values):
        # A set: Django would look through the values of a list, one after the other, for expressions.
        found += queryset.filter(**{f"{field}__among": frozenset(piece)}).order_by().values_list(*columns)
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


class Ready:
    """Rows laid beside their table, so that writing them is one statement.

    On SQLite they stand in a temporary table of this connection: filling it locks nobody out, and one statement copies
    them twice as fast as a statement a row, and eight times where the table has triggers. PostgreSQL's COPY is one
    statement anyway, so there they stay a frame.
    """

    _numbers = count(1)

    def __init__(self, model: type[models.Model], frame: pl.DataFrame) -> None:
        """Lay the frame's rows, whose columns are named as the table's, in their order; others get defaults."""
        self.model = model
        self.height = frame.height
        frame = frame.with_columns(
            pl.lit(field.get_default()).alias(str(field.column))
            for field in model._meta.concrete_fields
            if field.column not in frame.columns and not field.primary_key and (field.has_default() or not field.null)
        )
        self._columns = frame.columns
        self._frame, self._laid = frame, ""
        if self.height and connection.vendor == "sqlite":
            self._frame, self._laid = frame.clear(), f"laid_ready_{next(self._numbers)}"
            _lay(self._laid, model, frame)

    def write(self) -> None:
        """Write the rows, in the order in which they were laid."""
        if not self.height:
            return
        if not self._laid:
            copy(self.model, self._columns, (csv_of(part) for part in self._frame.iter_slices(SENT_AT_ONCE)))
            return
        columns = ", ".join(map(connection.ops.quote_name, self._columns))
        table = connection.ops.quote_name(self.model._meta.db_table)
        with roomy_cache():
            _run(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM temp.{self._laid} ORDER BY rowid")  # noqa: S608

    def forget(self) -> None:
        """Take away what was laid."""
        if self._laid:
            _run(f"DROP TABLE IF EXISTS temp.{self._laid}")


@contextmanager
def laid_ready(parts: Iterable[tuple[type[models.Model], pl.DataFrame]]) -> Iterator[list[Ready]]:
    """Rows of some tables laid beside them, for as long as the block lasts."""
    ready: list[Ready] = []
    try:
        for model, frame in parts:
            ready.append(Ready(model, frame))
        yield ready
    finally:
        for part in ready:
            part.forget()


def insert(model: type[models.Model], frame: pl.DataFrame) -> None:
    """Write the frame's rows, whose columns are named as the table's, in their order; others get defaults."""
    with laid_ready([(model, frame)]) as ready:
        ready[0].write()


def write_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert `rows`, each a value for each field name in `columns`; the other fields take their defaults.

    For what Python made value by value; a frame goes by `insert`. Documents of JSON are given as their text.

    Returns:
        How many rows were written.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rest = [field for name, field in fields.items() if name not in columns and not field.primary_key]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in rest)
    names = [str(field.column) for field in (*map(fields.__getitem__, columns), *rest)]
    complete = [(*row, *defaults) for row in rows]
    if complete:
        _write(model._meta.db_table, names, complete)
    return len(complete)


def _write(table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
    quoted = ", ".join(map(connection.ops.quote_name, names))
    if connection.vendor == "postgresql":
        statement = f"COPY {connection.ops.quote_name(table)} ({quoted}) FROM STDIN"
        with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as sending:
            for row in rows:
                sending.write_row(row)
        return
    places = ", ".join("?" * len(names))
    connection.ensure_connection()
    with connection.wrap_database_errors:
        # The driver's own cursor: Django's would rewrite the placeholders of every statement.
        connection.connection.executemany(
            f"INSERT INTO {connection.ops.quote_name(table)} ({quoted}) VALUES ({places})",  # noqa: S608 - our names
            (tuple(map(_as_kept, row)) for row in rows),
        )


def _as_kept(value: Any) -> Any:
    convert: Callable[[Any], Any] | None = _KEPT_AS.get(type(value))
    return convert(value) if convert else value


def _instant(value: datetime.datetime) -> str:
    return value.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(" ")


# SQLite's driver knows numbers, text and bytes; days stand as ISO text and instants in UTC, as Django writes them.
_KEPT_AS: dict[type, Callable[[Any], Any]] = {
    datetime.date: datetime.date.isoformat,
    datetime.datetime: _instant,
    bool: int,
}


@contextmanager
def roomy_cache() -> Iterator[None]:
    """More of SQLite's pages in memory than usual."""
    usual = _run("PRAGMA cache_size").fetchone()[0]
    _run(f"PRAGMA cache_size = -{ROOMY_CACHE_KIB}")
    try:
        yield
    finally:
        _run(f"PRAGMA cache_size = {usual}")


def large(model: type[models.Model], key: int, *columns: str) -> tuple[Any, ...]:
    """Columns of megabytes of one row, taken from PostgreSQL as they are and not as digits.

    Raises:
        ObjectDoesNotExist: if the row is gone.
    """
    quoted = connection.ops.quote_name
    chosen = ", ".join(map(quoted, columns))
    pk = quoted(str(model._meta.pk.column))  # type: ignore[union-attr]
    statement = f"SELECT {chosen} FROM {quoted(model._meta.db_table)} WHERE {pk} = %s"  # noqa: S608  names of ours
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            from psycopg import Cursor

            row = Cursor(connection.connection).execute(statement, [key], binary=True).fetchone()
        else:
            row = cursor.execute(statement, [key]).fetchone()
    if row is None:
        raise ObjectDoesNotExist(f"{model._meta.label} {key}")
    return tuple(row)


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
            cursor.execute("DROP TABLE IF EXISTS given_rows")
            cursor.execute(f"CREATE TEMPORARY TABLE given_rows ({shape}) ON COMMIT DROP")
            _send("COPY given_rows FROM STDIN (FORMAT csv)", [csv_of(frame)])
            cursor.execute(
                f"UPDATE {table} SET {', '.join([*given, *raised])} FROM given_rows AS given"  # noqa: S608
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
        for text in ahead(iter(texts)):
            sending.write(text)


def _lay(laid: str, model: type[models.Model], frame: pl.DataFrame) -> None:
    """Fill a temporary table with the frame's rows, each column as the model's table keeps it."""
    columns = ", ".join(map(connection.ops.quote_name, frame.columns))
    table = connection.ops.quote_name(model._meta.db_table)
    _run(f"CREATE TEMP TABLE {laid} AS SELECT {columns} FROM {table} WHERE 0")  # noqa: S608  names come from the model
    # A savepoint and not a transaction: that would take the lock which others need.
    _run("SAVEPOINT laying")
    try:
        _each(f"INSERT INTO temp.{laid} VALUES ({', '.join('?' * frame.width)})", frame)  # noqa: S608
    finally:
        _run("RELEASE laying")


def _run(statement: str) -> Any:
    """Run a statement on SQLite's own connection."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection.connection.execute(statement)


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
