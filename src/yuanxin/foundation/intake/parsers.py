"""Reading one column of texts into values, all rows at once.

A parser takes the texts (blank ones null), which cells held a number, and the import's `Circumstances`; it gives the
values, and for each row the code of what is wrong with it. Codes, not sentences: `problems.py` has the words.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

LONGEST_TEXT = 100
EXCEL_DAY_ZERO = datetime.date(1899, 12, 30)
# 1900-03-01 to 2099-12-31; earlier serial numbers are shifted by Excel's leap day that never was.
EXCEL_DAYS = (61, 73_050)
YEARS = (1900, 2099)
YES = ("是", "y", "yes", "true", "1", "√", "✓", "有", "对")
NO = ("否", "n", "no", "false", "0", "×", "x", "无", "不是", "非")
SCIENTIFIC = r"^[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+$"


@dataclass(frozen=True)
class Parsed:
    """A column read: the value, the code of an error, the code of a warning, and what else the column tells."""

    value: pl.Series
    error: pl.Series
    warning: pl.Series | None = None
    besides: dict[str, pl.Series] = field(default_factory=dict)


Parser = Callable[[pl.Series, pl.Series | None, datetime.date], Parsed]


def parsed(frame: pl.DataFrame, value: pl.Expr, error: pl.Expr) -> Parsed:
    """The two columns computed at once."""
    done = frame.select(value.alias("value"), error.alias("error"))
    return Parsed(done["value"], done["error"])


def text(longest: int = LONGEST_TEXT) -> Parser:
    """A text of at most `longest` characters, inner line breaks made blanks."""

    def parse(texts: pl.Series, _typed: pl.Series | None, _today: datetime.date) -> Parsed:
        value = pl.col("value").str.replace_all(r"\s+", " ")
        too_long = pl.when(value.str.len_chars() > longest).then(pl.lit("too_long"))
        return parsed(pl.DataFrame({"value": texts}), value, too_long)

    return parse


def plain(column: pl.Expr) -> pl.Expr:
    """A code-table cell as compared: half-width brackets and letters, no blanks, small letters."""
    return (
        column.str.replace_all(r"[\s　]+", "")
        .str.replace_many(["（", "）", "／", "－", "—"], ["(", ")", "/", "-", "-"])
        .str.to_lowercase()
    )


def code_table(words: Mapping[str, str | int]) -> Parser:
    """A value of a code table, by any of the words that people use for it, its standard code among them."""
    table = {str(word).lower(): value for word, value in words.items()}
    kind = pl.Int16 if all(isinstance(value, int) for value in table.values()) else pl.String

    def parse(texts: pl.Series, _typed: pl.Series | None, _today: datetime.date) -> Parsed:
        # Few distinct words stand in a column: each is looked up once.
        distinct = pl.DataFrame({"word": texts}).unique().drop_nulls()
        looked_up = distinct.with_columns(
            plain(pl.col("word")).replace_strict(table, default=None, return_dtype=kind).alias("value")
        )
        frame = pl.DataFrame({"word": texts}).join(looked_up, on="word", how="left", maintain_order="left")
        unknown = pl.col("word").is_not_null() & pl.col("value").is_null()
        return parsed(frame, pl.col("value"), pl.when(unknown).then(pl.lit("unknown_word")))

    return parse


def yes_no() -> Parser:
    """是 or 否 and their like."""
    words = {**dict.fromkeys(YES, 1), **dict.fromkeys(NO, 0)}
    as_number = code_table(words)

    def parse(texts: pl.Series, typed: pl.Series | None, today: datetime.date) -> Parsed:
        number = as_number(texts, typed, today)
        return Parsed(number.value.cast(pl.Boolean), number.error)

    return parse


def date() -> Parser:
    """A day: 2016-03-01, 2016/3/1, 2016.3.1, 2016年3月1日, 20160301, an Excel serial number; or a month, its first day.

    `besides["month_only"]` says where only the month was given.
    """

    def parse(texts: pl.Series, typed: pl.Series | None, _today: datetime.date) -> Parsed:
        # Dates repeat: each distinct writing is read once.
        numbers = typed if typed is not None else pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(texts))
        frame = pl.DataFrame({"text": texts, "typed": numbers})
        distinct = _dates(frame.unique())
        joined = frame.join(distinct, on=["text", "typed"], how="left", nulls_equal=True, maintain_order="left")
        unread = pl.col("text").is_not_null() & pl.col("value").is_null()
        done = joined.select(
            "value",
            pl.when(unread).then(pl.lit("not_a_date")).alias("error"),
            pl.col("month_only").fill_null(value=False),
        )
        return Parsed(done["value"], done["error"], besides={"month_only": done["month_only"]})

    return parse


def _dates(frame: pl.DataFrame) -> pl.DataFrame:
    """`text` and `typed` with `value` and `month_only`."""
    writing = (
        pl.col("text")
        .str.replace_all(r"[\s　]+00:00(:00)?(\.0+)?$", "")
        .str.replace_all(r"[\s　]+", "")
        .str.replace_all(r"[年月/.．\-－—、]", "-")
        .str.replace_all(r"[日号]$", "")
        .str.strip_suffix("-")
    )
    parts = writing.str.extract_groups(r"^(\d{4})-?(\d{1,2})(?:-(\d{1,2}))?$")
    run = writing.str.extract_groups(r"^(\d{4})(\d{2})(\d{2})$")
    is_run = writing.str.contains(r"^\d{8}$")
    # 201603 says a month; five digits in a number cell are a serial day.
    serial = pl.col("typed") & writing.str.contains(r"^\d{3,5}$")
    # Excel makes 2016.10 the number 2016.1, which may also be January.
    lost = pl.col("typed") & pl.col("text").str.contains(r"^\d{4}\.1$")
    frame = frame.with_columns(
        serial.alias("serial"),
        pl.when(is_run).then(run.struct[0]).otherwise(parts.struct[0]).cast(pl.Int32, strict=False).alias("year"),
        pl.when(is_run).then(run.struct[1]).otherwise(parts.struct[1]).cast(pl.Int8, strict=False).alias("month"),
        pl.when(is_run).then(run.struct[2]).otherwise(parts.struct[2]).cast(pl.Int8, strict=False).alias("day"),
    )
    month_only = pl.col("month").is_not_null() & pl.col("day").is_null()
    iso = pl.concat_str(
        pl.col("year").cast(pl.String),
        pl.col("month").cast(pl.String).str.zfill(2),
        pl.col("day").fill_null(1).cast(pl.String).str.zfill(2),
        separator="-",
    )
    number = pl.col("text").cast(pl.Int32, strict=False)
    by_serial = pl.lit(EXCEL_DAY_ZERO) + pl.duration(days=pl.when(number.is_between(*EXCEL_DAYS)).then(number))
    by_writing = pl.when(pl.col("year").is_between(*YEARS) & ~lost).then(iso.str.to_date("%Y-%m-%d", strict=False))
    return frame.select(
        "text",
        "typed",
        pl.when(pl.col("serial")).then(by_serial).otherwise(by_writing).cast(pl.Date).alias("value"),
        (month_only & ~pl.col("serial")).fill_null(value=False).alias("month_only"),
    )
