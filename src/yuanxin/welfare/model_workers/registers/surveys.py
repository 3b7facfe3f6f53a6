"""收入调查 and 收入调查表."""

from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.flow.columns import State
from yuanxin.foundation.intake.registers import BatchRegister, importer_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    AmountColumn,
    ChipColumn,
    Column,
    DateColumn,
    Export,
    Facts,
    MaskedColumn,
    NumberColumn,
    Register,
    Related,
    Section,
    YearColumn,
)
from yuanxin.welfare.model_workers.choices import Permission, SurveyState
from yuanxin.welfare.model_workers.intake import INCOMES
from yuanxin.welfare.model_workers.models import Benefit, IncomeStatement, IncomeSurvey
from yuanxin.welfare.model_workers.registers.filters import StatedFilter, YearFilter
from yuanxin.welfare.model_workers.rules.incomes import band
from yuanxin.welfare.model_workers.states import BENEFIT_FLOW

COLOURS: dict[str, str] = {SurveyState.OPEN: "running", SurveyState.CLOSED: "closed"}
WORKER = Column("worker", pgettext_lazy("model worker", "Model worker"))
ASKED = NumberColumn("asked", pgettext_lazy("income survey", "Asked of"))
GIVEN = NumberColumn("given", pgettext_lazy("income survey", "Given"))
INCOME = MaskedColumn("incomes", _("Income a month (yuan)"), reveal=unseal, mask=band)


def is_open(survey: IncomeSurvey) -> bool:
    """Whether it is still being answered."""
    return survey.state == SurveyState.OPEN


def is_asked(statement: IncomeStatement) -> bool:
    """Whether it may be stated, or changed."""
    return is_open(statement.survey)


class Progress(Section):
    """How far each union is: given of asked."""

    label = _("Progress")
    template = "model_workers/progress.html"

    def context(self, request: ActorRequest, record: IncomeSurvey) -> dict[str, Any]:
        rows = IncomeStatement.objects.filter(survey=record).visible_to(request.actor)
        counted = rows.values("union", "union__name", "union__path", "union__code").annotate(
            asked=Count("pk"), given=Count("pk", filter=Q(stated_on__isnull=False))
        )
        return {
            "unions": sorted(counted, key=lambda each: (each["given"] == each["asked"], each["union__path"])),
            "statements_url": reverse("model_workers:incomestatement-list"),
            "year": record.year,
        }


class SurveyRegister(Register):
    """收入调查: a year a line, with how far it is."""

    model = IncomeSurvey
    order = "-id"
    columns = (
        YearColumn("year"),
        "union",
        DateColumn("begun_on"),
        DateColumn("due_on"),
        ASKED,
        GIVEN,
        ChipColumn("state", COLOURS),
    )
    filters = ("union", "state")
    advice = _("Begin the survey of the year: everybody on the register gets a statement to be given.")
    actions = (
        Action(_("Begin a survey"), "model_workers:incomesurvey-new", Permission.RUN_SURVEYS, "plus", record=False,
               primary=True),
        Action(_("State incomes"), "model_workers:incomesurvey-answer", Permission.SURVEY, primary=True, when=is_open),
        Action(_("Change the last day"), "model_workers:incomesurvey-edit", Permission.RUN_SURVEYS, when=is_open),
        Action(_("Close the survey"), "model_workers:incomesurvey-close", Permission.RUN_SURVEYS, when=is_open),
    )  # fmt: skip
    detail = (
        Facts(YearColumn("year"), "union", DateColumn("begun_on"), DateColumn("due_on"),
              ASKED, GIVEN, ChipColumn("state", COLOURS)),
        Progress(),
        Timeline(),
    )  # fmt: skip

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        given = Count("statements", filter=Q(statements__stated_on__isnull=False))
        return super().rows(actor).annotate(asked=Count("statements"), given=given)


class StatementRegister(Register):
    """收入调查表: what was stated of each model worker, the income as a band."""

    model = IncomeStatement
    columns = (
        WORKER,
        Column("worker__level"),
        YearColumn("survey__year", _("Year")),
        Column("union", css="wrapping"),
        "employment",
        "insurance",
        INCOME,
        DateColumn("stated_on"),
        "stated_by",
    )
    filters = (YearFilter("survey__year", _("Year")), StatedFilter("stated_on"), "union", "worker__level", "employment")
    search = ("worker__person__name",)
    search_hint = _("Full name")
    advice = _("Statements appear here once the survey of the year is begun.")
    actions = (
        Action(_("State the income"), "model_workers:incomestatement-edit", Permission.SURVEY, in_rows=True,
               primary=True, when=is_asked),
    )  # fmt: skip
    importer = importer_of("model_workers", INCOMES)
    export = Export(Permission.EXPORT, Permission.VIEW_PRIVATE)
    detail = (
        Facts(WORKER, Column("worker__level"), "survey", "union", "employment", "insurance", INCOME,
              DateColumn("stated_on"), "stated_by"),
        Related(
            _("Benefits"),
            lambda statement: Benefit.objects.filter(statement=statement).order_by("-pk"),
            (Column("what", _("Kind of benefit")), AmountColumn("computed"), AmountColumn("applied"),
             AmountColumn("approved"), State(BENEFIT_FLOW)),
            link="model_workers:benefit-detail",
        ),
        Timeline(),
    )  # fmt: skip

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return super().rows(actor).select_related("survey")


class IncomeBatches(BatchRegister):
    """The income surveys brought in as files."""


BATCHES = IncomeBatches(INCOMES)
SURVEYS = SurveyRegister()
STATEMENTS = StatementRegister()
