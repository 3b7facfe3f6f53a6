"""The doubtful rows of rosters, as a register and as things to do."""

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.flow.inbox import Item, Source
from yuanxin.foundation.intake.choices import QueueState, Verdict
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.intake.queries import WrittenRows, batches_of, queue_of
from yuanxin.foundation.intake.services import decide_rows
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    BulkAction,
    ChipColumn,
    Column,
    NumberColumn,
    Register,
    Section,
    TimeColumn,
)
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.queries import open_rows, reason_in_words
from yuanxin.organisation.rosters.rules import BLANKS

REFUSALS_TOLD = 5
QUEUE_COLOURS: dict[str, str] = {QueueState.OPEN: "due", QueueState.SETTLED: "done"}


def identity_of(row: QueuedRow, written: WrittenRows | None = None) -> str:
    """Whom a row is about, as the file has it: the name, and the number masked."""
    cells = written or WrittenRows()
    told = {column: cells.cell(row.batch, row.number, column) for column in ROSTER.identity}
    return " ".join(ROSTER.identity[column](text) for column, text in told.items() if text)


class IdentityColumn(Column):
    """Whom a row is about. Each drawing of a table takes its own copy, which opens a chunk of rows only once."""

    written: WrittenRows

    def __copy__(self) -> "IdentityColumn":
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__, written=WrittenRows())
        return twin

    def render(self, value: int, record: QueuedRow) -> str:  # type: ignore[override]
        return identity_of(record, self.written) or str(record)

    def exported(self, record: QueuedRow, *, clear: bool = False) -> str:  # type: ignore[override]
        return identity_of(record, self.written)


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


class ReasonColumn(Column):
    """Why a row is in the queue, in words."""

    def render(self, value: str) -> str:
        return reason_in_words(value)


def deciding(verdict: Verdict) -> BulkAction:
    """The bulk act that decides the ticked rows alike."""

    def decide(actor: Actor, rows: models.QuerySet[QueuedRow], today: datetime.date) -> str:
        ticked = list(rows.filter(state=QueueState.OPEN))
        decided, refused = decide_rows(actor=actor, rows=ticked, verdict=verdict, today=today)
        told = gettext("Decided %(decided)s of %(ticked)s rows.") % {"decided": decided, "ticked": len(ticked)}
        return " ".join([told, *refused[:REFUSALS_TOLD]])

    return BulkAction(verdict.value, verdict.label, Permission.IMPORT, decide)


class Doubt(Section):
    """The row, its batch and the person it may be about, who is linked only where the reader sees her."""

    label = _("Doubtful row")
    template = "rosters/doubt.html"

    def context(self, request: ActorRequest, record: QueuedRow) -> dict[str, Any]:
        persons = Person.objects.visible_to(request.actor)
        person = persons.filter(pk=record.record).first() if record.record is not None else None
        batch_open = batches_of(request.actor, ROSTER).filter(pk=record.batch_id).exists()
        return {
            "row": record,
            "identity": identity_of(record),
            "reason": reason_in_words(record.reason),
            "person": person,
            "batch_open": batch_open,
            "differences": differences(record, person) if person is not None and batch_open else [],
            "verdicts": ROSTER.verdicts(record) if record.state == QueueState.OPEN else (),
        }

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("batch", "union")


class QueueRegister(Register):
    """疑难队列: rows that a person must decide."""

    model = QueuedRow
    title = _("Doubtful rows")
    permission = Permission.IMPORT
    advice = _("Rows of a roster that a person must decide appear here once the roster is written.")
    columns = (
        IdentityColumn("pk", _("Person in the file")),
        ReasonColumn("reason", _("Why it is in the queue"), css="wrapping"),
        "union",
        NumberColumn("batch_id", _("Batch")),
        NumberColumn("number"),
        ChipColumn("state", QUEUE_COLOURS),
        "verdict",
        TimeColumn("batch__applied_at", _("Written at")),
    )
    filters = ("union", "state")
    actions = (
        Action(
            _("Decide"),
            "rosters:queuedrow-settle",
            Permission.IMPORT,
            primary=True,
            in_rows=True,
            when=lambda row: row.state == QueueState.OPEN,
        ),
    )
    bulk_actions = tuple(deciding(verdict) for verdict in Verdict)
    detail = (Doubt(), Timeline())

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return queue_of(actor, ROSTER)


QUEUE = QueueRegister()


def row_as_item(row: QueuedRow, _actor: Actor, _today: datetime.date) -> Item:
    """A doubtful row, told by its place in the file: its name would cost opening the file."""
    return Item(
        kind=gettext("Doubtful row"),
        subject=f"{row} — {reason_in_words(row.reason)}",
        url=QUEUE.url("detail", row.pk),
        state=row.get_state_display(),
        due_on=None,
        overdue=False,
    )


ROWS = Source(
    code="rosters.rows",
    label=_("Doubtful rows"),
    waiting=lambda actor, _today: open_rows(actor),
    item=row_as_item,
)
