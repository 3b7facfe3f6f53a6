"""The yearly income survey, and what is stated in it of each model worker."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union, Versioned
from yuanxin.welfare.model_workers.choices import Employment, Insurance, Permission, SurveyState
from yuanxin.welfare.model_workers.models.workers import ModelWorker


class IncomeSurvey(Scoped, Versioned):
    """The income survey of a year (收入调查) that a district asks of the unions which serve its model workers.

    Every model worker on the register has a statement in it, to be given until `due_on`.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    year = models.PositiveSmallIntegerField(_("year"))
    begun_on = models.DateField(pgettext_lazy("income survey", "begun on"))
    due_on = models.DateField(_("to be answered by"))
    state = models.CharField(_("state"), max_length=8, choices=SurveyState, default=SurveyState.OPEN)

    class Meta:
        verbose_name = _("income survey")
        verbose_name_plural = _("income surveys")
        constraints = [models.UniqueConstraint(fields=["union", "year"], name="model_workers_survey_once")]

    def __str__(self) -> str:
        return _("Income survey of %(year)s") % {"year": self.year}


class IncomeStatementQuerySet(ScopedQuerySet["IncomeStatement"]):
    def awaited(self) -> Self:
        """Those not stated yet, of surveys that are still being answered."""
        return self.filter(stated_on=None, survey__state=SurveyState.OPEN)

    def awaited_by(self, actor: Actor) -> Self:
        """Those that the actor's unions are to state."""
        return self.awaited().visible_to(actor, Permission.SURVEY)


class IncomeStatement(Scoped, Versioned):
    """What a model worker lives on in a year (收入调查表): the income of each month, sealed, as far as it is known.

    `incomes` seals the twelve months in yuan, separated by blanks; `situation` what is said of health and family.
    Changed after an application was made from it, it is computed anew before that goes on; what was granted stays.
    """

    view_permission: ClassVar[str] = Permission.VIEW_MONEY
    named_with = ("worker__person", "survey")

    # Its own index is the first column of the one below.
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, verbose_name=_("union"))
    survey = models.ForeignKey(IncomeSurvey, models.PROTECT, related_name="statements", verbose_name=_("income survey"))
    worker = models.ForeignKey(ModelWorker, models.PROTECT, related_name="statements", verbose_name=_("model worker"))
    employment = models.CharField(
        pgettext_lazy("model worker", "standing"), max_length=10, choices=Employment, blank=True
    )
    insurance = models.CharField(_("medical insurance"), max_length=10, choices=Insurance, blank=True)
    incomes = SealedField(_("monthly income"), null=True, blank=True)
    situation = SealedField(_("health and family"), null=True, blank=True)
    stated_on = models.DateField(_("stated on"), null=True, blank=True)
    stated_by = models.CharField(_("stated by"), max_length=100, blank=True)

    objects = IncomeStatementQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("income statement")
        verbose_name_plural = _("income statements")
        constraints = [
            models.UniqueConstraint(fields=["survey", "worker"], name="model_workers_statement_once"),
            models.CheckConstraint(
                condition=Q(stated_on__isnull=True, incomes__isnull=True)
                | (Q(stated_on__isnull=False, incomes__isnull=False) & ~Q(employment="")),
                name="model_workers_statement_stated",
            ),
        ]
        indexes = [models.Index(fields=["union", "stated_on"], name="model_workers_statement_union")]

    def __str__(self) -> str:
        return f"{self.worker} {self.survey}"
