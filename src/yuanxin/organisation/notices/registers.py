"""台账 of notices, of reporting tasks, and of what was reported."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import Action, Column, DateColumn, Facts, Period, Register, Section, TextColumn
from yuanxin.organisation.notices.choices import CircularState, Permission, ReportingState
from yuanxin.organisation.notices.models import Circular, Receipt, Report, ReportingTask
from yuanxin.organisation.notices.queries import own_unions, progress
from yuanxin.organisation.notices.states import CIRCULAR_FLOW, REPORTING_FLOW


def is_draft(record: Any) -> bool:
    """Whether it was not sent yet."""
    return record.state == "draft"


class Reading(Section):
    """Who has read: one's own confirmation, and how far it has come street by street."""

    label = _("Who has read")
    template = "notices/progress.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        mine = own_unions(record, request.actor) if record.state == CircularState.SENT else []
        read = set(Receipt.objects.filter(circular=record, union__in=mine).values_list("union", flat=True))
        return {
            "record": record,
            "sent": record.state != CircularState.DRAFT,
            "rows": progress(record, request.actor) if record.state != CircularState.DRAFT else [],
            "one_by_one": reverse("notices:circular-readers", args=[record.pk]),
            "to_confirm": [union for union in mine if union.pk not in read],
            "confirmed": [union for union in mine if union.pk in read],
        }


class Answering(Section):
    """Who has answered: the page for one's own answer, and how far it has come street by street."""

    label = _("Who has answered")
    template = "notices/progress.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        sent = record.state != ReportingState.DRAFT
        mine = own_unions(record, request.actor) if sent else []
        reports = {report.union_id: report for report in Report.objects.filter(task=record, union__in=mine)}
        return {
            "record": record,
            "sent": sent,
            "rows": progress(record, request.actor) if sent else [],
            "one_by_one": reverse("notices:reportingtask-reports", args=[record.pk]),
            "to_answer": [(union, reports.get(union.pk)) for union in mine],
            "open": record.state == ReportingState.OPEN,
        }


class Questions(Section):
    """What the task asks."""

    label = _("Questions")
    template = "notices/questions.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        return {"questions": record.sheet}


class Answers(Section):
    """What the union reported, question by question."""

    label = _("Answers")
    template = "notices/answers.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        return {"lines": [(question, record.answers.get(question.key, "")) for question in record.task.sheet]}


class CircularRegister(Register):
    """通知台账: what the reader's unions sent, and what was sent to them."""

    model = Circular
    columns = ("title", "union", "audience", DateColumn("sent_on"), DateColumn("until"), State(CIRCULAR_FLOW))
    filters = ("state", Period("sent_on"))
    search = ("title",)
    advice = _("Notices of upper unions appear here.")
    actions = (
        Action(_("New notice"), "notices:circular-new", Permission.SEND, "plus", record=False, primary=True),
        Action(_("Correct"), "notices:circular-edit", Permission.SEND, when=is_draft),
    )
    detail = (
        Facts(
            "title", "union", "target", "audience", DateColumn("sent_on"), DateColumn("until"), TextColumn("text"),
            wide=("text",),
        ),
        Reading(),
        Attachments(),
        Steps(),
        Timeline(),
    )  # fmt: skip


class ReportingTaskRegister(Register):
    """填报任务台账."""

    model = ReportingTask
    columns = ("title", "union", "audience", DateColumn("opened_on"), Deadline(), State(REPORTING_FLOW))
    filters = ("state", Period("answers_by"))
    search = ("title",)
    advice = _("Reporting tasks of upper unions appear here.")
    actions = (
        Action(
            _("New reporting task"), "notices:reportingtask-new", Permission.SEND, "plus", record=False, primary=True
        ),
        Action(_("Correct"), "notices:reportingtask-edit", Permission.SEND, when=is_draft),
        Action(
            _("Remind"),
            "notices:reportingtask-remind",
            Permission.SEND,
            when=lambda task: task.state == ReportingState.OPEN and task.reminded_on is None,
            post=True,
            confirm=_("Remind all who have not answered? It can be done once."),
        ),
        Action(
            _("Export the answers"),
            "notices:reportingtask-export",
            Permission.SEND,
            "download",
            when=lambda task: not is_draft(task),
        ),
    )
    detail = (
        Facts(
            "title", "union", "target", "audience", DateColumn("opened_on"), DateColumn("answers_by"),
            DateColumn("reminded_on"), TextColumn("text"), wide=("text",),
        ),
        Questions(),
        Answering(),
        Attachments(),
        Steps(),
        Timeline(),
    )  # fmt: skip


class ReportRegister(Register):
    """What the reader's unions reported."""

    model = Report
    columns = ("task", "union", DateColumn("answered_on"), Column("answered_by"))
    filters = ("union", Period("answered_on"))
    search = ("task__title",)
    search_hint = _("Title")
    advice = _("What is answered to reporting tasks appears here.")
    detail = (Facts("task", "union", DateColumn("answered_on"), "answered_by"), Answers(), Attachments(), Timeline())


CIRCULARS = CircularRegister()
REPORTING_TASKS = ReportingTaskRegister()
REPORTS = ReportRegister()
