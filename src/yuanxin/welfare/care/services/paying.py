"""Approved claims at the payment desk: asked for, paid, come back, and asked for again."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.services import settle_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import Request, request_payments
from yuanxin.foundation.unions.services.writing import locked, write
from yuanxin.welfare.care.choices import ClaimState, Permission
from yuanxin.welfare.care.models import CoverClaim

KIND = "care.cover"
# What the bank says is nobody's act.
DESK = Actor.system("payments")


class NothingToPay(Refused):
    """The claim is not approved, or its payment stands."""


def request_for(claim: CoverClaim) -> Request:
    """The payment of an approved claim."""
    if claim.approved is None or claim.fund is None:
        raise TypeError("an approved claim has its amount and its fund")
    opinion = ""
    if claim.difference:
        taken = Decision.objects.on(claim).filter(action="approve").last()
        opinion = taken.opinion if taken is not None else ""
    return Request(
        kind=KIND,
        cause=claim,
        union=claim.union,
        fund=claim.fund,
        payee_name=claim.payee_name,
        payee_person=claim.person_id,
        household=claim.household_id,
        computed_fen=claim.computed,
        approved_fen=claim.approved,
        opinion=opinion,
        account=unseal(claim.account) if claim.account is not None else "",
        bank=claim.bank,
        approved_on=claim.approved_on,
    )


def request_payment(actor: Actor, claim: CoverClaim, today: datetime.date) -> Payment:
    """Ask the desk for the payment; raises as `request_payments`."""
    return request_payments(actor=actor, requests=[request_for(claim)], today=today)[0]


@transaction.atomic
def ask_again(*, actor: Actor, claim: CoverClaim, today: datetime.date) -> Payment:
    """Ask anew for a payment that was called off or came back.

    Raises:
        OutOfScope, NotAllowed: unless `actor` approves claims there.
        NothingToPay: unless it is approved, and no payment stands.
    """
    current = locked(claim)
    actor.require(Permission.APPROVE_COVER, current.union)
    if current.state != ClaimState.APPROVED or Payment.objects.about(current).standing().exists():
        raise NothingToPay(
            _("%(claim)s has no payment to ask for.") % {"claim": current},
            remedy=_("Look at the payment desk how its payment stands."),
        )
    return request_payment(actor, current, today)


def tell_paid(payments: Sequence[Payment], *, today: datetime.date) -> None:
    """Date the claims that were paid, which closes them."""
    date_claims({payment.cause_id: payment.paid_on for payment in payments}, today)


def tell_come_back(payments: Sequence[Payment], *, today: datetime.date) -> None:
    """Claims whose money came back are not paid."""
    date_claims({payment.cause_id: None for payment in payments}, today)


def date_claims(days: dict[int, datetime.date | None], today: datetime.date) -> None:
    """Write the day on which each claim was paid, and take the step that follows by itself."""
    rows = CoverClaim.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=days).order_by("pk")
    claims = list(rows.select_related("union", "person", "household__head"))
    changes: list[RowChange] = []
    for claim in claims:
        row = write(claim, {"paid_on": days[claim.pk]})
        changes += [row] if row is not None else []
    if changes:
        record(DESK, "care.claims_dated", changes=changes, union=claims[0].union_id)
    settle_all(claims, today=today)
