"""单位清册: the employers of an area, told apart by credit code, or by name where they have none."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import polars as pl
from django.db.models import Model
from django.utils.translation import gettext_lazy

from yuanxin.foundation.intake.declarations import Circumstances, Column
from yuanxin.foundation.intake.parsers import code_table, credit_code, text, whole_number
from yuanxin.foundation.intake.places import places
from yuanxin.foundation.intake.problems import joined, token
from yuanxin.foundation.intake.records import RecordDeclaration, held_blank, with_blanks
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.unions.choices import EmployerKind, Permission
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.foundation.unions.services import AREA_LEVELS, sortable
from yuanxin.organisation.loading.intake.words import EMPLOYER_KINDS, INDUSTRIES

COLUMNS = (
    Column(
        "employer_name", "单位名称", ("企业名称", "用人单位", "单位全称", "名称"), text(100), required=True, width=34
    ),
    Column("credit_code", "统一社会信用代码", ("信用代码", "社会信用代码"), credit_code(), as_text=True, width=22),
    Column(
        "area",
        "所属街道",
        ("所属镇街", "所在街道", "镇街", "属地", "所属园区", "街道"),
        text(100),
        note="编码或全称；不填为所选工会",
        width=20,
    ),
    Column("kind", "单位性质", ("单位类型", "企业性质", "经济类型"), code_table(EMPLOYER_KINDS), width=12),
    Column("industry", "行业", ("所属行业", "行业门类", "国民经济行业"), code_table(INDUSTRIES), width=24),
    Column("staff", "职工数", ("职工人数", "员工数", "从业人数", "在职职工数"), whole_number(0, 9_999_999), width=10),
    Column("address", "地址", ("单位地址", "注册地址", "经营地址"), text(200), width=34),
)
BY_CODE, BY_NAME = "code ", "name "
FOUND_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "id": pl.Int64, "version": pl.Int64, "name": pl.String, "union_id": pl.Int64, "union__path": pl.String,
    "credit_code": pl.String, "kind": pl.String, "industry": pl.String, "staff": pl.Int64, "address": pl.String,
}  # fmt: skip

MERGED_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "record": pl.Int64, "former_code": pl.String, "former_name": pl.String,
}  # fmt: skip


def found_among(field: str, values: Sequence[Any]) -> pl.DataFrame:
    """The employers that stand whose field is among the values."""
    return rows_among(Employer.objects.all(), field, values, list(FOUND_SCHEMA), FOUND_SCHEMA)


class EmployerDeclaration(RecordDeclaration):
    """An employer a row."""

    code: ClassVar[str] = "employers"
    label = gettext_lazy("Register of employers")
    file_name: ClassVar[str] = "单位清册"
    permission: ClassVar[str] = Permission.EDIT_EMPLOYERS
    columns = COLUMNS
    model: ClassVar[type[Model]] = Employer
    identity = {"employer_name": str, "credit_code": str}
    written: ClassVar[Mapping[str, str]] = {
        "credit_code": "credit_code",
        "area": "union_id",
        "kind": "kind",
        "industry": "industry",
        "staff": "staff",
        "address": "address",
    }
    # An employer goes to another area by an act of its own, seen by both.
    fixed = frozenset({"area"})
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "no_such_union": gettext_lazy("There is no such street, town or park within the union you import into."),
        "not_an_area": gettext_lazy("An employer belongs to a street, town or park, or to the district itself."),
        "several_employers": gettext_lazy("Several employers bear this name; write the credit code."),
        "known_by_other_name": gettext_lazy("The registry knows this credit code under another name."),
        "known_elsewhere": gettext_lazy("This employer is known in another area; ask the district."),
    }

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        known = places(rows["area"], circumstances, Permission.EDIT_EMPLOYERS)
        area = pl.col("place_id")
        stated = pl.col("area").is_not_null()
        level = pl.when(stated).then(pl.col("place_level")).otherwise(pl.lit(circumstances.union.level))
        frame = rows.join(known, left_on="area", right_on="place", how="left", maintain_order="left")
        not_an_area = level.is_not_null() & ~level.is_in([each.value for each in AREA_LEVELS])
        return frame.with_columns(
            joined(
                pl.col("errors"),
                token("area", pl.col("place_error")),
                pl.when(not_an_area).then(pl.lit("area:not_an_area")),
            ).alias("errors"),
            pl.when(pl.col("credit_code").is_not_null())
            .then(pl.lit(BY_CODE) + pl.col("credit_code"))
            .otherwise(pl.lit(BY_NAME) + pl.col("employer_name"))
            .alias("told_apart"),
            pl.col("employer_name").alias("name"),
            area.alias("area"),
            area.fill_null(circumstances.union.pk).alias("union_id"),
            pl.Series("own_area", [circumstances.union.path] * rows.height, dtype=pl.String),
        ).drop("place_id", "place_code", "place_level", "place_error")

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        codes = rows["credit_code"].drop_nulls().unique().to_list()
        names = rows.filter(pl.col("credit_code").is_null())["employer_name"].drop_nulls().unique().to_list()
        asked = (("credit_code", codes), ("name", names))
        found = pl.concat([found_among(field, values) for field, values in asked]).unique("id")
        held = self._as_held(found)
        by_code = held.filter(pl.col("held_credit_code").is_not_null()).with_columns(
            (pl.lit(BY_CODE) + pl.col("held_credit_code")).alias("told_apart"), pl.lit(1).alias("bearers")
        )
        several = held.group_by("known_name", maintain_order=True).agg(
            pl.all().first(), pl.len().cast(pl.Int32).alias("bearers")
        )
        by_name = several.with_columns((pl.lit(BY_NAME) + pl.col("known_name")).alias("told_apart"))
        standing = pl.concat([by_code, by_name], how="diagonal")
        former = self._former(asked).join(standing, on="told_apart", how="anti")
        return pl.concat([standing, former], how="diagonal")

    def _former(self, asked: Iterable[tuple[str, list[str]]]) -> pl.DataFrame:
        """By the code and the name of each merged employer, the one that stands for it."""
        merged = Employer.with_merged.exclude(merged_into=None)
        columns = ("merged_into_id", "credit_code", "name")
        rows = pl.concat(
            [rows_among(merged, field, values, columns, MERGED_SCHEMA) for field, values in asked]
        ).unique()
        survivors = self._as_held(found_among("id", rows["record"].unique().to_list()))
        led = rows.join(survivors.drop("known_name"), on="record").with_columns(
            pl.col("former_name").alias("known_name"), pl.lit(1).alias("bearers")
        )
        told = (pl.lit(BY_CODE) + pl.col("former_code"), pl.lit(BY_NAME) + pl.col("former_name"))
        known = [led.with_columns(each.alias("told_apart")).drop("former_code", "former_name") for each in told]
        return pl.concat(known).drop_nulls("told_apart").unique("told_apart", keep="first", maintain_order=True)

    def _as_held(self, found: pl.DataFrame) -> pl.DataFrame:
        """Registered employers in the columns that rows are compared with."""
        return found.select(
            pl.col("id").alias("record"),
            pl.col("union_id").alias("held_union"),
            pl.col("name").alias("known_name"),
            pl.col("union__path").alias("known_path"),
            "version",
            *held_blank(FOUND_SCHEMA, self.written),
        )

    def barred(self, rows: pl.DataFrame) -> pl.Expr:
        elsewhere = ~pl.col("known_path").str.starts_with(pl.col("own_area"))
        return (
            pl.when(pl.col("bearers") > 1)
            .then(pl.lit("employer_name:several_employers"))
            .when(elsewhere)
            .then(pl.lit("row:known_elsewhere"))
            .when(pl.col("known_name") != pl.col("employer_name"))
            .then(pl.lit("employer_name:known_by_other_name"))
        )

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        names = [sortable(name) for name in rows["employer_name"]]
        return rows.with_columns(
            pl.col("union_id").alias("area"), pl.col("kind").fill_null(EmployerKind.PRIVATE.value)
        ).select(
            pl.col("record").alias("id"),
            pl.lit(1).alias("version"),
            pl.col("employer_name").alias("name"),
            pl.Series("pinyin", [pinyin for pinyin, _initials in names], dtype=pl.String),
            pl.Series("initials", [initials for _pinyin, initials in names], dtype=pl.String),
            *with_blanks(Employer, self.written),
        )

    def shown(self, field: str, held: Any) -> str:
        if field == "area" and held not in (None, ""):
            return str(Union.objects.get(pk=held))
        return super().shown(field, held)


EMPLOYERS = EmployerDeclaration()
