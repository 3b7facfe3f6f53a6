"""Every request gets its user and actor; every view must be marked; refusals become pages."""

import datetime
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from yuanxin.foundation.accounts import links, rules
from yuanxin.foundation.accounts.models import SignIn, User
from yuanxin.foundation.accounts.queries import actor_for, has_second_factor, open_sign_in
from yuanxin.foundation.accounts.services.links import note_use
from yuanxin.foundation.accounts.services.sign_ins import NOBODY, address_of
from yuanxin.foundation.accounts.sign_in_keys import SEEN_KEY
from yuanxin.foundation.audit.services import record
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.ui.access import LINKED, PUBLIC, SIGNED_IN, SIGNING_IN

# A page that asks by itself, such as a progress bar, sends this header: it does not keep a resting browser signed in.
BACKGROUND_HEADER = "Yuanxin-Background"
SEEN_STEP = datetime.timedelta(minutes=1)

View = Callable[..., Any]


class SignInMiddleware:
    """Sets `request.user` and `request.sign_in` from the signed cookie and one row; in Django's own one's place.

    Django's would ask for the session and the user apart, and could not sign a browser out from another.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _user_of(request))  # type: ignore[assignment]
        return self.get_response(request)


def _user_of(request: HttpRequest) -> User | AnonymousUser:
    request.sign_in = sign_in = open_sign_in(request.session, clock.now())  # type: ignore[attr-defined]
    if sign_in is None:
        return AnonymousUser()
    # The hash changes with the password, so a browser left signed in elsewhere goes out with it.
    kept = request.session.get(HASH_SESSION_KEY, "")
    return sign_in.user if constant_time_compare(kept, sign_in.user.get_session_auth_hash()) else AnonymousUser()


class ActorMiddleware:
    """Sets `request.actor` and `request.today`, and refuses a view that the actor's roles do not open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.today = clock.today()  # type: ignore[attr-defined]
        request.actor = NOBODY  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            actor = actor_for(request.user, today=request.today, address=address_of(request))  # type: ignore[attr-defined]
            if _rested_too_long(request, {grant.role for grant in actor.grants}):
                request.user = AnonymousUser()
            else:
                request.actor = actor  # type: ignore[attr-defined]
        response = self.get_response(request)
        return _kept_close(response) if hasattr(request, "link") else response

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        access = getattr(view, "access", None)
        if access is None:
            raise ImproperlyConfigured(f"{view} has no access mark (foundation.ui.access)")
        if access == PUBLIC:
            return None
        if access == LINKED:
            return _by_link(request, view.purpose, kwargs["token"])  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return lead_to(request, resolve_url(settings.LOGIN_URL))
        if access == SIGNING_IN:
            return None
        step = next_step(request)
        if step:
            return lead_to(request, reverse(step))
        if access != SIGNED_IN and not request.actor.may_somewhere(access):  # type: ignore[attr-defined]
            return render(request, "ui/refused.html", status=403)
        if getattr(view, "step_up", False) and _needs_step_up(request):
            return lead_to(request, reverse("accounts:second-factor"))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OutOfScope) or (isinstance(exception, Http404) and _names_a_record(request)):
            _tell_trail(request)
        if isinstance(exception, OutOfScope):
            raise Http404(str(exception))
        if isinstance(exception, NotAllowed):
            return render(request, "ui/refused.html", {"error": exception}, status=403)
        return None


def _by_link(request: HttpRequest, purpose: str, token: str) -> HttpResponse | None:
    """Open the link that the address holds: its holder is the actor, whoever is signed in in this browser.

    What is sent counts as a use before it is looked at; looking writes nothing.
    """
    request.user = AnonymousUser()
    request.actor = NOBODY  # type: ignore[attr-defined]
    try:
        link = links.open_link(token, purpose, clock.now())
        request.link, request.actor = link, links.actor_by(link, address_of(request))  # type: ignore[attr-defined]
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            note_use(actor=request.actor, link=link, page=request.resolver_match.view_name)  # type: ignore[attr-defined,union-attr]
    except OutOfScope:
        unknown = Refused(_("There is no such link."), remedy=_("Scan it again, or ask the union that gave it to you."))
        return _link_ended(request, unknown, 404)
    except links.LinkEnded as refusal:
        return _link_ended(request, refusal, 410)
    except links.TooOften as refusal:
        return _link_ended(request, refusal, 429)
    return None


def _link_ended(request: HttpRequest, refusal: Refused, status: int) -> HttpResponse:
    return _kept_close(render(request, "accounts/link_ended.html", {"refusal": refusal}, status=status))


def _kept_close(response: HttpResponse) -> HttpResponse:
    """The page of a link stays where it is shown: its address is in no referrer, no cache and no search engine.

    `same-origin` and not `no-referrer`, with which browsers send forms without an origin, and Django refuses those.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def next_step(request: HttpRequest) -> str:
    """The page that a user must pass before any other one, or nothing: a new password, then the second factor.

    Whoever holds a device shows it before the password is changed: a password alone must not be worth an account.
    """
    sign_in: SignIn = request.sign_in  # type: ignore[attr-defined]
    user = sign_in.user
    if user.must_change_password or rules.password_expired(user.password_changed_at, clock.now()):
        return "accounts:second-factor" if device_unseen(sign_in) else "accounts:password"
    roles = {grant.role for grant in request.actor.grants}  # type: ignore[attr-defined]
    if rules.needs_second_factor(roles) and sign_in.verified_at is None:
        return "accounts:second-factor"
    return ""


def device_unseen(sign_in: SignIn) -> bool:
    """Whether the user holds a second factor and has not shown it in this sign-in."""
    return sign_in.verified_at is None and has_second_factor(sign_in.user)


def _needs_step_up(request: HttpRequest) -> bool:
    sign_in: SignIn = request.sign_in  # type: ignore[attr-defined]
    return sign_in.verified_at is not None and clock.now() - sign_in.verified_at > rules.STEP_UP


def _rested_too_long(request: HttpRequest, roles: set[str]) -> bool:
    """Whether nobody used the browser for too long; if not, its cookie is told of this use, at most once a minute."""
    now = clock.now()
    seen = datetime.datetime.fromtimestamp(request.session.get(SEEN_KEY, 0), datetime.UTC)
    if now - seen > rules.idle_limit(roles):
        return True
    if now - seen > SEEN_STEP and BACKGROUND_HEADER not in request.headers:
        request.session[SEEN_KEY] = int(now.timestamp())
    return False


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to a step of signing in, and back afterwards. What was posted is not posted again."""
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    if request.htmx:  # type: ignore[attr-defined]
        here = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(f"{address}?{urlencode({'next': here})}" if here else address)
    return redirect(f"{address}?{urlencode({'next': here})}" if here else address)


def _names_a_record(request: HttpRequest) -> bool:
    return bool(request.resolver_match and request.resolver_match.kwargs)


def _tell_trail(request: HttpRequest) -> None:
    """Somebody asked for what is not there for him; not a read that succeeds, so it may write."""
    if not request.user.is_authenticated:
        return
    with transaction.atomic():
        record(
            request.actor,  # type: ignore[attr-defined]
            "accounts.reached_outside",
            path=request.path[:200],
            method=request.method,
        )
