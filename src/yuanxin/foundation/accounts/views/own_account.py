"""One's own account: roles, password, second factor, and the browsers in which one is signed in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from yuanxin.foundation.accounts import queries, services
from yuanxin.foundation.accounts.forms import DeputyForm
from yuanxin.foundation.accounts.rules import PASSWORD_DAYS
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, signed_in
from yuanxin.foundation.ui.answers import answer_act, answer_form, form_of


@signed_in
@require_GET
def profile(request: ActorRequest) -> HttpResponse:
    """Who I am here, and where I am signed in."""
    user = request.sign_in.user  # type: ignore[attr-defined]
    context = {
        "title": _("My account"),
        "appointments": queries.appointments_of(user, request.today),
        "deputies": queries.deputies_of(user, request.today),
        "may_name": bool(request.actor.capacities()[0].actor.grants),
        "sign_ins": queries.sign_ins_of(user, clock.now()),
        "second_factor": TOTPDevice.objects.filter(user=user, confirmed=True).exists(),
        "password_days": PASSWORD_DAYS,
    }
    return render(request, "accounts/profile.html", context)


@signed_in
@require_POST
def end_sign_in(request: ActorRequest, number: int) -> HttpResponse:
    """Sign one of my browsers out."""
    services.end_sign_in(actor=request.actor, user=request.user, number=number)  # type: ignore[attr-defined,arg-type]
    messages.success(request, _("That browser is signed out."))
    return redirect("accounts:profile")


@signed_in
@require_POST
def end_others(request: ActorRequest) -> HttpResponse:
    """Sign me out everywhere but here."""
    ended = services.end_other_sign_ins(actor=request.actor, user=request.user, keep=request.sign_in)  # type: ignore[attr-defined,arg-type]
    messages.success(
        request,
        ngettext("%(count)s other browser is signed out.", "%(count)s other browsers are signed out.", ended)
        % {"count": ended},
    )
    return redirect("accounts:profile")


@signed_in
@require_http_methods(["GET", "POST"])
def name_deputy(request: ActorRequest) -> HttpResponse:
    """Have a colleague act for me while I am away."""
    user, today = request.sign_in.user, request.today  # type: ignore[attr-defined]
    form = form_of(DeputyForm, request, colleagues=queries.colleagues_of(user, today), initial={"begins_on": today})
    return answer_form(
        request,
        form,
        lambda: services.name_deputy(actor=form.actor, principal=user, today=today, **form.cleaned_data),
        done=lambda named: _("%(name)s acts for you.") % {"name": named.deputy},
        to=lambda _named: reverse("accounts:profile"),
        title=_("Name a deputy"),
        save_label=_("Name"),
        cancel_url=reverse("accounts:profile"),
        breadcrumbs=[(_("My account"), reverse("accounts:profile"))],
    )


@signed_in
@require_POST
def end_deputy(request: ActorRequest, number: int) -> HttpResponse:
    """End a deputy: I am back, or I no longer act for the officer."""
    user = request.sign_in.user  # type: ignore[attr-defined]
    deputy = found(queries.deputies_of(user, request.today).filter(pk=number).first())
    return answer_act(
        request,
        lambda: services.end_deputy(actor=request.actor, deputy=deputy, today=request.today),
        done=lambda _deputy: _("The deputy is ended."),
        back=reverse("accounts:profile"),
    )
