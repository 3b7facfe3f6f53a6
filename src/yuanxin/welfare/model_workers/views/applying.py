"""Pages on which benefits and medical claims are applied for, corrected, and looked into."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page, is_asking, near_records
from yuanxin.foundation.ui.forms import Form
from yuanxin.welfare.model_workers import services
from yuanxin.welfare.model_workers.choices import Permission
from yuanxin.welfare.model_workers.forms.applying import (
    BLANK_ROWS,
    ApplyForm,
    BillsForm,
    ClaimForm,
    ConfirmForm,
    ReliefForm,
    ResubmitBenefitForm,
    ResubmitClaimForm,
)
from yuanxin.welfare.model_workers.forms.workers import ClearForm
from yuanxin.welfare.model_workers.models import Benefit, Entitlement, Filing, MedicalClaim
from yuanxin.welfare.model_workers.queries.computing import Candidate, candidates
from yuanxin.welfare.model_workers.registers import BENEFITS, CLAIMS, FILINGS, WORKERS
from yuanxin.welfare.model_workers.registers.sections import current_bills
from yuanxin.welfare.model_workers.views.scoped import one_of, trail
from yuanxin.welfare.model_workers.views.workers import known_of, worker_in_scope

RELATED = ("worker__person", "worker__union", "union", "filing", "policy")


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def apply(request: ActorRequest) -> HttpResponse:
    """Choose for whom and what; see who is given how much, and who not and why; then apply for all of them at once."""
    choice = ApplyForm(request.GET if "level" in request.GET else None, actor=request.actor, today=request.today)
    if is_asking(request):
        return near_records(request, choice)
    page: dict[str, Any] = {
        "title": _("Apply for all of a level"),
        "breadcrumbs": trail(BENEFITS),
        "cancel_url": BENEFITS.url(),
        "choice": choice,
    }
    if not choice.is_bound or not choice.is_valid():
        status = 422 if choice.is_bound else 200
        return render(request, "model_workers/apply.html", page, status=status)
    chosen = choice.cleaned_data
    found = candidates(
        chosen["union"], level=chosen["level"], year=chosen["year"], kinds=chosen["kinds"], today=request.today
    )
    count, total = sums_of(found)
    form = form_of(ConfirmForm, request, initial={"count": count, "total": total})
    page |= {
        "found": sorted(found, key=lambda each: not each.eligible),
        "count": count,
        "total": total,
        "left_out": len(found) - count,
        "template": "model_workers/apply.html",
    }

    def act() -> tuple[Filing, Sequence[Benefit]]:
        return services.apply_together(actor=form.actor, today=form.today, expected=form.expected(), **chosen)

    return answer_form(
        request,
        form,
        act,
        done=lambda made: (
            ngettext("%(number)s application is made.", "%(number)s applications are made.", len(made[1]))
            % {"number": len(made[1])}
        ),
        to=lambda made: FILINGS.url("detail", made[0].pk),
        **page,
    )


def sums_of(found: Sequence[Candidate]) -> tuple[int, Decimal]:
    """How many would be applied for, and how much together."""
    eligible = [each for each in found if each.eligible]
    return len(eligible), sum((each.amount for each in eligible), ZERO)


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def apply_for_relief(request: ActorRequest, pk: int) -> HttpResponse:
    """Apply for special relief of one model worker."""
    worker = worker_in_scope(request, pk, Permission.APPLY)
    form = form_of(ReliefForm, request, known=known_of(worker))
    return answer_form(
        request,
        form,
        lambda: services.apply_for_relief(actor=form.actor, worker=worker, today=form.today, **form.cleaned_data),
        done=lambda benefit: (
            _("%(amount)s yuan are applied for; attach the papers.") % {"amount": f"{benefit.applied:,.2f}"}
        ),
        to=lambda benefit: BENEFITS.url("detail", benefit.pk),
        title=_("Apply for special relief"),
        save_label=pgettext("model worker", "Apply"),
        cancel_url=WORKERS.url("detail", worker.pk),
        breadcrumbs=trail(WORKERS, worker),
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def resubmit_benefit(request: ActorRequest, pk: int) -> HttpResponse:
    """Compute a returned application anew, and send it in again."""
    benefit: Benefit = one_of(Benefit.objects.visible_to(request.actor, Permission.APPLY).select_related(*RELATED), pk)
    initial = {"version": benefit.version}
    form = form_of(ResubmitBenefitForm, request, kind=benefit.kind, initial=initial, known=told_of(benefit))
    page = BENEFITS.url("detail", benefit.pk)
    return answer_form(
        request,
        form,
        lambda: services.resubmit_benefit(actor=form.actor, benefit=benefit, today=form.today, **form.cleaned_data),
        done=lambda again: _("%(amount)s yuan are applied for.") % {"amount": f"{again.applied:,.2f}"},
        to=lambda _again: page,
        title=_("Correct and submit again"),
        save_label=_("Compute anew and submit"),
        cancel_url=page,
        breadcrumbs=trail(BENEFITS, benefit),
    )


@requires(Permission.CLAIM)
@require_http_methods(["GET", "POST"])
def submit_claim(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter what a model worker paid for treatment."""
    worker = worker_in_scope(request, pk, Permission.CLAIM)
    form = form_of(ClaimForm, request, rows=BLANK_ROWS, known=known_of(worker))

    def act() -> MedicalClaim:
        return services.submit_claim(
            actor=form.actor, worker=worker, bills=form.bills(), today=form.today, **besides_bills(form)
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda claim: _("%(amount)s yuan come of it; attach the bills.") % {"amount": f"{claim.applied:,.2f}"},
        to=lambda claim: CLAIMS.url("detail", claim.pk),
        title=_("Enter a medical claim"),
        save_label=_("Compute and submit"),
        template="ui/row_form.html",
        cancel_url=WORKERS.url("detail", worker.pk),
        breadcrumbs=trail(WORKERS, worker),
    )


@requires(Permission.CLAIM)
@require_http_methods(["GET", "POST"])
def resubmit_claim(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct the bills of a returned claim, and send it in again."""
    claim: MedicalClaim = one_of(
        MedicalClaim.objects.visible_to(request.actor, Permission.CLAIM).select_related(*RELATED), pk
    )
    bills = list(current_bills(claim))
    initial = {"version": claim.version, **BillsForm.initial_of(bills)}
    form = form_of(ResubmitClaimForm, request, rows=len(bills) + 2, initial=initial, known=told_of(claim))
    page = CLAIMS.url("detail", claim.pk)

    def act() -> MedicalClaim:
        return services.resubmit_claim(
            actor=form.actor, claim=claim, bills=form.bills(), today=form.today, **besides_bills(form)
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda again: _("%(amount)s yuan are applied for.") % {"amount": f"{again.applied:,.2f}"},
        to=lambda _again: page,
        title=_("Correct and submit again"),
        save_label=_("Compute anew and submit"),
        template="ui/row_form.html",
        cancel_url=page,
        breadcrumbs=trail(CLAIMS, claim),
    )


@requires(Permission.VIEW_PRIVATE)
@require_http_methods(["GET", "POST"])
@never_cache
def open_benefit(request: ActorRequest, pk: int) -> HttpResponse:
    """Show what a benefit was computed from, to who says why."""
    return _open(
        request, one_of(Benefit.objects.visible_to(request.actor, Permission.VIEW_PRIVATE).select_related(*RELATED), pk)
    )


@requires(Permission.VIEW_PRIVATE)
@require_http_methods(["GET", "POST"])
@never_cache
def open_claim(request: ActorRequest, pk: int) -> HttpResponse:
    """Show what a claim was computed from, and its diagnosis, to who says why."""
    return _open(
        request,
        one_of(MedicalClaim.objects.visible_to(request.actor, Permission.VIEW_PRIVATE).select_related(*RELATED), pk),
    )


def _open(request: ActorRequest, entitlement: Any) -> HttpResponse:
    register = CLAIMS if isinstance(entitlement, MedicalClaim) else BENEFITS
    form = form_of(ClearForm, request, known=told_of(entitlement))
    page: dict[str, Any] = {
        "title": _("All that it was computed from"),
        "cancel_url": register.url("detail", entitlement.pk),
        "breadcrumbs": trail(register, entitlement),
    }
    shown = None
    if form.is_bound:
        shown = form.carry_out(
            lambda: services.open_basis(
                actor=form.actor, entitlement=entitlement, today=form.today, **form.cleaned_data
            )
        )
    if shown is None:
        return form_page(request, form, save_label=_("Show"), **page)
    return render(request, "model_workers/basis.html", {"entitlement": entitlement, "shown": shown, **page})


def told_of(entitlement: Entitlement) -> dict[str, Any]:
    """The application that a form is about."""
    return {
        _("Full name"): entitlement.worker,
        pgettext("honour", "Level"): entitlement.get_level_display(),
        pgettext("model worker", "What is applied for"): entitlement.what,
        _("Amount computed"): f"{entitlement.computed:,.2f}",
        _("Amount applied for"): f"{entitlement.applied:,.2f}",
    }


def besides_bills(form: Form) -> dict[str, Any]:
    """What a claim's form gives besides its bills."""
    rowed = {name for row in form.row_names() for name in row}  # type: ignore[attr-defined]
    return {name: value for name, value in form.cleaned_data.items() if name not in rowed}
