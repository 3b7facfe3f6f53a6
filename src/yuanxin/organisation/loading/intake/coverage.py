"""覆盖名册: which union covers which employer since when."""

from collections.abc import Mapping
from typing import Any, ClassVar

import polars as pl
from django.db.models import Model
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from yuanxin.foundation.intake.declarations import Circumstances, Column
from yuanxin.foundation.intake.parsers import credit_code, date, text, yes_no
from yuanxin.foundation.intake.places import placed
from yuanxin.foundation.intake.problems import joined, token
from yuanxin.foundation.intake.records import RecordDeclaration
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.unions.choices import Permission
from yuanxin.foundation.unions.models import Coverage, Employer

COLUMNS = (
    Column(
        "place",
        "工会",
        ("工会编码", "工会名称", "覆盖工会", "所属工会"),
        text(100),
        required=True,
        as_text=True,
        note="编码或全称",
        width=30,
    ),
    Column(
        "employer_name", "单位名称", ("企业名称", "用人单位", "覆盖单位", "单位"), text(100), required=True, width=34
    ),
    Column("credit_code", "统一社会信用代码", ("信用代码", "社会信用代码"), credit_code(), as_text=True, width=22),
    Column(
        "begins_on",
        "覆盖日期",
        ("覆盖起始日期", "起始日期", "覆盖时间", "开始日期"),
        date(),
        note="不填按所填日期",
        width=12,
    ),
    Column(
        "founding", "是否随建会覆盖", ("随建会", "建会时覆盖", "是否建会覆盖"), yes_no(), choices=("是", "否"), width=16
    ),
)


class CoverageDeclaration(RecordDeclaration):
    """A union and an employer it covers, a row."""

    code: ClassVar[str] = "coverage"
    label = gettext_lazy("Register of coverage")
    file_name: ClassVar[str] = "覆盖名册"
    permission: ClassVar[str] = Permission.EDIT_EMPLOYERS
    columns = COLUMNS
    model: ClassVar[type[Model]] = Coverage
    identity = {"place": str, "employer_name": str}
    written: ClassVar[Mapping[str, str]] = {"begins_on": "begins_on", "founding": "founding"}
    # What the figures of a past half-year count is corrected by an act of its own.
    fixed = frozenset({"begins_on", "founding"})
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "no_such_employer": gettext_lazy("There is no such employer in the register; import the employers first."),
        "several_employers": gettext_lazy("Several employers bear this name; write the credit code."),
    }

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        begins_on = pl.col("begins_on").fill_null(circumstances.dated_on)
        frame = _with_employers(placed(rows, circumstances, Permission.EDIT_EMPLOYERS), circumstances)
        pair = pl.format("{} {}", "place_id", "employer_id")
        return frame.with_columns(
            joined(
                pl.col("errors"),
                token("employer_name", pl.col("employer_error")),
                pl.when(begins_on > circumstances.today).then(pl.lit("begins_on:not_yet")),
            ).alias("errors"),
            begins_on.alias("begins_on"),
            pl.when(pl.col("place_id").is_not_null() & pl.col("employer_id").is_not_null())
            .then(pair)
            .alias("told_apart"),
            pl.col("employer_name").alias("name"),
        ).drop("place_id", "place_level", "employer_error")

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        schema = {
            "id": pl.Int64,
            "union_id": pl.Int64,
            "employer_id": pl.Int64,
            "begins_on": pl.Date,
            "founding": pl.Boolean,
        }
        employers = rows["employer_id"].drop_nulls().unique().to_list()
        found = rows_among(Coverage.objects.filter(ends_on=None), "employer_id", employers, list(schema), schema)
        return found.select(
            pl.format("{} {}", "union_id", "employer_id").alias("told_apart"),
            pl.col("id").alias("record"),
            pl.col("union_id").alias("held_union"),
            pl.col("begins_on").alias("held_begins_on"),
            pl.col("founding").alias("held_founding"),
        )

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return rows.select(
            pl.col("record").alias("id"),
            "union_id",
            "employer_id",
            "begins_on",
            pl.col("founding").fill_null(value=False),
        )


def _with_employers(frame: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
    """`employer_id` by credit code, else by a name that only one bears among the employers that the actor sees."""
    # The code and the name of an employer that was merged lead to its survivor.
    visible = Employer.with_merged.visible_to(circumstances.actor)
    schema = {"employer_id": pl.Int64, "found_code": pl.String, "found_name": pl.String}
    columns = (Coalesce("merged_into_id", "id"), "credit_code", "name")
    by_code = rows_among(visible, "credit_code", frame["credit_code"].drop_nulls().unique().to_list(), columns, schema)
    by_name = rows_among(visible, "name", frame["employer_name"].drop_nulls().unique().to_list(), columns, schema)
    named = by_name.group_by("found_name").agg(
        pl.col("employer_id").first(), pl.col("employer_id").n_unique().alias("bearers")
    )
    frame = frame.join(
        by_code.select("found_code", pl.col("employer_id").alias("by_code")),
        left_on="credit_code", right_on="found_code", how="left", maintain_order="left",
    ).join(
        named.rename({"employer_id": "by_name"}),
        left_on="employer_name", right_on="found_name", how="left", maintain_order="left",
    )  # fmt: skip
    coded = pl.col("credit_code").is_not_null()
    found = pl.when(coded).then("by_code").when(pl.col("bearers") == 1).then("by_name")
    error = (
        pl.when(found.is_null() & ~coded & (pl.col("bearers") > 1))
        .then(pl.lit("several_employers"))
        .when(found.is_null())
        .then(pl.lit("no_such_employer"))
    )
    return frame.with_columns(found.alias("employer_id"), error.alias("employer_error")).drop(
        "by_code", "by_name", "bearers"
    )


COVERAGE = CoverageDeclaration()
