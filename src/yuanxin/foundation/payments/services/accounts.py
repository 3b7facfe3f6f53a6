"""The account of a payment: put right, shown in clear, and tried again after it failed."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, record_clear_view, required, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import lookup_digest, seal, unseal
from yuanxin.foundation.payments.choices import PaymentState, Permission
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.registry import find_kind
from yuanxin.foundation.payments.rules import accounts_of
from yuanxin.foundation.unions.services.writing import check_version, locked, write

AT_THE_DESK = (PaymentState.WAITING, PaymentState.FAILED)
AGAIN_FIELDS = ("state", "version")


@transaction.atomic
def correct_account(
    *, actor: Actor, payment: Payment, account: str, bank: str, reason: str, today: datetime.date, version: int
) -> Payment:
    """Enter another account, or none; a payment that failed then waits again.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may ask for payments of its kind, or make batches, in its union.
        Stale: if somebody else changed it since.
        Refused: if it is in a batch, with the bank, paid or called off; for what can be no account; without a reason.
    """
    require_asking(actor, payment)
    reason = required(reason)
    payment = locked(payment)
    check_version(payment, version)
    if payment.state not in AT_THE_DESK:
        raise Refused(
            _("This payment is %(state)s.") % {"state": payment.get_state_display()},
            remedy=_("Take it out of its batch first; what is with the bank stays as it was sent."),
        )
    numbers = accounts_of([account] if account.strip() else [], persons=payment.payee_person is not None)
    given = {
        "account": seal(numbers[0]) if numbers else None,
        "account_digest": lookup_digest(numbers[0]) if numbers else None,
        "bank": bank.strip(),
        "state": PaymentState.WAITING,
        "problem": "",
    }
    row = write(payment, given)
    record(actor, "payments.account_corrected", payment, reason=reason, changes=[row] if row else [])
    return payment


@transaction.atomic
def pay_again(*, actor: Actor, payments: Sequence[Payment], today: datetime.date) -> int:
    """Let payments that failed wait again as they are: the bank's fault is mended. Returns how many.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may make batches in the union of each.
    """
    for union in {payment.union_id: payment.union for payment in payments}.values():
        actor.require(Permission.MAKE, union)
    failed = Payment.objects.select_for_update(no_key=True).filter(
        pk__in=[payment.pk for payment in payments], state=PaymentState.FAILED
    )
    changes = []
    for payment in failed:
        before = snapshot(payment, AGAIN_FIELDS)
        payment.state, payment.version = PaymentState.WAITING, payment.version + 1
        payment.save(update_fields=AGAIN_FIELDS)
        changes.append(RowChange(payment, before, snapshot(payment, AGAIN_FIELDS)))
    if changes:
        place = payments[0].union_id
        record(actor, "payments.tried_again", union=place, changes=changes, count=len(changes))
    return len(changes)


def show_account(*, actor: Actor, payment: Payment, reason: str) -> str:
    """The account number in clear; told to the log with the reason.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may take account numbers in clear.
        Refused: without a reason.
    """
    actor.require(Permission.BANK_FILE, payment.union)
    record_clear_view(actor, payment, ["account"], reason)
    return unseal(payment.account) if payment.account is not None else ""


def require_asking(actor: Actor, payment: Payment) -> None:
    """The department asks for a payment, changes its account or calls it off; so may who makes batches.

    Raises:
        NotAllowed, OutOfScope: unless the actor is one of them.
    """
    kind = find_kind(payment.kind)
    if kind is None or not actor.may(kind.permission_to_ask, payment.union):
        actor.require(Permission.MAKE, payment.union)
