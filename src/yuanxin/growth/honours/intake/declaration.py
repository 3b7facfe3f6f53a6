"""表彰名单: who was awarded which title, a row each."""

from collections.abc import Mapping
from typing import Any, ClassVar

import polars as pl
from django.db.models import Model
from django.utils.translation import gettext_lazy

from yuanxin.foundation.intake.declarations import Circumstances, Column
from yuanxin.foundation.intake.parsers import credit_code, date, document_number, text, whole_number
from yuanxin.foundation.intake.places import placed
from yuanxin.foundation.intake.problems import joined, token
from yuanxin.foundation.intake.records import RecordDeclaration, held_blank, with_blanks
from yuanxin.foundation.kernel.bulk import rows_among
from yuanxin.foundation.kernel.masking import masked_number
from yuanxin.growth.honours.choices import Permission
from yuanxin.growth.honours.intake.holders import holder_key, holders
from yuanxin.growth.honours.models import Honour, HonourTitle

WRITTEN = {
    "awarded_on": "awarded_on",
    "decision": "document_number",
    "certificate": "certificate_number",
}
LONGEST_WAIT = 5


COLUMNS = (
    Column(
        "title",
        "荣誉称号",
        ("称号", "荣誉名称", "荣誉", "表彰名称", "奖项", "奖项名称"),
        text(60),
        required=True,
        note="荣誉称号目录里的名称或代码",
        width=26,
    ),
    Column(
        "holder",
        "获得者",
        ("姓名", "获奖者", "获奖人", "先进个人", "先进集体", "获奖单位", "集体名称", "荣誉获得者"),
        text(100),
        required=True,
        note="个人写姓名；集体、工会写全称",
        width=24,
    ),
    Column(
        "document",
        "证件号码",
        ("身份证号", "身份证号码", "公民身份号码", "证件号"),
        document_number(),
        as_text=True,
        note="个人填写，用于对应会员",
        width=22,
    ),
    Column("employer", "工作单位", ("单位", "所在单位", "单位名称", "推荐单位"), text(100), width=30),
    Column("credit_code", "统一社会信用代码", ("信用代码", "社会信用代码"), credit_code(), as_text=True, width=22),
    Column(
        "year", "年度", ("表彰年度", "评选年度", "届次年度"), whole_number(1949, 2099), note="不填按表彰日期", width=8
    ),
    Column(
        "awarded_on",
        "表彰日期",
        ("授予日期", "授予时间", "获得时间", "表彰时间", "命名日期", "授予年月"),
        date(),
        note="不填按所填日期",
        width=12,
    ),
    Column("decision", "表彰文号", ("文号", "决定文号", "文件号"), text(60), width=20),
    Column("certificate", "证书编号", ("证书号", "荣誉证书号"), text(60), as_text=True, width=16),
    Column(
        "place",
        "所属工会",
        ("工会", "工会编码", "工会名称", "所在工会"),
        text(100),
        as_text=True,
        note="不填按获得者所在工会",
        width=26,
    ),
)


class AwardDeclaration(RecordDeclaration):
    """An award to one holder, a row."""

    code: ClassVar[str] = "awards"
    label = gettext_lazy("Lists of awards")
    file_name: ClassVar[str] = "表彰名单"
    permission: ClassVar[str] = Permission.IMPORT
    columns = COLUMNS
    model: ClassVar[type[Model]] = Honour
    identity = {"title": str, "holder": str, "document": masked_number}
    written: ClassVar[Mapping[str, str]] = WRITTEN
    # What the figures of a past half-year count is corrected by an act of its own.
    fixed = frozenset({"awarded_on"})
    problem_labels: ClassVar[Mapping[str, Any]] = {
        "no_such_title": gettext_lazy("There is no such title; write it as the list of titles has it."),
        "title_ended": gettext_lazy("This title was awarded no more on that day."),
        "not_of_that_year": gettext_lazy("The award's day is not in that year or the five after it."),
        "no_such_person": gettext_lazy("Nobody with this number is registered within the union you import into."),
        "another_name": gettext_lazy("This number is registered under another name."),
        "wrong_number": gettext_lazy("This is no valid document number."),
        "several_people": gettext_lazy("Several people of this name are registered there; write the document number."),
        "several_employers": gettext_lazy("Several employers bear this name; write the credit code."),
        "no_such_holder_union": gettext_lazy("There is no such union within the one you import into."),
        "not_registered": gettext_lazy("The register does not know this holder; the award is kept under the name."),
    }

    def resolve(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        frame = placed(rows, circumstances, Permission.IMPORT)
        frame = _with_titles(frame)
        awarded_on = pl.col("awarded_on").fill_null(circumstances.dated_on)
        frame = frame.with_columns(
            awarded_on.alias("awarded_on"), pl.col("year").fill_null(awarded_on.dt.year()).cast(pl.Int64).alias("year")
        )
        frame = frame.join(holders(frame, circumstances), on="row", how="left", maintain_order="left")
        late = awarded_on.dt.year() - pl.col("year")
        # Where no union is named, the holder's own counts the honour.
        place = pl.coalesce("place_id", "holder_place", pl.lit(circumstances.union.pk))
        told = pl.col("holder_key").is_not_null() & pl.col("title_id").is_not_null()
        frame = frame.with_columns(
            joined(
                pl.col("errors"),
                token("title", pl.col("title_error")),
                pl.when(awarded_on > circumstances.today).then(pl.lit("awarded_on:not_yet")),
                pl.when(awarded_on >= pl.col("title_ended_on")).then(pl.lit("title:title_ended")),
                pl.when(~late.is_between(0, LONGEST_WAIT)).then(pl.lit("year:not_of_that_year")),
                pl.col("holder_error"),
            ).alias("errors"),
            joined(pl.col("warnings"), pl.col("holder_warning")).alias("warnings"),
            place.alias("union_id"),
            pl.when(told).then(pl.format("{} {} {}", "title_id", "year", "holder_key")).alias("told_apart"),
            pl.col("holder").alias("name"),
        )
        passing = ("title_error", "title_ended_on", "holder_error", "holder_warning", "holder_place", "place_id",
                   "place_level", "document")  # fmt: skip
        return frame.drop(passing)

    def held(self, rows: pl.DataFrame) -> pl.DataFrame:
        schema = {
            "id": pl.Int64, "version": pl.Int64, "union_id": pl.Int64, "title_id": pl.Int64, "year": pl.Int64,
            "person_id": pl.Int64, "employer_id": pl.Int64, "holder_union_id": pl.Int64, "holder_name": pl.String,
            "awarded_on": pl.Date, "document_number": pl.String, "certificate_number": pl.String,
        }  # fmt: skip
        titles = rows["title_id"].drop_nulls().unique().to_list()
        found = rows_among(Honour.objects.lived(), "title_id", titles, list(schema), schema)
        key = holder_key(pl.col("person_id"), pl.col("employer_id"), pl.col("holder_union_id"), pl.col("union_id"))
        return found.select(
            pl.format("{} {} {}", "title_id", "year", key).alias("told_apart"),
            pl.col("id").alias("record"),
            "version",
            pl.col("union_id").alias("held_union"),
            *held_blank(schema, WRITTEN),
        )

    def new(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        return rows.select(
            pl.col("record").alias("id"),
            "union_id",
            "title_id",
            "year",
            "person_id",
            "employer_id",
            "holder_union_id",
            pl.coalesce("official_name", "holder").alias("holder_name"),
            *with_blanks(Honour, WRITTEN),
        )


def _with_titles(rows: pl.DataFrame) -> pl.DataFrame:
    """`title_id`, its kind of holder and its end, by code or by name, blanks left out."""
    known = [
        (_plain(word), pk, kind, ended_on)
        for pk, code, name, kind, ended_on in HonourTitle.objects.values_list(
            "pk", "code", "name", "holder_kind", "ended_on"
        )
        for word in (code, name)
    ]
    titles = pl.DataFrame(
        known,
        schema={"written": pl.String, "title_id": pl.Int64, "holder_kind": pl.String, "title_ended_on": pl.Date},
        orient="row",
    ).unique("written")
    frame = rows.with_columns(pl.col("title").str.replace_all(r"[\s“”\"]", "").alias("written"))
    frame = frame.join(titles, on="written", how="left", maintain_order="left")
    missing = pl.col("title").is_not_null() & pl.col("title_id").is_null()
    return frame.with_columns(pl.when(missing).then(pl.lit("no_such_title")).alias("title_error")).drop("written")


def _plain(word: str) -> str:
    return "".join(word.split())


AWARDS = AwardDeclaration()
