"""Who a user is today."""

import datetime

from django.db.models import Q

from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.accounts.roles import permissions_of
from yuanxin.foundation.kernel.actors import Actor, Grant


def actor_for(user: User, *, today: datetime.date, address: str = "") -> Actor:
    """The actor that `user` is on `today`: one grant an appointment in force."""
    appointments = (
        Appointment.objects.filter(user=user, begins_on__lte=today)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
        .select_related("union")
    )
    grants = tuple(
        Grant(role=held.role, path=held.union.path, permissions=permissions_of(held.role)) for held in appointments
    )
    return Actor(key=f"user:{user.pk}", label=user.name, grants=grants, address=address)
