"""The pages of an import: upload, progress, preview, confirmation, result, undo. One instance for each declaration."""

import io
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from yuanxin.foundation.intake import services
from yuanxin.foundation.intake.choices import GIVEN_BACK, BatchState, Mode, RowClass, Step
from yuanxin.foundation.intake.columns_page import answer_columns, headers_differ, may_be_mapped
from yuanxin.foundation.intake.declarations import Declaration, declaration_of
from yuanxin.foundation.intake.forms import UploadForm
from yuanxin.foundation.intake.models import Batch, StagedRow
from yuanxin.foundation.intake.problems import left_out_notices, remark, sentences
from yuanxin.foundation.intake.queries import batch_with_number, batches_of, written_as
from yuanxin.foundation.intake.staging import header_of
from yuanxin.foundation.intake.workbooks import give_back, write_template
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.kernel.long_work import OPEN
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_act, answer_form
from yuanxin.foundation.unions.models import Union

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_ON_A_PAGE = 50
SAMPLES = 10
STATE_COLOURS: dict[str, str] = {
    BatchState.STAGING: "running",
    BatchState.MAPPING: "due",
    BatchState.READY: "due",
    BatchState.APPLIED: "done",
    BatchState.UNDONE: "closed",
    BatchState.CANCELLED: "closed",
    BatchState.FAILED: "overdue",
}
CLASS_COLOURS = {
    RowClass.INVALID: "overdue",
    RowClass.CONFLICT: "overdue",
    RowClass.DUPLICATE: "due",
    RowClass.TRANSFER: "due",
    RowClass.NEW: "done",
    RowClass.UPDATED: "running",
    RowClass.UNCHANGED: "closed",
}
View = Callable[..., HttpResponse]


class ImportPages:
    """The routes of a declaration's import, for its app's `urlpatterns`.

    Args:
        declaration: what is imported.
        app: the name space of the app; the routes are `upload`, `template`, `batch-detail`, `rows` and the acts.
        list_url: the route of the register of batches.
    """

    def __init__(self, declaration: Declaration, *, app: str, list_url: str) -> None:
        self.declaration, self.app, self.list_url = declaration, app, list_url
        declaration.pages = app

    @property
    def urls(self) -> list[URLPattern]:
        """The routes; to be included before those of the register of batches, whose detail page this is."""
        return [
            path("new/", self._page(self.upload), name="upload"),
            path("template.xlsx", self._page(self.template, "GET"), name="template"),
            path("<int:pk>/", self._page(self.batch, "GET"), name="batch-detail"),
            path("<int:pk>/progress/", self._page(self.progress, "GET"), name="progress"),
            path("<int:pk>/columns/", self._page(self.columns), name="columns"),
            path("<int:pk>/rows/", self._page(self.rows, "GET"), name="rows"),
            path("<int:pk>/given-back.xlsx", self._page(self.given_back, "POST"), name="given-back"),
            path("<int:pk>/confirm/", self._page(self.confirm, "POST"), name="confirm"),
            path("<int:pk>/cancel/", self._page(self.cancel, "POST"), name="cancel"),
            path("<int:pk>/undo/", self._page(self.undo, "POST"), name="undo"),
        ]

    def _page(self, view: View, *methods: str) -> View:
        def import_page(request: ActorRequest, **arguments: Any) -> HttpResponse:
            return view(request, **arguments)

        allowed = require_http_methods(methods or ("GET", "POST"))(import_page)
        return requires(self.declaration.permission)(never_cache(allowed))

    def _url(self, page: str, batch: Batch) -> str:
        return reverse(f"{self.app}:{page}", args=[batch.pk])

    def _batch(self, request: ActorRequest, pk: int) -> Batch:
        return batch_with_number(request.actor, self.declaration, pk)

    def upload(self, request: ActorRequest) -> HttpResponse:
        """Choose a file; it is kept, and a worker begins to read it."""
        form = UploadForm(
            request.POST or None,
            request.FILES or None,
            actor=request.actor,
            today=request.today,
            declaration=self.declaration,
            initial={name: text for name, text in request.GET.items() if name != "file"},
        )

        def act() -> Batch:
            given = form.cleaned_data
            return services.receive_and_stage(
                actor=form.actor,
                user=request.user,  # type: ignore[arg-type]
                declaration=self.declaration,
                union=given["union"],
                content=given["file"].read(),
                file_name=given["file"].name,
                mode=given.get("mode", Mode.FILL),
                dated_on=given.get("dated_on", form.today),
                whole=given.get("whole", False),
                attended=True,
                answers=form.answers(),
            )

        return answer_form(
            request,
            form,
            act,
            done=lambda batch: _("The file is being read as batch %(batch)s.") % {"batch": batch.pk},
            to=lambda batch: self._url("batch-detail", batch),
            template="intake/upload.html",
            title=_("Import: %(what)s") % {"what": self.declaration.label},
            save_label=_("Read the file"),
            cancel_url=reverse(self.list_url),
            breadcrumbs=[(self.declaration.label, reverse(self.list_url))],
            template_url=reverse(f"{self.app}:template"),
        )

    def template(self, request: ActorRequest) -> HttpResponse:
        """The empty workbook."""
        stream = io.BytesIO()
        write_template(stream, self.declaration)
        return workbook(stream, f"{self.declaration.file_name}模板.xlsx")

    def batch(self, request: ActorRequest, pk: int) -> HttpResponse:
        """The batch as it stands: its progress, its preview, or what it wrote; of another kind, its own page."""
        batch = batches_of(request.actor, self.declaration).filter(pk=pk).first()
        if batch is None:
            other = declaration_of(found(Batch.objects.filter(pk=pk).first()).declaration)
            batch_with_number(request.actor, other, pk)
            return redirect(f"{other.pages}:batch-detail", pk)
        return render(request, "intake/batch.html", self._context(request, batch) | self._preview(request, batch))

    def progress(self, request: ActorRequest, pk: int) -> HttpResponse:
        """The progress line; when the work has ended, the page is loaded anew."""
        batch = self._batch(request, pk)
        if batch.work_state not in OPEN:
            return HttpResponseClientRefresh()
        return render(request, "intake/progress.html", self._context(request, batch))

    def columns(self, request: ActorRequest, pk: int) -> HttpResponse:
        """What each column of the file means: shown with some of its cells, said once, remembered for the union."""
        batch = self._batch(request, pk)
        page = self._url("columns", batch)
        to = {"batch_url": self._url("batch-detail", batch), "list_url": reverse(self.list_url), "page": page}
        return answer_columns(request, batch, self.declaration, to)

    def rows(self, request: ActorRequest, pk: int) -> HttpResponse:
        """The rows of one class, fifty a page."""
        batch = self._batch(request, pk)
        outcome = request.GET.get("class", "")
        after = request.GET.get("after", "")
        staged = batch.staged_rows.order_by("number")
        if outcome in RowClass.values:
            staged = staged.filter(outcome=outcome)
        if after.isdigit():
            staged = staged.filter(number__gt=int(after))
        page = list(staged[: ROWS_ON_A_PAGE + 1])
        shown = page[:ROWS_ON_A_PAGE]
        context = self._context(request, batch) | {
            "rows": self._drawn(request, batch, shown),
            "outcome": outcome,
            "after": shown[-1].number if len(page) > ROWS_ON_A_PAGE else None,
        }
        return render(request, "intake/rows.html", context)

    def given_back(self, request: ActorRequest, pk: int) -> HttpResponse:
        """The workbook of the rows that did not go in."""
        batch, stream = self._batch(request, pk), io.BytesIO()
        give_back(batch, request.actor, stream)
        return workbook(stream, _("batch %(batch)s rows given back") % {"batch": batch.pk} + ".xlsx")

    def confirm(self, request: ActorRequest, pk: int) -> HttpResponse:
        """Have the staged rows written."""
        return self._act(request, pk, lambda batch: services.start_applying(actor=request.actor, batch=batch), "")

    def cancel(self, request: ActorRequest, pk: int) -> HttpResponse:
        """End the reading, or discard the preview."""
        said = _("The import is cancelled; nothing was written.")
        return self._act(request, pk, lambda batch: services.cancel(actor=request.actor, batch=batch), said)

    def undo(self, request: ActorRequest, pk: int) -> HttpResponse:
        """Take the batch back."""
        said = _("Everything the batch wrote is taken back.")
        return self._act(request, pk, lambda batch: services.undo(actor=request.actor, batch=batch), said)

    def _act(self, request: ActorRequest, pk: int, act: Callable[[Batch], object], said: str) -> HttpResponse:
        batch = self._batch(request, pk)
        return answer_act(request, lambda: act(batch), done=lambda _done: said, back=self._url("batch-detail", batch))

    def _context(self, request: ActorRequest, batch: Batch) -> dict[str, Any]:
        """What every page of a batch shows."""
        counts = [
            (RowClass(name), batch.counts.get(name, 0), CLASS_COLOURS[RowClass(name)]) for name in RowClass.values
        ]
        working = batch.work_state in OPEN
        state = BatchState(batch.state)
        return {
            "title": _("Batch %(batch)s") % {"batch": batch.pk},
            "batch": batch,
            "declaration": self.declaration,
            "answers": self.declaration.told(batch.answers),
            "list_url": reverse(self.list_url),
            "urls": {
                page.replace("-", "_"): self._url(page, batch)
                for page in ("batch-detail", "progress", "columns", "rows", "given-back", "confirm", "cancel", "undo")
            },
            "compare_url": reverse(self.declaration.compares, args=[batch.pk]) if batch.whole else "",
            "upload_url": reverse(f"{self.app}:upload"),
            "afterwards": self._afterwards(batch),
            "counts": counts,
            "notices": batch.notices + left_out_notices(batch.left_out),
            "remarks": [(remark(problem, self.declaration), rows) for problem, rows in batch.remarks],
            "mapping": self._mapping(batch),
            "can_map": not working and may_be_mapped(batch),
            "headers_differ": state == BatchState.READY and headers_differ(batch),
            "working": working,
            "step": Step(batch.work_step).label if working else "",
            "failed_work": batch.work_state == WorkState.FAILED,
            "colour": STATE_COLOURS[state],
            "steps": [_("Upload"), _("Check"), _("Preview"), _("Result")],
            "current_step": 4
            if state in {BatchState.APPLIED, BatchState.UNDONE}
            else 3
            if state == BatchState.READY
            else 2,
            "gives_back": any(batch.counts.get(name) for name in GIVEN_BACK),
            "writes": any(batch.counts.get(name) for name in ("new", "updated", "transfer")),
        }

    def _afterwards(self, batch: Batch) -> tuple[str, str] | None:
        """Where to go on once the batch is written, and what that is called."""
        after = self.declaration.afterwards
        if after is None or batch.state != BatchState.APPLIED:
            return None
        return reverse(after[0], args=[batch.pk]), str(after[1])

    def _mapping(self, batch: Batch) -> list[tuple[str, str]]:
        """Each header of the file and the column it is understood as."""
        if not batch.header:
            return []
        header = header_of(batch)
        return [
            (label, self.declaration.column(field).label if field else "")
            for label, field in zip(header.labels, header.fields, strict=True)
            if label
        ]

    def _preview(self, request: ActorRequest, batch: Batch) -> dict[str, Any]:
        """Some rows of each class there is, before anything is written."""
        staged: list[StagedRow] = []
        if batch.state == BatchState.READY and batch.work_state not in OPEN:
            for outcome in RowClass.values:
                if batch.counts.get(outcome):
                    staged += batch.staged_rows.filter(outcome=outcome).order_by("number")[:SAMPLES]
        return {"samples": self._drawn(request, batch, staged) if staged else []}

    def _drawn(self, request: ActorRequest, batch: Batch, staged: list[StagedRow]) -> list[dict[str, Any]]:
        """Staged rows for people: told by their identity, masked, with sentences and differences.

        Of a record that a union outside the reader's own keeps, not even which fields differ is told.
        """
        header = header_of(batch)
        befores = {row.number: json.loads(unseal(row.before)) for row in staged if row.before is not None}
        keepers = Union.objects.filter(pk__in={before["union_id"] for before in befores.values()})
        own = {union.pk for union in keepers if request.actor.may(self.declaration.permission, union)}
        cells = written_as(batch, [row.number for row in staged])
        drawn = []
        for row in staged:
            written, before = cells.get(row.number, {}), befores.get(row.number)
            kept_elsewhere = before is not None and before["union_id"] not in own
            drawn.append(
                {
                    "number": row.number,
                    "outcome": RowClass(row.outcome).label,
                    "colour": CLASS_COLOURS[RowClass(row.outcome)],
                    "identity": [self._identity(header, written, code) for code in self.declaration.identity],
                    "problems": sentences(row.problems, self.declaration, header, row.number),
                    "warnings": sentences(row.warnings, self.declaration, header, row.number),
                    "kept_elsewhere": kept_elsewhere,
                    "differences": self._differences(row, before, header, written)
                    if before is not None and not kept_elsewhere
                    else [],
                }
            )
        return drawn

    def _identity(self, header: Any, written: dict[str, Any], code: str) -> str:
        position = header.position(code)
        text = written.get(header.labels[position]) if position is not None else None
        return self.declaration.identity[code](text) if text else ""

    def _differences(
        self, row: StagedRow, before: dict[str, Any], header: Any, written: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """What the row changes, and what it would have changed but for the mode."""
        told = []
        for codes, stays in ((row.changed, False), (row.kept, True)):
            for code in codes.split():
                position = header.position(code)
                label = header.labels[position] if position is not None else None
                told.append(
                    {
                        "label": self.declaration.column(code).label,
                        "held": self.declaration.shown(code, before.get(code)),
                        "written": self.declaration.masked(code, written.get(label) or "") if label else "",
                        "stays": stays,
                    }
                )
        return told


def workbook(stream: io.BytesIO, name: str) -> HttpResponse:
    """A workbook to be saved."""
    response = HttpResponse(stream.getvalue(), content_type=WORKBOOK)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response
