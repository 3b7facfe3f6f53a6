"""Lists of units: begun, people put on them by hand or by renewal, struck off again."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, required, snapshot
from yuanxin.foundation.flow.services import begin
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.bulk import in_pieces
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import change, check_in_force, locked, write
from yuanxin.organisation.members.queries import find_by_number, names_known
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, Permission, UnitKind, UnitState
from yuanxin.welfare.mutual_aid.models import Enrolment, Scheme, UnitEnrolment
from yuanxin.welfare.mutual_aid.models.units import UNDER_WAY
from yuanxin.welfare.mutual_aid.queries.standing import regular_units, with_obstacles
from yuanxin.welfare.mutual_aid.rules import listing


class NotListed(Refused):
    """The person cannot stand on the list; the message says why."""


class ListSettled(Refused):
    """The list is submitted, or settled: nobody is put on it or struck off."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What became of people who were to be listed: the lists they are on, and who was left out for what reason."""

    units: tuple[UnitEnrolment, ...]
    persons: tuple[int, ...]
    left_out: tuple[tuple[int, str], ...]


@transaction.atomic
def begin_list(
    *, actor: Actor, union: Union, scheme: Scheme, today: datetime.date, renews: UnitEnrolment | None = None
) -> UnitEnrolment:
    """The list of a union for a scheme: the one that is being made, or a new one; after the first a supplement.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enrol members of `union`.
        UnionEnded: if the union is no longer in force.
        ListSettled: while a list of the union is being paid or checked.
        Refused: before the scheme opens, or after it is over.
    """
    actor.require(Permission.ENROL, union)
    check_in_force(union)
    check_runs(scheme, today)
    standing = UnitEnrolment.objects.filter(union=union, scheme=scheme, state__in=UNDER_WAY).first()
    if standing is None:
        supplement = bool(regular_units(scheme, [union.pk]))
        unit = UnitEnrolment(
            union=union,
            scheme=scheme,
            kind=UnitKind.SUPPLEMENT if supplement else UnitKind.REGULAR,
            renews=renews,
            begun_on=today,
        )
        try:
            with transaction.atomic():
                return begin(unit, actor=actor, today=today)
        except IntegrityError:
            standing = UnitEnrolment.objects.get(union=union, scheme=scheme, state__in=UNDER_WAY)
    check_draft(standing)
    if renews is not None and standing.renews_id is None:
        change(actor, "mutual_aid.renewal_begun", standing, {"renews": renews})
    return standing


@transaction.atomic
def list_persons(
    *,
    actor: Actor,
    union: Union,
    scheme: Scheme,
    persons: Sequence[int],
    today: datetime.date,
    renews: UnitEnrolment | None = None,
) -> Listed:
    """Put people on the lists of the unions, at or below `union`, in which they are members.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enrol members of `union`.
        UnionEnded, ListSettled, Refused: as `begin_list`.
    """
    actor.require(Permission.ENROL, union)
    frame = with_obstacles(persons, scheme, union, actor, today)
    able = frame.filter(pl.col("obstacle").is_null())
    units = []
    for (union_id,), rows in sorted(able.group_by("member_union"), key=lambda group: group[0]):
        place = union if union_id == union.pk else Union.objects.get(pk=union_id)
        unit = locked(begin_list(actor=actor, union=place, scheme=scheme, today=today, renews=renews))
        check_draft(unit)
        _put_on(unit, rows, actor)
        units.append(unit)
    left_out = frame.filter(pl.col("obstacle").is_not_null()).select("person", "obstacle").iter_rows()
    return Listed(tuple(units), tuple(able["person"].to_list()), tuple(left_out))


@transaction.atomic
def list_person(*, actor: Actor, unit: UnitEnrolment, number: str, name: str, today: datetime.date) -> Enrolment:
    """Put one person, told by document number and name, on the list of a unit.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enrol members of the unit's union.
        ListSettled: unless the list is being made.
        NotListed: if nobody has this number and name, or the person cannot be listed; the message says why.
    """
    actor.require(Permission.ENROL, unit.union)
    check_draft(locked(unit))
    person = find_by_number(number)
    if person is None:
        raise NotListed(listing.in_words(listing.UNKNOWN), field="document_number")
    if name.strip() not in names_known(person):
        raise NotListed(
            _("The registry knows this number under another name."),
            remedy=_("Compare the document with what you wrote."),
            field="name",
        )
    listed = list_persons(actor=actor, union=unit.union, scheme=unit.scheme, persons=[person.pk], today=today)
    if listed.left_out:
        raise NotListed(listing.in_words(listed.left_out[0][1]), field="document_number")
    return Enrolment.objects.get(person=person, scheme=unit.scheme)


@transaction.atomic
def strike_off(*, actor: Actor, enrolments: Sequence[Enrolment], reason: str, today: datetime.date) -> int:
    """Take people off lists that are being made; whoever is struck off can be listed again.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enrol members of each union.
        ListSettled: if one of the lists is submitted.
        Refused: without a reason.
    """
    reason = required(reason)
    struck = 0
    for unit in UnitEnrolment.objects.filter(pk__in={each.unit_id for each in enrolments}).select_related("union"):
        actor.require(Permission.ENROL, unit.union)
        held = locked(unit)
        check_draft(held)
        on_it = [each.pk for each in enrolments if each.unit_id == unit.pk]
        rows = Enrolment.objects.select_for_update(no_key=True).filter(pk__in=on_it, state=EnrolmentState.LISTED)
        changes = [write(row, {"state": EnrolmentState.CANCELLED}) for row in rows.order_by("pk")]
        changed = [change for change in changes if change is not None]
        if changed:
            record(actor, "mutual_aid.struck_off", held, reason=reason, changes=changed, persons=len(changed))
        struck += len(changed)
    return struck


def _put_on(unit: UnitEnrolment, rows: pl.DataFrame, actor: Actor) -> None:
    """Enrol people on a locked list: new rows, and those that were cancelled before taken up again."""
    changes: list[RowChange] = []
    again = rows.filter(pl.col("enrolment").is_not_null())
    kinds = dict(again.select("person", "as_kind").iter_rows())
    for piece in in_pieces(again["enrolment"].to_list()):
        held = Enrolment.objects.select_for_update(no_key=True).filter(pk__among=piece, state=EnrolmentState.CANCELLED)
        for each in held.order_by("pk"):
            values = {"unit": unit, "union": unit.union, "kind": kinds[each.person_id], "state": EnrolmentState.LISTED}
            changed = write(each, values)
            changes += [changed] if changed is not None else []
    new = [
        Enrolment(union_id=unit.union_id, scheme_id=unit.scheme_id, unit=unit, person_id=person, kind=kind)
        for person, kind in rows.filter(pl.col("enrolment").is_null()).select("person", "as_kind").iter_rows()
    ]
    try:
        with transaction.atomic():
            Enrolment.objects.bulk_create(new, batch_size=1000)
    except IntegrityError as error:
        raise NotListed(
            _("Somebody else has listed one of these people at the same moment."), remedy=_("Open the list again.")
        ) from error
    changes += [RowChange(each, None, snapshot(each)) for each in new]
    if changes:
        record(actor, "mutual_aid.listed", unit, changes=changes, persons=len(changes))


def check_draft(unit: UnitEnrolment) -> None:
    """Raise `ListSettled` unless people may be put on the list and struck off."""
    if unit.state != UnitState.DRAFT:
        raise ListSettled(
            _("The list of %(union)s is no longer being made: %(state)s.")
            % {"union": unit.union, "state": unit.get_state_display()},
            remedy=_("Take it back, or have it returned, before you change it."),
        )


def check_runs(scheme: Scheme, today: datetime.date) -> None:
    """Raise before a scheme opens, and after it is over."""
    if not scheme.opens_on <= today <= scheme.ends_on:
        raise Refused(
            _("Members are enrolled in %(scheme)s from %(opens)s to %(ends)s.")
            % {"scheme": scheme, "opens": scheme.opens_on, "ends": scheme.ends_on},
            remedy=_("Choose another scheme."),
            field="scheme",
        )
