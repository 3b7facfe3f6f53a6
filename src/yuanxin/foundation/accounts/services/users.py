"""Accounts: made, corrected, locked and unlocked by the system administrator."""

from typing import NamedTuple

from axes.utils import reset as forget_failures
from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts import rules
from yuanxin.foundation.accounts.choices import Permission
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.services.passwords import give_password, one_time_password
from yuanxin.foundation.accounts.services.sign_ins import end_all
from yuanxin.foundation.accounts.services.writing import refuse_self, require_somewhere, user_state
from yuanxin.foundation.audit.services import RowChange, record, required
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.sealed import seal


class NewUser(NamedTuple):
    """A user and the password for the first sign-in, which is told once and kept nowhere."""

    user: User
    password: str


@transaction.atomic
def create_user(*, actor: Actor, username: str, name: str, phone: str = "") -> NewUser:
    """Make an account without any role, with a password for one sign-in.

    Raises:
        NotAllowed: if the actor does not manage accounts.
        Refused: if the user name is not well formed or is taken.
    """
    require_somewhere(actor, Permission.MANAGE_USERS)
    username = username.strip().lower()
    if not rules.USERNAME.fullmatch(username):
        raise Refused(
            _("“%(username)s” cannot be a user name.") % {"username": username},
            remedy=_("Use 3 to 40 small letters, digits, dots or hyphens, a letter first."),
            field="username",
        )
    if User.objects.filter(username=username).exists():
        raise Refused(
            _("The user name “%(username)s” is taken.") % {"username": username},
            remedy=_("Choose another one."),
            field="username",
        )
    user = User(username=username, name=name.strip(), phone=seal(phone) if phone else None)
    user.full_clean(exclude=["password", "phone"])
    password = one_time_password()
    give_password(user, password, once=True)
    record(actor, "accounts.user_created", user, changes=[RowChange(user, None, user_state(user))])
    return NewUser(user, password)


@transaction.atomic
def give_first_password(*, actor: Actor, user: User) -> NewUser:
    """A password for one sign-in, for an account that never had one.

    Raises:
        NotAllowed: if the actor does not manage accounts.
        Refused: if the account has or had a password: that one is reset, for a reason.
    """
    require_somewhere(actor, Permission.MANAGE_USERS)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.password_changed_at is not None:
        raise Refused(
            _("“%(username)s” has been given a password before.") % {"username": user.username},
            remedy=_("Reset it on the page of the account."),
        )
    before = user_state(user)
    password = one_time_password()
    give_password(user, password, once=True)
    record(actor, "accounts.first_password_given", user, changes=[RowChange(user, before, user_state(user))])
    return NewUser(user, password)


@transaction.atomic
def correct_user(*, actor: Actor, user: User, name: str, phone: str) -> User:
    """Correct a user's name or phone; an empty phone takes it out."""
    require_somewhere(actor, Permission.MANAGE_USERS)
    before = user_state(user)
    user.name, user.phone = name.strip(), seal(phone) if phone else None
    user.full_clean(exclude=["password", "phone"])
    user.save(update_fields=["name", "phone"])
    record(actor, "accounts.user_corrected", user, changes=[RowChange(user, before, user_state(user))])
    return user


@transaction.atomic
def lock_user(*, actor: Actor, user: User, reason: str) -> User:
    """Stop a user from signing in, and sign him out everywhere.

    Raises:
        Refused: for one's own account, or without a reason.
    """
    require_somewhere(actor, Permission.MANAGE_USERS)
    refuse_self(actor, user)
    _set_active(actor, user, False, "accounts.user_locked", required(reason))
    end_all(user)
    return user


@transaction.atomic
def unlock_user(*, actor: Actor, user: User, reason: str) -> User:
    """Let a user sign in again, also before the time after too many failures is over."""
    require_somewhere(actor, Permission.MANAGE_USERS)
    refuse_self(actor, user)
    _set_active(actor, user, True, "accounts.user_unlocked", required(reason))
    forget_failures(username=user.username)
    return user


def _set_active(actor: Actor, user: User, active: bool, action: str, reason: str) -> None:
    before = user_state(user)
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(actor, action, user, reason=reason, changes=[RowChange(user, before, user_state(user))])
