"""The Word papers of hardship: the approval forms of what is asked about a file, and of relief (审批表)."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.papers import Paper
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel.masking import masked_bank_account, masked_number
from yuanxin.foundation.kernel.money import in_words
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.organisation.members.queries import household_members
from yuanxin.welfare.hardship.choices import Permission, ReliefState, RequestKind, RequestState
from yuanxin.welfare.hardship.models import FileRequest, Relief
from yuanxin.welfare.hardship.queries.files import file_of

DECIDED = ("review", "approve")


def reviewed(request: FileRequest) -> bool:
    """Whether the form can be filled in: a declaration that the street has reviewed."""
    return request.kind != RequestKind.CLOSE and request.state in {RequestState.REVIEWED, RequestState.APPROVED}


def relief_reviewed(relief: Relief) -> bool:
    """Whether the form of relief can be filled in."""
    return relief.state in {ReliefState.REVIEWED, ReliefState.APPROVED}


def opinions(record: FileRequest | Relief) -> dict[str, dict[str, str]]:
    """Who reviewed and who approved, when and with which words; empty where nobody has."""
    told: dict[str, dict[str, str]] = {action: {"opinion": "", "signed": ""} for action in DECIDED}
    taken = [each for each in Decision.objects.on(record) if each.action in told]
    for each in taken:
        told[each.action] = {
            "opinion": each.opinion or "同意",
            "signed": f"{each.office} {each.actor_label} {each.at.astimezone().date():%Y年%-m月%-d日}".lstrip(),
        }
    return told


def request_context(request: FileRequest) -> Mapping[str, Any]:
    """What the approval form of a request shows: nothing of health, numbers masked."""
    result = request.assessments.order_by("-pk").first()
    assessed = result.assessed() if result is not None else None
    declared = request.declaration()
    visit = request.visits.order_by("visited_on", "pk").last()
    members = household_members(request.household, request.applied_on)
    with translation.override("zh-hans"):
        return {
            "agency": request.union.name,
            "dated_on": request.approved_on or request.applied_on,
            "kind": request.get_kind_display(),
            "name": request.applicant.name,
            "number": masked_number(unseal(request.applicant.document_number)),
            "unit": request.applicant.employer_name or request.union.name,
            "applied_on": request.applied_on,
            "members": [{"name": row.full_name, "relation": row.get_relation_display()} for row in members],
            "income": assessed.income if assessed else None,
            "costs": assessed.costs if assessed else None,
            "net": assessed.net if assessed else None,
            "line": assessed.line if assessed else None,
            "category": request.get_category_display() if request.category else "高于困难标准",
            "exception": declared.exception if declared else "",
            "visited_on": visit.visited_on if visit else None,
            "visitors": visit.names if visit else "",
            "file": request.file.number if request.file is not None else "",
            **opinions(request),
        }


def relief_context(relief: Relief) -> Mapping[str, Any]:
    """What the approval form of relief shows."""
    computed = relief.computed()
    file = file_of(relief.household)
    with translation.override("zh-hans"):
        return {
            "agency": relief.union.name,
            "dated_on": relief.approved_on or relief.applied_on,
            "kind": relief.get_kind_display(),
            "occasion": relief.occasion,
            "name": relief.household.head.name,
            "unit": relief.household.head.employer_name or relief.union.name,
            "file": file.number if file is not None else "未建档",
            "category": file.get_category_display() if file is not None else "",
            "beneficiary": relief.beneficiary.full_name if relief.beneficiary is not None else "",
            "applied_on": relief.applied_on,
            "applied": relief.applied_fen,
            "cap": computed.cap,
            "used": computed.used,
            "computed": relief.computed_fen,
            "cut": computed.cut,
            "approved": relief.approved_fen,
            "words": in_words(relief.approved_fen) if relief.approved_fen is not None else "",
            "fund": str(relief.fund) if relief.fund is not None else "",
            "card": masked_bank_account(unseal(relief.account)) if relief.account is not None else "",
            "other_help": relief.overlap_opinion,
            "reason": relief.opinion,
            **opinions(relief),
        }


REQUEST_PAPER = Paper(
    code="hardship.request_form",
    label=_("Approval form"),
    model=FileRequest,
    template="hardship/papers/request.txt",
    context=request_context,
    file_name=lambda request: f"困难职工档案审批表-{request.applicant.name}",
    permission=Permission.VIEW_NEED,
    when=reviewed,
)

RELIEF_PAPER = Paper(
    code="hardship.relief_form",
    label=_("Approval form"),
    model=Relief,
    template="hardship/papers/relief.txt",
    context=relief_context,
    file_name=lambda relief: f"困难职工帮扶审批表-{relief.household.head.name}",
    permission=Permission.VIEW_MONEY,
    when=relief_reviewed,
)
