"""Claims of cover: reported, their losses entered, assessed, approved or refused."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import act, begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.payments.rules import accounts_of
from yuanxin.foundation.policies.queries import policy, policy_version
from yuanxin.foundation.unions.services.writing import check_not_future, check_version, locked, put, write
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.members.queries import household_of
from yuanxin.welfare.care.choices import REFUSALS, Cause, ClaimKind, ClaimState, Permission, Reason
from yuanxin.welfare.care.models import CoverClaim, LossItem
from yuanxin.welfare.care.queries.cover import event_of
from yuanxin.welfare.care.rules import DEDUCTIBLE, GRADES, REPORT_DAYS, SUMS, Assessment, assess
from yuanxin.welfare.care.services.paying import request_payment
from yuanxin.welfare.care.states import CLAIM_FLOW

LOSSES_FROM = (ClaimState.REPORTED, ClaimState.FILED, ClaimState.DOCUMENTED)


class ClaimRefused(Refused):
    """The claim cannot be so: its days, its cause, the household."""


class Barred(Refused):
    """The assessment finds a reason for which the cover does not pay."""


@dataclass(frozen=True, slots=True)
class Report:
    """An accident or a loss as it is reported; `account` in clear, it is sealed here."""

    person: Person
    kind: ClaimKind
    cause: Cause
    happened_on: datetime.date
    reported_on: datetime.date
    place: str
    details: str
    grade: str = ""
    payee_name: str = ""
    account: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing lost or one bill, as claimed; `number` is that of a bill."""

    what: str
    claimed: Decimal
    invoice: str = ""


@transaction.atomic
def report_claim(*, actor: Actor, report: Report, losses: Sequence[Loss] = (), today: datetime.date) -> CoverClaim:
    """Report a claim (报案) for the household of a member.

    Raises:
        OutOfScope, NotAllowed: unless `actor` reports claims of the person's union.
        ClaimRefused: at the field that is wrong, without a household, or for an event reported before.
    """
    person = report.person
    actor.require(Permission.REPORT, person.union)
    check_report(report, today)
    household = household_of(person, report.happened_on) or household_of(person, today)
    if household is None:
        raise ClaimRefused(
            _("%(name)s belongs to no household in the register.") % {"name": person.name},
            remedy=_("Enter the household first: the cover counts by household."),
            field="person",
        )
    account = accounts_of([report.account], persons=True)[0] if report.account.strip() else ""
    claim = CoverClaim(
        union=person.union,
        household=household,
        person=person,
        kind=report.kind,
        cause=report.cause,
        grade=report.grade if report.kind is ClaimKind.DISABILITY else "",
        happened_on=report.happened_on,
        reported_on=report.reported_on,
        place=report.place.strip(),
        details=seal(report.details.strip()),
        payee_name=report.payee_name.strip() or person.name,
        account=seal(account) if account else None,
        bank=report.bank.strip(),
    )
    try:
        with transaction.atomic():
            begin(claim, actor=actor, today=today)
    except IntegrityError as error:
        raise ClaimRefused(
            _("This event of %(name)s was reported already.") % {"name": person.name},
            remedy=_("Open that claim in the register."),
            field="happened_on",
        ) from error
    if losses:
        enter_losses(actor=actor, claim=claim, losses=losses, today=today)
    return claim


@transaction.atomic
def enter_losses(*, actor: Actor, claim: CoverClaim, losses: Sequence[Loss], today: datetime.date) -> list[LossItem]:
    """Enter things lost, or bills, of a claim that is not assessed yet.

    Raises:
        OutOfScope, NotAllowed: unless `actor` reports claims there.
        ClaimRefused: once it is assessed; for a bill that stands in a claim already, or an amount not more than 0.
    """
    current = locked(claim)
    actor.require(Permission.REPORT, current.union)
    if current.state not in LOSSES_FROM:
        raise ClaimRefused(
            _("The claim is past its papers: %(state)s.") % {"state": current.get_state_display()},
            remedy=_("Have it returned first."),
        )
    items = []
    for loss in losses:
        if loss.claimed <= 0 or not loss.what.strip():
            raise ClaimRefused(
                _("Each loss has a name and an amount above 0."), remedy=_("Correct the line."), field="losses"
            )
        item = LossItem(
            claim=current,
            union=current.union,
            what=loss.what.strip(),
            invoice=loss.invoice.strip(),
            claimed=loss.claimed,
        )
        try:
            with transaction.atomic():
                item.save(force_insert=True)
        except IntegrityError as error:
            raise ClaimRefused(
                _("The bill %(number)s stands in a claim already.") % {"number": loss.invoice},
                remedy=_("A bill is paid once; leave it out."),
                field="losses",
            ) from error
        items.append(item)
    changes = [RowChange(item, None, snapshot(item)) for item in items]
    record(actor, "care.losses_entered", current, changes=changes, count=len(items))
    return items


def computed_for(claim: CoverClaim, amounts: Sequence[Decimal]) -> Assessment:
    """What a claim comes to with these amounts, by the rules of the day it happened."""
    day = claim.happened_on
    return assess(
        event_of(claim, amounts), policy(SUMS, on=day), policy(DEDUCTIBLE, on=day), policy(REPORT_DAYS, on=day).days
    )


@transaction.atomic
def assess_claim(
    *,
    actor: Actor,
    claim: CoverClaim,
    assessed: Mapping[int, Decimal],
    today: datetime.date,
    opinion: str = "",
    grade: str = "",
    version: int | None = None,
) -> CoverClaim:
    """Assess the losses (定损), line by line, and compute what the cover pays.

    Args:
        assessed: what is taken of each line, by its id; none above what was claimed.
        grade: the grade of disability found, where the claim is for one.

    Raises:
        OutOfScope, NotAllowed: unless `actor` assesses claims there.
        NotByYou: for who reported it.
        Barred: if the cover does not pay; refuse it with the reason told.
        ClaimRefused: for a line that is missing or assessed above its claim.
        Stale: if somebody dealt with it since.
    """
    current = locked(claim)
    actor.require(Permission.ASSESS, current.union)
    check_version(current, version)
    items = list(current.items.filter(active=True).select_for_update().order_by("pk"))
    changes = []
    for item in items:
        amount = assessed.get(item.pk)
        if amount is None or not 0 <= amount <= item.claimed:
            raise ClaimRefused(
                _("“%(what)s” is assessed between 0 and what was claimed.") % {"what": item.what},
                remedy=_("Correct the line."),
                field=f"item_{item.pk}",
            )
        row = write(item, {"assessed": amount})
        changes += [row] if row is not None else []
    if current.kind == ClaimKind.DISABILITY:
        if grade not in GRADES:
            raise ClaimRefused(_("The grade of disability is missing."), remedy=_("Choose it."), field="grade")
        current.grade = grade
    elif current.kind != ClaimKind.DEATH and not items:
        raise ClaimRefused(_("The claim lists no loss."), remedy=_("Return it for the list of losses or bills."))
    found = computed_for(current, [item.assessed or Decimal(0) for item in items])
    if found.barred:
        raise Barred(
            " ".join(str(reason.label) for reason in found.barred), remedy=_("Refuse the claim with this reason.")
        )
    values = {
        "grade": current.grade,
        "computed": found.amount,
        "steps": [[step.code, str(step.amount)] for step in found.steps],
        "reasons": [str(reason) for reason in found.reasons],
        "policy": policy_version(SUMS, on=current.happened_on),
    }
    changes += put(current, **values)
    record(actor, "care.claim_computed", current, changes=changes)
    return act(current, "assess", actor=actor, today=today, opinion=opinion)


@transaction.atomic
def approve_claim(
    *,
    actor: Actor,
    claim: CoverClaim,
    amount: Decimal,
    fund: Fund,
    today: datetime.date,
    opinion: str = "",
    version: int | None = None,
) -> CoverClaim:
    """Approve what the cover pays, the computed amount or another one for a reason; its payment waits at the desk.

    Raises:
        OutOfScope, NotAllowed: unless `actor` approves claims there.
        NotByYou: for who reported, prepared or assessed it.
        FundClosed, Refused: as the payment desk; for another amount without a reason, or none at all.
        Stale: if somebody dealt with it since.
    """
    current = locked(claim)
    actor.require(Permission.APPROVE_COVER, current.union)
    check_version(current, version)
    if amount <= 0:
        raise Refused(
            _("What is approved is more than 0."), remedy=_("Refuse the claim with its reason."), field="amount"
        )
    if amount != current.computed and not opinion.strip():
        raise Refused(
            _("By the rule it comes to %(computed)s yuan.") % {"computed": current.computed},
            remedy=_("Say why another amount is approved; the reason stays beside both."),
            field="opinion",
        )
    row = write(current, {"approved": amount, "fund": fund})
    record(actor, "care.amount_entered", current, reason=opinion.strip(), changes=[row] if row is not None else [])
    return act(current, "approve", actor=actor, today=today, opinion=opinion)


@transaction.atomic
def refuse_claim(
    *,
    actor: Actor,
    claim: CoverClaim,
    reason: Reason,
    today: datetime.date,
    opinion: str = "",
    version: int | None = None,
) -> CoverClaim:
    """Refuse a claim for a coded reason, told to the household in plain words.

    Raises:
        OutOfScope, NotAllowed: unless `actor` assesses claims there.
        NotPossible: where it cannot be refused any more.
        ClaimRefused: for a reason that only cuts.
        Stale: if somebody dealt with it since.
    """
    current = locked(claim)
    actor.require(Permission.ASSESS, current.union)
    check_version(current, version)
    if reason not in REFUSALS:
        raise ClaimRefused(_("This reason cuts a payment, it refuses none."), field="reason")
    row = write(current, {"reasons": [str(reason)]})
    record(actor, "care.reason_entered", current, changes=[row] if row is not None else [])
    said = "".join(filter(None, (str(reason.label), opinion.strip())))
    return act(current, "refuse", actor=actor, today=today, opinion=said)


@CLAIM_FLOW.entering(ClaimState.APPROVED)
def approved(claim: CoverClaim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Ask for the payment, once; where its money came back, it is asked for anew by a person."""
    if claim.approved_on is not None:
        return []
    changes = put(claim, approved_on=today)
    request_payment(actor, claim, today)
    return changes


@CLAIM_FLOW.entering(ClaimState.DOCUMENTED)
def to_be_assessed(claim: CoverClaim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """What is returned is assessed anew."""
    return put(claim, computed=None, approved=None, steps=[], reasons=[])


def free_bills(claim: CoverClaim) -> list[RowChange]:
    """The bills of a claim given up may stand in another one."""
    items = list(claim.items.filter(active=True).select_for_update())
    return [row for item in items if (row := write(item, {"active": False})) is not None]


@CLAIM_FLOW.entering(ClaimState.REFUSED)
def refused(claim: CoverClaim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Nothing is paid, and its bills stand in no claim."""
    return [*free_bills(claim), *put(claim, approved=None)]


@CLAIM_FLOW.entering(ClaimState.WITHDRAWN)
def withdrawn(claim: CoverClaim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Its bills stand in no claim."""
    return free_bills(claim)


def check_report(report: Report, today: datetime.date) -> None:
    """Refuse a report that cannot be.

    Raises:
        ClaimRefused, Refused: at the field that is wrong.
    """
    check_not_future(report.happened_on, today, "happened_on")
    check_not_future(report.reported_on, today, "reported_on")
    if report.reported_on < report.happened_on:
        raise ClaimRefused(
            _("It was reported before it happened."), remedy=_("Correct one of the days."), field="reported_on"
        )
    for field in ("place", "details"):
        if not getattr(report, field).strip():
            raise ClaimRefused(_("Something is missing here."), remedy=_("Enter it."), field=field)
    if (report.kind is ClaimKind.PROPERTY) == (report.cause is Cause.ACCIDENT):
        raise ClaimRefused(
            _("This cause does not fit what the claim is for."), remedy=_("Choose another one."), field="cause"
        )
