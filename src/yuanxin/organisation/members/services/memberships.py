"""Spells of membership: joining, correcting, and what a merger of unions does to them."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext_lazy

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import settle
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.rules import Spell, overlaps
from yuanxin.foundation.unions.services.writing import (
    change,
    check_in_force,
    check_not_future,
    check_version,
    locked,
    write,
)
from yuanxin.organisation.members.choices import JoinKind, LeaveKind, Permission
from yuanxin.organisation.members.models import Application, Membership, Person, Retention
from yuanxin.organisation.members.queries import names_known, person_of_digest
from yuanxin.organisation.members.rules import join_kind, may_be_admitted
from yuanxin.organisation.members.services.persons import Particulars, checked

# All that is said of a membership outside the actor's scope.
FORMER_BARS = gettext_noop("A former membership does not allow this.")
ASK_DISTRICT = gettext_noop("Ask the district federation.")


class ActiveElsewhere(Refused):
    """The person is an active member of another union."""


class AlreadyMember(Refused):
    """The person is an active member of this union."""


class AnotherName(Refused):
    """The registry knows the document number under another name."""


class NotAdmittedAgain(Refused):
    """The last membership ended by death or expulsion."""


@transaction.atomic
def admit(
    *, actor: Actor, union: Union, particulars: Particulars, joined_on: datetime.date, today: datetime.date
) -> Membership:
    """Make a person a member of `union` from `joined_on`: a first joining, or a rejoining of someone known.

    A known person's particulars are filled and overwritten by what is given, blanks change nothing. One document number
    has at most one active membership; another union's is told as "active elsewhere" and nothing more.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the union.
        UnionEnded: if the union is no longer in force.
        AlreadyMember, ActiveElsewhere, AnotherName, NotAdmittedAgain: as the registry knows the number.
        InvalidNumber, Refused: at the field that is wrong.
    """
    union = locked(union)
    actor.require(Permission.EDIT, union)
    check_in_force(union)
    check_not_future(joined_on, today, "joined_on")
    values = checked(particulars, today=today)
    membership = admit_checked(actor, union, values, joined_on)
    settle_applications(values["document_digest"], actor=actor, today=today)
    return membership


def admit_checked(actor: Actor, union: Union, values: dict[str, Any], joined_on: datetime.date) -> Membership:
    """As `admit`, for who has asked already whether the actor may, with the columns of a person.

    Raises:
        AlreadyMember, ActiveElsewhere, AnotherName, NotAdmittedAgain: as the registry knows the number.
    """
    try:
        with transaction.atomic():
            return _admit(actor, union, values, joined_on)
    except IntegrityError as error:
        # Somebody else admitted the same number since we looked.
        raise active_elsewhere() from error


def _admit(actor: Actor, union: Union, values: dict[str, Any], joined_on: datetime.date) -> Membership:
    known = person_of_digest(bytes(values["document_digest"]))
    person = locked(known) if known is not None else None
    if person is None:
        person = Person.objects.create(union=union, **values)
        person_change: RowChange | None = RowChange(person, None, snapshot(person))
        last = None
    else:
        last = check_admittable(actor, person, union, str(values["name"]), joined_on)
        identity = {"document_number", "document_digest", "name", "pinyin", "initials"}
        filled = {key: value for key, value in values.items() if key not in identity and value not in (None, "", 0)}
        person_change = write(person, filled | {"union": union})
    membership = Membership.objects.create(
        person=person, union=union, joined_on=joined_on, join_kind=join_kind(had_membership=last is not None)
    )
    changes = [each for each in (person_change, RowChange(membership, None, snapshot(membership))) if each is not None]
    record(actor, "members.admitted", person, union=union.pk, changes=changes, join_kind=membership.join_kind)
    return membership


def check_admittable(
    actor: Actor, person: Person, union: Union, name: str, joined_on: datetime.date
) -> Membership | None:
    """The known person's last membership, None if there never was one.

    What ended in a union outside the actor's scope is refused without saying how or when it ended.

    Raises:
        AnotherName, AlreadyMember, ActiveElsewhere, NotAdmittedAgain, Refused: where no new one may begin.
    """
    if name not in names_known(person):
        raise AnotherName(
            _("This document number is registered under another name."),
            remedy=_("Compare the document; if the number is right, ask the district to correct the register."),
            field="name",
        )
    last = person.memberships.lived().order_by("-joined_on", "-id").first()
    if last is None:
        return None
    if last.left_on is None:
        if last.union_id == union.pk:
            raise AlreadyMember(_("%(name)s is a member of this union already.") % {"name": name})
        raise active_elsewhere()
    seen = actor.may(Permission.VIEW, last.union)
    if not may_be_admitted(last.leave_kind):
        if not seen:
            raise NotAdmittedAgain(_(FORMER_BARS), remedy=_(ASK_DISTRICT))
        raise NotAdmittedAgain(
            _("The last membership of this person ended as “%(kind)s”.") % {"kind": last.get_leave_kind_display()},
            remedy=_("If that was a mistake, the union that entered it corrects it first."),
        )
    if joined_on < last.left_on:
        if not seen:
            raise Refused(_(FORMER_BARS), remedy=_(ASK_DISTRICT), field="joined_on")
        raise Refused(
            _("The former membership lasted until %(day)s.") % {"day": last.left_on},
            remedy=_("Give that day or a later one."),
            field="joined_on",
        )
    return last


def active_elsewhere() -> ActiveElsewhere:
    return ActiveElsewhere(
        _("This person is active elsewhere."),
        remedy=_("Propose a transfer; the membership passes on when both unions consent."),
        field="document_number",
    )


@transaction.atomic
def correct_membership(
    *, actor: Actor, membership: Membership, joined_on: datetime.date, today: datetime.date, version: int | None = None
) -> Membership:
    """Correct the day a membership began.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the union.
        Stale: if `version` is given and no longer the membership's.
        Refused: for a day to come, after its end, or within another membership.
    """
    membership = locked(membership)
    actor.require(Permission.EDIT, membership.union)
    check_version(membership, version)
    check_not_future(joined_on, today, "joined_on")
    others = Membership.objects.filter(person=membership.person_id).exclude(pk=membership.pk)
    spell = Spell(joined_on, membership.left_on)
    if (spell.ends is not None and spell.ends < joined_on) or overlaps(
        spell, [Spell(each.joined_on, each.left_on) for each in others]
    ):
        raise Refused(
            _("On this day the membership had ended, or another one was open."),
            remedy=_("Compare it with the person's other memberships."),
            field="joined_on",
        )
    change(actor, "members.membership_corrected", membership, {"joined_on": joined_on})
    return membership


def settle_applications(digest: bytes, *, actor: Actor, today: datetime.date) -> None:
    """End what waits for a number, where something else has happened to its person: joined otherwise, died."""
    for application in Application.objects.waiting().filter(document_digest=digest):
        settle(application, actor=actor, today=today)


def check_open(membership: Membership) -> None:
    """Raise where the membership has ended."""
    if membership.left_on is not None:
        raise Refused(
            _("This membership ended on %(day)s.") % {"day": membership.left_on},
            remedy=_("Open the person's page for the present state."),
        )


def check_not_before(day: datetime.date, beginning: datetime.date, field: str) -> None:
    """Raise for a day before the beginning."""
    if day < beginning:
        raise Refused(_("It began on %(day)s only.") % {"day": beginning}, remedy=_("Give a later day."), field=field)


def close(
    membership: Membership, left_on: datetime.date, kind: str, *, educated_on: datetime.date | None = None
) -> list[RowChange]:
    """End the locked membership and its retention; the event is the caller's."""
    changes = [
        write(retention, {"ends_on": max(left_on, retention.begins_on)})
        for retention in membership.retentions.select_for_update().filter(ends_on=None)
    ]
    changes.append(write(membership, {"left_on": left_on, "leave_kind": kind, "educated_on": educated_on}))
    return [each for each in changes if each is not None]


def pass_on(membership: Membership, union: Union, on: datetime.date) -> tuple[Membership, list[RowChange]]:
    """Close the locked membership by transfer, open one in `union`, retained as the old one was; the person follows."""
    kept = membership.retentions.filter(ends_on=None).first()
    changes = close(membership, on, LeaveKind.TRANSFER)
    opened = Membership.objects.create(person=membership.person, union=union, joined_on=on, join_kind=JoinKind.TRANSFER)
    changes.append(RowChange(opened, None, snapshot(opened)))
    if kept is not None:
        retention = Retention.objects.create(membership=opened, union=union, kind=kept.kind, begins_on=on)
        changes.append(RowChange(retention, None, snapshot(retention)))
    moved = write(locked(membership.person), {"union": union})
    return opened, [*changes, *([moved] if moved is not None else [])]


def membership_belonging() -> Belonging:
    """Active memberships, as something that passes on when unions merge."""
    return Belonging(
        code="members.memberships",
        told=ngettext_lazy("%(count)s active member", "%(count)s active members", "count"),
        rows=lambda union: Membership.objects.open().filter(union=union),
        pass_on=pass_memberships_on,
        remedy=gettext_lazy("Transfer the members or end their memberships first."),
    )


def pass_memberships_on(merger: Merger) -> Sequence[RowChange]:
    """The absorbed union's members become the survivor's, by transfer, from the day of the merger.

    In batches of rows, not one by one: a union may have many thousands. Former members' records go to the survivor too.
    """
    old = list(
        Membership.objects.open().select_for_update(no_key=True).filter(union=merger.absorbed).order_by("person_id")
    )
    retentions = {
        each.membership_id: each
        for each in Retention.objects.select_for_update().filter(union=merger.absorbed, ends_on=None)
    }
    persons = list(Person.objects.select_for_update(no_key=True).filter(union=merger.absorbed).order_by("pk"))
    before = {id(row): snapshot(row) for row in (*old, *retentions.values(), *persons)}
    new: list[Membership] = []
    for membership in old:
        membership.left_on = max(merger.on, membership.joined_on)
        membership.leave_kind = LeaveKind.TRANSFER
        membership.version += 1
        new.append(
            Membership(
                person_id=membership.person_id,
                union=merger.survivor,
                joined_on=membership.left_on,
                join_kind=JoinKind.TRANSFER,
            )
        )
    for person in persons:
        person.union = merger.survivor
        person.version += 1
    Membership.objects.bulk_update(old, ["left_on", "leave_kind", "version"], batch_size=500)
    Membership.objects.bulk_create(new, batch_size=1000)
    Person.objects.filter(union=merger.absorbed).update(union=merger.survivor, version=F("version") + 1)
    kept = []
    for ended, opened in zip(old, new, strict=True):
        if (retention := retentions.get(ended.pk)) is not None:
            retention.ends_on = max(opened.joined_on, retention.begins_on)
            kept.append(
                Retention(membership=opened, union=merger.survivor, kind=retention.kind, begins_on=retention.ends_on)
            )
    Retention.objects.bulk_update(retentions.values(), ["ends_on"], batch_size=500)
    Retention.objects.bulk_create(kept, batch_size=1000)
    changed = [RowChange(row, before[id(row)], snapshot(row)) for row in (*old, *retentions.values(), *persons)]
    return [*changed, *(RowChange(row, None, snapshot(row)) for row in (*new, *kept))]
