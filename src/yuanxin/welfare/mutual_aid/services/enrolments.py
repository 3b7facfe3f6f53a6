"""Single enrolments after the list is checked: undone as a mistake, or ended before the scheme is."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import required
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.services.writing import change, check_version, locked
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, Permission
from yuanxin.welfare.mutual_aid.models import Claim, Enrolment


class ClaimsStand(Refused):
    """Claims lean on the cover that would be taken away."""


@transaction.atomic
def cancel_enrolment(
    *, actor: Actor, enrolment: Enrolment, reason: str, version: int, today: datetime.date
) -> Enrolment:
    """Undo an enrolment that was a mistake: it never covered anybody, and counts no more.

    Raises:
        OutOfScope, NotAllowed: unless `actor` checks the enrolments of its union.
        Stale: if somebody else changed it since.
        ClaimsStand: while a claim leans on it.
        Refused: unless it is valid; without a reason.
    """
    actor.require(Permission.CHECK, enrolment.union)
    current = _valid(enrolment, version)
    if Claim.objects.live().filter(enrolment=current).exists():
        raise ClaimsStand(
            _("A claim of %(name)s stands on this cover.") % {"name": current.person},
            remedy=_("Refuse the claim first, or end the cover on a day instead."),
        )
    values = {
        "state": EnrolmentState.CANCELLED, "effective_from": None, "effective_to": None, "waiting_until": None,
    }  # fmt: skip
    change(actor, "mutual_aid.enrolment_cancelled", current, values, reason=required(reason))
    return current


@transaction.atomic
def end_cover(
    *,
    actor: Actor,
    enrolment: Enrolment,
    last_day: datetime.date,
    reason: str,
    version: int,
    today: datetime.date,
) -> Enrolment:
    """End a cover before the scheme is over, on `last_day`: somebody died, or gave it up. It stays counted.

    Raises:
        OutOfScope, NotAllowed: unless `actor` checks the enrolments of its union.
        Stale: if somebody else changed it since.
        ClaimsStand: for a day before the treatment that a claim is about.
        Refused: unless it is valid and the day lies in it; without a reason.
    """
    actor.require(Permission.CHECK, enrolment.union)
    current = _valid(enrolment, version)
    begins, ends = current.effective_from, current.effective_to
    if begins is None or ends is None or not begins <= last_day <= ends:
        raise Refused(
            _("The cover lasts from %(begins)s to %(ends)s.") % {"begins": begins, "ends": ends},
            remedy=_("Choose a day of it."),
            field="last_day",
        )
    if Claim.objects.live().filter(enrolment=current, admitted_on__gt=last_day).exists():
        raise ClaimsStand(
            _("A claim is about a treatment after this day."), remedy=_("Choose a later day."), field="last_day"
        )
    waiting = current.waiting_until
    values = {
        "effective_to": last_day,
        "waiting_until": min(waiting, last_day) if waiting is not None else None,
    }
    change(actor, "mutual_aid.cover_ended", current, values, reason=required(reason))
    return current


def _valid(enrolment: Enrolment, version: int) -> Enrolment:
    current = locked(enrolment)
    check_version(current, version)
    if current.state != EnrolmentState.VALID:
        raise Refused(
            _("This enrolment does not count: %(state)s.") % {"state": current.get_state_display()},
            remedy=_("Who stands on a list that is being made is struck off it."),
        )
    return current
