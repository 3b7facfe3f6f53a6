"""What several columns of a roster say together, and what is prepared of it before anybody decides."""

import polars as pl
from django.db.models import Q
from django.db.models.functions import Coalesce

from yuanxin.foundation.intake.declarations import Circumstances
from yuanxin.foundation.intake.places import places
from yuanxin.foundation.intake.problems import joined, token
from yuanxin.foundation.kernel.names import initials_of_all, pinyin_of_all
from yuanxin.foundation.kernel.numbers import check_documents
from yuanxin.foundation.kernel.sealed import lookup_digests, seal_many
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.policies.schemas import AGE_LIMITS
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import Employer
from yuanxin.organisation.members.choices import Permission, Sex
from yuanxin.organisation.rosters.choices import EmployerState
from yuanxin.organisation.rosters.models import UnknownEmployer
from yuanxin.organisation.rosters.rules import age_on

# Columns that only the checks need.
PASSING = (
    "document_number", "document_error", "document_warning", "told_sex", "told_birth", "union_error", "name_error",
    "upgraded", "born_on_month_only", "joined_on_month_only", "union_code", "union_name",
)  # fmt: skip
TELLING_SEX = (Sex.MALE.value, Sex.FEMALE.value)


def check(rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """Numbers against their type, sex and birth against the number, unions and employers against the registry."""
    frame = _with_documents(rows, circumstances)
    frame = _with_unions(frame, circumstances)
    frame = _with_employers(frame)
    number, given_sex = pl.col("document"), pl.col("sex")
    told_sex, told_birth = pl.col("told_sex"), pl.col("told_birth")
    same_birth = (
        pl.when(pl.col("born_on_month_only"))
        .then(pl.col("born_on").dt.strftime("%Y%m") == told_birth.dt.strftime("%Y%m"))
        .otherwise(pl.col("born_on") == told_birth)
    )
    wrong_number = pl.col("document_number").is_not_null() & ~pl.col("errors").fill_null("").str.contains(
        "document_number:", literal=True
    )
    frame = frame.with_columns(
        joined(
            pl.col("errors"),
            pl.when(wrong_number).then(token("document_number", pl.col("document_error"))),
            pl.when(given_sex.is_in(TELLING_SEX) & (given_sex != told_sex)).then(pl.lit("sex:against_number")),
            pl.when(~same_birth).then(pl.lit("born_on:against_number")),
            token("union_code", pl.col("union_error")),
            token("union_name", pl.col("name_error")),
        ).alias("errors"),
        pl.when(given_sex.is_in(TELLING_SEX)).then(given_sex).otherwise(pl.coalesce(told_sex, given_sex)).alias("sex"),
        pl.coalesce(told_birth, pl.col("born_on")).alias("born_on"),
        pl.when(pl.col("new_form") != "").then(pl.col("new_form")).alias("new_form"),
    )
    age = age_on(pl.col("born_on"), circumstances.dated_on)
    usual = policy(AGE_LIMITS, on=circumstances.today)
    oldest = pl.when(pl.col("sex") == Sex.FEMALE.value).then(usual.oldest_woman).otherwise(usual.oldest_man)
    frame = frame.with_columns(
        joined(
            pl.col("warnings"),
            token("document_number", pl.col("document_warning")),
            pl.when(pl.col("upgraded")).then(pl.lit("document_number:upgraded")),
            pl.when(~age.is_between(usual.youngest, oldest)).then(token("born_on", pl.format("age={}", age))),
            pl.when(pl.col("employer_name").is_not_null() & pl.col("employer_id").is_null()).then(
                pl.lit("employer_name:unknown_employer")
            ),
            pl.when(pl.col("joined_on") > circumstances.today).then(pl.lit("joined_on:in_the_future")),
        ).alias("warnings")
    )
    # An error of the number leaves no key: such a row is compared with no other.
    keyed = number.is_not_null() & pl.col("document_error").is_null() & wrong_number
    frame = frame.with_columns(pl.when(keyed).then(number).alias("document"))
    return frame.with_columns(
        _digests(frame["document"]).alias("key"), _digests(frame["phone"]).alias("phone_digest")
    ).drop(PASSING)


def prepare(rows: pl.DataFrame) -> pl.DataFrame:
    """Seal numbers and phones, whose clear texts go no further, and find the pinyin of names."""
    names = rows["name"].fill_null("").to_list()
    return rows.drop("document", "phone").with_columns(
        _sealed(rows["document"]).alias("document_sealed"),
        _sealed(rows["phone"]).alias("phone_sealed"),
        pl.Series("pinyin", pinyin_of_all(names), dtype=pl.String).str.slice(0, 100),
        pl.Series("initials", initials_of_all(names), dtype=pl.String).str.slice(0, 25),
    )


def _with_documents(rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    told = check_documents(rows["document_number"], rows["document_type"], today=circumstances.today)
    return rows.with_columns(
        told["number"].alias("document"),
        told["kind"].alias("document_type"),
        told["error"].alias("document_error"),
        told["warning"].alias("document_warning"),
        told["born_on"].alias("told_birth"),
        told["sex"].cast(pl.Int16).alias("told_sex"),
        told["upgraded"],
    )


def _with_unions(frame: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """The union of each row: the one it names, by code before name, inside the importing union and the user's scope."""
    frame = frame.with_columns(pl.coalesce("union_code", "union_name").alias("place"))
    known = places(frame["place"], circumstances, Permission.IMPORT, states=(UnionState.ACTIVE,))
    by_code = pl.col("union_code").is_not_null()
    return (
        frame.join(known, on="place", how="left", maintain_order="left")
        .with_columns(
            pl.when(by_code).then(pl.col("place_error")).alias("union_error"),
            pl.when(~by_code).then(pl.col("place_error")).alias("name_error"),
            pl.col("place_id").fill_null(circumstances.union.pk).alias("union_id"),
        )
        .drop(known.columns)
    )


def _with_employers(frame: pl.DataFrame) -> pl.DataFrame:
    """The registered employer of each row: by its credit code, else by its name where only one has it, else as an
    officer of the union confirmed the name once."""
    codes = frame["credit_code"].drop_nulls().unique().to_list()
    names = frame["employer_name"].drop_nulls().unique().to_list()
    # The code and the name of an employer that was merged lead to its survivor.
    rows = Employer.with_merged.filter(Q(credit_code__among=codes) | Q(name__among=names)).values_list(
        Coalesce("merged_into_id", "id"), "credit_code", "name"
    )
    known = pl.DataFrame(
        list(rows), schema={"employer_id": pl.Int64, "credit_code": pl.String, "employer_name": pl.String}, orient="row"
    )
    by_code = known.select("credit_code", pl.col("employer_id").alias("by_code")).drop_nulls()
    by_name = (
        known.group_by("employer_name")
        .agg(pl.col("employer_id").first().alias("by_name"), pl.col("employer_id").n_unique().alias("bearers"))
        .filter(pl.col("bearers") == 1)
        .drop("bearers")
    )
    same_code = pl.col("credit_code").is_null() | (pl.col("credit_code") == pl.col("confirmed_code"))
    return (
        frame.join(by_code, on="credit_code", how="left", maintain_order="left")
        .join(by_name, on="employer_name", how="left", maintain_order="left")
        .join(_confirmed(frame, names), on=["union_id", "employer_name"], how="left", maintain_order="left")
        .with_columns(
            pl.coalesce(
                pl.when(pl.col("credit_code").is_not_null()).then(pl.col("by_code")).otherwise(pl.col("by_name")),
                pl.when(same_code).then(pl.col("confirmed")),
            ).alias("employer_id")
        )
        .drop("by_code", "by_name", "confirmed", "confirmed_code")
    )


def _confirmed(frame: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """What the names of earlier rosters were confirmed to mean, the last word of each union."""
    unions = frame["union_id"].unique().to_list()
    told = UnknownEmployer.objects.filter(state=EmployerState.CONFIRMED, union__in=unions, name__among=names)
    schema = {"union_id": pl.Int64, "employer_name": pl.String, "confirmed": pl.Int64, "confirmed_code": pl.String}
    rows = list(told.order_by("id").values_list("union_id", "name", "employer_id", "credit_code"))
    return pl.DataFrame(rows, schema=schema, orient="row").unique(["union_id", "employer_name"], keep="last")


def _digests(values: pl.Series) -> pl.Series:
    """The look-up digests of a column, null where it is."""
    present = values.drop_nulls()
    return _spread(values, lookup_digests(present.to_list()))


def _sealed(values: pl.Series) -> pl.Series:
    """A column sealed, null where it is."""
    return _spread(values, seal_many(values.drop_nulls().to_list()))


def _spread(values: pl.Series, made: list[bytes]) -> pl.Series:
    """What was made of the values that are there, at their places."""
    if values.null_count() == 0:
        return pl.Series(made, dtype=pl.Binary)
    remaining = iter(made)
    return pl.Series([next(remaining) if there else None for there in values.is_not_null()], dtype=pl.Binary)
