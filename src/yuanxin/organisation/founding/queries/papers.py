"""The Word papers of applications, declared: the approving union's letters (批复)."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.papers import Paper
from yuanxin.foundation.unions.models import Term
from yuanxin.organisation.founding.choices import FoundingState, Permission
from yuanxin.organisation.founding.models import Founding


def is_approved(founding: Founding) -> bool:
    """Whether there is an approval to be written down."""
    return founding.state == FoundingState.APPROVED


def approval_context(founding: Founding) -> Mapping[str, Any]:
    """What the letter of a founding names; before the approval only what its number is dated by."""
    employers = list(founding.employers.order_by("position"))
    union = founding.founded
    term = Term.objects.filter(union=union, number=1).first() if union is not None else None
    with translation.override("zh-hans"):
        elected = [
            {"post": each.get_post_display(), "name": each.name}
            for each in founding.candidates.filter(elected=True).order_by("pk")
        ]
    return {
        "agency": founding.approver.name,
        "dated_on": founding.approved_on,
        "addressee": founding.union.name,
        "name": founding.name,
        "joins": founding.joins.name if founding.joins is not None else "",
        "code": union.code if union is not None else "",
        "parent": founding.union.name,
        "employers": [each.name for each in employers],
        "members": founding.applicants.count(),
        "elected": elected,
        "term": term,
        "years": founding.term_years or "",
    }


APPROVAL_PAPER = Paper(
    code="founding.approval",
    label=_("Letter of approval"),
    model=Founding,
    template="founding/papers/approval.txt",
    context=approval_context,
    file_name=lambda founding: f"建会批复-{founding.name}",
    permission=Permission.VIEW,
    numbered_by="approver",
    when=is_approved,
)
