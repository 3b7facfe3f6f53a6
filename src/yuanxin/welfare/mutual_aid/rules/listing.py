"""Who may stand on a unit's list: the problem that keeps somebody off it, over columns.

The frame has, of each person, `person`, `born_on`, `member_union` and `joined_on` (null: no active member),
`enrolment_state` and `enrolled_union` (null: not enrolled in the scheme), `inside` (whether the union in which the
person is a member is one that is asked for), and `unit_state` (null: that union has no list under way).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.translation import gettext_lazy

from yuanxin.foundation.kernel.periods import ONE_DAY, Period
from yuanxin.welfare.mutual_aid.choices import EnrolmentKind, EnrolmentState, UnitState
from yuanxin.welfare.mutual_aid.rules.enrolling import Ages, Window

UNKNOWN, NOT_A_MEMBER, ELSEWHERE = "unknown_person", "not_a_member", "member_elsewhere"
AGE, NOT_OPEN, OVER, NOT_A_NEWCOMER = "age", "not_open", "over", "not_a_newcomer"
HERE, ENROLLED_ELSEWHERE, SENT_IN = "enrolled_here", "enrolled_elsewhere", "list_sent_in"

# What each says to people; never in which union somebody is.
WORDS: Mapping[str, Any] = {
    UNKNOWN: gettext_lazy("The registry does not know this number; admit the person as a member first."),
    NOT_A_MEMBER: gettext_lazy("Not an active member; admit the person first."),
    ELSEWHERE: gettext_lazy("Active elsewhere; that union enrols the person, or a transfer comes first."),
    HERE: gettext_lazy("Enrolled in this scheme already."),
    ENROLLED_ELSEWHERE: gettext_lazy("Enrolled in this scheme already, through another union."),
    SENT_IN: gettext_lazy("The list of this person's union is submitted; take it back before adding to it."),
    NOT_OPEN: gettext_lazy("Enrolment in this scheme has not begun yet."),
    OVER: gettext_lazy("This scheme is over."),
    NOT_A_NEWCOMER: gettext_lazy("The window is over; only who joined a union since, and lately, may be enrolled."),
    AGE: gettext_lazy("%(value)s years old: outside the ages of this scheme."),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides, besides the person: the scheme's days and the policies in force."""

    covers: Period
    opens_on: datetime.date
    closes_on: datetime.date
    window: Window
    ages: Ages

    def is_late(self, today: datetime.date) -> bool:
        """Whether the window is over, so that only newcomers may be enrolled."""
        return today > self.closes_on

    def begins(self, today: datetime.date) -> datetime.date:
        """The first day of cover of somebody listed today, if the fee comes in at once."""
        return max(self.covers.start, today)


def obstacle(terms: Terms, today: datetime.date) -> pl.Expr:
    """The code of what keeps a person off the list, null where nothing does; `enrolled_here` says it was done."""
    enrolled = pl.col("enrolment_state").is_in([EnrolmentState.LISTED.value, EnrolmentState.VALID.value])
    enrolled = enrolled.fill_null(value=False)
    age = years(pl.col("born_on"), terms.begins(today))
    too_late = pl.lit(value=False)
    if terms.is_late(today):
        earliest = today - terms.window.newcomer_days * ONE_DAY
        too_late = (pl.col("joined_on") <= terms.closes_on) | (pl.col("joined_on") < earliest)
    return (
        pl.when(pl.col("person").is_null())
        .then(pl.lit(UNKNOWN))
        .when(enrolled & (pl.col("enrolled_union") == pl.col("member_union")) & pl.col("inside"))
        .then(pl.lit(HERE))
        .when(pl.col("member_union").is_null())
        .then(pl.lit(NOT_A_MEMBER))
        .when(~pl.col("inside"))
        .then(pl.lit(ELSEWHERE))
        .when(enrolled)
        .then(pl.lit(ENROLLED_ELSEWHERE))
        .when(pl.lit(today < terms.opens_on))
        .then(pl.lit(NOT_OPEN))
        .when(pl.lit(today > terms.covers.end))
        .then(pl.lit(OVER))
        .when(pl.col("unit_state").is_not_null() & (pl.col("unit_state") != UnitState.DRAFT.value))
        .then(pl.lit(SENT_IN))
        .when(too_late)
        .then(pl.lit(NOT_A_NEWCOMER))
        .when(~age.is_between(terms.ages.youngest, terms.ages.oldest))
        .then(pl.format("age={}", age))
    )


def kind_of(terms: Terms, today: datetime.date) -> pl.Expr:
    """As what somebody is listed: who was covered until the scheme begins renews, late ones are newcomers."""
    otherwise = EnrolmentKind.NEWCOMER if terms.is_late(today) else EnrolmentKind.FIRST
    gap = terms.begins(today) > terms.covers.start
    return (
        pl.when(pl.col("renews") & pl.lit(not gap))
        .then(pl.lit(EnrolmentKind.RENEWAL.value))
        .otherwise(pl.lit(otherwise.value))
    )


def in_words(code: str) -> str:
    """The sentence of a code, with its value: `age=15`."""
    name, _equals, value = code.partition("=")
    return str(WORDS[name]) % {"value": value}


def years(born_on: pl.Expr, day: datetime.date) -> pl.Expr:
    """Full years on a day, over a column: as `rules.enrolling.age_on`."""
    before = (born_on.dt.month() > day.month) | ((born_on.dt.month() == day.month) & (born_on.dt.day() > day.day))
    return day.year - born_on.dt.year() - before.cast(pl.Int32)
