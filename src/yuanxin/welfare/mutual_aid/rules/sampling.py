"""Drawing claims for inspection: all from an amount on, and of the others so many in a hundred, by lot. Pure.

The lot is a digest of seed and number, so that whoever has the seed draws the same again, in whatever order the claims
stand and on whatever machine.
"""

import hashlib
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple


class Draw(NamedTuple):
    """The numbers of the claims drawn for their amount, and those drawn by lot."""

    above: frozenset[int]
    by_lot: frozenset[int]

    @property
    def selected(self) -> frozenset[int]:
        return self.above | self.by_lot


def draw(benefits: Mapping[int, Decimal], *, percent: Decimal, threshold: Decimal | None, seed: str) -> Draw:
    """The claims to be inspected, of those waiting with their benefits.

    Of what lies below the threshold, `percent` in a hundred are drawn, a part of a claim counting as one.
    """
    above = frozenset(pk for pk, amount in benefits.items() if threshold is not None and amount >= threshold)
    others = sorted(benefits.keys() - above, key=lambda pk: lot(seed, pk))
    number = int((len(others) * percent / 100).to_integral_value(ROUND_CEILING))
    return Draw(above, frozenset(others[:number]))


def lot(seed: str, pk: int) -> bytes:
    """The lot of a claim: the smallest are drawn."""
    return hashlib.blake2b(f"{seed}:{pk}".encode(), digest_size=16).digest()
