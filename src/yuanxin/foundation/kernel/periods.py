"""Periods: a pair of days, both in, turned once into a half-open range."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` to `end`, both in.

    Raises:
        ValueError: if it ends before it starts.
    """

    start: datetime.date
    end: datetime.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"{self.end} lies before {self.start}")

    @property
    def range(self) -> tuple[datetime.date, datetime.date]:
        """First day, and first day after."""
        return self.start, self.end + ONE_DAY

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: datetime.date) -> bool:
        return self.start <= day <= self.end

    def previous(self) -> Period:
        """The period of the same length before: for whole months as many months, else as many days."""
        end = self.start - ONE_DAY
        months = self._whole_months()
        if not months:
            return Period(end - datetime.timedelta(days=self.days - 1), end)
        count = self.start.year * 12 + self.start.month - 1 - months
        return Period(datetime.date(count // 12, count % 12 + 1, 1), end)

    def _whole_months(self) -> int:
        last = calendar.monthrange(self.end.year, self.end.month)[1]
        if self.start.day != 1 or self.end.day != last:
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1


def half_year(year: int, number: int) -> Period:
    """The first (1) or second (2) half of a year."""
    if number == 1:
        return Period(datetime.date(year, 1, 1), datetime.date(year, 6, 30))
    if number == 2:
        return Period(datetime.date(year, 7, 1), datetime.date(year, 12, 31))
    raise ValueError(f"a year has halves 1 and 2, not {number}")


def month(year: int, number: int) -> Period:
    """A calendar month."""
    return Period(datetime.date(year, number, 1), datetime.date(year, number, calendar.monthrange(year, number)[1]))
