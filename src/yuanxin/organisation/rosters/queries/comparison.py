"""Two records side by side: what each says field by field, where they differ, and what may be chosen."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_number, masked_phone
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.models import Coverage
from yuanxin.foundation.unions.services import held_by
from yuanxin.foundation.unions.services.merging import held_by_record
from yuanxin.foundation.unions.services.merging.employers import CHOSEN as EMPLOYER_CHOSEN
from yuanxin.foundation.unions.services.merging.joining import suggested
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.organisation.members.services.merging import CHOSEN as PERSON_CHOSEN
from yuanxin.organisation.members.services.merging import fixed_by_number
from yuanxin.organisation.rosters.choices import PairKind
from yuanxin.organisation.rosters.models import DuplicatePair
from yuanxin.organisation.rosters.models.duplicates import RECORDS

DASH = "—"
# What the records of a pair name on their page.
NAMED: Mapping[str, tuple[str, ...]] = {
    PairKind.PERSON: ("union", "employer"),
    PairKind.EMPLOYER: ("union",),
    PairKind.UNION: ("parent",),
}
# Whose a dated row is, the row, its first day, and its first day out.
Dated = tuple[int, Any, datetime.date, datetime.date | None]
# What is shown first and never chosen: it is who the record is.
IDENTITY: Mapping[str, tuple[str, ...]] = {
    PairKind.PERSON: ("document_type", "document_number", "union"),
    PairKind.EMPLOYER: (),
    PairKind.UNION: (
        "code", "name", "level", "form", "parent", "credit_code", "approved_on", "approval_number", "address",
        "telephone",
    ),
}  # fmt: skip
CHOSEN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    PairKind.PERSON: PERSON_CHOSEN,
    PairKind.EMPLOYER: EMPLOYER_CHOSEN,
    PairKind.UNION: {},
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both records: `kept` is what the record to keep says, `taken` whether the other's is suggested."""

    code: str
    label: str
    kept: str
    other: str
    choosable: bool = False
    taken: bool = False

    @property
    def differs(self) -> bool:
        return self.kept != self.other


@dataclass(frozen=True, slots=True)
class Spell:
    """One membership of a side, told to who may see its union."""

    pk: int
    place: str
    days: str
    active: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the page of a merge shows: the two records, their fields, their spells, what would move."""

    kept: Any
    other: Any
    lines: list[Line]
    kept_spells: list[Spell] = field(default_factory=list)
    other_spells: list[Spell] = field(default_factory=list)
    follows: list[str] = field(default_factory=list)

    @property
    def spells_label(self) -> str:
        """What the dated rows of both sides are."""
        rows = Membership if isinstance(self.kept, Person) else Coverage
        return capfirst(str(rows._meta.verbose_name_plural))

    @property
    def active(self) -> list[Spell]:
        """The active memberships of both sides; where there are two, one of them is to be chosen."""
        return [spell for spell in (*self.kept_spells, *self.other_spells) if spell.active]


def two_of(pair: DuplicatePair) -> tuple[Any, Any]:
    """The records of a pair, with the union each belongs to."""
    rows = RECORDS[pair.kind]._base_manager.select_related(*NAMED[pair.kind]).in_bulk([pair.left, pair.right])
    return rows[pair.left], rows[pair.right]


def suggested_to_keep(kind: str, left: Any, right: Any) -> int:
    """The record to keep unless somebody says otherwise: the one with the better number, else the elder one."""
    if kind == PairKind.PERSON and (left.document_type == "resident_id") != (right.document_type == "resident_id"):
        return int(left.pk if left.document_type == "resident_id" else right.pk)
    if kind == PairKind.EMPLOYER and bool(left.credit_code) != bool(right.credit_code):
        return int(left.pk if left.credit_code else right.pk)
    return int(min(left.pk, right.pk))


def compared(
    pair: DuplicatePair, both: tuple[Any, Any], keep: int, *, actor: Actor, today: datetime.date
) -> Comparison:
    """The records of a pair, as `two_of` gave them, the one to `keep` first."""
    kept, other = both if keep == both[0].pk else both[::-1]
    lines = [_line(kept, other, name) for name in IDENTITY[pair.kind]]
    lines += _choices(pair.kind, kept, other, today)
    if pair.kind == PairKind.UNION:
        return Comparison(kept, other, lines, follows=[str(each.told) for each in held_by(other)])
    follows = [f"{each.label} {each.count}" for each in held_by_record(other)]
    spells = _coverage(kept, other) if pair.kind == PairKind.EMPLOYER else _memberships(kept, other)
    told: dict[int, list[Spell]] = {kept.pk: [], other.pk: []}
    for whose, row, begins, ends in spells:
        told[whose].append(_spell(row, begins, ends, actor))
    return Comparison(kept, other, lines, told[kept.pk], told[other.pk], follows)


def _choices(kind: str, kept: Any, other: Any, today: datetime.date) -> list[Line]:
    fixed = fixed_by_number(kept, today) if kind == PairKind.PERSON else set()
    if kind == PairKind.EMPLOYER and kept.credit_code:
        fixed.add("credit_code")
    better = suggested(kept, other, CHOSEN[kind]) - fixed
    return [_line(kept, other, code, choosable=code not in fixed, taken=code in better) for code in CHOSEN[kind]]


def _line(kept: Any, other: Any, name: str, *, choosable: bool = False, taken: bool = False) -> Line:
    label = capfirst(str(type(kept)._meta.get_field(name).verbose_name))
    one, two = told(kept, name), told(other, name)
    return Line(name, label, one, two, choosable and one != two, taken and one != two)


def told(record: Any, name: str) -> str:
    """What a record says in a field, as people read it; numbers and phones masked."""
    value = getattr(record, name)
    if name == "document_number":
        return masked_number(unseal(value))
    if name == "phone":
        return masked_phone(unseal(value)) if value else DASH
    if name == "employer" and isinstance(record, Person):
        return record.employer_name or (str(value) if value else DASH)
    declared = type(record)._meta.get_field(name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, ""):
        return DASH
    if getattr(declared, "choices", None):
        return str(dict(declared.flatchoices).get(value, value))  # type: ignore[union-attr]
    if isinstance(declared, models.DateField):
        return str(value.isoformat())
    return str(value)


def _memberships(*people: Person) -> list[Dated]:
    rows = Membership.objects.lived().filter(person__in=people).select_related("union").order_by("-joined_on", "-id")
    return [(row.person_id, row, row.joined_on, row.left_on) for row in rows]


def _coverage(*employers: Any) -> list[Dated]:
    rows = Coverage.objects.filter(employer__in=employers).select_related("union").order_by("-begins_on", "-id")
    return [(row.employer_id, row, row.begins_on, row.ends_on) for row in rows if row.begins_on != row.ends_on]


def _spell(row: Any, begins: datetime.date, ends: datetime.date | None, actor: Actor) -> Spell:
    # Who may decide the pair still learns of another union only that there is one.
    place = str(row.union) if actor.sees(row.union) else _("Another union")
    until = ends.isoformat() if ends is not None else _("until now")
    return Spell(row.pk, place, f"{begins.isoformat()} – {until}", ends is None)
