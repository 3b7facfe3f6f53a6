"""工会干部名册: who holds which post in which union."""

from collections.abc import Mapping
from typing import Any, ClassVar

import polars as pl
from django.db.models import Model
from django.utils.translation import gettext_lazy

from yuanxin.foundation.intake.declarations import Circumstances, Column
from yuanxin.foundation.intake.parsers import code_table, date, name, text
from yuanxin.foundation.intake.places import placed
from yuanxin.foundation.intake.problems import joined, token
from yuanxin.foundation.intake.records import RecordDeclaration
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.unions.choices import Engagement, Permission, Post
from yuanxin.foundation.unions.models import Officer
from yuanxin.organisation.loading.intake.words import ENGAGEMENTS, POSTS

COLUMNS = (
    Column(
        "place",
        "工会",
        ("工会编码", "工会名称", "所属工会", "所在工会"),
        text(100),
        required=True,
        as_text=True,
        note="编码或全称",
        width=30,
    ),
    Column("officer_name", "姓名", ("干部姓名", "名字"), name(), required=True, width=10),
    Column(
        "post",
        "职务",
        ("工会职务", "岗位"),
        code_table(POSTS),
        required=True,
        choices=("主席", "副主席", "经审主任", "女工主任", "委员", "组织员"),
        width=12,
    ),
    Column(
        "engagement",
        "专兼职",
        ("专职/兼职", "任职方式", "专兼挂", "是否专职"),
        code_table(ENGAGEMENTS),
        choices=("专职", "兼职", "挂职"),
        note="不填为兼职",
        width=10,
    ),
    Column("begins_on", "任职日期", ("任职起始日期", "起始日期", "任职时间"), date(), note="不填按所填日期", width=12),
)


class OfficerDeclaration(RecordDeclaration):
    """An officer in a post, a row."""

    code: ClassVar[str] = "officers"
    label = gettext_lazy("Register of officers")
    file_name: ClassVar[str] = "工会干部名册"
    permission: ClassVar[str] = Permission.EDIT
    columns = COLUMNS
    model: ClassVar[type[Model]] = Officer
    identity = {"place": str, "officer_name": str}
    written: ClassVar[Mapping[str, str]] = {"engagement": "engagement", "begins_on": "begins_on"}
    fixed = frozenset({"begins_on"})
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "chair_in_post": gettext_lazy("The union has another chair; let that one leave the post first."),
        "two_chairs": gettext_lazy("Row %(value)s names another chair of this union."),
    }

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        begins_on = pl.col("begins_on").fill_null(circumstances.dated_on)
        frame = placed(rows, circumstances, Permission.EDIT)
        chairs = frame.filter((pl.col("post") == Post.CHAIR.value) & pl.col("place_id").is_not_null())
        first = chairs.group_by("place_id", maintain_order=True).agg(
            pl.col("row").first().alias("first_row"), pl.col("officer_name").first().alias("first_chair")
        )
        frame = frame.join(first, on="place_id", how="left", maintain_order="left")
        second = (pl.col("post") == Post.CHAIR.value) & (pl.col("officer_name") != pl.col("first_chair"))
        return frame.with_columns(
            joined(
                pl.col("errors"),
                pl.when(begins_on > circumstances.today).then(pl.lit("begins_on:not_yet")),
                pl.when(second).then(token("post", pl.format("two_chairs={}", "first_row"))),
            ).alias("errors"),
            begins_on.alias("begins_on"),
            pl.when(pl.col("place_id").is_not_null())
            .then(pl.format("{} {} {}", "place_id", "post", "officer_name"))
            .alias("told_apart"),
            pl.col("officer_name").alias("name"),
        ).drop("place_id", "place_level", "first_row", "first_chair")

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        schema = {"id": pl.Int64, "union_id": pl.Int64, "post": pl.String, "name": pl.String, "engagement": pl.String,
                  "begins_on": pl.Date}  # fmt: skip
        unions = rows["union_id"].unique().to_list()
        found = rows_among(Officer.objects.filter(ends_on=None), "union_id", unions, list(schema), schema)
        return found.select(
            pl.format("{} {} {}", "union_id", "post", "name").alias("told_apart"),
            pl.col("id").alias("record"),
            pl.col("union_id").alias("held_union"),
            pl.col("engagement").alias("held_engagement"),
            pl.col("begins_on").alias("held_begins_on"),
        )

    def barred(self, rows: pl.DataFrame) -> pl.Expr:
        chairs = Officer.objects.filter(ends_on=None, post=Post.CHAIR, union__in=rows["union_id"].unique().to_list())
        taken = list(chairs.values_list("union_id", flat=True))
        meant = (pl.col("post") == Post.CHAIR.value) & pl.col("record").is_null()
        return pl.when(meant & pl.col("union_id").is_in(taken)).then(pl.lit("post:chair_in_post"))

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return rows.select(
            pl.col("record").alias("id"),
            "union_id",
            pl.col("officer_name").alias("name"),
            "post",
            pl.col("engagement").fill_null(Engagement.PART_TIME.value),
            "begins_on",
        )


OFFICERS = OfficerDeclaration()
