"""Which rule holds on a day, and how working days count."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.periods import ONE_DAY, Period
from yuanxin.foundation.policies.choices import VersionState
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.registry import declaration, label_of
from yuanxin.foundation.policies.rules import fixed_holidays, years_to_know
from yuanxin.foundation.policies.schemas import HOLIDAYS, HolidayCalendar


class NoPolicy(Refused):
    """No version of the policy holds on the day asked for."""


# All versions, read when the first is asked for while `each_once` holds; nothing is kept beside it.
_known: ContextVar[list[Policy] | None] = ContextVar("policies", default=None)


@contextmanager
def each_once() -> Iterator[None]:
    """Read the policies once, all together, as long as this holds: for work that writes none."""
    token = _known.set([])
    try:
        yield
    finally:
        _known.reset(token)


def policy(code: str, *, on: datetime.date, region: str = "") -> Any:
    """The typed parameters of the policy in force on a day.

    Raises:
        UnknownPolicy: if no app declares the code.
        NoPolicy: if no version holds on that day.
    """
    return policy_version(code, on=on, region=region).typed


def policy_version(code: str, *, on: datetime.date, region: str = "") -> Policy:
    """The version in force on a day: the region's own, else that of the division above it, else the general one.

    A calculation keeps its id, so that it can be made again years later.

    Raises:
        UnknownPolicy: if no app declares the code.
        NoPolicy: if no version holds on that day.
    """
    declaration(code)
    versions = {each.region: each for each in _in_force(code, on) if each.region in _wider(region)}
    for candidate in _wider(region):
        if candidate in versions:
            return versions[candidate]
    raise NoPolicy(
        _("No “%(policy)s” is in force on %(day)s.") % {"policy": label_of(code), "day": on},
        remedy=_("Enter it under System, Policies."),
    )


def _in_force(code: str, day: datetime.date) -> Iterable[Policy]:
    """The versions of a policy that hold on a day, of every region."""
    known = _known.get()
    if known is None:
        return Policy.objects.in_force(day).filter(code=code)
    if not known:
        known.extend(Policy.objects.all())
    return [each for each in known if each.code == code and each.state_on(day) == VersionState.IN_FORCE]


def is_working_day(day: datetime.date, *, region: str = "") -> bool:
    """Whether `day` is worked, by the State Council's notice for its year.

    A year whose notice is not entered is counted from Monday to Friday without the holidays of fixed days, so that
    nobody who applies is turned away; `missing_calendar` says that it is to be entered.
    """
    return _Calendar(region).works(day)


def working_days(period: Period, *, region: str = "") -> int:
    """How many working days a period has, both ends in."""
    calendar = _Calendar(region)
    return sum(calendar.works(period.start + offset * ONE_DAY) for offset in range(period.days))


def add_working_days(day: datetime.date, count: int, *, region: str = "") -> datetime.date:
    """The last day of a time limit of `count` working days; the day it begins on is not counted.

    Raises:
        ValueError: for a negative count.
    """
    if count < 0:
        raise ValueError(f"a time limit has no {count} days")
    calendar = _Calendar(region)
    while count:
        day += ONE_DAY
        count -= calendar.works(day)
    return day


def entered_calendar(day: datetime.date, *, region: str = "") -> HolidayCalendar | None:
    """The State Council's notice for the year of `day`, None where nobody has entered it."""
    try:
        calendar: HolidayCalendar = policy(HOLIDAYS, on=day, region=region)
    except NoPolicy:
        return None
    return calendar


def missing_calendar(today: datetime.date) -> int | None:
    """The first year whose notice should be entered by now and is not."""
    years = (datetime.date(year, 12, 31) for year in years_to_know(today))
    return next((day.year for day in years if entered_calendar(day) is None), None)


class _Calendar:
    """The holiday calendars of the years that one calculation touches, each read once."""

    def __init__(self, region: str) -> None:
        self.region = region
        self._years: dict[int, tuple[frozenset[datetime.date], frozenset[datetime.date]]] = {}

    def works(self, day: datetime.date) -> bool:
        if day.year not in self._years:
            self._years[day.year] = self._read(day)
        off, worked = self._years[day.year]
        return day in worked if day.weekday() >= 5 else day not in off

    def _read(self, day: datetime.date) -> tuple[frozenset[datetime.date], frozenset[datetime.date]]:
        calendar = entered_calendar(day, region=self.region)
        if calendar is None:
            return fixed_holidays(day.year), frozenset()
        return frozenset(calendar.days_off), frozenset(calendar.working_weekends)


def _wider(region: str) -> list[str]:
    """The region and the divisions above it: street, county, prefecture, province, everywhere."""
    wider = [region, region[:6], f"{region[:4]}00", f"{region[:2]}0000"] if region else []
    return list(dict.fromkeys([*wider, ""]))
