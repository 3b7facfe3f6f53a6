"""What a register shows of a flow: the state as a chip, the deadline, the decisions and the next steps."""

import datetime
from typing import Any

from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.queries import decisions_on, is_overdue, offers
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

    label = _("Handling")
    place = SIDE
    template = "flow/steps.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        actor: Actor = request.actor
        flow = flow_of(record._meta.label_lower)
        decisions = list(decisions_on(record))
        unions = Union.objects.in_bulk({each.union for each in decisions if each.union})
        return {
            "record": record,
            "offers": offers(record, actor),
            "overdue": is_overdue(record, request.today),
            "taken": [shown(flow, each, unions.get(each.union or 0), actor) for each in decisions] if flow else [],
        }


def shown(flow: Flow, decision: Decision, union: Union | None, actor: Actor) -> dict[str, Any]:
    """A decision as the actor may read it: name, union and opinion only where the actor sees that union."""
    open_to = union is None or actor.sees(union)
    return {
        "at": decision.at,
        "label": flow.label_of(decision.action),
        "actor": decision.actor_label if open_to else "",
        "union": union.name if union is not None and open_to else "",
        "opinion": decision.opinion if open_to else "",
    }
