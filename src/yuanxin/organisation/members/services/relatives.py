"""Who belongs to a household: read from what people write, on no day in two of them, also when people are merged."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.numbers import document_of
from yuanxin.foundation.kernel.sealed import lookup_digest, seal, unseal
from yuanxin.foundation.unions.rules import DatedSpell, Spell, overlaps, without_overlap
from yuanxin.foundation.unions.services.merging import Joining, MergeRefused
from yuanxin.foundation.unions.services.writing import check_not_future, write
from yuanxin.organisation.members.choices import DocumentType, MemberEnd, Relation
from yuanxin.organisation.members.models import Household, HouseholdMember, Person
from yuanxin.organisation.members.queries import member_spells, names_known, person_of_digest
from yuanxin.organisation.members.services.memberships import AnotherName
from yuanxin.organisation.members.services.persons import agreed, at_field, checked_name


class InAnotherHousehold(Refused):
    """The person belongs to another household on one of these days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """Somebody who belongs to a household, as people write it; the number in clear, blank where there is none.

    `since` is the first day in the household; None for the day of the act.
    """

    relation: str
    name: str
    document_number: str = ""
    document_type: str = DocumentType.RESIDENT_ID
    born_on: datetime.date | None = None
    since: datetime.date | None = None

    @classmethod
    def of(cls, member: HouseholdMember) -> "Relative":
        """What is stored of `member`, the number in clear: for a service that corrects it."""
        sealed = member.sealed_number
        return cls(
            relation=member.relation,
            name=member.full_name,
            document_number=unseal(sealed) if sealed is not None else "",
            document_type=(member.person.document_type if member.person else member.document_type)
            or DocumentType.RESIDENT_ID,
            born_on=member.birthday,
            since=member.begins_on,
        )


def columns_of(relative: Relative, today: datetime.date) -> dict[str, Any]:
    """The columns of a member from what was written: the person of the registry, or what is known of anybody else."""
    name = checked_name(relative.name)
    columns: dict[str, Any] = {
        "person": None,
        "name": name,
        "document_type": "",
        "document_number": None,
        "document_digest": None,
        "born_on": relative.born_on,
    }
    if relative.born_on is not None:
        check_not_future(relative.born_on, today, "born_on")
    if not relative.document_number.strip():
        return columns
    told = at_field("document_number", document_of, relative.document_number, relative.document_type, today=today)
    number = str(told["number"])
    born_on = agreed("born_on", relative.born_on, told["born_on"])
    digest = lookup_digest(number)
    person = person_of_digest(digest)
    if person is not None:
        if name not in names_known(person):
            raise AnotherName(
                _("This document number is registered under another name."),
                remedy=_("Compare the document; if the number is right, ask the district to correct the register."),
                field="name",
            )
        return columns | {"person": person, "name": "", "born_on": None}
    return columns | {
        "document_type": told["kind"],
        "document_number": seal(number),
        "document_digest": digest,
        "born_on": born_on,
    }


def check_free(member: HouseholdMember) -> None:
    """Raise where the same person belongs to a household, this one or another, on one of the same days."""
    if member.person is not None:
        others = member_spells(member.person)
    elif member.document_digest is not None:
        others = HouseholdMember.objects.filter(
            Q(document_digest=member.document_digest) | Q(person__document_digest=member.document_digest)
        )
    else:
        return
    spells = others.lived().exclude(pk=member.pk)
    for other in spells.select_related("household__head"):
        if overlaps(days_of(member), [days_of(other)]):
            raise _in_another(member, same=other.household_id == member.household_id)


def _in_another(member: HouseholdMember, *, same: bool) -> InAnotherHousehold:
    if same:
        return InAnotherHousehold(
            _("%(name)s belongs to this household already.") % {"name": member.full_name},
            remedy=_("Correct the entry that there is."),
            field="name",
        )
    return InAnotherHousehold(
        _("%(name)s belongs to another household on these days.") % {"name": member.full_name},
        remedy=_("Have the spell there ended first; where you cannot see it, ask the district."),
        field="name",
    )


def days_of(member: HouseholdMember) -> Spell:
    return Spell(member.begins_on, member.ends_on)


def check_one_household(joining: Joining) -> None:
    """Raise where both people of a merge head a household, or belong to two on one day."""
    persons = [joining.survivor.pk, joining.absorbed.pk]
    heads = Household.objects.open().filter(head__in=persons).count() > 1
    spells = list(member_spells(*Person.with_merged.filter(pk__in=persons)).lived())
    shared = any(
        row.household_id != other.household_id and overlaps(days_of(row), [days_of(other)])
        for row in spells
        for other in spells
    )
    if heads or shared:
        raise MergeRefused(
            _("The two belong to two households."),
            remedy=_("End the household that was entered twice, or one of the two spells in it, first."),
        )


def pass_households_on(joining: Joining) -> list[RowChange]:
    """The absorbed person's spells in households become the survivor's, without a day in two of them.

    Whoever stood in one household twice stands in it once; the head's row is the one that stays.
    """
    persons = [joining.survivor.pk, joining.absorbed.pk]
    rows = list(HouseholdMember.objects.select_for_update(no_key=True).filter(person__in=persons).order_by("pk"))
    heads = [row.pk for row in rows if row.relation == Relation.SELF and row.ends_on is None]
    settled = without_overlap([DatedSpell(row.pk, row.begins_on, row.ends_on) for row in rows], next(iter(heads), None))
    changes = []
    # What ends goes first: one open spell a person, at every moment.
    for row in sorted(rows, key=lambda each: (settled[each.pk].ends is None, each.pk)):
        spell, values = settled[row.pk], {"person_id": joining.survivor.pk}
        if (spell.begins, spell.ends) != (row.begins_on, row.ends_on):
            values |= {"begins_on": spell.begins, "ends_on": spell.ends, "end_kind": MemberEnd.MERGED}
        changes.append(write(row, values))
    return [each for each in changes if each is not None]
