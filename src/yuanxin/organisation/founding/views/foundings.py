"""Applications to found a union, in the hands of the offices."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page
from yuanxin.foundation.ui.forms import Form
from yuanxin.organisation.founding import services
from yuanxin.organisation.founding.choices import Permission, Shape
from yuanxin.organisation.founding.forms.foundings import (
    ApprovalForm,
    CorrectFoundingForm,
    ElectionForm,
    EmployerFields,
    FoundingForm,
    NominateForm,
    RosterForm,
)
from yuanxin.organisation.founding.models import Founding, FoundingCandidate
from yuanxin.organisation.founding.queries.findings import findings_on
from yuanxin.organisation.founding.registers import FOUNDINGS
from yuanxin.organisation.founding.views.loading import founding_in_scope


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def enter(request: ActorRequest) -> HttpResponse:
    """An application that came on paper."""
    form = form_of(FoundingForm, request, files=request.FILES or None)
    return answer_founding(
        request,
        form,
        lambda: services.apply(actor=form.actor, today=form.today, **form.application()),
        title=_("Enter an application to found a union"),
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Put an application right."""
    founding = founding_in_scope(request, pk, Permission.APPLY)
    form = form_of(CorrectFoundingForm, request, initial=initial_of(founding))
    return answer_founding(
        request,
        form,
        lambda: services.correct_founding(
            actor=form.actor,
            founding=founding,
            today=form.today,
            version=form.cleaned_data["version"],
            **form.application(),
        ),
        founding=founding,
        title=_("Correct the application"),
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def roster(request: ActorRequest, pk: int) -> HttpResponse:
    """Bring in the roster of those who join, in the place of an earlier one."""
    founding = founding_in_scope(request, pk, Permission.APPLY)
    form = form_of(RosterForm, request, files=request.FILES or None, known=known_of(founding))

    def act() -> Founding:
        services.take_roster(actor=form.actor, founding=founding, content=form.cleaned_data["roster"], today=form.today)
        return founding

    return answer_founding(
        request, form, act, founding=founding, title=_("Bring in the roster"), save_label=_("Bring in")
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def add_employer(request: ActorRequest, pk: int) -> HttpResponse:
    """Add another employer to the founding of a joint union."""
    founding = founding_in_scope(request, pk, Permission.APPLY)
    form = form_of(EmployerFields, request, known=known_of(founding))

    def act() -> Founding:
        services.add_employer(actor=form.actor, founding=founding, employer=form.employer(), today=form.today)
        return founding

    return answer_founding(request, form, act, founding=founding, title=_("Add an employer"))


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def nominate(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter the preparatory group and the candidates."""
    founding = founding_in_scope(request, pk, Permission.APPLY)
    return answer_nomination(request, founding, to=FOUNDINGS.url("detail", founding.pk))


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """Report the election."""
    founding = founding_in_scope(request, pk, Permission.APPLY)
    return answer_election(request, founding, to=FOUNDINGS.url("detail", founding.pk))


@requires(Permission.APPROVE)
@never_cache
@require_http_methods(["GET", "POST"])
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """The district's approval; what follows is told before, and the password of the new account once, after."""
    founding = founding_in_scope(request, pk, Permission.APPROVE)
    initial = {"approved_on": request.today, "version": founding.version}
    form = form_of(ApprovalForm, request, initial=initial, known=known_of(founding))
    approved = (
        form.carry_out(
            lambda: services.approve_founding(
                actor=form.actor, founding=founding, today=form.today, **form.cleaned_data
            )
        )
        if form.is_bound
        else None
    )
    if approved is not None:
        context = {"title": approved.union.name, "approved": approved, "founding": approved.founding}
        return render(request, "founding/approved.html", context)
    return founding_page(
        request,
        form,
        founding=founding,
        template="founding/preview.html",
        title=_("Approve the founding"),
        save_label=_("Approve"),
        in_the_way=[each.text for each in findings_on(founding, request.today) if each.stops],
        follows=follows_of(founding),
    )


def answer_nomination(request: ActorRequest, founding: Founding, *, to: str, **context: Any) -> HttpResponse:
    """The page of the candidates, for the office and for the applicant."""
    candidates = FoundingCandidate.objects.of(founding).order_by("pk")
    initial = {
        "prepared_on": founding.prepared_on or request.today,
        "group_leader": founding.group_leader,
        "group_members": founding.group_members,
        "version": founding.version,
        **NominateForm.initial_of(candidates),
    }
    organiser = founding.shape == Shape.ORGANISER
    form = form_of(NominateForm, request, initial=initial, organiser=organiser, known=known_of(founding))

    def act() -> Founding:
        given = form.cleaned_data
        return services.nominate(
            actor=form.actor,
            founding=founding,
            prepared_on=given["prepared_on"],
            group_leader=given["group_leader"],
            group_members=given["group_members"],
            candidates=form.candidates(),
            version=given["version"],
            today=form.today,
        )

    return answer_founding(
        request,
        form,
        act,
        founding=founding,
        to=to,
        template="founding/candidates.html",
        title=_("Name the candidates"),
        save_label=_("Put on public notice"),
        **context,
    )


def answer_election(request: ActorRequest, founding: Founding, *, to: str, **context: Any) -> HttpResponse:
    """The page of the election's result, for the office and for the applicant."""
    candidates = list(FoundingCandidate.objects.of(founding).order_by("pk"))
    initial = {
        "elected_on": founding.elected_on or request.today,
        "entitled": founding.entitled,
        "present": founding.present,
        "term_years": founding.term_years,
        "version": founding.version,
    }
    form = form_of(ElectionForm, request, initial=initial, candidates=candidates, known=known_of(founding))

    def act() -> Founding:
        given = form.cleaned_data
        return services.report_election(
            actor=form.actor,
            founding=founding,
            elected_on=given["elected_on"],
            entitled=given["entitled"],
            present=given["present"],
            term_years=given["term_years"],
            votes=form.votes(),
            version=given["version"],
            today=form.today,
        )

    return answer_founding(
        request,
        form,
        act,
        founding=founding,
        to=to,
        template="founding/election.html",
        title=_("Report the election"),
        save_label=_("Report"),
        **context,
    )


def answer_founding(
    request: ActorRequest, form: Form, act: Any, *, founding: Founding | None = None, to: str = "", **context: Any
) -> HttpResponse:
    """A form about an application; its page follows."""
    context.setdefault("breadcrumbs", breadcrumbs_of(founding))
    context.setdefault("cancel_url", to or (FOUNDINGS.url("detail", founding.pk) if founding else FOUNDINGS.url()))
    return answer_form(
        request,
        form,
        act,
        done=lambda changed: _("%(name)s: kept.") % {"name": changed.name},
        to=lambda changed: to or FOUNDINGS.url("detail", changed.pk),
        **context,
    )


def founding_page(request: ActorRequest, form: Form, *, founding: Founding, **context: Any) -> HttpResponse:
    """The page of a form about an application."""
    return form_page(
        request,
        form,
        cancel_url=FOUNDINGS.url("detail", founding.pk),
        breadcrumbs=breadcrumbs_of(founding),
        **context,
    )


def breadcrumbs_of(founding: Founding | None) -> list[tuple[Any, str]]:
    """The way to an application's page."""
    way: list[tuple[Any, str]] = [(FOUNDINGS.title, FOUNDINGS.url())]
    return [*way, (founding.name, FOUNDINGS.url("detail", founding.pk))] if founding else way


def known_of(founding: Founding) -> dict[str, Any]:
    """What a form about an application need not ask."""
    return {
        _("Name of the union to be"): founding.name,
        _("Guiding union"): founding.union,
        _("Shape"): founding.get_shape_display(),
    }


def follows_of(founding: Founding) -> list[str]:
    """What the approval brings with it."""
    joining = founding.applicants.count()
    employers = founding.employers.count()
    told = [
        _("%(count)s employers are covered from the approval day on.") % {"count": employers},
        _("%(count)s people become members on that day; who is active elsewhere is proposed for transfer.")
        % {"count": joining},
    ]
    if founding.joins is not None:
        return [_("They join %(union)s; no union is founded.") % {"union": founding.joins.name}, *told]
    return [
        _("%(union)s is in force below %(parent)s, with the next union code.")
        % {"union": founding.name, "parent": founding.union.name},
        *told,
        _("The elected take up their posts, and an account is opened for the officer of the union."),
    ]


def initial_of(founding: Founding) -> dict[str, Any]:
    """What the application says, for its correction."""
    first = found(founding.employers.order_by("position").first())
    names = ("credit_code", "kind", "industry", "staff", "women", "legal_representative", "address")
    return {
        "employer_name": first.name,
        **{name: getattr(first, name) for name in names},
        "union": founding.union,
        "shape": founding.shape,
        "joins": founding.joins,
        "name": founding.name,
        "contact_name": founding.contact_name,
        "version": founding.version,
    }
