"""Model workers, and who of the holders of honours is not registered yet."""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.models.scope import lineage
from yuanxin.foundation.unions.queries import ancestors_of
from yuanxin.growth.honours.models import Honour
from yuanxin.growth.honours.queries import model_worker_honours
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.model_workers.choices import Permission, SurveyState, WorkerState
from yuanxin.welfare.model_workers.models import IncomeStatement, IncomeSurvey, ModelWorker, WorkerSpell
from yuanxin.welfare.model_workers.rules.spells import Held

# Files of these are not open, and may be opened again.
CLOSED_FILES = (WorkerState.REVOKED, WorkerState.MOVED_OUT, WorkerState.MISTAKE)


def unregistered(actor: Actor, today: datetime.date) -> QuerySet[Honour]:
    """The honours of model workers without a file, one a person, in the unions that `actor` registers them for."""
    filed = ModelWorker.objects.filter(person=OuterRef("person"))
    higher = model_worker_honours(today).filter(person=OuterRef("person"))
    mine = model_worker_honours(today).visible_to(actor, Permission.EDIT)  # type: ignore[attr-defined]
    rows = mine.filter(~Exists(filed), pk=Subquery(higher.values("pk")[:1]))
    found: QuerySet[Honour] = rows.select_related("title", "person__union", "union").order_by("pk")
    return found


def held_by(person: Person) -> list[Held]:
    """The honours that make somebody a model worker, with their days."""
    rows = Honour.objects.lived().filter(person=person, title__model_worker=True)
    return [Held(*row) for row in rows.values_list("title__level", "awarded_on", "withdrawn_on")]


def latest_statement(worker: ModelWorker) -> IncomeStatement | None:
    """The last income statement that was given."""
    given = IncomeStatement.objects.filter(worker=worker, stated_on__isnull=False)
    return given.select_related("survey").order_by("-survey__year").first()


def district_of(union: Union) -> Union:
    """The district that a union belongs to: itself, or the nearest one above; the topmost union where there is none."""
    way = [union, *reversed(ancestors_of(union))]
    return next((each for each in way if each.level == Level.DISTRICT), way[-1])


def open_surveys_over(union: Union) -> QuerySet[IncomeSurvey]:
    """The surveys still being answered that a union has to answer."""
    return IncomeSurvey.objects.filter(state=SurveyState.OPEN, union__path__in=lineage(union.path))


def spells_of(workers: Iterable[ModelWorker]) -> dict[int, list[tuple[datetime.date, datetime.date | None]]]:
    """The spells of each, by id, as first day and first day out."""
    found: dict[int, list[tuple[datetime.date, datetime.date | None]]] = {worker.pk: [] for worker in workers}
    rows = WorkerSpell.objects.filter(worker__in=list(found)).order_by("begins_on")
    for worker, begins_on, ends_on in rows.values_list("worker", "begins_on", "ends_on"):
        found[worker].append((begins_on, ends_on))
    return found
