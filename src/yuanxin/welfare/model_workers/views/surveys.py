"""Pages about income surveys."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.ui.forms import Form
from yuanxin.welfare.model_workers import services
from yuanxin.welfare.model_workers.choices import Permission
from yuanxin.welfare.model_workers.forms.surveys import (
    ChangeSurveyForm,
    CloseSurveyForm,
    StatementForm,
    StatementsForm,
    SurveyForm,
)
from yuanxin.welfare.model_workers.models import IncomeStatement, IncomeSurvey
from yuanxin.welfare.model_workers.queries.surveys import awaited_in, surveys_awaited
from yuanxin.welfare.model_workers.registers import STATEMENTS, SURVEYS
from yuanxin.welfare.model_workers.rules.incomes import band
from yuanxin.welfare.model_workers.views.scoped import one_of, trail

ROWS_AT_ONCE = 20


def survey_in_scope(request: ActorRequest, pk: int) -> IncomeSurvey:
    """The survey, if the reader runs surveys in its union; 404 otherwise."""
    survey: IncomeSurvey = one_of(
        IncomeSurvey.objects.visible_to(request.actor, Permission.RUN_SURVEYS).select_related("union"), pk
    )
    return survey


@requires(Permission.RUN_SURVEYS)
@require_http_methods(["GET", "POST"])
def begin(request: ActorRequest) -> HttpResponse:
    """Begin the survey of a year."""
    form = form_of(SurveyForm, request, initial={"year": request.today.year})
    return answer_form(
        request,
        form,
        lambda: services.begin_survey(actor=form.actor, today=form.today, **form.cleaned_data),
        done=lambda survey: _("%(survey)s is begun.") % {"survey": survey},
        to=lambda survey: SURVEYS.url("detail", survey.pk),
        title=_("Begin a survey"),
        save_label=_("Begin a survey"),
        cancel_url=SURVEYS.url(),
        breadcrumbs=trail(SURVEYS),
    )


@requires(Permission.RUN_SURVEYS)
@require_http_methods(["GET", "POST"])
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a survey another last day."""
    survey = survey_in_scope(request, pk)
    initial = {"due_on": survey.due_on, "version": survey.version}
    form = form_of(ChangeSurveyForm, request, initial=initial, known={_("Income survey"): survey})

    def act() -> IncomeSurvey:
        return services.change_survey(actor=form.actor, survey=survey, today=form.today, **form.cleaned_data)

    return _answer(request, form, act, survey, _("Change the last day"))


@requires(Permission.RUN_SURVEYS)
@require_http_methods(["GET", "POST"])
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Close a survey."""
    survey = survey_in_scope(request, pk)
    awaited = survey.statements.awaited().count()  # type: ignore[attr-defined]
    known = {_("Income survey"): survey, _("Still to be given"): str(awaited)}
    form = form_of(CloseSurveyForm, request, initial={"version": survey.version}, known=known)

    def act() -> IncomeSurvey:
        return services.close_survey(actor=form.actor, survey=survey, today=form.today, **form.cleaned_data)

    lead = _("Nothing is stated or changed in a survey that is closed.")
    return _answer(request, form, act, survey, _("Close the survey"), lead=lead, save_label=_("Close the survey"))


@requires(Permission.SURVEY)
@require_http_methods(["GET", "POST"])
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """State the incomes of those whom the reader's unions serve, some at a time; then the next ones are shown."""
    awaited = awaited_in(request.actor, pk)
    left = awaited.count()
    survey = found(surveys_awaited(request.actor).filter(pk=pk).first())
    form = form_of(
        StatementsForm,
        request,
        statements=list(awaited[:ROWS_AT_ONCE]),
        known={
            _("Income survey"): survey,
            _("To be answered by"): survey.due_on,
            _("Still to be given"): str(left),
        },
    )

    def act() -> list[IncomeStatement]:
        return services.state_incomes(actor=form.actor, statements=form.given(), today=form.today)

    def following(_kept: list[IncomeStatement]) -> str:
        if awaited_in(request.actor, pk).exists():
            return request.path
        return f"{STATEMENTS.url()}?survey__year={survey.year}"

    return answer_form(
        request,
        form,
        act,
        done=lambda kept: (
            ngettext("%(number)s statement is kept.", "%(number)s statements are kept.", len(kept))
            % {"number": len(kept)}
        ),
        to=following,
        title=_("State incomes"),
        template="ui/row_form.html",
        cancel_url=STATEMENTS.url(),
        breadcrumbs=trail(STATEMENTS),
    )


@requires(Permission.SURVEY)
@require_http_methods(["GET", "POST"])
def state(request: ActorRequest, pk: int) -> HttpResponse:
    """State the income of one model worker, or state it anew; what is kept is not shown in clear."""
    related = ("worker__person", "survey", "union")
    statement: IncomeStatement = one_of(
        IncomeStatement.objects.visible_to(request.actor, Permission.SURVEY).select_related(*related), pk
    )
    worker = statement.worker
    initial = {
        "employment": statement.employment or worker.employment,
        "insurance": statement.insurance or worker.insurance,
        "version": statement.version,
    }
    known: dict[str, Any] = {
        _("Full name"): worker,
        pgettext("honour", "Level"): worker.get_level_display(),
        _("Income survey"): statement.survey,
    }
    if statement.incomes:
        known[_("Stated so far (yuan)")] = band(unseal(statement.incomes))
    form = form_of(StatementForm, request, initial=initial, known=known)
    page = STATEMENTS.url("detail", statement.pk)

    def act() -> list[IncomeStatement]:
        before = unseal(statement.situation) if statement.situation else ""
        given = (statement, form.statement(before), form.cleaned_data["version"])
        return services.state_incomes(actor=form.actor, statements=[given], today=form.today)

    return answer_form(
        request,
        form,
        act,
        done=lambda _kept: _("The statement is kept."),
        to=lambda _kept: page,
        title=_("State the income"),
        cancel_url=page if request.actor.may(Permission.VIEW_MONEY, statement.union) else STATEMENTS.url(),
        breadcrumbs=trail(STATEMENTS),
    )


def _answer(
    request: ActorRequest, form: Form, act: Any, survey: IncomeSurvey, title: str, **context: Any
) -> HttpResponse:
    page = SURVEYS.url("detail", survey.pk)
    return answer_form(
        request,
        form,
        act,
        done=lambda _survey: _("The changes are kept."),
        to=lambda _survey: page,
        title=title,
        cancel_url=page,
        breadcrumbs=trail(SURVEYS, survey),
        **context,
    )
