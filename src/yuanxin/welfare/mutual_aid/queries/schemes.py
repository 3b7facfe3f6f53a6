"""Which scheme a day belongs to."""

import datetime
from typing import Any

from yuanxin.foundation.kernel.periods import Period
from yuanxin.welfare.mutual_aid.choices import SchemeState
from yuanxin.welfare.mutual_aid.models import Scheme
from yuanxin.welfare.mutual_aid.queries.terms import window_before


def scheme_years() -> list[Period]:
    """The days of every scheme there is: what the figures of a scheme year go by."""
    return [Period(*days) for days in Scheme.objects.values_list("begins_on", "ends_on")]


def enrolled_in_now(today: datetime.date) -> Scheme | None:
    """The scheme in whose window `today` lies, else the one that runs."""
    window = Scheme.objects.filter(opens_on__lte=today, closes_on__gte=today).order_by("-begins_on", "id").first()
    return window or Scheme.objects.holding(today).order_by("-begins_on", "id").first()


def state_of(scheme: Scheme, day: datetime.date) -> SchemeState:
    """Where a scheme stands on a day; an open window says more than that it runs."""
    if day > scheme.ends_on:
        return SchemeState.OVER
    if day in scheme.window:
        return SchemeState.ENROLLING
    if day in scheme.period:
        return SchemeState.RUNNING
    return SchemeState.COMING if day < scheme.opens_on else SchemeState.WAITING


def proposed(today: datetime.date) -> dict[str, Any]:
    """The days of a scheme as they are proposed: the year after the last scheme, or the next one, and its window."""
    last = Scheme.objects.order_by("-ends_on").first()
    year = last.ends_on.year + 1 if last is not None else today.year + 1
    begins, ends = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    opens, closes = window_before(begins)
    return {
        "name": f"{year}年度职工医疗互助",
        "begins_on": begins,
        "ends_on": ends,
        "opens_on": opens,
        "closes_on": closes,
    }
