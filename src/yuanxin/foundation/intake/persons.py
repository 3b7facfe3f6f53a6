"""Rows about people whom the registry knows: told by name and identity document, found by the digest of its number."""

import datetime

import polars as pl

from yuanxin.foundation.intake.declarations import Column
from yuanxin.foundation.intake.parsers import DOCUMENT_TYPE_CHOICES, DOCUMENT_TYPES, code_table, document_number, name
from yuanxin.foundation.intake.problems import joined, token
from yuanxin.foundation.kernel.numbers import check_documents
from yuanxin.foundation.kernel.sealed import lookup_digests

PERSON_COLUMNS = (
    Column("name", "姓名", ("职工姓名", "会员姓名", "员工姓名", "人员姓名", "名字"), name(), required=True, width=10),
    Column(
        "document_type",
        "证件类型",
        ("证件种类", "证件类别"),
        code_table(DOCUMENT_TYPES),
        width=14,
        choices=DOCUMENT_TYPE_CHOICES,
        note="不填为居民身份证",
    ),
    Column(
        "document_number",
        "证件号码",
        ("身份证号", "身份证号码", "身份证", "证件号", "居民身份证号码", "居民身份证号", "公民身份号码"),
        document_number(),
        required=True,
        as_text=True,
        note="单元格须为文本格式",
        width=22,
    ),
)


def keyed(rows: pl.DataFrame, today: datetime.date) -> pl.DataFrame:
    """`rows` of `PERSON_COLUMNS` with `key`, the look-up digest of a number that can be one; what is wrong with the
    others is among the `errors`. The clear numbers go no further."""
    told = check_documents(rows["document_number"], rows["document_type"], today=today)
    read = ~pl.col("errors").fill_null("").str.contains("document_number:", literal=True)
    number = pl.Series("number", told["number"])
    frame = rows.with_columns(
        number,
        told["kind"].alias("document_type"),
        pl.Series("wrong", told["error"]),
        pl.Series("doubtful", told["warning"]),
    ).with_columns(pl.when(read & pl.col("number").is_not_null()).then(pl.col("wrong")).alias("wrong"))
    sound = frame.select(
        pl.when(read & pl.col("number").is_not_null() & pl.col("wrong").is_null()).then(pl.col("number"))
    ).to_series()
    digests = iter(lookup_digests(sound.drop_nulls().to_list()))
    keys = [next(digests) if there else None for there in sound.is_not_null()]
    return frame.with_columns(
        joined(pl.col("errors"), token("document_number", pl.col("wrong"))).alias("errors"),
        joined(pl.col("warnings"), token("document_number", pl.col("doubtful"))).alias("warnings"),
        pl.Series("key", keys, dtype=pl.Binary),
    ).drop("document_number", "number", "wrong", "doubtful")
