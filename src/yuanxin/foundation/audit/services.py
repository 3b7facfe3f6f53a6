"""Writing the trail. `record` is called by every service, inside its transaction."""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit import digests, journals
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.audit.registry import check_action
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import write_rows
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.ui.registers.exporting import ExportTold

# Of these types a value is the same once it went through JSON.
AS_JSON = frozenset({str, int, float, bool, type(None)})
NOTHING = digests.written(None)
REASON_LENGTH = Event._meta.get_field("reason").max_length or 0


_gathering: ContextVar[list[Event] | None] = ContextVar("gathering", default=None)


class TransactionNeeded(RuntimeError):
    """An event was to be recorded outside a transaction."""


class UnknownJournal(LookupError):
    """An event names a journal that no app declared."""


class RowChange(NamedTuple):
    """One row's fields before and after; `before` is None for a new row, `after` for an undone one."""

    target: models.Model
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def snapshot(instance: models.Model, fields: Sequence[str] | None = None) -> dict[str, Any]:
    """The stored values of a row (sealed ones sealed), by column's field name, as JSON can hold them."""
    columns = _columns(type(instance), None if fields is None else tuple(fields))
    values = {column.attname: _plain(column.get_prep_value(getattr(instance, column.attname))) for column in columns}
    return values if all(type(value) in AS_JSON for value in values.values()) else _json(values)


@cache
def _columns(model: type[models.Model], names: tuple[str, ...] | None) -> list[Any]:
    """The columns of a model by their fields' names, all where `names` is None; a snapshot is taken of many rows."""
    return [field for field in model._meta.concrete_fields if names is None or field.name in names]


def record(
    actor: Actor,
    action: str,
    target: models.Model | None = None,
    *,
    union: int | None = None,
    reason: str = "",
    changes: Iterable[RowChange] = (),
    **details: Any,
) -> Event:
    """Write the event of one act, with the rows it changed.

    Args:
        action: a declared code such as `members.person_corrected`.
        target: the record it is about; its `union_id` is taken unless `union` is given.
        changes: the rows before and after, for history and undo.
        details: what else the trail should tell, as plain JSON values.

    Raises:
        UnknownAction: if no app declared the action.
        TransactionNeeded: outside a transaction, since act and trail stand or fall together.
    """
    digest = digests.ChangesDigest()
    rows = []
    for changed, before, after in changes:
        row = (changed._meta.label_lower, changed.pk, digests.written(before), digests.written(after))
        digest.add_written(*row)
        rows.append(row)
    event = _write(
        actor, action, target, union, reason, details, rows=digest.rows, journal="", rows_digest=digest.value()
    )
    stored = ((event.pk, kind, pk, _stored(before), _stored(after)) for kind, pk, before, after in rows)
    write_rows(Change, ("event", "kind", "object_id", "before", "after"), stored)
    return event


@contextmanager
def gathered() -> Iterator[list[Event]]:
    """The events recorded inside the block, also by the services it calls, in their order."""
    events: list[Event] = []
    token = _gathering.set(events)
    try:
        yield events
    finally:
        _gathering.reset(token)


def record_bulk(
    actor: Actor,
    action: str,
    target: models.Model | None = None,
    *,
    journal: str,
    rows: int,
    rows_digest: bytes,
    union: int | None = None,
    reason: str = "",
    **counts: Any,
) -> Event:
    """Write the one event of a bulk write whose changed rows stand in a declared journal.

    The journal must be able to compute `rows` and `rows_digest` again from the event's number alone.

    Args:
        counts: what the trail should tell of it, such as `new=190_000, updated=3_000`.

    Raises:
        UnknownJournal: if no app declared the journal.
        UnknownAction, TransactionNeeded: as `record` does.
    """
    if not journals.is_declared(journal):
        raise UnknownJournal(journal)
    return _write(actor, action, target, union, reason, counts, rows=rows, journal=journal, rows_digest=rows_digest)


def record_clear_view(actor: Actor, target: models.Model, fields: Sequence[str], reason: str) -> Event:
    """Write that `actor` was shown masked fields of `target` in clear, and why.

    Raises:
        Refused: without a reason.
    """
    with transaction.atomic():
        return record(actor, "audit.clear_viewed", target, reason=required(reason), fields=list(fields))


def record_export(
    actor: Actor, kind: str, *, rows: int, reason: str, union: int | None = None, label: str = "", **details: Any
) -> Event:
    """Write that `actor` took `rows` records out of the system, and why.

    Args:
        kind: the exported model's label, such as `members.person`.
        label: what the user knows the list by.

    Raises:
        Refused: without a reason.
    """
    with transaction.atomic():
        return record(
            actor, "audit.exported", union=union, reason=required(reason), of=kind, label=label, rows=rows, **details
        )


def trail_of_register(actor: Actor, told: ExportTold) -> None:
    """Write what a register's export page tells of an export.

    Raises:
        Refused: without a reason.
    """
    record_export(
        actor, told.kind, rows=told.rows, reason=told.reason, label=told.title, clear=told.clear, query=told.query
    )


def required(reason: str) -> str:
    """The reason without blanks around it.

    Raises:
        Refused: if nothing is left.
    """
    if not reason.strip():
        raise Refused(
            _("A reason is needed for this."), remedy=_("Write in a few words what it is for."), field="reason"
        )
    return reason.strip()


def _write(
    actor: Actor,
    action: str,
    target: models.Model | None,
    union: int | None,
    reason: str,
    details: Mapping[str, Any],
    *,
    rows: int,
    journal: str,
    rows_digest: bytes,
) -> Event:
    check_action(action)
    if not connection.in_atomic_block:
        raise TransactionNeeded(action)
    if len(reason) > REASON_LENGTH:
        raise Refused(
            _("The reason is longer than %(limit)s characters.") % {"limit": REASON_LENGTH},
            remedy=_("Shorten it."),
            field="reason",
        )
    event = Event(
        at=clock.now(),
        actor=actor.key,
        actor_label=actor.label,
        address=actor.address,
        action=action,
        kind=target._meta.label_lower if target is not None else "",
        object_id=target.pk if target is not None else None,
        object_label=str(target)[:200] if target is not None else "",
        union=union if union is not None else getattr(target, "union_id", None),
        reason=reason,
        details=_json(details),
        changes=rows,
        journal=journal,
    )
    event.digest = digests.event_digest([getattr(event, name) for name in digests.EVENT_FIELDS], rows_digest)
    event.save(force_insert=True)
    if (events := _gathering.get()) is not None:
        events.append(event)
    return event


def _stored(written: str) -> str | None:
    return None if written == NOTHING else written


def _json(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def _plain(value: Any) -> Any:
    if type(value) in AS_JSON:
        return value
    if type(value) is datetime.date:
        return value.isoformat()
    return bytes(value).hex() if isinstance(value, bytes | bytearray | memoryview) else value
