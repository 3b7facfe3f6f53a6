"""Cleaning campaigns: given out by the district, worked through by the streets, checked by the district."""

import datetime
from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import begin_all
from yuanxin.foundation.kernel import bulk, clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import in_pieces
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import streets_of
from yuanxin.foundation.unions.rules import STREET_LEVELS, TOPMOST_LEVELS
from yuanxin.foundation.unions.services.writing import change, check_version, locked
from yuanxin.organisation.rosters.choices import Check, Permission, Result, TaskState
from yuanxin.organisation.rosters.models import CleaningCampaign, CleaningItem, CleaningTask
from yuanxin.organisation.rosters.queries.checks import checks_left_open, directly_under, written
from yuanxin.organisation.rosters.rules.cleaning import told_by_records
from yuanxin.organisation.rosters.states import CLEANING_FLOW

# What mends a union's records: the acts of these rooms.
MENDING = ("unions.", "members.", "founding.")
DECIDED = {
    "id": pl.Int64, "version": pl.Int64, "result": pl.String, "left": pl.String, "decided_on": pl.Date,
    "event": pl.Int64,
}  # fmt: skip


class CampaignRefused(Refused):
    """The campaign cannot run so: its days, its name, or the union that would run it."""


class NotMended(Refused):
    """The result says that something was done, and the records do not show it."""


class TaskClosed(Refused):
    """The street has confirmed the task; its rows stand until it is taken back or returned."""


@transaction.atomic
def start_campaign(
    *,
    actor: Actor,
    union: Union,
    name: str,
    begins_on: datetime.date,
    ends_on: datetime.date,
    today: datetime.date,
    pilot: bool = False,
    streets: Sequence[Union] | None = None,
) -> CleaningCampaign:
    """Begin a cleaning campaign: a task for each street and park of `union`, a row for each union in force.

    What stands directly under the district (区直属) is a task of the district's own, unless `streets` chooses some.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may run campaigns in `union`.
        CampaignRefused: below a district, with days in the wrong order or past, with days of another campaign, with a
            name used before, or without a street.
    """
    union = locked(union)
    actor.require(Permission.CHECK, union)
    if union.level not in TOPMOST_LEVELS:
        raise CampaignRefused(
            _("A cleaning campaign is run by a district."), remedy=_("Choose the district's union."), field="union"
        )
    check_days(union, begins_on, ends_on, today)
    chosen = list(streets_of(union)) if streets is None else sorted(set(streets), key=lambda each: each.path)
    for street in chosen:
        if street.level not in STREET_LEVELS or not street.path.startswith(union.path):
            raise CampaignRefused(
                _("%(union)s is no street or park of this district.") % {"union": street.name},
                remedy=_("Leave it out."),
                field="streets",
            )
    campaign = CleaningCampaign(union=union, name=name.strip(), begins_on=begins_on, ends_on=ends_on, pilot=pilot)
    insert_campaign(campaign)
    parts: list[tuple[Union, QuerySet[Union]]] = [
        (street, Union.objects.within(street).in_force()) for street in chosen
    ]
    if streets is None:
        parts.append((union, directly_under(union, chosen)))
    if not parts:
        raise CampaignRefused(
            _("The campaign would have no task."), remedy=_("Choose at least one street or park."), field="streets"
        )
    number = give_tasks(campaign, parts, actor=actor, today=today)
    record(
        actor,
        "rosters.campaign_started",
        campaign,
        changes=[RowChange(campaign, None, snapshot(campaign))],
        tasks=len(parts),
        unions=number,
    )
    return campaign


def check_days(
    union: Union,
    begins_on: datetime.date,
    ends_on: datetime.date,
    today: datetime.date,
    other_than: CleaningCampaign | None = None,
) -> None:
    """Refuse days in the wrong order, days already past, and days on which another campaign of the district runs.

    Raises:
        CampaignRefused: naming the field.
    """
    if ends_on < begins_on:
        raise CampaignRefused(
            _("The campaign ends before it begins."), remedy=_("Correct one of the days."), field="ends_on"
        )
    if ends_on < today:
        raise CampaignRefused(_("The last day is past."), remedy=_("Give a day from today on."), field="ends_on")
    others = CleaningCampaign.objects.filter(union=union, begins_on__lte=ends_on, ends_on__gte=begins_on)
    if other_than is not None:
        others = others.exclude(pk=other_than.pk)
    if (other := others.first()) is not None:
        raise CampaignRefused(
            _("“%(name)s” runs from %(begin)s to %(end)s; only one campaign runs at a time.")
            % {"name": other.name, "begin": other.begins_on, "end": other.ends_on},
            remedy=_("Choose other days."),
            field="begins_on" if other_than is None else "ends_on",
        )


def insert_campaign(campaign: CleaningCampaign) -> None:
    """Insert the campaign.

    Raises:
        CampaignRefused: without a name, or with one that the district has used.
    """
    if not campaign.name:
        raise CampaignRefused(_("The name is missing."), remedy=_("Enter it."), field="name")
    try:
        with transaction.atomic():
            campaign.save(force_insert=True)
    except IntegrityError as error:
        raise CampaignRefused(
            _("A campaign of this name was run before."), remedy=_("Choose another name."), field="name"
        ) from error


def give_tasks(
    campaign: CleaningCampaign,
    parts: Sequence[tuple[Union, QuerySet[Union]]],
    *,
    actor: Actor,
    today: datetime.date,
) -> int:
    """A task for each part, with a row for each of its unions and what the records leave open; the number of rows."""
    tasks = [CleaningTask(campaign=campaign, union=place, given_on=today) for place, _unions in parts]
    begin_all(tasks, actor=actor, today=today, union=campaign.union_id, campaign=campaign.name)
    items = []
    for task, (_place, unions) in zip(tasks, parts, strict=True):
        items += [
            CleaningItem(task=task, union_id=pk, found=written(checks))
            for pk, checks in checks_left_open(unions, today).items()
        ]
    CleaningItem.objects.bulk_create(items, batch_size=1000)
    return len(items)


@transaction.atomic
def change_campaign(
    *, actor: Actor, campaign: CleaningCampaign, name: str, ends_on: datetime.date, today: datetime.date, version: int
) -> CleaningCampaign:
    """Rename a campaign, or end it sooner or later; its open tasks are due on the new last day.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may run campaigns in its union.
        CampaignRefused: as `start_campaign`.
        Stale: if somebody changed it since.
    """
    current = locked(campaign)
    actor.require(Permission.CHECK, current.union)
    check_version(current, version)
    check_days(current.union, current.begins_on, ends_on, today, other_than=current)
    if not name.strip():
        raise CampaignRefused(_("The name is missing."), remedy=_("Enter it."), field="name")
    try:
        with transaction.atomic():
            change(actor, "rosters.campaign_changed", current, {"name": name.strip(), "ends_on": ends_on})
    except IntegrityError as error:
        raise CampaignRefused(
            _("A campaign of this name was run before."), remedy=_("Choose another name."), field="name"
        ) from error
    CleaningTask.objects.filter(campaign=current, state=TaskState.OPEN).update(due_on=ends_on)
    return current


@transaction.atomic
def fill_in(*, actor: Actor, task: CleaningTask, today: datetime.date) -> dict[Result, int]:
    """Write the results that the records prove, for every pending row of the task; how many of each.

    A union merged or revoked since is so; one whose open checks are all answered by now was corrected; one that never
    had any is confirmed. What the records leave open stays pending, for a person to look at.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may clean the task's unions.
        TaskClosed: if the street has confirmed the task.
    """
    actor.require(Permission.CLEAN, task.union)
    check_open(locked(task))
    pending = list(
        task.items.filter(result=Result.PENDING).select_related("union").select_for_update(of=("self",)).order_by("pk")
    )
    ids = [item.union_id for item in pending]
    left = open_checks_of(ids, today)
    acts = mending_acts(ids, task)
    changes: list[RowChange] = []
    counts: dict[Result, int] = {}
    rows: list[tuple[Any, ...]] = []
    for item in pending:
        checks = left.get(item.union_id, [])
        result = told_by_records(item.union.state, item.found.split(), checks, mended=item.union_id in acts)
        if result is Result.PENDING:
            continue
        event = acts.get(item.union_id) if result is not Result.CONFIRMED else None
        rows.append((item.pk, item.version, str(result), written(checks), today, event))
        before = snapshot(item)
        item.result, item.left, item.decided_on, item.event = result, written(checks), today, event
        item.version += 1
        changes.append(RowChange(item, before, snapshot(item)))
        counts[result] = counts.get(result, 0) + 1
    bulk.update(CleaningItem, pl.DataFrame(rows, schema=DECIDED, orient="row"))
    if changes:
        record(
            actor,
            "rosters.cleaning_filled_in",
            task,
            changes=changes,
            results={str(result): number for result, number in counts.items()},
        )
    return counts


@transaction.atomic
def decide_item(
    *, actor: Actor, item: CleaningItem, result: Result, note: str = "", today: datetime.date, version: int
) -> CleaningItem:
    """Say what the cleaning found of one union; `Result.PENDING` takes an earlier word back.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may clean the union's records.
        TaskClosed: if the street has confirmed the task.
        NotMended: if the records show no correction, merger or revocation, or a union no longer in force is confirmed.
        Refused: if a union is confirmed whose records leave a check open, without a note that says why.
        Stale: if somebody decided it since.
    """
    current = locked(item)
    actor.require(Permission.CLEAN, current.union)
    check_open(locked(current.task))
    check_version(current, version)
    note = note.strip()
    if result is Result.PENDING:
        values: dict[str, Any] = {"result": result, "left": "", "note": note, "decided_on": None, "event": None}
        change(actor, "rosters.cleaning_decided", current, values, result=str(result))
        return current
    checks = open_checks_of([current.union_id], today).get(current.union_id, [])
    event = mending_acts([current.union_id], current.task).get(current.union_id)
    check_result(current, result, checks, event, note)
    values = {
        "result": result,
        "left": written(checks),
        "note": note,
        "decided_on": today,
        "event": event if result is not Result.CONFIRMED else None,
    }
    change(actor, "rosters.cleaning_decided", current, values, result=str(result))
    return current


def check_result(item: CleaningItem, result: Result, left: Sequence[Check], event: int | None, note: str) -> None:
    """Refuse a result that the records do not bear out.

    Raises:
        NotMended, Refused: as `decide_item`.
    """
    ended = {
        Result.MERGED: {UnionState.MERGED},
        Result.REVOKED: {UnionState.REVOKED, UnionState.ANNULLED},
    }.get(result)
    if ended is not None and item.union.state not in ended:
        raise NotMended(
            _("The register has %(union)s as “%(state)s”.")
            % {"union": item.union.name, "state": item.union.get_state_display()},
            remedy=_("Have it merged or revoked first; the result then follows by itself."),
            field="result",
        )
    if ended is None and item.union.state != UnionState.ACTIVE:
        raise NotMended(
            _("%(union)s is no longer in force.") % {"union": item.union.name},
            remedy=_("Choose what became of it: merged or revoked."),
            field="result",
        )
    if result is Result.CORRECTED and event is None:
        raise NotMended(
            _("Nothing of %(union)s was changed since the task was given.") % {"union": item.union.name},
            remedy=_("Correct its records first, or confirm them as they are."),
            field="result",
        )
    if result in {Result.CONFIRMED, Result.CORRECTED} and left and not note:
        raise Refused(
            _("The records leave something open: %(checks)s.")
            % {"checks": "、".join(str(check.label) for check in left)},
            remedy=_("Mend it, or say in the note why it may stay so."),
            field="note",
        )


def check_open(task: CleaningTask) -> None:
    """Raise `TaskClosed` unless the street is still at it."""
    if task.state != TaskState.OPEN:
        raise TaskClosed(
            _("The task is closed: %(state)s.") % {"state": task.get_state_display()},
            remedy=_("Have it taken back or returned first."),
        )


def open_checks_of(unions: Sequence[int], day: datetime.date) -> dict[int, list[Check]]:
    """As `checks_left_open`, for unions by their ids."""
    found: dict[int, list[Check]] = {}
    for piece in in_pieces(unions):
        found |= checks_left_open(Union.objects.filter(pk__among=piece), day)
    return found


def mending_acts(unions: Sequence[int], task: CleaningTask) -> dict[int, int]:
    """The newest act in the trail, by union, that changed its records since the task was given."""
    since = datetime.datetime.combine(task.given_on, datetime.time(), clock.SHANGHAI)
    mends = Q()
    for room in MENDING:
        mends |= Q(action__startswith=room)
    found: dict[int, int] = {}
    for piece in in_pieces(unions):
        acts = Event.objects.filter(mends, union__among=piece, at__gte=since, changes__gt=0)
        newest = acts.order_by().values("union").annotate(newest=Max("pk")).values_list("union", "newest")
        found |= {union: act for union, act in newest if union is not None}
    return found


@CLEANING_FLOW.entering(TaskState.CONFIRMED)
def confirmed(task: CleaningTask, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Date the street's confirmation."""
    return date_task(task, confirmed_on=today)


@CLEANING_FLOW.entering(TaskState.CHECKED)
def checked(task: CleaningTask, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Date the district's check."""
    return date_task(task, checked_on=today)


@CLEANING_FLOW.entering(TaskState.OPEN)
def opened_again(task: CleaningTask, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """A task taken back or returned is not confirmed."""
    return date_task(task, confirmed_on=None)


def date_task(task: CleaningTask, **dates: datetime.date | None) -> list[RowChange]:
    """Write dates into a task whose state and version the flow has just written."""
    before = {name: getattr(task, name) for name in dates}
    CleaningTask.objects.filter(pk=task.pk).update(**dates)
    for name, value in dates.items():
        setattr(task, name, value)
    return [RowChange(task, snapshot_of(before), snapshot(task, list(dates)))]


def snapshot_of(values: dict[str, datetime.date | None]) -> dict[str, Any]:
    """Dates as the journal keeps them."""
    return {name: value.isoformat() if value else None for name, value in values.items()}
