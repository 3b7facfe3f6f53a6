"""Axes: they begin at zero and end at a round number above the highest value."""

from collections.abc import Sequence
from decimal import Decimal

Number = int | float | Decimal
STEPS = (1, 2, 2.5, 5, 10)


def round_top(highest: float, ticks: int = 4, *, whole: bool = False) -> float:
    """The end of an axis from zero with `ticks` round steps, not below `highest`; `ticks` itself for nothing.

    `whole` is for what is counted: no step is a part of one.

    >>> round_top(143), round_top(0.3), round_top(0), round_top(9), round_top(9, whole=True), round_top(1, whole=True)
    (200.0, 0.4, 4.0, 10.0, 20.0, 4.0)
    """
    if highest <= 0:
        return float(ticks)
    raw = max(highest / ticks, 1) if whole else highest / ticks
    magnitude = 10.0 ** _exponent(raw)
    steps = [step for step in STEPS if not whole or (step * magnitude).is_integer()]
    step = next(step for step in steps if step * magnitude >= raw * 0.999999)
    return round(step * magnitude * ticks, 10)


def tick_values(top: float, ticks: int = 4) -> list[float]:
    """Zero, the steps, and the end of the axis."""
    return [round(top * at / ticks, 10) for at in range(ticks + 1)]


def highest_of(values: Sequence[Number | None]) -> float:
    """The highest value, zero where there is none."""
    return max((float(value) for value in values if value is not None), default=0.0)


def shade_of(value: Number | None, values: Sequence[Number | None], shades: int = 5) -> int:
    """The shade of a value among the others, from 0 to `shades` − 1, by equal steps from zero to the highest."""
    top = highest_of(values)
    if value is None or top <= 0:
        return 0
    return min(int(float(value) / top * shades), shades - 1)


def grouped(value: Number) -> str:
    """A number with commas every three digits, without zeros that say nothing.

    >>> grouped(130482), grouped(2.50), grouped(Decimal("1234.5"))
    ('130,482', '2.5', '1,234.5')
    """
    exact = Decimal(str(value))
    return f"{exact:,.0f}" if exact == exact.to_integral_value() else f"{exact.normalize():,f}"


def brief(value: Number) -> str:
    """A number as it stands in a picture: whole from a thousand on, in 万 from a hundred thousand on.

    >>> brief(12.5), brief(8345.67), brief(Decimal("2154644.34")), brief(4000000)
    ('12.5', '8,346', '215.46万', '400万')
    """
    exact = Decimal(str(value))
    if abs(exact) >= 100_000:
        return f"{grouped(round(exact / 10_000, 2))}万"
    return grouped(round(exact) if abs(exact) >= 1000 else exact)


def _exponent(number: float) -> int:
    exponent = 0
    while number >= 10:
        number, exponent = number / 10, exponent + 1
    while number < 1:
        number, exponent = number * 10, exponent - 1
    return exponent
