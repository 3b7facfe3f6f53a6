"""How a sound row stands to the registry: one look-up a column, no query a row."""

from collections.abc import Collection, Mapping
from functools import reduce

import polars as pl

from yuanxin.foundation.intake.choices import Mode, RowClass
from yuanxin.foundation.intake.declarations import MEETING_SCHEMA, Circumstances
from yuanxin.foundation.intake.problems import joined
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.organisation.members.choices import LeaveKind
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.organisation.rosters.rules import PARTICULARS

HELD = "held_"
BARRED = {LeaveKind.DECEASED: "ended_by_death", LeaveKind.EXPELLED: "ended_by_expulsion"}
PERSON_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "key": pl.Binary,
    "person": pl.Int64,
    "person_version": pl.Int64,
    "held_name": pl.String,
    "held_union": pl.Int64,
    "held_employer_id": pl.Int64,
    "held_sex": pl.Int16,
    "held_born_on": pl.Date,
    "held_ethnicity": pl.String,
    "held_political_status": pl.String,
    "held_education": pl.String,
    "held_phone": pl.Binary,
    "held_phone_sealed": pl.Binary,
    "held_employer_name": pl.String,
    "held_job": pl.String,
    "held_employment_form": pl.String,
    "held_new_form": pl.String,
    "held_household_registration": pl.String,
    "held_migrant": pl.Boolean,
    "held_note": pl.String,
}
PERSON_COLUMNS = (
    "document_digest", "id", "version", "name", "union_id", "employer_id", "sex", "born_on", "ethnicity",
    "political_status", "education", "phone_digest", "phone", "employer_name", "job", "employment_form", "new_form",
    "household_registration", "migrant", "note",
)  # fmt: skip
# Read whatever the file has; of the particulars only those that it has, which saves most of the look-up.
ALWAYS_READ = 6
NAMES_SCHEMA = {"person": pl.Int64, "name": pl.String}
OPEN_SCHEMA = {
    "person": pl.Int64,
    "membership": pl.Int64,
    "membership_version": pl.Int64,
    "open_union": pl.Int64,
    "held_joined_on": pl.Date,
}
ENDED_SCHEMA = {"person": pl.Int64, "ended": pl.Int64, "ended_on": pl.Date, "ended_by": pl.String}


def known(keys: list[bytes], particulars: Collection[str] = ()) -> pl.DataFrame:
    """The registry's persons with these keys, their open membership and the last of their ended ones.

    Of the particulars only those named are read; the others are null.
    """
    persons = standing_persons(keys, particulars)
    ids = persons["person"].to_list()
    spells = Membership.objects.all()
    open_ones = rows_among(
        spells.filter(left_on=None),
        "person_id",
        ids,
        ("person_id", "id", "version", "union_id", "joined_on"),
        OPEN_SCHEMA,
    )
    ended = rows_among(
        spells.lived().exclude(left_on=None),
        "person_id",
        ids,
        ("person_id", "id", "left_on", "leave_kind"),
        ENDED_SCHEMA,
    )
    last = ended.sort("ended_on", "ended").group_by("person").last()
    return persons.join(open_ones, on="person", how="left").join(last, on="person", how="left")


def standing_persons(keys: list[bytes], particulars: Collection[str]) -> pl.DataFrame:
    """The persons with these keys; the number of a record that was merged leads to its survivor.

    `former` says that the key is a merged record's, `also` under which names merged records were entered.
    """
    wanted = {HELD + code for code in particulars} | ({"held_phone_sealed"} if "phone" in particulars else set())
    read = [name for place, name in enumerate(PERSON_SCHEMA) if place < ALWAYS_READ or name in wanted]
    columns = [column for name, column in zip(PERSON_SCHEMA, PERSON_COLUMNS, strict=True) if name in read]
    schema = {name: PERSON_SCHEMA[name] for name in read}
    with_survivor = {**schema, "survivor": pl.Int64}
    found = rows_among(Person.with_merged.all(), "document_digest", keys, (*columns, "merged_into_id"), with_survivor)
    merged = found.filter(pl.col("survivor").is_not_null()).select("key", "survivor")
    persons = found.filter(pl.col("survivor").is_null()).with_columns(pl.lit(value=False).alias("former"))
    if not merged.is_empty():
        survivors = rows_among(Person.objects.all(), "id", merged["survivor"].to_list(), columns, schema)
        led = merged.join(survivors.drop("key"), left_on="survivor", right_on="person", how="inner")
        led = led.with_columns(pl.col("survivor").alias("person"), pl.lit(value=True).alias("former"))
        persons = pl.concat([persons, led.select(persons.columns)])
    ids = persons["person"].to_list()
    names = rows_among(Person.with_merged.all(), "merged_into_id", ids, ("merged_into_id", "name"), NAMES_SCHEMA)
    also = names.group_by("person").agg(pl.col("name").alias("also"))
    unread = [pl.lit(None, dtype=kind).alias(name) for name, kind in PERSON_SCHEMA.items() if name not in read]
    return persons.drop("survivor").join(also, on="person", how="left", maintain_order="left").with_columns(unread)


def meet(rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """The class of each row, what it would write, and what it would leave, as a frame of `MEETING_SCHEMA`."""
    given = [field.code for field in PARTICULARS if rows[_given(field.code)].null_count() < rows.height]
    frame = rows.join(known(rows["key"].to_list(), given), on="key", how="left", maintain_order="left")
    frame = _compared(frame, override=circumstances.mode == Mode.OVERRIDE)
    is_known, is_member = pl.col("person").is_not_null(), pl.col("membership").is_not_null()
    known_so = pl.col("also").list.contains(pl.col("name")).fill_null(value=False)
    other_name = is_known & (pl.col("name") != pl.col("held_name")) & ~known_so
    # A file that has both numbers of a person writes the one that stands.
    again = is_known & (pl.col("person").cum_count().over("person", order_by=["former", "row"]) > 1)
    barred = ~is_member & pl.col("ended_by").is_in(list(BARRED))
    elsewhere = is_member & (pl.col("open_union") != pl.col("union_id"))
    changes = pl.col("changed").is_not_null()
    outcome = (
        pl.when(other_name | barred)
        .then(pl.lit(RowClass.CONFLICT.value))
        .when(again)
        .then(pl.lit(RowClass.DUPLICATE.value))
        .when(elsewhere)
        .then(pl.lit(RowClass.TRANSFER.value))
        .when(~is_member)
        .then(pl.lit(RowClass.NEW.value))
        .when(changes)
        .then(pl.lit(RowClass.UPDATED.value))
        .otherwise(pl.lit(RowClass.UNCHANGED.value))
    )
    writes = ~other_name & ~barred & ~again & ~elsewhere & is_known
    return frame.select(
        "row",
        outcome.alias("outcome"),
        pl.when(other_name)
        .then(pl.lit("name:known_by_other_name"))
        .when(barred)
        .then(pl.lit("row:") + pl.col("ended_by").replace_strict(BARRED, default=None))
        .when(again)
        .then(pl.lit("row:same_person"))
        .when(elsewhere)
        .then(pl.lit("row:active_elsewhere"))
        .alias("problems"),
        pl.when(~is_member & (pl.col("joined_on") < pl.col("ended_on")))
        .then(pl.lit("joined_on:before_last_leaving"))
        .alias("warnings"),
        pl.col("person").alias("record"),
        pl.when(elsewhere | is_member).then(pl.col("membership")).alias("detail"),
        pl.when(writes).then(pl.col("changed")).alias("changed"),
        pl.when(writes).then(pl.col("kept")).alias("kept"),
        pl.when(writes & (pl.col("changed").is_not_null() | pl.col("kept").is_not_null() | ~is_member))
        .then(pl.col("before"))
        .alias("before"),
        pl.when(is_known)
        .then(
            # Read again by place when the rows are written: person, its version, membership, its version.
            pl.concat_str(
                *[
                    pl.col(name).cast(pl.String).fill_null("-")
                    for name in ("person", "person_version", "membership", "membership_version", "open_union", "ended")
                ],
                "held_union",
                separator="/",
            )
        )
        .alias("seen"),
    ).cast(dict(MEETING_SCHEMA))  # type: ignore[arg-type]


def _given(code: str) -> str:
    """The column that says what the file has for a particular: of a phone, its digest."""
    return "phone_digest" if code == "phone" else code


def _compared(frame: pl.DataFrame, *, override: bool) -> pl.DataFrame:
    """`changed` and `kept`: the fields that the row would write, and those that differ and stay; `before` of both."""
    frame = frame.with_columns(
        pl.col("held_sex").replace(0, None),
        *[
            pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)
            for name in (HELD + field.code for field in PARTICULARS if field.blank == "")
        ],
    )
    changed, kept, differs = [], [], []
    for field in PARTICULARS:
        given = pl.col(_given(field.code))
        held = pl.col(HELD + field.code)
        fills = given.is_not_null() & held.is_null()
        if field.code == "employer_name":
            # The employer became known under the name that stands there.
            fills |= (given == held) & pl.col("held_employer_id").is_null() & pl.col("employer_id").is_not_null()
        if field.code == "sex":
            fills &= given != 0
        other = given.is_not_null() & held.is_not_null() & (given != held)
        if field.code == "sex":
            other &= given != 0
        writes = fills | other if override else fills
        changed.append(pl.when(writes).then(pl.lit(field.code)))
        differs.append((field.code, writes.fill_null(value=False) | other.fill_null(value=False)))
        if not override:
            kept.append(pl.when(other).then(pl.lit(field.code)))
    later = pl.col("ended_on").is_null() | (pl.col("joined_on") >= pl.col("ended_on"))
    other_day = pl.col("membership").is_not_null() & (pl.col("joined_on") != pl.col("held_joined_on"))
    (changed if override else kept).append(
        pl.when(other_day & later if override else other_day).then(pl.lit("joined_on"))
    )
    if override:
        kept.append(pl.when(other_day & ~later).then(pl.lit("joined_on")))
    differs.append(("joined_on", other_day.fill_null(value=False)))
    frame = frame.with_columns(joined(*changed).alias("changed"), joined(*kept).alias("kept"))
    return frame.with_columns(_before(frame, differs))


def _before(frame: pl.DataFrame, differs: list[tuple[str, pl.Expr]]) -> pl.Series:
    """JSON of what the registry held in the fields that differ, and of union and last leaving, of persons known."""
    touched = frame.select(
        pl.col("person").is_not_null()
        & (reduce(lambda one, two: one | two, (there for _code, there in differs)) | pl.col("membership").is_null())
    ).to_series()
    known_rows = frame.filter(touched)
    written = known_rows.select(
        pl.struct(
            pl.col("held_union").alias("union_id"),
            pl.col("ended_on").cast(pl.String),
            *[pl.when(there).then(_as_text(code)).alias(code) for code, there in differs],
            pl.when(dict(differs)["employer_name"]).then(pl.col("held_employer_id")).alias("employer_id"),
            pl.when(dict(differs)["phone"]).then(pl.col("held_phone").bin.encode("hex")).alias("phone_digest"),
        )
        .struct.json_encode()
        .alias("before")
    ).to_series()
    places = frame.with_row_index("place").filter(touched)["place"]
    before = pl.Series("before", [None], dtype=pl.String).new_from_index(0, frame.height)
    return before.scatter(places, written) if len(places) else before


def _as_text(code: str) -> pl.Expr:
    """A held value as JSON can hold it."""
    if code == "phone":
        return pl.col("held_phone_sealed").bin.encode("hex")
    held = pl.col(HELD + code)
    return held.cast(pl.String) if code in {"born_on", "joined_on"} else held
