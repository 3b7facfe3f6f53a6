"""Who a user is today."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from yuanxin.foundation.accounts import rules
from yuanxin.foundation.accounts.choices import Permission, Role
from yuanxin.foundation.accounts.models import Appointment, AppointmentQuerySet, Deputy, KeptView, SignIn, User
from yuanxin.foundation.accounts.roles import permissions_of, roles_with
from yuanxin.foundation.accounts.sign_in_keys import SESSION_KEY, digest_of
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel.actors import PATH_STEP, Actor, Grant, Principal
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.models.scope import lineage


def actor_for(user: User, *, today: datetime.date, address: str = "") -> Actor:
    """The actor that `user` is on `today`: one grant an appointment in force, its own or one it deputises for.

    Whoever holds roles that one person may not hold together acts with none of them; whoever would hold such roles by
    deputising only acts with the own ones. Without an own appointment nobody deputises.
    """
    principals = Deputy.objects.in_force(today).filter(deputy=user, principal__is_active=True).values("principal")
    held = list(
        Appointment.objects.in_force(today)
        .filter(Q(user=user) | Q(user__in=principals))
        .exclude(~Q(user=user), role__in=[*rules.ADMINISTRATORS, Role.WORKER])
        .select_related("union", "user")
    )
    own = [appointment for appointment in held if appointment.user_id == user.pk]
    if rules.conflict(appointment.role for appointment in own):
        own = []
    if not own or rules.conflict(appointment.role for appointment in held):
        held = own
    return Actor(
        key=key_of(user),
        label=user.name,
        grants=tuple(grant_of(appointment, acting=user) for appointment in held),
        address=address,
    )


def grant_of(appointment: Appointment, *, acting: User) -> Grant:
    """What an appointment lets `acting` do: its holder, or who deputises for its holder."""
    holder = appointment.user
    return Grant(
        role=appointment.role,
        path=appointment.union.path,
        permissions=permissions_of(appointment.role),
        place=appointment.union.name,
        principal=Principal(key_of(holder), holder.name) if holder.pk != acting.pk else None,
    )


def key_of(user: User) -> str:
    """The user in the audit trail."""
    return f"user:{user.pk}"


def user_by_name(username: str) -> User | None:
    """The user who signs in as `username`, whatever its capitals."""
    return User.objects.filter(username=username.strip().lower()).first()


def open_sign_in(session: Mapping[str, Any], now: datetime.datetime) -> SignIn | None:
    """The sign-in that a session's signed cookie belongs to, with its user; None if it was ended or is too old."""
    number, key = session.get(SESSION_KEY) or (None, "")
    if number is None:
        return None
    sign_in = SignIn.objects.filter(pk=number, ended_at=None).select_related("user").first()
    if sign_in is None or not constant_time_compare(bytes(sign_in.key_digest), digest_of(key)):
        return None
    if now - sign_in.signed_in_at >= rules.LONGEST_SIGN_IN or not sign_in.user.is_active:
        return None
    return sign_in


def sign_ins_of(user: User, now: datetime.datetime) -> QuerySet[SignIn]:
    """The browsers in which `user` is signed in, the newest first."""
    return SignIn.objects.filter(user=user, ended_at=None, signed_in_at__gt=now - rules.LONGEST_SIGN_IN).order_by("-id")


def has_second_factor(user: User) -> bool:
    """Whether a device is tied to the account."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def appointments_of(user: User, today: datetime.date) -> QuerySet[Appointment]:
    """The user's appointments in force or still to begin, each with its union."""
    return Appointment.objects.not_ended(today).filter(user=user).select_related("union").order_by("begins_on", "pk")


def heir_of(appointment: Appointment, today: datetime.date) -> User | None:
    """Who takes the work of an ended appointment: the named successor, else somebody else with the role in the same
    union, else in the nearest union above, whatever the role there."""
    if appointment.successor_id:
        return appointment.successor
    others = (
        Appointment.objects.in_force(today)
        .exclude(user=appointment.user_id)
        .filter(user__is_active=True)
        .exclude(role__in=rules.ADMINISTRATORS)
        .select_related("user", "union")
    )
    here = others.filter(union=appointment.union_id, role=appointment.role).order_by("begins_on", "pk").first()
    if here is not None:
        return here.user
    above = others.filter(union__path__in=lineage(appointment.union.path)[:-1]).exclude(role="worker")
    nearest = above.order_by("-union__path", "begins_on", "pk").first()
    return nearest.user if nearest is not None else None


def conflicting_holders(today: datetime.date) -> dict[User, tuple[str, str]]:
    """Users who hold, or will hold, two roles that must be apart; always empty where writes go through the services."""
    roles: dict[User, set[str]] = defaultdict(set)
    for appointment in Appointment.objects.not_ended(today).select_related("user"):
        roles[appointment.user].add(appointment.role)
    return {user: pair for user, held in roles.items() if (pair := rules.conflict(held))}


def holders(role: str, today: datetime.date) -> Iterable[User]:
    """The active users who hold `role` somewhere on `today`."""
    return User.objects.filter(
        is_active=True, pk__in=Appointment.objects.in_force(today).filter(role=role).values("user")
    ).order_by("pk")


def events_visible_to(actor: Actor) -> QuerySet[Event]:
    """The events that an actor who reads the audit log sees: those of his unions; the topmost's also those of none."""
    if actor.everywhere or any(len(part.start) == PATH_STEP for part in actor.ranges(Permission.READ_AUDIT)):
        return Event.objects.all()
    unions = Union.objects.visible_to(actor, Permission.READ_AUDIT)
    return Event.objects.filter(union__in=unions.values("pk"))


def colleagues_of(user: User, today: datetime.date) -> QuerySet[User]:
    """Who may deputise for `user`: whoever holds an office in one of the user's unions, or in one above it."""
    paths = {
        path
        for held in Appointment.objects.in_force(today).filter(user=user).select_related("union")
        for path in lineage(held.union.path)
    }
    appointed = office_holders(today).filter(union__path__in=paths).exclude(user=user)
    return User.objects.filter(pk__in=appointed.values("user")).order_by("name", "pk")


def office_holders(today: datetime.date) -> AppointmentQuerySet:
    """Appointments in force of active users, without administrators and workers."""
    offices = Appointment.objects.in_force(today).filter(user__is_active=True)
    return offices.exclude(role__in=[*rules.ADMINISTRATORS, Role.WORKER])  # type: ignore[return-value]


def holders_over(permission: str, union: Union, today: datetime.date) -> list[User]:
    """Who holds `permission` over `union`, by an appointment there or above, the nearest first."""
    appointed = (
        office_holders(today)
        .filter(role__in=roles_with(permission), union__path__in=lineage(union.path))
        .select_related("user", "union")
        .order_by("-union__path", "begins_on", "pk")
    )
    return list({each.user_id: each.user for each in appointed}.values())


def deputies_of(user: User, today: datetime.date) -> QuerySet[Deputy]:
    """Who deputises for `user`, and for whom `user` deputises, today or later."""
    rows = Deputy.objects.filter(Q(principal=user) | Q(deputy=user), ends_on__gt=today)
    return rows.select_related("principal", "deputy").order_by("begins_on", "pk")


class NoSuchUser(Refused):
    """No user who may sign in has this name."""


def acting_as(username: str, *, today: datetime.date) -> tuple[User, Actor]:
    """The user named on a command line (`--as`), and the actor that this user is on `today`.

    Raises:
        NoSuchUser: if there is none, or the account is closed.
    """
    user = user_by_name(username)
    if user is None or not user.is_active:
        raise NoSuchUser(
            _("There is no user “%(user)s” who may sign in.") % {"user": username},
            remedy=_("Check the name behind --as."),
        )
    return user, actor_for(user, today=today)


def kept_views_of(user: User, page: str = "") -> QuerySet[KeptView]:
    """The views that a user kept, of one list or of all, by name."""
    views = KeptView.objects.filter(user=user, **({"page": page} if page else {}))
    return views.order_by("name")
