"""How far a notice or a task has come among those addressed, and what the workbench shows."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, When
from django.urls import reverse

from yuanxin.foundation.flow.inbox import Item
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.desk import News
from yuanxin.foundation.unions.choices import Permission as Unions
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import StreetRow, by_street, with_street
from yuanxin.organisation.notices.choices import CircularState, Permission
from yuanxin.organisation.notices.models import Circular, Receipt, Report, ReportingTask
from yuanxin.organisation.notices.models.addressing import Addressed, paths_of
from yuanxin.organisation.notices.rules import cell

SHOWN_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Progress:
    """So many of a street's addressed unions have read or answered."""

    row: StreetRow
    done: int
    addressed: int


def done_for(about: Addressed) -> QuerySet[Any]:
    """The receipts of a notice, or the reports to a task."""
    if isinstance(about, Circular):
        return Receipt.objects.filter(circular=about)
    return Report.objects.filter(task=about.pk)


def addressed_to(about: Addressed, actor: Actor) -> QuerySet[Union]:
    """The addressed unions that `actor` sees."""
    return about.recipients().visible_to(actor, Unions.VIEW)


def progress(about: Addressed, actor: Actor) -> list[Progress]:
    """How far it has come street by street, in the order of the tree and not of zeal; only what `actor` sees."""
    rows = by_street(about.target)
    addressed: Any = with_street(addressed_to(about, actor).order_by(), rows, path="path")
    done = Case(When(pk__in=done_for(about).values("union"), then=1))
    counted = {
        each["street"]: each
        for each in addressed.values("street").annotate(done=Count(done), addressed=Count("pk")).order_by("street")
    }
    return [
        Progress(row, counted[row.key]["done"], counted[row.key]["addressed"]) for row in rows if row.key in counted
    ]


def one_by_one(about: Addressed, actor: Actor, key: int | None = None) -> QuerySet[Any]:
    """The addressed unions of one street (0: directly under the district) with `done_by` and `done_at`."""
    rows: Any = with_street(addressed_to(about, actor), by_street(about.target), path="path")
    said = done_for(about).filter(union=OuterRef("pk"))
    who, when = ("reader", "at") if isinstance(about, Circular) else ("answered_by", "answered_on")
    told = rows.annotate(done_by=Subquery(said.values(who)[:1]), done_at=Subquery(said.values(when)[:1]))
    return told if key is None else told.filter(street=key)


def own_unions(about: Addressed, actor: Actor) -> list[Union]:
    """The addressed unions that `actor` itself answers for."""
    return list(about.recipients().filter(path__in=paths_of(actor, Permission.ANSWER)))


def circular_item(circular: Circular, _actor: Actor, _today: datetime.date) -> Item:
    """An unread notice as a thing to do."""
    return Item(
        kind=str(Circular._meta.verbose_name),
        subject=circular.title,
        url=reverse("notices:circular-detail", args=[circular.pk]),
        state=str(circular.union),
        due_on=None,
        overdue=False,
    )


def task_item(task: ReportingTask, _actor: Actor, today: datetime.date) -> Item:
    """An unanswered task as a thing to do."""
    return Item(
        kind=str(ReportingTask._meta.verbose_name),
        subject=task.title,
        url=reverse("notices:reportingtask-detail", args=[task.pk]),
        state=str(task.union),
        due_on=task.answers_by,
        overdue=task.answers_by < today,
        reminded=task.reminded_on is not None,
    )


def latest(actor: Actor, today: datetime.date, limit: int) -> list[News]:
    """The notices of today that `actor` sees, the newest first, for the workbench."""
    shown = Circular.objects.visible_to(actor).filter(state=CircularState.SENT, until__gte=today)
    return [
        News(
            circular.title,
            reverse("notices:circular-detail", args=[circular.pk]),
            str(circular.union),
            circular.sent_on,
        )
        for circular in shown.select_related("union").order_by("-sent_on", "-pk")[:limit]
    ]


def answers_of(task: ReportingTask, actor: Actor) -> Iterable[list[Any]]:
    """A line for each addressed union that `actor` sees: code, name, day, who, and the answers in their order."""
    said = {report.union_id: report for report in Report.objects.filter(task=task)}
    for union in addressed_to(task, actor).iterator(chunk_size=1000):
        report = said.get(union.pk)
        given = report.answers if report else {}
        yield [
            union.code,
            union.name,
            report.answered_on if report else None,
            report.answered_by if report else None,
            *(cell(question, given.get(question.key, "")) for question in task.sheet),
        ]


def unread(actor: Actor, today: datetime.date) -> QuerySet[Circular]:
    """Notices to be confirmed, the one that ends first at the head."""
    return Circular.objects.unread_by(actor, today).select_related("union").order_by("until", "pk")


def unanswered(actor: Actor, _today: datetime.date) -> QuerySet[ReportingTask]:
    """Tasks to be answered, the nearest deadline first."""
    return ReportingTask.objects.unanswered_by(actor).select_related("union").order_by("due_on", "pk")
