"""Officers, terms, employers and coverage."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.ui.registers import answer_record
from yuanxin.foundation.unions import services
from yuanxin.foundation.unions.choices import Permission
from yuanxin.foundation.unions.models import Coverage, Employer, Officer, Term
from yuanxin.organisation.founding.forms.unions import (
    CorrectEmployerForm,
    CoverForm,
    EmployerForm,
    EndForm,
    EndTermForm,
    OfficerForm,
    TermForm,
)
from yuanxin.organisation.founding.registers import COVERAGE, EMPLOYERS, OFFICERS, TERMS, UNIONS
from yuanxin.organisation.founding.services import enter_term
from yuanxin.organisation.founding.views.loading import record_in_scope, union_in_scope


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def appoint(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter who holds a post in a union."""
    union = union_in_scope(request, pk, Permission.EDIT)
    form = form_of(OfficerForm, request, initial={"begins_on": request.today}, known={_("Union"): union})
    return answer_record(
        request,
        UNIONS,
        union,
        form,
        lambda: services.appoint_officer(actor=form.actor, union=union, today=form.today, **form.cleaned_data),
        to=lambda made: OFFICERS.url("detail", made.pk),
        title=_("Enter an officer"),
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def end_post(request: ActorRequest, pk: int) -> HttpResponse:
    """Let an officer leave the post."""
    officer = record_in_scope(request, Officer, pk, Permission.EDIT)
    known = {_("Full name"): officer.name, _("Union"): officer.union, _("Post"): officer.get_post_display()}
    form = form_of(EndForm, request, initial={"ends_on": request.today}, known=known)
    return answer_record(
        request,
        OFFICERS,
        officer,
        form,
        lambda: services.end_post(actor=form.actor, officer=officer, today=form.today, **form.cleaned_data),
        title=_("End the post"),
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def begin_term(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter a term of a union's committee."""
    union = union_in_scope(request, pk, Permission.EDIT)
    visible = Term.objects.visible_to(request.actor)
    last = visible.filter(union=union).order_by("-number").first()
    form = form_of(TermForm, request, initial={"number": last.number + 1 if last else 1}, known={_("Union"): union})
    return answer_record(
        request,
        UNIONS,
        union,
        form,
        lambda: enter_term(actor=form.actor, union=union, today=form.today, **form.cleaned_data),
        to=lambda made: TERMS.url("detail", made.pk),
        title=_("Enter a term"),
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def end_term(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a term end early, or postpone its end."""
    term = record_in_scope(request, Term, pk, Permission.EDIT)
    known = {_("Union"): term.union, _("Term number"): term.number, _("From"): term.begins_on}
    form = form_of(EndTermForm, request, initial={"ends_on": term.ends_on}, known=known)
    return answer_record(
        request,
        TERMS,
        term,
        form,
        lambda: services.end_term(actor=form.actor, term=term, today=form.today, **form.cleaned_data),
        title=_("Change the end of the term"),
    )


@requires(Permission.EDIT_EMPLOYERS)
@require_http_methods(["GET", "POST"])
def register_employer(request: ActorRequest) -> HttpResponse:
    """Enter an employer in its area."""
    form = form_of(EmployerForm, request)
    return answer_form(
        request,
        form,
        lambda: services.register_employer(actor=form.actor, today=form.today, **form.cleaned_data),
        done=lambda _employer: _("The changes are kept."),
        to=lambda employer: EMPLOYERS.url("detail", employer.pk),
        title=_("Enter an employer"),
        cancel_url=EMPLOYERS.url(),
        breadcrumbs=[(EMPLOYERS.title, EMPLOYERS.url())],
    )


@requires(Permission.EDIT_EMPLOYERS)
@require_http_methods(["GET", "POST"])
def edit_employer(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct an employer's particulars; its area only for who may edit employers there."""
    actor = request.actor
    employer = found(Employer.objects.visible_to(actor).select_related("union").filter(pk=pk).first())
    services.check_may_edit_employer(actor, employer, request.today)
    initial = {name: getattr(employer, name) for name in CorrectEmployerForm.base_fields}
    form = form_of(CorrectEmployerForm, request, initial=initial)
    if not actor.may(Permission.EDIT_EMPLOYERS, employer.union):
        del form.fields["union"]
        form.known = {_("Area"): employer.union}
    return answer_record(
        request,
        EMPLOYERS,
        employer,
        form,
        lambda: services.correct_employer(actor=actor, employer=employer, today=form.today, **form.cleaned_data),
        title=_("Correct %(name)s") % {"name": employer},
    )


@requires(Permission.EDIT_EMPLOYERS)
@require_http_methods(["GET", "POST"])
def cover(request: ActorRequest, pk: int) -> HttpResponse:
    """Have a union cover an employer."""
    union = union_in_scope(request, pk, Permission.EDIT_EMPLOYERS)
    form = form_of(CoverForm, request, initial={"begins_on": request.today}, known={_("Union"): union})
    return answer_record(
        request,
        UNIONS,
        union,
        form,
        lambda: services.cover(actor=form.actor, union=union, today=form.today, **form.cleaned_data),
        to=lambda made: COVERAGE.url("detail", made.pk),
        title=_("Cover an employer"),
    )


@requires(Permission.EDIT_EMPLOYERS)
@require_http_methods(["GET", "POST"])
def uncover(request: ActorRequest, pk: int) -> HttpResponse:
    """End a coverage."""
    coverage = record_in_scope(request, Coverage, pk, Permission.EDIT_EMPLOYERS)
    known = {_("Union"): coverage.union, _("Employer"): coverage.employer, _("From"): coverage.begins_on}
    form = form_of(EndForm, request, initial={"ends_on": request.today}, known=known)
    return answer_record(
        request,
        COVERAGE,
        coverage,
        form,
        lambda: services.uncover(actor=form.actor, coverage=coverage, today=form.today, **form.cleaned_data),
        title=_("End the coverage"),
    )
