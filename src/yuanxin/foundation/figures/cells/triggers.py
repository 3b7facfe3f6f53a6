"""Triggers that write down which days changed: whatever writes a record, by whatever path, cannot pass them by.

They are generated from the catalogue. A trigger's name ends in a digest of what it does, so that what stands in the
database can be compared with what the catalogue asks for by names alone.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction

from yuanxin.foundation.figures.catalogue import field_of
from yuanxin.foundation.figures.cells.series import Series, Source

PREFIX = "figures_"


@dataclass(slots=True)
class Written:
    """What the writes to one table make dirty.

    `sources`: the days of its own rows, when one of `columns` changes.
    `watched`: of rows of other tables that reach it over foreign keys, when one of the given columns changes.
    """

    key: str = "id"
    sources: set[Source] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    watched: dict[tuple[Source, tuple[Step, ...]], set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One foreign key on the way from a figure's rows to the table they watch."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger with the statements that make it and take it away."""

    name: str
    table: str
    create: tuple[str, ...]
    drop: tuple[str, ...]


def wanted(series: Iterable[Series]) -> dict[str, Trigger]:
    """The triggers that keep the given series, by name."""
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    found = [trigger for table, written in sorted(_writes(series).items()) for trigger in make(table, written)]
    return {trigger.name: trigger for trigger in found}


def standing() -> dict[str, str]:
    """The engine's triggers that stand in the database: name → table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgname LIKE 'figures\\_%' AND pg_table_is_visible(c.oid)"
            )
        else:
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'figures_%'")
        return dict(cursor.fetchall())


def take_down() -> None:
    """Drop them all: SQLite cannot remake a table that another table's trigger speaks of."""
    with connection.cursor() as cursor:
        for name, table in standing().items():
            for statement in _drop(name, table):
                cursor.execute(statement)


def missing(series: Iterable[Series]) -> list[str]:
    """The tables that lack a trigger the catalogue asks for."""
    there = standing()
    return sorted({trigger.table for name, trigger in wanted(series).items() if there.get(name) != trigger.table})


@transaction.atomic
def install(series: Iterable[Series]) -> set[str]:
    """Make the database's triggers those the catalogue asks for; the tables on which some had to be made."""
    asked, there = wanted(series), standing()
    with connection.cursor() as cursor:
        for name, table in there.items():
            if name not in asked:
                for statement in _drop(name, table):
                    cursor.execute(statement)
        made = [trigger for name, trigger in asked.items() if name not in there]
        for trigger in made:
            for statement in trigger.create:
                cursor.execute(statement)
    return {trigger.table for trigger in made}


def _writes(series: Iterable[Series]) -> dict[str, Written]:
    found: dict[str, Written] = defaultdict(Written)
    for each in series:
        own = found[each.model._meta.db_table]
        sources = [source for source, _field, _sign in each.signed_sources()]
        own.key = each.model._meta.pk.column
        own.sources.update(sources)
        own.columns |= each.columns_read()
        for watch in each.figure.watches:
            steps = tuple(_steps(each.model, watch.path))
            columns = {field_of(watch.model, name).column for name in watch.fields}
            for source in sources:
                found[watch.model._meta.db_table].watched[source, steps] |= columns
    return dict(found)


def _steps(model: type[models.Model], path: str) -> Iterator[Step]:
    for name in path.split("__"):
        relation: Any = model._meta.get_field(name)
        model = relation.related_model
        yield Step(relation.column, model._meta.db_table, relation.target_field.column)


def _reached(source: Source, steps: tuple[Step, ...]) -> tuple[str, str]:
    """The joins from a source's rows to just before the watched table, and the column that meets it."""
    joins, alias = "", "r"
    for number, step in enumerate(steps[:-1]):
        joins += f' JOIN "{step.table}" s{number} ON s{number}."{step.target}" = {alias}."{step.column}"'
        alias = f"s{number}"
    return f'"{source.table}" r{joins}', f'{alias}."{steps[-1].column}"'


def _named(table: str, event: str, statements: list[str]) -> str:
    digest = hashlib.blake2b("\n".join(statements).encode(), digest_size=5).hexdigest()
    return f"{PREFIX}{table[:35]}_{event}_{digest}"


def _sqlite(table: str, written: Written) -> Iterator[Trigger]:
    """Row-level: each row says its own days."""
    into = "INSERT OR IGNORE INTO figures_dirty (source, union_id, day) SELECT"
    sources = sorted(written.sources)

    def days(row: str) -> str:
        return " ".join(
            f'{into} \'{s.name}\', {row}."{s.union_column}", {row}."{s.date_column}" '
            f'WHERE {row}."{s.date_column}" IS NOT NULL;'
            for s in sources
        )

    if sources:
        columns = sorted(written.columns)
        yield _sqlite_trigger(table, "insert", "INSERT", days("NEW"))
        yield _sqlite_trigger(table, "delete", "DELETE", days("OLD"))
        yield _sqlite_trigger(table, "update", _update_of(columns), f"{days('OLD')} {days('NEW')}")
    for number, ((source, steps), watched) in enumerate(sorted(written.watched.items())):
        rows, column = _reached(source, steps)
        body = (
            f'{into} \'{source.name}\', r."{source.union_column}", r."{source.date_column}" FROM {rows} '
            f'WHERE {column} = NEW."{steps[-1].target}" AND r."{source.date_column}" IS NOT NULL;'
        )
        yield _sqlite_trigger(table, f"watch{number}", _update_of(sorted(watched)), body)


def _update_of(columns: list[str]) -> str:
    return f"UPDATE OF {', '.join(quoted(columns))}|{' OR '.join(f'OLD.{c} IS NOT NEW.{c}' for c in quoted(columns))}"


def _sqlite_trigger(table: str, event: str, when: str, body: str) -> Trigger:
    clause, _bar, condition = when.partition("|")
    head = f'AFTER {clause} ON "{table}" FOR EACH ROW {f"WHEN {condition} " if condition else ""}BEGIN {body} END'
    name = _named(table, event, [head])
    return Trigger(name, table, (f'CREATE TRIGGER "{name}" {head}',), _drop(name, table))


def _postgresql(table: str, written: Written) -> Iterator[Trigger]:
    """Statement-level with transition tables: a bulk write says its days once each."""
    sources = sorted(written.sources)
    into = "INSERT INTO figures_dirty (source, union_id, day) SELECT DISTINCT"

    def days(rows: str) -> str:
        if not sources:
            return ""
        values = ", ".join(f"('{s.name}', n.\"{s.date_column}\")" for s in sources)
        return (
            f'{into} v.source, n."{sources[0].union_column}", v.day FROM {rows} n '
            f"CROSS JOIN LATERAL (VALUES {values}) v (source, day) WHERE v.day IS NOT NULL;"
        )

    def changed(columns: list[str], target: str) -> str:
        old, new = (", ".join(f"{alias}.{column}" for column in quoted(columns)) for alias in "on")
        return f'old_rows o JOIN new_rows n ON o."{target}" = n."{target}" WHERE ({old}) IS DISTINCT FROM ({new})'

    if sources:
        needed = quoted(sorted({sources[0].union_column, *(s.date_column for s in sources)}))
        change = changed(sorted(written.columns), written.key)
        both = " UNION ALL ".join(
            f"SELECT {', '.join(f'{alias}.{column}' for column in needed)} FROM {change}" for alias in "on"
        )
        yield _postgresql_trigger(table, "insert", "INSERT", "NEW TABLE AS new_rows", [days("new_rows")])
        yield _postgresql_trigger(table, "delete", "DELETE", "OLD TABLE AS old_rows", [days("old_rows")])
        yield _postgresql_trigger(
            table, "update", "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows", [days(f"({both})")]
        )
    watches = []
    for (source, steps), watched in sorted(written.watched.items()):
        rows, column = _reached(source, steps)
        target = steps[-1].target
        met = f'SELECT n."{target}" FROM {changed(sorted(watched), target)}'
        watches.append(
            f'{into} \'{source.name}\', r."{source.union_column}", r."{source.date_column}" FROM {rows} '
            f'WHERE {column} IN ({met}) AND r."{source.date_column}" IS NOT NULL;'
        )
    if watches:
        yield _postgresql_trigger(table, "watch", "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows", watches)


def _postgresql_trigger(table: str, event: str, when: str, transition: str, body: list[str]) -> Trigger:
    name = _named(table, event, body)
    function = (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $figures$ '
        f"BEGIN {' '.join(body)} RETURN NULL; END $figures$"
    )
    trigger = (
        f'CREATE TRIGGER "{name}" AFTER {when} ON "{table}" REFERENCING {transition} '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
    )
    return Trigger(name, table, (function, trigger), _drop(name, table))


def _drop(name: str, table: str) -> tuple[str, ...]:
    if connection.vendor == "postgresql":
        return f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"', f'DROP FUNCTION IF EXISTS "{name}"()'
    return (f'DROP TRIGGER IF EXISTS "{name}"',)


def quoted(columns: Iterable[str]) -> list[str]:
    """Column names as both engines quote them."""
    return [f'"{column}"' for column in columns]
