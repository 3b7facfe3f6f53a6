"""The two reviews: refusing for a coded reason, approving the amount of the rule or less; and beginning anew."""

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, snapshot
from yuanxin.foundation.flow.queries import decisions_on
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO, split
from yuanxin.foundation.unions.services.writing import locked, put
from yuanxin.welfare.mutual_aid.choices import BY_OFFICERS, ClaimState, Reason, Sampling
from yuanxin.welfare.mutual_aid.models import Claim
from yuanxin.welfare.mutual_aid.services.bills import keep_bills
from yuanxin.welfare.mutual_aid.services.computing import compute_again
from yuanxin.welfare.mutual_aid.states import CLAIM_FLOW


@transaction.atomic
def refuse_claim(
    *, actor: Actor, claim: Claim, reason: str, opinion: str, today: datetime.date, version: int | None = None
) -> Claim:
    """Refuse a claim at the first review, for what the rule found or for one of the reasons of officers.

    Raises:
        OutOfScope, NotAllowed, NotByYou, NotPossible, Stale: as the step.
        Refused: for a reason that is none of these.
    """
    current = locked(claim)
    if reason not in {code for code, _label in reasons_to_refuse(current)}:
        raise Refused(
            _("This claim cannot be refused for that."),
            remedy=_("Choose what the calculation found, or what is wrong with the materials."),
            field="reason",
        )
    current.refused_for = reason
    return act(current, "refuse", actor=actor, today=today, opinion=opinion, version=version)


@transaction.atomic
def approve_claim(
    *, actor: Actor, claim: Claim, amount: Decimal, opinion: str, today: datetime.date, version: int | None = None
) -> Claim:
    """Approve a claim at the second review: the amount of the rule, or less with a reason.

    Raises:
        OutOfScope, NotAllowed, NotByYou, NotPossible, Stale: as the step.
        Refused: for nothing, for more than the rule gives, or for another amount without a reason.
    """
    current = locked(claim)
    rule = current.computed or ZERO
    if not ZERO < amount <= rule:
        raise Refused(
            _("The rule gives %(amount)s yuan.") % {"amount": rule},
            remedy=_("Approve that or less; what is to be refused altogether goes back to the first review."),
            field="amount",
        )
    if amount != rule and not opinion.strip():
        raise Refused(
            _("Another amount than that of the rule needs its reason."), remedy=_("Write it down."), field="opinion"
        )
    current.approved = amount
    current.opinion = opinion.strip()[:200] if amount != rule else ""
    return act(current, "approve", actor=actor, today=today, opinion=opinion, version=version)


def reasons_to_refuse(claim: Claim) -> list[tuple[str, str]]:
    """The reasons for which a claim can be refused: what its calculation found, then those of officers."""
    found = claim.calculation.reasons if claim.calculation is not None and not claim.computed else []
    reasons = [*(Reason(each["code"]) for each in found), *BY_OFFICERS]
    return [(reason.value, f"{reason.value} {reason.label}") for reason in reasons]


@CLAIM_FLOW.entering(ClaimState.READY)
def ready(claim: Claim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Note how it came past the inspection."""
    if claim.sampling == Sampling.SELECTED:
        last = decisions_on(claim).last()
        excused = last is not None and last.action == "bypass"
        return put(claim, sampling=Sampling.BYPASSED if excused else Sampling.INSPECTED)
    return put(claim, sampling=claim.sampling or Sampling.SKIPPED)


@CLAIM_FLOW.entering(ClaimState.SELECTED)
def selected(claim: Claim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Note that it is to be inspected."""
    return put(claim, sampling=Sampling.SELECTED)


@CLAIM_FLOW.entering(ClaimState.APPROVED)
def approved(claim: Claim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Keep amount and day, and divide the amount among the bills. One whose money came back keeps what was approved."""
    claim.approved_on = claim.approved_on or today
    return [*kept(claim, "approved", "opinion", "approved_on"), *share(claim, claim.approved or ZERO)]


@CLAIM_FLOW.entering(ClaimState.REFUSED)
def refused(claim: Claim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Keep the reason; its bills are free, and others of the year may have more."""
    free = keep_bills(claim, live=False)
    return [*kept(claim, "refused_for"), *free, *compute_again(claim, actor=actor, today=today)]


@CLAIM_FLOW.entering(ClaimState.CHECKED)
def checked(claim: Claim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """A claim reopened after an appeal begins anew with its computing, and its bills are its own again."""
    cleared = put(claim, refused_for="", computed=None, calculation_id=None, sampling="", drawn_in_id=None)
    return [*cleared, *keep_bills(claim, live=True)]


def kept(claim: Claim, *names: str) -> list[RowChange]:
    """Write what its service has put into the claim before it took the step; the row changed."""
    before = snapshot(Claim.objects.get(pk=claim.pk), names)
    after = snapshot(claim, names)
    if before == after:
        return []
    claim.save(update_fields=names)
    return [RowChange(claim, before, after)]


def share(claim: Claim, amount: Decimal) -> list[RowChange]:
    """Divide an amount among the bills by what counts of each, to the fen; the rows changed."""
    bills = list(claim.bills.standing().select_for_update().order_by("pk"))
    weights = {bill: bill.counts for bill in bills}
    if not sum(weights.values(), ZERO):
        return []
    changes = []
    for bill, part in split(amount, weights).items():
        before = snapshot(bill, ["approved"])
        bill.approved = part
        bill.save(update_fields=["approved"])
        changes.append(RowChange(bill, before, snapshot(bill, ["approved"])))
    return changes
