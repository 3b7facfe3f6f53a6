"""Phone numbers and bank cards."""

import polars as pl
from stdnum import luhn

from yuanxin.foundation.kernel.numbers.problems import InvalidNumber, Problem
from yuanxin.foundation.kernel.numbers.written import first_problem, tidied

MOBILE = "^1[3-9][0-9]{9}$"
LANDLINE = "^0[1-9][0-9]{1,2}-?[2-9][0-9]{6,7}$"
COUNTRY_PREFIX = r"^(?:\+|00)86-?"
CARD_LENGTHS = (16, 19)


def check_phones(phones: pl.Series, *, landlines: bool = False) -> pl.DataFrame:
    """Check a column of phone numbers: `number` and `error`.

    Country code, blanks and hyphens are dropped. Only mobile numbers are taken unless `landlines` is set; a landline
    keeps a hyphen behind its area code only where it was written so. The ranges of operators are not tested: they grow.
    """
    frame = pl.DataFrame({"number": phones}).with_columns(
        tidied(pl.col("number")).str.replace(COUNTRY_PREFIX, "").alias("number")
    )
    number, bare = pl.col("number"), pl.col("number").str.replace_all(r"[-()]", "")
    frame = frame.with_columns(pl.when(bare.str.contains(MOBILE)).then(bare).otherwise(number).alias("number"))
    taken = number.str.contains(MOBILE)
    if landlines:
        taken |= number.str.contains(LANDLINE)
    return frame.select(
        number,
        first_problem(
            (number.is_null(), Problem.BLANK),
            (taken, ""),
            (~number.str.contains(r"^[0-9\-()]+$"), Problem.CHARACTERS),
            (pl.lit(value=True), Problem.LENGTH),
        )
        .replace("", None)
        .alias("error"),
    )


def phone_of(text: str, *, landlines: bool = False) -> str:
    """One phone number in its written form.

    Raises:
        InvalidNumber: with the `Problem` as its code.
    """
    return _only(check_phones(pl.Series([text]), landlines=landlines))


def check_bank_accounts(accounts: pl.Series) -> pl.DataFrame:
    """Check a column of bank card numbers, 16 to 19 digits with Luhn's check digit: `number` and `error`."""
    frame = pl.DataFrame({"number": accounts}).with_columns(
        tidied(pl.col("number")).str.replace_all("-", "", literal=True).alias("number")
    )
    number = pl.col("number")
    distinct = frame["number"].drop_nulls().unique().to_list()
    wrong = [account for account in distinct if account.isascii() and account.isdigit() and not luhn.is_valid(account)]
    return frame.select(
        number,
        first_problem(
            (number.is_null(), Problem.BLANK),
            (~number.str.contains("^[0-9]+$"), Problem.CHARACTERS),
            (~number.str.len_chars().is_between(*CARD_LENGTHS), Problem.LENGTH),
            (number.is_in(wrong), Problem.CHECK_DIGIT),
        ).alias("error"),
    )


def bank_account_of(text: str) -> str:
    """One bank card number in its written form.

    Raises:
        InvalidNumber: with the `Problem` as its code.
    """
    return _only(check_bank_accounts(pl.Series([text])))


def _only(frame: pl.DataFrame) -> str:
    row = frame.row(0, named=True)
    if row["error"]:
        raise InvalidNumber(row["error"])
    return row["number"]
