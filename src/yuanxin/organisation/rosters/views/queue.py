"""Pages on which a doubtful row is decided."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yuanxin.foundation.intake.choices import Verdict
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.intake.queries import queue_of
from yuanxin.foundation.intake.services import decide_row, settle_row
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.forms import answer_form, form_of
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.rosters.forms import SettleForm
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.queries import reason_in_words
from yuanxin.organisation.rosters.registers import QUEUE, identity_of


@requires(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def settle(request: ActorRequest, pk: int) -> HttpResponse:
    """Decide a doubtful row."""
    row: QueuedRow = found(queue_of(request.actor, ROSTER).filter(pk=pk).first())
    known = {
        _("Person in the file"): identity_of(row),
        _("Union"): row.union,
        _("Why it is in the queue"): reason_in_words(row.reason),
    }
    form = form_of(SettleForm, request, known=known)
    return answer_form(
        request,
        form,
        lambda: settle_row(actor=form.actor, row=row, opinion=form.cleaned_data["opinion"], today=form.today),
        done=lambda _row: _("The row is decided."),
        to=lambda _row: QUEUE.url("detail", row.pk),
        title=_("Decide the row"),
        save_label=_("Decide"),
        cancel_url=QUEUE.url("detail", row.pk),
        breadcrumbs=[(QUEUE.title, QUEUE.url()), (row, QUEUE.url("detail", row.pk))],
    )


@requires(Permission.IMPORT)
@require_POST
def decide(request: ActorRequest, pk: int) -> HttpResponse:
    """Decide a doubtful row by one click; what follows from it is written at once."""
    row: QueuedRow = found(queue_of(request.actor, ROSTER).filter(pk=pk).first())
    verdict = request.POST.get("verdict", "")
    try:
        if verdict not in Verdict.values:
            raise Refused(_("No decision was chosen."), remedy=_("Press one of the buttons."))
        decide_row(actor=request.actor, row=row, verdict=Verdict(verdict), today=request.today)
    except (OutOfScope, NotAllowed):
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The row is decided."))
    return redirect(QUEUE.url("detail", row.pk))
