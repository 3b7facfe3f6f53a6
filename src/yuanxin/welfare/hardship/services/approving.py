"""The district's approval of relief, the payment it asks for, and what the payment desk tells of it."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import reduce

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.flow.services import act, act_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO, yuan
from yuanxin.foundation.kernel.sealed import seal, unseal
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.foundation.payments.services import Request, request_payments
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import nearest_above
from yuanxin.foundation.unions.services.writing import check_version, locked, write
from yuanxin.welfare.hardship.choices import Permission
from yuanxin.welfare.hardship.models import HardshipFile, Relief
from yuanxin.welfare.hardship.queries.files import region_of
from yuanxin.welfare.hardship.queries.relief import approved_before, computed_by, overlaps_of, payment_kind
from yuanxin.welfare.hardship.rules.relief import Computed
from yuanxin.welfare.hardship.services.relief import bills_of

SYSTEM = Actor.system("hardship.relief")


class OverCap(Refused):
    """More would be approved than the cap leaves."""


class OverlapUnheard(Refused):
    """The household has had other help, and the approver has said nothing to it."""


@transaction.atomic
def approve_relief(
    *,
    actor: Actor,
    relief: Relief,
    approved: Decimal,
    fund: Fund,
    opinion: str = "",
    overlap_opinion: str = "",
    today: datetime.date,
    version: int | None = None,
) -> Relief:
    """Approve relief and ask the payment desk to pay it, from one fund.

    The rule is computed anew, by the day of application, with what was approved under its cap since.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may approve there.
        NotByYou: for who brought it in or reviewed it.
        NotPossible: in another state than that of awaiting approval.
        OverCap: if more is approved than the cap leaves.
        OverlapUnheard: if the household has had other help and `overlap_opinion` says nothing to it.
        Refused: if another amount than the rule's is approved without an opinion; for a fund that cannot pay it.
        Stale: if somebody else has dealt with it.
    """
    # Two approvals for one household look at the same cap one after the other.
    locked(relief.household)
    relief = locked(relief)
    actor.require(Permission.APPROVE, relief.union)
    check_version(relief, version)
    overlap_opinion = overlap_opinion.strip()
    if not overlap_opinion and overlaps_of(relief, actor):
        raise OverlapUnheard(
            _("The household has had other help."),
            remedy=_("Look at it, and say why this relief is given all the same."),
            field="overlap_opinion",
        )
    approved_all(
        actor=actor,
        reliefs=[relief],
        amounts={relief.pk: approved},
        fund=fund,
        opinion=opinion,
        overlap_opinions={relief.pk: overlap_opinion},
        today=today,
    )
    return relief


def approved_all(
    *,
    actor: Actor,
    reliefs: Sequence[Relief],
    amounts: Mapping[int, Decimal],
    fund: Fund,
    opinion: str,
    overlap_opinions: Mapping[int, str],
    today: datetime.date,
) -> list[Payment]:
    """Approve locked applications, each with its amount, and ask for their payments together."""
    changes = [_approved(relief, amounts[relief.pk], fund, opinion, overlap_opinions, today) for relief in reliefs]
    union = union_of(reliefs)
    record(
        actor,
        "hardship.relief_approval_entered",
        reliefs[0] if len(reliefs) == 1 else None,
        union=union.pk,
        changes=[change for change in changes if change is not None],
    )
    if len(reliefs) == 1:
        act(reliefs[0], "approve", actor=actor, today=today, opinion=opinion)
    else:
        act_all(reliefs, "approve", actor=actor, today=today, opinion=opinion, union=union.pk)
    return request_payments(actor=actor, requests=[payment_of(relief, fund) for relief in reliefs], today=today)


def _approved(
    relief: Relief,
    amount: Decimal,
    fund: Fund,
    opinion: str,
    overlap_opinions: Mapping[int, str],
    today: datetime.date,
) -> RowChange | None:
    """Write what is approved, with the rule computed anew."""
    computed = recomputed(relief)
    _check_cap(amount, computed, opinion)
    return write(
        relief,
        {
            "computed_fen": computed.amount,
            "steps": relief.steps if computed == relief.computed() else seal(computed.as_text()),
            "approved_fen": yuan(amount),
            "opinion": opinion.strip() if amount != computed.amount else "",
            "overlap_opinion": overlap_opinions.get(relief.pk, ""),
            "fund": fund,
            "approved_on": today,
        },
    )


def union_of(rows: Sequence[Relief] | Sequence[HardshipFile]) -> Union:
    """The union of one record, or the nearest above those of many."""
    unions = list({row.union_id: row.union for row in rows}.values())
    return reduce(nearest_above, unions)


def payment_of(relief: Relief, fund: Fund) -> Request:
    """The payment that an approved application leads to."""
    if relief.approved_fen is None:
        raise TypeError(f"{relief} is not approved")
    return Request(
        kind=payment_kind(relief.kind),
        cause=relief,
        union=relief.union,
        fund=fund,
        payee_name=relief.household.head.name,
        payee_person=relief.household.head_id,
        household=relief.household_id,
        account=unseal(relief.account) if relief.account is not None else "",
        bank=relief.bank,
        computed_fen=relief.computed_fen,
        applied_fen=relief.applied_fen,
        approved_fen=relief.approved_fen,
        opinion=relief.opinion,
        approved_on=relief.approved_on,
    )


def recomputed(relief: Relief) -> Computed:
    """What the rule gives now, by the policies of the day of application and with what was approved since."""
    used = approved_before(relief.kind, relief.household, relief.year, relief.beneficiary, but=relief.pk)
    return computed_by(
        relief.kind,
        applied=relief.applied_fen,
        line=relief.line,
        caps=relief.caps,
        used=used,
        category=relief.file.category if relief.file is not None else "",
        bills=bills_of(relief),
        day=relief.applied_on,
        region=region_of(relief.union),
    )


def on_settled(payments: Sequence[Payment], *, today: datetime.date) -> None:
    """The desk has paid: date the applications."""
    _date(payments, "paid_on", "hardship.relief_paid")


def on_reversed(payments: Sequence[Payment], *, today: datetime.date) -> None:
    """Money came back: it stands under the cap no more."""
    _date(payments, "reversed_on", "hardship.relief_came_back")


def _date(payments: Sequence[Payment], field: str, action: str) -> None:
    days = {payment.cause_id: getattr(payment, field) for payment in payments}
    rows = list(Relief.objects.select_for_update(no_key=True).filter(pk__in=days).order_by("pk"))
    changes = []
    for row in rows:
        before = {field: None, "version": row.version}
        setattr(row, field, days[row.pk])
        row.version += 1
        changes.append(RowChange(row, before, {field: str(days[row.pk]), "version": row.version}))
    Relief.objects.bulk_update(rows, [field, "version"], batch_size=500)
    if rows:
        record(SYSTEM, action, rows[0] if len(rows) == 1 else None, union=rows[0].union_id, changes=changes)


def _check_cap(approved: Decimal, computed: Computed, opinion: str) -> None:
    if approved <= ZERO:
        raise Refused(
            _("The approved amount is not more than 0."),
            remedy=_("Refuse the application instead."),
            field="approved",
        )
    if approved > computed.left:
        raise OverCap(
            _("The cap of %(cap)s yuan leaves %(left)s.") % {"cap": computed.cap, "left": computed.left},
            remedy=_("Approve no more than that."),
            field="approved",
        )
    if approved != computed.amount and not opinion.strip():
        raise Refused(
            _("The rule gives %(amount)s yuan.") % {"amount": computed.amount},
            remedy=_("Say why another amount is approved."),
            field="opinion",
        )
