"""Pages on which a claim is entered, looked into, refused and approved."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page
from yuanxin.foundation.ui.charts import Bar, bars
from yuanxin.foundation.ui.registers.views import whole_number
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import BenefitKind, Permission
from yuanxin.welfare.mutual_aid.forms.claims import ApproveForm, ClaimForm, CorrectClaimForm, RefuseForm, ShowForm
from yuanxin.welfare.mutual_aid.models import Claim
from yuanxin.welfare.mutual_aid.queries.claims import begun_schemes, distribution, totals
from yuanxin.welfare.mutual_aid.registers.claims import CLAIMS

LOADED = ("union", "person", "hospital", "enrolment__scheme", "calculation__policy")
ENTERED = ("kind", "accident", "admitted_on", "discharged_on", "hospital", "special", "evidence", "payee_name", "bank")


def claim_in_scope(request: ActorRequest, pk: int, permission: str) -> Claim:
    """The claim, if the reader holds `permission` over its union; 404 otherwise."""
    visible = Claim.objects.visible_to(request.actor, permission)
    return found(visible.select_related(*LOADED).filter(pk=pk).first())


def page_of(claim: Claim) -> dict[str, Any]:
    """Where a form about a claim leads back to."""
    page = CLAIMS.url("detail", claim.pk)
    return {"cancel_url": page, "breadcrumbs": [(CLAIMS.title, CLAIMS.url()), (claim, page)]}


def known_of(claim: Claim) -> dict[str, Any]:
    """What a form about a claim need not ask."""
    return {_("Claim"): claim, _("Full name"): claim.person, _("Union"): claim.union}


def amounts_of(claim: Claim) -> dict[str, Any]:
    """The amounts that whoever decides looks at."""
    return known_of(claim) | {
        _("Own payment counted"): told(claim.counted),
        _("Benefit by the rule"): told(claim.computed),
    }


def told(amount: Any) -> str:
    """An amount in a form's card of known facts."""
    return _("%(amount)s yuan") % {"amount": f"{amount:,.2f}"} if amount is not None else ""


@requires(Permission.CLAIM)
@require_http_methods(["GET", "POST"])
def new_claim(request: ActorRequest) -> HttpResponse:
    """Enter a claim; `?person=` is the worker whose page led here."""
    wanted = whole_number(request, "person")
    person = None
    if wanted is not None:
        visible = Person.objects.visible_to(request.actor, Permission.CLAIM)
        person = found(visible.select_related("union").filter(pk=wanted).first())
    known = {_("Full name"): person, _("Union"): person.union} if person is not None else {}
    form = form_of(ClaimForm, request, person=person, known=known)

    def act() -> Claim:
        given = form.given()
        given["kind"] = BenefitKind(given["kind"])
        return services.enter_claim(actor=form.actor, today=form.today, **given)

    return answer_form(
        request,
        form,
        act,
        done=lambda _claim: _("Kept as a draft. Add the bills and the photos of the papers, then submit it."),
        to=lambda claim: CLAIMS.url("detail", claim.pk),
        title=_("Enter a claim"),
        save_label=_("Keep"),
        cancel_url=CLAIMS.url(),
        breadcrumbs=[(CLAIMS.title, CLAIMS.url())],
    )


@requires(Permission.CLAIM)
@require_http_methods(["GET", "POST"])
def edit_claim(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a draft, or what was returned."""
    claim = claim_in_scope(request, pk, Permission.CLAIM)
    initial = {name: getattr(claim, name) for name in ENTERED} | {"version": claim.version}
    form = form_of(CorrectClaimForm, request, initial=initial, known=known_of(claim))

    def act() -> Claim:
        given = dict(form.cleaned_data)
        given["kind"] = BenefitKind(given["kind"])
        return services.correct_claim(actor=form.actor, claim=claim, today=form.today, **given)

    return answer_form(
        request,
        form,
        act,
        done=lambda _claim: _("The changes are kept."),
        to=lambda changed: CLAIMS.url("detail", changed.pk),
        title=_("Correct %(name)s") % {"name": claim},
        **page_of(claim),
    )


@requires(Permission.VIEW_ILLNESS)
@never_cache
@require_http_methods(["GET", "POST"])
def show_in_clear(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for the reason, log it, and show diagnosis and account once; nothing of it stays in the browser."""
    claim = claim_in_scope(request, pk, Permission.VIEW_ILLNESS)
    form = form_of(ShowForm, request, known=known_of(claim))
    page = {"title": _("Show diagnosis and account of %(claim)s") % {"claim": claim}, **page_of(claim)}
    shown = None
    if form.is_bound:
        shown = form.carry_out(
            lambda: services.show_claim(actor=form.actor, claim=claim, reason=form.cleaned_data["reason"])
        )
    if shown is None:
        return form_page(request, form, save_label=_("Show"), **page)
    return render(request, "mutual_aid/clear.html", {"claim": claim, "shown": shown, **page})


@requires(Permission.REVIEW)
@require_http_methods(["GET", "POST"])
def refuse(request: ActorRequest, pk: int) -> HttpResponse:
    """Refuse a claim for a coded reason."""
    claim = claim_in_scope(request, pk, Permission.REVIEW)
    form = form_of(
        RefuseForm,
        request,
        reasons=services.reasons_to_refuse(claim),
        initial={"version": claim.version},
        known=amounts_of(claim),
    )
    return answer_form(
        request,
        form,
        lambda: services.refuse_claim(actor=form.actor, claim=claim, today=form.today, **form.cleaned_data),
        done=lambda refused: (
            _("%(claim)s is refused: %(reason)s.") % {"claim": refused, "reason": refused.get_refused_for_display()}
        ),
        to=lambda refused: CLAIMS.url("detail", refused.pk),
        title=_("Refuse %(claim)s") % {"claim": claim},
        save_label=_("Refuse the claim"),
        **page_of(claim),
    )


@requires(Permission.APPROVE)
@require_http_methods(["GET", "POST"])
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """Approve a claim: the amount of the rule, or less with a reason."""
    claim = claim_in_scope(request, pk, Permission.APPROVE)
    form = form_of(
        ApproveForm,
        request,
        initial={"amount": claim.computed, "version": claim.version},
        known=amounts_of(claim),
    )
    return answer_form(
        request,
        form,
        lambda: services.approve_claim(actor=form.actor, claim=claim, today=form.today, **form.cleaned_data),
        done=lambda done: _("%(claim)s is approved with %(amount)s yuan.") % {"claim": done, "amount": done.approved},
        to=lambda done: CLAIMS.url("detail", done.pk),
        title=_("Approve %(claim)s") % {"claim": claim},
        save_label=_("Approve the claim"),
        **page_of(claim),
    )


@requires(Permission.VIEW_MONEY)
@require_GET
def overview(request: ActorRequest) -> HttpResponse:
    """What became of the claims of a scheme, and how large the benefits were."""
    schemes = begun_schemes(request.today)
    wanted = whole_number(request, "scheme")
    scheme = next((each for each in schemes if each.pk == wanted), schemes[0] if schemes else None)
    context: dict[str, Any] = {"title": _("Overview of claims"), "schemes": schemes, "scheme": scheme}
    if scheme is not None:
        claims = Claim.objects.visible_to(request.actor, Permission.VIEW_MONEY).filter(enrolment__scheme=scheme)
        bands = distribution(claims)
        told_bands = [Bar(band.label, band.claims) for band in bands]
        opens = request.actor.may_somewhere(Permission.VIEW_CLAIMS)
        context |= {
            "totals": totals(claims),
            "bands": bands,
            "chart": bars(_("Claims paid"), told_bands, unit=pgettext("measure word", "claims")),
            "register": f"{CLAIMS.url()}?enrolment__scheme={scheme.pk}" if opens else "",
        }
    return render(request, "mutual_aid/overview.html", context)
