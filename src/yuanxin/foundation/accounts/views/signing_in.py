"""Signing in, step by step: password, a new password where it is due, the second factor."""

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yuanxin.foundation.accounts import rules, services
from yuanxin.foundation.accounts.forms import CodeForm, PasswordForm, SignInForm
from yuanxin.foundation.accounts.middleware import device_unseen, lead_to, next_step
from yuanxin.foundation.accounts.queries import has_second_factor
from yuanxin.foundation.ui.access import ActorRequest, public, signing_in

UNPROCESSABLE = 422
NEW_FACTOR = "new_second_factor"


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: ActorRequest) -> HttpResponse:
    """User name and password; then wherever the user wanted to go."""
    if request.user.is_authenticated:
        return redirect(address_after(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            return redirect(address_after(request))
        form.add_error(
            None,
            _("The user name or the password is not right. After %(count)s failures it is closed for half an hour.")
            % {"count": rules.FAILURES_BEFORE_LOCK},
        )
    return sign_in_page(request, form, UNPROCESSABLE if form.is_bound else 200)


def locked_out(request: ActorRequest, _response: HttpResponse | None, _credentials: Any) -> HttpResponse:
    """The answer while an account or an address is locked; called by django-axes."""
    form = SignInForm(request.POST)
    form.full_clean()
    form.add_error(
        None,
        _(
            "Too many failures: this account or this network address is closed for %(minutes)s minutes."
            " Wait, or ask the system administrator to unlock the account."
        )
        % {"minutes": int(rules.LOCK.total_seconds() // 60)},
    )
    return sign_in_page(request, form, 429)


def sign_in_page(request: ActorRequest, form: SignInForm, status: int) -> HttpResponse:
    return render(request, "accounts/sign_in.html", {"form": form, "next": wanted(request)}, status=status)


@signing_in
@require_POST
def sign_out(request: ActorRequest) -> HttpResponse:
    """End this browser's sign-in."""
    logout(request)
    return redirect("accounts:sign-in")


@signing_in
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: ActorRequest) -> HttpResponse:
    """Change one's password: because one wants to, or because it is due. Who holds a second factor shows it first."""
    if device_unseen(request.sign_in):
        return lead_to(request, reverse("accounts:second-factor"))
    user, actor = request.sign_in.user, request.actor
    form = PasswordForm(request.POST or None, actor=actor, today=request.today)

    def change() -> bool:
        given = form.cleaned_data
        services.change_password(
            actor=actor,
            user=user,
            old=given["old_password"],
            new=given["new_password"],
            keep=request.sign_in,  # type: ignore[attr-defined]
        )
        return True

    due = next_step(request) == "accounts:password"
    if request.method == "POST" and form.carry_out(change):
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is changed. You are signed out everywhere else."))
        return redirect(address_after(request))
    context = {
        "form": form,
        "due": due,
        "first": user.must_change_password,
        "back": "" if due else address_after(request),
        "next": wanted(request),
    }
    return render(request, "accounts/password.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@signing_in
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: ActorRequest) -> HttpResponse:
    """Show the second factor, or enrol a device where the account has none."""
    user, actor = request.sign_in.user, request.actor
    form = CodeForm(request.POST or None, actor=actor, today=request.today)
    enrolled = has_second_factor(user)
    # The secret stands in the signed cookie until its first code proves it: asking for this page writes nothing.
    secret = "" if enrolled else request.session.setdefault(NEW_FACTOR, services.new_secret())

    def show() -> bool:
        told = {"actor": actor, "user": user, "sign_in": request.sign_in, "code": form.cleaned_data["code"]}  # type: ignore[attr-defined]
        if enrolled:
            services.show_second_factor(**told)
        else:
            services.enrol_second_factor(secret=secret, **told)
        return True

    if request.method == "POST" and form.carry_out(show):
        request.session.pop(NEW_FACTOR, None)
        return redirect(address_after(request))
    context: dict[str, Any] = {"form": form, "next": wanted(request), "enrolled": enrolled}
    if not enrolled:
        picture = segno.make(services.provisioning_address(user, secret)).svg_inline(
            scale=5, dark="#000", light="#fff", svgclass="qr", lineclass=None
        )
        context |= {"picture": mark_safe(picture), "secret": " ".join(_in_fours(secret))}  # noqa: S308 # drawn by segno
    return render(request, "accounts/second_factor.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def wanted(request: ActorRequest) -> str:
    """The page of this site that the user was on the way to, or nothing."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else ""


def address_after(request: ActorRequest) -> str:
    """Where signing in leads."""
    return wanted(request) or "/"


def _in_fours(text: str) -> list[str]:
    return [text[start : start + 4] for start in range(0, len(text), 4)]
