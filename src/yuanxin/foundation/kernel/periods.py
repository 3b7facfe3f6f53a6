"""Periods: a pair of days, both in, turned once into a half-open range."""

import datetime
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils import formats
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.clock import SHANGHAI

ONE_DAY = datetime.timedelta(days=1)


class PeriodKind(StrEnum):
    """What a pair of days is called."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    QUARTER = "quarter"
    MONTH = "month"
    MONTHS = "months"
    DAYS = "days"


_KIND_OF_LENGTH = {1: PeriodKind.MONTH, 3: PeriodKind.QUARTER, 6: PeriodKind.HALF_YEAR, 12: PeriodKind.YEAR}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From `start` to `end`, both days in.

    Raises:
        ValueError: if it ends before it starts.
    """

    start: datetime.date
    end: datetime.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    def __contains__(self, day: datetime.date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.name

    @property
    def range(self) -> tuple[datetime.date, datetime.date]:
        """First day in and first day out."""
        return self.start, self.end + ONE_DAY

    @property
    def instants(self) -> tuple[datetime.datetime, datetime.datetime]:
        """The range as instants, midnight to midnight in Shanghai: 23:59 of the last day is in."""
        return tuple(datetime.datetime.combine(day, datetime.time.min, SHANGHAI) for day in self.range)  # type: ignore[return-value]

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    @property
    def whole_months(self) -> int:
        """How many calendar months it consists of exactly; 0 where it cuts one."""
        if self.start.day != 1 or (self.end + ONE_DAY).day != 1:
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def kind(self) -> PeriodKind:
        """Its kind: a quarter is one of the four of the year, not any three months."""
        months = self.whole_months
        if not months:
            return PeriodKind.DAYS
        if months in _KIND_OF_LENGTH and (self.start.month - 1) % months == 0:
            return _KIND_OF_LENGTH[months]
        return PeriodKind.MONTHS

    def previous(self) -> "Period":
        """The period of the same kind just before it; of whole months as many months, of days as many days."""
        return self.shifted(-1)

    def next(self) -> "Period":
        """The period of the same kind just after it."""
        return self.shifted(1)

    def shifted(self, count: int) -> "Period":
        """The period `count` steps of its own kind later, or earlier where negative."""
        months = self.whole_months
        if months:
            start = month_after(self.start, months * count)
            return Period(start, month_after(start, months) - ONE_DAY)
        return Period(self.start + count * self.days * ONE_DAY, self.end + count * self.days * ONE_DAY)

    def year_before(self) -> "Period":
        """The same days a year earlier (同期); the last of February stands for the 29th."""
        if self.whole_months:
            start = month_after(self.start, -12)
            return Period(start, month_after(start, self.whole_months) - ONE_DAY)
        return Period(_a_year_before(self.start), _a_year_before(self.end))

    def months(self) -> Iterator["Period"]:
        """The calendar months it touches, first to last, each whole."""
        start = self.start.replace(day=1)
        while start <= self.end:
            yield month(start.year, start.month)
            start = month_after(start, 1)

    @property
    def code(self) -> str:
        """The period as text that `parse` reads: `2016`, `2016-H1`, `2016-Q1`, `2016-03`, `2016-01-01..2016-03-15`."""
        year = self.start.year
        match self.kind:
            case PeriodKind.YEAR:
                return f"{year:04d}"
            case PeriodKind.HALF_YEAR:
                return f"{year:04d}-H{self._number(6)}"
            case PeriodKind.QUARTER:
                return f"{year:04d}-Q{self._number(3)}"
            case PeriodKind.MONTH:
                return f"{year:04d}-{self.start.month:02d}"
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def name(self) -> str:
        """What people call it: 2016年上半年."""
        words = {"year": self.start.year, "month": self.start.month, "last_month": self.end.month}
        match self.kind:
            case PeriodKind.YEAR:
                return _("the year %(year)s") % words
            case PeriodKind.HALF_YEAR if self._number(6) == 1:
                return _("first half of %(year)s") % words
            case PeriodKind.HALF_YEAR:
                return _("second half of %(year)s") % words
            case PeriodKind.QUARTER:
                return _("quarter %(quarter)s of %(year)s") % {**words, "quarter": self._number(3)}
            case PeriodKind.MONTH:
                return _("month %(month)s of %(year)s") % words
            case PeriodKind.MONTHS if self.start.year == self.end.year:
                return _("months %(month)s to %(last_month)s of %(year)s") % words
        if self.days == 1:
            return formats.date_format(self.start)
        return _("%(start)s to %(end)s") % {
            "start": formats.date_format(self.start),
            "end": formats.date_format(self.end),
        }

    def _number(self, months: int) -> int:
        return (self.start.month - 1) // months + 1


def year(number: int) -> Period:
    """A calendar year."""
    return Period(datetime.date(number, 1, 1), datetime.date(number, 12, 31))


def half_year(year_number: int, half: int) -> Period:
    """The first or second half of a year.

    Raises:
        ValueError: for another half.
    """
    return _part(year_number, half, 6)


def quarter(year_number: int, number: int) -> Period:
    """One of the four quarters.

    Raises:
        ValueError: for a fifth.
    """
    return _part(year_number, number, 3)


def month(year_number: int, number: int) -> Period:
    """A calendar month.

    Raises:
        ValueError: for a thirteenth.
    """
    return _part(year_number, number, 1)


def half_year_of(day: datetime.date) -> Period:
    """The half-year that holds `day`."""
    return half_year(day.year, 1 if day.month <= 6 else 2)


def month_of(day: datetime.date) -> Period:
    """The month that holds `day`."""
    return month(day.year, day.month)


_CODE = re.compile(r"(\d{4})(?:-?(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?", re.IGNORECASE)
_CHINESE = re.compile(r"(\d{4})年(?:(上半年)|(下半年)|第?([1-4一二三四])季度|(1[0-2]|0?[1-9])月|全年)?")


def parse(text: str) -> Period:
    """The period that `text` names: a `code`, or the usual Chinese names.

    Raises:
        ValueError: if it names none.
    """
    text = text.strip()
    first, separator, last = text.partition("..")
    if separator:
        return Period(datetime.date.fromisoformat(first.strip()), datetime.date.fromisoformat(last.strip()))
    if match := _CODE.fullmatch(text):
        number, half, quarter_number, month_number = (int(part) if part else 0 for part in match.groups())
    elif match := _CHINESE.fullmatch(text):
        number = int(match[1])
        half = 1 if match[2] else 2 if match[3] else 0
        quarter_number = "一二三四".find(match[4]) + 1 or int(match[4]) if match[4] else 0
        month_number = int(match[5] or 0)
    else:
        raise ValueError(f"{text!r} names no period")
    if half:
        return half_year(number, half)
    if quarter_number:
        return quarter(number, quarter_number)
    return month(number, month_number) if month_number else year(number)


def month_after(first: datetime.date, months: int) -> datetime.date:
    """The first day of the month `months` after the one of `first`."""
    index = first.year * 12 + first.month - 1 + months
    return datetime.date(index // 12, index % 12 + 1, 1)


def age_on(born_on: datetime.date, day: datetime.date) -> int:
    """Full years of age on `day`; who was born on 29 February is a year older on 1 March of other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def _part(year_number: int, number: int, months: int) -> Period:
    if not 1 <= number <= 12 // months:
        raise ValueError(f"a year has {12 // months} parts of {months} months, not {number}")
    start = datetime.date(year_number, (number - 1) * months + 1, 1)
    return Period(start, month_after(start, months) - ONE_DAY)


def _a_year_before(day: datetime.date) -> datetime.date:
    return day.replace(year=day.year - 1, day=min(day.day, monthrange(day.year - 1, day.month)[1]))
