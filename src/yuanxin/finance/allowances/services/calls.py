"""The yearly call: opened by the district, with a draft for each unit asked."""

import datetime
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.finance.allowances.choices import AllowanceState, Permission
from yuanxin.finance.allowances.models import AllowanceCall, StaffAllowance
from yuanxin.finance.allowances.rules import RATE, AllowanceRate
from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import begin, begin_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.policies.queries import policy_version
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.rules import TOPMOST_LEVELS
from yuanxin.foundation.unions.services.writing import change, check_in_force, check_version, locked


class CallRefused(Refused):
    """The call cannot run so: its year, its days, or whom it asks."""


class CallClosed(Refused):
    """The call's last day is past; nothing more is asked under it."""


@transaction.atomic
def open_call(
    *,
    actor: Actor,
    union: Union,
    year: int,
    closes_on: datetime.date,
    units: Sequence[Union],
    today: datetime.date,
    note: str = "",
) -> AllowanceCall:
    """Open the call of a year at the rate in force today, with a draft for each of `units`.

    Raises:
        OutOfScope, NotAllowed: unless `actor` runs the calls of `union`.
        CallRefused: below a district, for a year called before, with a last day past, or a unit outside.
        NoPolicy: if no rate is in force.
    """
    union = locked(union)
    actor.require(Permission.GRANT, union)
    check_in_force(union)
    if union.level not in TOPMOST_LEVELS:
        raise CallRefused(_("A call is run by a district."), remedy=_("Choose the district's union."), field="union")
    if closes_on < today:
        raise CallRefused(_("The last day is past."), remedy=_("Give a day from today on."), field="closes_on")
    version = policy_version(RATE, on=today)
    rate: AllowanceRate = version.typed
    call = AllowanceCall(
        union=union, year=year, called_on=today, closes_on=closes_on, rate=rate.rate, policy=version, note=note.strip()
    )
    try:
        with transaction.atomic():
            call.save(force_insert=True)
    except IntegrityError as error:
        raise CallRefused(
            _("The allowances of %(year)s were called for before.") % {"year": year},
            remedy=_("Open that call and ask further units under it."),
            field="year",
        ) from error
    asked = drafts_for(call, units, actor=actor, today=today)
    record(
        actor, "allowances.call_opened", call, changes=[RowChange(call, None, snapshot(call))], units=asked, year=year
    )
    return call


@transaction.atomic
def ask_units(*, actor: Actor, call: AllowanceCall, units: Sequence[Union], today: datetime.date) -> int:
    """Ask further units under a call; how many got a draft. Units asked before are left as they are.

    Raises:
        OutOfScope, NotAllowed: unless `actor` runs the call.
        CallClosed: after its last day.
        CallRefused: for a unit outside the district or no longer in force.
    """
    call = locked(call)
    actor.require(Permission.GRANT, call.union)
    check_open(call, today)
    asked = drafts_for(call, units, actor=actor, today=today)
    record(actor, "allowances.units_asked", call, units=asked)
    return asked


@transaction.atomic
def change_call(
    *, actor: Actor, call: AllowanceCall, closes_on: datetime.date, note: str, today: datetime.date, version: int
) -> AllowanceCall:
    """Move the last day of a call, or change its note; its drafts are due on the new day.

    Raises:
        OutOfScope, NotAllowed: unless `actor` runs the call.
        CallRefused: for a day past.
        Stale: if somebody changed it since.
    """
    current = locked(call)
    actor.require(Permission.GRANT, current.union)
    check_version(current, version)
    if closes_on < today and closes_on != current.closes_on:
        raise CallRefused(_("The last day is past."), remedy=_("Give a day from today on."), field="closes_on")
    change(actor, "allowances.call_changed", current, {"closes_on": closes_on, "note": note.strip()})
    StaffAllowance.objects.filter(call=current, state=AllowanceState.DRAFT).update(due_on=closes_on)
    return current


@transaction.atomic
def begin_allowance(*, actor: Actor, call: AllowanceCall, union: Union, today: datetime.date) -> StaffAllowance:
    """A draft for a unit that was not asked, begun by the unit itself.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may ask for the unit.
        CallClosed: after the call's last day.
        CallRefused: if the unit lies outside the call's district, or has its allowance of the year already.
    """
    actor.require(Permission.APPLY, union)
    call = locked(call)
    check_open(call, today)
    check_unit(call, union)
    if StaffAllowance.objects.filter(call=call, union=union).exclude(state=AllowanceState.WITHDRAWN).exists():
        raise CallRefused(
            _("%(union)s has its allowance of %(year)s already.") % {"union": union.name, "year": call.year},
            remedy=_("Open it in the register."),
            field="union",
        )
    return begin(StaffAllowance(call=call, union=union), actor=actor, today=today, year=call.year)


def drafts_for(call: AllowanceCall, units: Iterable[Union], *, actor: Actor, today: datetime.date) -> int:
    """A draft for each unit that has none under the call; how many were made."""
    have = set(
        StaffAllowance.objects.filter(call=call)
        .exclude(state=AllowanceState.WITHDRAWN)
        .values_list("union_id", flat=True)
    )
    chosen = {unit.pk: unit for unit in units if unit.pk not in have}
    for unit in chosen.values():
        check_unit(call, unit)
    drafts = [StaffAllowance(call=call, union=unit) for unit in chosen.values()]
    begin_all(drafts, actor=actor, today=today, union=call.union_id, year=call.year)
    return len(drafts)


def check_unit(call: AllowanceCall, unit: Union) -> None:
    """Refuse a unit outside the call's district, or no longer in force."""
    if not unit.path.startswith(call.union.path):
        raise CallRefused(
            _("%(union)s is no unit of this district.") % {"union": unit.name}, remedy=_("Leave it out."), field="units"
        )
    check_in_force(unit)


def check_open(call: AllowanceCall, today: datetime.date) -> None:
    """Raise `CallClosed` after the call's last day."""
    if today > call.closes_on:
        raise CallClosed(
            _("The call of %(year)s closed on %(day)s.") % {"year": call.year, "day": call.closes_on},
            remedy=_("Ask the district to move its last day."),
        )
