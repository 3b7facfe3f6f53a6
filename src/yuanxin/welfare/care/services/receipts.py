"""Handing goods over: signed for, out of the store, and taken back as a whole where it was a mistake."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, required, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.services.writing import change, changed_since, check_not_future, check_version, locked
from yuanxin.welfare.care.choices import Permission, ProgrammeState
from yuanxin.welfare.care.models import CondolenceProgramme, Receipt, Recipient
from yuanxin.welfare.care.services.goods import issue, reverse


class NotUnderWay(Refused):
    """Goods are handed over while a programme is under way, on one of its days."""


@transaction.atomic
def sign_for(
    *,
    actor: Actor,
    programme: CondolenceProgramme,
    recipients: Sequence[Recipient],
    received_on: datetime.date,
    signed_by: str,
    today: datetime.date,
    note: str = "",
) -> Receipt:
    """Enter that `recipients` have received what the programme gives each of them, and who signed.

    Raises:
        OutOfScope, NotAllowed: unless `actor` runs the programme.
        NotUnderWay: unless the programme is under way, on a day of its own.
        NotInStore: if the store does not hold the goods.
        Refused: without a receiver or a signature, for a day to come, or goods that nobody named.
        Stale: if one of them received it meanwhile, or was taken off the list.
    """
    programme = locked(programme)
    actor.require(Permission.RUN, programme.union)
    check_not_future(received_on, today, "received_on")
    check_under_way(programme, received_on)
    if not signed_by.strip():
        raise Refused(_("The signature is missing."), remedy=_("Write who signed."), field="signed_by")
    wanted = sorted({recipient.pk for recipient in recipients})
    if not wanted:
        raise Refused(_("Nobody is chosen."), remedy=_("Choose at least one receiver."), field="recipients")
    current = list(
        Recipient.objects.select_for_update(no_key=True)
        .filter(pk__in=wanted, programme=programme, receipt=None)
        .listed()
        .order_by("pk")
    )
    if len(current) != len(wanted):
        raise changed_since()
    goods = sorted(programme.standard, key=lambda each: each.item_id)
    if not goods:
        raise Refused(
            _("The programme does not say what each receiver gets."), remedy=_("Have it returned, and say it there.")
        )
    receipt = Receipt(
        union=programme.union,
        programme=programme,
        received_on=received_on,
        signed_by=signed_by.strip(),
        people=len(current),
        note=note.strip(),
    )
    receipt.save(force_insert=True)
    for each in goods:
        issue(actor, each.item, each.per_head * len(current), receipt)
    changes = [RowChange(receipt, None, snapshot(receipt))]
    changes += put_on(current, receipt, received_on)
    record(actor, "care.signed_for", receipt, changes=changes, count=len(current))
    return receipt


@transaction.atomic
def take_back_receipt(
    *, actor: Actor, receipt: Receipt, reason: str, today: datetime.date, version: int | None = None
) -> Receipt:
    """Take back a receipt that was a mistake: its goods return to the store, its receivers have received nothing.

    Raises:
        OutOfScope, NotAllowed: unless `actor` runs the programme.
        Refused: without a reason, or for one taken back before.
        Stale: if somebody changed it since.
    """
    current = locked(receipt)
    actor.require(Permission.RUN, current.union)
    check_version(current, version)
    reason = required(reason)
    if current.withdrawn:
        raise Refused(_("This receipt was taken back already."))
    for entry in current.entries.filter(reverses=None).select_related("item__union").order_by("item_id"):
        reverse(actor, entry, reason, today)
    rows = list(Recipient.objects.select_for_update(no_key=True).filter(receipt=current).order_by("pk"))
    changes = put_on(rows, None, None)
    change(actor, "care.receipt_taken_back", current, {"withdrawn": True}, reason=reason)
    record(actor, "care.receivers_freed", current, changes=changes, count=len(rows))
    return current


def put_on(
    recipients: Sequence[Recipient], receipt: Receipt | None, received_on: datetime.date | None
) -> list[RowChange]:
    """Put receivers on a receipt, or take them off it."""
    fields = ("receipt", "received_on", "version")
    befores = [snapshot(each, fields) for each in recipients]
    for each in recipients:
        each.receipt, each.received_on, each.version = receipt, received_on, each.version + 1
    Recipient.objects.bulk_update(recipients, fields, batch_size=200)
    return [RowChange(each, before, snapshot(each, fields)) for each, before in zip(recipients, befores, strict=True)]


def check_under_way(programme: CondolenceProgramme, day: datetime.date) -> None:
    """Raise `NotUnderWay` unless goods may be handed over on the day."""
    if programme.state != ProgrammeState.RUNNING:
        raise NotUnderWay(
            _("“%(programme)s” is not under way: %(state)s.")
            % {"programme": programme, "state": programme.get_state_display()},
            remedy=_("Have it approved first."),
        )
    if not programme.begins_on <= day <= programme.ends_on:
        raise NotUnderWay(
            _("The programme runs from %(begin)s to %(end)s.")
            % {"begin": programme.begins_on, "end": programme.ends_on},
            remedy=_("Give the day on which the goods were handed over."),
            field="received_on",
        )
