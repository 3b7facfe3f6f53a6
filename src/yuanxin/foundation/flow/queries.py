"""What waits for whom, what was decided, what may be done with a record."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.registry import flow_of
from yuanxin.foundation.flow.tables import Flow, Standing, To
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.models.scope import in_range


def decisions_on(record: Model) -> QuerySet[Decision]:
    """Every decision on a record, the first one first."""
    return Decision.objects.filter(kind=record._meta.label_lower, object_id=record.pk).order_by("id")


def standing_of(record: Any) -> Standing:
    """The record with the decisions of its present round."""
    return Standing(record, tuple(decisions_on(record).filter(round=record.round)))


def place_of(record: Any, at: str) -> Union:
    """The union that `at` leads to from a record (`union`, `membership__union`)."""
    return reached(record, at)  # type: ignore[no-any-return]


def reached(record: Any, at: str) -> Any:
    """What stands at the end of `at` (`campaign__ends_on`), walked from a record."""
    for step in at.split("__"):
        record = getattr(record, step)
    return record


def waiting_for(flow: Flow, actor: Actor) -> QuerySet[Any]:
    """The records that wait for `actor` to take a step, one query: by state, permission, place, side and `not_by`.

    A condition (`when`) is not asked here; a record may wait whose step still lacks something.
    """
    taken = Decision.objects.filter(kind=flow.kind, object_id=OuterRef("pk"))
    own = taken.filter(actor=actor.key)
    condition = Q(pk__in=[])
    for state, _action, to in flow.steps():
        if to.automatic or not to.awaited:
            continue
        for side, at in to.places():
            step = Q(state=state) & held_over(actor, to.needs, f"{at}__path")
            if side:
                in_round = Q(round=OuterRef("round"))
                step &= Q(~Exists(taken.filter(in_round, side=side)), ~Exists(own.filter(in_round).exclude(side="")))
            if to.not_by:
                step &= Q(~Exists(own.filter(action__in=to.not_by)))
            condition |= step
    return flow.model._default_manager.filter(condition).select_related(*flow.related)


def held_over(actor: Actor, permission: str, path: str) -> Q:
    """The condition that `actor` holds `permission` over the union whose path is at `path`."""
    if actor.everywhere:
        return Q()
    condition = Q(pk__in=[])
    for part in actor.ranges(permission):
        condition |= in_range(path, part)
    return condition


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that the actor may take on the record now."""

    action: str
    label: str
    side: str
    side_label: str
    opinion: bool
    primary: bool
    url: str


def offers(record: Any, actor: Actor) -> list[Offer]:
    """The buttons of a record for `actor`: what the state, the permission, the side and `not_by` allow."""
    flow = flow_of(record._meta.label_lower)
    steps = flow.table.get(record.state, {}) if flow is not None else {}
    if flow is None or not steps:
        return []
    decisions = list(decisions_on(record))
    standing = Standing(record, tuple(each for each in decisions if each.round == record.round))
    offered = []
    for action, to in steps.items():
        if to.automatic or any(each.action in to.not_by and each.actor == actor.key for each in decisions):
            continue
        if to.when is not None and not to.when(standing):
            continue
        offered += [
            offer_of(flow, record, action, to, side)
            for side, at in to.places()
            if actor.may(to.needs, place_of(record, at)) and side_is_free(standing, side, actor)
        ]
    return with_one_primary(offered)


def with_one_primary(offered: list[Offer]) -> list[Offer]:
    """The offers, none of them primary where several would be: who speaks for both sides has to choose, not to nod."""
    if sum(each.primary for each in offered) <= 1:
        return offered
    return [replace(each, primary=False) for each in offered]


def side_is_free(standing: Standing, side: str, actor: Actor) -> bool:
    """Whether the side has not decided in this round, nor the actor for another one."""
    return not side or not any(
        each.side == side or (each.side and each.actor == actor.key) for each in standing.decisions
    )


def offer_of(flow: Flow, record: Any, action: str, to: To, side: str) -> Offer:
    """The button of one step."""
    speaking = to.side(side)
    address = (
        reverse(to.page, args=[record.pk]) if to.page else reverse("flow:step", args=[flow.kind, record.pk, action])
    )
    return Offer(
        action=action,
        label=str(to.label),
        side=side,
        side_label=str(speaking.label) if speaking else "",
        opinion=to.opinion,
        primary=to.primary,
        url=f"{address}?{urlencode({'side': side})}" if side else address,
    )


def is_overdue(record: Any, today: datetime.date) -> bool:
    """Whether the record's state has lasted past its deadline."""
    return record.due_on is not None and record.due_on < today
