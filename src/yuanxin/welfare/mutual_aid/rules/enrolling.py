"""Enrolling: the window, the fee, the ages, the waiting period. What the policies hold, and how it is reckoned."""

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.kernel.money import yuan
from yuanxin.foundation.kernel.periods import ONE_DAY
from yuanxin.foundation.policies.schemas import labelled
from yuanxin.welfare.mutual_aid.choices import EnrolmentKind

FEE = "mutual.fee"
WINDOW = "mutual.window"
WAITING = "mutual.wait_days"
AGES = "mutual.ages"

MONTH_AND_DAY = re.compile(r"(\d{2})-(\d{2})")


def check_amount(amount: Decimal) -> None:
    """Raise `ValueError` for an amount with parts of a fen, or below 0."""
    if yuan(amount) < 0:
        raise ValueError(_("An amount is not negative."))


@dataclass(frozen=True, slots=True)
class Fee:
    """What is paid for a person and period, in yuan (缴费标准)."""

    per_head: Decimal = field(metadata={"label": gettext_lazy("Yuan a head and period")})

    def __post_init__(self) -> None:
        check_amount(self.per_head)


@dataclass(frozen=True, slots=True)
class Window:
    """When units list their members (集中参保期): both days in, of the year before the scheme begins.

    Whoever joined a union since may be enrolled later, within `newcomer_days` of joining.
    """

    opens: str = labelled(gettext_lazy("First day, as month-day"))
    closes: str = labelled(gettext_lazy("Last day, as month-day"))
    newcomer_days: int = labelled(gettext_lazy("Days after joining in which a newcomer may enrol"))

    def __post_init__(self) -> None:
        if day_of(self.opens, 2015) > day_of(self.closes, 2015):
            raise ValueError(_("The window ends before it begins."))
        if self.newcomer_days < 0:
            raise ValueError(_("A number of days is not negative."))

    def before(self, begins_on: datetime.date) -> tuple[datetime.date, datetime.date]:
        """The window of a scheme that begins on that day: the last one that closes before it."""
        year = begins_on.year if day_of(self.closes, begins_on.year) < begins_on else begins_on.year - 1
        return day_of(self.opens, year), day_of(self.closes, year)


@dataclass(frozen=True, slots=True)
class WaitingDays:
    """How many days of cover pass before illness is paid for (等待期); accidents are covered at once."""

    first: int = labelled(gettext_lazy("Days for a first enrolment"))
    newcomers: int = labelled(gettext_lazy("Days for a newcomer"))
    renewals: int = labelled(gettext_lazy("Days for a renewal"))

    def __post_init__(self) -> None:
        if min(self.first, self.newcomers, self.renewals) < 0:
            raise ValueError(_("A number of days is not negative."))


@dataclass(frozen=True, slots=True)
class Ages:
    """Who may be enrolled, by age on the first day of cover (参保年龄)."""

    youngest: int = labelled(gettext_lazy("Youngest"))
    oldest: int = labelled(gettext_lazy("Oldest"))

    def __post_init__(self) -> None:
        if not 0 < self.youngest <= self.oldest:
            raise ValueError(_("The youngest age lies below the oldest."))

    def fit(self, born_on: datetime.date, day: datetime.date) -> bool:
        """Whether somebody born then is of an age to be covered from that day."""
        return self.youngest <= age_on(born_on, day) <= self.oldest


def day_of(text: str, year: int) -> datetime.date:
    """A day written as month-day, in a year.

    Raises:
        ValueError: if it is no day of that year.
    """
    found = MONTH_AND_DAY.fullmatch(text.strip())
    if found is None:
        raise ValueError(_("Write a day as 10-20."))
    return datetime.date(year, int(found[1]), int(found[2]))


@dataclass(frozen=True, slots=True)
class Cover:
    """The days a person is covered: both in; `waiting_until` is the last day without cover for illness, if any."""

    begins: datetime.date
    ends: datetime.date
    waiting_until: datetime.date | None


def cover_begins(scheme_begins: datetime.date, paid_on: datetime.date) -> datetime.date:
    """The first day of cover: the first one of the scheme; of a fee paid later, the day after it was paid."""
    return max(scheme_begins, paid_on + ONE_DAY)


def cover_of(kind: str, begins: datetime.date, ends: datetime.date, waiting: WaitingDays) -> Cover:
    """What an enrolment of this kind covers, from its first day to the scheme's last one.

    A wait longer than the cover leaves accidents only.
    """
    days = {
        EnrolmentKind.FIRST.value: waiting.first,
        EnrolmentKind.NEWCOMER.value: waiting.newcomers,
        EnrolmentKind.RENEWAL.value: waiting.renewals,
    }[str(kind)]
    until = min(begins + (days - 1) * ONE_DAY, ends) if days else None
    return Cover(begins, ends, until)


def fee_of(persons: int, fee: Fee) -> Decimal:
    """What is paid for so many people."""
    return yuan(fee.per_head * persons)


def age_on(born_on: datetime.date, day: datetime.date) -> int:
    """Full years on a day; born on 29 February one is a year older from 1 March, as 3.1 of the standards reckons."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def may_enrol_late(joined_on: datetime.date, closes_on: datetime.date, today: datetime.date, window: Window) -> bool:
    """Whether somebody who joined a union on that day may be enrolled after the window: joined since, and lately."""
    return joined_on > closes_on and (today - joined_on).days <= window.newcomer_days
