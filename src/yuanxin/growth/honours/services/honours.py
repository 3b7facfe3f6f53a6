"""Honours entered, corrected and withdrawn."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from yuanxin.foundation.audit.services import RowChange, required
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services.merging import Joining
from yuanxin.foundation.unions.services.writing import change, check_not_future, check_version, create, locked, write
from yuanxin.growth.honours.choices import HolderKind, Permission, Withdrawal
from yuanxin.growth.honours.models import Honour, HonourTitle
from yuanxin.growth.honours.services.following import tell_followers
from yuanxin.organisation.members.models import Person


class AlreadyHeld(Refused):
    """The holder has this title of this year already."""


class WrongHolder(Refused):
    """The title is not held by such a holder, or nobody is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What is entered of an award.

    The holder is given as a record of the register, or where it is unknown there by `holder_name` and `union`.
    """

    title: HonourTitle
    year: int
    awarded_on: datetime.date
    person: Person | None = None
    employer: Employer | None = None
    holder_union: Union | None = None
    holder_name: str = ""
    union: Union | None = None
    document_number: str = ""
    certificate_number: str = ""


@transaction.atomic
def enter_honour(*, actor: Actor, award: Award, today: datetime.date) -> Honour:
    """Enter that a title was awarded.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may enter honours in the holder's union.
        WrongHolder: if the title is held by another kind of holder, or nobody is named.
        AlreadyHeld: if the holder has it of that year.
        Refused: for a day to come, or on which the title was awarded no more.
    """
    values = values_of(award, today)
    check_sees(actor, award)
    actor.require(Permission.EDIT, values["union"])
    honour = Honour(**values)
    try:
        with transaction.atomic():
            create(actor, "honours.entered", honour)
    except IntegrityError as error:
        raise held_already(honour) from error
    tell_followers(honour, actor=actor, today=today)
    return honour


@transaction.atomic
def correct_honour(
    *, actor: Actor, honour: Honour, award: Award, today: datetime.date, version: int, reason: str = ""
) -> Honour:
    """Correct an award as it was entered, also whom of the register its holder is.

    Title, year and day are what published numbers stand on: changing one needs a reason.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may enter honours in its union and in the holder's.
        WrongHolder, AlreadyHeld, Refused: as `enter_honour`; without a reason; if it was withdrawn.
        Stale: if somebody else changed it since.
    """
    current = locked(honour)
    actor.require(Permission.EDIT, current.union)
    check_version(current, version)
    check_held(current)
    if award.union is None and (award.person, award.employer) == (current.person, current.employer):
        # Whoever moved since won it where it was won.
        award = replace(award, union=current.union)
    values = values_of(award, today)
    check_sees(actor, award)
    actor.require(Permission.EDIT, values["union"])
    if any(getattr(current, name) != values[name] for name in ("title", "year", "awarded_on")):
        reason = required(reason)
    try:
        with transaction.atomic():
            change(actor, "honours.corrected", current, values, reason=reason.strip())
    except IntegrityError as error:
        raise held_already(Honour(pk=current.pk, **values)) from error
    tell_followers(current, actor=actor, today=today)
    return current


@transaction.atomic
def withdraw_honour(
    *,
    actor: Actor,
    honour: Honour,
    today: datetime.date,
    version: int,
    reason: str,
    withdrawn_on: datetime.date | None = None,
) -> Honour:
    """Enter that an honour was withdrawn (撤销) from a day; without a day, that it was entered by mistake.

    It counts until the day before, and not at all where it was entered by mistake.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may withdraw honours of its union.
        Refused: for a day to come or before the award, without a reason, or if it was withdrawn already.
        Stale: if somebody else changed it since.
    """
    current = locked(honour)
    actor.require(Permission.WITHDRAW, current.union)
    check_version(current, version)
    check_held(current)
    reason = required(reason)
    values: dict[str, Any] = {"withdrawn_on": current.awarded_on, "withdrawal": Withdrawal.MISTAKE}
    if withdrawn_on is not None:
        check_not_future(withdrawn_on, today, "withdrawn_on")
        if withdrawn_on < current.awarded_on:
            raise Refused(
                _("It was awarded on %(day)s only.") % {"day": current.awarded_on},
                remedy=_("Give a later day."),
                field="withdrawn_on",
            )
        values = {"withdrawn_on": withdrawn_on, "withdrawal": Withdrawal.REVOKED}
    change(actor, "honours.withdrawn", current, values, reason=reason)
    tell_followers(current, actor=actor, today=today)
    return current


@transaction.atomic
def restore_honour(*, actor: Actor, honour: Honour, today: datetime.date, version: int, reason: str) -> Honour:
    """Take a withdrawal back that was entered wrongly, or lifted: the honour is held as if it had never been withdrawn.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may withdraw honours of its union.
        AlreadyHeld: if the same award was entered once more meanwhile.
        Refused: without a reason, or if it was not withdrawn.
        Stale: if somebody else changed it since.
    """
    current = locked(honour)
    actor.require(Permission.WITHDRAW, current.union)
    check_version(current, version)
    reason = required(reason)
    if current.withdrawn_on is None:
        raise Refused(_("This honour is held."), remedy=_("Open the honour again to look at it."))
    try:
        with transaction.atomic():
            change(actor, "honours.restored", current, {"withdrawn_on": None, "withdrawal": ""}, reason=reason)
    except IntegrityError as error:
        raise held_already(current) from error
    tell_followers(current, actor=actor, today=today)
    return current


def values_of(award: Award, today: datetime.date) -> dict[str, Any]:
    """The columns of an honour, from what was entered.

    Raises:
        WrongHolder, Refused: at the field that is wrong.
    """
    title = award.title
    check_not_future(award.awarded_on, today, "awarded_on")
    if title.ended_on is not None and award.awarded_on >= title.ended_on:
        raise Refused(
            _("“%(title)s” is awarded no more from %(day)s.") % {"title": title.name, "day": title.ended_on},
            remedy=_("Look at the day, or at the title."),
            field="awarded_on",
        )
    if not award.awarded_on.year - 5 <= award.year <= award.awarded_on.year:
        raise Refused(
            _("An award of %(award)s is not one for the year %(year)s.")
            % {"award": award.awarded_on.year, "year": award.year},
            remedy=_("Correct the year or the day."),
            field="year",
        )
    record = check_holder(award)
    name = award.holder_name.strip() or (record.name if record is not None else "")
    if not name:
        raise WrongHolder(_("Nobody is named who holds it."), remedy=_("Name the holder."), field="holder_name")
    union = award.holder_union or award.union or (record.union if isinstance(record, Person | Employer) else None)
    if union is None:
        raise WrongHolder(
            _("The register does not know this holder."),
            remedy=_("Name the union that the holder belongs to."),
            field="union",
        )
    return {
        "title": title,
        "year": award.year,
        "awarded_on": award.awarded_on,
        "person": award.person,
        "employer": award.employer,
        "holder_union": award.holder_union,
        "holder_name": name,
        "union": union,
        "document_number": award.document_number.strip(),
        "certificate_number": award.certificate_number.strip(),
    }


def check_holder(award: Award) -> Person | Employer | Union | None:
    """The record of the register that holds it, None where the register does not know it.

    Raises:
        WrongHolder: if the title is not for such a holder.
    """
    given = {
        HolderKind.PERSON: ("person", award.person),
        HolderKind.COLLECTIVE: ("employer", award.employer),
        HolderKind.UNION: ("holder_union", award.holder_union),
    }
    kind = HolderKind(award.title.holder_kind)
    for other, (field, holder) in given.items():
        if holder is not None and other != kind:
            raise WrongHolder(
                _("“%(title)s” is held by: %(kind)s.") % {"title": award.title.name, "kind": kind.label},
                remedy=_("Choose another title or holder."),
                field=field,
            )
    return given[kind][1]


def check_sees(actor: Actor, award: Award) -> None:
    """Raise `OutOfScope` for a person whom the actor does not see."""
    if award.person is not None and not actor.sees(award.person.union):
        raise OutOfScope


def check_held(honour: Honour) -> None:
    """Raise `Refused` for an honour that is held no longer."""
    if honour.withdrawn_on is not None:
        raise Refused(
            _("It is held no longer from %(day)s.") % {"day": honour.withdrawn_on},
            remedy=_("Take the withdrawal back first, if it was wrong."),
        )


def held_already(honour: Honour) -> AlreadyHeld:
    """The refusal of an award that is entered already."""
    words = _("%(holder)s has “%(title)s” of %(year)s already.")
    return AlreadyHeld(
        words % {"holder": honour.holder_name, "title": honour.title.name, "year": honour.year},
        remedy=_("Look for it in the register of honours."),
    )


def pass_honours_on(joining: Joining) -> Sequence[RowChange]:
    """All honours of a person entered twice become the survivor's; an award that both have is told once."""
    rows = Honour.objects.lived().select_for_update(no_key=True, of=("self",))
    kept = {(row.title_id, row.year) for row in rows.filter(person=joining.survivor.pk)}
    changes = []
    for row in Honour.objects.select_for_update(no_key=True, of=("self",)).filter(person=joining.absorbed.pk):
        values: dict[str, Any] = {"person_id": joining.survivor.pk}
        if (row.title_id, row.year) in kept and not row.withdrawal:
            values |= {"withdrawn_on": row.awarded_on, "withdrawal": Withdrawal.MERGED}
        elif (row.title_id, row.year) in kept and row.withdrawal == Withdrawal.REVOKED:
            values["withdrawal"] = Withdrawal.MERGED
        changes.append(write(row, values))
    return [each for each in changes if each is not None]


def pass_unions_honours_on(merger: Merger) -> Sequence[RowChange]:
    """What was won in a union that goes into another is counted there; which union holds an honour stays.

    An award to the same unknown name, told in both, stays told in both.
    """
    there = set(Honour.objects.filter(union=merger.survivor).values_list("title", "year", "holder_name"))
    rows = Honour.objects.select_for_update(no_key=True, of=("self",)).filter(union=merger.absorbed)
    moving = [row for row in rows if (row.title_id, row.year, row.holder_name) not in there]
    return [each for row in moving if (each := write(row, {"union_id": merger.survivor.pk})) is not None]


def honour_belonging() -> Belonging:
    """Honours, as something that follows when unions merge; a revoked union keeps them."""
    return Belonging(
        code="honours.honours",
        told=ngettext_lazy("%(count)s honour", "%(count)s honours", "count"),
        rows=lambda union: Honour.objects.filter(union=union),
        pass_on=pass_unions_honours_on,
        blocks=False,
    )
