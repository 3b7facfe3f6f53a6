"""What a row and the registry say of one another. No database, no clock."""

import datetime
from typing import NamedTuple

import polars as pl

SHARED_PHONE_FROM = 5


class Field(NamedTuple):
    """A particular that a roster may fill: its column, and the value that counts as blank in the registry."""

    code: str
    blank: object


PARTICULARS = (
    Field("sex", 0),
    Field("born_on", None),
    Field("ethnicity", ""),
    Field("political_status", ""),
    Field("education", ""),
    Field("phone", None),
    Field("employer_name", ""),
    Field("job", ""),
    Field("employment_form", ""),
    Field("new_form", ""),
    Field("household_registration", ""),
    Field("migrant", None),
    Field("note", ""),
)
BLANKS = {field.code: field.blank for field in PARTICULARS}


def age_on(born_on: pl.Expr, day: datetime.date) -> pl.Expr:
    """Full years at `day`: somebody born on 29 February is a year older on 1 March of a common year's eve, not before.

    Born 1996-02-29: 19 on 2016-02-28, 20 on 2016-02-29.
    """
    before_birthday = (born_on.dt.month() * 100 + born_on.dt.day()) > (day.month * 100 + day.day)
    return pl.lit(day.year) - born_on.dt.year() - before_birthday.cast(pl.Int32)


def joining_day(given: pl.Expr, roster: datetime.date, last_left_on: pl.Expr) -> pl.Expr:
    """The first day of a membership: as the row says, else the roster's date; never inside an earlier membership.

    People write the date of their very first joining; a spell that began then would overlap the ended one.
    """
    usual = pl.coalesce(given, pl.lit(roster))
    allowed = pl.when((last_left_on > usual).fill_null(value=False)).then(pl.lit(roster)).otherwise(usual)
    return pl.max_horizontal(allowed, last_left_on)
