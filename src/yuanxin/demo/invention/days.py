"""Drawing days and sharing out counts."""

import datetime
from collections.abc import Sequence
from random import Random

ONE_DAY = datetime.timedelta(days=1)
SATURDAY = 5


def draw_day(stream: Random, first: datetime.date, last: datetime.date) -> datetime.date:
    """A day from `first` to `last`, both in; office work mostly falls on weekdays."""
    day = datetime.date.fromordinal(stream.randint(first.toordinal(), last.toordinal()))
    if day.weekday() >= SATURDAY and stream.random() < 0.9:
        before = day - ONE_DAY * (day.weekday() - SATURDAY + 1)
        return before if before >= first else day
    return day


def years_before(day: datetime.date, years: int) -> datetime.date:
    """The same day so many years earlier; 28 February for a leap day."""
    if (day.month, day.day) == (2, 29):
        return day.replace(year=day.year - years, day=28)
    return day.replace(year=day.year - years)


def share_out(stream: Random, total: int, parts: int, *, least: int = 0) -> list[int]:
    """`parts` whole numbers of at least `least` that add up to `total`.

    Raises:
        ValueError: if `total` is too small, or is left over with no part to take it.
    """
    left = total - least * parts
    if left < 0 or (left and not parts):
        raise ValueError(f"{total} cannot be shared out in {parts} parts of {least}")
    shares = [least] * parts
    if not parts:
        return shares
    cuts = sorted(stream.randint(0, left) for _ in range(parts - 1))
    for index, (low, high) in enumerate(zip([0, *cuts], [*cuts, left], strict=True)):
        shares[index] += high - low
    return shares


def pick_weighted(stream: Random, choices: Sequence[tuple[str, int]], count: int) -> list[str]:
    """`count` draws from (value, weight) pairs."""
    return stream.choices([value for value, _ in choices], [weight for _, weight in choices], k=count)
