"""Signed-in browsers: begun by Django's `login`, ended by their user or an administrator."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from yuanxin.foundation.accounts.models import SignIn, User
from yuanxin.foundation.accounts.queries import key_of, user_by_name
from yuanxin.foundation.accounts.sign_in_keys import SEEN_KEY, SESSION_KEY, digest_of, new_key
from yuanxin.foundation.audit.services import record
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import OutOfScope

NOBODY = Actor(key="nobody", label="")


def address_of(request: HttpRequest) -> str:
    """The address a request comes from."""
    return request.META.get("REMOTE_ADDR", "")


@receiver(user_logged_in, dispatch_uid="accounts.begin")
@transaction.atomic
def begin(sender: type, request: HttpRequest, user: User, **_signal: Any) -> None:
    """Make the row of a browser that signs in, and tie its session to it with a new key.

    A signal and not a call, since Django's `login` is also how tests and other ways of signing in begin.
    """
    key, now = new_key(), clock.now()
    sign_in = SignIn.objects.create(
        user=user,
        key_digest=digest_of(key),
        address=address_of(request),
        agent=request.META.get("HTTP_USER_AGENT", "")[:200],
        signed_in_at=now,
    )
    request.session[SESSION_KEY] = [sign_in.pk, key]
    request.session[SEEN_KEY] = int(now.timestamp())
    request.sign_in = sign_in  # type: ignore[attr-defined]
    record(_self(user, request), "accounts.signed_in", user, agent=sign_in.agent)


@receiver(user_logged_out, dispatch_uid="accounts.finish")
@transaction.atomic
def finish(sender: type, request: HttpRequest, user: User | None, **_signal: Any) -> None:
    """End the row of a browser that signs out."""
    sign_in = getattr(request, "sign_in", None)
    if user is None or sign_in is None:
        return
    SignIn.objects.filter(pk=sign_in.pk, ended_at=None).update(ended_at=clock.now())
    record(_self(user, request), "accounts.signed_out", user)


@receiver(user_login_failed, dispatch_uid="accounts.failed")
@transaction.atomic
def failed(sender: type, credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any) -> None:
    """Tell the trail of a failure. A name that nobody has is not kept: it may be a password typed in the wrong box."""
    user = user_by_name(str(credentials.get("username") or ""))
    address = address_of(request) if request is not None else ""
    record(Actor(key="nobody", label="", address=address), "accounts.sign_in_failed", user, known=user is not None)


@transaction.atomic
def end_sign_in(*, actor: Actor, user: User, number: int) -> None:
    """Sign one of the user's own browsers out.

    Raises:
        OutOfScope: if it is not one of his, or not open.
    """
    if not SignIn.objects.filter(pk=number, user=user, ended_at=None).update(ended_at=clock.now()):
        raise OutOfScope
    record(actor, "accounts.sign_ins_ended", user, sign_ins=[number])


@transaction.atomic
def end_other_sign_ins(*, actor: Actor, user: User, keep: SignIn) -> int:
    """Sign the user out everywhere but in the browser `keep`; returns how many that were."""
    ended = end_all(user, keep=keep)
    record(actor, "accounts.sign_ins_ended", user, count=ended)
    return ended


def end_all(user: User, keep: SignIn | None = None) -> int:
    """End the rows of all the user's browsers but `keep`; the caller records why."""
    open_ones = SignIn.objects.filter(user=user, ended_at=None)
    if keep is not None:
        open_ones = open_ones.exclude(pk=keep.pk)
    return open_ones.update(ended_at=clock.now())


def _self(user: User, request: HttpRequest) -> Actor:
    return Actor(key=key_of(user), label=user.name, address=address_of(request))
