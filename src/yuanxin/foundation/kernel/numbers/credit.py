"""Unified social credit codes (GB 32100-2015) with the organisation code inside (GB 11714-1997)."""

from functools import lru_cache

import polars as pl
from stdnum.cn import uscc

from yuanxin.foundation.kernel.numbers.problems import InvalidNumber, Problem
from yuanxin.foundation.kernel.numbers.written import first_problem, tidied

LENGTH = 18
# The department may be a letter (A armed forces, N agriculture, Y other), which python-stdnum's own validate refuses;
# so the form is ours and the check character is the library's.
FORM = "^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_credit_codes(codes: pl.Series) -> pl.DataFrame:
    """Check a column of credit codes: `number`, `error`, `warning`.

    The organisation code inside is only a warning: some codes in use were issued with a wrong one.
    """
    frame = pl.DataFrame({"number": codes}).with_columns(
        tidied(pl.col("number")).str.replace_all("-", "", literal=True).alias("number")
    )
    number = pl.col("number")
    frame = frame.with_columns(
        first_problem(
            (number.is_null(), Problem.BLANK),
            (number.str.len_chars() != LENGTH, Problem.LENGTH),
            (~number.str.contains(FORM), Problem.CHARACTERS),
        ).alias("form")
    )
    # A roster of many rows has few employers: each distinct code is computed once.
    sound = frame.filter(pl.col("form").is_null())["number"].unique().to_list()
    wrong = [code for code in sound if uscc.calc_check_digit(code[:17]) != code[17]]
    wrong_inside = [code for code in sound if organisation_check_character(code[8:16]) != code[16]]
    error = pl.coalesce(pl.col("form"), first_problem((number.is_in(wrong), Problem.CHECK_DIGIT)))
    return frame.with_columns(error.alias("error")).select(
        number,
        pl.col("error"),
        pl.when(pl.col("error").is_null())
        .then(first_problem((number.is_in(wrong_inside), Problem.ORGANISATION_CODE)))
        .alias("warning"),
    )


def credit_code_of(text: str) -> str:
    """One credit code in its written form.

    Raises:
        InvalidNumber: with the `Problem` as its code.
    """
    row = check_credit_codes(pl.Series([text])).row(0, named=True)
    if row["error"]:
        raise InvalidNumber(row["error"])
    return row["number"]


@lru_cache(maxsize=4096)
def organisation_check_character(body: str) -> str:
    """The ninth character of an organisation code for its first eight (letters count from A = 10)."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]
