"""Payments called off before they are paid, and reversing entries for those that came back."""

import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, required, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.payments.choices import BatchState, PaymentState, Permission
from yuanxin.foundation.payments.models import Batch, Payment
from yuanxin.foundation.payments.registry import find_kind
from yuanxin.foundation.payments.services.accounts import require_asking
from yuanxin.foundation.unions.services.writing import check_not_future, check_version, locked, write

CANCELLABLE = (PaymentState.WAITING, PaymentState.BATCHED, PaymentState.FAILED)


class InABatch(Refused):
    """The payment is part of a batch that others count on."""


@transaction.atomic
def cancel_payment(*, actor: Actor, payment: Payment, reason: str, today: datetime.date, version: int) -> Payment:
    """Call a payment off before it is paid; its cause may then be paid anew.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may ask for payments of its kind, or make batches, in its union.
        Stale: if somebody else changed it since.
        InABatch: if its batch was sent in for checking, or to the bank.
        Refused: if it is paid or called off; without a reason.
    """
    require_asking(actor, payment)
    # A batch is locked before its payments, by everybody.
    batch = locked(payment.batch) if payment.batch is not None else None
    payment = locked(payment)
    check_version(payment, version)
    if payment.state == PaymentState.SENT:
        raise InABatch(
            _("This payment is with the bank."),
            remedy=_("Wait for the return; if it was paid, enter that it came back."),
        )
    if payment.state not in CANCELLABLE:
        raise Refused(
            _("This payment is %(state)s.") % {"state": payment.get_state_display()},
            remedy=_("Money that came back is entered by a reversing entry."),
        )
    taken_out = take_out_of_draft(payment, batch) if batch is not None else []
    row = write(payment, {"state": PaymentState.CANCELLED, "batch_id": None, "problem": ""})
    changes = [*([row] if row else []), *taken_out]
    record(actor, "payments.cancelled", payment, reason=required(reason), changes=changes)
    return payment


@transaction.atomic
def reverse_payment(
    *, actor: Actor, payment: Payment, reason: str, today: datetime.date, on: datetime.date | None = None
) -> Payment:
    """Enter that a paid amount came back (冲正): a payment of the negative amount, on the day it came back.

    The fund holds the money again, and the cause may be paid anew.

    Args:
        on: the day it came back, by default today.

    Returns:
        The reversing entry.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may enter it for the union that keeps the fund.
        Refused: if it is not paid, came back already, or is a reversing entry; for a day before the payment's or to
            come; without a reason.
    """
    actor.require(Permission.REVERSE, payment.fund.union)
    payment = locked(payment)
    on = on or today
    if payment.state != PaymentState.PAID or payment.paid_on is None or payment.paid_fen is None:
        raise Refused(_("This payment is not paid."), remedy=_("Call it off instead."))
    if payment.reverses_id is not None or payment.reversed_on is not None:
        raise Refused(_("This payment came back already."), remedy=_("Look at its reversing entry."))
    check_not_future(on, today, "on")
    if on < payment.paid_on:
        raise Refused(
            _("The payment was made on %(day)s.") % {"day": payment.paid_on},
            remedy=_("Money comes back on that day or later."),
            field="on",
        )
    reversal = _reversal_of(payment, on, today)
    row = write(payment, {"reversed_on": on})
    try:
        with transaction.atomic():
            reversal.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("This payment came back already."), remedy=_("Look at its reversing entry.")) from error
    changes = [*([row] if row else []), RowChange(reversal, None, snapshot(reversal))]
    record(actor, "payments.reversed", payment, reason=required(reason), changes=changes)
    kind = find_kind(payment.kind)
    if kind is not None and kind.on_reversed is not None:
        kind.on_reversed([payment], today=today)
    return reversal


def take_out_of_draft(payment: Payment, batch: Batch) -> list[RowChange]:
    """Take the locked payment out of its locked batch; the rows changed besides it.

    Raises:
        InABatch: if the batch is no draft any more.
    """
    if batch.state != BatchState.DRAFT:
        raise InABatch(
            _("This payment is in the batch “%(batch)s”, which was sent in for checking.") % {"batch": batch},
            remedy=_("Have the batch returned to its maker first."),
        )
    row = write(batch, {"count": batch.count - 1, "total_fen": batch.total_fen - payment.approved_fen})
    return [row] if row else []


def _reversal_of(payment: Payment, on: datetime.date, today: datetime.date) -> Payment:
    return Payment(
        union_id=payment.union_id,
        kind=payment.kind,
        cause_kind=payment.cause_kind,
        cause_id=payment.cause_id,
        cause_label=payment.cause_label,
        part=payment.part,
        fund_id=payment.fund_id,
        payee_name=payment.payee_name,
        payee_person=payment.payee_person,
        household=payment.household,
        approved_fen=-payment.approved_fen,
        paid_fen=-(payment.paid_fen or payment.approved_fen),
        requested_on=today,
        approved_on=on,
        paid_on=on,
        state=PaymentState.PAID,
        reverses=payment,
        people=payment.people,
    )
