"""Granted allowances at the payment desk: asked for, arrived, and come back."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.finance.allowances.choices import AllowanceState, Permission
from yuanxin.finance.allowances.models import AllowanceGrant, StaffAllowance
from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.services import settle_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.foundation.payments.services import Request, request_payments
from yuanxin.foundation.unions.services.writing import locked, write

KIND = "allowances.staff"
# What the bank says is nobody's act.
DESK = Actor.system("payments")


class NothingToPay(Refused):
    """The allowance is not granted, or its payment stands."""


@transaction.atomic
def ask_again(*, actor: Actor, allowance: StaffAllowance, today: datetime.date) -> Payment:
    """Ask anew for a payment that was called off or came back; to the account as it stands.

    Raises:
        OutOfScope, NotAllowed: unless `actor` runs the call.
        NothingToPay: unless it is granted, and no payment stands.
    """
    current = locked(allowance)
    actor.require(Permission.GRANT, current.union)
    standing = Payment.objects.about(current).standing().exists()
    if current.state != AllowanceState.GRANTED or standing or not amount_of(current):
        raise NothingToPay(
            _("%(allowance)s has no payment to ask for.") % {"allowance": current},
            remedy=_("Look at the payment desk how its payment stands."),
        )
    return request_payments(actor=actor, requests=requests_for([current]), today=today)[0]


def requests_for(allowances: Iterable[StaffAllowance]) -> list[Request]:
    """The payments of granted allowances; one settled at nothing has none."""
    payable = [allowance for allowance in allowances if amount_of(allowance)]
    reasons = reasons_of([allowance for allowance in payable if allowance.difference])
    return [
        Request(
            kind=KIND,
            cause=allowance,
            union=allowance.union,
            fund=fund_of(allowance),
            payee_name=allowance.union.name,
            computed_fen=allowance.computed,
            applied_fen=allowance.computed,
            approved_fen=amount_of(allowance),
            opinion=reasons.get(allowance.pk, ""),
            approved_on=allowance.approved_on,
            account=unseal(allowance.account) if allowance.account is not None else "",
            bank=allowance.bank,
        )
        for allowance in payable
    ]


def reasons_of(allowances: Sequence[StaffAllowance]) -> dict[int, str]:
    """Why allowances were settled at another amount than computed."""
    kind = StaffAllowance._meta.label_lower
    settled = Decision.objects.filter(kind=kind, action="settle", object_id__in=[each.pk for each in allowances])
    return dict(settled.order_by("pk").values_list("object_id", "opinion"))


def tell_arrived(payments: Sequence[Payment], *, today: datetime.date) -> None:
    """Date the allowances that were paid; a summary all of whose units have their money is finished."""
    date_allowances({payment.cause_id: payment.paid_on for payment in payments}, today)


def tell_come_back(payments: Sequence[Payment], *, today: datetime.date) -> None:
    """Allowances whose money came back have not arrived."""
    date_allowances({payment.cause_id: None for payment in payments}, today)


def date_allowances(days: dict[int, datetime.date | None], today: datetime.date) -> None:
    """Write the day on which each allowance arrived, and take the steps that follow by themselves."""
    rows = StaffAllowance.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=days)
    changes: list[RowChange] = []
    grants: dict[int, AllowanceGrant] = {}
    allowances = list(rows.select_related("union", "call", "grant").order_by("pk"))
    for allowance in allowances:
        row = write(allowance, {"paid_on": days[allowance.pk]})
        changes += [row] if row is not None else []
        if allowance.grant is not None:
            grants[allowance.grant.pk] = allowance.grant
    if changes:
        record(DESK, "allowances.arrival_dated", changes=changes, union=allowances[0].call.union_id)
    settle_all(allowances, today=today, union=allowances[0].call.union_id)
    settle_all(list(grants.values()), today=today)


def amount_of(allowance: StaffAllowance) -> Decimal:
    """What was settled of an allowance that is settled."""
    if allowance.approved is None:
        raise TypeError("a settled allowance has its amount")
    return allowance.approved


def fund_of(allowance: StaffAllowance) -> Fund:
    """Where the money of a granted allowance was put."""
    if allowance.grant is None or allowance.grant.fund is None:
        raise TypeError("a granted allowance has its fund")
    return allowance.grant.fund
