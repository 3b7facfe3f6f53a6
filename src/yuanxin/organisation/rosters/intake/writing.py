"""Writing a roster's rows inside the import's transaction: persons, memberships, proposals, names to be confirmed."""

import polars as pl
from django.utils.translation import gettext as _

from yuanxin.foundation.intake.choices import RowClass
from yuanxin.foundation.intake.declarations import Addition, Circumstances, RegistryMoved
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel import bulk
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.choices import JoinKind
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.organisation.members.services import propose_transfers
from yuanxin.organisation.rosters.intake.registry import known
from yuanxin.organisation.rosters.models import UnknownEmployer
from yuanxin.organisation.rosters.rules import BLANKS, joining_day


def reserve(met: pl.DataFrame) -> pl.DataFrame:
    """Ids for the persons and memberships to come, ascending with the unique key of persons."""
    joins = met.filter(pl.col("outcome") == RowClass.NEW.value).sort("key").select("row", "record")
    unknown = joins.filter(pl.col("record").is_null())
    persons = pl.DataFrame({"row": unknown["row"], "person": bulk.reserve_ids(Person, unknown.height)})
    spells = pl.DataFrame({"row": joins["row"], "membership": bulk.reserve_ids(Membership, joins.height)})
    schema = {"person": pl.Int64, "membership": pl.Int64}
    return (
        met.join(persons.cast({"person": schema["person"]}), on="row", how="left", maintain_order="left")
        .join(spells.cast({"membership": schema["membership"]}), on="row", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("record", "person").alias("record"), pl.coalesce("membership", "detail").alias("detail")
        )
        .drop("person", "membership")
    )


def additions(rows: pl.DataFrame, circumstances: Circumstances) -> list[Addition]:
    """The persons whom the registry does not know, and their memberships, in the order of the persons' keys."""
    joins = rows.filter(pl.col("outcome") == RowClass.NEW.value).sort("key")
    return [Addition(Person, new_persons(joins)), Addition(Membership, first_memberships(joins, circumstances))]


def write(rows: pl.DataFrame, batch: Batch, circumstances: Circumstances) -> pl.DataFrame:
    """Let people rejoin, fill or override, propose. Returns `row` and `detail` of the proposals.

    Raises:
        RegistryMoved: if a person changed between look-up and writing.
        Refused: if a union that rows name was revoked or merged since the preview.
    """
    check_unions(rows)
    again = rows.filter((pl.col("outcome") == RowClass.NEW.value) & pl.col("seen").is_not_null()).sort("key")
    updates = rows.filter(pl.col("outcome") == RowClass.UPDATED.value)
    change_persons(
        pl.concat(
            [again.with_columns(moved_to="union_id"), updates.with_columns(moved_to=pl.lit(None, dtype=pl.Int64))]
        )
    )
    bulk.insert(Membership, later_memberships(again, circumstances))
    change_memberships(updates)
    queue_employers(rows, batch)
    return propose(rows.filter(pl.col("outcome") == RowClass.TRANSFER.value), batch, circumstances)


def check_unions(rows: pl.DataFrame) -> None:
    """Raise where a union that rows join is no longer in force."""
    ids = rows["union_id"].unique().to_list()
    ended = Union.objects.filter(pk__in=ids).exclude(state=UnionState.ACTIVE).first()
    if ended is not None:
        raise Refused(
            _("“%(union)s” is no longer in force.") % {"union": ended.name}, remedy=_("Bring the roster in again.")
        )


def new_persons(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the table of persons."""
    texts = [pl.col(code).fill_null("") for code, blank in BLANKS.items() if blank == ""]
    return rows.select(
        pl.col("record").alias("id"),
        pl.lit(1).alias("version"),
        "union_id",
        "name",
        "pinyin",
        "initials",
        "document_type",
        pl.col("document_sealed").alias("document_number"),
        pl.col("key").alias("document_digest"),
        pl.col("sex").fill_null(0),
        "born_on",
        pl.col("phone_sealed").alias("phone"),
        "phone_digest",
        "employer_id",
        "migrant",
        *texts,
    )  # fmt: skip


def first_memberships(rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """Rows of the table of memberships for persons whom the registry does not know."""
    return new_memberships(
        rows.with_columns(
            pl.lit(None, dtype=pl.Date).alias("ended_on"), pl.lit(JoinKind.FIRST.value).alias("join_kind")
        ),
        circumstances,
    )


def later_memberships(rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """The same for persons whom the registry knows, mostly from a membership that ended."""
    ended = known(rows["key"].to_list()).select("key", "ended_on")
    rejoined = pl.col("ended_on").is_not_null()
    return new_memberships(
        rows.join(ended, on="key", how="left", maintain_order="left").with_columns(
            pl.when(rejoined)
            .then(pl.lit(JoinKind.REJOIN.value))
            .otherwise(pl.lit(JoinKind.FIRST.value))
            .alias("join_kind")
        ),
        circumstances,
    )


def new_memberships(rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """Rows of the table of memberships, from rows that know the way of joining and the end of the last one."""
    return rows.select(
        pl.col("detail").alias("id"),
        pl.lit(1).alias("version"),
        "union_id",
        pl.col("record").alias("person_id"),
        joining_day(pl.col("joined_on"), circumstances.dated_on, pl.col("ended_on")).alias("joined_on"),
        "join_kind",
        pl.lit("").alias("leave_kind"),
    )


def change_persons(rows: pl.DataFrame) -> None:
    """Write the fields named in `changed`, and the union somebody rejoins (`moved_to`); the rest stays.

    Raises:
        RegistryMoved: if one of them has another version by now.
    """
    particulars = pl.col("changed").fill_null("").str.replace("joined_on", "").str.strip_chars()
    rows = rows.filter(pl.col("moved_to").is_not_null() | (particulars != ""))
    if rows.is_empty():
        return
    renamed = _names("employer_name")
    # A name that is overridden takes the former employer with it, also where the new one is unknown.
    orphans = rows.filter(renamed & pl.col("employer_id").is_null())["record"].to_list()
    for piece in bulk.in_pieces(orphans):
        Person.objects.filter(pk__among=piece).update(employer=None)
    frame = rows.select(
        pl.col("record").alias("id"),
        pl.col("seen").str.split("/").list.get(1).cast(pl.Int64).alias("version"),
        pl.col("moved_to").alias("union_id"),
        *[pl.when(_names(code)).then(pl.col(code)).alias(code) for code in BLANKS if code != "phone"],
        pl.when(_names("phone")).then(pl.col("phone_sealed")).alias("phone"),
        pl.when(_names("phone")).then(pl.col("phone_digest")).alias("phone_digest"),
        pl.when(renamed).then(pl.col("employer_id")).alias("employer_id"),
    )
    if bulk.update(Person, frame) != frame.height:
        raise RegistryMoved


def change_memberships(rows: pl.DataFrame) -> None:
    """Override the day of joining where the rows say so.

    Raises:
        RegistryMoved: if a membership has another version by now.
    """
    frame = rows.filter(_names("joined_on")).select(
        pl.col("detail").alias("id"),
        pl.col("seen").str.split("/").list.get(3).cast(pl.Int64).alias("version"),
        "joined_on",
    )
    if bulk.update(Membership, frame) != frame.height:
        raise RegistryMoved


def queue_employers(rows: pl.DataFrame, batch: Batch) -> None:
    """Names that the registry does not know wait to be confirmed, once a union."""
    named = rows.filter(
        pl.col("employer_name").is_not_null()
        & pl.col("employer_id").is_null()
        & ((pl.col("outcome") == RowClass.NEW.value) | _names("employer_name"))
        & (pl.col("outcome") != RowClass.TRANSFER.value)
    )
    names = named.group_by("union_id", "employer_name", maintain_order=True).agg(
        pl.col("credit_code").drop_nulls().first().alias("credit_code"), pl.len().alias("persons")
    )
    UnknownEmployer.objects.bulk_create(
        [
            UnknownEmployer(batch=batch, union_id=union, name=name, credit_code=code or "", persons=persons)
            for union, name, code, persons in names.iter_rows()
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )


def propose(rows: pl.DataFrame, batch: Batch, circumstances: Circumstances) -> pl.DataFrame:
    """A proposal to both unions for every row of somebody active elsewhere; `row` and the proposal as `detail`.

    Whoever has an undecided proposal to the same union gets no second one.
    """
    made: list[tuple[int, int]] = []
    for (union_id,), named in rows.group_by("union_id"):
        by_person = dict(named.select("record", "row").iter_rows())
        memberships: list[Membership] = []
        for piece in bulk.in_pieces(named["detail"].to_list()):
            memberships += Membership.objects.filter(pk__among=piece).select_related("person", "union")
        proposals = propose_transfers(
            actor=circumstances.actor,
            union=Union.objects.get(pk=union_id),
            memberships=memberships,
            today=circumstances.today,
            batch=batch.pk,
        )
        made += [(by_person[proposal.person_id], proposal.pk) for proposal in proposals]
    # Without a proposal of its own the row leans on nothing.
    told = dict(made)
    return pl.DataFrame(
        [(row, told.get(row)) for row in rows["row"].to_list()],
        schema={"row": pl.UInt32, "detail": pl.Int64},
        orient="row",
    )


def _names(code: str) -> pl.Expr:
    """Whether the row writes the field."""
    return (pl.lit(" ") + pl.col("changed").fill_null("") + pl.lit(" ")).str.contains(f" {code} ", literal=True)
