"""Merging an employer entered twice: one record is kept, the other leads to it; and taking that apart again."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, required
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.choices import Permission
from yuanxin.foundation.unions.models import Coverage, Employer, FormerCode, Merge, Officer, Term, Union
from yuanxin.foundation.unions.rules import DatedSpell, without_overlap
from yuanxin.foundation.unions.services.merging import Joining, MergeRefused, follows, join, part, passed_on, stays
from yuanxin.foundation.unions.services.merging.joining import check_two, lock_two
from yuanxin.foundation.unions.services.writing import check_version, write

# What may be taken from the record that is merged, and the columns that go together.
CHOSEN: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "pinyin", "initials"),
    "credit_code": ("credit_code",),
    "kind": ("kind",),
    "industry": ("industry",),
    "staff": ("staff",),
    "address": ("address",),
    "union": ("union",),
}


@transaction.atomic
def merge_employers(
    *,
    actor: Actor,
    survivor: Employer,
    absorbed: Employer,
    taken: Collection[str] = (),
    today: datetime.date,
    reason: str,
    versions: tuple[int, int] | None = None,
) -> Merge:
    """Keep `survivor`, with all that belongs to `absorbed`, whose code and name lead to it from now on.

    A union that covered both covers one, on the days it covered either.

    Args:
        taken: the particulars (keys of `CHOSEN`) that are taken from the absorbed record.
        versions: of survivor and absorbed as the user saw them.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may merge employers of both areas.
        Stale: if one was changed since it was shown.
        MergeRefused: for what cannot become one; where both have a credit code and the absorbed one's is to be kept.
        Refused: without a reason.
    """
    reason = required(reason)
    survivor, absorbed = lock_two(survivor, absorbed)
    for record, version in zip((survivor, absorbed), versions or (None, None), strict=True):
        actor.require(Permission.MERGE_EMPLOYERS, record.union)
        check_version(record, version)
    check_two(absorbed, survivor)
    if "credit_code" in taken and survivor.credit_code:
        raise MergeRefused(
            _("Both have a unified social credit code."),
            remedy=_("Keep the record whose code is right."),
            field="credit_code",
        )
    return join(
        actor=actor,
        action="unions.employer_merged",
        absorbed=absorbed,
        survivor=survivor,
        values={column: getattr(absorbed, column) for choice in taken for column in CHOSEN[choice]},
        today=today,
        reason=reason,
        freed=["credit_code"] if "credit_code" in taken else [],
    )


@transaction.atomic
def unmerge_employers(*, actor: Actor, merge: Merge, today: datetime.date, reason: str) -> Merge:
    """Make two of what was merged into one: every row goes back where it was.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may merge employers of both areas.
        LaterWork: where something was done since with a row that the merge moved.
        Refused: without a reason, or if it was taken apart already.
    """
    for employer in Employer.with_merged.filter(pk__in=[merge.survivor, merge.absorbed]).select_related("union"):
        actor.require(Permission.MERGE_EMPLOYERS, employer.union)
    return part(actor=actor, action="unions.employer_unmerged", merge=merge, today=today, reason=reason)


def pass_coverage_on(joining: Joining) -> Sequence[RowChange]:
    """All coverage becomes the survivor's; of one union no two lie on one day."""
    rows = list(
        Coverage.objects.select_for_update(no_key=True)
        .filter(employer__in=[joining.survivor.pk, joining.absorbed.pk])
        .order_by("pk")
    )
    by_union: dict[int, list[Coverage]] = defaultdict(list)
    for row in rows:
        by_union[row.union_id].append(row)
    settled: dict[int, DatedSpell] = {}
    for of_union in by_union.values():
        settled |= without_overlap(DatedSpell(row.pk, row.begins_on, row.ends_on) for row in of_union)
    changes = []
    # What ends goes first: one open coverage a union and employer, at every moment.
    for row in sorted(rows, key=lambda each: (settled[each.pk].ends is None, each.pk)):
        spell = settled[row.pk]
        values: dict[str, Any] = {"employer_id": joining.survivor.pk, "begins_on": spell.begins, "ends_on": spell.ends}
        changes.append(write(row, values))
    return [change for change in changes if change is not None]


def declare_keys() -> None:
    """What follows an employer that is merged, and what becomes of the keys to a union that is; for `apps.py`."""
    follows(Coverage, "employer", by=pass_coverage_on)
    follows(Employer, "merged_into")
    passed_on(Coverage, "union", by="unions.coverage")
    passed_on(Employer, "union", by="unions.employers")
    passed_on(Union, "parent", by="merge_unions")
    stays(Union, "merged_into", because="codes lead from union to union, to the last survivor")
    stays(FormerCode, "union", because="it leads to the survivor by way of the merged union")
    stays(Officer, "union", because="posts end with the union they were held in")
    stays(Term, "union", because="the term ends with the union whose committee it was")
    stays(Merge, "union", because="it tells where a merge was made")
