"""Households: formed around a head, those who belong to them entered, corrected and ended, and a new head named."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.services.writing import change, check_not_future, check_version, locked, write
from yuanxin.organisation.members.choices import HouseholdEnd, MemberEnd, Permission, Relation
from yuanxin.organisation.members.models import Household, HouseholdMember, Person
from yuanxin.organisation.members.services.relatives import InAnotherHousehold, Relative, check_free, columns_of


@transaction.atomic
def form_household(
    *,
    actor: Actor,
    head: Person,
    begins_on: datetime.date,
    relatives: Sequence[Relative] = (),
    today: datetime.date,
) -> Household:
    """Enter the household of `head`, with those who belong to it from the same day.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter households of the head's union.
        InAnotherHousehold: if one of them belongs to another household then.
        AnotherName, InvalidNumber, Refused: at the field that is wrong.
    """
    head = locked(head)
    actor.require(Permission.EDIT_HOUSEHOLDS, head.union)
    check_not_future(begins_on, today, "begins_on")
    household = Household(head=head, begins_on=begins_on)
    with _two_at_once():
        household.save(force_insert=True)
        members = [HouseholdMember(household=household, relation=Relation.SELF, person=head, begins_on=begins_on)]
        check_free(members[0])
        members[0].save(force_insert=True)
        for relative in relatives:
            members.append(_enter(household, replace(relative, since=relative.since or begins_on), today))
    changes = [RowChange(row, None, snapshot(row)) for row in (household, *members)]
    record(actor, "members.household_formed", household, changes=changes, members=len(members))
    return household


@transaction.atomic
def add_relative(
    *, actor: Actor, household: Household, relative: Relative, today: datetime.date, version: int | None = None
) -> HouseholdMember:
    """Enter somebody who belongs to the household, from `relative.since` or today.

    Raises:
        OutOfScope, NotAllowed, Stale, InAnotherHousehold, AnotherName, InvalidNumber, Refused: as `form_household`.
    """
    household = _held(actor, household, version)
    with _two_at_once():
        member = _enter(household, replace(relative, since=relative.since or today), today)
    raised = _raise_version(household)
    record(
        actor,
        "members.relative_added",
        household,
        changes=[RowChange(member, None, snapshot(member)), *raised],
        relation=member.relation,
    )
    return member


@transaction.atomic
def correct_relative(
    *, actor: Actor, member: HouseholdMember, relative: Relative, today: datetime.date, version: int | None = None
) -> HouseholdMember:
    """Correct what was entered of somebody in a household; of a person of the registry, relation and first day only.

    Raises:
        OutOfScope, NotAllowed, Stale, InAnotherHousehold, AnotherName, InvalidNumber, Refused: as `form_household`.
    """
    _held(actor, member.household, None)
    member = locked(member)
    check_version(member, version)
    if (relative.relation == Relation.SELF) != (member.relation == Relation.SELF):
        raise _head_is_named_apart()
    values: dict[str, Any] = {"relation": relative.relation, "begins_on": relative.since or member.begins_on}
    check_not_future(values["begins_on"], today, "since")
    if member.person is None:
        values |= columns_of(relative, today)
        if values["document_digest"] == member.digest:
            # The same number sealed anew would look like a change.
            del values["document_number"], values["document_digest"]
    corrected = HouseholdMember(**{field.attname: getattr(member, field.attname) for field in _FIELDS})
    for name, value in values.items():
        setattr(corrected, name, value)
    check_free(corrected)
    with _two_at_once():
        change(actor, "members.relative_corrected", member, values)
    return member


@transaction.atomic
def end_relative(
    *,
    actor: Actor,
    member: HouseholdMember,
    kind: str,
    ends_on: datetime.date,
    today: datetime.date,
    version: int | None = None,
) -> HouseholdMember:
    """Say from which day somebody no longer belongs to the household, and why.

    Raises:
        OutOfScope, NotAllowed, Stale: as `form_household`.
        Refused: for the head, of whose household another head is named, or which ends; for a day that cannot be.
    """
    _held(actor, member.household, None)
    member = locked(member)
    check_version(member, version)
    if member.relation == Relation.SELF:
        raise _head_is_named_apart()
    _check_end(member, ends_on, today)
    change(actor, "members.relative_ended", member, {"ends_on": ends_on, "end_kind": kind})
    return member


@transaction.atomic
def change_head(
    *,
    actor: Actor,
    household: Household,
    head: HouseholdMember,
    relations: Mapping[int, str],
    former: str,
    on: datetime.date,
    today: datetime.date,
    version: int | None = None,
) -> Household:
    """Make another of its members the head from `on`; the household stays the same one.

    Args:
        head: who becomes it: a person of the registry, in the actor's scope.
        relations: of every other member, by the id of the row, the relation to the new head.
        former: the former head's relation to the new one, or a `MemberEnd` where that person no longer belongs to it.

    Raises:
        OutOfScope, NotAllowed, Stale: as `form_household`, for the union of either head.
        Refused: if the new head is not in the registry, heads another household, or a relation is missing.
    """
    household = _held(actor, household, version)
    members = {row.pk: row for row in household.members.open().select_for_update().select_related(None)}
    heir = members.get(head.pk)
    if heir is None or heir.relation == Relation.SELF or heir.person is None:
        raise Refused(
            _("The head of a household is a person of the registry who belongs to it."),
            remedy=_("Admit the person as a member of a union first, or end the household."),
            field="head",
        )
    actor.require(Permission.EDIT_HOUSEHOLDS, heir.person.union)
    old = next(row for row in members.values() if row.relation == Relation.SELF)
    others = [row for row in members.values() if row not in (heir, old)]
    if {row.pk for row in others} - set(relations) or Relation.SELF in relations.values():
        raise Refused(
            _("The relation of every member to the new head is needed."), remedy=_("Choose one for each of them.")
        )
    _check_end(old, on, today, "on")
    left = former in MemberEnd.values
    changes = [
        # The former head's row first: one head at every moment.
        write(old, {"ends_on": on, "end_kind": former} if left else {"relation": former}),
        write(heir, {"relation": Relation.SELF}),
        *(write(row, {"relation": relations[row.pk]}) for row in others),
    ]
    with _two_at_once():
        changes.append(write(household, {"head": heir.person}))
    record(actor, "members.household_head_changed", household, changes=[each for each in changes if each is not None])
    return household


@transaction.atomic
def end_household(
    *,
    actor: Actor,
    household: Household,
    kind: str,
    ends_on: datetime.date,
    today: datetime.date,
    version: int | None = None,
) -> Household:
    """End a household, and the spells of all who belong to it; one that was entered twice counts no day.

    Raises:
        OutOfScope, NotAllowed, Stale: as `form_household`.
        Refused: if it has ended, or for a day that cannot be.
    """
    household = _held(actor, household, version)
    if kind == HouseholdEnd.DUPLICATE:
        ends_on = household.begins_on
    _check_end(household, ends_on, today)
    changes = [
        write(row, {"ends_on": max(ends_on, row.begins_on), "end_kind": MemberEnd.DISSOLVED})
        for row in household.members.open().select_for_update().order_by("pk")
    ]
    changes.append(write(household, {"ends_on": ends_on, "end_kind": kind}))
    record(
        actor, "members.household_ended", household, changes=[each for each in changes if each is not None], kind=kind
    )
    return household


_FIELDS = HouseholdMember._meta.concrete_fields


def _held(actor: Actor, household: Household, version: int | None) -> Household:
    """The household, locked, for who may change it."""
    household = locked(household)
    actor.require(Permission.EDIT_HOUSEHOLDS, household.union)
    check_version(household, version)
    if household.ends_on is not None:
        raise Refused(
            _("This household ended on %(day)s.") % {"day": household.ends_on},
            remedy=_("Look for the household to which its members belong now."),
        )
    return household


def _enter(household: Household, relative: Relative, today: datetime.date) -> HouseholdMember:
    if relative.relation == Relation.SELF:
        raise _head_is_named_apart()
    since = relative.since or today
    check_not_future(since, today, "since")
    if since < household.begins_on:
        raise Refused(
            _("The household begins on %(day)s only.") % {"day": household.begins_on},
            remedy=_("Give a day from then on."),
            field="since",
        )
    member = HouseholdMember(
        household=household, relation=relative.relation, begins_on=since, **columns_of(relative, today)
    )
    check_free(member)
    member.save(force_insert=True)
    return member


def _check_end(
    row: Household | HouseholdMember, ends_on: datetime.date, today: datetime.date, field: str = "ends_on"
) -> None:
    check_not_future(ends_on, today, field)
    if row.ends_on is not None or ends_on < row.begins_on:
        raise Refused(
            _("This began on %(begins)s and cannot end before.") % {"begins": row.begins_on}
            if row.ends_on is None
            else _("This ended on %(day)s already.") % {"day": row.ends_on},
            remedy=_("Look at the days of the household."),
            field=field,
        )


def _head_is_named_apart() -> Refused:
    return Refused(
        _("A household has one head."),
        remedy=_("Name another head, or end the household."),
        field="relation",
    )


def _raise_version(household: Household) -> list[RowChange]:
    """The household's version rises when somebody is entered, so that two officers do not enter the same child."""
    before = snapshot(household)
    household.version += 1
    household.save(update_fields=["version"])
    return [RowChange(household, before, snapshot(household))]


@contextmanager
def _two_at_once() -> Iterator[None]:
    """Tells what the database refuses because another officer was quicker."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise InAnotherHousehold(
            _("One of these people was entered in a household just now."), remedy=_("Open the household again.")
        ) from error
