"""Pages on which a claim of cover is reported, assessed, approved or refused."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from yuanxin.foundation.kernel.errors import Refused, found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_act, answer_form, form_of
from yuanxin.organisation.members.queries import find_by_number
from yuanxin.welfare.care import services
from yuanxin.welfare.care.choices import Cause, ClaimKind, Permission, Reason
from yuanxin.welfare.care.forms.cover import ApproveForm, AssessForm, LossesForm, RefuseForm, ReportForm
from yuanxin.welfare.care.models import CoverClaim
from yuanxin.welfare.care.queries.cover import HelpBefore, help_before
from yuanxin.welfare.care.registers import CLAIMS
from yuanxin.welfare.care.services import Report

REPORTED = ("happened_on", "reported_on", "place", "details", "payee_name", "account", "bank")


def claim_in_scope(request: ActorRequest, pk: int, permission: str) -> CoverClaim:
    """The claim, if the reader holds `permission` over its union; 404 otherwise."""
    visible = CoverClaim.objects.visible_to(request.actor, permission)
    return found(visible.select_related("union", "person", "household__head", "policy", "fund").filter(pk=pk).first())


def known_of(claim: CoverClaim) -> dict[str, Any]:
    """What is known of a claim, above its forms."""
    return {
        _("Member concerned"): claim.person.name,
        _("Item of the cover"): claim.get_kind_display(),
        _("Cause of the loss"): claim.get_cause_display(),
        _("Happened on"): claim.happened_on,
    }


def help_told(found: HelpBefore) -> str:
    """What the household has had in the year before, in a few words for who approves more."""
    told = []
    if found.same_event:
        told.append(_("Another claim of this household is about the same day."))
    if number := len(found.payments):
        words = ngettext("%(number)s payment of %(amount)s yuan", "%(number)s payments of %(amount)s yuan", number)
        told.append(words % {"number": number, "amount": f"{found.amount:,.2f}"})
    if found.hidden:
        told.append(_("The household had other help, of which you may not see more."))
    return " ".join(told) or _("Nothing else is known.")


def trail_to(claim: CoverClaim) -> list[tuple[Any, str]]:
    """The breadcrumbs of a page below a claim."""
    return [(CLAIMS.title, CLAIMS.url()), (claim, CLAIMS.url("detail", claim.pk))]


@requires(Permission.REPORT)
@require_http_methods(["GET", "POST"])
def report(request: ActorRequest) -> HttpResponse:
    """Report a claim."""
    form = form_of(ReportForm, request, initial={"reported_on": request.today})

    def act() -> CoverClaim:
        given = form.cleaned_data
        person = find_by_number(given["person"])
        if person is None or person.union_id != given["union"].pk:
            # Who is known elsewhere is told as if nobody were.
            raise Refused(
                _("No member of this union has this number."),
                remedy=_("Compare the number, or choose the union of the member."),
                field="person",
            )
        reported = Report(
            person=person,
            kind=ClaimKind(given["kind"]),
            cause=Cause(given["cause"]),
            **{name: given[name] for name in REPORTED},
        )
        return services.report_claim(actor=form.actor, report=reported, losses=given["losses"], today=form.today)

    return answer_form(
        request,
        form,
        act,
        done=lambda claim: _("The claim of %(name)s is reported.") % {"name": claim.person.name},
        to=lambda claim: CLAIMS.url("detail", claim.pk),
        title=_("Report a claim"),
        cancel_url=CLAIMS.url(),
        breadcrumbs=[(CLAIMS.title, CLAIMS.url())],
    )


@requires(Permission.REPORT)
@require_http_methods(["GET", "POST"])
def losses(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter further losses or bills."""
    claim = claim_in_scope(request, pk, Permission.REPORT)
    form = form_of(LossesForm, request, known=known_of(claim))
    page = CLAIMS.url("detail", claim.pk)
    return answer_form(
        request,
        form,
        lambda: services.enter_losses(
            actor=form.actor, claim=claim, losses=form.cleaned_data["losses"], today=form.today
        ),
        done=lambda _items: _("The changes are kept."),
        to=lambda _items: page,
        title=_("Enter losses or bills"),
        cancel_url=page,
        breadcrumbs=trail_to(claim),
    )


@requires(Permission.ASSESS)
@require_http_methods(["GET", "POST"])
def assess(request: ActorRequest, pk: int) -> HttpResponse:
    """Assess the losses line by line."""
    claim = claim_in_scope(request, pk, Permission.ASSESS)
    items = list(claim.items.filter(active=True).order_by("pk"))
    initial = {"version": claim.version, "grade": claim.grade}
    form = form_of(AssessForm, request, items=items, kind=claim.kind, initial=initial, known=known_of(claim))
    page = CLAIMS.url("detail", claim.pk)
    return answer_form(
        request,
        form,
        lambda: services.assess_claim(
            actor=form.actor,
            claim=claim,
            assessed=form.assessed(),
            opinion=form.cleaned_data["opinion"],
            grade=form.cleaned_data.get("grade", ""),
            today=form.today,
            version=form.cleaned_data["version"],
        ),
        done=lambda assessed: _("Computed: %(amount)s yuan.") % {"amount": f"{assessed.computed:,.2f}"},
        to=lambda _claim: page,
        title=_("Assess the loss"),
        cancel_url=page,
        breadcrumbs=trail_to(claim),
    )


@requires(Permission.APPROVE_COVER)
@require_http_methods(["GET", "POST"])
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """Approve what the cover pays; the computed amount stands in the field."""
    claim = claim_in_scope(request, pk, Permission.APPROVE_COVER)
    known = known_of(claim) | {
        _("Computed amount"): f"{claim.computed:,.2f}" if claim.computed is not None else "—",
        _("Reasons"): "".join(str(Reason(code).label) for code in claim.reasons) or "—",
        _("Help of the last year"): help_told(help_before(request.actor, claim)),
    }
    initial = {"amount": claim.computed, "version": claim.version}
    form = form_of(ApproveForm, request, union=claim.union, initial=initial, known=known)
    page = CLAIMS.url("detail", claim.pk)
    return answer_form(
        request,
        form,
        lambda: services.approve_claim(actor=form.actor, claim=claim, today=form.today, **form.cleaned_data),
        done=lambda _claim: _("Approved: the payment waits at the payment desk."),
        to=lambda _claim: page,
        title=_("Approve the payment"),
        cancel_url=page,
        breadcrumbs=trail_to(claim),
    )


@requires(Permission.ASSESS)
@require_http_methods(["GET", "POST"])
def refuse(request: ActorRequest, pk: int) -> HttpResponse:
    """Refuse a claim for a reason that the household reads."""
    claim = claim_in_scope(request, pk, Permission.ASSESS)
    form = form_of(RefuseForm, request, initial={"version": claim.version}, known=known_of(claim))
    page = CLAIMS.url("detail", claim.pk)
    return answer_form(
        request,
        form,
        lambda: services.refuse_claim(
            actor=form.actor,
            claim=claim,
            reason=Reason(form.cleaned_data["reason"]),
            opinion=form.cleaned_data["opinion"],
            today=form.today,
            version=form.cleaned_data["version"],
        ),
        done=lambda _claim: _("The claim is refused with its reason."),
        to=lambda _claim: page,
        title=pgettext("cover", "Refuse the claim"),
        save_label=pgettext("cover", "Refuse the claim"),
        cancel_url=page,
        breadcrumbs=trail_to(claim),
    )


@requires(Permission.APPROVE_COVER)
@require_POST
def ask_again(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask anew for a payment that was called off or came back."""
    claim = claim_in_scope(request, pk, Permission.APPROVE_COVER)
    return answer_act(
        request,
        lambda: services.ask_again(actor=request.actor, claim=claim, today=request.today),
        done=lambda _payment: _("The payment waits at the payment desk."),
        back=CLAIMS.url("detail", pk),
    )
