"""Condolence programmes: planned, corrected while they are drafts, with what each receiver gets."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import change, check_in_force, check_version, locked, write
from yuanxin.welfare.care.choices import CareKind, Permission, ProgrammeState
from yuanxin.welfare.care.models import CondolenceProgramme, GoodsItem, ProgrammeGoods


class ProgrammeRefused(Refused):
    """The programme cannot be so: its name, its days, its budget, its goods."""


class NotADraft(Refused):
    """The programme was submitted; what was planned stands until it is returned."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned of a programme."""

    kind: CareKind
    name: str
    begins_on: datetime.date
    ends_on: datetime.date
    budget: Decimal
    project: str = ""


@transaction.atomic
def plan_programme(*, actor: Actor, union: Union, plan: Plan, today: datetime.date) -> CondolenceProgramme:
    """Plan a programme of `union`.

    Raises:
        OutOfScope, NotAllowed: unless `actor` runs programmes there.
        UnionEnded: if the union is no longer in force.
        ProgrammeRefused: at the field that is wrong.
    """
    actor.require(Permission.RUN, union)
    check_in_force(union)
    check_plan(plan)
    programme = CondolenceProgramme(union=union, **asdict(plan))
    try:
        with transaction.atomic():
            return begin(programme, actor=actor, today=today)
    except IntegrityError as error:
        raise name_taken() from error


@transaction.atomic
def correct_programme(
    *, actor: Actor, programme: CondolenceProgramme, plan: Plan, today: datetime.date, version: int | None = None
) -> CondolenceProgramme:
    """Correct what is planned, while it is a draft; raises as `plan_programme`, `NotADraft`, and `Stale`."""
    current = draft(actor, programme)
    check_version(current, version)
    check_plan(plan)
    try:
        with transaction.atomic():
            change(actor, "care.programme_corrected", current, asdict(plan))
    except IntegrityError as error:
        raise name_taken() from error
    return current


@transaction.atomic
def set_goods(
    *, actor: Actor, programme: CondolenceProgramme, per_head: Mapping[GoodsItem, int], today: datetime.date
) -> CondolenceProgramme:
    """Say what each receiver gets, in the place of what was said before; 0 leaves a kind of goods out.

    Raises:
        OutOfScope, NotAllowed, NotADraft: as above.
        ProgrammeRefused: for goods of another union, or fewer than none.
    """
    current = draft(actor, programme)
    for item, number in per_head.items():
        if item.union_id != current.union_id:
            raise ProgrammeRefused(
                _("“%(item)s” is kept by another union.") % {"item": item}, remedy=_("Take goods of your own store.")
            )
        if number < 0:
            raise ProgrammeRefused(_("Nobody gets less than nothing."), field=f"item_{item.pk}")
    rows = {each.item_id: each for each in current.goods.select_for_update()}
    changes = []
    for item, number in per_head.items():
        row = rows.get(item.pk)
        if row is not None:
            changed = write(row, {"per_head": number})
            changes += [changed] if changed is not None else []
        elif number:
            row = ProgrammeGoods(programme=current, item=item, per_head=number)
            row.save(force_insert=True)
            changes.append(RowChange(row, None, snapshot(row)))
    if changes:
        said = "；".join(f"{item}×{number}" for item, number in per_head.items() if number)
        record(actor, "care.goods_set", current, changes=changes, goods=said)
    return current


def draft(actor: Actor, programme: CondolenceProgramme) -> CondolenceProgramme:
    """The programme, locked, while it is planned.

    Raises:
        OutOfScope, NotAllowed, NotADraft: as above.
    """
    current = locked(programme)
    actor.require(Permission.RUN, current.union)
    if current.state != ProgrammeState.DRAFT:
        raise NotADraft(
            _("The programme is submitted: %(state)s.") % {"state": current.get_state_display()},
            remedy=_("Have it returned, or take it back, first."),
        )
    return current


def check_plan(plan: Plan) -> None:
    """Refuse a plan that cannot be.

    Raises:
        ProgrammeRefused: at the field that is wrong.
    """
    if not plan.name.strip():
        raise ProgrammeRefused(_("The name is missing."), remedy=_("Enter it."), field="name")
    if plan.ends_on < plan.begins_on:
        raise ProgrammeRefused(
            _("The programme ends before it begins."), remedy=_("Correct one of the days."), field="ends_on"
        )
    if plan.budget < 0:
        raise ProgrammeRefused(_("An amount is not negative."), field="budget")


def name_taken() -> ProgrammeRefused:
    return ProgrammeRefused(
        _("The union has a programme of this name already."), remedy=_("Add the year, or the season."), field="name"
    )
