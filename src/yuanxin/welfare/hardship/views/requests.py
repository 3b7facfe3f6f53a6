"""Requests about files: declared, corrected, visited, approved; health shown for a reason."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.kernel.errors import OutOfScope, found
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page
from yuanxin.organisation.members.models import Household
from yuanxin.organisation.members.queries import household_members
from yuanxin.welfare.hardship import services
from yuanxin.welfare.hardship.choices import Category, FileStatus, Permission, RequestKind
from yuanxin.welfare.hardship.forms.requests import DeclareForm, OpinionForm, ReasonForm, VisitForm, initial_of
from yuanxin.welfare.hardship.models import FileRequest
from yuanxin.welfare.hardship.queries.files import file_of
from yuanxin.welfare.hardship.registers import FILES, REQUESTS
from yuanxin.welfare.hardship.rules.files import NoEffect
from yuanxin.welfare.hardship.rules.policies import CHECK_CONSENT
from yuanxin.welfare.hardship.services.deciding import effect_on
from yuanxin.welfare.hardship.states import REQUEST_FLOW


def household_in_scope(request: ActorRequest, pk: int, permission: str = Permission.APPLY) -> Household:
    """The household, if the reader holds `permission` over the union of its head; 404 otherwise."""
    visible = Household.objects.visible_to(request.actor, permission)
    return found(visible.select_related("head__union").filter(pk=pk).first())


def request_in_scope(request: ActorRequest, pk: int, permission: str) -> FileRequest:
    """The request, if the reader sees it (404) and holds `permission` over its union (403)."""
    visible = FileRequest.objects.visible_to(request.actor)
    about = found(visible.select_related(*REQUEST_FLOW.related).filter(pk=pk).first())
    request.actor.require(permission, about.union)
    return about


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def enter(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """Enter what a household declares; what was declared before is there to be changed."""
    household = household_in_scope(request, pk)
    if kind not in RequestKind.values or kind == RequestKind.CLOSE:
        raise OutOfScope
    file = file_of(household)
    current = file.current.declaration() if file is not None and file.current is not None else None
    form = form_of(
        DeclareForm,
        request,
        members=household_members(household, request.today),
        declared_before=current,
        initial={"authorised_on": request.today, "bank": file.bank if file is not None else ""}
        | (initial_of(current) if current is not None else {}),
        known=known_of(household),
    )
    page = FILES.url("detail", file.pk) if file is not None else REQUESTS.url()
    return answer_form(
        request,
        form,
        lambda: services.apply_for_file(
            actor=form.actor,
            household=household,
            kind=kind,
            declared=form.declared(),
            authorisation=form.authorisation(),
            card=form.card(),
            today=form.today,
        ),
        done=lambda entered: (
            _("The request is entered. By the means test: %(category)s.")
            % {"category": entered.get_category_display() or _("above every line")}
        ),
        to=lambda entered: REQUESTS.url("detail", entered.pk),
        template="hardship/declare.html",
        consent=policy(CHECK_CONSENT, on=request.today),
        household=household,
        title=RequestKind(kind).label,
        save_label=_("Enter"),
        cancel_url=page,
        breadcrumbs=[(REQUESTS.title, REQUESTS.url())],
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Put a declaration right before it counts."""
    about = request_in_scope(request, pk, Permission.APPLY)
    stored = found(about.declaration())
    form = form_of(
        DeclareForm,
        request,
        members=household_members(about.household, request.today),
        declared_before=stored,
        initial=initial_of(stored)
        | {"authorised_on": about.authorised_on, "bank": about.bank, "version": about.version, "consents": True},
        known=known_of(about.household),
    )
    return answer_request(
        request,
        about,
        form,
        lambda: services.correct_request(
            actor=form.actor,
            request=about,
            declared=form.declared(),
            authorisation=form.authorisation(),
            card=form.card(),
            today=form.today,
            version=form.cleaned_data["version"],
        ),
        template="hardship/declare.html",
        consent=policy(CHECK_CONSENT, on=request.today),
        household=about.household,
        title=_("Correct the declaration"),
    )


@requires(Permission.SURVEY)
@require_http_methods(["GET", "POST"])
def visit(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter a home visit."""
    about = request_in_scope(request, pk, Permission.SURVEY)
    form = form_of(
        VisitForm,
        request,
        initial={"visited_on": request.today, "name_1": request.actor.label},
        known=known_of(about.household),
    )
    account = User.objects.filter(pk=getattr(request.user, "pk", None)).first()
    return answer_request(
        request,
        about,
        form,
        lambda: services.record_visit(
            actor=form.actor,
            request=about,
            visited_on=form.cleaned_data["visited_on"],
            visitors=form.visitors(account),
            agrees=form.cleaned_data["agrees"],
            findings=form.cleaned_data["findings"],
            today=form.today,
        ),
        template="ui/rows_form.html",
        title=_("Enter a home visit"),
    )


@requires(Permission.APPROVE)
@require_http_methods(["GET", "POST"])
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """The district's approval; what it does to the file is told before."""
    about = request_in_scope(request, pk, Permission.APPROVE)
    form = form_of(OpinionForm, request, initial={"version": about.version}, known=known_of(about.household))
    return answer_request(
        request,
        about,
        form,
        lambda: services.approve_request(actor=form.actor, request=about, today=form.today, **form.cleaned_data),
        template="hardship/approve_request.html",
        follows=what_follows(about, request),
        title=_("Approve: %(kind)s") % {"kind": about.get_kind_display()},
        save_label=_("Approve"),
    )


@requires(Permission.VIEW_ILLNESS)
@never_cache
@require_http_methods(["GET", "POST"])
def health(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for the reason, log it, and show health and illness once."""
    about = request_in_scope(request, pk, Permission.VIEW_ILLNESS)
    form = form_of(ReasonForm, request, known=known_of(about.household))
    page: dict[str, Any] = {
        "title": _("Show health and illness"),
        "cancel_url": REQUESTS.url("detail", about.pk),
        "breadcrumbs": [(REQUESTS.title, REQUESTS.url()), (about, REQUESTS.url("detail", about.pk))],
    }
    told = None
    if form.is_bound:
        told = form.carry_out(
            lambda: services.show_health(
                actor=form.actor, request=about, reason=form.cleaned_data["reason"], today=form.today
            )
        )
    if told is None:
        return form_page(request, form, save_label=_("Show"), **page)
    return render(request, "hardship/health.html", {"told": told, **page})


def answer_request(request: ActorRequest, about: FileRequest, form: Any, act: Any, **context: Any) -> HttpResponse:
    """A form about a request; its page follows."""
    page = REQUESTS.url("detail", about.pk)
    return answer_form(
        request,
        form,
        act,
        done=lambda _done: _("The changes are kept."),
        to=lambda _done: page,
        cancel_url=page,
        breadcrumbs=[(REQUESTS.title, REQUESTS.url()), (about, page)],
        **context,
    )


def known_of(household: Household) -> dict[str, Any]:
    """What a form about a household need not ask."""
    return {_("Head of the household"): household.head, _("Union"): household.union}


def what_follows(about: FileRequest, request: ActorRequest) -> str:
    """What the approval would do to the file, in words."""
    try:
        effect = effect_on(file_of(about.household), about, request.today)
    except NoEffect as refusal:
        return str(refusal)
    return _("The file will be: %(state)s, %(category)s.") % {
        "state": FileStatus(effect.status).label,
        "category": Category(effect.category).label,
    }
