"""One's own account: roles, password, second factor, and the browsers in which one is signed in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from yuanxin.foundation.accounts import queries, services
from yuanxin.foundation.accounts.rules import PASSWORD_DAYS
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.ui.access import ActorRequest, signed_in


@signed_in
@require_GET
def profile(request: ActorRequest) -> HttpResponse:
    """Who I am here, and where I am signed in."""
    user = request.sign_in.user  # type: ignore[attr-defined]
    context = {
        "title": _("My account"),
        "appointments": queries.appointments_of(user, request.today),
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
