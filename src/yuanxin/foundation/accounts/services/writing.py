"""What the services of this app share: who may, what the journal holds of a user."""

from typing import Any

from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.services import snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, Refused

# A hashed password never enters the trail.
JOURNALLED = ("username", "name", "phone", "is_active", "must_change_password", "password_changed_at")


def require_somewhere(actor: Actor, permission: str) -> None:
    """Refuse unless the actor holds `permission`; accounts belong to no union.

    Raises:
        NotAllowed: if no role of the actor holds it.
    """
    if not actor.may_somewhere(permission):
        raise NotAllowed(_("Your role does not include managing accounts."))


def refuse_self(actor: Actor, user: User) -> None:
    """Nobody locks, resets or appoints himself.

    Raises:
        Refused: if the actor is `user`.
    """
    if actor.key == f"user:{user.pk}":
        raise Refused(_("You cannot do this to your own account."), remedy=_("Ask another administrator."))


def user_state(user: User) -> dict[str, Any]:
    """The user as the journal holds him."""
    return snapshot(user, JOURNALLED)
