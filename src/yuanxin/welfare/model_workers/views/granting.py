"""Pages on which the reply to a filing is entered, and what was granted is changed."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.welfare.model_workers import services
from yuanxin.welfare.model_workers.choices import EntitlementState, Permission
from yuanxin.welfare.model_workers.forms.granting import GrantForm, RegrantForm
from yuanxin.welfare.model_workers.models import Benefit, Filing, MedicalClaim
from yuanxin.welfare.model_workers.queries.filings import entries_of, totals_of
from yuanxin.welfare.model_workers.registers import BENEFITS, CLAIMS, FILINGS
from yuanxin.welfare.model_workers.views.applying import RELATED, told_of
from yuanxin.welfare.model_workers.views.scoped import one_of, trail


@requires(Permission.GRANT)
@require_http_methods(["GET", "POST"])
def grant(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter the reply: each application with its approved amount; then the payment desk is asked to pay."""
    filing: Filing = one_of(Filing.objects.visible_to(request.actor, Permission.GRANT).select_related("union"), pk)
    entries = [each for each in entries_of(filing) if each.state == EntitlementState.REPORTED]
    totals = totals_of(entries)
    known = {
        _("Filing"): filing,
        _("Applications"): len(entries),
        _("Amount computed"): f"{totals['computed']:,.2f}",
        _("Amount applied for"): f"{totals['applied']:,.2f}",
    }
    form = form_of(
        GrantForm,
        request,
        union=filing.union,
        entries=entries,
        initial={"granted_on": request.today, "version": filing.version},
        known=known,
    )
    page = FILINGS.url("detail", filing.pk)

    def act() -> list[Payment]:
        given = form.cleaned_data
        return services.grant(
            actor=form.actor,
            filing=filing,
            fund=given["fund"],
            reply_number=given["reply_number"],
            answers=form.answers(),
            granted_on=given["granted_on"],
            today=form.today,
            version=given["version"],
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda payments: (
            ngettext(
                "Granted: %(number)s payment waits at the payment desk.",
                "Granted: %(number)s payments wait at the payment desk.",
                len(payments),
            )
            % {"number": len(payments)}
        ),
        to=lambda _payments: page,
        title=_("Enter the reply and grant"),
        save_label=_("Enter the reply and grant"),
        template="ui/row_form.html",
        cancel_url=page,
        breadcrumbs=trail(FILINGS, filing),
    )


@requires(Permission.GRANT)
@require_http_methods(["GET", "POST"])
def regrant_benefit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change the amount of a benefit that is granted and unpaid."""
    return _regrant(
        request, one_of(Benefit.objects.visible_to(request.actor, Permission.GRANT).select_related(*RELATED), pk)
    )


@requires(Permission.GRANT)
@require_http_methods(["GET", "POST"])
def regrant_claim(request: ActorRequest, pk: int) -> HttpResponse:
    """Change the amount of a claim that is granted and unpaid."""
    return _regrant(
        request, one_of(MedicalClaim.objects.visible_to(request.actor, Permission.GRANT).select_related(*RELATED), pk)
    )


def _regrant(request: ActorRequest, entitlement: Any) -> HttpResponse:
    register = CLAIMS if isinstance(entitlement, MedicalClaim) else BENEFITS
    known = told_of(entitlement) | {_("Amount approved"): f"{entitlement.approved or 0:,.2f}"}
    initial = {"approved": entitlement.approved, "version": entitlement.version}
    form = form_of(RegrantForm, request, initial=initial, known=known)
    page = register.url("detail", entitlement.pk)
    return answer_form(
        request,
        form,
        lambda: (
            services.regrant(actor=form.actor, entitlement=entitlement, today=form.today, **form.cleaned_data) or True
        ),
        done=lambda _payment: _("The changes are kept."),
        to=lambda _payment: page,
        title=_("Change what was granted"),
        cancel_url=page,
        breadcrumbs=trail(register, entitlement),
    )
