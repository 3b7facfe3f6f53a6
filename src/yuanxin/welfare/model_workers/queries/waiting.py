"""What waits outside the flows: incomes to be stated, holders of titles without a file, money granted to who left."""

import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yuanxin.foundation.flow.inbox import Item, Source
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.growth.honours.models import Honour
from yuanxin.welfare.model_workers.choices import BenefitKind, EntitlementState, Permission, WorkerState
from yuanxin.welfare.model_workers.models import Benefit, IncomeSurvey
from yuanxin.welfare.model_workers.queries.surveys import awaited_in, surveys_awaited
from yuanxin.welfare.model_workers.queries.workers import unregistered

LEFT = (WorkerState.DECEASED, WorkerState.REVOKED, WorkerState.MOVED_OUT)


def surveys(actor: Actor, _today: datetime.date) -> QuerySet[IncomeSurvey]:
    """The surveys in which the actor's unions have incomes to state."""
    return surveys_awaited(actor)


def survey_item(survey: IncomeSurvey, actor: Actor, today: datetime.date) -> Item:
    """One survey, with how many statements are awaited."""
    number = awaited_in(actor, survey.pk).count()
    words = ngettext("%(number)s statement to be given", "%(number)s statements to be given", number)
    return Item(
        kind=_("Income survey"),
        subject=str(survey),
        url=reverse("model_workers:incomesurvey-answer", args=[survey.pk]),
        state=words % {"number": number},
        due_on=survey.due_on,
        overdue=survey.due_on < today,
    )


def holder_item(honour: Honour, _actor: Actor, _today: datetime.date) -> Item:
    """A holder of a model worker's title without a file."""
    return Item(
        kind=_("Model worker to register"),
        subject=str(honour),
        url=reverse("model_workers:candidate-list"),
        state=_("No file yet"),
        due_on=None,
        overdue=False,
    )


def granted_to_left(actor: Actor, _today: datetime.date) -> QuerySet[Benefit]:
    """Gifts and allowances granted and unpaid whose model worker left the register since."""
    rows = Benefit.objects.visible_to(actor, Permission.GRANT).filter(
        state=EntitlementState.GRANTED,
        kind__in=(BenefitKind.HOLIDAY, BenefitKind.DIFFICULTY),
        worker__state__in=LEFT,
    )
    return rows.select_related("worker__person", "union").order_by("pk")


def left_item(benefit: Benefit, _actor: Actor, _today: datetime.date) -> Item:
    """One of them: it is looked at again before it is paid."""
    return Item(
        kind=_("Granted to who left the register"),
        subject=str(benefit),
        url=reverse("model_workers:benefit-detail", args=[benefit.pk]),
        state=benefit.worker.get_state_display(),
        due_on=None,
        overdue=False,
    )


SOURCES = (
    Source("model_workers.statements", gettext_lazy("Incomes of model workers"), surveys, survey_item),
    Source("model_workers.holders", gettext_lazy("Model workers to register"), unregistered, holder_item),
    Source("model_workers.left", gettext_lazy("Granted to who left the register"), granted_to_left, left_item),
)
