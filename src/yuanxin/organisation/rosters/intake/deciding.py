"""What a verdict on a doubtful row of a roster means: a name corrected, a member admitted, a transfer proposed."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from yuanxin.foundation.intake.choices import Mode, QueueState, Verdict
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.intake.staging import chunks
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.models import Employer
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.organisation.members.queries import active_membership, names_known, person_of_digest
from yuanxin.organisation.members.services import (
    AlreadyProposed,
    Particulars,
    admit,
    correct_person,
    propose_transfer,
)
from yuanxin.organisation.rosters.rules import BLANKS

OTHER_NAME, TWO_NAMES, CHANGED = "name:known_by_other_name", "row:two_names", "row:changed_since"
NEITHER = (Verdict.RETURNED, Verdict.DISMISSED)
VERDICTS = {
    OTHER_NAME: (Verdict.KEPT, Verdict.TAKEN, *NEITHER),
    TWO_NAMES: (Verdict.TAKEN, *NEITHER),
    CHANGED: (Verdict.TAKEN, *NEITHER),
}


def verdicts(queued: QueuedRow) -> tuple[Verdict, ...]:
    """What may be decided; where a former membership bars the person, only that nothing is written."""
    return VERDICTS.get(queued.reason.partition("=")[0], NEITHER)


def carry_out(queued: QueuedRow, verdict: Verdict, values: Mapping[str, Any], actor: Actor, reason: str) -> None:
    """Write what follows, by the services of members; nothing where the row goes back or is dismissed.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit whoever is written.
        Refused: as the services of members refuse.
    """
    if verdict in NEITHER:
        return
    today = clock.today()
    particulars = particulars_of(values)
    person = person_of_digest(values["key"])
    if person is not None and verdict == Verdict.KEPT:
        particulars = replace(particulars, name=person.name)
    elif person is not None and particulars.name not in names_known(person):
        correct_person(actor=actor, person=person, today=today, reason=reason, name=particulars.name)
        person.refresh_from_db()
    bring_in(queued, person, particulars, values["joined_on"], actor, today)
    if queued.reason.startswith(TWO_NAMES):
        _close_the_others(queued, values["key"])


def particulars_of(values: Mapping[str, Any]) -> Particulars:
    """What the row says of the person, numbers in clear: they go into the services and no further."""
    plain = {code: values[code] for code, blank in BLANKS.items() if code != "phone" and values[code] != blank}
    employer = Employer.objects.filter(pk=values["employer_id"]).first() if values["employer_id"] is not None else None
    return Particulars(
        document_number=unseal(values["document_sealed"]),
        document_type=values["document_type"],
        phone=unseal(values["phone_sealed"]) if values["phone_sealed"] is not None else "",
        employer=employer,
        name=values["name"],
        **{code: value for code, value in plain.items() if value is not None},
    )


def bring_in(
    queued: QueuedRow,
    person: Person | None,
    particulars: Particulars,
    joined_on: datetime.date | None,
    actor: Actor,
    today: datetime.date,
) -> None:
    """Do with the row what the import would have done with it."""
    union, batch = queued.union, queued.batch
    spell = active_membership(person) if person is not None else None
    if person is None or spell is None:
        known = person is not None and batch.mode == Mode.FILL
        given = without_filled(particulars, person) if known and person is not None else particulars
        day = joining_day_of(person, joined_on, batch.dated_on)
        admit(actor=actor, union=union, particulars=given, joined_on=min(day, today), today=today)
    elif spell.union_id != union.pk:
        try:
            propose_transfer(
                actor=actor, union=union, number=particulars.document_number, name=person.name, today=today
            )
        except AlreadyProposed:
            # A roster before this one proposed it; both unions have it before them.
            return
    else:
        given = without_filled(particulars, person) if batch.mode == Mode.FILL else particulars
        corrected = {code: value for code, value in _said(given).items() if getattr(person, code, None) != value}
        if corrected:
            correct_person(actor=actor, person=person, today=today, **corrected)


def joining_day_of(person: Person | None, given: datetime.date | None, roster: datetime.date) -> datetime.date:
    """The day the membership begins, by the rule of imports: never inside an ended one."""
    usual = given or roster
    if person is None:
        return usual
    last = Membership.objects.filter(person=person).exclude(left_on=None).order_by("-left_on").first()
    if last is None or last.left_on is None:
        return usual
    return max(roster if last.left_on > usual else usual, last.left_on)


def without_filled(particulars: Particulars, person: Person) -> Particulars:
    """The same without what the registry holds already: a fill-blanks import changes no filled field."""
    held = {code: getattr(person, code) for code in BLANKS}
    filled: dict[str, Any] = {
        code: Particulars.__dataclass_fields__[code].default for code in held if held[code] not in (None, "", 0)
    }
    if filled.get("employer_name") is not None or person.employer_id is not None:
        filled |= {"employer": person.employer, "employer_name": person.employer_name}
    return replace(particulars, **filled)


def _said(particulars: Particulars) -> dict[str, Any]:
    """The fields that say something."""
    codes = [code for code in BLANKS if code != "phone"]
    said = {code: getattr(particulars, code) for code in codes}
    said |= {"phone": particulars.phone, "employer": particulars.employer}
    return {code: value for code, value in said.items() if value not in (None, "", 0)}


def _close_the_others(queued: QueuedRow, key: bytes) -> None:
    """The other rows of the number need no decision any more: whose it is has been said."""
    same = pl.col("key") == pl.lit(key)
    numbers = [row for _number, values in chunks(queued.batch) for row in values.filter(same)["row"].to_list()]
    QueuedRow.objects.filter(batch=queued.batch, number__in=numbers, state=QueueState.OPEN).update(
        state=QueueState.SETTLED,
        verdict=Verdict.DISMISSED,
        decided_by=queued.decided_by,
        decided_at=queued.decided_at,
    )
