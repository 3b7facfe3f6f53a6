"""Taking a step: permission, who may not, opinion, condition, compare-and-set, decision, trail, in one transaction."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from django.db import models, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.documents.services import keep_file
from yuanxin.foundation.flow.cases import Case, NotPossible, place_of
from yuanxin.foundation.flow.deadlines import due_on
from yuanxin.foundation.flow.models import Decision, DecisionFile, Flowing
from yuanxin.foundation.flow.notices import obstacle
from yuanxin.foundation.flow.registry import flow_of
from yuanxin.foundation.flow.services.assignments import lay_back
from yuanxin.foundation.flow.services.notices import publish, take_down
from yuanxin.foundation.flow.tables import BEGIN, Flow, To
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor, Principal
from yuanxin.foundation.kernel.bulk import write_rows
from yuanxin.foundation.kernel.errors import Refused, Stale
from yuanxin.foundation.unions.models import Scoped, Union

R = TypeVar("R", bound=Flowing)

SYSTEM = Actor.system("flow")


class Upload(Protocol):
    """A file as the browser sent it."""

    name: Any
    file: Any


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as somebody takes it: which, in whose right, with what opinion, for which side, for which union."""

    action: str
    to: To
    actor: Actor
    principal: Principal | None = None
    opinion: str = ""
    side: str = ""
    place: Union | None = None


class NotInAFlow(TypeError):
    """The record's model has no registered flow."""


@transaction.atomic
def begin(new: R, *, actor: Actor, today: datetime.date, **details: Any) -> R:
    """Insert a new record in the first state of its flow. The caller has checked that `actor` may."""
    flow = flow_for(new)
    prepare(flow, new, today)
    new.save(force_insert=True)
    decision_on(flow, new, BEGIN, actor, entering_for(new, actor), from_state="").save(force_insert=True)
    record(actor, flow.audit_action(BEGIN), new, changes=[RowChange(new, None, snapshot(new))], **details)
    return new


@transaction.atomic
def begin_all(
    new: Sequence[R], *, actor: Actor, today: datetime.date, union: int | None = None, **details: Any
) -> Sequence[R]:
    """Insert many new records of one model with one event, for imports. The caller has checked that `actor` may."""
    if not new:
        return new
    flow = flow_for(new[0])
    for each in new:
        prepare(flow, each, today)
    type(new[0])._default_manager.bulk_create(new, batch_size=1000)
    write_decisions(decided(flow, each, BEGIN, actor, entering_for(each, actor), from_state="") for each in new)
    changes = [RowChange(each, None, snapshot(each)) for each in new]
    record(actor, flow.audit_action(BEGIN), union=union, changes=changes, count=len(new), **details)
    return new


@transaction.atomic
def act(
    shown: R,
    action: str,
    *,
    actor: Actor,
    today: datetime.date,
    opinion: str = "",
    side: str = "",
    version: int | None = None,
    files: Sequence[Upload] = (),
) -> R:
    """Take `action` on the record as it was shown, and every automatic step that follows from it.

    Args:
        side: which of the sides the actor speaks for, where there are several.
        version: the version the user saw, where the record was loaded anew since.
        files: given with the opinion; kept with the record.

    Raises:
        OutOfScope, NotAllowed: unless `actor` holds the permission over the step's union.
        NotByYou: if somebody behind the actor took an earlier step that keeps from this one.
        NotPossible: if the state does not know the action, the side has decided, or the condition does not hold.
        Refused: without an opinion where one is needed.
        FileRefused, TakesNone: for a file that is not taken, or a record that takes none.
        Stale: if somebody else took a step since.
    """
    case = Case(flow_for(shown), shown, today)
    to = case.step(action)
    if to.sides and to.side(side) is None:
        raise NotPossible(_("Say which side decides."))
    capacity = case.capacity(to, side, actor)
    if to.opinion and not opinion.strip():
        raise Refused(_("An opinion is needed here."), remedy=_("Say why; it stays in the record."), field="opinion")
    if lacking := case.lacking(to):
        raise NotPossible(lacking, remedy=_("Look at the decisions so far."))
    place = place_of(shown, dict(to.places())[side])
    taken = Taken(action, to, actor, capacity.principal, opinion.strip(), side, place)
    decision = take(case, taken, version=version)
    for file in files:
        keep_with(decision, shown, file, actor)
    follow(case.flow, shown, today)
    return shown


def keep_with(decision: Decision, shown: Flowing, file: Upload, actor: Actor) -> None:
    """Keep a file with the record, as given with the decision."""
    label = flow_for(shown).label_of(decision.action)
    kept = keep_file(actor=actor, target=cast(Scoped, shown), stream=file.file, name=file.name, purpose=label)
    DecisionFile.objects.create(decision=decision, attachment=kept)


def take(case: Case, taken: Taken, *, version: int | None = None) -> Decision:
    """Change the state if nobody else has since, write decision and event, do what the new state means.

    Raises:
        Stale: if somebody has.
    """
    flow, shown, to, today = case.flow, case.record, taken.to, case.today
    before, old_state, old_round = snapshot(shown), shown.state, shown.round
    values: dict[str, Any] = {"version": shown.version + 1}
    moves = to.state != old_state
    if moves:
        values |= {"state": to.state, "round": old_round + 1, "due_on": due_on(to.deadline, shown, today)}
    changed = (
        type(shown)
        ._default_manager.filter(pk=shown.pk, version=shown.version if version is None else version, state=old_state)
        .update(**values)
    )
    if not changed:
        raise Stale(
            _("Someone else has dealt with this since you opened it."), remedy=_("Open it again and look at it.")
        )
    for name, value in values.items():
        setattr(shown, name, value)
    decision = decision_on(flow, shown, taken.action, taken.actor, taken.principal, from_state=old_state)
    decision.round, decision.opinion, decision.side = old_round, taken.opinion[:500], taken.side
    if (place := taken.place) is not None:
        decision.union, decision.office = place.pk, taken.actor.office(lambda: place, taken.principal)
    decision.save(force_insert=True)
    changes = [RowChange(shown, before, snapshot(shown))]
    if moves and old_state in flow.noticed and not to.after_notice:
        changes += take_down(shown, round=old_round, today=today)
    if to.notice is not None:
        changes += publish(shown, to.notice, today=today)
    carry_out = flow.on_entering(to.state) if moves else None
    if carry_out is not None:
        changes += carry_out(shown, actor=taken.actor, today=today)
    if to.back_to:
        changes += lay_back(case, to.back_to, taken.actor, reason=str(to.label))
    told = {"side": taken.side, "acting_for": decision.for_label}
    record(
        taken.actor,
        flow.audit_action(taken.action),
        shown,
        union=decision.union,
        reason=taken.opinion,
        changes=changes,
        **{name: value for name, value in told.items() if value},
    )
    return decision


def follow(flow: Flow, shown: Flowing, today: datetime.date) -> None:
    """Take the automatic steps whose conditions hold, the first of the table first, until none does."""
    moved = True
    while moved:
        moved = False
        case = Case(flow, shown, today)
        for action, to in flow.table.get(shown.state, {}).items():  # type: ignore[attr-defined]
            if not to.automatic or (to.after_notice and obstacle(case.notice, today)):
                continue
            said = to.when(case.standing) if to.when is not None else True
            if said:
                take(case, Taken(action, to, SYSTEM, opinion=said if isinstance(said, str) else ""))
                moved = True
                break


@transaction.atomic
def settle(shown: R, *, actor: Actor, today: datetime.date) -> R:
    """Take the automatic steps that are due because something else changed: the union ended, the person left."""
    follow(flow_for(shown), shown, today)
    return shown


def prepare(flow: Flow, new: Flowing, today: datetime.date) -> None:
    """Put a new record into the first state."""
    new.state = flow.starts  # type: ignore[attr-defined]
    new.round = 1
    new.due_on = due_on(flow.first_deadline, new, today)


def decision_on(
    flow: Flow, about: Flowing, action: str, actor: Actor, principal: Principal | None = None, *, from_state: str
) -> Decision:
    """The decision as it will be stored."""
    return Decision(**decided(flow, about, action, actor, principal, from_state=from_state))


def decided(
    flow: Flow, about: Flowing, action: str, actor: Actor, principal: Principal | None = None, *, from_state: str
) -> dict[str, Any]:
    """The values of a decision."""
    return {
        "kind": flow.kind,
        "object_id": about.pk,
        "label": str(about)[:200],
        "round": about.round,
        "action": action,
        "from_state": from_state,
        "to_state": about.state,  # type: ignore[attr-defined]
        "actor": actor.key,
        "actor_label": actor.label,
        "for_actor": principal.key if principal else "",
        "for_label": principal.label if principal else "",
        "office": actor.office(lambda: getattr(about, "union", None), principal),
        "union": getattr(about, "union_id", None),
        "opinion": "",
        "at": clock.now(),
    }


def write_decisions(values: Iterable[Mapping[str, Any]]) -> None:
    """Store many decisions, each given as `decided` gives it."""
    rows = list(values)
    if rows:
        write_rows(Decision, tuple(rows[0]), (tuple(row.values()) for row in rows))


def entering_for(new: Flowing, actor: Actor) -> Principal | None:
    """The officer a deputy enters a record for: the first whose unions it lies in, where the deputy's own do not."""
    capacities = actor.capacities()
    place = getattr(new, "union", None) if len(capacities) > 1 else None
    able = [capacity for capacity in capacities if place is not None and capacity.actor.sees(place)]
    return able[0].principal if able else None


def flow_for(about: models.Model) -> Flow:
    """The flow of a record.

    Raises:
        NotInAFlow: if its app registered none.
    """
    flow = flow_of(about._meta.label_lower)
    if flow is None:
        raise NotInAFlow(about._meta.label)
    return flow
