"""The policies that the foundation itself reads."""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.policies.registry import declare_policy

HOLIDAYS = "cal.holidays"
PRINTING_UNITS = "report.approx_units"
CLOSING_DAY = "report.close_day"
TERM_YEARS = "org.term_years"
TERM_WARNING = "org.term_warn_months"
AGE_LIMITS = "member.age_limits"
TRANSFER_TIMEOUT = "member.transfer_timeout_days"
PUBLICITY = "notice.publicity_days"
OBJECTION_ANSWER = "notice.objection_days"


def labelled(label: Any) -> Any:
    """A field of a schema with what people read for it."""
    return field(metadata={"label": label})


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """One calendar year of the State Council's notice (节假日安排): where it departs from Monday to Friday."""

    days_off: tuple[datetime.date, ...] = labelled(gettext_lazy("Mondays to Fridays that are off"))
    working_weekends: tuple[datetime.date, ...] = labelled(gettext_lazy("Saturdays and Sundays worked"))

    def __post_init__(self) -> None:
        _check_days(self.days_off, weekend=False)
        _check_days(self.working_weekends, weekend=True)
        if len({day.year for day in (*self.days_off, *self.working_weekends)}) > 1:
            raise ValueError(_("A holiday calendar holds the days of one year."))

    def check_period(self, begins_on: datetime.date, ends_on: datetime.date | None) -> None:
        """Raise ValueError unless a version that holds from `begins_on` until before `ends_on` holds for that year."""
        year = begins_on.year
        if ends_on is None or not begins_on < ends_on <= datetime.date(year + 1, 1, 1):
            raise ValueError(
                _("A holiday calendar holds for one year: from 1 January until before the next 1 January.")
            )
        if {day.year for day in (*self.days_off, *self.working_weekends)} - {year}:
            raise ValueError(_("These are not the days of %(year)s.") % {"year": year})


@dataclass(frozen=True, slots=True)
class PrintingUnits:
    """What 余 and 近 round a figure to in print: figure → unit, in the figure's own unit (取整单位)."""

    units: dict[str, int] = field(metadata={"label": gettext_lazy("Unit by figure")})

    def __post_init__(self) -> None:
        if any(unit < 1 for unit in self.units.values()):
            raise ValueError(_("A printing unit is at least 1."))

    def of(self, figure: str) -> int | None:
        """The unit of a figure; None where its pattern needs none."""
        return self.units.get(figure)


@dataclass(frozen=True, slots=True)
class ClosingDay:
    """The day of the month after a period on which its figures are frozen (结账)."""

    day: int = labelled(gettext_lazy("Day of the month"))

    def __post_init__(self) -> None:
        if not 1 <= self.day <= 28:
            raise ValueError(_("Choose a day from 1 to 28."))


@dataclass(frozen=True, slots=True)
class TermYears:
    """How many years a committee may serve (届期): the lengths that each kind of union chooses from."""

    grassroots: tuple[int, ...] = labelled(gettext_lazy("Grassroots unions"))
    federations: tuple[int, ...] = labelled(gettext_lazy("Federations"))


@dataclass(frozen=True, slots=True)
class TermWarning:
    """How many months before the end of a term a union is warned (换届预警), the earliest first."""

    months: tuple[int, ...] = labelled(gettext_lazy("Months before the end"))


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """Ages outside of which a member's date of birth is doubted; a warning, never a refusal."""

    youngest: int = labelled(gettext_lazy("Youngest"))
    oldest_man: int = labelled(gettext_lazy("Oldest man"))
    oldest_woman: int = labelled(gettext_lazy("Oldest woman"))

    def __post_init__(self) -> None:
        if not 0 < self.youngest < min(self.oldest_man, self.oldest_woman):
            raise ValueError(_("The youngest age lies below the oldest."))


@dataclass(frozen=True, slots=True)
class DayLimit:
    """A time limit in days."""

    days: int = labelled(gettext_lazy("Days"))

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(_("A time limit is at least one day."))


@dataclass(frozen=True, slots=True)
class SilenceLimit:
    """A time limit in days to answer, and what happens to a matter of which one side says nothing.

    `silence` is `pass`: the silent side counts as having agreed; or `superior`: the upper union of both decides.
    """

    days: int = labelled(gettext_lazy("Days"))
    silence: str = field(default="pass", metadata={"label": gettext_lazy("Silence: pass, or superior decides")})

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(_("A time limit is at least one day."))
        if self.silence not in {"pass", "superior"}:
            raise ValueError(_("Write pass or superior."))

    @property
    def passes(self) -> bool:
        """Whether silence counts as agreement."""
        return self.silence == "pass"


@dataclass(frozen=True, slots=True)
class MonthLimit:
    """A time in months."""

    months: int = labelled(gettext_lazy("Months"))

    def __post_init__(self) -> None:
        if self.months < 1:
            raise ValueError(_("A time is at least one month."))


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The words a person agrees to (告知同意), with the version that they are known by (PIPL articles 13, 14, 17)."""

    version: str = labelled(gettext_lazy("Version"))
    text: str = labelled(gettext_lazy("Text"))

    def __post_init__(self) -> None:
        if not self.version.strip() or not self.text.strip():
            raise ValueError(_("A consent has a version and a text."))

    @property
    def digest(self) -> str:
        """What an application keeps of the text, so that its very words can be shown again and proved."""
        return hashlib.blake2b(self.text.encode(), digest_size=32).hexdigest()


def declare() -> None:
    """Make them known."""
    declare_policy(HOLIDAYS, HolidayCalendar, gettext_lazy("Holidays and days worked instead"))
    declare_policy(PRINTING_UNITS, PrintingUnits, gettext_lazy("Units figures are rounded to in print"))
    declare_policy(CLOSING_DAY, ClosingDay, gettext_lazy("Day a period is closed"))
    declare_policy(TERM_YEARS, TermYears, gettext_lazy("Years of a committee's term"))
    declare_policy(TERM_WARNING, TermWarning, gettext_lazy("Warning before the end of a term"))
    declare_policy(AGE_LIMITS, AgeLimits, gettext_lazy("Usual ages of members"))
    declare_policy(TRANSFER_TIMEOUT, SilenceLimit, gettext_lazy("Days to answer a transfer"))
    declare_policy(PUBLICITY, DayLimit, gettext_lazy("Working days of a public notice"))
    declare_policy(OBJECTION_ANSWER, DayLimit, gettext_lazy("Working days to answer an objection"))


def _check_days(days: Iterable[datetime.date], *, weekend: bool) -> None:
    wrong = [day for day in days if (day.weekday() >= 5) != weekend]
    if wrong:
        words = _("%(day)s is no Saturday or Sunday.") if weekend else _("%(day)s is a Saturday or Sunday.")
        raise ValueError(words % {"day": wrong[0]})
