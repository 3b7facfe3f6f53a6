"""Deputies: an officer who is away names a colleague who acts for him."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts import rules
from yuanxin.foundation.accounts.models import Appointment, Deputy, User
from yuanxin.foundation.accounts.queries import colleagues_of
from yuanxin.foundation.audit.services import RowChange, record, required, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused


@transaction.atomic
def name_deputy(
    *,
    actor: Actor,
    principal: User,
    deputy: User,
    begins_on: datetime.date,
    ends_on: datetime.date,
    today: datetime.date,
    reason: str,
) -> Deputy:
    """Have `deputy` act for `principal` from `begins_on` until before `ends_on`.

    Raises:
        NotAllowed: unless the actor is `principal`.
        Refused: if `principal` is an administrator or holds no office; if `deputy` holds none in the same union or
            above it; if the days are past, the wrong way round, or taken; without a reason.
    """
    if actor.key != f"user:{principal.pk}":
        raise NotAllowed(_("Everybody names his own deputy."))
    # Locked, so that two deputies named at once cannot each overlook the other.
    principal = User.objects.select_for_update().get(pk=principal.pk)
    _check(principal, deputy, begins_on, ends_on, today)
    named = Deputy.objects.create(
        principal=principal, deputy=deputy, begins_on=begins_on, ends_on=ends_on, reason=required(reason)
    )
    changes = [RowChange(named, None, snapshot(named))]
    record(actor, "accounts.deputy_named", named, reason=reason.strip(), changes=changes, user=deputy.pk)
    return named


@transaction.atomic
def end_deputy(*, actor: Actor, deputy: Deputy, today: datetime.date) -> Deputy:
    """End a deputy from today on: by the officer, who is back, or by the deputy.

    Raises:
        OutOfScope: for everybody else.
        Refused: if it has ended.
    """
    if actor.key not in {f"user:{deputy.principal_id}", f"user:{deputy.deputy_id}"}:
        raise OutOfScope
    deputy = Deputy.objects.select_for_update().get(pk=deputy.pk)
    if deputy.ends_on <= today:
        raise Refused(_("This deputy has ended already."))
    before = snapshot(deputy)
    deputy.ends_on = max(today, deputy.begins_on)
    deputy.save(update_fields=["ends_on"])
    record(actor, "accounts.deputy_ended", deputy, changes=[RowChange(deputy, before, snapshot(deputy))])
    return deputy


def _check(
    principal: User, deputy: User, begins_on: datetime.date, ends_on: datetime.date, today: datetime.date
) -> None:
    if ends_on <= begins_on or ends_on <= today:
        raise Refused(
            _("The day the officer is back lies before the first day, or is past."),
            remedy=_("Correct the days."),
            field="ends_on",
        )
    roles = set(Appointment.objects.in_force(today).filter(user=principal).values_list("role", flat=True))
    if not roles or roles & rules.ADMINISTRATORS:
        raise Refused(
            _("An administrator, or who holds no office, has no deputy."),
            remedy=_("Ask the security administrator to appoint somebody instead."),
        )
    if not colleagues_of(principal, today).filter(pk=deputy.pk).exists():
        raise Refused(
            _("%(name)s holds no office in your union or above it.") % {"name": deputy},
            remedy=_("Choose a colleague from the list."),
            field="deputy",
        )
    meets = Deputy.objects.filter(principal=principal, begins_on__lt=ends_on, ends_on__gt=begins_on)
    standing = meets.select_related("deputy").first()
    if standing is not None:
        raise Refused(
            _("%(name)s deputises for you on some of these days.") % {"name": standing.deputy},
            remedy=_("End that first, or choose other days."),
            field="begins_on",
        )
