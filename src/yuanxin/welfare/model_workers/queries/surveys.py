"""Statements that are awaited, for the pages and the inbox."""

from django.db.models import Exists, OuterRef, QuerySet

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.welfare.model_workers.models import IncomeStatement, IncomeSurvey


def awaited_in(actor: Actor, survey: int) -> QuerySet[IncomeStatement]:
    """The statements of a survey that the actor's unions are still to give, by union and name."""
    rows = IncomeStatement.objects.awaited_by(actor).filter(survey=survey)
    return rows.select_related("worker__person", "union", "survey").order_by(
        "union__path", "worker__person__pinyin", "pk"
    )


def surveys_awaited(actor: Actor) -> QuerySet[IncomeSurvey]:
    """The surveys in which the actor's unions are still to state something."""
    awaited = IncomeStatement.objects.awaited_by(actor).filter(survey=OuterRef("pk"))
    return IncomeSurvey.objects.filter(Exists(awaited)).order_by("due_on", "pk")
