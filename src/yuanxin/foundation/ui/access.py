"""Marks on views. A view without a mark is refused by `accounts.ActorMiddleware`; the guard tests walk them all."""

import datetime
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from yuanxin.foundation.kernel.actors import Actor

View = TypeVar("View", bound=Callable[..., Any])

SIGNED_IN = "signed_in"
SIGNING_IN = "signing_in"
PUBLIC = "public"
LINKED = "linked"


class ActorRequest(HttpRequest):
    """What every view is asked with: the middleware has found who asks, and which day it is."""

    actor: Actor
    today: datetime.date
    htmx: HtmxDetails


def requires(permission: str, *, step_up: bool = False) -> Callable[[View], View]:
    """Only for who holds `permission` in some union; the view itself loads records in scope.

    With `step_up` a user who has a second factor must have shown it a few minutes ago.
    """

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        view.step_up = step_up  # type: ignore[attr-defined]
        return view

    return mark


def signed_in(view: View) -> View:
    """For every signed-in user, whatever the role: own account, inbox."""
    view.access = SIGNED_IN  # type: ignore[attr-defined]
    return view


def signing_in(view: View) -> View:
    """A step of signing in itself: open to who has given a password, but not yet all that the account needs."""
    view.access = SIGNING_IN  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """For everyone, also without sign-in."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def linked(purpose: str) -> Callable[[View], View]:
    """For who holds a link of this purpose (`accounts.links`), and for nobody else, signed in or not.

    The link's token is the argument `token` of the address; the request comes with its `link`.
    """

    def mark(view: View) -> View:
        view.access = LINKED  # type: ignore[attr-defined]
        view.purpose = purpose  # type: ignore[attr-defined]
        return view

    return mark
