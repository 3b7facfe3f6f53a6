"""Many people at once, as a founding brings them: a statement a table, one event."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import in_pieces
from yuanxin.foundation.kernel.errors import Stale
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import check_in_force, check_not_future, locked
from yuanxin.organisation.members.choices import LeaveKind, Permission
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.organisation.members.rules import join_kind, may_be_admitted
from yuanxin.organisation.members.services.transfers import propose_transfers

IDENTITY = frozenset({"document_number", "document_digest", "document_type", "name", "pinyin", "initials"})
BLANK: tuple[object, ...] = (None, "", 0)


class Outcome(StrEnum):
    """What became of somebody who was to be admitted."""

    ADMITTED = "admitted"
    MEMBER = "member"
    TRANSFER = "transfer"
    CONFLICT = "conflict"


@dataclass(slots=True)
class Admission:
    """What became of each, by the look-up key of the number; and the persons they are."""

    outcomes: dict[bytes, Outcome] = field(default_factory=dict)
    persons: dict[bytes, Person] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> int:
        """How many came out so."""
        return sum(each == outcome for each in self.outcomes.values())


@transaction.atomic
def admit_together(
    *,
    actor: Actor,
    union: Union,
    columns: Sequence[dict[str, Any]],
    joined_on: datetime.date,
    today: datetime.date,
    **details: Any,
) -> Admission:
    """Make people members of `union` from `joined_on`, as `admit` does one; whom it would refuse is left out and told.

    Who is active elsewhere is proposed for transfer. What is known of somebody stays unless something is given.

    Args:
        columns: the columns of each person, checked and sealed, one number once.
        details: what the event should tell besides.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the union and, for transfers, import into it.
        UnionEnded: if the union is no longer in force.
        Stale: if somebody admitted one of them meanwhile.
    """
    union = locked(union)
    actor.require(Permission.EDIT, union)
    check_in_force(union)
    check_not_future(joined_on, today, "joined_on")
    known = _known(bytes(each["document_digest"]) for each in columns)
    last = _last_memberships([person.pk for person in known.values()])
    names = _names(known.values())
    admission = Admission(persons=dict(known))
    newcomers: list[Person] = []
    again: list[tuple[Person, dict[str, Any]]] = []
    elsewhere: list[Membership] = []
    met: set[int] = set()
    for values in columns:
        digest = bytes(values["document_digest"])
        person = known.get(digest)
        spell = last.get(person.pk) if person is not None else None
        same_name = person is not None and str(values["name"]) in names[person.pk]
        outcome = _outcome(person, spell, union, same_name, joined_on)
        if person is not None and person.pk in met:
            # Two numbers of one person: the first row decides.
            outcome = Outcome.CONFLICT
        elif person is not None:
            met.add(person.pk)
        admission.outcomes[digest] = outcome
        if outcome == Outcome.TRANSFER and spell is not None:
            elsewhere.append(spell)
        elif outcome == Outcome.ADMITTED and person is None:
            newcomers.append(Person(union=union, **values))
        elif outcome == Outcome.ADMITTED and person is not None:
            again.append((person, values))
    try:
        with transaction.atomic():
            changes = _write(union, newcomers, again, last, joined_on)
    except IntegrityError as error:
        raise Stale(
            _("Somebody else admitted one of these people meanwhile."), remedy=_("Repeat what you did.")
        ) from error
    admission.persons |= {bytes(person.document_digest): person for person in newcomers}
    if changes:
        record(
            actor, "members.admitted_together", union, union=union.pk, changes=changes,
            count=len(newcomers) + len(again), **details,
        )  # fmt: skip
    if elsewhere:
        propose_transfers(actor=actor, union=union, memberships=elsewhere, today=today, **details)
    return admission


def _known(digests: Iterable[bytes]) -> dict[bytes, Person]:
    """The registry's persons with these numbers, also by the number of an entry merged into theirs; held until the
    transaction ends."""
    standing: dict[bytes, int] = {}
    for piece in in_pieces(sorted(set(digests))):
        rows = Person.with_merged.filter(document_digest__among=piece)
        standing |= {bytes(d): into or pk for d, pk, into in rows.values_list("document_digest", "pk", "merged_into")}
    persons: dict[int, Person] = {}
    for some in in_pieces(sorted(set(standing.values()))):
        held = Person.objects.select_for_update(no_key=True).filter(pk__among=some).order_by("pk")
        persons |= {person.pk: person for person in held}
    return {digest: persons[pk] for digest, pk in standing.items()}


def _names(persons: Iterable[Person]) -> dict[int, set[str]]:
    """The names under which each person was ever entered."""
    names = {person.pk: {person.name} for person in persons}
    for piece in in_pieces(sorted(names)):
        merged = Person.with_merged.filter(merged_into__isnull=False, merged_into__among=piece)
        for pk, name in merged.values_list("merged_into__pk", "name"):
            names[pk].add(name)
    return names


def _last_memberships(persons: Sequence[int]) -> dict[int, Membership]:
    """The last membership of each person."""
    found: dict[int, Membership] = {}
    for piece in in_pieces(sorted(persons)):
        rows = Membership.objects.lived().filter(person_id__among=piece).select_related("person", "union")
        found |= {each.person_id: each for each in rows.order_by("person_id", "joined_on", "pk")}
    return found


def _outcome(
    person: Person | None, last: Membership | None, union: Union, same_name: bool, joined_on: datetime.date
) -> Outcome:
    """As `check_admittable` decides for one, without a word about other unions."""
    if person is None:
        return Outcome.ADMITTED
    if not same_name:
        return Outcome.CONFLICT
    if last is None:
        return Outcome.ADMITTED
    if last.left_on is None:
        return Outcome.MEMBER if last.union_id == union.pk else Outcome.TRANSFER
    if not may_be_admitted(last.leave_kind) or joined_on < last.left_on:
        return Outcome.CONFLICT
    return Outcome.ADMITTED


def _write(
    union: Union,
    newcomers: list[Person],
    again: list[tuple[Person, dict[str, Any]]],
    last: dict[int, Membership],
    joined_on: datetime.date,
) -> list[RowChange]:
    """Insert the new persons, fill the known ones, open the memberships; the event is the caller's."""
    before = [snapshot(person) for person, _values in again]
    Person.objects.bulk_create(newcomers, batch_size=1000)
    filled: set[str] = {"union", "version"}
    for person, values in again:
        given = {
            key: value
            for key, value in values.items()
            if key not in IDENTITY and (value is False or value not in BLANK)
        }
        filled |= given.keys()
        for key, value in given.items():
            setattr(person, key, value)
        person.union = union
        person.version += 1
    if again:
        Person.objects.bulk_update(
            [person for person, _values in again], sorted(name.removesuffix("_id") for name in filled), batch_size=500
        )
    spells = [
        Membership(
            person=person, union=union, joined_on=joined_on, join_kind=join_kind(had_membership=person.pk in last)
        )
        for person in (*newcomers, *(person for person, _values in again))
    ]
    Membership.objects.bulk_create(spells, batch_size=1000)
    return [
        *(RowChange(person, None, snapshot(person)) for person in newcomers),
        *(RowChange(person, old, snapshot(person)) for (person, _values), old in zip(again, before, strict=True)),
        *(RowChange(spell, None, snapshot(spell)) for spell in spells),
    ]


@transaction.atomic
def annul_admissions(
    *, actor: Actor, union: Union, persons: Sequence[int], joined_on: datetime.date, **details: Any
) -> int:
    """Let memberships that began in `union` on `joined_on` count as never begun; how many there were.

    They end on the day they began, so that no day holds them, and neither joinings nor later ones count them.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the union.
    """
    actor.require(Permission.EDIT, union)
    changes: list[RowChange] = []
    for piece in in_pieces(sorted(persons)):
        spells = Membership.objects.open().select_for_update(no_key=True).filter(union=union, joined_on=joined_on)
        rows = list(spells.filter(person_id__among=piece).order_by("person_id"))
        before = [snapshot(row) for row in rows]
        for row in rows:
            row.left_on, row.leave_kind, row.version = joined_on, LeaveKind.ANNULLED, row.version + 1
        Membership.objects.bulk_update(rows, ["left_on", "leave_kind", "version"], batch_size=500)
        changes += [RowChange(row, old, snapshot(row)) for row, old in zip(rows, before, strict=True)]
    if changes:
        record(
            actor, "members.admissions_annulled", union, union=union.pk, changes=changes, count=len(changes), **details
        )
    return len(changes)
