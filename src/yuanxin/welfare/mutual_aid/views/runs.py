"""Pages on which claims are computed together, drawn for inspection, and asked to be paid."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.kernel.long_work import OPEN
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import ClaimState, Permission
from yuanxin.welfare.mutual_aid.forms.claims import FundForm
from yuanxin.welfare.mutual_aid.forms.lists import ComputingForm, SamplingForm
from yuanxin.welfare.mutual_aid.models import Claim, ComputingRun
from yuanxin.welfare.mutual_aid.registers.claims import CLAIMS
from yuanxin.welfare.mutual_aid.registers.runs import COMPUTINGS, SAMPLINGS
from yuanxin.welfare.mutual_aid.states import CLAIM_FLOW

# So many claims are asked to be paid together; the others follow.
ASKED_AT_ONCE = 1_000


def over(request: ActorRequest) -> Union | None:
    """The topmost union whose claims the actor handles: mostly all are meant."""
    rows = Union.objects.in_force().visible_to(request.actor, Permission.HANDLE_CLAIMS)
    return rows.order_by("path").first()


@requires(Permission.HANDLE_CLAIMS)
@require_http_methods(["GET", "POST"])
def new_computing(request: ActorRequest) -> HttpResponse:
    """Compute all claims whose documents are checked."""
    waiting = Claim.objects.visible_to(request.actor, Permission.HANDLE_CLAIMS).filter(state=ClaimState.CHECKED)
    form = form_of(
        ComputingForm,
        request,
        initial={"union": over(request)},
        known={_("Claims that wait to be computed"): str(waiting.count())},
    )
    return answer_form(
        request,
        form,
        lambda: services.start_computing(
            actor=form.actor, user=request.user, union=form.cleaned_data["union"], today=form.today
        ),
        done=lambda _run: _("The computing has begun; this page shows how far it is."),
        to=lambda run: COMPUTINGS.url("detail", run.pk),
        title=_("Compute all claims"),
        save_label=_("Compute"),
        cancel_url=CLAIMS.url(),
        breadcrumbs=[(CLAIMS.title, CLAIMS.url()), (COMPUTINGS.title, COMPUTINGS.url())],
    )


def computing_in_scope(request: ActorRequest, pk: int) -> ComputingRun:
    """The computing, if the reader may have claims of its union computed; 404 otherwise."""
    return found(ComputingRun.objects.visible_to(request.actor).select_related("union").filter(pk=pk).first())


@requires(Permission.HANDLE_CLAIMS)
@require_GET
def computing_progress(request: ActorRequest, pk: int) -> HttpResponse:
    """How far it is; the whole page anew once it has ended."""
    run = computing_in_scope(request, pk)
    if run.work_state not in OPEN:
        return HttpResponseClientRefresh()
    return render(request, "mutual_aid/computing_progress.html", {"run": run})


@requires(Permission.HANDLE_CLAIMS)
@require_POST
def cancel_computing(request: ActorRequest, pk: int) -> HttpResponse:
    """End a computing that waits or runs."""
    run = computing_in_scope(request, pk)
    if services.cancel_computing(actor=request.actor, run=run, today=request.today):
        messages.success(request, _("The computing ends."))
    else:
        messages.error(request, _("The computing has ended already."))
    return redirect(COMPUTINGS.url("detail", run.pk))


@requires(Permission.HANDLE_CLAIMS)
@require_http_methods(["GET", "POST"])
def new_sampling(request: ActorRequest) -> HttpResponse:
    """Draw computed claims for inspection."""
    waiting = Claim.objects.visible_to(request.actor, Permission.HANDLE_CLAIMS).filter(state=ClaimState.COMPUTED)
    form = form_of(
        SamplingForm,
        request,
        initial={"union": over(request), "percent": 10},
        known={_("Computed claims that wait"): str(waiting.count())},
    )
    return answer_form(
        request,
        form,
        lambda: services.draw_sample(actor=form.actor, today=form.today, **form.cleaned_data),
        done=lambda run: (
            _("%(selected)s of %(waiting)s claims are to be inspected, the others go on to the review.")
            % {"selected": run.selected, "waiting": run.waiting}
        ),
        to=lambda run: SAMPLINGS.url("detail", run.pk),
        title=_("Draw a sample"),
        save_label=_("Draw"),
        cancel_url=CLAIMS.url(),
        breadcrumbs=[(CLAIMS.title, CLAIMS.url()), (SAMPLINGS.title, SAMPLINGS.url())],
    )


@requires(Permission.REQUEST_PAYMENT)
@require_http_methods(["GET", "POST"])
def request_all(request: ActorRequest) -> HttpResponse:
    """Ask for the payment of all approved claims, out of one fund."""
    approved = Claim.objects.visible_to(request.actor, Permission.REQUEST_PAYMENT).filter(state=ClaimState.APPROVED)
    return _ask(
        request, list(approved.select_related(*CLAIM_FLOW.related).order_by("pk")[:ASKED_AT_ONCE]), CLAIMS.url()
    )


@requires(Permission.REQUEST_PAYMENT)
@require_http_methods(["GET", "POST"])
def request_one(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for the payment of one approved claim."""
    visible = Claim.objects.visible_to(request.actor, Permission.REQUEST_PAYMENT)
    claim: Claim = found(visible.select_related(*CLAIM_FLOW.related).filter(pk=pk).first())
    return _ask(request, [claim], CLAIMS.url("detail", claim.pk))


def _ask(request: ActorRequest, claims: list[Claim], back: str) -> HttpResponse:
    form: Any = form_of(FundForm, request, claims=claims)
    total = sum((claim.approved or ZERO for claim in claims), ZERO)
    return answer_form(
        request,
        form,
        lambda: services.request_claims(
            actor=form.actor, claims=claims, fund=form.cleaned_data["fund"], today=form.today
        ),
        done=lambda asked: _("%(count)s payments are asked for; the desk pays them.") % {"count": len(asked)},
        to=lambda _asked: back,
        template="mutual_aid/asked.html",
        title=_("Ask for payments"),
        save_label=_("Ask for the payments"),
        cancel_url=back,
        breadcrumbs=[(CLAIMS.title, CLAIMS.url())],
        claims=claims,
        total=total,
    )
