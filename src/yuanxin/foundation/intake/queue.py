"""The queue of doubtful rows (疑难队列) of a kind of spreadsheet: its register, and the pages that decide one."""

import datetime
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.flow.inbox import Item, Source
from yuanxin.foundation.intake.choices import QueueState, Verdict
from yuanxin.foundation.intake.declarations import Declaration, declaration_of
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.intake.problems import label
from yuanxin.foundation.intake.queries import WrittenRows, batches_of, queue_of
from yuanxin.foundation.intake.services import decide_row, decide_rows, settle_row
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused, found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_act, form_of
from yuanxin.foundation.ui.forms import Form
from yuanxin.foundation.ui.registers import (
    Action,
    BulkAction,
    ChipColumn,
    Column,
    NumberColumn,
    Register,
    Section,
    TimeColumn,
    answer_record,
)

REFUSALS_TOLD = 5
QUEUE_COLOURS: dict[str, str] = {QueueState.OPEN: "due", QueueState.SETTLED: "done"}
View = Callable[..., HttpResponse]


def identity_of(row: QueuedRow, written: WrittenRows | None = None) -> str:
    """Whom a row is about, as the file has it: what its kind tells rows apart by, under its masks."""
    cells, masks = written or WrittenRows(), declaration_of(row.batch.declaration).identity
    told = {column: cells.cell(row.batch, row.number, column) for column in masks}
    return " ".join(masks[column](text) for column, text in told.items() if text)


def reason_in_words(row: QueuedRow) -> str:
    """Why a row is in the queue, for people."""
    code, _equals, told = row.reason.partition(":")[2].partition("=")
    return str(label(code, declaration_of(row.batch.declaration).problem_labels)) % {"value": told}


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

    def render(self, value: str, record: QueuedRow) -> str:  # type: ignore[override]
        return reason_in_words(record)


class Doubt(Section):
    """The row, its batch, and what may be decided; a kind of spreadsheet adds what the registry has beside it."""

    label = _("Doubtful row")
    template = "intake/doubt.html"

    def context(self, request: ActorRequest, record: QueuedRow) -> dict[str, Any]:
        declaration = declaration_of(record.batch.declaration)
        batch_open = batches_of(request.actor, declaration).filter(pk=record.batch_id).exists()
        return {
            "row": record,
            "identity": identity_of(record),
            "reason": reason_in_words(record),
            "batch_url": reverse(f"{declaration.pages}:batch-detail", args=[record.batch_id]) if batch_open else "",
            "decide_url": register_for(declaration).url("decide", record.pk),
            "verdicts": declaration.verdicts(record) if record.state == QueueState.OPEN else (),
        }

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("batch", "union")


class SettleForm(Form):
    """What was done about a doubtful row."""

    opinion = forms.CharField(
        label=_("Opinion"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was done: corrected by hand, brought in again with a mended file, or refused, and why."),
    )


_registers: dict[str, "QueueRegister"] = {}


def register_for(declaration: Declaration) -> "QueueRegister":
    """The register of the doubtful rows of a kind of spreadsheet."""
    return _registers[declaration.code]


class QueueRegister(Register):
    """疑难队列: the rows of one kind of spreadsheet that a person must decide."""

    declaration: ClassVar[Declaration]
    model = QueuedRow
    title = _("Doubtful rows")
    advice = _("Rows of a roster that a person must decide appear here once the roster is written.")
    columns: ClassVar[tuple[str | Column, ...]] = (
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
    verdicts: ClassVar[tuple[Verdict, ...]] = tuple(Verdict)
    detail = (Doubt(), Timeline())

    def __init__(self) -> None:
        self.permission = self.declaration.permission  # type: ignore[misc]
        super().__init__()
        decide = Action(
            _("Decide"), self.route("settle"), self.permission, primary=True, in_rows=True,
            when=lambda row: row.state == QueueState.OPEN,
        )  # fmt: skip
        self.actions = (decide,)  # type: ignore[misc]
        self.bulk_actions = tuple(self.deciding(verdict) for verdict in self.verdicts)  # type: ignore[misc]
        _registers[self.declaration.code] = self

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return queue_of(actor, self.declaration)

    def deciding(self, verdict: Verdict) -> BulkAction:
        """The bulk act that decides the ticked rows alike."""

        def decide(actor: Actor, rows: models.QuerySet[QueuedRow], today: datetime.date) -> str:
            ticked = list(rows.filter(state=QueueState.OPEN))
            decided, refused = decide_rows(actor=actor, rows=ticked, verdict=verdict, today=today)
            told = gettext("Decided %(decided)s of %(ticked)s rows.") % {"decided": decided, "ticked": len(ticked)}
            return " ".join([told, *refused[:REFUSALS_TOLD]])

        return BulkAction(verdict.value, verdict.label, self.permission, decide)

    @property
    def urls(self) -> list[URLPattern]:
        """The routes of the register, and of the pages on which a row is decided."""
        return [
            *super().urls,
            path("<int:pk>/settle/", self._page(self.settle, "GET", "POST"), name=f"{self.name}-settle"),
            path("<int:pk>/decide/", self._page(self.decide, "POST"), name=f"{self.name}-decide"),
        ]

    def source(self, code: str) -> Source:
        """The rows that wait, as things to do; one is told by its place in the file: its name would cost opening it."""
        return Source(
            code=code,
            label=self.title,
            waiting=lambda actor, _today: self.rows(actor).filter(state=QueueState.OPEN),
            item=lambda row, _actor, _today: Item(
                kind=gettext("Doubtful row"),
                subject=f"{row} — {reason_in_words(row)}",
                url=self.url("detail", row.pk),
                state=row.get_state_display(),
                due_on=None,
                overdue=False,
            ),
        )

    def settle(self, request: ActorRequest, pk: int) -> HttpResponse:
        """Decide a doubtful row with an opinion; nothing of it is written."""
        row = self._row(request, pk)
        known = {
            _("Person in the file"): identity_of(row),
            _("Union"): row.union,
            _("Why it is in the queue"): reason_in_words(row),
        }
        form = form_of(SettleForm, request, known=known)
        return answer_record(
            request,
            self,
            row,
            form,
            lambda: settle_row(actor=form.actor, row=row, opinion=form.cleaned_data["opinion"], today=form.today),
            done=lambda _row: gettext("The row is decided."),
            title=gettext("Decide the row"),
            save_label=gettext("Decide"),
        )

    def decide(self, request: ActorRequest, pk: int) -> HttpResponse:
        """Decide a doubtful row by one click; what follows from it is written at once."""
        row = self._row(request, pk)
        verdict = request.POST.get("verdict", "")

        def act() -> object:
            if verdict not in Verdict.values:
                raise Refused(gettext("No decision was chosen."), remedy=gettext("Press one of the buttons."))
            return decide_row(actor=request.actor, row=row, verdict=Verdict(verdict), today=request.today)

        return answer_act(
            request, act, done=lambda _row: gettext("The row is decided."), back=self.url("detail", row.pk)
        )

    def _row(self, request: ActorRequest, pk: int) -> QueuedRow:
        row: QueuedRow = found(self.rows(request.actor).filter(pk=pk).first())
        return row

    def _page(self, view: View, *methods: str) -> View:
        def queue_page(request: ActorRequest, **arguments: Any) -> HttpResponse:
            return view(request, **arguments)

        return requires(self.permission)(require_http_methods(list(methods))(queue_page))
