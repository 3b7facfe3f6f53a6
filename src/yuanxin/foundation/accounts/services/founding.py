"""The first three administrators of an empty production database."""

import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.services.appointments import appoint
from yuanxin.foundation.accounts.services.users import create_user
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.unions.models import Union

FIRST = (
    ("system", Role.SYSTEM_ADMINISTRATOR),
    ("security", Role.SECURITY_ADMINISTRATOR),
    ("audit", Role.AUDIT_ADMINISTRATOR),
)


class FirstAdministrator(NamedTuple):
    """One of the three, and the password for the first sign-in."""

    user: User
    role: Role
    password: str


@transaction.atomic
def create_first_administrators(*, actor: Actor, union: Union, today: datetime.date) -> list[FirstAdministrator]:
    """Make the system, the security and the audit administrator of an empty site, each another person.

    Raises:
        NotAllowed: unless the system itself does it (`yuanxin init`).
        Refused: if there is a user already.
    """
    if not actor.everywhere:
        raise NotAllowed(_("Only the command `yuanxin init` makes the first administrators."))
    if User.objects.exists():
        raise Refused(_("This site has users already."))
    made = []
    for username, role in FIRST:
        new = create_user(actor=actor, username=username, name=str(role.label))
        appoint(actor=actor, user=new.user, role=role, union=union, begins_on=today, today=today)
        made.append(FirstAdministrator(new.user, role, new.password))
    return made
