"""Passwords: changed by their user, reset by the system administrator."""

import secrets
import string

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.choices import Permission
from yuanxin.foundation.accounts.models import FormerPassword, SignIn, User
from yuanxin.foundation.accounts.services.sign_ins import end_all
from yuanxin.foundation.accounts.services.writing import refuse_self, require_somewhere, user_state
from yuanxin.foundation.audit.services import RowChange, record, required
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused

# Without characters that are taken for one another when read out.
_ALPHABETS = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=%")
_ONE_TIME_LENGTH = 14


def one_time_password() -> str:
    """A random password of all four classes, for one sign-in."""
    characters = [secrets.choice(alphabet) for alphabet in _ALPHABETS]
    characters += [secrets.choice("".join(_ALPHABETS[:3])) for _unused in range(_ONE_TIME_LENGTH - len(characters))]
    secrets.SystemRandom().shuffle(characters)
    if characters[0] in string.punctuation:
        characters.reverse()
    return "".join(characters)


@transaction.atomic
def change_password(*, actor: Actor, user: User, old: str, new: str, keep: SignIn | None = None) -> None:
    """Let a user change his own password; every browser but `keep` is signed out.

    Raises:
        Refused: if the old one is wrong, or the new one is against the policy (every reason in one sentence each).
    """
    if not user.check_password(old):
        raise Refused(_("The present password is not right."), remedy=_("Type it again."), field="old_password")
    try:
        validate_password(new, user)
    except ValidationError as invalid:
        raise Refused(" ".join(invalid.messages), field="new_password") from invalid
    before = user_state(user)
    give_password(user, new, once=False)
    end_all(user, keep=keep)
    record(actor, "accounts.password_changed", user, changes=[RowChange(user, before, user_state(user))])


@transaction.atomic
def reset_password(*, actor: Actor, user: User, reason: str) -> str:
    """Give a user a new password for one sign-in and sign him out everywhere; the password is told once.

    Raises:
        NotAllowed: if the actor does not manage accounts.
        Refused: for one's own account, or without a reason.
    """
    require_somewhere(actor, Permission.MANAGE_USERS)
    refuse_self(actor, user)
    before = user_state(user)
    password = one_time_password()
    give_password(user, password, once=True)
    end_all(user)
    record(
        actor,
        "accounts.password_reset",
        user,
        reason=required(reason),
        changes=[RowChange(user, before, user_state(user))],
    )
    return password


def give_password(user: User, password: str, *, once: bool) -> None:
    """Store a password with its time and its place among the former ones."""
    user.set_password(password)
    user.password_changed_at = clock.now()
    user.must_change_password = once
    user.save()
    FormerPassword.objects.create(user=user, encoded=user.password, set_at=user.password_changed_at)
