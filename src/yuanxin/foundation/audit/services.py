"""Writing the trail. `record` is called by every service, inside its transaction."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.audit.registry import check_action
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor


class RowChange(NamedTuple):
    """One row's fields before and after; `before` is None for a new row, `after` for an undone one."""

    target: models.Model
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def snapshot(instance: models.Model, fields: Sequence[str] | None = None) -> dict[str, Any]:
    """The stored values of a row (sealed ones sealed), by column's field name, as JSON can hold them."""
    values = {
        field.attname: field.get_prep_value(getattr(instance, field.attname))
        for field in instance._meta.concrete_fields
        if fields is None or field.name in fields
    }
    return json.loads(json.dumps({k: _plain(v) for k, v in values.items()}, cls=DjangoJSONEncoder))


def record(
    actor: Actor,
    action: str,
    target: models.Model | None = None,
    *,
    union: int | None = None,
    reason: str = "",
    changes: Sequence[RowChange] = (),
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
    check_action(action)
    if not connection.in_atomic_block:
        raise TransactionNeeded(action)
    rows = [
        Change(
            kind=change.target._meta.label_lower, object_id=change.target.pk, before=change.before, after=change.after
        )
        for change in changes
    ]
    event = Event.objects.create(
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
        details=details,
        changes=len(rows),
        digest=digest_of(rows) if rows else b"",
    )
    for row in rows:
        row.event = event.pk
    Change.objects.bulk_create(rows, batch_size=1000)
    return event


def digest_of(rows: Sequence[Change]) -> bytes:
    """32 bytes over the changes of one event, in their order."""
    digest = hashlib.blake2b(digest_size=32)
    for row in rows:
        digest.update(
            json.dumps([row.kind, row.object_id, row.before, row.after], ensure_ascii=False, sort_keys=True).encode()
        )
    return digest.digest()


class TransactionNeeded(RuntimeError):
    """`record` was called outside a transaction."""


def _plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, bytes | bytearray | memoryview) else value
