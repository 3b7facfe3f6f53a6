"""The Word papers: the sheet on which goods are signed for (签收表), and the settlement of a claim (核定表)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.papers import Paper
from yuanxin.foundation.kernel.masking import masked_phone
from yuanxin.foundation.kernel.money import in_words
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.welfare.care.choices import ClaimKind, ClaimState, Permission, Reason
from yuanxin.welfare.care.models import CondolenceProgramme, CoverClaim
from yuanxin.welfare.care.queries.cover import words_of_step

SETTLED = (ClaimState.ASSESSED, ClaimState.APPROVED, ClaimState.PAID)


def sheet_context(programme: CondolenceProgramme) -> Mapping[str, Any]:
    """What the sheet of signatures names: everybody on the list, the phone masked, a place to sign."""
    goods = "、".join(f"{each.item.name}{each.per_head}{each.item.measure}" for each in programme.standard)
    with translation.override("zh-hans"):
        kind = programme.get_kind_display()
    return {
        "agency": programme.union.name,
        "dated_on": programme.begins_on,
        "name": programme.name,
        "kind": kind,
        "project": programme.project,
        "begins_on": programme.begins_on,
        "ends_on": programme.ends_on,
        "goods": goods,
        "people": [
            {
                "number": place,
                "name": each.name,
                "place": each.employer_name,
                "phone": masked_phone(unseal(each.phone)) if each.phone is not None else "",
                "signed": f"{each.received_on:%m-%d}" if each.received_on is not None else "",
            }
            for place, each in enumerate(programme.recipients.listed().order_by("employer_name", "pk"), start=1)
        ],
    }


def settlement_context(claim: CoverClaim) -> Mapping[str, Any]:
    """What the settlement of a claim names; what happened stays out of it."""
    amount = claim.approved if claim.approved is not None else claim.computed
    with translation.override("zh-hans"):
        return {
            "agency": claim.union.name,
            "dated_on": claim.approved_on or claim.reported_on,
            "head": claim.household.head.name,
            "person": claim.person.name,
            "kind": claim.get_kind_display(),
            "cause": claim.get_cause_display() if claim.kind == ClaimKind.PROPERTY else "",
            "grade": claim.grade,
            "happened_on": claim.happened_on,
            "reported_on": claim.reported_on,
            "steps": [{"words": words_of_step(code), "amount": Decimal(value)} for code, value in claim.steps],
            "reasons": [str(Reason(code).label) for code in claim.reasons],
            "computed": claim.computed,
            "approved": claim.approved,
            "words": in_words(amount) if amount is not None else "",
            "differs": bool(claim.difference),
        }


SIGNATURES = Paper(
    code="care.signatures",
    label=_("Sheet of signatures"),
    model=CondolenceProgramme,
    template="care/papers/signatures.txt",
    context=sheet_context,
    file_name=lambda programme: f"慰问物资签收表-{programme.name}",
    permission=Permission.RUN,
    when=lambda programme: programme.recipients.listed().exists(),
)

SETTLEMENT = Paper(
    code="care.settlement",
    label=_("Settlement of the claim"),
    model=CoverClaim,
    template="care/papers/settlement.txt",
    context=settlement_context,
    file_name=lambda claim: f"保障金核定表-{claim.person.name}-{claim.happened_on:%Y%m%d}",
    permission=Permission.VIEW_DETAILS,
    when=lambda claim: claim.state in SETTLED,
)
