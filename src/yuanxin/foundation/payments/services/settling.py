"""Payments that are paid: by hand against a signature, or written as paid by the demonstration."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.payments.choices import PaymentState, Permission
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.foundation.payments.registry import find_kind
from yuanxin.foundation.payments.services.funds import check_holds
from yuanxin.foundation.payments.services.requesting import Request, insert, prepared, tell
from yuanxin.foundation.unions.services.writing import changed_since, check_not_future

PAYABLE = (PaymentState.WAITING, PaymentState.FAILED)
SETTLED_FIELDS = ("state", "paid_on", "paid_fen", "receipt", "problem", "version")


class NotThePayer(NotAllowed):
    """Whoever entered, approved or asked for a payment does not pay it."""


@transaction.atomic
def settle_directly(
    *, actor: Actor, payments: Sequence[Payment], paid_on: datetime.date, today: datetime.date, receipt: str = ""
) -> list[Payment]:
    """Pay by hand, against a signature (签收): cash, a transfer of its own. `receipt` says where the signature is.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may pay for the union that keeps the fund of each.
        NotThePayer: if somebody behind the actor entered, approved or asked for one of them.
        ShortFund: if a fund holds less.
        Stale: if one of them was paid, collected or called off since.
        Refused: if the day has not come, or lies before the approval.
    """
    check_not_future(paid_on, today, "paid_on")
    require_payer(actor, payments)
    wanted = [payment.pk for payment in payments]
    current = list(
        Payment.objects.select_related("union", "fund__union")
        .select_for_update(of=("self",), no_key=True)
        .filter(pk__in=wanted, state__in=PAYABLE)
        .order_by("pk")
    )
    if len(current) != len(set(wanted)):
        raise changed_since()
    for payment in current:
        check_payer(actor, payment)
        if paid_on < payment.approved_on:
            raise Refused(
                _("%(payment)s was approved on %(day)s, after this day.")
                % {"payment": payment, "day": payment.approved_on},
                remedy=_("Give the day on which it was handed out."),
                field="paid_on",
            )
    check_funds(current)
    changes = []
    for payment in current:
        before = snapshot(payment, SETTLED_FIELDS)
        mark_paid(payment, paid_on)
        payment.receipt, payment.problem, payment.version = receipt.strip(), "", payment.version + 1
        changes.append(RowChange(payment, before, snapshot(payment, SETTLED_FIELDS)))
    Payment.objects.bulk_update(current, SETTLED_FIELDS, batch_size=500)
    tell(actor, "payments.handed_out", current, changes)
    tell_departments(current, today)
    return current


@transaction.atomic
def write_paid(
    *, actor: Actor, settled: Sequence[tuple[Request, datetime.date]], today: datetime.date, receipt: str = ""
) -> list[Payment]:
    """Write payments that were made on given days, each asked for and paid: the bulk path of the demonstration.

    Same rows, journal and checks as asking and handing out; a request without `approved_on` was approved on the day it
    was paid.

    Raises:
        As `request_payments` and `settle_directly`.
    """
    payments = prepared(actor, [request for request, _paid_on in settled], today)
    require_payer(actor, payments)
    check_funds(payments)
    for payment, (request, paid_on) in zip(payments, settled, strict=True):
        check_not_future(paid_on, today, "paid_on")
        payment.approved_on = payment.requested_on = request.approved_on or paid_on
        payment.receipt = receipt
        mark_paid(payment, paid_on)
    insert(payments)
    if payments:
        tell(actor, "payments.written_paid", payments, [RowChange(each, None, snapshot(each)) for each in payments])
    tell_departments(payments, today)
    return payments


def require_payer(actor: Actor, payments: Iterable[Payment]) -> None:
    """Money of a fund is paid by the union that keeps it.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may pay for each of them.
    """
    for union in {payment.fund.union_id: payment.fund.union for payment in payments}.values():
        actor.require(Permission.PAY, union)


def mark_paid(payment: Payment, paid_on: datetime.date) -> None:
    """Date a payment as paid, in memory."""
    payment.state = PaymentState.PAID
    payment.paid_on = paid_on
    payment.paid_fen = payment.approved_fen


def check_payer(actor: Actor, payment: Payment) -> None:
    """Refuse whoever stands behind the payment, alone or for somebody.

    Raises:
        NotThePayer: naming the payment.
    """
    capacities = [each for each in actor.capacities() if each.actor.may(Permission.PAY, payment.fund.union)]
    if not any(capacity.keys.isdisjoint(payment.keys) for capacity in capacities):
        raise NotThePayer(
            _("You entered, approved or asked for “%(payment)s”.") % {"payment": payment},
            remedy=_("Somebody else pays it."),
        )


def check_funds(payments: Iterable[Payment]) -> None:
    """Lock the funds, and refuse to pay more than each holds.

    Raises:
        ShortFund: naming the fund.
    """
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for payment in payments:
        sums[payment.fund_id] += payment.approved_fen
    funds = Fund.objects.select_for_update(no_key=True).filter(pk__in=sums).order_by("pk")
    for fund in funds:
        check_holds(fund, sums[fund.pk])


def tell_departments(payments: Iterable[Payment], today: datetime.date) -> None:
    """Let each department date its records."""
    by_kind: dict[str, list[Payment]] = defaultdict(list)
    for payment in payments:
        by_kind[payment.kind].append(payment)
    for code, paid in by_kind.items():
        kind = find_kind(code)
        if kind is not None and kind.on_settled is not None:
            kind.on_settled(paid, today=today)
