"""Entering the work done for the pilot of the smart-union platform."""

import datetime
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import required
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import (
    change,
    check_in_force,
    check_not_future,
    check_version,
    create,
    locked,
)
from yuanxin.organisation.rosters.choices import Permission, PilotKind
from yuanxin.organisation.rosters.models import PilotTask


@dataclass(frozen=True, slots=True)
class PilotWork:
    """What is entered of a pilot task; `hours` of all who took part together."""

    kind: PilotKind
    subject: str
    done_on: datetime.date
    staff: str
    hours: int
    result: str


@transaction.atomic
def enter_pilot_task(*, actor: Actor, union: Union, work: PilotWork, today: datetime.date) -> PilotTask:
    """Enter work that staff of `union` did for the pilot.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may run the cleaning of the union's records.
        UnionEnded: if the union is no longer in force.
        Refused: for a day to come, or without hours, staff, subject or result.
    """
    union = locked(union)
    actor.require(Permission.CHECK, union)
    check_in_force(union)
    check_work(work, today)
    return create(actor, "rosters.pilot_entered", PilotTask(union=union, **asdict(work)))


@transaction.atomic
def correct_pilot_task(
    *, actor: Actor, task: PilotTask, work: PilotWork, today: datetime.date, version: int
) -> PilotTask:
    """Correct what was entered; raises as `enter_pilot_task`, and `Stale` if somebody changed it since."""
    current = locked(task)
    actor.require(Permission.CHECK, current.union)
    check_version(current, version)
    check_work(work, today)
    change(actor, "rosters.pilot_corrected", current, asdict(work))
    return current


@transaction.atomic
def withdraw_pilot_task(*, actor: Actor, task: PilotTask, reason: str, today: datetime.date, version: int) -> PilotTask:
    """Say that a pilot task was entered by mistake: it stays on record and counts no more.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may run the cleaning of the union's records.
        Refused: without a reason.
        Stale: if somebody changed it since.
    """
    current = locked(task)
    actor.require(Permission.CHECK, current.union)
    check_version(current, version)
    change(actor, "rosters.pilot_withdrawn", current, {"withdrawn": True}, reason=required(reason))
    return current


def check_work(work: PilotWork, today: datetime.date) -> None:
    """Refuse work that is to come, or of which something is missing."""
    check_not_future(work.done_on, today, "done_on")
    if work.hours < 1:
        raise Refused(_("Work takes at least an hour."), remedy=_("Enter the hours."), field="hours")
    for name in ("subject", "staff", "result"):
        if not getattr(work, name).strip():
            raise Refused(_("Something is missing here."), remedy=_("Enter it."), field=name)
