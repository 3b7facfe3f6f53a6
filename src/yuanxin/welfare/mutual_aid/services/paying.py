"""Approved claims are asked to be paid; what the desk pays, or what comes back, is dated in the claims."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import act_all, settle_all
from yuanxin.foundation.kernel import bulk
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO, to_fen
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.foundation.payments.services import Request, request_payments
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.models.scope import lineage
from yuanxin.organisation.members.queries import households_of
from yuanxin.welfare.mutual_aid.models import Bill, Claim
from yuanxin.welfare.mutual_aid.queries.claims import KIND
from yuanxin.welfare.mutual_aid.states import CLAIM_FLOW

DESK = Actor.system("payments")
DATED = ("paid", "paid_on")


@transaction.atomic
def request_claims(*, actor: Actor, claims: Sequence[Claim], fund: Fund, today: datetime.date) -> list[Payment]:
    """Ask for the payment of approved claims out of one fund; each is asked for once.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may have claims of each one's union paid.
        NotPossible, Stale: if one of them is not approved, or asked for meanwhile.
        PaidAlready, FundClosed, Refused: as the desk refuses.
    """
    if not claims:
        raise Refused(_("No approved claim is chosen."), remedy=_("Choose some first."))
    asked: list[Payment] = []

    def meaning(taken: Sequence[Claim]) -> list[RowChange]:
        asked.extend(request_payments(actor=actor, requests=requests_for(taken, fund, today), today=today))
        return []

    act_all(claims, "request", actor=actor, today=today, union=common_union(claims).pk, meaning=meaning, fund=str(fund))
    return asked


def requests_for(claims: Sequence[Claim], fund: Fund, today: datetime.date) -> list[Request]:
    """What the desk is asked for: one payment a claim, to the account given in it."""
    households = households_of([claim.person for claim in claims], today)
    return [
        Request(
            kind=KIND,
            cause=claim,
            union=claim.union,
            fund=fund,
            payee_name=claim.payee_name,
            payee_person=claim.person_id if claim.payee_name == claim.person.name else None,
            household=households[claim.person_id].pk if claim.person_id in households else None,
            account=unseal(claim.account) if claim.account is not None else "",
            bank=claim.bank,
            computed_fen=claim.computed,
            approved_fen=claim.approved or ZERO,
            opinion=claim.opinion,
            approved_on=claim.approved_on,
        )
        for claim in claims
    ]


def common_union(claims: Sequence[Claim]) -> Union:
    """The lowest union that stands above, or at, the unions of all claims."""
    unions = list({claim.union_id: claim.union for claim in claims}.values())
    if len(unions) == 1:
        return unions[0]
    shared = set.intersection(*(set(lineage(union.path)) for union in unions))
    return Union.objects.get(path=max(shared, key=len))


def claims_paid(payments: Sequence[Payment], *, today: datetime.date) -> None:
    """Date the claims that the desk has paid, and their bills; part of the settling transaction."""
    paid = {payment.cause_id: (payment.paid_fen, payment.paid_on) for payment in payments}
    _date([claim for claim in _claims(payments) if claim.paid_on is None], paid, "mutual_aid.claims_paid", today)


def claims_came_back(payments: Sequence[Payment], *, today: datetime.date) -> None:
    """Claims whose money came back are approved again, to be paid anew; part of the reversing transaction."""
    nothing: dict[int, tuple[Decimal | None, datetime.date | None]] = {
        payment.cause_id: (None, None) for payment in payments
    }
    _date(_claims(payments), nothing, "mutual_aid.claims_came_back", today)


def _claims(payments: Sequence[Payment]) -> list[Claim]:
    found: list[Claim] = []
    rows = Claim.objects.select_related(*CLAIM_FLOW.related).select_for_update(of=("self",), no_key=True).order_by("pk")
    for piece in bulk.in_pieces([payment.cause_id for payment in payments]):
        found += rows.filter(pk__among=piece)
    return found


def _date(
    claims: Sequence[Claim],
    values: dict[int, tuple[Decimal | None, datetime.date | None]],
    action: str,
    today: datetime.date,
) -> None:
    if not claims:
        return
    changes = []
    for claim in claims:
        before = snapshot(claim, DATED)
        claim.paid, claim.paid_on = values[claim.pk]
        changes.append(RowChange(claim, before, snapshot(claim, DATED)))
    rows = [(each.pk, None if each.paid is None else to_fen(each.paid), each.paid_on) for each in claims]
    frame = pl.DataFrame(rows, schema={"id": pl.Int64, "paid": pl.Int64, "paid_on": pl.Date}, orient="row")
    bulk.update(Claim, frame, blanks=True)
    changes += _share(claims)
    union = common_union(claims).pk
    record(DESK, action, union=union, changes=changes, count=len(claims))
    settle_all(claims, today=today, union=union)


def _share(claims: Sequence[Claim]) -> list[RowChange]:
    """What each bill was paid: its share of the amount approved, since that is what the desk pays."""
    changes = []
    for piece in bulk.in_pieces([claim.pk for claim in claims]):
        bills = list(Bill.objects.standing().filter(claim__among=piece).select_related("claim").order_by("pk"))
        for bill in bills:
            before = snapshot(bill, ["paid"])
            bill.paid = bill.approved if bill.claim.paid_on is not None else None
            changes.append(RowChange(bill, before, snapshot(bill, ["paid"])))
        rows = [(bill.pk, None if bill.paid is None else to_fen(bill.paid)) for bill in bills]
        frame = pl.DataFrame(rows, schema={"id": pl.Int64, "paid": pl.Int64}, orient="row")
        bulk.update(Bill, frame, blanks=True)
    return changes
