"""What a register shows of a flow: the state as a chip, the deadline, the decisions and the next steps."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.flow.cases import Case
from yuanxin.foundation.flow.models import Assignment, Decision, DecisionFile, Notice, Reminder
from yuanxin.foundation.flow.notices import obstacle
from yuanxin.foundation.flow.queries import is_overdue, lies_with, offers_in, step_in
from yuanxin.foundation.flow.registry import flow_of
from yuanxin.foundation.flow.tables import Flow
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import SYSTEM, Actor, name_of
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import ChipColumn, DateColumn, Section
from yuanxin.foundation.ui.registers.sections import SIDE
from yuanxin.foundation.ui.templatetags.ui import icon


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

    def asks(self, request: ActorRequest, record: Any) -> Mapping[str, models.QuerySet[Any]]:
        return {
            "notices": Notice.objects.of(record),
            "assignments": Assignment.objects.on(record),
            "reminders": Reminder.objects.on(record),
            "files": DecisionFile.objects.filter(decision__in=Decision.objects.on(record).order_by()),
        }

    def counted(self, request: ActorRequest, record: Any, there: Mapping[str, int]) -> dict[str, Any]:
        actor, today = request.actor, request.today
        flow = flow_of(record._meta.label_lower)
        if flow is None:
            return {"record": record}
        lacking = {name for name in self.asks(request, record) if name not in there}
        case = Case(flow, record, today, without=frozenset(lacking))
        notice = next(iter(case.notices), None)
        return {
            "record": record,
            "offers": offers_in(case, actor),
            "overdue": is_overdue(record, today),
            "holder": lies_with(record, case.assignments),
            "assign_url": reverse("flow:assign", args=[flow.kind, record.pk]) if step_in(case, actor) else "",
            "notice": notice,
            "notice_waits": obstacle(notice, today) if notice and record.state in flow.noticed else "",
            "taken": history(case, actor),
        }


def history(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """All that happened to a record in its flow, as the actor may read it: steps, hand-overs, reminders."""
    if "files" not in case.without:
        models.prefetch_related_objects(case.decisions, "files__attachment")
    reminders = [] if "reminders" in case.without else list(Reminder.objects.on(case.record).placed())
    told = [
        *(told_decision(case, each, actor) for each in case.decisions),
        *(told_assignment(each, actor) for each in case.assignments),
        *(told_reminder(each, actor) for each in reminders),
    ]
    return sorted(told, key=lambda each: each["at"])


def open_to(actor: Actor, kept: Any) -> bool:
    """Whether the actor sees the union that something was made for."""
    return kept.path is None or actor.sees(kept)


def told_decision(case: Case, decision: Any, actor: Actor) -> dict[str, Any]:
    """A decision as the actor may read it: names, union, opinion and files only where the actor sees that union.

    The union is the one that it was taken from; of several sides, the one that it was taken for.
    """
    shown = open_to(actor, decision)
    return {
        "at": decision.at,
        "label": case.flow.label_of(decision.action),
        "actor": name_of(decision.actor, decision.actor_label) if shown else "",
        "acting_for": decision.for_label if shown else "",
        "union": (decision.place or "" if decision.side else decision.office) if shown else "",
        "opinion": decision.opinion if shown else "",
        "files": [] if "files" in case.without or not shown else [file.attachment for file in decision.files.all()],
    }


def told_assignment(given: Assignment, actor: Actor) -> dict[str, Any]:
    """A record given into somebody's hands."""
    shown = open_to(actor, given)
    names = {"former": given.former_label, "holder": given.holder_label}
    words = _("%(former)s → %(holder)s") % names if given.former_label else _("Lies with %(holder)s") % names
    return {
        "at": given.at,
        "label": _("Sender's place taken over") if given.as_submitter else _("Handed over"),
        "actor": given.actor_label if shown and not given.actor.startswith(SYSTEM) else "",
        "opinion": f"{words}：{given.reason}" if shown else "",
    }


def told_reminder(reminder: Reminder, actor: Actor) -> dict[str, Any]:
    """A reminder of a late record."""
    words = _("Was due on %(day)s.") % {"day": reminder.due_on}
    return {
        "at": reminder.at,
        "label": _("Reminded"),
        "actor": "",
        "opinion": f"{reminder.holder_label} {words}".strip() if open_to(actor, reminder) else "",
    }
