"""Which period a page opens with, and what it is called in the text."""

import datetime

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.periods import ONE_DAY, Period, half_year


def half_year_of(day: datetime.date) -> Period:
    """The half-year that holds `day`."""
    return half_year(day.year, 1 if day.month <= 6 else 2)


def next_period(period: Period) -> Period:
    """The half-year after `period`."""
    return half_year_of(period.end + ONE_DAY)


def last_over(today: datetime.date) -> Period:
    """The last half-year that is over."""
    return half_year_of(half_year_of(today).start - ONE_DAY)


def opening_period(at_hand: Period, last_frozen: Period | None) -> Period:
    """The half-year a page opens with: the one at hand, or a later one that was frozen.

    Never the one that follows a frozen one: it has only begun, and who has just frozen wants to see what was kept.
    """
    return at_hand if last_frozen is None or last_frozen.end <= at_hand.end else last_frozen


def in_words(period: Period) -> str:
    """What the text calls the period: a half, a year, a month, or its days."""
    year, end = period.start.year, period.end
    if period == Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31)):
        return _("the year %(year)s") % {"year": year}
    for number, words in ((1, _("the first half of %(year)s")), (2, _("the second half of %(year)s"))):
        if period == half_year(year, number):
            return words % {"year": year}
    if period.start.day == 1 and (end + ONE_DAY).day == 1 and (year, period.start.month) == (end.year, end.month):
        return _("%(year)s-%(month)s") % {"year": year, "month": period.start.month}
    return f"{period.start} – {end}"


def titled(period: Period) -> str:
    """The period as a heading stands: `in_words`, begun with a capital where the language has them."""
    words = in_words(period)
    return words[:1].upper() + words[1:]


def short(period: Period) -> str:
    """The period on the axis of a chart: its half-year, or the month its days end in."""
    year = period.start.year
    for number, words in ((1, _("%(year)s H1")), (2, _("%(year)s H2"))):
        if period == half_year(year, number):
            return words % {"year": year}
    return f"{period.end:%Y-%m}"
