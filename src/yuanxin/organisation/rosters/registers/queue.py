"""The doubtful rows of rosters, as a register and as things to do."""

from typing import Any

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.intake.queries import WrittenRows
from yuanxin.foundation.intake.queue import Doubt, QueueRegister
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import detail_address
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.rules import BLANKS


def differences(row: QueuedRow, person: Person) -> list[tuple[str, str, str]]:
    """Column, what the registry has, and what the file has, where they differ; masked where it is personal."""
    cells = WrittenRows()
    told = []
    for column in ROSTER.columns:
        field = column.code
        written = cells.cell(row.batch, row.number, field)
        if field not in ("name", *BLANKS) or not written:
            continue
        held = person.name if field == "name" else ROSTER.shown(field, held_of(person, field))
        shown = ROSTER.masked(field, written)
        if held != shown:
            told.append((column.label, held or "—", shown))
    return told


def held_of(person: Person, field: str) -> Any:
    """A person's field as a staged row keeps it."""
    value = getattr(person, field)
    return bytes(value).hex() if field == "phone" and value else value


class DoubtAboutMember(Doubt):
    """Also the person it may be about, who is linked only where the reader sees her."""

    def context(self, request: ActorRequest, record: QueuedRow) -> dict[str, Any]:
        shown = super().context(request, record)
        persons = Person.objects.visible_to(request.actor)
        person = persons.filter(pk=record.record).first() if record.record is not None else None
        if person is None:
            return shown
        return shown | {
            "person": person,
            "person_url": detail_address("members.person", person.pk),
            "differences": differences(record, person) if shown["batch_url"] else [],
        }


class RosterQueue(QueueRegister):
    """疑难队列 of rosters."""

    declaration = ROSTER
    detail = (DoubtAboutMember(), Timeline())


QUEUE = RosterQueue()
ROWS = QUEUE.source("rosters.rows")
