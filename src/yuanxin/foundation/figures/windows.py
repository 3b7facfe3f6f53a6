"""From the days asked for to the days a figure speaks of, both in."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from yuanxin.foundation.figures.catalogue import Figure
from yuanxin.foundation.figures.choices import Window
from yuanxin.foundation.kernel.periods import Period


class Days(NamedTuple):
    """First and last day, both in; no first day means from the beginning."""

    first: datetime.date | None
    last: datetime.date


Scheme = Callable[[], Sequence[Period]]

# The days of the scheme years, read when the first is asked for while `schemes_once` holds; nothing is kept beside it.
_known: ContextVar[dict[Scheme, Sequence[Period]] | None] = ContextVar("schemes", default=None)


@contextmanager
def schemes_once() -> Iterator[None]:
    """Read the days of each scheme's years once as long as this holds: for work that writes none."""
    token = _known.set({}) if _known.get() is None else None
    try:
        yield
    finally:
        if token is not None:
            _known.reset(token)


def first_of_scheme_year(scheme: Scheme, day: datetime.date) -> datetime.date:
    """The first day of the scheme year that holds `day`: of several the earliest; without any, 1 January."""
    known = _known.get()
    years = scheme() if known is None or scheme not in known else known[scheme]
    if known is not None:
        known[scheme] = years
    return min((year.start for year in years if day in year), default=datetime.date(day.year, 1, 1))


def days_of(figure: Figure, period: Period) -> Days:
    """The days `figure` speaks of when it is asked for `period`."""
    last = period.end
    match figure.window:
        case Window.PERIOD:
            return Days(period.start, last)
        case Window.YEAR:
            return Days(datetime.date(last.year, 1, 1), datetime.date(last.year, 12, 31))
        case Window.SCHEME_YEAR:
            assert figure.scheme is not None  # noqa: S101 - refused at start-up
            return Days(first_of_scheme_year(figure.scheme, last), last)
        case Window.TO_DATE | Window.AS_OF:
            return Days(None, last)
