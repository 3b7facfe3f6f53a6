"""What becomes of a file (动态管理): the effect of what is approved, and when it is looked into again."""

import calendar
import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.welfare.hardship.choices import (
    Category,
    CloseReason,
    FileStatus,
    RequestKind,
    SpellBegin,
    SpellEnd,
)
from yuanxin.welfare.hardship.rules.policies import ReviewMonths


class NoEffect(Refused):
    """What was asked cannot be carried out on the file as it stands."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an approval does to a file: its status and category after it, and how a spell ends and another begins.

    Neither ends nor begins where the file goes on as it was.
    """

    status: str
    category: str
    ends: str = ""
    begins: str = ""


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of that month where it is shorter.

    >>> months_after(datetime.date(2015, 8, 31), 6)
    datetime.date(2016, 2, 29)
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return datetime.date(years, month + 1, min(day.day, last))


def next_recheck(day: datetime.date, effect: Effect, rules: ReviewMonths, exit_months: int) -> datetime.date | None:
    """When the file is due to be looked into again; never, once it is closed."""
    if effect.status == FileStatus.CLOSED:
        return None
    if effect.status == FileStatus.RECOVERED:
        return months_after(day, exit_months)
    return months_after(day, rules.of(effect.category))


def effect_of(
    kind: str,
    *,
    status: str | None,
    category: str,
    assessed: str = "",
    reason: str = "",
    watched_since: datetime.date | None = None,
    exit_months: int = 0,
    today: datetime.date,
) -> Effect:
    """What approving a request does.

    Args:
        status, category: the file's now; None where there is no file yet.
        assessed: the category that the means test gave; empty above every line.
        reason: of a closing.
        watched_since: since when the household is out of hardship and watched.
        exit_months: how long it must stay so before the file is closed for it.

    Raises:
        NoEffect: where the file does not stand so that this could be done to it.
    """
    if kind in {RequestKind.OPEN, RequestKind.RETURN}:
        return _coming_in(kind, status, assessed)
    if status not in {FileStatus.FILED, FileStatus.RECOVERED}:
        raise NoEffect(_("The file is not open."), remedy=_("A household back in hardship is entered as such."))
    settled = watched_since is not None and months_after(watched_since, exit_months) <= today
    if kind == RequestKind.CLOSE:
        if reason == CloseReason.RECOVERED and not (status == FileStatus.RECOVERED and settled):
            raise NoEffect(
                _("The household has not been out of hardship for %(months)s months.") % {"months": exit_months},
                remedy=_("Close the file after that time, or for another reason."),
                field="close_reason",
            )
        return Effect(FileStatus.CLOSED, category, SpellEnd.CLOSED)
    if assessed:
        if assessed == category:
            return Effect(FileStatus.FILED, category)
        return Effect(FileStatus.FILED, assessed, SpellEnd.CHANGED, SpellBegin.CHANGED)
    if status == FileStatus.FILED:
        return Effect(FileStatus.RECOVERED, Category.RECOVERED, SpellEnd.RECOVERED, SpellBegin.RECOVERED)
    if kind == RequestKind.RECHECK and settled:
        return Effect(FileStatus.CLOSED, category, SpellEnd.CLOSED)
    return Effect(FileStatus.RECOVERED, Category.RECOVERED)


def _coming_in(kind: str, status: str | None, assessed: str) -> Effect:
    if kind == RequestKind.OPEN and status is not None:
        raise NoEffect(
            _("The household has a file already."), remedy=_("Enter a change, or that it is back in hardship.")
        )
    if kind == RequestKind.RETURN and status != FileStatus.CLOSED:
        raise NoEffect(_("The household has no closed file."), remedy=_("Enter a change, or open a file."))
    if not assessed:
        raise NoEffect(
            _("By the rules of the day of application the household is not in hardship."),
            remedy=_("Do not approve it, or return it so that an exception is recorded."),
        )
    return Effect(
        FileStatus.FILED,
        assessed,
        begins=SpellBegin(SpellBegin.OPENED if kind == RequestKind.OPEN else SpellBegin.RETURNED),
    )
