"""What the steps of a unit's enrolment mean: the fee told, the cover dated, the subsidy computed, the list given up."""

import datetime
from collections.abc import Iterable

from django.db.models import F
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.flow.services import act, settle_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import in_pieces
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.periods import ONE_DAY
from yuanxin.foundation.unions.services.writing import put
from yuanxin.welfare.mutual_aid.choices import EnrolmentKind, EnrolmentState, Permission, UnitKind, UnitState
from yuanxin.welfare.mutual_aid.models import Enrolment, UnitEnrolment
from yuanxin.welfare.mutual_aid.queries.standing import covered_until
from yuanxin.welfare.mutual_aid.queries.terms import fee_rule, waiting_days
from yuanxin.welfare.mutual_aid.queries.units import due_of, gone_from, on_list
from yuanxin.welfare.mutual_aid.rules.enrolling import Cover, cover_begins, cover_of, fee_of
from yuanxin.welfare.mutual_aid.services.subsidies import compute_subsidy
from yuanxin.welfare.mutual_aid.states import UNIT_FLOW

NAMED_AT_MOST = 5
SETTLED_AT_ONCE = 500


class ListRefused(Refused):
    """The list cannot go on as it is; the message names who stands in the way."""


@UNIT_FLOW.entering(UnitState.SUBMITTED)
def tell_fee(unit: UnitEnrolment, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Count the list and say what is to be paid for it.

    Raises:
        ListRefused: for an empty list, one handed in after the window, or with people who are no longer members.
    """
    persons = on_list(unit).count()
    if not persons:
        raise ListRefused(_("Nobody is on the list."), remedy=_("Import the roster, or enter people one by one."))
    late = today > unit.scheme.closes_on and unit.kind == UnitKind.REGULAR and unit.submitted_on is None
    if late and on_list(unit).exclude(kind=EnrolmentKind.NEWCOMER).exists():
        raise ListRefused(
            _("The window closed on %(day)s.") % {"day": unit.scheme.closes_on},
            remedy=_("Strike off all but newcomers, or ask the district to extend the window."),
        )
    check_members(unit)
    version, fee = fee_rule(unit.scheme)
    return put(
        unit,
        submitted_on=today,
        persons=persons,
        per_head=fee.per_head,
        fee=fee_of(persons, fee),
        fee_policy=version,
    )


@UNIT_FLOW.entering(UnitState.DRAFT)
def forget_fee(unit: UnitEnrolment, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """A list that may change has no fee yet; what was paid for it stays known."""
    return put(unit, per_head=None, fee=None, fee_policy=None, paid_on=None)


@UNIT_FLOW.entering(UnitState.PAID)
def date_payment(unit: UnitEnrolment, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Keep the day on which the last of the fee came in.

    Raises:
        ListRefused: while some of it is missing.
    """
    due = due_of(unit)
    if due != ZERO:
        raise ListRefused(_("%(due)s yuan are due.") % {"due": due}, remedy=_("Enter the receipts."))
    last = unit.receipts.filter(amount__gt=ZERO).order_by("received_on").last()
    return put(unit, paid_on=last.received_on if last is not None else unit.submitted_on)


@UNIT_FLOW.entering(UnitState.CHECKED)
def date_cover(unit: UnitEnrolment, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Everybody on the list is enrolled from now on, with the days of cover; the unit's subsidy is computed.

    Raises:
        ListRefused: with people who are no longer members, or where the scheme is over before the cover would begin.
    """
    check_members(unit)
    begins = cover_begins(unit.scheme.begins_on, unit.paid_on or today)
    if begins > unit.scheme.ends_on:
        raise ListRefused(
            _("The scheme ended on %(day)s, before the fee was paid.") % {"day": unit.scheme.ends_on},
            remedy=_("Return the list, and give the money back."),
        )
    changes = put(unit, checked_on=today, effective_from=begins)
    changes += enrol(unit, begins)
    return [*changes, *compute_subsidy(unit, actor=actor, today=today)]


@UNIT_FLOW.entering(UnitState.WITHDRAWN)
def cancel_list(unit: UnitEnrolment, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Nobody on the list is enrolled by it.

    Raises:
        ListRefused: while money that was paid for it is not given back.
    """
    due = due_of(unit)
    if due != ZERO:
        raise ListRefused(
            _("%(due)s yuan were paid for this list.") % {"due": -due},
            remedy=_("Give the money back, and enter it with a minus, before you give the enrolment up."),
        )
    return changed(on_list(unit).order_by("pk"), {"state": EnrolmentState.CANCELLED})


def enrol(unit: UnitEnrolment, begins: datetime.date) -> list[RowChange]:
    """Date the cover of everybody on the list: who was covered until the day before renews, the others wait."""
    waiting = waiting_days(unit.scheme)
    otherwise = EnrolmentKind.NEWCOMER if unit.kind == UnitKind.SUPPLEMENT else EnrolmentKind.FIRST
    rows = dict(on_list(unit).order_by("pk").values_list("pk", "person_id"))
    renewing = covered_until(list(rows.values()), begins - ONE_DAY)
    groups: dict[EnrolmentKind, list[int]] = {EnrolmentKind.RENEWAL: [], otherwise: []}
    for pk, person in rows.items():
        groups[EnrolmentKind.RENEWAL if person in renewing else otherwise].append(pk)
    changes: list[RowChange] = []
    for kind, keys in groups.items():
        values = covered(cover_of(kind, begins, unit.scheme.ends_on, waiting)) | {"kind": kind}
        for piece in in_pieces(keys):
            changes += changed(Enrolment.objects.filter(pk__among=piece).order_by("pk"), values)
    return changes


def covered(cover: Cover) -> dict[str, object]:
    """What an enrolment says of its cover."""
    return {
        "state": EnrolmentState.VALID,
        "effective_from": cover.begins,
        "effective_to": cover.ends,
        "waiting_until": cover.waiting_until,
    }


def changed(rows: Iterable[Enrolment], values: dict[str, object]) -> list[RowChange]:
    """Write the same into many enrolments by one statement; the rows changed."""
    held = list(rows)
    before = [(each.pk, {name: plain(getattr(each, name)) for name in values}, each.version) for each in held]
    for piece in in_pieces([each.pk for each in held]):
        Enrolment.objects.filter(pk__among=piece).update(**values, version=F("version") + 1)
    after = {name: plain(value) for name, value in values.items()}
    return [
        RowChange(Enrolment(pk=pk), {**old, "version": version}, {**after, "version": version + 1})
        for pk, old, version in before
    ]


def plain(value: object) -> object:
    """As the trail keeps it."""
    return value.isoformat() if isinstance(value, datetime.date) else (None if value is None else str(value))


def check_members(unit: UnitEnrolment) -> None:
    """Raise `ListRefused` while somebody on the list is no longer an active member of its union."""
    gone = list(gone_from(unit).select_related("person").order_by("pk")[: NAMED_AT_MOST + 1])
    if gone:
        names = "、".join(each.person.name for each in gone[:NAMED_AT_MOST])
        words = _("No longer active members of this union: %(names)s.")
        more = _("No longer active members of this union: %(names)s and others.")
        raise ListRefused(
            (more if len(gone) > NAMED_AT_MOST else words) % {"names": names},
            remedy=_("Strike them off the list before it goes on."),
        )


def check_all(*, actor: Actor, units: Iterable[UnitEnrolment], today: datetime.date) -> tuple[int, list[str]]:
    """Check the units whose fee is paid, each in a transaction of its own; how many, and why others were not.

    Raises:
        OutOfScope, NotAllowed: unless `actor` checks the enrolments of each.
    """
    done, refused = 0, []
    for unit in units:
        if unit.state != UnitState.PAID:
            continue
        actor.require(Permission.CHECK, unit.union)
        try:
            act(unit, "check", actor=actor, today=today)
        except Refused as refusal:
            refused.append(f"{unit.union}: {refusal}")
        else:
            done += 1
    return done, refused


def bring_forward(*, actor: Actor, today: datetime.date) -> int:
    """Units whose cover begins today or began, and those whose scheme is over; daily work."""
    due = UnitEnrolment.objects.filter(state=UnitState.CHECKED, effective_from__lte=today)
    over = UnitEnrolment.objects.filter(state=UnitState.IN_FORCE, scheme__ends_on__lt=today)
    renewed = UnitEnrolment.objects.filter(state=UnitState.ENDED, renewals__state=UnitState.IN_FORCE)
    found = 0
    for rows in (due, over, renewed):
        keys = list(rows.order_by("pk").values_list("pk", flat=True).distinct())
        for piece in in_pieces(keys, SETTLED_AT_ONCE):
            units = UnitEnrolment.objects.filter(pk__among=piece).select_related("union", "scheme").order_by("pk")
            settle_all(list(units), today=today)
        found += len(keys)
    return found
