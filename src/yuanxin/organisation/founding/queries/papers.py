"""The Word papers of applications, declared: the approving union's letters (批复)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.papers import Paper
from yuanxin.foundation.unions.models import Term
from yuanxin.organisation.founding.choices import ChangeKind, ChangeState, FoundingState, Permission
from yuanxin.organisation.founding.models import Founding, UnionChange


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


def change_approved(*kinds: ChangeKind) -> Callable[[UnionChange], bool]:
    """Whether an application of one of these kinds was approved."""
    return lambda change: change.kind in kinds and change.state == ChangeState.APPROVED


def change_context(change: UnionChange) -> Mapping[str, Any]:
    """What the letter about a union there is names; before the approval only what its number is dated by."""
    union = change.union
    with translation.override("zh-hans"):
        elected = [
            {"post": each.get_post_display(), "name": each.name}
            for each in change.candidates.filter(elected=True).order_by("pk")
        ]
        form = change.get_new_form_display() if change.new_form else ""
    parts = list(change.coverage.select_related("employer").order_by("pk"))
    return {
        "agency": change.approver.name,
        "dated_on": change.approved_on,
        "addressee": union.parent.name if union.parent is not None else union.name,
        "kind": change.kind,
        "name": union.name,
        "code": union.code,
        "new_name": change.new_name,
        "new_form": form,
        "new_address": change.new_address,
        "new_parent": change.new_parent.name if change.new_parent is not None else "",
        "covers": [part.employer.name for part in parts if part.covers],
        "uncovers": [part.employer.name for part in parts if not part.covers],
        "survivor": change.survivor.name if change.survivor is not None else "",
        "elected": elected,
        "term_number": change.term_number or "",
        "term_begins_on": change.term_begins_on,
        "term_ends_on": change.term_ends_on,
    }


def letter(code: str, label: Any, template: str, title: str, *kinds: ChangeKind) -> Paper:
    """A letter about a union there is."""
    return Paper(
        code=f"founding.{code}",
        label=label,
        model=UnionChange,
        template=f"founding/papers/{template}.txt",
        context=change_context,
        file_name=lambda change: f"{title}-{change.union.name}",
        permission=Permission.VIEW,
        numbered_by="approver",
        when=change_approved(*kinds),
    )


CHANGE_PAPERS = {
    ChangeKind.CHANGE: letter("change", _("Letter on a change"), "change", "变更批复", ChangeKind.CHANGE),
    ChangeKind.MERGER: letter("merger", _("Letter on a merger"), "ending", "合并批复", ChangeKind.MERGER),
    ChangeKind.REVOCATION: letter(
        "revocation", _("Letter on a revocation"), "ending", "撤销批复", ChangeKind.REVOCATION
    ),
    ChangeKind.RENEWAL: letter("renewal", _("Letter on a new term"), "renewal", "换届批复", ChangeKind.RENEWAL),
    ChangeKind.POSTPONEMENT: letter(
        "postponement", _("Letter on a postponed election"), "renewal", "延期换届批复", ChangeKind.POSTPONEMENT
    ),
}


def change_paper(change: UnionChange) -> Paper:
    """The letter that answers an application."""
    return CHANGE_PAPERS[ChangeKind(change.kind)]
