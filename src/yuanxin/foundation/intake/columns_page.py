"""The page on which somebody says what the columns of a file mean."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yuanxin.foundation.intake.choices import BatchState
from yuanxin.foundation.intake.declarations import Declaration
from yuanxin.foundation.intake.models import Batch, Upload
from yuanxin.foundation.intake.reading import Inspection, digest_of
from yuanxin.foundation.intake.reading.offers import Offer, offers
from yuanxin.foundation.intake.services.naming import OPEN_TO_NAMING, name_columns
from yuanxin.foundation.intake.staging import remembered
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.kernel.sealed import unseal_bytes
from yuanxin.foundation.ui.access import ActorRequest

UNPROCESSABLE = 422


def may_be_mapped(batch: Batch) -> bool:
    """Whether the batch's file is still there to be read anew."""
    return batch.state in OPEN_TO_NAMING and Upload.objects.filter(batch=batch).exists()


def headers_differ(batch: Batch) -> bool:
    """Whether the union's last written file of this kind had another set of headers."""
    written = Batch.objects.filter(
        declaration=batch.declaration, union=batch.union_id, state=BatchState.APPLIED, event__isnull=False
    )
    last = written.order_by("-event").values_list("header", flat=True).first()
    if not last or not batch.header:
        return False
    return digest_of(last["labels"]) != digest_of(batch.header["labels"])


def answer_columns(request: ActorRequest, batch: Batch, declaration: Declaration, to: dict[str, str]) -> HttpResponse:
    """Show each column of one sheet with some cells and a choice of fields; take what is chosen."""
    if not may_be_mapped(batch):
        messages.error(request, _("The columns of this batch can no longer be named; bring the file in again."))
        return redirect(to["batch_url"])
    upload = Upload.objects.get(batch=batch)
    found = list(
        offers(
            unseal_bytes(upload.content),
            Inspection.of_json(upload.inspection),
            declaration.columns,
            remembered(batch),
        )
    )
    wanted = request.POST.get("sheet", request.GET.get("sheet", batch.sheet))
    offer = next((each for each in found if each.sheet == wanted), found[0] if found else None)
    if offer is None:
        messages.error(request, _("The file holds nothing; bring another one."))
        return redirect(to["batch_url"])
    status = 200
    chosen: dict[int, str] = {column.place: column.field for column in offer.columns}
    if request.method == "POST":
        codes = {column.code for column in declaration.columns}
        given = {column.place: request.POST.get(f"column-{column.place}", "") for column in offer.columns}
        chosen = {place: code if code in codes else "" for place, code in given.items()}
        try:
            name_columns(actor=request.actor, batch=batch, sheet=offer.sheet, labels=list(offer.labels), fields=chosen)
        except (OutOfScope, NotAllowed):
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = UNPROCESSABLE
        else:
            messages.success(request, _("The meaning of the headers is kept; the file is being read by it."))
            return redirect(to["batch_url"])
    context = context_of(batch, declaration, found, offer, chosen) | to
    return render(request, "intake/columns.html", context, status=status)


def context_of(
    batch: Batch, declaration: Declaration, found: list[Offer], offer: Offer, chosen: dict[int, str]
) -> dict[str, Any]:
    """What the page shows."""
    return {
        "title": _("Name the columns"),
        "batch": batch,
        "declaration": declaration,
        "sheets": [each.sheet for each in found if each.sheet],
        "offer": offer,
        "columns": [(column, chosen.get(column.place, "")) for column in offer.columns],
        "fields": [(column.code, column.label, column.required) for column in declaration.columns],
    }
