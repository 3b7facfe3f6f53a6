"""The administrators' pages about users."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.accounts import services
from yuanxin.foundation.accounts.choices import Permission
from yuanxin.foundation.accounts.forms import NewUserForm, ReasonForm, UserForm
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.registers import USERS
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_page


def user_or_404(number: int) -> User:
    """The user; accounts belong to no union, so the view's mark is all the scope there is.

    Raises:
        OutOfScope: if there is none.
    """
    return found(User.objects.filter(pk=number).first())


@requires(Permission.MANAGE_USERS, step_up=True)
@never_cache
@require_http_methods(["GET", "POST"])
def create(request: ActorRequest) -> HttpResponse:
    """A new account; the password for its first sign-in is shown once."""
    actor = request.actor
    form = NewUserForm(request.POST or None, actor=actor, today=request.today)
    made = form.carry_out(lambda: services.create_user(actor=actor, **form.cleaned_data)) if form.is_bound else None
    if made is not None:
        return told_once(request, made.user, made.password)
    return form_page(
        request,
        form,
        title=_("New user"),
        save_label=_("Create"),
        cancel_url=USERS.url(),
        breadcrumbs=[(USERS.title, USERS.url())],
    )


@requires(Permission.MANAGE_USERS)
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a user's name or phone."""
    user, actor = user_or_404(pk), request.actor
    initial = {"name": user.name, "phone": unseal(user.phone) if user.phone else ""}
    form = UserForm(request.POST or None, actor=actor, today=request.today, initial=initial)
    return answer_form(
        request,
        form,
        lambda: services.correct_user(actor=actor, user=user, **form.cleaned_data),
        done=lambda _user: _("The changes are kept."),
        to=lambda corrected: USERS.url("detail", corrected.pk),
        title=_("Correct %(user)s") % {"user": user},
        cancel_url=USERS.url("detail", user.pk),
        breadcrumbs=[(USERS.title, USERS.url())],
    )


@requires(Permission.MANAGE_USERS, step_up=True)
@require_http_methods(["GET", "POST"])
def lock(request: ActorRequest, pk: int) -> HttpResponse:
    """Stop a user from signing in."""
    return _for_a_reason(request, pk, services.lock_user, _("Lock %(user)s"), _("The account is locked."))


@requires(Permission.MANAGE_USERS, step_up=True)
@require_http_methods(["GET", "POST"])
def unlock(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a user sign in again."""
    return _for_a_reason(request, pk, services.unlock_user, _("Unlock %(user)s"), _("The account is unlocked."))


@requires(Permission.MANAGE_ROLES, step_up=True)
@require_http_methods(["GET", "POST"])
def reset_second_factor(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a lost device from an account."""
    return _for_a_reason(
        request,
        pk,
        services.reset_second_factor,
        _("Reset the second factor of %(user)s"),
        _("The second factor is reset. A new device is enrolled at the next sign-in."),
    )


@requires(Permission.MANAGE_USERS, step_up=True)
@never_cache
@require_http_methods(["GET", "POST"])
def reset_password(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a user a password for one sign-in, shown once."""
    user, actor = user_or_404(pk), request.actor
    form = ReasonForm(request.POST or None, actor=actor, today=request.today)
    password = None
    if form.is_bound:
        password = form.carry_out(lambda: services.reset_password(actor=actor, user=user, **form.cleaned_data))
    if password is not None:
        return told_once(request, user, password)
    return form_page(
        request,
        form,
        title=_("Reset the password of %(user)s") % {"user": user},
        save_label=_("Reset"),
        cancel_url=USERS.url("detail", user.pk),
        breadcrumbs=[(USERS.title, USERS.url())],
    )


def told_once(request: ActorRequest, user: User, password: str) -> HttpResponse:
    """The page that shows a new password, once."""
    return render(request, "accounts/told_once.html", {"title": _("Password"), "account": user, "password": password})


def _for_a_reason(request: ActorRequest, pk: int, act: Callable[..., object], title: str, done: str) -> HttpResponse:
    user, actor = user_or_404(pk), request.actor
    form = ReasonForm(request.POST or None, actor=actor, today=request.today)

    def carry_out() -> User:
        act(actor=actor, user=user, **form.cleaned_data)
        return user

    return answer_form(
        request,
        form,
        carry_out,
        done=lambda _user: done,
        to=lambda changed: USERS.url("detail", changed.pk),
        title=title % {"user": user},
        save_label=_("Confirm"),
        cancel_url=USERS.url("detail", user.pk),
        breadcrumbs=[(USERS.title, USERS.url())],
    )
