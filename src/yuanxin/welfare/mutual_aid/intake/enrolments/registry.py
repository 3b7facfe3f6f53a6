"""How a sound row stands to the registry and to the scheme."""

import polars as pl

from yuanxin.foundation.intake.choices import RowClass
from yuanxin.foundation.intake.declarations import FOUND, MEETING_SCHEMA, Circumstances
from yuanxin.welfare.mutual_aid.choices import EnrolmentState
from yuanxin.welfare.mutual_aid.models import Scheme
from yuanxin.welfare.mutual_aid.queries.standing import persons_of_keys, with_inside, with_standing
from yuanxin.welfare.mutual_aid.queries.terms import terms_of
from yuanxin.welfare.mutual_aid.rules import listing

# What the writing needs of a row besides the ids: the person, the union that enrols, and as what.
FOUND_SCHEMA = {"person": pl.Int64, "enrols": pl.Int64, "kind": pl.String}


def meet(rows: pl.DataFrame, scheme: Scheme, circumstances: Circumstances) -> pl.DataFrame:
    """The class of each row: new where the person goes onto a list, unchanged where enrolled here already."""
    today = circumstances.today
    frame = rows.select("row", "key", "name").join(
        persons_of_keys(rows["key"].to_list()), on="key", how="left", maintain_order="left"
    )
    frame = with_inside(with_standing(frame, scheme), scheme, circumstances.union, circumstances.actor)
    terms = terms_of(scheme)
    is_known = pl.col("person").is_not_null()
    known_so = pl.col("also").list.contains(pl.col("name")).fill_null(value=False)
    other_name = is_known & (pl.col("name") != pl.col("held_name")) & ~known_so
    again = is_known & (pl.col("person").cum_count().over("person", order_by="row") > 1)
    frame = frame.with_columns(
        listing.obstacle(terms, today).alias("obstacle"),
        listing.kind_of(terms, today).alias("as_kind"),
        (pl.col("enrolment_state") == EnrolmentState.CANCELLED.value).fill_null(value=False).alias("cancelled"),
    )
    here = pl.col("obstacle") == listing.HERE
    outcome = (
        pl.when(other_name)
        .then(pl.lit(RowClass.CONFLICT.value))
        .when(again)
        .then(pl.lit(RowClass.DUPLICATE.value))
        .when(here)
        .then(pl.lit(RowClass.UNCHANGED.value))
        .when(pl.col("obstacle").is_not_null())
        .then(pl.lit(RowClass.INVALID.value))
        .otherwise(pl.lit(RowClass.NEW.value))
    )
    frame = frame.with_columns(outcome.alias("outcome"))
    is_new = pl.col("outcome") == RowClass.NEW.value
    taken_up = is_new & pl.col("cancelled")
    held = pl.struct(
        pl.col("enrolled_union").alias("union_id"),
        pl.col("enrolled_unit").alias("unit_id"),
        pl.col("enrolment_state").alias("state"),
        "kind",
    )
    return frame.select(
        "row",
        "outcome",
        pl.when(other_name)
        .then(pl.lit("name:known_by_other_name"))
        .when(again)
        .then(pl.lit("row:same_person"))
        .when(pl.col("obstacle").is_not_null())
        .then(pl.lit("row:") + pl.col("obstacle"))
        .alias("problems"),
        pl.lit(None, dtype=pl.String).alias("warnings"),
        pl.when(taken_up | here).then("enrolment").alias("record"),
        pl.when(is_new).then("unit").when(here).then("enrolled_unit").alias("detail"),
        pl.when(taken_up).then(pl.lit("unit_id state kind")).alias("changed"),
        pl.lit(None, dtype=pl.String).alias("kept"),
        pl.when(taken_up).then(held.struct.json_encode()).alias("before"),
        # A row that makes an enrolment is kept by the unique index from making a second one; whether its person is
        # still a member is looked at again when the list is submitted.
        pl.when(taken_up)
        .then(pl.concat_str("enrolment", "enrolment_version", "enrolment_state", separator="/"))
        .alias("seen"),
        pl.when(is_new).then(pl.concat_str("person", "member_union", "as_kind", separator="/")).alias(FOUND),
    ).cast(dict(MEETING_SCHEMA) | {FOUND: pl.String})  # type: ignore[arg-type]


def split_found(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with what `found` says, as columns."""
    parts = pl.col(FOUND).str.split_exact("/", 2).struct.rename_fields(list(FOUND_SCHEMA))
    return (
        rows.with_columns(parts.alias("parts"))
        .unnest("parts")
        .with_columns(pl.col(name).cast(kind) for name, kind in FOUND_SCHEMA.items())
    )
