"""定点医院名单 and 病种目录: the lists that claims are entered by, told apart by the code of each row."""

from collections.abc import Mapping
from typing import Any, ClassVar

import polars as pl
from django.db.models import Model
from django.utils.translation import gettext_lazy

from yuanxin.foundation.intake.declarations import Circumstances, Column
from yuanxin.foundation.intake.parsers import code_table, date, text, words, yes_no
from yuanxin.foundation.intake.problems import joined
from yuanxin.foundation.intake.records import RecordDeclaration, held_blank, with_blanks
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.kernel.names import title_pinyin
from yuanxin.welfare.mutual_aid.choices import HospitalLevel, Permission
from yuanxin.welfare.mutual_aid.models import Hospital, Illness

LEVELS = words(
    {
        HospitalLevel.THIRD: "三级 三级甲等 三级乙等 三甲 三乙 三级医院",
        HospitalLevel.SECOND: "二级 二级甲等 二级乙等 二甲 二乙 二级医院",
        HospitalLevel.FIRST: "一级 一级甲等 一甲 一级医院",
        HospitalLevel.COMMUNITY: "社区 社区卫生服务中心 社区医院 卫生院",
    }
)
MARKED = "是 表示列入该目录"


class ListDeclaration(RecordDeclaration):
    """A row of a list that belongs to the whole district: known by its code, found by its name in pinyin."""

    permission: ClassVar[str] = Permission.MANAGE_LISTS
    # What the table holds of a row, by its columns.
    schema: ClassVar[Mapping[str, type[pl.DataType]]]

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return rows.with_columns(
            pl.col("list_code").alias("told_apart"),
            pl.col("list_name").alias("name"),
            pl.lit(circumstances.union.pk, dtype=pl.Int64).alias("union_id"),
        )

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        codes = rows["list_code"].drop_nulls().unique().to_list()
        found = rows_among(self.model._default_manager.all(), "code", codes, list(self.schema), self.schema)
        return found.select(
            pl.col("code").alias("told_apart"),
            pl.col("id").alias("record"),
            pl.lit(None, dtype=pl.Int64).alias("held_union"),
            "version",
            *held_blank(self.schema, self.written),
        )

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return rows.select(
            pl.col("record").alias("id"),
            pl.lit(1).alias("version"),
            pl.col("list_code").alias("code"),
            *with_blanks(self.model, self.written),
            *spelled(rows["list_name"]),
        )

    def stored(self, columns: Mapping[str, pl.Expr], rows: pl.DataFrame) -> list[pl.Expr]:
        renamed = pl.col("changed").fill_null("").str.split(" ").list.contains("list_name")
        spelling = [pl.when(renamed).then(pl.lit(series)).alias(series.name) for series in spelled(rows["list_name"])]
        return [*super().stored(columns, rows), *spelling]


def spelled(names: pl.Series) -> list[pl.Series]:
    """Pinyin and initials of names, as the tables keep them."""
    pairs = [title_pinyin(name) for name in names]
    return [
        pl.Series("pinyin", [pinyin for pinyin, _initials in pairs], dtype=pl.String),
        pl.Series("initials", [initials for _pinyin, initials in pairs], dtype=pl.String),
    ]


class HospitalDeclaration(ListDeclaration):
    """A hospital a row."""

    code: ClassVar[str] = "hospitals"
    label = gettext_lazy("List of hospitals")
    file_name: ClassVar[str] = "定点医院名单"
    columns = (
        Column("list_code", "医院编码", ("机构编码", "医疗机构编码", "编码"), text(30), required=True,
               as_text=True, width=20),
        Column("list_name", "医院名称", ("医疗机构名称", "机构名称", "名称"), text(100), required=True, width=34),
        Column("level", "医院等级", ("等级", "机构等级", "医院级别", "级别"), code_table(LEVELS), width=12),
        Column("listed_from", "列入定点日期", ("定点日期", "起始日期"), date(), note="不填按所填日期", width=14),
        Column("listed_until", "取消定点日期", ("取消日期", "终止日期"), date(), width=14),
    )  # fmt: skip
    model: ClassVar[type[Model]] = Hospital
    identity = {"list_code": str, "list_name": str}
    written: ClassVar[Mapping[str, str]] = {
        "list_name": "name", "level": "level", "listed_from": "listed_from", "listed_until": "listed_until",
    }  # fmt: skip
    schema = {
        "id": pl.Int64, "version": pl.Int64, "code": pl.String, "name": pl.String, "level": pl.String,
        "listed_from": pl.Date, "listed_until": pl.Date,
    }  # fmt: skip
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "ends_before": gettext_lazy("The hospital leaves the list before it comes onto it."),
    }

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        frame = super().resolve(rows, circumstances)
        begin = pl.col("listed_from").fill_null(circumstances.dated_on)
        return frame.with_columns(
            joined(
                pl.col("errors"),
                pl.when(pl.col("listed_until") < begin).then(pl.lit("listed_until:ends_before")),
            ).alias("errors"),
            begin.alias("listed_from"),
        )


class IllnessDeclaration(ListDeclaration):
    """An illness of the code table a row, with the lists of the scheme it stands on."""

    code: ClassVar[str] = "illnesses"
    label = gettext_lazy("Code table of illnesses")
    file_name: ClassVar[str] = "病种目录"
    columns = (
        Column("list_code", "病种编码", ("ICD-10编码", "疾病编码", "诊断编码", "诊断代码", "疾病代码"), text(20),
               required=True, as_text=True, note="国家医保版ICD-10编码", width=16),
        Column("list_name", "病种名称", ("疾病名称", "诊断名称", "名称"), text(150), required=True, width=40),
        Column("outpatient", "特殊病种门诊", ("门诊特殊病种", "特殊门诊"), yes_no(), note=MARKED, width=14),
        Column("major_illness", "重大疾病", ("大病", "重疾"), yes_no(), note=MARKED, width=12),
        Column("women", "女职工特殊疾病", ("女性特殊疾病", "女职工疾病"), yes_no(), note=MARKED, width=16),
    )  # fmt: skip
    model: ClassVar[type[Model]] = Illness
    identity = {"list_code": str, "list_name": str}
    written: ClassVar[Mapping[str, str]] = {
        "list_name": "name", "outpatient": "outpatient", "major_illness": "major_illness", "women": "women",
    }  # fmt: skip
    schema = {
        "id": pl.Int64, "version": pl.Int64, "code": pl.String, "name": pl.String, "outpatient": pl.Boolean,
        "major_illness": pl.Boolean, "women": pl.Boolean,
    }  # fmt: skip


HOSPITAL_LIST, ILLNESS_LIST = HospitalDeclaration(), IllnessDeclaration()
