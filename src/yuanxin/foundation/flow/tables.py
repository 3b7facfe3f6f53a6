"""The table of a flow: state × action → state, and what each step asks for.

Data, so that one table feeds the engine, the buttons, the inbox, the diagram and the tests.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
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

    @property
    def people(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """A record on a day, and the decisions on it since it came into its present state: what a `when` may ask."""

    record: Any
    decisions: tuple[Decided, ...]
    today: datetime.date

    def sides(self, action: str) -> frozenset[str]:
        """The sides that took `action`."""
        return frozenset(each.side for each in self.decisions if each.action == action and each.side)

    def lacks(self, action: str, sides: "Iterable[Side]") -> "list[Side]":
        """Of the `sides` that are to take `action`, those that have not: the offices whose opinion is still awaited."""
        heard = self.sides(action)
        return [side for side in sides if side.code not in heard]


Condition = Callable[[Standing], bool | str]
Entering = Callable[..., Iterable[RowChange]]


@dataclass(frozen=True, slots=True)
class Side:
    """One of several who decide on a record. `at` leads from the record to the union whose officers speak for it;
    `needs` is the permission they speak by, where it is not that of the step (offices of one union)."""

    code: str
    at: str
    label: Text
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long a state may last: as many days as the policy with that code gives, or until the day that `at` leads to
    from the record (`campaign__ends_on`)."""

    policy: str = ""
    working_days: bool = False
    at: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a public notice: who, of which unit, what for.

    The name of a person is masked by the engine; with `person=False` (a union, an employer) it is shown as it is.
    `unit` and `matter` are read by everybody: never a number, a phone, or an illness.
    """

    who: str
    unit: str = ""
    matter: str = ""
    person: bool = True


@dataclass(frozen=True, slots=True)
class Publicity:
    """What a record shows on its public notice (公示), and for how many working days.

    Args:
        policy: its days (`DayLimit`) are counted as working days; the day the notice begins is not counted.
        title: the matter, such as 关于困难职工拟帮扶对象的公示; given the record.
        entries: the rows; given the record.
        text: what stands above the rows; given the record.
    """

    policy: str
    title: Callable[[Any], str]
    entries: Callable[[Any], Iterable[Entry]]
    text: Callable[[Any], str] = lambda _record: ""


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
            It holds for whom a deputy acted for, and for the deputy.
        by: only whoever took one of these actions may take this one (withdrawing), or whoever took over that work.
        back_to: the record then lies with whoever took this action last (return for correction).
        notice: the state it leads to is one of public notice.
        after_notice: it waits for the end of the notice, and for the answers to all objections.
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
    by: tuple[str, ...] = ()
    back_to: str = ""
    notice: Publicity | None = None
    after_notice: bool = False
    when: Condition | None = None
    automatic: bool = False
    deadline: Deadline | None = None
    awaited: bool = True
    primary: bool = False
    page: str = ""

    def places(self) -> tuple[tuple[str, str], ...]:
        """Side and way to its union, for each who may take the step."""
        return tuple((side.code, side.at) for side in self.sides) or (("", self.at),)

    def needed(self, side: str) -> str:
        """The permission that the side speaks by."""
        speaking = self.side(side)
        return (speaking.needs if speaking else "") or self.needs

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
            if to.automatic and ((to.when is None and not to.after_notice) or to.state == state):
                raise FaultyTable(f"{self.kind}: {action} is automatic and has no condition, or leads nowhere")
            named = {*to.not_by, *to.by, *([to.back_to] if to.back_to else [])}
            if unknown := named - self.actions - {BEGIN}:
                raise FaultyTable(f"{self.kind}: {action} names {unknown}, which are no actions")
            if to.notice is not None and to.state == state:
                raise FaultyTable(f"{self.kind}: {action} gives notice of a state that the record is in already")
            if to.after_notice and state not in self.noticed:
                raise FaultyTable(f"{self.kind}: {action} waits for a notice, and nothing in {state} gave one")

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

    @cached_property
    def noticed(self) -> set[str]:
        """The states of public notice."""
        return {to.state for _state, _action, to in self.steps() if to.notice is not None}

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
