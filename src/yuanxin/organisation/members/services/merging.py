"""Merging a person entered twice: one record is kept, the other leads to it; and taking that apart again."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.audit.services import RowChange, required
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.numbers import InvalidNumber, document_of
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.unions.models import Merge
from yuanxin.foundation.unions.rules import DatedSpell, without_overlap
from yuanxin.foundation.unions.services.merging import (
    Joining,
    MergeRefused,
    follows,
    follows_by_number,
    join,
    part,
    passed_on,
)
from yuanxin.foundation.unions.services.merging.joining import check_two, lock_two
from yuanxin.foundation.unions.services.writing import check_version, write
from yuanxin.organisation.members.choices import JoinKind, LeaveKind, Permission
from yuanxin.organisation.members.models import (
    Application,
    Card,
    Expulsion,
    Household,
    HouseholdMember,
    Membership,
    Person,
    Retention,
    TransferProposal,
)
from yuanxin.organisation.members.services.cards import pass_cards_on
from yuanxin.organisation.members.services.relatives import check_one_household, pass_households_on

# What may be taken from the record that is merged, and the columns that go together. The document number is who the
# record is: the record whose number is right is the one to keep.
CHOSEN: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "pinyin", "initials"),
    "sex": ("sex",),
    "born_on": ("born_on",),
    "ethnicity": ("ethnicity",),
    "political_status": ("political_status",),
    "education": ("education",),
    "phone": ("phone", "phone_digest"),
    "employer": ("employer", "employer_name"),
    "job": ("job",),
    "employment_form": ("employment_form",),
    "new_form": ("new_form",),
    "household_registration": ("household_registration",),
    "migrant": ("migrant",),
    "note": ("note",),
}
NUMBER_TELLS = ("sex", "born_on")


@transaction.atomic
def merge_persons(
    *,
    actor: Actor,
    survivor: Person,
    absorbed: Person,
    taken: Collection[str] = (),
    stays: Membership | None = None,
    today: datetime.date,
    reason: str,
    versions: tuple[int, int] | None = None,
) -> Merge:
    """Keep `survivor`, with all that belongs to `absorbed`, whose number leads to it from now on.

    Memberships never overlap afterwards: of two active ones the one that `stays` keeps its days, and of two first
    joinings the earlier remains one.

    Args:
        taken: the particulars (keys of `CHOSEN`) that are taken from the absorbed record.
        stays: the active membership that stays, where both have one.
        versions: of survivor and absorbed as the user saw them.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may merge people of both unions, and of each whose membership shortens.
        Stale: if one was changed since it was shown.
        MergeRefused: for what cannot become one; without a choice between two active memberships.
        Refused: without a reason.
    """
    reason = required(reason)
    survivor, absorbed = lock_two(survivor, absorbed)
    for record, version in zip((survivor, absorbed), versions or (None, None), strict=True):
        actor.require(Permission.MERGE, record.union)
        check_version(record, version)
    check_two(absorbed, survivor)
    values = {column: getattr(absorbed, column) for choice in taken for column in CHOSEN[choice]}
    check_number_agrees(survivor, values, today)
    union = union_after(survivor, absorbed, stays)
    return join(
        actor=actor,
        action="members.person_merged",
        absorbed=absorbed,
        survivor=survivor,
        values=values | {"union": union},
        today=today,
        reason=reason,
        decided={"stays": stays.pk if stays is not None else None},
    )


@transaction.atomic
def unmerge_persons(*, actor: Actor, merge: Merge, today: datetime.date, reason: str) -> Merge:
    """Make two of what was merged into one: every row goes back where it was.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may merge people of both unions.
        LaterWork: where something was done since with a row that the merge moved.
        Refused: without a reason, or if it was taken apart already.
    """
    for person in Person.with_merged.filter(pk__in=[merge.survivor, merge.absorbed]).select_related("union"):
        actor.require(Permission.MERGE, person.union)
    return part(actor=actor, action="members.person_unmerged", merge=merge, today=today, reason=reason)


def fixed_by_number(person: Person, today: datetime.date) -> set[str]:
    """The particulars that the person's document number tells, which nobody chooses."""
    told = told_by_number(person, today)
    return {choice for choice in NUMBER_TELLS if told.get(choice) is not None}


def told_by_number(person: Person, today: datetime.date) -> dict[str, Any]:
    """What the number says of the person; nothing for one that is not valid."""
    try:
        return document_of(unseal(person.document_number), person.document_type, today=today)
    except InvalidNumber:
        return {}


def check_number_agrees(survivor: Person, values: Mapping[str, Any], today: datetime.date) -> None:
    """Raise where sex or birth would be taken against the number that is kept."""
    told = told_by_number(survivor, today)
    for choice in NUMBER_TELLS:
        if choice in values and told.get(choice) is not None and values[choice] != told[choice]:
            raise MergeRefused(
                _("This does not agree with the document number."),
                remedy=_("Keep the record whose number is right."),
                field=choice,
            )


def active_of(person: Person) -> Membership | None:
    """The person's active membership."""
    return Membership.objects.open().filter(person=person).select_related("union").first()


def union_after(survivor: Person, absorbed: Person, stays: Membership | None) -> Any:
    """Where the person stands afterwards: where active, else where last a member."""
    if stays is not None:
        return stays.union
    spells = Membership.objects.lived().filter(person__in=[survivor, absorbed]).select_related("union")
    last = max(spells, key=lambda spell: (spell.left_on is None, spell.left_on, spell.pk), default=None)
    return last.union if last is not None else survivor.union


def pass_spells_on(joining: Joining) -> Sequence[RowChange]:
    """All memberships become the survivor's, without a day in two of them and with one first joining."""
    persons = [joining.survivor.pk, joining.absorbed.pk]
    rows = list(
        Membership.objects.select_for_update(no_key=True).filter(person__in=persons).select_related(None).order_by("pk")
    )
    open_ones = [row.pk for row in rows if row.left_on is None]
    stays = joining.decided.get("stays")
    if len(open_ones) > 1 and stays not in open_ones:
        raise MergeRefused(
            _("Both are active members."), remedy=_("Choose which of the two memberships stays."), field="stays"
        )
    lived = [row for row in rows if not (row.leave_kind == LeaveKind.MERGED and row.left_on == row.joined_on)]
    settled = without_overlap(
        [DatedSpell(row.pk, row.joined_on, row.left_on) for row in lived], stays or next(iter(open_ones), None)
    )
    firsts = sorted((spell.begins, spell.key) for spell in settled.values() if not spell.empty)
    earliest = firsts[0][1] if firsts else None
    changes: list[RowChange] = []
    # What ends goes first: one open membership a person, at every moment.
    for row in sorted(rows, key=lambda each: (each.pk == stays, each.pk)):
        values: dict[str, Any] = {"person_id": joining.survivor.pk}
        spell = settled.get(row.pk)
        if spell is not None:
            values |= _days_after(row, spell)
            if row.join_kind == JoinKind.FIRST and row.pk != earliest:
                values["join_kind"] = JoinKind.MERGED if spell.empty else JoinKind.REJOIN
            if {"joined_on", "left_on"} & set(values):
                check_may_shorten(joining.actor, row)
                changes += _end_retentions(row, values.get("left_on", row.left_on))
        changed = write(row, values)
        changes += [changed] if changed is not None else []
    return changes


def _days_after(row: Membership, spell: DatedSpell) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if spell.begins != row.joined_on:
        values["joined_on"] = spell.begins
    if spell.ends != row.left_on:
        values |= {"left_on": spell.ends, "leave_kind": LeaveKind.MERGED}
    return values


def check_may_shorten(actor: Actor, membership: Membership) -> None:
    """Raise where a union outside the actor's loses days of a membership; nothing is told of it."""
    if not actor.may(Permission.MERGE, membership.union):
        raise MergeRefused(
            _("The memberships of the two records overlap, one of them outside your scope."),
            remedy=_("Ask the district federation to merge them."),
        )


def _end_retentions(membership: Membership, left_on: datetime.date | None) -> list[RowChange]:
    """A retention lasts no longer than its membership."""
    if left_on is None:
        return []
    changes = [
        write(retention, {"ends_on": max(left_on, retention.begins_on)})
        for retention in Retention.objects.select_for_update().filter(membership=membership).order_by("pk")
        if retention.ends_on is None or retention.ends_on > max(left_on, retention.begins_on)
    ]
    return [change for change in changes if change is not None]


def check_transfers_decided(joining: Joining) -> None:
    """Raise while a transfer of one of the two is being decided: it would happen to another membership."""
    proposals = TransferProposal.objects.open().filter(person__in=[joining.survivor.pk, joining.absorbed.pk])
    if proposals.exists():
        raise MergeRefused(
            _("A transfer of one of the two is being decided."), remedy=_("Have it decided or withdrawn first.")
        )


def declare_keys() -> None:
    """What follows a person that is merged, and what the rooms' keys to unions and employers mean; for `apps.py`."""
    follows(Membership, "person", by=pass_spells_on)
    follows(TransferProposal, "person", check=check_transfers_decided)
    follows(Card, "person", by=pass_cards_on)
    follows(Household, "head", check=check_one_household)
    follows(HouseholdMember, "person", by=pass_households_on)
    follows(Person, "merged_into")
    follows_by_number(Payment, "payee_person", Person)
    follows(Person, "employer", label=gettext_lazy("people who work there"))
    passed_on(Person, "union", by="members.memberships")
    passed_on(Membership, "union", by="members.memberships")
    passed_on(Retention, "union", by="members.memberships")
    passed_on(TransferProposal, "union", "former_union", "proposing_union", "superior", by="members.transfers")
    passed_on(Application, "union", by="members.applications")
    passed_on(Expulsion, "union", "approving_union", by="members.expulsions")
