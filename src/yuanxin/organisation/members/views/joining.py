"""The worker's pages: applying by a link, and how the application stands. Nothing of anybody else is on them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yuanxin.foundation.accounts.links import LinkedRequest, spent
from yuanxin.foundation.flow.queries import decisions_on
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.errors import Refused, found
from yuanxin.foundation.kernel.masking import masked_name, masked_number
from yuanxin.foundation.kernel.numbers import document_of
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.ui.access import linked
from yuanxin.foundation.ui.answers import UNPROCESSABLE, form_of
from yuanxin.organisation.members import services
from yuanxin.organisation.members.choices import ApplicationState, Sex
from yuanxin.organisation.members.forms.members import ApplicantForm, NumberForm
from yuanxin.organisation.members.models import Application
from yuanxin.organisation.members.rules import JOIN_CONSENT
from yuanxin.organisation.members.services.applications import FOLLOW, JOIN
from yuanxin.organisation.members.views.applications import particulars_of


@linked(JOIN)
@require_http_methods(["GET", "POST"])
def join(request: LinkedRequest, token: str) -> HttpResponse:
    """The form; a link for one person shows, once used, how that person's application stands."""
    link = request.link
    if spent(link):
        sent = Application.objects.of(link).order_by("pk").last() if link.uses_allowed == 1 else None
        return standing(request, sent) if sent is not None else render(request, "members/join_full.html", status=410)
    form = form_of(ApplicantForm, request)
    submitted = None
    if form.is_bound:
        submitted = form.carry_out(
            lambda: services.apply_by_link(
                actor=request.actor,
                link=link,
                particulars=particulars_of(form.cleaned_data),
                consents=form.cleaned_data["consents"],
                today=request.today,
            )
        )
    if submitted is not None:
        return redirect("members:application-followed", submitted.token)
    form.fields["document_number"].widget.attrs |= {
        "hx-post": reverse("members:join-number", args=[token]),
        "hx-trigger": "change",
        "hx-target": "#number-check",
    }
    context = {"form": form, "link": link, "consent": policy(JOIN_CONSENT, on=request.today)}
    return render(request, "members/join.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@linked(JOIN)
@require_POST
def check_number(request: LinkedRequest, **_address: str) -> HttpResponse:
    """Whether the number can be one; asks the number alone, never the register."""
    form = form_of(NumberForm, request)
    told: dict[str, Any] = {}
    if form.is_valid():
        given = form.cleaned_data
        try:
            number: dict[str, Any] = document_of(given["document_number"], given["document_type"], today=request.today)
            told = {"number": number, "sex": dict(Sex.choices).get(number["sex"], "")}
        except Refused as refusal:
            told = {"refusal": refusal}
    return render(request, "members/number_check.html", told)


@linked(FOLLOW)
@require_GET
def followed(request: LinkedRequest, token: str) -> HttpResponse:
    """How an application stands, for who sent it."""
    return standing(request, found(Application.objects.of(request.link).first()), token=token)


@linked(FOLLOW)
@require_POST
def withdraw(request: LinkedRequest, token: str) -> HttpResponse:
    """Take one's own application back."""
    application = found(Application.objects.of(request.link).first())
    try:
        act(application, "withdraw", actor=request.actor, today=request.today)
    except Refused as refusal:
        return standing(request, application, token=token, refusal=refusal)
    return redirect("members:application-followed", token)


def standing(request: LinkedRequest, application: Application, **context: Any) -> HttpResponse:
    """The page: name and number masked, what was decided and why; of another union not even the name."""
    last = decisions_on(application).last()
    decided = last if last is not None and application.state != ApplicationState.WAITING else None
    shown = {
        "application": application,
        "name": masked_name(application.name),
        "number": masked_number(unseal(application.document_number)),
        "decided": decided,
        "waiting": application.state == ApplicationState.WAITING,
        "refused": application.state == ApplicationState.REFUSED,
        "page_title": _("Your application to join"),
    }
    status = UNPROCESSABLE if "refusal" in context else 200
    return render(request, "members/application_followed.html", shown | context, status=status)
