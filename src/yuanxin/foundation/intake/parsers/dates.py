"""Days, in every form in which people write them and in which spreadsheets keep them."""

import datetime
import re
import unicodedata

import polars as pl

from yuanxin.foundation.intake.parsers.cells import Cells, Parsed, Parser
from yuanxin.foundation.intake.reading.inspection import DAY_ZERO

# 1900-03-01 to 2099-12-31 from the usual day zero; earlier serial numbers are shifted by a leap day that never was.
SERIAL_DAYS = (61, 73_050)
YEARS = (1900, 2099)
# Excel's rule for a year of two digits.
CENTURY_TURNS_AT = 30
DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": "0", "○": "0", "Ｏ": "0", "两": "2", "元": "1", "正": "1", "壹": "1", "贰": "2", "叁": "3", "肆": "4",
    "伍": "5", "陆": "6", "柒": "7", "捌": "8", "玖": "9",
}  # fmt: skip
TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30}
IN_WORDS = re.compile(r"^(.{2}|.{4})年(.{1,3})月(?:份)?(?:(.{1,3})[日号])?$")
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
# 5-Jan-16, 5 January 2016; Jan 5, 2016; Jan-16.
DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ]?([a-z]{3,9})\.?[-/., ]*(\d{4}|\d{2})$")
MONTH_FIRST = re.compile(r"^([a-z]{3,9})\.?[-/ ]?(\d{1,2})(?:st|nd|rd|th)?[, ]+(\d{4})$")
MONTH_ONLY = re.compile(r"^([a-z]{3,9})\.?[-/ ]*(\d{4}|\d{2})$")
SHORT_YEAR = re.compile(r"^(\d{2})年(\d{1,2})月(?:(\d{1,2})[日号]?)?$")


def date() -> Parser:
    """A day: 2016-03-01, 2016/3/1, 2016年3月1日, 20160301, 二〇一六年三月一日, 1-Mar-16, a serial day; or a month.

    A month stands for its first day; `besides["month_only"]` says where only the month was given. What may be two
    days (1/5/2016) is none.
    """

    def parse(cells: Cells, _today: datetime.date) -> Parsed:
        # Dates repeat: each distinct writing is read once.
        frame = pl.DataFrame({"text": cells.texts, "typed": cells.numeric})
        distinct = _dates(frame.unique(), cells.day_zero)
        joined = frame.join(distinct, on=["text", "typed"], how="left", nulls_equal=True, maintain_order="left")
        unread = pl.col("text").is_not_null() & pl.col("value").is_null()
        done = joined.select(
            "value",
            pl.when(unread).then(pl.lit("not_a_date")).alias("error"),
            pl.col("month_only").fill_null(value=False),
        )
        return Parsed(done["value"], done["error"], besides={"month_only": done["month_only"]})

    return parse


def _dates(frame: pl.DataFrame, day_zero: datetime.date) -> pl.DataFrame:
    """`text` and `typed` with `value` and `month_only`."""
    writing = (
        pl.col("text")
        .str.normalize("NFKC")
        .str.replace_all(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$", "")
        .str.replace_all(r"[(（]?(?:星期|周)[一二三四五六日天][)）]?$", "")
        .str.replace_all(r"\s+", "")
        .str.replace_all(r"[年月/.\-－—–、,]", "-")
        .str.replace_all(r"[日号]$", "")
        .str.strip_chars_end("-")
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
    # The same days whatever the system: those of the other one count from another day.
    first, last = (day - (day_zero - DAY_ZERO).days for day in SERIAL_DAYS)
    number = pl.col("text").cast(pl.Int32, strict=False)
    by_serial = pl.lit(day_zero) + pl.duration(days=pl.when(number.is_between(first, last)).then(number))
    by_writing = pl.when(pl.col("year").is_between(*YEARS) & ~lost).then(iso.str.to_date("%Y-%m-%d", strict=False))
    read = frame.with_columns(
        pl.when(pl.col("serial")).then(by_serial).otherwise(by_writing).cast(pl.Date).alias("value"),
        (month_only & ~pl.col("serial")).fill_null(value=False).alias("month_only"),
    )
    return _with_words(read.select("text", "typed", "value", "month_only"))


def _with_words(frame: pl.DataFrame) -> pl.DataFrame:
    """The same with the days that stand in words."""
    left = frame.filter(pl.col("value").is_null() & pl.col("text").is_not_null() & ~pl.col("typed"))
    said = [(text, *found) for text in left["text"].unique() if (found := in_words(text)) is not None]
    if not said:
        return frame
    words = pl.DataFrame(said, schema={"text": pl.String, "said": pl.Date, "said_month": pl.Boolean}, orient="row")
    return frame.join(words, on="text", how="left", maintain_order="left").select(
        "text",
        "typed",
        pl.coalesce("value", pl.when(~pl.col("typed")).then(pl.col("said"))).alias("value"),
        pl.when(pl.col("value").is_null() & ~pl.col("typed"))
        .then(pl.col("said_month").fill_null(value=False))
        .otherwise("month_only")
        .alias("month_only"),
    )


def in_words(text: str) -> tuple[datetime.date, bool] | None:
    """A day in Chinese numerals or with an English month, and whether only the month is said; None for neither.

    >>> in_words("二〇一六年一月五日"), in_words("5-Jan-16"), in_words("1/5/2016")
    ((datetime.date(2016, 1, 5), False), (datetime.date(2016, 1, 5), False), None)
    """
    written = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().lower()
    year: str | int | None
    month: str | int | None
    day: str | int | None
    if match := SHORT_YEAR.match(written.replace(" ", "")) or IN_WORDS.match(written.replace(" ", "")):
        year, month, day = match.group(1), _number(match.group(2)), match.group(3)
        year = "".join(DIGITS.get(character, character) for character in year)
        day = _number(day) if day else None
        if day is None and match.group(3):
            return None
    elif match := DAY_FIRST.match(written):
        day, month, year = int(match.group(1)), MONTHS.get(match.group(2)[:3]), match.group(3)
    elif match := MONTH_FIRST.match(written):
        month, day, year = MONTHS.get(match.group(1)[:3]), int(match.group(2)), match.group(3)
    elif match := MONTH_ONLY.match(written):
        month, year, day = MONTHS.get(match.group(1)[:3]), match.group(2), None
    else:
        return None
    if month is None or not year.isdigit():
        return None
    full = int(year) if len(year) > 2 else int(year) + (2000 if int(year) < CENTURY_TURNS_AT else 1900)
    try:
        said = datetime.date(full, int(month), int(day) if day is not None else 1)
    except ValueError:
        return None
    return (said, day is None) if YEARS[0] <= full <= YEARS[1] else None


def _number(text: str) -> int | None:
    """A number to ninety-nine in digits or in Chinese numerals: 十二, 廿三, 二十, 〇五, 元."""
    if text.isdigit() and text.isascii():
        return int(text)
    for character, value in TENS.items():
        before, found, after = text.partition(character)
        if found:
            tens = _units(before) if before else 1
            units = _units(after) if after else 0
            return None if tens is None or units is None else (tens if value == 10 else 1) * value + units
    return _units(text)


def _units(text: str) -> int | None:
    digits = "".join(DIGITS.get(character, character) for character in text)
    return int(digits) if digits.isdigit() and digits.isascii() else None
