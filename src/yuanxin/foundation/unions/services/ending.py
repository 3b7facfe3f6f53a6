"""The ends of a union: merged into another, revoked, its approval annulled."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuanxin.foundation.audit.services import RowChange, gathered, record
from yuanxin.foundation.kernel.actors import Actor, PathRange
from yuanxin.foundation.kernel.counts import count_all
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import Merge, Officer, Term, Union
from yuanxin.foundation.unions.registry import Merger, belongings
from yuanxin.foundation.unions.rules import may_merge
from yuanxin.foundation.unions.services.merging import part
from yuanxin.foundation.unions.services.merging.joining import keep
from yuanxin.foundation.unions.services.merging.parting import Moved, restored
from yuanxin.foundation.unions.services.tree import TreeRefused, check_may_change_place, hang, lock_tree
from yuanxin.foundation.unions.services.writing import check_in_force, check_not_future, locked, write

# The one kind of belonging that no room registers.
LOWER = "unions.lower"


class StillInUse(Refused):
    """The union still has members, lower unions, coverage or open matters."""


@dataclass(frozen=True, slots=True)
class Held:
    """How many things of one kind a union holds: what a merger passes on, what stands in a revocation's way.

    `told` is the number in words: “12 active members”.
    """

    told: str
    count: int
    remedy: str
    blocks: bool = True


def held_by(union: Union) -> list[Held]:
    """Everything `union` holds, for the preview of its end; kinds of which it holds none are left out."""
    known = {each.code: each for each in belongings()}
    lower = Union.objects.filter(parent=union).in_force_or_preparing()
    counted = count_all({LOWER: lower} | {code: each.rows(union) for code, each in known.items()})
    held = []
    if children := counted.pop(LOWER, 0):
        told = ngettext("%(count)s lower union", "%(count)s lower unions", children) % {"count": children}
        held.append(Held(told, children, _("Move or end them first.")))
    for code, count in counted.items():
        each = known[code]
        held.append(Held(str(each.told % {"count": count}), count, str(each.remedy), each.blocks))
    return held


def in_the_way(union: Union) -> list[Held]:
    """Of what `union` holds, what has to be dealt with before it can be revoked."""
    return [each for each in held_by(union) if each.blocks]


@transaction.atomic
def merge_unions(
    *, actor: Actor, absorbed: Union, survivor: Union, on: datetime.date, today: datetime.date, reason: str
) -> Union:
    """Merge `absorbed` into `survivor` from the day `on`; returns the survivor.

    Its lower unions move under the survivor, its members, coverage and open matters pass on by the registered handlers,
    its officers step down. Its code leads to the survivor from now on. One event holds every changed row.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may change the tree above both.
        TreeRefused: if one stands in the other's way: levels apart, the survivor below the absorbed.
        UnionEnded: if one of them has ended already.
        Refused: without a reason, or for a day to come or before the approval.
    """
    lock_tree()
    absorbed, survivor = locked(absorbed), locked(survivor)
    check_may_change_place(actor, absorbed)
    check_may_change_place(actor, survivor)
    check_mergeable(absorbed, survivor)
    check_end(absorbed, on, today)
    check_reason(reason)
    with gathered() as events:
        changes = _go_into(actor, absorbed, survivor, on, reason)
    keep(actor, absorbed, survivor, reason, [event.pk for event in events], changes)
    return survivor


def _go_into(actor: Actor, absorbed: Union, survivor: Union, on: datetime.date, reason: str) -> list[RowChange]:
    """Pass everything on and end the absorbed union, with the event; the rows changed."""
    changes: list[RowChange] = []
    for child in Union.objects.select_for_update().filter(parent=absorbed).in_force_or_preparing().order_by("path"):
        moved = hang(child, survivor)
        changes += [moved] if moved is not None else []
    rows, passed_on = pass_on(Merger(actor=actor, absorbed=absorbed, survivor=survivor, on=on))
    changes += rows
    changes += step_down(absorbed, on)
    ended = write(absorbed, {"state": UnionState.MERGED, "merged_into": survivor, "ended_on": on})
    changes += [ended] if ended is not None else []
    record(
        actor,
        "unions.merged",
        absorbed,
        reason=reason,
        changes=changes,
        into=survivor.code,
        passed_on=passed_on,
    )
    return changes


def pass_on(merger: Merger) -> tuple[list[RowChange], dict[str, int]]:
    """Hand everything that is registered to the survivor; the rows changed, and how many of each kind."""
    changes: list[RowChange] = []
    passed_on: dict[str, int] = {}
    for belonging in belongings():
        rows = belonging.pass_on(merger)
        passed_on[belonging.code] = len(rows)
        changes += rows
    return changes, passed_on


@transaction.atomic
def unmerge_unions(*, actor: Actor, merge: Merge, today: datetime.date, reason: str) -> Union:
    """Take a merger apart: the absorbed union stands again, with all it had; returns it.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may change the tree above both.
        LaterWork: where something was done since with a row that the merger changed.
        Refused: without a reason, or if it was taken apart already.
    """
    lock_tree()
    for union in Union.objects.filter(pk__in=[merge.survivor, merge.absorbed]):
        check_may_change_place(actor, union)
    part(
        actor=actor,
        action="unions.unmerged",
        merge=merge,
        today=today,
        reason=reason,
        restoring={Union: _stand_again},
    )
    return Union.objects.get(pk=merge.absorbed)


def _stand_again(row: Moved, union: Model) -> RowChange | None:
    """A union as it was: hung back where it hung, with what stands below it."""
    assert isinstance(union, Union)  # noqa: S101
    before, after = row.before or {}, row.after or {}
    if before["parent_id"] != after["parent_id"]:
        return hang(union, Union.objects.get(pk=before["parent_id"]))
    differing = {name: value for name, value in before.items() if name != "version" and after.get(name) != value}
    return write(union, restored(Union, differing))


@transaction.atomic
def revoke_union(
    *, actor: Actor, union: Union, on: datetime.date, today: datetime.date, reason: str, heir: Union | None = None
) -> Union:
    """Revoke (撤销) a union that has nothing left, from the day `on`; or one whose members, coverage and open matters
    `heir` takes over. Its code stays with it, other than in a merger.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may change the tree above it.
        StillInUse: while it has members, lower unions, coverage or open matters.
        Refused: without a reason, or for a day to come or before the approval.
    """
    return _end(actor, "unions.revoked", union, UnionState.REVOKED, on, today, reason, heir)


@transaction.atomic
def annul_approval(*, actor: Actor, union: Union, today: datetime.date, reason: str) -> Union:
    """Take an approval back as a mistake: the union counts as never founded (fact F07 leaves it out).

    Raises:
        OutOfScope, NotAllowed: unless `actor` may change the tree above it.
        StillInUse: while it has members, lower unions, coverage or open matters.
    """
    on = union.approved_on or today
    return _end(actor, "unions.approval_annulled", union, UnionState.ANNULLED, on, today, reason)


def _end(
    actor: Actor,
    action: str,
    union: Union,
    state: UnionState,
    on: datetime.date,
    today: datetime.date,
    reason: str,
    heir: Union | None = None,
) -> Union:
    lock_tree()
    union = locked(union)
    check_may_change_place(actor, union)
    check_in_force(union)
    check_end(union, on, today)
    check_reason(reason)
    changes: list[RowChange] = []
    if heir is not None:
        heir = locked(heir)
        check_may_change_place(actor, heir)
        check_mergeable(union, heir)
        changes += pass_on(Merger(actor=actor, absorbed=union, survivor=heir, on=on))[0]
    check_unused(union)
    changes += step_down(union, today if state == UnionState.ANNULLED else on)
    ended = write(union, {"state": state, "ended_on": on})
    record(actor, action, union, reason=reason, changes=[*changes, *([ended] if ended is not None else [])])
    return union


def check_mergeable(absorbed: Union, survivor: Union) -> None:
    """Raise unless `absorbed` can go into `survivor`."""
    check_in_force(absorbed)
    check_in_force(survivor)
    if absorbed.pk == survivor.pk:
        raise TreeRefused(_("A union cannot be merged into itself."), remedy=_("Choose another one."), field="survivor")
    if not may_merge(absorbed.level, survivor.level):
        raise TreeRefused(
            _("Only unions of the same level can be merged."), remedy=_("Choose another one."), field="survivor"
        )
    if PathRange.below(absorbed.path).holds(survivor.path):
        raise TreeRefused(
            _("%(survivor)s stands below the union that would end.") % {"survivor": survivor.name},
            remedy=_("Move it out first, or merge the other way round."),
            field="survivor",
        )


def check_end(union: Union, on: datetime.date, today: datetime.date) -> None:
    """Raise for an end to come, or one before the union's approval."""
    check_not_future(on, today, "on")
    if union.approved_on is not None and on < union.approved_on:
        raise Refused(
            _("The union was approved on %(day)s only.") % {"day": union.approved_on},
            remedy=_("Give a later day, or annul the approval."),
            field="on",
        )


def check_reason(reason: str) -> None:
    """Raise where the reason is missing."""
    if not reason.strip():
        raise Refused(_("The reason is missing."), remedy=_("Say why; it stays in the record."), field="reason")


def check_unused(union: Union) -> None:
    """Raise `StillInUse`, naming what the union still holds and what to do with it."""
    held = in_the_way(union)
    if held:
        counts = _(", ").join(each.told for each in held)
        raise StillInUse(
            _("%(union)s still has %(counts)s.") % {"union": union.name, "counts": counts},
            remedy=" ".join(dict.fromkeys(each.remedy for each in held)),
        )


def step_down(union: Union, on: datetime.date) -> list[RowChange]:
    """End the posts and the running term of a union that ends on `on`."""
    changes = [
        write(officer, {"ends_on": max(on, officer.begins_on)})
        for officer in Officer.objects.select_for_update().filter(union=union, ends_on=None)
    ]
    last_day = on - datetime.timedelta(days=1)
    running = Term.objects.select_for_update().filter(union=union, begins_on__lte=last_day, ends_on__gt=last_day)
    changes += [write(term, {"ends_on": last_day}) for term in running]
    return [change for change in changes if change is not None]
