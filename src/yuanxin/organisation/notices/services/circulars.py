"""Notices drafted, corrected and confirmed; sending and taking back are steps of their flow."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import begin
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import change, check_version, locked, write
from yuanxin.organisation.notices.choices import CircularState, Permission
from yuanxin.organisation.notices.models import Circular, Receipt
from yuanxin.organisation.notices.queries import own_unions
from yuanxin.organisation.notices.states import CIRCULAR_FLOW


class AlreadySent(Refused):
    """What was sent stays as it was sent."""


@transaction.atomic
def draft_circular(
    *,
    actor: Actor,
    union: Union,
    target: Union | None,
    audience: str,
    title: str,
    text: str,
    until: datetime.date,
    today: datetime.date,
) -> Circular:
    """Draft a notice of `union` to the unions of `audience` at or below `target`, by default below itself.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may send for `union`.
        Refused: if `target` lies elsewhere, nobody is addressed, or the last day is past.
    """
    actor.require(Permission.SEND, union)
    circular = Circular(
        union=union, target=check_target(union, target), audience=audience, title=title.strip(), text=text.strip()
    )
    circular.until = check_day(until, today, "until")
    check_addressed(circular)
    return begin(circular, actor=actor, today=today)


@transaction.atomic
def correct_circular(
    *, actor: Actor, circular: Circular, version: int, today: datetime.date, **values: Any
) -> Circular:
    """Change a draft: target, audience, title, text, last day.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may send for its union.
        AlreadySent: if it is no draft any more.
        Stale: if somebody else changed it since.
        Refused: as `draft_circular`.
    """
    actor.require(Permission.SEND, circular.union)
    current = locked(circular)
    check_draft(current, version, CircularState.DRAFT)
    values["target"] = check_target(current.union, values.get("target"))
    check_day(values["until"], today, "until")
    change(actor, "notices.circular_corrected", current, values)
    check_addressed(current)
    return current


@transaction.atomic
def acknowledge(*, actor: Actor, circular: Circular, today: datetime.date) -> int:
    """Confirm, for each union of the actor that is addressed, that the notice was read. Returns for how many.

    Raises:
        OutOfScope: if none is addressed.
        Refused: if the notice is not sent, or all have confirmed it.
    """
    unions = own_unions(circular, actor)
    if not unions:
        raise OutOfScope
    if circular.state != CircularState.SENT:
        raise Refused(_("This notice was taken back."))
    there = set(Receipt.objects.filter(circular=circular, union__in=unions).values_list("union", flat=True))
    new = [
        Receipt(circular=circular, union=union, reader=actor.label, at=clock.now())
        for union in unions
        if union.pk not in there
    ]
    if not new:
        raise Refused(_("This notice is confirmed already."))
    Receipt.objects.bulk_create(new, ignore_conflicts=True)
    told = Receipt.objects.filter(circular=circular, union__in=[each.union_id for each in new])
    changes = [RowChange(receipt, None, snapshot(receipt)) for receipt in told]
    record(actor, "notices.acknowledged", circular, union=new[0].union_id, changes=changes)
    return len(new)


@CIRCULAR_FLOW.entering(CircularState.SENT)
def note_sent(circular: Circular, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Keep the day on which the notice went out.

    Raises:
        Refused: if its last day is past by now.
    """
    check_day(circular.until, today, "")
    row = write(circular, {"sent_on": today})
    return [row] if row else []


def check_target(union: Union, target: Union | None) -> Union:
    """The union below which the addressed stand.

    Raises:
        Refused: if it is not the sender or one below it.
    """
    target = target or union
    if not target.path.startswith(union.path):
        raise Refused(
            _("%(target)s does not stand below %(union)s.") % {"target": target, "union": union},
            remedy=_("Choose the sender itself or a union below it."),
            field="target",
        )
    return target


def check_day(day: datetime.date, today: datetime.date, field: str) -> datetime.date:
    """The day, if it is not past.

    Raises:
        Refused: if it is.
    """
    if day < today:
        raise Refused(_("This day is past."), remedy=_("Choose today or a later day."), field=field)
    return day


def check_addressed(about: Any) -> None:
    """Raise `Refused` where no union in force is addressed."""
    if not about.recipients().exists():
        raise Refused(_("No union in force is addressed so."), remedy=_("Choose others."), field="audience")


def check_draft(about: Any, version: int, draft: str) -> None:
    """Raise `AlreadySent` or `Stale` unless the locked record is still the draft that was shown."""
    if about.state != draft:
        raise AlreadySent(_("What was sent stays as it was sent."), remedy=_("Take it back and send another one."))
    check_version(about, version)
