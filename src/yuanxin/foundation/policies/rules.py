"""Working days of a year whose notice is not known yet."""

import datetime

# Holidays that fall on the same days each year, by 全国年节及纪念日放假办法. Those that follow the moon or the sun, and
# the days worked instead, stand in the State Council's notice alone.
FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
# The notice of a year is published in the last months of the one before it.
AWAITED_FROM = 11


def fixed_holidays(year: int) -> frozenset[datetime.date]:
    """The days of a year that are off whatever its notice says."""
    return frozenset(datetime.date(year, month, day) for month, day in FIXED_HOLIDAYS)


def years_to_know(today: datetime.date) -> tuple[int, ...]:
    """The years whose notice should be entered by now: this one, and from November on the next."""
    return (today.year, today.year + 1) if today.month >= AWAITED_FROM else (today.year,)
