"""Tables whose rows stay as they were written: triggers on both engines refuse UPDATE, DELETE and TRUNCATE.

An app declares its table in `apps.py`; the triggers are put in place after every `migrate`, since Django drops them
when SQLite remakes a table. `faults` tells what is missing, for `doctor` and the tests.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, models

from yuanxin.foundation.audit.models import Change, Event, Seal


@dataclass(frozen=True)
class AppendOnly:
    """A table whose rows cannot be changed: from the start, or once the SQL condition `once` over `OLD` holds."""

    table: str
    once: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}_append_only"


_declared: dict[str, AppendOnly] = {}


def declare(model: type[models.Model], *, once: str = "") -> None:
    """Make the model's table append-only.

    Args:
        once: where rows only become final later, the SQL condition that says so, valid on both engines, for example
            `EXISTS (SELECT 1 FROM intake_batch WHERE id = OLD.batch_id AND state = 'applied')`.
    """
    table = model._meta.db_table
    _declared[table] = AppendOnly(table, once)


def declared() -> tuple[AppendOnly, ...]:
    """Every append-only table, by name."""
    return tuple(_declared[table] for table in sorted(_declared))


def install(**_signal: object) -> None:
    """Put every missing or differing trigger in place; nothing where all are. Receives `post_migrate`."""
    faulty = set(_faulty())
    if not faulty:
        return
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in faulty:
            if guard.table in present:
                for statement in _statements(guard):
                    cursor.execute(statement)


def take_down(*, plan: Sequence[object], **_signal: object) -> None:
    """Drop the triggers while migrations run on SQLite, which cannot remake a table that another table's trigger names.

    Receives `pre_migrate`; `install` puts them back.
    """
    if not plan or connection.vendor != "sqlite":
        return
    ours = {name for guard in declared() for name in _expected(guard)}
    with connection.cursor() as cursor:
        for name in ours & set(_present()):
            cursor.execute(f'DROP TRIGGER "{name}"')


def faults() -> list[str]:
    """The tables that should be append-only and are not."""
    return [guard.table for guard in _faulty()]


def _faulty() -> Iterator[AppendOnly]:
    present = _present()
    for guard in declared():
        if any(present.get(name) != text for name, text in _expected(guard).items()):
            yield guard


def _expected(guard: AppendOnly) -> dict[str, str]:
    """What the catalogue of the engine should hold: name of each trigger → its text."""
    if connection.vendor == "sqlite":
        return {f"{guard.name}_{act}": _sqlite_trigger(guard, act) for act in ("update", "delete")}
    return {guard.name: _postgresql_body(guard), f"{guard.name}_truncate": _postgresql_body(guard)}


def _present() -> dict[str, str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE c.relnamespace = current_schema()::regnamespace AND t.tgenabled IN ('O', 'A')"
            )
        return dict(cursor.fetchall())


def _statements(guard: AppendOnly) -> list[str]:
    if connection.vendor == "sqlite":
        return [
            statement
            for name, text in _expected(guard).items()
            for statement in (f'DROP TRIGGER IF EXISTS "{name}"', text)
        ]
    function = f'"{guard.name}"()'
    return [
        f"CREATE OR REPLACE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $${_postgresql_body(guard)}$$",
        f'CREATE OR REPLACE TRIGGER "{guard.name}" BEFORE UPDATE OR DELETE ON "{guard.table}"'
        f" FOR EACH ROW EXECUTE FUNCTION {function}",
        f'CREATE OR REPLACE TRIGGER "{guard.name}_truncate" BEFORE TRUNCATE ON "{guard.table}"'
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}",
        f'ALTER TABLE "{guard.table}" ENABLE TRIGGER "{guard.name}", ENABLE TRIGGER "{guard.name}_truncate"',
    ]


def _sqlite_trigger(guard: AppendOnly, act: str) -> str:
    when = f" WHEN {guard.once}" if guard.once else ""
    return (
        f'CREATE TRIGGER "{guard.name}_{act}" BEFORE {act.upper()} ON "{guard.table}"{when}'
        f" BEGIN SELECT RAISE(ABORT, 'append-only: {guard.table}'); END"
    )


def _postgresql_body(guard: AppendOnly) -> str:
    refuse = f"RAISE EXCEPTION 'append-only: {guard.table}' USING ERRCODE = 'integrity_constraint_violation';"
    if not guard.once:
        return f" BEGIN {refuse} END "
    return (
        f" BEGIN IF TG_OP = 'TRUNCATE' THEN {refuse} END IF; IF {guard.once} THEN {refuse} END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END "
    )


for _model in (Event, Change, Seal):
    declare(_model)
