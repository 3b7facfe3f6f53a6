"""Reporting tasks, and what each union reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Scoped, Versioned
from yuanxin.organisation.notices.choices import Permission, ReportingState
from yuanxin.organisation.notices.models.addressing import Addressed, AddressedQuerySet
from yuanxin.organisation.notices.rules import Question


def labels_told(questions: list[dict[str, Any]]) -> str:
    """The questions as the trail tells them."""
    return "；".join(line["label"] for line in questions)


def answers_told(answers: dict[str, str]) -> str:
    """The answers as the trail tells them, in the order of the questions."""
    return "；".join(answers[key] for key in sorted(answers))


class ReportingTaskQuerySet(AddressedQuerySet["ReportingTask"]):
    sent_states = (ReportingState.OPEN, ReportingState.CLOSED)

    def unanswered_by(self, actor: Actor) -> Self:
        """The open tasks that a union of the actor has not answered."""
        done = Report.objects.filter(task=OuterRef("pk"))
        return self.waiting_at(actor, done).filter(state=ReportingState.OPEN)


class ReportingTask(Addressed, Flowing):
    """A question sheet (填报任务) that the unions below answer by the day `answers_by`, both in.

    `questions` are at most eight lines of `rules.Question`: only what the system does not know already.
    `reminded_on` is the day of the one reminder.
    """

    told_as: ClassVar[Mapping[str, Callable[[Any], str]]] = {"questions": labels_told}

    questions = models.JSONField(_("questions"))
    answers_by = models.DateField(_("answers by"))
    state = models.CharField(_("state"), max_length=10, choices=ReportingState, default=ReportingState.DRAFT)
    opened_on = models.DateField(_("sent on"), null=True, blank=True, editable=False)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)

    objects = ReportingTaskQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("reporting task")
        verbose_name_plural = _("reporting tasks")
        indexes = [models.Index(fields=["state", "answers_by"], name="notices_task_open")]

    @property
    def sheet(self) -> list[Question]:
        """The questions, as they are asked."""
        return [Question(**line) for line in self.questions]


class Report(Scoped, Versioned):
    """What a union answers to a reporting task: `answers` by the questions' keys; files hang on it as attachments.

    It can be corrected until the task is closed; `answered_on` is the day of the last correction.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("task", "union")

    told_as: ClassVar[Mapping[str, Callable[[Any], str]]] = {"answers": answers_told}

    task = models.ForeignKey(ReportingTask, models.PROTECT, related_name="reports", verbose_name=_("reporting task"))
    answers = models.JSONField(_("answers"))
    answered_on = models.DateField(_("answered on"))
    answered_by = models.CharField(_("answered by"), max_length=100)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(fields=["task", "union"], name="notices_report_once")]

    def __str__(self) -> str:
        return f"{self.task} — {self.union}"

    @property
    def late(self) -> bool:
        """Whether it came after the day asked for."""
        return self.answered_on > self.task.answers_by
