"""Whether a step can be taken: one place for the engine, the buttons and the page to ask."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from yuanxin.foundation.flow.models import Assignment, Decision, Notice
from yuanxin.foundation.flow.notices import obstacle
from yuanxin.foundation.flow.tables import Flow, Standing, To
from yuanxin.foundation.kernel.actors import Actor, Capacity
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.unions.models import Union


class NotPossible(Refused):
    """The record is in a state in which this action does not exist, or its condition does not hold."""


class NotByYou(NotAllowed):
    """Whoever took the earlier step may not take this one."""


@dataclass(frozen=True)
class Case:
    """A record in its flow on a day, with what its steps ask about; each thing is read once.

    `without` names what is known not to be there, and need not be read.
    """

    flow: Flow
    record: Any
    today: Any
    without: frozenset[str] = frozenset()

    @cached_property
    def decisions(self) -> list[Decision]:
        """Every decision on the record, the first one first."""
        return list(Decision.objects.on(self.record).placed())

    @cached_property
    def standing(self) -> Standing:
        """The record with the decisions of its present round."""
        present = tuple(each for each in self.decisions if each.round == self.record.round)
        return Standing(self.record, present, self.today)

    @cached_property
    def notices(self) -> list[Notice]:
        """The record's public notices, the newest first."""
        return [] if "notices" in self.without else list(Notice.objects.of(self.record))

    @property
    def notice(self) -> Notice | None:
        """The public notice of the present round."""
        return next((each for each in self.notices if each.round == self.record.round), None)

    @cached_property
    def assignments(self) -> list[Assignment]:
        """Into whose hands the record was given, the first time first."""
        return [] if "assignments" in self.without else list(Assignment.objects.on(self.record).placed())

    @cached_property
    def takers(self) -> dict[str, set[str]]:
        """Who stands for each action: those behind it, and whoever took over their work."""
        found: dict[str, set[str]] = {}
        for decision in self.decisions:
            found.setdefault(decision.action, set()).update(decision.people)
        for handed in self.assignments:
            for people in found.values() if handed.as_submitter else ():
                if handed.former in people:
                    people.add(handed.holder)
        return found

    def step(self, action: str) -> To:
        """The cell of the table.

        Raises:
            NotPossible: if the present state does not know the action, or takes it by itself.
        """
        to = self.flow.step(self.record.state, action)
        if to is None or to.automatic:
            state = self.flow.states.get(self.record.state, self.record.state)
            raise NotPossible(
                _("This is not possible in the state “%(state)s”.") % {"state": state},
                remedy=_("Open the record again to see what can be done now."),
            )
        return to

    def capacity(self, to: To, side: str, actor: Actor) -> Capacity:
        """In whose right `actor` may take the step: its own before that of an officer it deputises for.

        Raises:
            OutOfScope, NotAllowed: unless the actor holds the permission over the step's union.
            NotByYou: if somebody behind the actor took an earlier step that keeps from this one, or none took the one
                that this one is for.
            NotPossible: if the side has decided already.
        """
        place = place_of(self.record, dict(to.places())[side])
        needed = to.needed(side)
        able = [capacity for capacity in actor.capacities() if capacity.actor.may(needed, place)]
        if not able:
            actor.require(needed, place)
        refusals = []
        for capacity in able:
            refusal = self.refusal(to, side, capacity.keys)
            if refusal is None:
                return capacity
            refusals.append(refusal)
        raise refusals[0]

    def refusal(self, to: To, side: str, keys: frozenset[str]) -> Refused | None:
        """Why the people of `keys` together may not take the step."""
        if any(each.action in to.not_by and each.people & keys for each in self.decisions):
            return NotByYou(
                _("Whoever took the earlier step does not take this one too."), remedy=_("Let a colleague decide.")
            )
        if to.by and not any(self.takers.get(action, set()) & keys for action in to.by):
            return NotByYou(
                _("Only whoever sent the record in takes this step."), remedy=_("Ask that colleague, or return it.")
            )
        if side and any(each.side == side for each in self.standing.decisions):
            return NotPossible(_("This side has decided already."), remedy=_("The other side's decision is awaited."))
        if side and any(each.side and each.people & keys for each in self.standing.decisions):
            return NotByYou(_("One person does not decide for both sides."), remedy=_("Let a colleague decide."))
        return None

    def lacking(self, to: To) -> str:
        """What the step still waits for, in words; empty where nothing is missing."""
        if to.after_notice and (words := obstacle(self.notice, self.today)):
            return words
        if to.when is not None and not to.when(self.standing):
            return _("Something is still missing for this step.")
        return ""


def place_of(record: models.Model, at: str) -> Union:
    """The union that `at` leads to from a record (`union`, `membership__union`)."""
    return reached(record, at)  # type: ignore[no-any-return]


def reached(record: Any, at: str) -> Any:
    """What stands at the end of `at` (`campaign__ends_on`), walked from a record."""
    for step in at.split("__"):
        record = getattr(record, step)
    return record
