"""One step of many records together: all of them or none, a decision each, one event. For lists, runs and returns."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.cases import Case, NotPossible
from yuanxin.foundation.flow.deadlines import due_on
from yuanxin.foundation.flow.models import Decision, Flowing
from yuanxin.foundation.flow.services.steps import SYSTEM, Taken, decided, flow_for, follow, write_decisions
from yuanxin.foundation.flow.tables import Deadline, Flow, To
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused, Stale

R = TypeVar("R", bound=Flowing)

AT_ONCE = 500
STEPPED = ("state", "round", "due_on", "version")

Meaning = Callable[[Sequence[R]], Iterable[RowChange]]


class OneByOne(TypeError):
    """A step that asks for more than can be asked of many records together: sides, public notice, laying back."""


@transaction.atomic
def act_all(
    shown: Sequence[R],
    action: str,
    *,
    actor: Actor,
    today: datetime.date,
    opinion: str = "",
    union: int | None = None,
    meaning: "Meaning[R] | None" = None,
    **details: Any,
) -> Sequence[R]:
    """Take `action` on every record as it was shown, and the automatic steps that follow.

    Args:
        shown: records of one model, loaded with what the flow calls `related`.
        opinion: the same for all.
        union: the event's, where the records are of several.
        meaning: does what the new state means for all of them together, in the place of the flow's `entering`, and
            returns the rows it changed. It may refuse.

    Raises:
        As `act`; nothing is done where one record refuses. The refusal names it.
        OneByOne: for a step that cannot be taken so.
    """
    if not shown:
        return shown
    flow = flow_for(shown[0])
    taken = [(case, _as_taken(case, action, actor, opinion)) for case in cases_of(flow, shown, today)]
    _take(flow, taken, union=union, meaning=meaning, **details)
    _follow(flow, shown, today, union=union)
    return shown


@transaction.atomic
def settle_all(shown: Sequence[R], *, today: datetime.date, union: int | None = None) -> Sequence[R]:
    """As `settle`: the automatic steps that are due on many records because something else changed."""
    if shown:
        _follow(flow_for(shown[0]), shown, today, union=union)
    return shown


def cases_of(flow: Flow, shown: Sequence[Flowing], today: datetime.date) -> Iterator[Case]:
    """Each record in its flow, the decisions on all of them read together."""
    decided: dict[int, list[Decision]] = defaultdict(list)
    for piece in _pieces([each.pk for each in shown]):
        for decision in Decision.objects.filter(kind=flow.kind, object_id__in=piece).order_by("id"):
            decided[decision.object_id].append(decision)
    for each in shown:
        case = Case(flow, each, today)
        case.__dict__["decisions"] = decided[each.pk]
        yield case


def _as_taken(case: Case, action: str, actor: Actor, opinion: str) -> Taken:
    to = case.step(action)
    if to.sides or to.notice is not None or to.back_to or case.record.state in case.flow.noticed:
        raise OneByOne(f"{case.flow.kind}: {action} is taken record by record")
    capacity = case.capacity(to, "", actor)
    if to.opinion and not opinion.strip():
        raise Refused(_("An opinion is needed here."), remedy=_("Say why; it stays in the record."), field="opinion")
    if lacking := case.lacking(to):
        raise NotPossible(f"{case.record}: {lacking}", remedy=_("Look at the decisions so far."))
    return Taken(action, to, actor, capacity.principal, opinion.strip())


def _take(
    flow: Flow,
    taken: Sequence[tuple[Case, Taken]],
    *,
    union: int | None,
    meaning: Meaning[Any] | None = None,
    **details: Any,
) -> None:
    """Change the states if nobody else has since, write decisions and event, do what the new states mean.

    Raises:
        Stale: if somebody has changed one of them.
    """
    _lock(flow, [case.record for case, _step in taken])
    decisions, changes = [], []
    until = _Until()
    by_values: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for case, step in taken:
        shown, to = case.record, step.to
        before, old_state = snapshot(shown, STEPPED), shown.state
        decision = decided(flow, shown, step.action, step.actor, step.principal, from_state=old_state)
        shown.version += 1
        if to.state != old_state:
            shown.state, shown.round, shown.due_on = to.state, shown.round + 1, until(to, case)
            by_values[to.state, shown.due_on].append(shown.pk)
        else:
            by_values[()].append(shown.pk)
        decisions.append(decision | {"to_state": to.state, "opinion": step.opinion[:500]})
        changes.append(RowChange(shown, before, snapshot(shown, STEPPED)))
    for values, keys in by_values.items():
        moved = dict(zip(("state", "due_on"), values, strict=False)) | ({"round": F("round") + 1} if values else {})
        for piece in _pieces(keys):
            flow.model._default_manager.filter(pk__in=piece).update(version=F("version") + 1, **moved)
    write_decisions(decisions)
    if meaning is not None:
        changes = _joined(changes, meaning([case.record for case, _step in taken]))
    for (case, step), decision in zip(taken, decisions, strict=True):
        carry_out = flow.on_entering(step.to.state) if meaning is None else None
        if carry_out is not None and step.to.state != decision["from_state"]:
            changes += carry_out(case.record, actor=step.actor, today=case.today)
    _case, first = taken[0]
    record(
        first.actor,
        flow.audit_action(first.action),
        union=union if union is not None else getattr(taken[0][0].record, "union_id", None),
        reason=first.opinion,
        changes=changes,
        count=len(taken),
        **details,
    )


def _joined(steps: Sequence[RowChange], meant: Iterable[RowChange]) -> list[RowChange]:
    """The changes of the steps with what else was written into the same records, and the changes of other rows."""
    besides: dict[tuple[str, int], RowChange] = {}
    others = []
    for change in meant:
        key = (change.target._meta.label_lower, change.target.pk)
        if change.before is None or change.after is None or key in besides:
            others.append(change)
        else:
            besides[key] = change
    found = []
    for step in steps:
        more = besides.pop((step.target._meta.label_lower, step.target.pk), None)
        if more is not None:
            step = RowChange(step.target, {**step.before, **more.before}, {**step.after, **more.after})  # type: ignore[dict-item]
        found.append(step)
    return [*found, *besides.values(), *others]


class _Until:
    """The deadline of each state, asked of its policy once; one that each record leads to is asked of each."""

    def __init__(self) -> None:
        self._known: dict[Deadline | None, datetime.date | None] = {}

    def __call__(self, to: To, case: Case) -> datetime.date | None:
        deadline = to.deadline
        if deadline is not None and deadline.at:
            return due_on(deadline, case.record, case.today)
        if deadline not in self._known:
            self._known[deadline] = due_on(deadline, case.record, case.today)
        return self._known[deadline]


def _lock(flow: Flow, shown: Iterable[Any]) -> None:
    """Hold the rows until the transaction ends.

    Raises:
        Stale: if one of them has another version or state than the one shown.
    """
    seen = {each.pk: (each.version, each.state) for each in shown}
    for piece in _pieces(sorted(seen)):
        rows = flow.model._default_manager.select_for_update(no_key=True).filter(pk__in=piece).order_by("pk")
        held = {pk: (version, state) for pk, version, state in rows.values_list("pk", "version", "state")}
        if any(held.get(pk) != seen[pk] for pk in piece):
            raise Stale(
                _("Someone else has dealt with one of these since you opened the list."), remedy=_("Open it again.")
            )


def _follow(flow: Flow, shown: Sequence[Any], today: datetime.date, *, union: int | None) -> None:
    """Take the automatic steps whose conditions hold, step by step, until none does."""
    for each in shown:
        if each.state in flow.noticed:
            follow(flow, each, today)
    left = [each for each in shown if _automatic(flow, each.state)]
    while left:
        by_action: dict[str, list[tuple[Case, Taken]]] = defaultdict(list)
        for case in cases_of(flow, left, today):
            for action, to in _automatic(flow, case.record.state):
                said = to.when(case.standing) if to.when is not None else False
                if said:
                    opinion = said if isinstance(said, str) else ""
                    by_action[action].append((case, Taken(action, to, SYSTEM, opinion=opinion)))
                    break
        for taken in by_action.values():
            _take(flow, taken, union=union)
        moved = [case.record for taken in by_action.values() for case, _step in taken]
        left = [each for each in moved if _automatic(flow, each.state)]


def _automatic(flow: Flow, state: str) -> list[tuple[str, To]]:
    if state in flow.noticed:
        return []
    return [(action, to) for action, to in flow.table.get(state, {}).items() if to.automatic]


def _pieces(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
