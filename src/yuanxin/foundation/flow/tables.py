"""The table of a flow: state × action → state, and what each step asks for.

Data, so that one table feeds the engine, the buttons, the inbox, the diagram and the tests.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.kernel.actors import Actor

Text = str | Promise
BEGIN = "begin"


class Decided(Protocol):
    """What a condition may ask of a decision."""

    action: str
    side: str
    actor: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A record and the decisions on it since it came into its present state: what a `when` may ask."""

    record: Any
    decisions: tuple[Decided, ...]

    def sides(self, action: str) -> frozenset[str]:
        """The sides that took `action`."""
        return frozenset(each.side for each in self.decisions if each.action == action and each.side)


Condition = Callable[[Standing], bool | str]
Entering = Callable[..., Iterable[RowChange]]


@dataclass(frozen=True, slots=True)
class Side:
    """One of several who decide on a record. `at` leads from the record to the union whose officers speak for it."""

    code: str
    at: str
    label: Text


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long a state may last: as many days as the policy with that code gives, or until the day that `at` leads to
    from the record (`campaign__ends_on`)."""

    policy: str = ""
    working_days: bool = False
    at: str = ""


@dataclass(frozen=True, slots=True)
class To:
    """One step: where it leads, and what it asks for.

    Args:
        state: the state after it; the present one for a decision that by itself moves nothing.
        label: the button.
        needs: the permission, held over the union that `at` leads to, or that of the side.
        sides: who decides here; each side once, and no two of them by one person.
        opinion: whether an opinion must be given.
        not_by: whoever took one of these actions on this record, ever, may not take this one (`begin` is its entry).
        when: a condition on the record and its decisions; a text instead of True goes into the record as the opinion.
        automatic: taken by the engine itself after another step, as soon as `when` holds; needs no permission.
        deadline: how long the state it leads to may last.
        awaited: whether the record waits in the inbox for it; not for withdrawing.
        primary: the one red button.
        page: the route of the step's own page, with the record's id, where more than an opinion is asked; its service
            calls `act`.
    """

    state: str
    label: Text = ""
    needs: str = ""
    at: str = "union"
    sides: tuple[Side, ...] = ()
    opinion: bool = False
    not_by: tuple[str, ...] = ()
    when: Condition | None = None
    automatic: bool = False
    deadline: Deadline | None = None
    awaited: bool = True
    primary: bool = False
    page: str = ""

    def places(self) -> tuple[tuple[str, str], ...]:
        """Side and way to its union, for each who may take the step."""
        return tuple((side.code, side.at) for side in self.sides) or (("", self.at),)

    def side(self, code: str) -> Side | None:
        """The side with this code."""
        return next((side for side in self.sides if side.code == code), None)


class FaultyTable(TypeError):
    """A table that cannot work."""


@dataclass(eq=False)
class Flow:
    """The states a model's records go through.

    Args:
        model: derives from `Flowing`, and has a `state` field with its choices.
        table: state → action → `To`; a state without an entry is an end.
        starts: the state of a new record, and how long it may last.
        colours: state → done, due, overdue, running or closed, for its chip.
        url_name: the page of one record.
        subject: what a record is called in the inbox of an actor, who may not see all of it.
    """

    model: type[models.Model]
    table: Mapping[str, Mapping[str, To]]
    starts: str
    first_deadline: Deadline | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    url_name: str = ""
    subject: Callable[[Any, Actor], str] = lambda record, _actor: str(record)
    related: tuple[str, ...] = ()
    _entering: dict[str, Entering] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = set(self.states)
        for state, action, to in self.steps():
            if state not in known or to.state not in known:
                raise FaultyTable(f"{self.kind}: {state} --{action}--> {to.state} names no state of the model")
            if bool(to.needs) == to.automatic:
                raise FaultyTable(f"{self.kind}: {action} needs a permission, or is automatic")
            if to.automatic and (to.when is None or to.state == state):
                raise FaultyTable(f"{self.kind}: {action} is automatic and has no condition, or leads nowhere")
            if unknown := set(to.not_by) - self.actions - {BEGIN}:
                raise FaultyTable(f"{self.kind}: {action} is not by {unknown}, which are no actions")

    @property
    def kind(self) -> str:
        """What decisions and the trail know the model by."""
        return self.model._meta.label_lower

    @property
    def states(self) -> dict[str, Text]:
        """Every state with its label, in the order of the model's choices."""
        return dict(self.model._meta.get_field("state").choices)  # type: ignore[union-attr,arg-type]

    @property
    def actions(self) -> set[str]:
        return {action for _state, action, _to in self.steps()}

    @property
    def ends(self) -> set[str]:
        """States that nothing leads out of."""
        return {state for state in self.states if not self.table.get(state)}

    def steps(self) -> Iterator[tuple[str, str, To]]:
        """Every cell of the table."""
        for state, actions in self.table.items():
            for action, to in actions.items():
                yield state, action, to

    def step(self, state: str, action: str) -> To | None:
        """What `action` does in `state`, None where it is not possible."""
        return self.table.get(state, {}).get(action)

    def label_of(self, action: str) -> str:
        """What people read for the action."""
        if action == BEGIN:
            return gettext("Entered")
        return next((str(to.label) for _state, known, to in self.steps() if known == action and to.label), action)

    def audit_action(self, action: str) -> str:
        """The code of the action in the trail."""
        return f"{self.model._meta.app_label}.{self.model._meta.model_name}_{action}"

    def entering(self, state: str) -> Callable[[Entering], Entering]:
        """Have the decorated function called inside the transaction that brings a record into `state`.

        It gets `record, actor=, today=`, does what the state means, and returns the rows it changed. It may refuse.
        """

        def keep(carry_out: Entering) -> Entering:
            self._entering[state] = carry_out
            return carry_out

        return keep

    def on_entering(self, state: str) -> Entering | None:
        """What is to be done when a record comes into `state`."""
        return self._entering.get(state)
