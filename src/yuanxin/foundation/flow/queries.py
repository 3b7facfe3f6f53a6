"""What waits for whom, what was decided, what may be done with a record."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.http import urlencode

from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.accounts.queries import holders_over, key_of
from yuanxin.foundation.accounts.roles import permissions_of
from yuanxin.foundation.flow.cases import Case, place_of
from yuanxin.foundation.flow.models import Assignment, Decision, Notice, Objection, Reminder
from yuanxin.foundation.flow.models.decisions import DecisionQuerySet
from yuanxin.foundation.flow.registry import flow_of
from yuanxin.foundation.flow.tables import BEGIN, Flow, Standing, To
from yuanxin.foundation.kernel.actors import Actor, Capacity, Principal
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models.scope import in_range


def decisions_on(record: Model) -> DecisionQuerySet:
    """Every decision on a record, the first one first."""
    return Decision.objects.on(record)


def standing_of(record: Any, today: datetime.date) -> Standing:
    """The record with the decisions of its present round."""
    return Standing(record, tuple(decisions_on(record).filter(round=record.round)), today)


def waiting_for(flow: Flow, actor: Actor, today: datetime.date) -> QuerySet[Any]:
    """The records that wait for `actor` to take a step, one query: by state, permission, place, side, `not_by` and
    public notice, in the actor's own right or as a deputy; without those that lie with somebody else.

    A condition (`when`) is not asked here; a record may wait whose step still lacks something.
    """
    condition = Q()
    for capacity in actor.capacities():
        for state, _action, to in flow.steps():
            if to.automatic or not to.awaited:
                continue
            for side, at in to.places():
                if not capacity.actor.may_somewhere(to.needed(side)):
                    continue
                held = held_over(capacity.actor, to.needed(side), f"{at}__path")
                condition |= Q(state=state) & held & _free(flow, to, side, capacity, today)
    if not condition:
        return flow.model._default_manager.none()
    reminded = Reminder.objects.filter(kind=flow.kind, object_id=OuterRef("pk"), round=OuterRef("round"))
    rows = with_holder(flow, flow.model._default_manager.filter(condition)).annotate(reminded=Exists(reminded))
    if not actor.everywhere:
        rows = rows.filter(Q(lies_with=None) | Q(lies_with__in=actor.keys))
    return rows.select_related(*flow.related)


def _free(flow: Flow, to: To, side: str, capacity: Capacity, today: datetime.date) -> Q:
    """The condition that nothing decided so far keeps the people behind `capacity` from the step."""
    taken = Decision.objects.filter(kind=flow.kind, object_id=OuterRef("pk"))
    own = taken.behind(capacity.keys)
    free = Q()
    if side:
        in_round = Q(round=OuterRef("round"))
        free &= Q(~Exists(taken.filter(in_round, side=side)), ~Exists(own.filter(in_round).exclude(side="")))
    if to.not_by:
        free &= Q(~Exists(own.filter(action__in=to.not_by)))
    if to.by:
        heir = Assignment.objects.filter(
            kind=flow.kind, object_id=OuterRef("pk"), as_submitter=True, holder__in=capacity.keys
        )
        free &= Q(Exists(own.filter(action__in=to.by))) | Q(Exists(heir))
    if to.after_notice:
        notice = Notice.objects.filter(kind=flow.kind, object_id=OuterRef("pk"), round=OuterRef("round"))
        free &= Q(~Exists(notice.in_the_way(today)))  # type: ignore[attr-defined]
    return free


def with_holder(flow: Flow, rows: QuerySet[Any]) -> QuerySet[Any]:
    """`rows` with `lies_with` and `lies_with_name`: in whose hands each lies in its present round."""
    given = Assignment.objects.filter(
        kind=flow.kind, object_id=OuterRef("pk"), round=OuterRef("round"), as_submitter=False
    ).order_by("-id")
    return rows.annotate(
        lies_with=Subquery(given.values("holder")[:1]), lies_with_name=Subquery(given.values("holder_label")[:1])
    )


def lies_with(record: Any, assignments: Iterable[Assignment] | None = None) -> Principal | None:
    """In whose hands a record lies; None where it waits for whoever may take the next step.

    `assignments` are all the record's, where they are read already.
    """
    given = Assignment.objects.on(record) if assignments is None else assignments
    present = [each for each in given if each.round == record.round and not each.as_submitter]
    return Principal(present[-1].holder, present[-1].holder_label) if present else None


def waiting_at(flow: Flow, appointment: Appointment) -> QuerySet[Any]:
    """What an appointment leaves open: records that wait for its role at its very union, and those that lie with its
    holder; without those that lie with somebody else."""
    held = permissions_of(appointment.role)
    condition = Q(pk__in=[])
    for state, _action, to in flow.steps():
        for side, at in to.places():
            if not to.automatic and to.awaited and to.needed(side) in held:
                condition |= Q(state=state, **{at: appointment.union_id})
    holder = key_of(appointment.user)
    open_ones = with_holder(flow, flow.model._default_manager.exclude(state__in=flow.ends))
    rows = open_ones.filter((condition & Q(lies_with=None)) | Q(lies_with=holder))
    return rows.select_related(*flow.related).order_by("pk")


def sent_in_by(flow: Flow, key: str) -> QuerySet[Any]:
    """Open records that somebody sent in, of flows in which that counts later: they may be withdrawn or come back."""
    counts = {name for _state, _action, to in flow.steps() for name in (*to.by, to.back_to) if name}
    sent = Decision.objects.filter(kind=flow.kind, object_id=OuterRef("pk"), action__in=counts).behind([key])
    return flow.model._default_manager.filter(Exists(sent)).exclude(state__in=flow.ends).order_by("pk")


def held_over(actor: Actor, permission: str, path: str) -> Q:
    """The condition that `actor` holds `permission` over the union whose path is at `path`."""
    if actor.everywhere:
        return Q()
    condition = Q(pk__in=[])
    for part in actor.ranges(permission):
        condition |= in_range(path, part)
    return condition


def holds_a_step(flow: Flow, record: Any, actor: Actor) -> bool:
    """Whether the actor holds the permission for some step that the record waits for."""
    return any(
        actor.may(to.needed(side), place_of(record, at))
        for to in flow.table.get(record.state, {}).values()
        if not to.automatic and to.awaited
        for side, at in to.places()
    )


def may_take_a_step(record: Any, actor: Actor, today: datetime.date) -> bool:
    """Whether the record waits for a step that the actor may take, if nothing is lacking."""
    flow = flow_of(record._meta.label_lower)
    return flow is not None and step_in(Case(flow, record, today), actor)


def step_in(case: Case, actor: Actor) -> bool:
    """As `may_take_a_step`, of a record of which more is asked besides."""
    flow, record = case.flow, case.record
    return any(
        _capacity(case, to, side, actor) is not None
        for to in flow.table.get(record.state, {}).values()
        if not to.automatic and to.awaited
        for side, _at in to.places()
    )


def who_may_go_on(flow: Flow, record: Any, today: datetime.date) -> QuerySet[User]:
    """Who holds the permission for some step that the record waits for, at its union or above."""
    holders = {
        user.pk
        for to in flow.table.get(record.state, {}).values()
        if not to.automatic and to.awaited
        for side, at in to.places()
        for user in holders_over(to.needed(side), place_of(record, at), today)
    }
    return User.objects.filter(pk__in=holders).order_by("name", "pk")


def _capacity(case: Case, to: To, side: str, actor: Actor) -> Capacity | None:
    try:
        return case.capacity(to, side, actor)
    except Refused:
        return None


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that the actor may take on the record now; `acting_for` names the officer it would deputise for."""

    action: str
    label: str
    side: str
    side_label: str
    opinion: bool
    primary: bool
    url: str
    acting_for: str


def offers(record: Any, actor: Actor, today: datetime.date) -> list[Offer]:
    """The buttons of a record for `actor`: what state, permission, side, `not_by`, notice and condition allow."""
    flow = flow_of(record._meta.label_lower)
    steps = flow.table.get(record.state, {}) if flow is not None else {}
    if flow is None or not steps:
        return []
    return offers_in(Case(flow, record, today), actor)


def offers_in(case: Case, actor: Actor) -> list[Offer]:
    """As `offers`, of a record of which more is asked besides."""
    flow, record = case.flow, case.record
    offered = []
    for action, to in flow.table.get(record.state, {}).items():
        if to.automatic or case.lacking(to):
            continue
        for side, _at in to.places():
            capacity = _capacity(case, to, side, actor)
            if capacity is not None:
                offered.append(offer_of(flow, record, action, to, side, capacity.principal))
    return with_one_primary(offered)


def with_one_primary(offered: list[Offer]) -> list[Offer]:
    """The offers, none of them primary where several would be: who speaks for both sides has to choose, not to nod."""
    if sum(each.primary for each in offered) <= 1:
        return offered
    return [replace(each, primary=False) for each in offered]


def offer_of(flow: Flow, record: Any, action: str, to: To, side: str, principal: Principal | None) -> Offer:
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
        acting_for=principal.label if principal else "",
    )


def notices_on_view(today: datetime.date) -> QuerySet[Notice]:
    """What the public may read today, the nearest end first: without scope, since a notice is for everybody."""
    return Notice.objects.running(today).select_related("union").order_by("ends_on", "id")


def notice_on_view(token: uuid.UUID, today: datetime.date) -> Notice | None:
    """The notice with this public key, while it runs."""
    return notices_on_view(today).filter(token=token).first()


def answer_to(token: uuid.UUID) -> tuple[Objection | None, Decision | None]:
    """The objection with this public key, and the decision that answered it."""
    objection = Objection.objects.filter(token=token).select_related("notice", "union").first()
    if objection is None:
        return None, None
    return objection, decisions_on(objection).exclude(action=BEGIN).last()


def is_overdue(record: Any, today: datetime.date) -> bool:
    """Whether the record's state has lasted past its deadline."""
    return record.due_on is not None and record.due_on < today
