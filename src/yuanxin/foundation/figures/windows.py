"""From the days asked for to the days a figure speaks of, both in."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from yuanxin.foundation.figures.catalogue import Figure
from yuanxin.foundation.figures.choices import Window
from yuanxin.foundation.kernel.periods import Period


class Days(NamedTuple):
    """First and last day, both in; no first day means from the beginning."""

    first: datetime.date | None
    last: datetime.date


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
            return Days(figure.scheme(last), last)
        case Window.TO_DATE | Window.AS_OF:
            return Days(None, last)
