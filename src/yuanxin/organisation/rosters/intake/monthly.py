"""A roster of everybody compared with the last one (每月比对): who is no longer on it, and who may be the same person.

Who joined, moved or changed the classes of the rows tell already; here are those without a row.
"""

import datetime

import polars as pl
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.flow.services import settle
from yuanxin.foundation.intake.accepting import is_accepted
from yuanxin.foundation.intake.choices import BatchState
from yuanxin.foundation.intake.declarations import Circumstances
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.staging import chunks
from yuanxin.foundation.kernel import bulk
from yuanxin.organisation.members.choices import LeaveKind
from yuanxin.organisation.members.models import Membership, Person, Retention, TransferProposal
from yuanxin.organisation.rosters.choices import LeaverState
from yuanxin.organisation.rosters.models import Leaver

LEFT = "left"
STILL_OPEN = {"left_on": None, "leave_kind": ""}
LISTED_SCHEMA = {"row": pl.UInt32, "key": pl.Binary, "name": pl.String, "born_on": pl.Date, "union_id": pl.Int64}
MEMBERS_SCHEMA = {
    "person": pl.Int64,
    "membership": pl.Int64,
    "version": pl.Int64,
    "union_id": pl.Int64,
    "joined_on": pl.Date,
    "key": pl.Binary,
    "name": pl.String,
    "born_on": pl.Date,
}
MEMBER_COLUMNS = (
    "person_id", "pk", "version", "union_id", "joined_on", "person__document_digest", "person__name", "person__born_on",
)  # fmt: skip


def last_accepted(batch: Batch) -> Batch | None:
    """The roster written last for the same union."""
    written = Batch.objects.filter(declaration=batch.declaration, union=batch.union, state=BatchState.APPLIED).exclude(
        pk=batch.pk
    )
    return written.order_by("-event").first()


def compare(batch: Batch) -> None:
    """Keep who is active in the unions of the file and stands in none of its rows; begins anew when broken off."""
    Leaver.objects.filter(batch=batch).delete()
    missing = missing_from(batch)
    bulk.insert(
        Leaver,
        missing.select(
            pl.lit(batch.pk, dtype=pl.Int64).alias("batch_id"),
            "union_id",
            "number",
            "person",
            "membership",
            "version",
            pl.col("on_last"),
            "suspect_row",
        ),
    )
    # Nobody is accepted unless somebody says so.
    Batch.objects.filter(pk=batch.pk).update(accepted={})


def missing_from(batch: Batch) -> pl.DataFrame:
    """The active members of the file's unions without a row in it, numbered by their names.

    A row whose number cannot be read may be anybody's of its name: nobody of that name has left.
    """
    listed = pl.concat(
        [values.select("row", "key", "name", "born_on", "union_id") for _number, values in chunks(batch)]
        or [pl.DataFrame(schema=LISTED_SCHEMA)]
    )
    unions = {batch.union_id, *listed["union_id"].drop_nulls().unique()}
    members = pl.DataFrame(
        list(Membership.objects.open().filter(union__in=unions).order_by().values_list(*MEMBER_COLUMNS)),
        schema=MEMBERS_SCHEMA,
        orient="row",
    )
    keyed, unread = listed.filter(pl.col("key").is_not_null()), listed.filter(pl.col("key").is_null())
    missing = members.join(keyed.select("key").unique(), on="key", how="anti").join(
        unread.select("name").drop_nulls().unique(), on="name", how="anti"
    )
    last = last_accepted(batch)
    before = [values.select("key") for _number, values in chunks(last)] if last is not None else []
    on_last = pl.concat(before)["key"].drop_nulls().unique() if before else pl.Series("key", [], dtype=pl.Binary)
    same = (
        keyed.join(members.select("key"), on="key", how="anti")
        .group_by("name", "born_on")
        .agg(pl.col("row").min().cast(pl.Int64).alias("suspect_row"))
    )
    return (
        missing.join(same, on=["name", "born_on"], how="left")
        .with_columns(pl.col("key").is_in(on_last.implode()).alias("on_last"))
        .sort("name", "person")
        .with_row_index("number", offset=1)
    )


def write(batch: Batch, circumstances: Circumstances) -> None:
    """End the memberships of those whose leaving was accepted, from the day of the roster."""
    if not batch.whole:
        return
    day = min(batch.dated_on, circumstances.today)
    waiting = list(Leaver.objects.filter(batch=batch, state=LeaverState.WAITING).order_by("number"))
    accepted = {each.membership: each for each in waiting if is_accepted(batch, LEFT, each.number)}
    found: list[Membership] = []
    for piece in bulk.in_pieces(list(accepted)):
        found += Membership.objects.select_for_update(no_key=True).filter(pk__among=piece).order_by("pk")
    ending = [each for each in found if each.left_on is None and each.version == accepted[each.pk].version]
    _end(ending, accepted, day)
    going = {each.pk for each in ending}
    for proposal in TransferProposal.objects.open().filter(membership__in=going).select_related("membership", "union"):
        settle(proposal, actor=circumstances.actor, today=circumstances.today)
    states = {
        LeaverState.LEFT: [each.pk for each in waiting if each.membership in going],
        LeaverState.CHANGED: [each.pk for key, each in accepted.items() if key not in going],
        LeaverState.STAYS: [each.pk for each in waiting if each.membership not in accepted],
    }
    for state, keys in states.items():
        for piece in bulk.in_pieces(keys):
            Leaver.objects.filter(pk__among=piece).update(state=state)
    if ending:
        changes = [RowChange(each, STILL_OPEN, ended_as(each)) for each in ending]
        record(circumstances.actor, "rosters.left", batch, changes=changes, persons=len(ending))


def ended_as(membership: Membership) -> dict[str, str]:
    """How a membership ended, as the trail keeps it."""
    left_on = membership.left_on.isoformat() if membership.left_on is not None else ""
    return {"left_on": left_on, "leave_kind": str(membership.leave_kind)}


def _end(ending: list[Membership], accepted: dict[int, Leaver], day: datetime.date) -> None:
    """End memberships and what is retained of them, a statement for all of them."""
    for each in ending:
        each.left_on, each.leave_kind, each.version = max(day, each.joined_on), LeaveKind.LEFT, each.version + 1
    frame = pl.DataFrame(
        [(each.pk, each.version - 1, each.left_on, str(each.leave_kind)) for each in ending],
        schema={"id": pl.Int64, "version": pl.Int64, "left_on": pl.Date, "leave_kind": pl.String},
        orient="row",
    )
    bulk.update(Membership, frame)
    kept = Retention.objects.filter(membership__in=[each.pk for each in ending], ends_on=None)
    for retention in kept:
        leaver = accepted[retention.membership_id]
        leaver.retention = retention.pk
        leaver.save(update_fields=["retention"])
        retention.ends_on = max(day, retention.begins_on)
        retention.save(update_fields=["ends_on"])


def later_work(batch: Batch, limit: int) -> list[str]:
    """Whose leaving was followed by something: a membership changed since, or another one opened."""
    left = Leaver.objects.filter(batch=batch, state=LeaverState.LEFT)
    ids = {each.membership: each for each in left}
    told: list[str] = []
    for piece in bulk.in_pieces(list(ids)):
        spells = Membership.objects.filter(pk__among=piece).select_related("person")
        again = set(
            Membership.objects.open().filter(person__in=spells.values("person")).values_list("person_id", flat=True)
        )
        for spell in spells:
            if spell.version != ids[spell.pk].version + 1 or spell.person_id in again:
                told.append(_("%(name)s (membership changed since)") % {"name": spell.person.name})
    return told[: max(limit, 0)]


def undo(batch: Batch, circumstances: Circumstances) -> None:
    """Open again the memberships that the batch ended."""
    left = list(Leaver.objects.filter(batch=batch, state=LeaverState.LEFT))
    changes = []
    for piece in bulk.in_pieces([each.membership for each in left]):
        for spell in Membership.objects.filter(pk__among=piece):
            changes.append(RowChange(spell, ended_as(spell), STILL_OPEN))
        Membership.objects.filter(pk__among=piece).update(left_on=None, leave_kind="", version=F("version") + 1)
    kept = [each.retention for each in left if each.retention is not None]
    Retention.objects.filter(pk__in=kept).update(ends_on=None)
    Leaver.objects.filter(batch=batch).update(state=LeaverState.WITHDRAWN)
    if changes:
        record(circumstances.actor, "rosters.left_undone", batch, changes=changes, persons=len(changes))


def leavers_of(batch: Batch) -> QuerySet[Leaver]:
    """The members whom the batch, loaded in its reader's scope, does not list."""
    return Leaver.objects.filter(batch=batch)


def persons_of(leavers: list[Leaver]) -> dict[int, Person]:
    """The persons of some leavers, by id."""
    return Person.objects.in_bulk([each.person for each in leavers])
