"""How the quality of data is scored. Pure."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

TENTH = Decimal("0.1")


class Found(NamedTuple):
    """What one rule found: rows to mend, of so many it was asked of."""

    flaws: int
    checked: int

    @property
    def sound(self) -> int:
        return self.checked - self.flaws


NOTHING = Found(0, 0)


def added(found: Iterable[Found]) -> Found:
    """What several rules found together."""
    flaws = checked = 0
    for one in found:
        flaws, checked = flaws + one.flaws, checked + one.checked
    return Found(flaws, checked)


def score(found: Found) -> Decimal | None:
    """The share of sound rows in per cent, to one place; never 100 while a row is to be mended; None of nothing.

    >>> score(Found(1, 3)), score(Found(1, 100_000)), score(Found(0, 7))
    (Decimal('66.7'), Decimal('99.9'), Decimal('100.0'))
    """
    if not found.checked:
        return None
    share = (Decimal(100) * found.sound / found.checked).quantize(TENTH, ROUND_HALF_UP)
    return min(share, Decimal("99.9")) if found.flaws else share


def overall(scores: Iterable[Decimal | None]) -> Decimal | None:
    """The plain mean of the dimensions that were asked of anything, to one place; 100 only where all are."""
    told = [one for one in scores if one is not None]
    if not told:
        return None
    mean = (sum(told, Decimal(0)) / len(told)).quantize(TENTH, ROUND_HALF_UP)
    return mean if all(one == 100 for one in told) else min(mean, Decimal("99.9"))
