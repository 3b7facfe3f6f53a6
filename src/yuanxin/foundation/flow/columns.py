"""What a register shows of a flow: the state as a chip, the deadline, the decisions and the next steps."""

import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.flow.cases import Case
from yuanxin.foundation.flow.models import Assignment, Decision, Notice, Reminder
from yuanxin.foundation.flow.notices import obstacle
from yuanxin.foundation.flow.queries import is_overdue, lies_with, offers_in, step_in
from yuanxin.foundation.flow.registry import flow_of
from yuanxin.foundation.flow.tables import Flow
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import ChipColumn, DateColumn, Section
from yuanxin.foundation.ui.registers.sections import SIDE
from yuanxin.foundation.ui.templatetags.ui import icon
from yuanxin.foundation.unions.models import Union


class State(ChipColumn):
    """The state with the colour that its flow gives it."""

    def __init__(self, flow: Flow) -> None:
        super().__init__("state", dict(flow.colours))


class Deadline(DateColumn):
    """The last day in time; red once it is past."""

    def __init__(self) -> None:
        super().__init__("due_on")

    def render(self, value: datetime.date, record: models.Model | None = None) -> Any:
        if record is not None and is_overdue(record, clock.today()):
            return format_html('<span class="overdue-date">{} {}</span>', icon("clock", "small"), value.isoformat())
        return value.isoformat()


class Steps(Section):
    """What has been decided, and the buttons of what may be done now; what another side said stays with that side."""

    label = gettext_lazy("Handling")
    place = SIDE
    template = "flow/steps.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        actor, today = request.actor, request.today
        flow = flow_of(record._meta.label_lower)
        case = Case(flow, record, today) if flow else None
        notice = Notice.objects.of(record).first()
        return {
            "record": record,
            "offers": offers_in(case, actor) if case else [],
            "overdue": is_overdue(record, today),
            "holder": lies_with(record),
            "assign_url": reverse("flow:assign", args=[flow.kind, record.pk])
            if flow and case and step_in(case, actor)
            else "",
            "notice": notice,
            "notice_waits": obstacle(notice, today) if flow and notice and record.state in flow.noticed else "",
            "taken": history(case, actor) if case else [],
        }


def history(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """All that happened to a record in its flow, as the actor may read it: steps, hand-overs, reminders."""
    flow, record, decisions = case.flow, case.record, case.decisions
    models.prefetch_related_objects(decisions, "files__attachment")
    given = list(Assignment.objects.filter(kind=flow.kind, object_id=record.pk))
    reminders = list(Reminder.objects.filter(kind=flow.kind, object_id=record.pk))
    rows: list[Any] = [*decisions, *given, *reminders]
    unions = Union.objects.in_bulk({each.union for each in rows if each.union})
    told = [
        *(told_decision(flow, each, unions.get(each.union or 0), actor) for each in decisions),
        *(told_assignment(each, unions.get(each.union or 0), actor) for each in given),
        *(told_reminder(each, unions.get(each.union or 0), actor) for each in reminders),
    ]
    return sorted(told, key=lambda each: each["at"])


def told_decision(flow: Flow, decision: Decision, union: Union | None, actor: Actor) -> dict[str, Any]:
    """A decision as the actor may read it: names, union, opinion and files only where the actor sees that union."""
    open_to = union is None or actor.sees(union)
    return {
        "at": decision.at,
        "label": flow.label_of(decision.action),
        "actor": decision.actor_label if open_to else "",
        "acting_for": decision.for_label if open_to else "",
        "union": union.name if union is not None and open_to else "",
        "opinion": decision.opinion if open_to else "",
        "files": [file.attachment for file in decision.files.all()] if open_to else [],
    }


def told_assignment(given: Assignment, union: Union | None, actor: Actor) -> dict[str, Any]:
    """A record given into somebody's hands."""
    open_to = union is None or actor.sees(union)
    names = {"former": given.former_label, "holder": given.holder_label}
    words = _("%(former)s → %(holder)s") % names if given.former_label else _("Lies with %(holder)s") % names
    return {
        "at": given.at,
        "label": _("Sender's place taken over") if given.as_submitter else _("Handed over"),
        "actor": given.actor_label if open_to and not given.actor.startswith("system:") else "",
        "opinion": f"{words}：{given.reason}" if open_to else "",
    }


def told_reminder(reminder: Reminder, union: Union | None, actor: Actor) -> dict[str, Any]:
    """A reminder of a late record."""
    open_to = union is None or actor.sees(union)
    words = _("Was due on %(day)s.") % {"day": reminder.due_on}
    return {
        "at": reminder.at,
        "label": _("Reminded"),
        "actor": "",
        "opinion": f"{reminder.holder_label} {words}".strip() if open_to else "",
    }
