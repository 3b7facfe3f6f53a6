"""Applications about a union there is: asked on the page of the union, approved by the district."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.ui.registers import answer_record
from yuanxin.foundation.unions.models import Term, Union
from yuanxin.organisation.founding.choices import ChangeKind, Permission
from yuanxin.organisation.founding.forms.changes import FORMS, AskRenewalForm
from yuanxin.organisation.founding.forms.foundings import ApprovalForm
from yuanxin.organisation.founding.models import ChangedCoverage, RenewalCandidate, UnionChange
from yuanxin.organisation.founding.queries.changes import follows_of
from yuanxin.organisation.founding.registers import CHANGES, UNIONS
from yuanxin.organisation.founding.services.changes import approve_change, ask, correct_change
from yuanxin.organisation.founding.states import CHANGE_FLOW
from yuanxin.organisation.founding.views.loading import union_in_scope


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def enter(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for a union to be changed, merged, revoked, renewed, or its election postponed."""
    union = union_in_scope(request, pk, Permission.APPLY)
    form = form_of(FORMS[ChangeKind(kind)], request, initial=starting(union, kind, request), known=known_of(union))
    page = UNIONS.url("detail", union.pk)
    return answer_form(
        request,
        form,
        lambda: ask(actor=form.actor, union=union, kind=kind, asked=form.asked(), today=form.today),
        done=lambda _change: _("The application is with the upper union; nothing changes before its approval."),
        to=lambda change: CHANGES.url("detail", change.pk),
        template=template_of(kind),
        title=ChangeKind(kind).label,
        save_label=_("Send the application"),
        cancel_url=page,
        breadcrumbs=[(UNIONS.title, UNIONS.url()), (union, page)],
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Put an application right."""
    change = change_in_scope(request, pk, Permission.APPLY)
    form = form_of(FORMS[ChangeKind(change.kind)], request, initial=initial_of(change), known=known_of(change.union))
    return answer_record(
        request,
        CHANGES,
        change,
        form,
        lambda: correct_change(
            actor=form.actor,
            change=change,
            asked=form.asked(),
            today=form.today,
            version=form.cleaned_data["version"],
        ),
        template=template_of(change.kind),
        title=_("Correct the application"),
    )


@requires(Permission.APPROVE)
@require_http_methods(["GET", "POST"])
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """The district's approval; what follows is told before."""
    change = change_in_scope(request, pk, Permission.APPROVE)
    initial = {"approved_on": request.today, "version": change.version}
    form = form_of(ApprovalForm, request, initial=initial, known=known_of(change.union))
    return answer_record(
        request,
        CHANGES,
        change,
        form,
        lambda: approve_change(actor=form.actor, change=change, today=form.today, **form.cleaned_data),
        template="founding/preview.html",
        follows=follows_of(change, request.today),
        title=_("Approve the application"),
        save_label=_("Approve"),
    )


def change_in_scope(request: ActorRequest, pk: int, permission: str) -> UnionChange:
    """The application, if the reader sees it (404) and holds `permission` over its union (403)."""
    visible = UnionChange.objects.visible_to(request.actor)
    change = found(visible.select_related(*CHANGE_FLOW.related).filter(pk=pk).first())
    request.actor.require(permission, change.union)
    return change


def template_of(kind: str) -> str:
    """The page of the form: with the table of candidates where somebody was elected."""
    return "founding/candidates.html" if kind == ChangeKind.RENEWAL else "ui/form.html"


def known_of(union: Union) -> dict[str, Any]:
    """What a form about a union need not ask."""
    return {_("Union"): union, _("Union code"): union.code, _("Upper union"): union.parent or "—"}


def starting(union: Union, kind: str, request: ActorRequest) -> dict[str, Any]:
    """What the system knows already."""
    if kind != ChangeKind.RENEWAL:
        return {}
    last = Term.objects.within(union).filter(union=union).order_by("-number").first()
    return {
        "elected_on": request.today,
        "term_number": last.number + 1 if last else 1,
        "term_begins_on": request.today,
        "reason": _("The term ends."),
    }


def initial_of(change: UnionChange) -> dict[str, Any]:
    """What the application asks, for its correction."""
    names = ("reason", "new_name", "new_form", "new_address", "new_parent", "survivor", "fate", "term_number",
             "term_begins_on", "term_ends_on", "elected_on", "entitled", "present", "version")  # fmt: skip
    employers = {part.covers: part.employer for part in ChangedCoverage.objects.of(change).select_related("employer")}
    candidates = RenewalCandidate.objects.of(change).order_by("pk")
    return {
        **{name: getattr(change, name) for name in names},
        "covers": employers.get(True),
        "uncovers": employers.get(False),
        **AskRenewalForm.initial_of(candidates),
    }
