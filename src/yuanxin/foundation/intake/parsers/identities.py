"""The columns that people, organisations and papers are told apart by: names, phones, credit codes, paper numbers."""

import datetime
from dataclasses import replace

import polars as pl

from yuanxin.foundation.intake.parsers.cells import Cells, Parsed, Parser
from yuanxin.foundation.intake.parsers.texts import SCIENTIFIC, text
from yuanxin.foundation.kernel.names import normalised_names
from yuanxin.foundation.kernel.numbers import check_credit_codes, check_phones, paper_number_of

# Excel keeps fifteen digits of a number; of a longer one the rest is lost, whatever the cell shows.
LOST_FROM = 16


def lost_digits(cells: Cells) -> pl.Series:
    """`typed_number` where a number of sixteen digits and more stands in a number cell, or as 3.3E+17 in text."""
    long = pl.col("text").str.len_chars() >= LOST_FROM
    frame = pl.DataFrame({"text": cells.texts, "typed": cells.numeric})
    lost = (pl.col("typed") & long) | pl.col("text").str.contains(SCIENTIFIC).fill_null(value=False)
    return frame.select(pl.when(lost).then(pl.lit("typed_number")).alias("error")).to_series()


def name() -> Parser:
    """A person's name in its one written form."""

    def parse(cells: Cells, _today: datetime.date) -> Parsed:
        frame = normalised_names(cells.texts).with_columns(cells.texts.alias("text"))
        wrong = pl.col("text").is_not_null() & ~pl.col("valid")
        done = frame.select(
            pl.when(pl.col("valid")).then(pl.col("name")).alias("value"),
            pl.when(wrong).then(pl.lit("not_a_name")).alias("error"),
        )
        return Parsed(done["value"], done["error"])

    return parse


def phone() -> Parser:
    """A mobile or fixed number."""

    def parse(cells: Cells, _today: datetime.date) -> Parsed:
        frame = check_phones(cells.texts, landlines=True).with_columns(cells.texts.alias("text"))
        return _number(frame)

    return parse


def credit_code() -> Parser:
    """A unified social credit code."""

    def parse(cells: Cells, _today: datetime.date) -> Parsed:
        frame = check_credit_codes(cells.texts).with_columns(
            cells.texts.alias("text"), lost_digits(cells).alias("lost")
        )
        frame = frame.with_columns(pl.coalesce("lost", "error").alias("error"))
        found = _number(frame)
        return Parsed(found.value, found.error, warning=frame["warning"])

    return parse


def paper_number(longest: int) -> Parser:
    """The number of an official paper, in its one written form where it is written like one."""
    as_text = text(longest)

    def parse(cells: Cells, today: datetime.date) -> Parsed:
        read = as_text(cells, today)
        numbers = [None if each is None else paper_number_of(each) for each in read.value]
        return replace(read, value=pl.Series(numbers, dtype=pl.String))

    return parse


def _number(frame: pl.DataFrame) -> Parsed:
    """Blank cells are no error; a wrong number has no value."""
    error = pl.when(pl.col("text").is_not_null()).then(pl.col("error"))
    done = frame.select(pl.when(error.is_null()).then(pl.col("number")).alias("value"), error.alias("error"))
    return Parsed(done["value"], done["error"])
