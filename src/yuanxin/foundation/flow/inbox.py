"""待办: what waits for an actor, from every flow and from every other source that an app adds.

One statement counts them all; only sources in which something waits are asked for it.
"""

import datetime
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst

from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.queries import is_overdue, waiting_for
from yuanxin.foundation.flow.registry import flow_of, flows
from yuanxin.foundation.flow.tables import Flow, Text
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.counts import Counting, counting
from yuanxin.foundation.ui.access import ActorRequest

# As long as one goes by the same statement; a policy entered meanwhile tells in the next.
KEPT_SECONDS = 60
SHOWN_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do."""

    kind: str
    subject: str
    url: str
    state: str
    due_on: datetime.date | None
    overdue: bool
    reminded: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where things to do come from, besides the flows: `waiting` gives the records, `item` how one is shown."""

    code: str
    label: Text
    waiting: Callable[[Actor, datetime.date], QuerySet[Any]]
    item: Callable[[Any, Actor, datetime.date], Item]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one source has for an actor."""

    code: str
    label: str
    items: list[Item]
    more: bool


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits for an actor, and how much of it is late; only what has a `due_on` can be."""

    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A source in which something waits, and how much."""

    code: str
    label: str
    load: Load


@dataclass(frozen=True, slots=True)
class Done:
    """A step the actor took; `acting_for` names the officer it was taken for."""

    at: datetime.datetime
    label: str
    subject: str
    opinion: str
    url: str
    acting_for: str


_sources: dict[str, Source] = {}


def add(source: Source) -> None:
    """Let an app add what waits for people outside any flow: rows of an import to be decided, drafts to be sent."""
    _sources[source.code] = source


def sources() -> list[Source]:
    """Every flow as a source, then those added."""
    return [*(source_of(flow) for flow in flows()), *_sources.values()]


def source_of(flow: Flow) -> Source:
    """A flow's records as a source of the inbox."""
    return Source(
        code=flow.kind,
        label=capfirst(flow.model._meta.verbose_name_plural or flow.kind),
        waiting=lambda actor, today: waiting_for(flow, actor, today).order_by("due_on", "pk"),
        item=lambda record, actor, today: item_of(flow, record, actor, today),
    )


def item_of(flow: Flow, record: Any, actor: Actor, today: datetime.date) -> Item:
    """A flow's record as a thing to do."""
    return Item(
        kind=str(flow.model._meta.verbose_name),
        subject=flow.subject(record, actor),
        url=page_of(flow, record.pk),
        state=str(flow.states[record.state]),
        due_on=record.due_on,
        overdue=is_overdue(record, today),
        reminded=record.reminded,
    )


def page_of(flow: Flow, pk: int) -> str:
    """The page of a flow's record; empty where the flow names none."""
    return reverse(flow.url_name, args=[pk]) if flow.url_name else ""


def waiting(
    actor: Actor, today: datetime.date, *, limit: int = SHOWN_AT_MOST, among: Collection[str] | None = None
) -> list[Waiting]:
    """What waits, by source, the nearest deadline first; sources with nothing are left out, and not asked.

    `among` are the codes of the sources that are wanted, in their order, where it is known what waits in which.
    """
    wanted = loads(actor, today) if among is None else among
    known = {source.code: source for source in sources()}
    shown = []
    for source in (known[code] for code in wanted):
        records = list(source.waiting(actor, today)[: limit + 1])
        items = [source.item(record, actor, today) for record in records[:limit]]
        shown.append(Waiting(source.code, str(source.label), items, more=len(records) > limit))
    return shown


def loads(actor: Actor, today: datetime.date) -> dict[str, Load]:
    """How much waits and how much of it is late, by the code of its source: one statement, however many there are.

    Sources in which something is late come first.
    """
    codes = tuple(source.code for source in sources())
    counted = _counting(actor, today, codes, int(time.monotonic() // KEPT_SECONDS))()
    found = {code: Load(each.rows, each.marked) for code, each in counted.items()}
    return dict(sorted(found.items(), key=lambda one: not one[1].overdue))


@lru_cache(maxsize=512)
def _counting(actor: Actor, today: datetime.date, _codes: tuple[str, ...], _while: int) -> Counting:
    """The statement of `loads`. Making it takes ten times as long as asking it, and every page asks it."""
    waits = {source.code: source.waiting(actor, today) for source in sources()}
    return counting(waits, {code: Q(due_on__lt=today) for code, rows in waits.items() if _have_deadlines(rows)})


def loads_for(request: ActorRequest) -> dict[str, Load]:
    """As `loads`, for the reader of a page; asked once a page, however many parts of it show them."""
    known: dict[str, Load] | None = getattr(request, "waiting_loads", None)
    if known is None:
        known = loads(request.actor, request.today)
        request.waiting_loads = known  # type: ignore[attr-defined]
    return known


def load(actor: Actor, today: datetime.date) -> Load:
    """How much waits for an actor in all."""
    return together(loads(actor, today))


def together(found: Mapping[str, Load]) -> Load:
    """The loads of several sources, added up."""
    return Load(sum(each.waiting for each in found.values()), sum(each.overdue for each in found.values()))


def _have_deadlines(rows: QuerySet[Any]) -> bool:
    return any(field.name == "due_on" for field in rows.model._meta.concrete_fields)


def kinds(found: Mapping[str, Load]) -> list[Kind]:
    """What waits by its kind, to be chosen from."""
    labels = {source.code: str(source.label) for source in sources()}
    return [Kind(code, labels[code], load) for code, load in found.items()]


def done(actor: Actor, *, limit: int = SHOWN_AT_MOST) -> list[Done]:
    """已办: the steps the actor took, the newest first."""
    shown = []
    for decision in Decision.objects.filter(actor=actor.key).order_by("-id")[:limit]:
        flow = flow_of(decision.kind)
        if flow is not None:
            label, url = flow.label_of(decision.action), page_of(flow, decision.object_id)
            shown.append(Done(decision.at, label, decision.label, decision.opinion, url, decision.for_label))
    return shown
