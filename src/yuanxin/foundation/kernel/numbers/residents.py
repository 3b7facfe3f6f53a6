"""Resident identity numbers (GB 11643-1999): digits, a real date of birth, weights; on whole columns."""

import datetime

import polars as pl

from yuanxin.foundation.kernel.numbers.divisions import codes_in_force, divisions
from yuanxin.foundation.kernel.numbers.problems import InvalidNumber, Problem
from yuanxin.foundation.kernel.numbers.written import first_problem, tidied

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
EARLIEST_BIRTH = datetime.date(1900, 1, 1)
LENGTH, OLD_LENGTH = 18, 15


def check_digit(body: str) -> str:
    """The eighteenth character for the first seventeen.

    >>> check_digit("11010519491231002")
    'X'
    """
    return CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def upgraded(old: str) -> str:
    """The number of 18 characters for one of 15 digits, which were given to people born in 19yy.

    >>> upgraded("330106800101001")
    '330106198001010013'
    """
    body = f"{old[:6]}19{old[6:]}"
    return body + check_digit(body)


def check_resident_ids(numbers: pl.Series, *, today: datetime.date) -> pl.DataFrame:
    """Check a column of resident numbers, of 18 characters or the old 15.

    Returns a frame with `number` (18 characters; as tidied where wrong), `error`, `warning` (both codes of `Problem`),
    `born_on`, `sex` (1 male, 2 female) and `upgraded` (whether it was written with 15 digits). Birth and sex are null
    where there is an error. A division that is unknown or was abolished by `today` is a warning: people keep the code
    of the place that first gave them a number.
    """
    frame = pl.DataFrame({"number": numbers}).with_columns(tidied(pl.col("number")).alias("number"))
    frame = _with_old_ones_upgraded(frame)
    number = pl.col("number")
    body = number.str.slice(0, 17).cast(pl.Int64, strict=False)
    weighted = pl.sum_horizontal(
        [body.floordiv(10 ** (16 - place)).mod(10) * weight for place, weight in enumerate(WEIGHTS)]
    )
    last = pl.when(number.str.ends_with("X")).then(10).otherwise(number.str.slice(17, 1).cast(pl.Int64, strict=False))
    frame = frame.with_columns(
        number.str.slice(6, 8).str.to_date("%Y%m%d", strict=False).alias("born_on"),
        # The weight of the last character is 1, and the whole sum leaves 1.
        ((weighted + last).mod(11) == 1).alias("sum_is_right"),
        body.mod(2).alias("parity"),
    )
    born_on = pl.col("born_on")
    frame = frame.with_columns(
        first_problem(
            (number.is_null(), Problem.BLANK),
            (number.str.len_chars() != LENGTH, Problem.LENGTH),
            (~number.str.contains(r"^[0-9]{17}[0-9X]$"), Problem.CHARACTERS),
            (born_on.is_null(), Problem.DATE),
            (~born_on.is_between(EARLIEST_BIRTH, today), Problem.DATE_RANGE),
            (~pl.col("sum_is_right"), Problem.CHECK_DIGIT),
        ).alias("error")
    )
    division, right = number.str.slice(0, 6), pl.col("error").is_null()
    return frame.select(
        number,
        pl.col("error"),
        pl.when(right)
        .then(
            first_problem(
                (~division.is_in(list(divisions())), Problem.DIVISION_UNKNOWN),
                (~division.is_in(list(codes_in_force(today.year))), Problem.DIVISION_ABOLISHED),
            )
        )
        .alias("warning"),
        pl.when(right).then(born_on).alias("born_on"),
        pl.when(right).then(2 - pl.col("parity")).cast(pl.Int8).alias("sex"),
        pl.col("upgraded"),
    )


def resident_id_of(text: str, *, today: datetime.date) -> dict[str, object]:
    """One number by the same rule, as the row that `check_resident_ids` gives.

    Raises:
        InvalidNumber: with the `Problem` as its code.
    """
    row = check_resident_ids(pl.Series([text]), today=today).row(0, named=True)
    if row["error"]:
        raise InvalidNumber(row["error"])
    return row


def _with_old_ones_upgraded(frame: pl.DataFrame) -> pl.DataFrame:
    """Old numbers are few by now, so they go one by one."""
    old = pl.col("number").str.contains(r"^[0-9]{15}$").fill_null(value=False)
    frame = frame.with_columns(old.alias("upgraded"))
    if not frame["upgraded"].any():
        return frame
    return frame.with_columns(
        pl.when(old)
        .then(pl.col("number").map_elements(_upgraded_if_old, return_dtype=pl.String))
        .otherwise(pl.col("number"))
        .alias("number")
    )


def _upgraded_if_old(number: str) -> str:
    return upgraded(number) if len(number) == OLD_LENGTH and number.isdigit() else number
