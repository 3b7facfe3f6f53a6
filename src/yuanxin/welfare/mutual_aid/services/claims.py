"""Claims entered, corrected, sent in, withdrawn; the diagnosis and the account shown in clear for a reason."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record_clear_view
from yuanxin.foundation.flow.services import begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import seal, unseal
from yuanxin.foundation.payments.rules import accounts_of
from yuanxin.foundation.unions.services.writing import (
    change,
    check_in_force,
    check_not_future,
    check_version,
    locked,
    put,
)
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.mutual_aid.choices import BenefitKind, ClaimState, Permission
from yuanxin.welfare.mutual_aid.models import Claim, Enrolment, Hospital, Illness
from yuanxin.welfare.mutual_aid.services.bills import check_open, keep_bills
from yuanxin.welfare.mutual_aid.services.computing import compute_again
from yuanxin.welfare.mutual_aid.states import CLAIM_FLOW

# Paid by bills; the others as a fixed sum, for which a diagnosis or a death is enough.
BY_BILLS = (BenefitKind.INPATIENT, BenefitKind.OUTPATIENT)


@transaction.atomic
def enter_claim(
    *,
    actor: Actor,
    person: Person,
    kind: BenefitKind,
    accident: bool,
    hospital: Hospital,
    admitted_on: datetime.date,
    discharged_on: datetime.date,
    illness: Illness,
    payee_name: str,
    account: str,
    bank: str,
    today: datetime.date,
    special: str = "",
    evidence: str = "",
) -> Claim:
    """Enter a claim of `person`, as a draft to which bills and photos are added before it is sent in.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may enter claims in the person's union.
        UnionEnded: if that union is no longer in force.
        Refused: for days in the wrong order or to come, a special cause without evidence, or an account that is none.
    """
    actor.require(Permission.CLAIM, person.union)
    check_in_force(person.union)
    values = _checked(
        today,
        kind=kind, accident=accident, hospital=hospital, admitted_on=admitted_on, discharged_on=discharged_on,
        illness=illness, payee_name=payee_name or person.name, account=account, bank=bank, special=special,
        evidence=evidence,
    )  # fmt: skip
    enrolment = cover_on(person, admitted_on)
    claim = Claim(union=person.union, person=person, enrolment=enrolment, entered_on=today, **values)
    return begin(claim, actor=actor, today=today)


@transaction.atomic
def correct_claim(
    *,
    actor: Actor,
    claim: Claim,
    version: int,
    today: datetime.date,
    illness: Illness | None = None,
    account: str | None = None,
    **values: Any,
) -> Claim:
    """Change a claim that is a draft, or was returned. What is left away of diagnosis and account stays as it is.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may enter claims in its union.
        ClaimClosed: if it is on its way.
        Stale: if somebody else changed it since.
        Refused: as `enter_claim`.
    """
    actor.require(Permission.CLAIM, claim.union)
    current = locked(claim)
    check_version(current, version)
    check_open(current)
    given = {**values, **({"illness": illness} if illness else {}), **({"account": account} if account else {})}
    checked = _checked(today, **given)
    if illness is None:
        known = Illness.objects.filter(code=unseal(current.illness).partition(" ")[0]).first()
        checked["illness_listed"] = known is not None and known.counts_for(checked["kind"])
    enrolment = cover_on(current.person, checked["admitted_on"])
    change(actor, "mutual_aid.claim_corrected", current, {**checked, "enrolment_id": enrolment and enrolment.pk})
    return current


def show_claim(*, actor: Actor, claim: Claim, reason: str) -> dict[str, str]:
    """The diagnosis and the account in clear, for a reason, which the trail keeps.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may see illnesses in its union.
        Refused: without a reason.
    """
    actor.require(Permission.VIEW_ILLNESS, claim.union)
    record_clear_view(actor, claim, ["illness", "account"], reason)
    return {
        "illness": unseal(claim.illness),
        "account": unseal(claim.account) if claim.account is not None else "",
    }


@CLAIM_FLOW.entering(ClaimState.SUBMITTED)
def submitted(claim: Claim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Date the claim by its first sending: what is returned for completion is not late for that.

    Raises:
        Refused: without a bill where the benefit goes by bills, or without an account.
    """
    if claim.kind in BY_BILLS and not claim.bills.standing().exists():
        raise Refused(_("The claim has no bill yet."), remedy=_("Add the bills of the treatment, then send it in."))
    enrolment = cover_on(claim.person, claim.admitted_on)
    return put(
        claim, submitted_on=claim.submitted_on or today, enrolment_id=enrolment.pk if enrolment is not None else None
    )


@CLAIM_FLOW.entering(ClaimState.RETURNED)
def returned(claim: Claim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """What was computed no longer counts, and others of the year may have more; the kept calculations stay."""
    cleared = put(claim, computed=None, calculation_id=None, sampling="", drawn_in_id=None)
    return [*cleared, *compute_again(claim, actor=actor, today=today)]


@CLAIM_FLOW.entering(ClaimState.WITHDRAWN)
def withdrawn(claim: Claim, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Its bills may be claimed anew."""
    return keep_bills(claim, live=False)


def cover_on(person: Person, day: datetime.date) -> Enrolment | None:
    """The enrolment that covers the person that day, waiting period or not."""
    return Enrolment.objects.of(person).covering(day).order_by("-effective_from").first()


def _checked(today: datetime.date, **given: Any) -> dict[str, Any]:
    """The values of a claim, checked, as the columns keep them."""
    if given["discharged_on"] < given["admitted_on"]:
        raise Refused(_("The stay ends before it begins."), remedy=_("Correct one of the days."), field="discharged_on")
    check_not_future(given["discharged_on"], today, "discharged_on")
    given["evidence"] = given["evidence"].strip()
    if given["special"] and not given["evidence"]:
        raise Refused(
            _("A special cause needs its evidence."),
            remedy=_("Give the number of the file or of the certificate."),
            field="evidence",
        )
    if given["kind"] == BenefitKind.ACCIDENTAL_DEATH:
        given["accident"] = True
    values = {**given, "payee_name": given["payee_name"].strip(), "bank": given["bank"].strip()}
    if "illness" in given:
        illness = given["illness"]
        values |= {"illness": seal(str(illness)), "illness_listed": illness.counts_for(given["kind"])}
    if "account" in given:
        account = given["account"].strip()
        values["account"] = seal(accounts_of([account], persons=True)[0]) if account else None
    return values
