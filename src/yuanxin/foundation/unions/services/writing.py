"""How every write of the tree goes: lock, compare the version, save the named fields, write the event."""

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused, Stale
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import Union, Versioned

M = TypeVar("M", bound=models.Model)


class UnionEnded(Refused):
    """The union was merged or revoked; nothing new happens in it."""


def locked(instance: M) -> M:
    """The row as it stands now, held until the transaction ends; rows that only point to it may still be written.

    Raises:
        Stale: if it was merged into another one, or taken back, since it was loaded.
    """
    row = type(instance)._default_manager.select_for_update(no_key=True).filter(pk=instance.pk).first()
    if row is None:
        raise changed_since()
    return row


def changed_since() -> Stale:
    return Stale(
        _("Someone else has changed this record since you opened it."),
        remedy=_("Open it again, look at the change, and repeat yours."),
    )


def check_version(current: Versioned, version: int | None) -> None:
    """Refuse to write over someone else's change; None where the caller holds the row itself.

    Raises:
        Stale: if the row has another version than the one shown to the user.
    """
    if version is not None and current.version != version:
        raise changed_since()


def check_in_force(union: Union) -> None:
    """Raise `UnionEnded` for a union that was merged, revoked or annulled."""
    if union.state not in {UnionState.ACTIVE, UnionState.PREPARING}:
        raise UnionEnded(
            _("%(union)s is no longer in force.") % {"union": union.name},
            remedy=_("Work with the union that took over from it."),
        )


def check_not_future(day: datetime.date, today: datetime.date, field: str) -> None:
    """Refuse a day that has not come yet."""
    if day > today:
        raise Refused(_("This day has not come yet."), remedy=_("Give a day up to today."), field=field)


def create(actor: Actor, action: str, instance: M, *, union: int | None = None, **details: Any) -> M:
    """Insert the row, with its event."""
    instance.save(force_insert=True)
    record(actor, action, instance, union=union, changes=[RowChange(instance, None, snapshot(instance))], **details)
    return instance


def change(
    actor: Actor, action: str, current: M, values: Mapping[str, Any], *, reason: str = "", **details: Any
) -> RowChange | None:
    """Write `values` into the locked row and raise its version, with its event; nothing where nothing differs."""
    row = write(current, values)
    if row is not None:
        record(actor, action, current, reason=reason, changes=[row], **details)
    return row


def write(current: models.Model, values: Mapping[str, Any]) -> RowChange | None:
    """As `change`, for a write whose event is made by its caller."""
    before = snapshot(current)
    differing = [name for name, value in values.items() if getattr(current, name) != value]
    if not differing:
        return None
    for name in differing:
        setattr(current, name, values[name])
    if isinstance(current, Versioned):
        current.version += 1
        differing.append("version")
    current.save(update_fields=differing)
    return RowChange(current, before, snapshot(current))


def put(current: models.Model, **values: Any) -> list[RowChange]:
    """Write what a flow's step means into its record, whose version the step has just raised; nothing where nothing
    differs."""
    before = snapshot(current, list(values))
    for name, value in values.items():
        setattr(current, name, value)
    after = snapshot(current, list(values))
    if before == after:
        return []
    current.save(update_fields=list(values))
    return [RowChange(current, before, after)]
