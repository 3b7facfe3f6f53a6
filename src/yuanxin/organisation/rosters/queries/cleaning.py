"""How far a cleaning has come."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.rules import STREET_LEVELS
from yuanxin.organisation.rosters.choices import Check, Result, TaskState
from yuanxin.organisation.rosters.models import CleaningCampaign, CleaningItem, CleaningTask
from yuanxin.organisation.rosters.queries.checks import with_open_checks


def with_progress(tasks: QuerySet[CleaningTask]) -> QuerySet[CleaningTask]:
    """The tasks, each with the number of its unions (`unions`) and of those that have their result (`decided`)."""
    return tasks.annotate(
        unions=_number(CleaningItem.objects.filter(task=OuterRef("pk")), "task"),
        decided=_number(CleaningItem.objects.filter(task=OuterRef("pk")).exclude(result=Result.PENDING), "task"),
    )


def campaigns_with_progress(campaigns: QuerySet[CleaningCampaign]) -> QuerySet[CleaningCampaign]:
    """The campaigns, each with the number of its streets' tasks (`streets`) and of those confirmed (`confirmed`)."""
    tasks = CleaningTask.objects.filter(campaign=OuterRef("pk"), union__level__in=STREET_LEVELS)
    return campaigns.annotate(
        streets=_number(tasks, "campaign"), confirmed=_number(tasks.exclude(state=TaskState.OPEN), "campaign")
    )


def _number(rows: QuerySet[CleaningItem] | QuerySet[CleaningTask], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a task stands: its unions by result, and the checks that the records of today leave open in pending ones."""

    results: dict[Result, int]
    open_checks: dict[Check, int]
    provable: int

    @property
    def unions(self) -> int:
        return sum(self.results.values())

    @property
    def pending(self) -> int:
        return self.results[Result.PENDING]

    @property
    def decided(self) -> int:
        return self.unions - self.pending


def standing_of(task: CleaningTask, day: datetime.date) -> Standing:
    """How the task stands by the records of a day, two queries; the records answer `provable` pending rows."""
    by_result = task.items.order_by().values("result").annotate(number=Count("pk"))
    counts: dict[str, int] = dict(by_result.values_list("result", "number"))
    pending = with_open_checks(task.items.filter(result=Result.PENDING), day, at="union")
    answered = Q(**{f"open_{check}": False for check in Check}) | ~Q(union__state=UnionState.ACTIVE)
    found = pending.order_by().aggregate(
        provable=Count("pk", filter=answered),
        **{str(check): Count("pk", filter=Q(**{f"open_{check}": True})) for check in Check},
    )
    return Standing(
        results={result: counts.get(str(result), 0) for result in Result},
        open_checks={check: found[str(check)] for check in Check},
        provable=found["provable"],
    )


def next_pending(task: CleaningTask, after: CleaningItem) -> CleaningItem | None:
    """The next union of the task that waits for a result, from `after` on and round again."""
    pending = task.items.filter(result=Result.PENDING).order_by("pk")
    return pending.filter(pk__gt=after.pk).first() or pending.first()
