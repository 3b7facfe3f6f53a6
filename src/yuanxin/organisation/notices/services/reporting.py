"""Reporting tasks drafted and corrected, answered, reminded of once, and taken away as a workbook."""

import datetime
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, record_export, snapshot
from yuanxin.foundation.documents.services import keep_file
from yuanxin.foundation.documents.spreadsheets import Column, Kind, Sheet, write_workbook
from yuanxin.foundation.flow.services import begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import change, check_version, locked, write
from yuanxin.organisation.notices.choices import Permission, QuestionKind, ReportingState
from yuanxin.organisation.notices.models import Report, ReportingTask
from yuanxin.organisation.notices.queries import answers_of
from yuanxin.organisation.notices.rules import Question, WrongAnswer, checked
from yuanxin.organisation.notices.services.circulars import check_addressed, check_day, check_draft, check_target
from yuanxin.organisation.notices.states import REPORTING_FLOW

SHEET_KINDS = {QuestionKind.NUMBER: Kind.ANY, QuestionKind.DATE: Kind.DATE}


class NotOpen(Refused):
    """The task is not sent yet, or closed."""


@transaction.atomic
def draft_task(
    *,
    actor: Actor,
    union: Union,
    target: Union | None,
    audience: str,
    title: str,
    text: str,
    questions: Sequence[Question],
    answers_by: datetime.date,
    today: datetime.date,
) -> ReportingTask:
    """Draft a question sheet of `union` for the unions of `audience` at or below `target`, by default below itself.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may send for `union`.
        Refused: if `target` lies elsewhere, nobody is addressed, or the deadline is past.
    """
    actor.require(Permission.SEND, union)
    task = ReportingTask(
        union=union,
        target=check_target(union, target),
        audience=audience,
        title=title.strip(),
        text=text.strip(),
        questions=[question.stored() for question in questions],
        answers_by=check_day(answers_by, today, "answers_by"),
    )
    check_addressed(task)
    return begin(task, actor=actor, today=today)


@transaction.atomic
def correct_task(
    *,
    actor: Actor,
    task: ReportingTask,
    version: int,
    questions: Sequence[Question],
    today: datetime.date,
    **values: Any,
) -> ReportingTask:
    """Change a draft: target, audience, title, text, questions, deadline.

    Raises:
        NotAllowed, OutOfScope, AlreadySent, Stale, Refused: as `correct_circular`.
    """
    actor.require(Permission.SEND, task.union)
    current = locked(task)
    check_draft(current, version, ReportingState.DRAFT)
    values["target"] = check_target(current.union, values.get("target"))
    values["questions"] = [question.stored() for question in questions]
    check_day(values["answers_by"], today, "answers_by")
    change(actor, "notices.task_corrected", current, values)
    check_addressed(current)
    return current


@REPORTING_FLOW.entering(ReportingState.OPEN)
def note_opened(task: ReportingTask, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Keep the day on which the task went out.

    Raises:
        Refused: if its deadline is past by now.
    """
    check_day(task.answers_by, today, "")
    row = write(task, {"opened_on": today})
    return [row] if row else []


@transaction.atomic
def answer(
    *,
    actor: Actor,
    task: ReportingTask,
    union: Union,
    answers: Mapping[str, Any],
    files: Mapping[str, Any],
    today: datetime.date,
    version: int = 0,
) -> Report:
    """Answer a task for a union, or correct its answers.

    Args:
        files: the questions' keys with the files given now; one given before stays unless another takes its place.
        version: of the report that was shown; 0 where there was none.

    Raises:
        NotAllowed, OutOfScope: unless `actor` answers for `union`, and it is addressed.
        NotOpen: if the task is not open.
        WrongAnswer: for an answer that is missing or does not fit.
        FileRefused: for a file that is not taken.
        Stale: if somebody else answered for the union since.
    """
    actor.require(Permission.ANSWER, union)
    task = locked(task)
    if not task.recipients().filter(pk=union.pk).exists():
        raise OutOfScope
    if task.state != ReportingState.OPEN:
        raise NotOpen(_("This reporting task takes no answers now."), remedy=_("Ask the union that sent it."))
    standing = Report.objects.select_for_update().filter(task=task, union=union).first()
    check_version(standing or Report(version=0), version)
    given = checked(task.sheet, answers)
    before = standing.answers if standing else {}
    asked = [question for question in task.sheet if question.kind == QuestionKind.FILE]
    for question in asked:
        if question.required and question.key not in files and question.key not in before:
            raise WrongAnswer(_("Answer “%(label)s”.") % {"label": question.label}, field=question.key)
        if question.key in before:
            given[question.key] = before[question.key]
    report = standing or Report.objects.create(
        task=task, union=union, answers={}, answered_on=today, answered_by=actor.label, version=0
    )
    for question in asked:
        if question.key in files:
            file = files[question.key]
            kept = keep_file(actor=actor, target=report, stream=file.file, name=file.name, purpose=question.label)
            given[question.key] = kept.name
    values = {"answers": given, "answered_on": today, "answered_by": actor.label}
    row = write(report, values)
    if standing is None:
        report.version = max(report.version, 1)
        report.save(update_fields=["version"])
        row = RowChange(report, None, snapshot(report))
    record(actor, "notices.answered", report, changes=[row] if row else [])
    return report


@transaction.atomic
def remind(*, actor: Actor, task: ReportingTask, today: datetime.date) -> ReportingTask:
    """Remind, once, those who have not answered; their inbox shows it.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may send for its union.
        NotOpen: if the task is not open.
        Refused: if they were reminded already.
    """
    actor.require(Permission.SEND, task.union)
    current = locked(task)
    if current.state != ReportingState.OPEN:
        raise NotOpen(_("This reporting task takes no answers now."))
    if current.reminded_on is not None:
        raise Refused(
            _("They were reminded on %(day)s; one reminder is enough.") % {"day": current.reminded_on},
            remedy=_("Call those who have not answered."),
        )
    change(actor, "notices.reminded", current, {"reminded_on": today})
    return current


@transaction.atomic
def export_answers(*, actor: Actor, task: ReportingTask, reason: str, mark: str = "") -> bytes:
    """The answers as a workbook, one line for each addressed union that `actor` sees; told to the log.

    Raises:
        Refused: without a reason.
    """
    columns = [
        Column(_("Union code"), Kind.TEXT),
        Column(_("Union"), Kind.TEXT),
        Column(_("Answered on"), Kind.DATE),
        Column(_("Answered by"), Kind.TEXT),
        *(Column(question.label, SHEET_KINDS.get(QuestionKind(question.kind), Kind.TEXT)) for question in task.sheet),
    ]
    rows = list(answers_of(task, actor))
    record_export(actor, Report._meta.label_lower, rows=len(rows), reason=reason, union=task.union_id, label=str(task))
    stream = io.BytesIO()
    write_workbook(stream, [Sheet(task.title[:31], columns, rows)], mark=mark)
    return stream.getvalue()
