"""The batches of rosters, their doubtful rows, and the employers that wait to be confirmed; both as things to do."""

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.flow.inbox import Item, Source
from yuanxin.foundation.intake.choices import QueueState
from yuanxin.foundation.intake.models import Batch, QueuedRow
from yuanxin.foundation.intake.queries import WrittenRows, batches_of, queue_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    ChipColumn,
    Column,
    DateColumn,
    Facts,
    Importer,
    NumberColumn,
    Register,
    Section,
    TimeColumn,
)
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.rosters.choices import EmployerState
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.models import UnknownEmployer
from yuanxin.organisation.rosters.queries import open_employers, open_rows, reason_in_words


class BatchRegister(Register):
    """导入批次: every roster brought in, and where it stands. Its detail page is the wizard's."""

    model = Batch
    title = _("Roster imports")
    permission = Permission.IMPORT
    advice = _("Take the template, fill it in and import it: every row is shown before anything is written.")
    columns = (
        NumberColumn("pk", _("Batch")),
        "file_name",
        "union",
        DateColumn("dated_on"),
        "state",
        NumberColumn("rows", _("Rows")),
        "made_by",
        TimeColumn("made_at"),
    )
    filters = ("union", "state")
    search = ("file_name",)
    importer = Importer("rosters:upload", Permission.IMPORT, "rosters:template")
    detail = (Facts("file_name"),)

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return batches_of(actor, ROSTER)


QUEUE_COLOURS: dict[str, str] = {QueueState.OPEN: "due", QueueState.SETTLED: "done"}
EMPLOYER_COLOURS: dict[str, str] = {EmployerState.OPEN: "due", EmployerState.CONFIRMED: "done"}


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


class ReasonColumn(Column):
    """Why a row is in the queue, in words."""

    def render(self, value: str) -> str:
        return reason_in_words(value)


class Doubt(Section):
    """The row, its batch and the person it may be about, who is linked only where the reader sees her."""

    label = _("Doubtful row")
    template = "rosters/doubt.html"

    def context(self, request: ActorRequest, record: QueuedRow) -> dict[str, Any]:
        person = Person.objects.visible_to(request.actor).filter(pk=record.record).first()
        batch_open = batches_of(request.actor, ROSTER).filter(pk=record.batch_id).exists()
        return {
            "row": record,
            "identity": identity_of(record),
            "reason": reason_in_words(record.reason),
            "person": person,
            "batch_open": batch_open,
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
    detail = (Doubt(), Timeline())

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return queue_of(actor, ROSTER)


def is_open(unknown: UnknownEmployer) -> bool:
    """Whether somebody is still to say what the name means."""
    return unknown.state == EmployerState.OPEN


class EmployerRegister(Register):
    """待确认单位: names of employers that rosters brought and the registry does not know."""

    model = UnknownEmployer
    advice = _("Names that rosters bring and the register of employers does not know appear here.")
    columns = (
        Column("name", css="wrapping"),
        "credit_code",
        "union",
        NumberColumn("persons"),
        ChipColumn("state", EMPLOYER_COLOURS),
        Column("batch__file_name", _("File")),
    )
    filters = ("union", "state")
    search = ("name", "credit_code")
    actions = (
        Action(
            _("Confirm"), "rosters:unknownemployer-confirm", Permission.EDIT, primary=True, in_rows=True, when=is_open
        ),
        Action(_("Keep as written"), "rosters:unknownemployer-dismiss", Permission.EDIT, in_rows=True, when=is_open),
    )
    detail = (
        Facts("name", "credit_code", "union", "persons", "employer", Column("batch__file_name", _("File"))),
        Timeline(),
    )


BATCHES = BatchRegister()
QUEUE = QueueRegister()
EMPLOYERS = EmployerRegister()


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


def employer_as_item(unknown: UnknownEmployer, _actor: Actor, _today: datetime.date) -> Item:
    """An employer's name that waits to be confirmed."""
    return Item(
        kind=gettext("Employer to confirm"),
        subject=f"{unknown.name} — {unknown.union}",
        url=EMPLOYERS.url("detail", unknown.pk),
        state=unknown.get_state_display(),
        due_on=None,
        overdue=False,
    )


ROWS = Source(
    code="rosters.rows",
    label=_("Doubtful rows"),
    waiting=lambda actor, _today: open_rows(actor),
    item=row_as_item,
)
NAMES = Source(
    code="rosters.employers",
    label=_("Employers to confirm"),
    waiting=lambda actor, _today: open_employers(actor),
    item=employer_as_item,
)
