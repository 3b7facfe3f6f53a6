"""Creating, moving and naming unions. Only this module and `ending` write a path or a state."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Max, Value, When
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import PATH_STEP, Actor, PathRange
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.kernel.names import title_pinyin
from yuanxin.foundation.kernel.numbers import paper_number_of
from yuanxin.foundation.unions.choices import Permission, UnionState
from yuanxin.foundation.unions.models import FormerCode, Union
from yuanxin.foundation.unions.models.scope import in_range
from yuanxin.foundation.unions.models.tree import MAX_DEPTH
from yuanxin.foundation.unions.registry import tree_moved
from yuanxin.foundation.unions.rules import may_stand_under
from yuanxin.foundation.unions.services.employers import checked_credit_code
from yuanxin.foundation.unions.services.writing import (
    change,
    check_in_force,
    check_not_future,
    check_version,
    create,
    locked,
    write,
)

# One below 99999: the range of a path ends before its number plus one, which must have five digits too.
HIGHEST_NUMBER = 10**PATH_STEP - 2
PARTICULARS = frozenset(
    {"form", "founding_mode", "division", "credit_code", "approved_on", "approval_number", "address", "telephone"}
)
# The upper union's word, not the union's own: facts F07 and F08 are counted by it.
APPROVAL = ("approved_on", "approval_number")


class TreeRefused(Refused):
    """The tree cannot be as asked: wrong level, cycle, too deep, too many."""


class CodeTaken(Refused):
    """The union code names another union, or once did."""


@transaction.atomic
def create_union(
    *,
    actor: Actor,
    parent: Union | None,
    code: str,
    name: str,
    level: str,
    form: str,
    today: datetime.date,
    approved_on: datetime.date | None = None,
    approval_number: str = "",
    in_preparation: bool = False,
    founding_mode: str = "",
    division: str = "",
    credit_code: str = "",
    address: str = "",
    telephone: str = "",
) -> Union:
    """Put a new union under `parent`, or at the top of an empty tree.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may change the tree at `parent`; the topmost is made by the system only.
        TreeRefused: if the level may not stand under the parent's, or the tree is too deep there.
        CodeTaken: if the code names a union or once did.
        Refused: for a wrong credit code, a day to come, a missing code or name.
    """
    lock_tree()
    if parent is not None:
        parent = locked(parent)
        actor.require(Permission.CHANGE_TREE, parent)
        check_in_force(parent)
    elif not actor.everywhere:
        raise NotAllowed(_("The topmost union is set up by the system administrator."))
    check_level(level, parent)
    code, name = code.strip(), name.strip()
    check_code(code)
    check_name(name)
    if approved_on is not None:
        check_not_future(approved_on, today, "approved_on")
    pinyin, initials = sortable(name)
    union = Union(
        code=code,
        name=name,
        pinyin=pinyin,
        initials=initials,
        level=level,
        form=form,
        founding_mode=founding_mode,
        parent=parent,
        path=next_path(parent),
        division=division.strip(),
        credit_code=checked_credit_code(credit_code) or "",
        state=UnionState.PREPARING if in_preparation else UnionState.ACTIVE,
        approved_on=approved_on,
        approval_number=paper_number_of(approval_number),
        address=address.strip(),
        telephone=telephone.strip(),
    )
    return create(actor, "unions.created", union)


@transaction.atomic
def move_union(*, actor: Actor, union: Union, parent: Union, today: datetime.date, reason: str = "") -> Union:
    """Hang `union`, with everything below it, under another `parent`; every path in it is rewritten by one UPDATE.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may change the tree at the old parent and at the new one.
        TreeRefused: for a cycle, a wrong level, a tree too deep.
    """
    lock_tree()
    union, parent = locked(union), locked(parent)
    check_may_change_place(actor, union)
    actor.require(Permission.CHANGE_TREE, parent)
    check_in_force(union)
    check_in_force(parent)
    moved = hang(union, parent)
    if moved is not None:
        old_path = moved.before["path"] if moved.before else ""
        record(actor, "unions.moved", union, reason=reason, changes=[moved], old_path=old_path, new_path=union.path)
    return union


@transaction.atomic
def rename_union(
    *, actor: Actor, union: Union, name: str, today: datetime.date, reason: str = "", version: int | None = None
) -> Union:
    """Give the union another name; the old one stays in its journal.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may change the tree there.
        Stale: if `version` is given and no longer the union's.
    """
    union = locked(union)
    actor.require(Permission.CHANGE_TREE, union)
    check_in_force(union)
    check_version(union, version)
    name = name.strip()
    check_name(name)
    old_name = union.name
    pinyin, initials = sortable(name)
    values = {"name": name, "pinyin": pinyin, "initials": initials}
    change(actor, "unions.renamed", union, values, reason=reason, old_name=old_name)
    return union


@transaction.atomic
def correct_union(
    *, actor: Actor, union: Union, today: datetime.date, version: int | None = None, **particulars: Any
) -> Union:
    """Change particulars of a union: any of `PARTICULARS`.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit the union, and for another day or number of the approval unless
            it may change the tree above the union.
        Stale: if `version` is given and no longer the union's.
        Refused: for a wrong credit code, an approval day to come, or none for a union in force that has one.
    """
    if unknown := set(particulars) - PARTICULARS:
        raise TypeError(f"not a particular of a union: {sorted(unknown)}")
    union = locked(union)
    actor.require(Permission.EDIT, union)
    check_in_force(union)
    check_version(union, version)
    if "credit_code" in particulars:
        particulars["credit_code"] = checked_credit_code(particulars["credit_code"]) or ""
    if "approval_number" in particulars:
        particulars["approval_number"] = paper_number_of(particulars["approval_number"])
    if any(getattr(union, name) != particulars[name] for name in APPROVAL if name in particulars):
        check_may_change_place(actor, union)
        check_approval_stays(union, particulars)
    if particulars.get("approved_on") is not None:
        check_not_future(particulars["approved_on"], today, "approved_on")
    change(actor, "unions.corrected", union, particulars)
    return union


@transaction.atomic
def approve_union(
    *, actor: Actor, union: Union, approved_on: datetime.date, approval_number: str, today: datetime.date
) -> Union:
    """The upper union's approval (批复) of a union in preparation: it is in force from `approved_on`.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may change the tree at the upper union.
        Refused: if the union is not in preparation, or the day has not come.
    """
    union = locked(union)
    check_may_change_place(actor, union)
    if union.state != UnionState.PREPARING:
        raise Refused(_("This union is not in preparation."), remedy=_("Only a union in preparation is approved."))
    check_not_future(approved_on, today, "approved_on")
    values = {
        "state": UnionState.ACTIVE,
        "approved_on": approved_on,
        "approval_number": paper_number_of(approval_number),
    }
    change(actor, "unions.approved", union, values)
    return union


@transaction.atomic
def add_former_code(*, actor: Actor, union: Union, code: str, today: datetime.date) -> FormerCode:
    """Let a code of another system, or of older papers, lead to the union.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit the union.
        CodeTaken: if the code names a union or once did.
    """
    lock_tree()
    union = locked(union)
    actor.require(Permission.EDIT, union)
    code = code.strip()
    check_code(code)
    return create(actor, "unions.former_code_added", FormerCode(code=code, union=union))


def lock_tree() -> None:
    """Let one change of the tree's shape happen at a time.

    A child made under a union while its subtree moves would keep its old path, and two moves at once could close a
    cycle; the topmost union's row stands for the whole tree. It stays free for rows that only point to it.
    """
    list(Union.objects.select_for_update(no_key=True).filter(parent=None).order_by("pk").values_list("pk", flat=True))


def next_path(parent: Union | None) -> str:
    """The first free path after the last child of `parent`; call it with the tree locked.

    Raises:
        TreeRefused: if the tree is too deep there, or the parent has no number left.
    """
    return next_paths(parent.path if parent is not None else "", 1)[0]


def next_paths(above: str, number: int) -> list[str]:
    """So many free paths after the last one directly below the path `above`; raises as `next_path`."""
    if len(above) >= PATH_STEP * MAX_DEPTH:
        raise too_deep()
    children = Union.objects.annotate(length=Length("path")).filter(length=len(above) + PATH_STEP)
    if above:
        children = children.filter(in_range("path", PathRange.below(above)))
    last = children.aggregate(last=Max("path"))["last"]
    first = int(last[-PATH_STEP:]) + 1 if last else 1
    if first + number - 1 > HIGHEST_NUMBER:
        raise TreeRefused(_("This union has as many lower unions as the register can hold."))
    return [f"{above}{each:0{PATH_STEP}d}" for each in range(first, first + number)]


def hang(union: Union, parent: Union) -> RowChange | None:
    """Rewrite parent and paths of the locked `union`; None where it hangs there already. The event is the caller's."""
    if union.parent_id == parent.pk:
        return None
    old_path = union.path
    below = PathRange.below(old_path)
    if below.holds(parent.path):
        raise TreeRefused(
            _("%(union)s cannot stand under itself or one of its own lower unions.") % {"union": union.name},
            remedy=_("Choose a union outside it."),
            field="parent",
        )
    check_level(union.level, parent)
    subtree = Union.objects.filter(in_range("path", below))
    deepest = subtree.aggregate(length=Max(Length("path")))["length"]
    if len(parent.path) + PATH_STEP + deepest - len(old_path) > PATH_STEP * MAX_DEPTH:
        raise too_deep()
    new_path = next_path(parent)
    moved = write(union, {"parent": parent})
    # One statement: each rewrites what the unions' indexes hold of it. The union's own version is counted by now.
    subtree.update(
        path=Concat(Value(new_path), Substr("path", len(old_path) + 1)),
        version=Case(When(pk=union.pk, then=F("version")), default=F("version") + 1),
    )
    union.path = new_path
    tree_moved(old_path, new_path)
    return moved._replace(after=snapshot(union)) if moved is not None else None


def too_deep() -> TreeRefused:
    return TreeRefused(
        _("A tree of unions has at most %(depth)s levels.") % {"depth": MAX_DEPTH},
        remedy=_("Choose an upper union nearer to the top."),
        field="parent",
    )


def check_may_change_place(actor: Actor, union: Union) -> None:
    """A union's place and end are decided by whoever may change the tree at its upper union.

    Raises:
        OutOfScope, NotAllowed: for anyone else.
    """
    if union.parent is not None:
        actor.require(Permission.CHANGE_TREE, union.parent)
    elif not actor.everywhere:
        raise NotAllowed(_("The topmost union stays where it is."))


def may_change_place(actor: Actor, union: Union) -> bool:
    """Whether `check_may_change_place` lets the actor pass, for pages."""
    return actor.everywhere if union.parent is None else actor.may(Permission.CHANGE_TREE, union.parent)


def check_approval_stays(union: Union, particulars: Mapping[str, Any]) -> None:
    """Raise where a union in force would lose its approval day: the figures of that day would lose it untold."""
    lost = particulars.get("approved_on", union.approved_on) is None and union.approved_on is not None
    if lost and union.state == UnionState.ACTIVE:
        raise Refused(
            _("A union in force keeps its approval day."),
            remedy=_("If it never was approved, annul the approval."),
            field="approved_on",
        )


def check_level(level: str, parent: Union | None) -> None:
    """Raise `TreeRefused` for a level that may not stand under the parent's."""
    if parent is None and Union.objects.filter(parent=None).exists():
        raise TreeRefused(_("There is a topmost union already."), remedy=_("Choose an upper union."), field="parent")
    if not may_stand_under(level, parent.level if parent is not None else None):
        raise TreeRefused(
            _("A union of this level cannot stand there."),
            remedy=_("Streets, towns and parks stand under the district; grassroots unions under any of them."),
            field="level",
        )


def check_code(code: str) -> None:
    """Raise for an empty code and for one that is given, or once was."""
    if not code:
        raise Refused(_("The union code is missing."), remedy=_("Enter it."), field="code")
    if Union.objects.filter(code=code).exists() or FormerCode.objects.filter(code=code).exists():
        raise CodeTaken(
            _("The union code %(code)s has been given before.") % {"code": code},
            remedy=_("A code is never given twice: choose another."),
            field="code",
        )


def check_name(name: str) -> None:
    """Raise for an empty name."""
    if not name:
        raise Refused(_("The name is missing."), remedy=_("Enter it."), field="name")


def sortable(name: str) -> tuple[str, str]:
    """Pinyin and initials of a union's or employer's name, cut to their columns."""
    pinyin, initials = title_pinyin(name)
    return pinyin[:200], initials[:50]
