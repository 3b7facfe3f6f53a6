"""Terms of committees: when the election is due, and how far it may be postponed."""

import datetime
from calendar import monthrange
from collections.abc import Collection


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later (or, below zero, earlier); the month's last day where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return datetime.date(year, month, min(day.day, monthrange(year, month)[1]))


def warning_stage(ends_on: datetime.date, months: Collection[int], today: datetime.date) -> int | None:
    """The narrowest warning reached (换届预警): months before the last day; 0 once it is past, None before the first.

    With 6, 3 and 1 months and a last day of 2016-09-30: from 2016-03-30 on 6, from 2016-06-30 on 3, from 2016-08-30
    on 1, from 2016-10-01 on 0.
    """
    if today > ends_on:
        return 0
    reached = [each for each in months if today >= months_later(ends_on, -each)]
    return min(reached) if reached else None


def latest_postponement(ends_on: datetime.date, months: int) -> datetime.date:
    """The last day to which a term that ends on `ends_on` may be postponed."""
    return months_later(ends_on, months)


def latest_warned(today: datetime.date, months: int) -> datetime.date:
    """The last end of a term for which a warning so many months before has come by `today`: what `warning_stage` says,
    the other way round. Whatever ends on the 29th to the 31st is warned on the last day of a shorter month."""
    latest = months_later(today, months)
    if today.day < monthrange(today.year, today.month)[1]:
        return latest
    return latest.replace(day=monthrange(latest.year, latest.month)[1])
