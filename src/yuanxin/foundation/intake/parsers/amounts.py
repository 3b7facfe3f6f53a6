"""Columns of numbers that are counted with."""

import datetime

import polars as pl

from yuanxin.foundation.intake.parsers.cells import Cells, Parsed, Parser, parsed

MONEY = r"^(-?)(\d{1,12})(?:\.(\d{1,2})0*)?$"
WRITTEN = r"^第?(\d+)(?:\.0+)?(?:[届人名个]|年度?)?$"


def whole_number(lowest: int, highest: int) -> Parser:
    """A whole number between two bounds, both in: 1,200, 1200.0, and with its measure word, 第5届, 40人 or 2016年."""

    def parse(cells: Cells, _today: datetime.date) -> Parsed:
        digits = pl.col("text").str.normalize("NFKC").str.replace_all(r"[,\s]", "").str.extract(WRITTEN)
        value = digits.cast(pl.Int64, strict=False)
        good = value.is_between(lowest, highest).fill_null(value=False)
        error = pl.when(pl.col("text").is_not_null() & ~good).then(pl.lit("not_a_whole_number"))
        return parsed(pl.DataFrame({"text": cells.texts}), pl.when(good).then(value), error)

    return parse


def amount() -> Parser:
    """An amount of money in whole fen: 1,200.00, ￥1200.5, 1200元; parts of a fen are no amount."""

    def parse(cells: Cells, _today: datetime.date) -> Parsed:
        plain = pl.col("text").str.normalize("NFKC").str.replace_all(r"[,\s¥￥元]", "")
        whole = plain.str.extract(MONEY, 2).cast(pl.Int64, strict=False)
        cents = plain.str.extract(MONEY, 3).str.pad_end(2, "0").cast(pl.Int64, strict=False).fill_null(0)
        fen = (whole * 100 + cents) * pl.when(plain.str.extract(MONEY, 1) == "-").then(-1).otherwise(1)
        error = pl.when(pl.col("text").is_not_null() & whole.is_null()).then(pl.lit("not_an_amount"))
        return parsed(pl.DataFrame({"text": cells.texts}), fen, error)

    return parse
