"""Taking a step: permission, who may not, opinion, condition, compare-and-set, decision, trail, in one transaction."""

import datetime
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.deadlines import due_on
from yuanxin.foundation.flow.models import Decision, Flowing
from yuanxin.foundation.flow.queries import place_of, standing_of
from yuanxin.foundation.flow.registry import flow_of
from yuanxin.foundation.flow.tables import BEGIN, Flow, To
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, Refused, Stale

R = TypeVar("R", bound=Flowing)

SYSTEM = Actor.system("flow")


class NotPossible(Refused):
    """The record is in a state in which this action does not exist, or its condition does not hold."""


class NotByYou(NotAllowed):
    """Whoever took the earlier step may not take this one."""


class NotInAFlow(TypeError):
    """The record's model has no registered flow."""


@transaction.atomic
def begin(new: R, *, actor: Actor, today: datetime.date, **details: Any) -> R:
    """Insert a new record in the first state of its flow. The caller has checked that `actor` may."""
    flow = flow_for(new)
    prepare(flow, new, today)
    new.save(force_insert=True)
    decision_on(flow, new, BEGIN, actor, from_state="").save(force_insert=True)
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
    Decision.objects.bulk_create(
        [decision_on(flow, each, BEGIN, actor, from_state="") for each in new], batch_size=1000
    )
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
) -> R:
    """Take `action` on the record as it was shown, and every automatic step that follows from it.

    Args:
        side: which of the sides the actor speaks for, where there are several.
        version: the version the user saw, where the record was loaded anew since.

    Raises:
        OutOfScope, NotAllowed: unless `actor` holds the permission over the step's union.
        NotByYou: if the actor took an earlier step that keeps from this one.
        NotPossible: if the state does not know the action, the side has decided, or the condition does not hold.
        Refused: without an opinion where one is needed.
        Stale: if somebody else took a step since.
    """
    flow = flow_for(shown)
    to = flow.step(shown.state, action)  # type: ignore[attr-defined]
    if to is None or to.automatic:
        raise not_possible(flow, shown)
    if to.sides and to.side(side) is None:
        raise NotPossible(_("Say which side decides."))
    place = place_of(shown, dict(to.places())[side])
    actor.require(to.needs, place)
    check_not_by(flow, shown, to, actor)
    standing = standing_of(shown)
    check_side(standing.decisions, side, actor)
    if to.opinion and not opinion.strip():
        raise Refused(_("An opinion is needed here."), remedy=_("Say why; it stays in the record."), field="opinion")
    if to.when is not None and not to.when(standing):
        raise NotPossible(_("Something is still missing for this step."), remedy=_("Look at the decisions so far."))
    take(flow, shown, action, to, actor, today, opinion=opinion.strip(), side=side, place=place, version=version)
    follow(flow, shown, actor, today)
    return shown


def take(
    flow: Flow,
    shown: R,
    action: str,
    to: To,
    actor: Actor,
    today: datetime.date,
    *,
    opinion: str,
    side: str = "",
    place: Any = None,
    version: int | None = None,
) -> None:
    """Change the state if nobody else has since, write decision and event, do what the new state means."""
    before, old_state, old_round = snapshot(shown), shown.state, shown.round  # type: ignore[attr-defined]
    values: dict[str, Any] = {"version": shown.version + 1}
    if to.state != old_state:
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
    decision = decision_on(
        flow, shown, action, actor, from_state=old_state, round=old_round, opinion=opinion, side=side
    )
    decision.union = place.pk if place is not None else decision.union
    decision.save(force_insert=True)
    changes = [RowChange(shown, before, snapshot(shown))]
    carry_out = flow.on_entering(to.state) if to.state != old_state else None
    if carry_out is not None:
        changes += carry_out(shown, actor=actor, today=today)
    record(
        actor,
        flow.audit_action(action),
        shown,
        union=decision.union,
        reason=opinion,
        changes=changes,
        **({"side": side} if side else {}),
    )


def follow(flow: Flow, shown: R, actor: Actor, today: datetime.date) -> None:
    """Take the automatic steps whose conditions hold, the first of the table first, until none does."""
    moved = True
    while moved:
        moved = False
        standing = standing_of(shown)
        for action, to in flow.table.get(shown.state, {}).items():  # type: ignore[attr-defined]
            said = to.when(standing) if to.automatic and to.when is not None else False
            if said:
                take(flow, shown, action, to, SYSTEM, today, opinion=said if isinstance(said, str) else "")
                moved = True
                break


@transaction.atomic
def settle(shown: R, *, actor: Actor, today: datetime.date) -> R:
    """Take the automatic steps that are due because something else changed: the union ended, the person left."""
    follow(flow_for(shown), shown, actor, today)
    return shown


def prepare(flow: Flow, new: Flowing, today: datetime.date) -> None:
    """Put a new record into the first state."""
    new.state = flow.starts  # type: ignore[attr-defined]
    new.round = 1
    new.due_on = due_on(flow.first_deadline, new, today)


def decision_on(
    flow: Flow,
    about: Flowing,
    action: str,
    actor: Actor,
    *,
    from_state: str,
    round: int | None = None,
    opinion: str = "",
    side: str = "",
) -> Decision:
    """The decision as it will be stored."""
    return Decision(
        kind=flow.kind,
        object_id=about.pk,
        label=str(about)[:200],
        round=about.round if round is None else round,
        action=action,
        side=side,
        from_state=from_state,
        to_state=about.state,  # type: ignore[attr-defined]
        actor=actor.key,
        actor_label=actor.label,
        union=getattr(about, "union_id", None),
        opinion=opinion[:500],
        at=clock.now(),
    )


def check_not_by(flow: Flow, shown: models.Model, to: To, actor: Actor) -> None:
    """Raise `NotByYou` for whoever took one of the steps that keep from this one, in any round."""
    if (
        to.not_by
        and Decision.objects.filter(kind=flow.kind, object_id=shown.pk, action__in=to.not_by, actor=actor.key).exists()
    ):
        raise NotByYou(
            _("Whoever took the earlier step does not take this one too."), remedy=_("Let a colleague decide.")
        )


def check_side(decisions: Sequence[Any], side: str, actor: Actor) -> None:
    """Raise where the side has decided in this round, or the same person decided for the other one."""
    if not side:
        return
    if any(each.side == side for each in decisions):
        raise NotPossible(_("This side has decided already."), remedy=_("The other side's decision is awaited."))
    if any(each.side and each.actor == actor.key for each in decisions):
        raise NotByYou(_("One person does not decide for both sides."), remedy=_("Let a colleague decide."))


def not_possible(flow: Flow, shown: models.Model) -> NotPossible:
    state = flow.states.get(shown.state, shown.state)  # type: ignore[attr-defined]
    return NotPossible(
        _("This is not possible in the state “%(state)s”.") % {"state": state},
        remedy=_("Open the record again to see what can be done now."),
    )


def flow_for(about: models.Model) -> Flow:
    """The flow of a record.

    Raises:
        NotInAFlow: if its app registered none.
    """
    flow = flow_of(about._meta.label_lower)
    if flow is None:
        raise NotInAFlow(about._meta.label)
    return flow
