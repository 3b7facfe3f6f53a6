"""The Word paper of a claim (理赔审批表): bills, each step of the calculation, reasons, opinions; no diagnosis."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.papers import Paper
from yuanxin.foundation.flow.queries import decisions_on
from yuanxin.foundation.flow.registry import flow_of
from yuanxin.foundation.kernel.masking import masked_bank_account
from yuanxin.foundation.kernel.money import ZERO, in_words
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.models import Claim
from yuanxin.welfare.mutual_aid.queries.claims import reasons_of, statement_of, strikes_of

# The steps that are opinions on the claim.
SIGNED = ("check", "inspect", "bypass", "review", "approve", "refuse", "uphold", "reopen")


def is_computed(claim: Claim) -> bool:
    """Whether there is a calculation to print."""
    return claim.calculation_id is not None


def claim_context(claim: Claim) -> Mapping[str, Any]:
    """What the approval form of a claim names; the bills by the ends of their numbers."""
    calculation = claim.calculation
    bills = list(claim.bills.standing().order_by("issued_on", "pk"))
    top = topmost_union()
    with translation.override("zh-hans"):
        reasons = [
            {"code": each.code, "sentence": each.sentence} for each in (*strikes_of(bills), *reasons_of(calculation))
        ]
        lines = (
            [{"label": line.label, "how": line.how, "amount": line.amount} for line in statement_of(calculation)]
            if calculation is not None
            else []
        )
        return {
            "agency": top.name if top is not None else claim.union.name,
            "dated_on": claim.approved_on or (calculation.made_on if calculation is not None else claim.entered_on),
            "number": claim.number,
            "name": claim.person.name,
            "union": claim.union.name,
            "scheme": claim.enrolment.scheme.name if claim.enrolment is not None else "入院当日未参保",
            "kind": claim.get_kind_display(),
            "hospital": claim.hospital.name,
            "admitted": claim.admitted_on,
            "discharged": claim.discharged_on,
            "submitted": claim.submitted_on or claim.entered_on,
            "special": f"{claim.get_special_display()}（{claim.evidence}）" if claim.special else "",
            "payee": claim.payee_name,
            "bank": claim.bank or "—",
            "account": masked_bank_account(unseal(claim.account)) if claim.account is not None else "—",
            "bills": [
                {
                    "number": unseal(bill.number)[-6:],
                    "total": bill.total,
                    "insured": bill.pool + bill.major + bill.other,
                    "excluded": bill.excluded,
                    "own": bill.own,
                    "struck": bill.struck,
                }
                for bill in bills
            ],
            "lines": lines,
            "rule": calculation.policy.label if calculation is not None else "",
            "since": calculation.policy.begins_on if calculation is not None else None,
            "reasons": reasons,
            "computed": claim.computed or ZERO,
            "approved": claim.approved or ZERO,
            "words": in_words(claim.approved) if claim.approved is not None else "",
            "opinion": claim.opinion,
            "refused": f"{claim.refused_for} {claim.get_refused_for_display()}" if claim.refused_for else "",
            "paid_on": claim.paid_on,
            "signed": list(_signed(claim)),
        }


def _signed(claim: Claim) -> Iterator[dict[str, str]]:
    """Who decided what, when, with which words."""
    flow = flow_of(Claim._meta.label_lower)
    for each in decisions_on(claim):
        if each.action in SIGNED:
            yield {
                "step": flow.label_of(each.action) if flow is not None else each.action,
                "opinion": each.opinion or "—",
                "signed": f"{each.actor_label}，{localtime(each.at):%Y年%-m月%-d日}",
            }


CLAIM_PAPER = Paper(
    code="mutual_aid.claim",
    label=_("Approval form of the claim"),
    model=Claim,
    template="mutual_aid/papers/claim.txt",
    context=claim_context,
    file_name=lambda claim: f"理赔审批表-{claim.number}",
    permission=Permission.VIEW_ILLNESS,
    when=is_computed,
)
