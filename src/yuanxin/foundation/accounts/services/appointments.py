"""Appointments: roles given and ended by the security administrator."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from yuanxin.foundation.accounts import rules
from yuanxin.foundation.accounts.choices import Permission, Role
from yuanxin.foundation.accounts.handover import hand_over
from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.accounts.queries import heir_of
from yuanxin.foundation.accounts.services.writing import refuse_self
from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services.writing import write

ROLE_LEVELS = {
    Role.GRASSROOTS_OFFICER: {Level.GRASSROOTS},
    Role.STREET_OFFICER: {Level.STREET, Level.PARK},
    Role.DISTRICT_OFFICER: {Level.DISTRICT, Level.CITY},
}


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    user: User,
    role: Role,
    union: Union,
    begins_on: datetime.date,
    today: datetime.date,
    ends_on: datetime.date | None = None,
    reason: str = "",
) -> Appointment:
    """Give `user` a role in `union` and all below it, from `begins_on` until before `ends_on`.

    Raises:
        NotAllowed, OutOfScope: if the actor does not give roles there.
        Refused: for oneself; if the user holds a role that must be apart from this one, or this one already; if the
            role does not fit the union's level or the days are the wrong way round.
    """
    actor.require(Permission.MANAGE_ROLES, union)
    refuse_self(actor, user)
    # Locked, so that two appointments given at once cannot each overlook the other.
    user = User.objects.select_for_update().get(pk=user.pk)
    _check(user, role, union, begins_on, ends_on, today)
    appointment = Appointment.objects.create(user=user, role=role, union=union, begins_on=begins_on, ends_on=ends_on)
    record(
        actor,
        "accounts.appointed",
        appointment,
        reason=reason,
        changes=[RowChange(appointment, None, snapshot(appointment))],
        user=user.pk,
        role=role,
    )
    return appointment


def _check(
    user: User,
    role: Role,
    union: Union,
    begins_on: datetime.date,
    ends_on: datetime.date | None,
    today: datetime.date,
) -> None:
    if ends_on is not None and ends_on <= begins_on:
        raise Refused(_("The last day lies before the first."), remedy=_("Correct the days."), field="ends_on")
    if role in ROLE_LEVELS and union.level not in ROLE_LEVELS[role]:
        raise Refused(
            _("“%(role)s” does not fit %(union)s.") % {"role": Role(role).label, "union": union},
            remedy=_("Choose a role of that union's level."),
            field="role",
        )
    held = list(user.appointments.not_ended(today))
    apart = rules.conflict([role, *(appointment.role for appointment in held)])
    if apart:
        raise Refused(
            _("%(user)s would hold both “%(one)s” and “%(other)s”, which must be apart.")
            % {"user": user, "one": Role(apart[0]).label, "other": Role(apart[1]).label},
            remedy=_("Appoint somebody else, or end the other role first."),
            field="role",
        )
    for appointment in held:
        meets = appointment.ends_on is None or appointment.ends_on > begins_on
        if appointment.role == role and appointment.union_id == union.pk and meets:
            raise Refused(
                _("%(user)s holds “%(role)s” in %(union)s already.")
                % {"user": user, "role": Role(role).label, "union": union},
                remedy=_("Choose another role or union."),
                field="role",
            )


@transaction.atomic
def end_appointment(
    *,
    actor: Actor,
    appointment: Appointment,
    ends_on: datetime.date,
    today: datetime.date,
    successor: User | None = None,
    reason: str = "",
) -> Appointment:
    """End an appointment: `ends_on` is the first day without it. Its open work goes on when that day has come.

    Raises:
        NotAllowed, OutOfScope: if the actor does not give roles there.
        Refused: for one's own; if it has ended already or the day lies before its first.
    """
    actor.require(Permission.MANAGE_ROLES, appointment.union)
    refuse_self(actor, appointment.user)
    appointment = (
        Appointment.objects.select_for_update(of=("self",)).select_related("union", "user").get(pk=appointment.pk)
    )
    if appointment.handed_over_on or (appointment.ends_on and appointment.ends_on <= today):
        raise Refused(_("This appointment has ended already."))
    if ends_on < appointment.begins_on:
        raise Refused(_("The last day lies before the first."), remedy=_("Correct the days."), field="ends_on")
    before = snapshot(appointment)
    appointment.ends_on, appointment.successor = ends_on, successor
    appointment.save(update_fields=["ends_on", "successor"])
    record(
        actor,
        "accounts.appointment_ended",
        appointment,
        reason=reason,
        changes=[RowChange(appointment, before, snapshot(appointment))],
    )
    if ends_on <= today:
        _hand_over(actor, appointment, today)
    return appointment


def hand_over_ended(*, actor: Actor, today: datetime.date) -> int:
    """Hand over the work of appointments whose end has come since; run daily. Returns how many there were."""
    due = Appointment.objects.filter(ends_on__lte=today, handed_over_on=None).order_by("pk")
    numbers = list(due.values_list("pk", flat=True))
    for number in numbers:
        with transaction.atomic():
            appointment = due.select_for_update(of=("self",)).select_related("union").filter(pk=number).first()
            if appointment is not None:
                _hand_over(actor, appointment, today)
    return len(numbers)


def appointment_belonging() -> Belonging:
    """The roles given in a union, as something that passes on when unions merge."""
    return Belonging(
        code="accounts.appointments",
        told=ngettext_lazy("%(count)s role given", "%(count)s roles given", "count"),
        rows=lambda union: Appointment.objects.filter(union=union, ends_on=None),
        pass_on=pass_appointments_on,
        blocks=False,
    )


def pass_appointments_on(merger: Merger) -> list[RowChange]:
    """Who held a role in the absorbed union holds it in the survivor; who holds it there already, once only."""
    running = Appointment.objects.select_for_update(of=("self",)).not_ended(merger.on).order_by("pk")
    kept = set(running.filter(union=merger.survivor).values_list("user", "role"))
    changes = []
    for appointment in running.filter(union=merger.absorbed):
        held = (appointment.user_id, appointment.role) in kept
        values = {"ends_on": max(merger.on, appointment.begins_on)} if held else {"union": merger.survivor}
        changes.append(write(appointment, values))
    return [change for change in changes if change is not None]


def _hand_over(actor: Actor, appointment: Appointment, today: datetime.date) -> None:
    heir = heir_of(appointment, today)
    moved = hand_over(appointment, heir, actor=actor, today=today)
    appointment.handed_over_on = today
    appointment.save(update_fields=["handed_over_on"])
    record(
        actor,
        "accounts.work_handed_over",
        appointment,
        to=f"user:{heir.pk}" if heir else "",
        pieces=moved,
    )
