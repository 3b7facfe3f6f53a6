"""Pages of batches: made, filled, watched, their files taken, and outcomes entered by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from yuanxin.foundation.kernel.errors import OutOfScope, found
from yuanxin.foundation.kernel.long_work import OPEN
from yuanxin.foundation.payments import services
from yuanxin.foundation.payments.choices import BankFormat, BatchState, Permission
from yuanxin.foundation.payments.forms import AddForm, CollectForm, TakeFileForm, TellForm
from yuanxin.foundation.payments.models import BankFile, Batch, Fund, Line
from yuanxin.foundation.payments.queries import waiting_sums
from yuanxin.foundation.payments.registers import BATCHES, LINES
from yuanxin.foundation.payments.registers.batches import work_of
from yuanxin.foundation.payments.registry import kind_of
from yuanxin.foundation.payments.services.returns import BY_HAND_AT_MOST
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page

CONTENT_TYPES = {
    BankFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    BankFormat.CSV: "text/csv; charset=gb18030",
}


def batch_in_scope(request: ActorRequest, pk: int, permission: str) -> Batch:
    """The batch, if the reader holds `permission` over its union; 404 otherwise."""
    rows = Batch.objects.visible_to(request.actor, permission)
    return found(rows.select_related("union", "fund__union").filter(pk=pk).first())


def way_to(batch: Batch) -> dict[str, Any]:
    """Where a form about the batch leads back to."""
    address = BATCHES.url("detail", batch.pk)
    return {"cancel_url": address, "breadcrumbs": [(BATCHES.title, BATCHES.url()), (batch, address)]}


@requires(Permission.MAKE)
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Collect what waits into a new batch; what waits is shown above the form."""
    sums = waiting_sums(request.actor)
    asked = request.GET.get("fund", "")
    funds = Fund.objects.visible_to(request.actor, Permission.MAKE)
    chosen = funds.filter(pk=int(asked)).first() if asked.isdigit() and len(asked) < 19 else None
    wanted = [code for code in request.GET.getlist("kind") if code in {each.kind for each in sums}]
    initial = {"fund": chosen, "until": request.today, "wanted": wanted, "title": _title(chosen, wanted, request)}
    form = form_of(CollectForm, request, initial=initial)
    return answer_form(
        request,
        form,
        lambda: services.collect_batch(actor=form.actor, today=form.today, **form.cleaned_data),
        done=lambda batch: _("“%(batch)s” is being filled.") % {"batch": batch},
        to=lambda batch: BATCHES.url("detail", batch.pk),
        template="payments/collect.html",
        title=_("New batch"),
        save_label=_("Collect"),
        cancel_url=BATCHES.url(),
        breadcrumbs=[(BATCHES.title, BATCHES.url())],
        sums=sums,
    )


def _title(fund: Fund | None, wanted: list[str], request: ActorRequest) -> str:
    """A title to begin with: the month, and the kind or the fund."""
    if fund is None:
        return ""
    what = str(kind_of(wanted[0]).label) if len(wanted) == 1 else str(fund)
    return _("%(year)s-%(month)s %(what)s") % {
        "year": request.today.year,
        "month": f"{request.today.month:02d}",
        "what": what,
    }


@requires(Permission.MAKE)
@require_http_methods(["GET", "POST"])
def add(request: ActorRequest, pk: int) -> HttpResponse:
    """Put further waiting payments into a draft."""
    batch = batch_in_scope(request, pk, Permission.MAKE)
    known = {_("Batch"): batch, _("Fund"): batch.fund, _("Payments so far"): batch.count}
    form = form_of(AddForm, request, known=known, initial={"until": request.today, "version": batch.version})
    return answer_form(
        request,
        form,
        lambda: services.collect_more(actor=form.actor, batch=batch, today=form.today, **form.cleaned_data),
        done=lambda filled: _("“%(batch)s” is being filled.") % {"batch": filled},
        to=lambda filled: BATCHES.url("detail", filled.pk),
        title=_("Add payments"),
        save_label=_("Collect"),
        **way_to(batch),
    )


@requires(Permission.VIEW)
@require_GET
@never_cache
def progress(request: ActorRequest, pk: int) -> HttpResponse:
    """The progress line; when the work has ended, the page is loaded anew."""
    batch = batch_in_scope(request, pk, Permission.VIEW)
    if batch.work_state not in OPEN:
        return HttpResponseClientRefresh()
    return render(request, "payments/progress.html", work_of(batch, request))


@requires(Permission.MAKE)
@require_POST
def stop(request: ActorRequest, pk: int) -> HttpResponse:
    """End the filling of a draft."""
    batch = batch_in_scope(request, pk, Permission.MAKE)
    if services.stop_collecting(actor=request.actor, batch=batch, today=request.today):
        messages.success(request, _("The filling ends; what is in the batch stays."))
    else:
        messages.error(request, _("The work has ended already."))
    return redirect(BATCHES.url("detail", batch.pk))


@requires(Permission.BANK_FILE, step_up=True)
@require_http_methods(["GET", "POST"])
@never_cache
def bank_file(request: ActorRequest, pk: int, file_type: str) -> HttpResponse:
    """Take a file for the bank, for a reason: account numbers stand in it in clear."""
    batch = batch_in_scope(request, pk, Permission.BANK_FILE)
    file = found(BankFile.objects.filter(batch=batch, file_type=file_type).first())
    known = {_("Batch"): batch, _("Lines"): batch.count, _("Amount (yuan)"): f"{batch.total_fen:,.2f}"}
    if file.times:
        known[_("Taken before")] = f"{file.taken_by} {file.taken_at:%Y-%m-%d}"
    form = form_of(TakeFileForm, request, known=known, taken=bool(file.times))
    taken = None
    if form.is_bound:
        taken = form.carry_out(
            lambda: services.take_bank_file(
                actor=form.actor,
                batch=batch,
                file_type=file_type,
                reason=form.cleaned_data["reason"],
                again=form.cleaned_data.get("again", False),
            )
        )
    if taken is None:
        title = _("Bank file (%(kind)s)") % {"kind": file.get_file_type_display()}
        lead = _("Account numbers stand in it in clear. It goes to the bank and nowhere else; delete it afterwards.")
        return form_page(request, form, title=title, lead=lead, save_label=_("Take the file"), **way_to(batch))
    name, content = taken
    response = HttpResponse(content, content_type=CONTENT_TYPES[BankFormat(file_type)])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


@requires(Permission.PAY)
@require_http_methods(["GET", "POST"])
def tell(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter by hand what the bank said of all lines that are awaited."""
    batch = batch_in_scope(request, pk, Permission.PAY)
    awaited = Line.objects.of(batch).awaited()
    return _tell(request, batch, list(awaited[: BY_HAND_AT_MOST + 1]), BATCHES.url("detail", batch.pk))


@requires(Permission.PAY)
@require_http_methods(["GET", "POST"])
def tell_line(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter by hand what the bank said of one line."""
    lines = Line.objects.visible_to(request.actor, Permission.PAY).select_related("batch__union", "batch__fund")
    line = found(lines.filter(pk=pk).first())
    return _tell(request, line.batch, [line], LINES.url("detail", line.pk))


def _tell(request: ActorRequest, batch: Batch, lines: list[Line], back: str) -> HttpResponse:
    if batch.state != BatchState.SENT or not lines:
        raise OutOfScope
    known = {_("Batch"): batch, _("Lines"): len(lines) if len(lines) > 1 else f"{lines[0]} {lines[0].payee_name}"}
    form = form_of(TellForm, request, known=known, initial={"told_on": request.today})
    return answer_form(
        request,
        form,
        lambda: services.tell_lines(actor=form.actor, batch=batch, lines=lines, today=form.today, **form.cleaned_data),
        done=lambda count: (
            ngettext("The outcome of %(count)s line is kept.", "The outcomes of %(count)s lines are kept.", count)
            % {"count": count}
        ),
        to=lambda _count: back,
        title=_("Enter what the bank said"),
        cancel_url=back,
        breadcrumbs=[(BATCHES.title, BATCHES.url()), (batch, BATCHES.url("detail", batch.pk))],
    )
