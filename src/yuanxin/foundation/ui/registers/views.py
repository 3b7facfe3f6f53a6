"""The pages of a register. Each is marked with the permission it needs; rows come only through the actor's scope."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.kernel.relations import with_names
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import UNPROCESSABLE, answer_form, is_asking, near_records
from yuanxin.foundation.ui.forms import Form
from yuanxin.foundation.ui.registers import exporting, kept
from yuanxin.foundation.ui.registers.choosing import ALL_SHOWN, hidden_columns, shown_columns
from yuanxin.foundation.ui.registers.columns import ChipColumn, MaskedColumn
from yuanxin.foundation.ui.registers.paging import (
    PAGE_SIZES,
    Counted,
    count_and_read,
    count_of,
    mark_of,
    read_ways,
)
from yuanxin.foundation.ui.registers.sections import Drawn, draw_all
from yuanxin.foundation.ui.registers.tables import draw_table
from yuanxin.foundation.ui.views import page_before

if TYPE_CHECKING:
    from yuanxin.foundation.ui.registers.register import Register

View = Callable[..., HttpResponseBase]
PRINTED_AT_MOST = 1000
BULK_AT_MOST = 100
BUTTONS = 3


def list_view(register: Register) -> View:
    """The list: query bar, table, pages. With htmx only the part below the query bar."""

    @requires(register.permission)
    @require_GET
    def register_list(request: ActorRequest) -> HttpResponse:
        return answer_list(request, register)

    return register_list


def answer_record(
    request: ActorRequest,
    register: Register,
    record: Any,
    form: Form,
    act: Callable[[], Any],
    *,
    called: Any = None,
    done: Callable[[Any], Any] | None = None,
    to: Callable[[Any], str] | None = None,
    **context: Any,
) -> HttpResponse:
    """The whole of a form's view about one record: its page is where the form was opened, and what follows.

    Args:
        act: as for `answer_form`.
        called: what the record is called on the way to the form, where not by its own name.
        done, to: as for `answer_form`, where something else is to be said, or another page follows.
        context: as for `form_page`.
    """
    page = register.url("detail", record.pk)
    return answer_form(
        request,
        form,
        act,
        done=done or (lambda _result: _("The changes are kept.")),
        to=to or (lambda _result: page),
        cancel_url=page,
        breadcrumbs=[(register.title, register.url()), (called or record, page)],
        **context,
    )


def answer_list(
    request: ActorRequest,
    register: Register,
    *,
    rows: models.QuerySet[Any] | None = None,
    template: str = "ui/registers/list.html",
    known: int | None = None,
    **context: Any,
) -> HttpResponse:
    """The list page of a register, or of some of its rows under another heading: the rows of a figure, of a batch.

    Args:
        rows: rows of the register's model, already within the actor's scope; by default all that it sees.
        template: a page that extends `ui/registers/list.html`.
        known: how many `rows` are, where that is known without counting them.
        context: what that page adds; `title` changes the heading.
    """
    own_rows = rows is None
    query = register.query(request)
    if is_asking(request):
        return near_records(request, query)
    scope = register.rows(request.actor) if rows is None else rows
    selected = register.selected(scope, query)
    columns = shown_columns(request, register)
    order = register.order_of(request)
    chips = query.chips()
    mark = mark_of(register.model, order, whole_number(request, "after"), whole_number(request, "before"))
    loaded, size = register.loaded(selected, columns), page_size(request)
    count, page = count_and_read(mark, selected, loaded, order, size)
    if page is None:
        page = read_ways(mark, selected, loaded, order, size, register.ways(query.text))
    if known is not None and not chips:
        count = Counted(known, known=True)
    link, through = register.opens()
    start = max(whole_number(request, "from") or 1, 1) if page.has_previous else 1
    drawn = {
        "title": register.title,
        "register": register,
        "query": query,
        "chips": chips,
        "count": count,
        "page": page,
        "order": str(order),
        "start": start,
        "last_number": start + len(page.rows) - 1,
        "previous_start": max(start - page.size, 1),
        "next_start": start + len(page.rows),
        "page_sizes": PAGE_SIZES,
        "table": draw_table(columns, page.rows, link=link, through=through),
        "columns": columns,
        "all_columns": register.drawn_columns,
        "row_actions": [action for action in register.actions if action.in_rows],
        "register_actions": sorted(
            (action for action in register.actions if not action.record and action.open_to(request.actor)),
            key=lambda action: action.primary,
        ),
        "bulk_actions": [
            action for action in register.bulk_actions if own_rows and request.actor.may_somewhere(action.permission)
        ],
        "may_import": own_rows
        and register.importer is not None
        and request.actor.may_somewhere(register.importer.permission),
        "import_first": not any(action.primary for action in register.actions if not action.record),
        "may_export": own_rows and may_export(request, register),
        "may_print": own_rows and register.printing,
        "list_route": register.route("list"),
        "kept_views": kept.kept_for(request, register.route("list")) if own_rows else None,
        "hidden": ".".join(hidden_columns(request, register)) or ALL_SHOWN,
        **context,
    }
    part = "#table" if request.htmx and request.htmx.target == "register" else ""
    return render(request, "ui/registers/list.html#table" if part else template, drawn)


def detail_view(register: Register) -> View:
    """One record: title line, facts, related rows in tabs, timeline at the side."""

    @requires(register.permission)
    @require_GET
    def register_detail(request: ActorRequest, pk: int) -> HttpResponse:
        actor = request.actor
        rows = register.loaded(register.rows(actor), register.drawn_columns, register.whole_detail)
        record = with_names(rows).filter(pk=pk).first()
        if record is None:
            raise Http404
        places = register.sections(actor, record)
        drawn: dict[str, list[Drawn]] = {place: [] for place in places}
        for each in draw_all(chain.from_iterable(places.values()), request, record):
            drawn[each.section.place].append(each)
        actions = [action for action in register.actions if action.record and action.open_to(actor, record)]
        others = [action for action in actions if not action.primary]
        context = {
            "title": str(record),
            "register": register,
            "record": record,
            "chip": register.state(record),
            **register.place(actor, record),
            "primary": [action for action in actions if action.primary][:1],
            "secondary": others if len(others) <= BUTTONS else others[: BUTTONS - 1],
            "further": [] if len(others) <= BUTTONS else others[BUTTONS - 1 :],
            **drawn,
        }
        return render(request, "ui/registers/detail.html", context)

    return register_detail


def print_view(register: Register) -> View:
    """The list on A4 with a place for the seal, at most a thousand rows."""

    @requires(register.permission)
    @require_GET
    def register_print(request: ActorRequest) -> HttpResponse:
        query = register.query(request)
        columns = shown_columns(request, register)
        rows = register.selected(register.rows(request.actor), query)
        loaded, order = register.loaded(rows, columns), register.order_of(request)
        _count, page = count_and_read(None, rows, loaded, order, PRINTED_AT_MOST)
        if page is None:
            page = read_ways(None, rows, loaded, order, PRINTED_AT_MOST, register.ways(query.text))
        context = {
            "title": register.title,
            "register": register,
            "chips": query.chips(),
            "table": draw_table(columns, page.rows),
            "columns": columns,
            "count": len(page.rows),
            "cut": page.has_next,
        }
        return render(request, "ui/registers/print.html", context)

    return register_print


class ExportForm(Form):
    """Why data leaves the system, and whether without masks."""

    clear = forms.BooleanField(
        required=False,
        label=gettext_lazy("Document numbers and phones in clear"),
        help_text=gettext_lazy("Only where the work cannot be done with masked data."),
    )
    reason = forms.CharField(
        max_length=200, label=gettext_lazy("Reason"), help_text=gettext_lazy("What the file is for, in a few words.")
    )


def export_view(register: Register) -> View:
    """Take the selected rows away as a workbook; asked for on a page of its own, sent on POST."""
    declared = register.export
    if declared is None:
        raise TypeError(f"{register} has no export")

    @requires(declared.permission)
    @require_http_methods(["GET", "POST"])
    def register_export(request: ActorRequest) -> HttpResponseBase:
        actor = request.actor
        masked = any(isinstance(column, MaskedColumn) for column in register.drawn_columns)
        clear_offered = masked and bool(declared.clear_permission) and actor.may_somewhere(declared.clear_permission)
        sent = request.POST if request.method == "POST" else None
        form = ExportForm(sent, actor=actor, today=request.today)
        if not clear_offered:
            del form.fields["clear"]
        query = register.query(request)
        rows = register.selected(exportable(register, actor, declared.permission), query)
        if request.method == "POST" and form.is_valid():
            clear = bool(form.cleaned_data.get("clear"))
            if clear:
                rows = rows.filter(pk__in=exportable(register, actor, declared.clear_permission).values("pk"))
            told = exporting.ExportTold(
                register=register.route("list"),
                title=str(register.title),
                kind=register.model._meta.label_lower,
                rows=0,
                clear=clear,
                reason=form.cleaned_data["reason"],
                query="; ".join(f"{chip.label} {chip.value}" for chip in query.chips()),
            )
            order = register.order_of(request)
            ordered = register.loaded(rows, register.drawn_columns).order_by(*order.ordering(nullable=False))
            file = exporting.write(actor, ordered, register.drawn_columns, told, clear=clear)
            name = f"{register.title}-{request.today:%Y%m%d}.xlsx"
            return FileResponse(file, as_attachment=True, filename=name)
        context = {
            "title": _("Export %(title)s") % {"title": register.title},
            "register": register,
            "form": form,
            "count": count_of(rows),
            "chips": query.chips(),
            "clear_offered": clear_offered,
        }
        status = UNPROCESSABLE if form.is_bound else 200
        return render(request, "ui/registers/export.html", context, status=status)

    return register_export


def bulk_view(register: Register) -> View:
    """Run a bulk action on the ticked rows that the actor may act on."""

    @requires(register.permission)
    @require_POST
    def register_bulk(request: ActorRequest, code: str) -> HttpResponse:
        actor = request.actor
        action = next((known for known in register.bulk_actions if known.code == code), None)
        if action is None:
            raise Http404
        if not actor.may_somewhere(action.permission):
            raise NotAllowed(_("Your role does not include this act here."))
        ticked = [int(pk) for pk in request.POST.getlist("pk") if pk.isdigit()][:BULK_AT_MOST]
        rows = register.rows(actor).filter(pk__in=ticked)
        rows = rows.filter(pk__in=exportable(register, actor, action.permission).values("pk"))
        try:
            if not rows.exists():
                raise Refused(_("No row is ticked that you may act on."), remedy=_("Tick rows first."))
            if action.run is None:
                return HttpResponseRedirect(action.page_of(rows))
            asked = [request.POST.get(action.field, "").strip()] if action.asks else []
            messages.success(request, str(action.run(actor, rows, request.today, *asked)))
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(page_before(request))

    return register_bulk


def exportable(register: Register, actor: Any, permission: str) -> models.QuerySet[Any]:
    """The rows of the register over whose union the actor holds `permission` too."""
    seen = register.rows(actor)
    held = register.model._default_manager.all()
    if not hasattr(held, "visible_to"):
        return seen
    return seen.filter(pk__in=held.visible_to(actor, permission).values("pk"))


def may_export(request: ActorRequest, register: Register) -> bool:
    """Whether the reader may take rows away; to see is not enough."""
    declared = register.export
    actor = request.actor
    return declared is not None and exporting.can_export() and actor.may_somewhere(declared.permission)


def chip_of(register: Register, record: Any) -> SafeString | str:
    """The first coloured column of the record, drawn."""
    for column in register.drawn_columns:
        if isinstance(column, ChipColumn):
            return column.render(column.exported(record), record)
    return ""


def page_size(request: ActorRequest) -> int:
    """The rows a page that the address asks for, among those offered."""
    size = whole_number(request, "size")
    return size if size in PAGE_SIZES else PAGE_SIZES[0]


def whole_number(request: ActorRequest, name: str) -> int | None:
    """A parameter as a number below 2^63; None where it is anything else."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
