"""How a figure is told: the number as a machine reads it, and the words the half-year prints."""

from decimal import Decimal

from yuanxin.foundation.figures.catalogue import Figure
from yuanxin.foundation.kernel import money
from yuanxin.foundation.kernel import printing as patterns


def plain(figure: Figure, value: Decimal) -> str:
    """The value as a plain decimal: money with two places, others without needless zeros, no exponent, no grouping."""
    return f"{value:.2f}" if figure.in_money else money.plain(value)


def printed(figure: Figure, value: Decimal) -> str:
    """The text the half-year prints for the value: by the figure's pattern, the exact number where it does not fit."""
    return patterns.printed(value, figure.printing or f"{{n}}{figure.unit}", unit=figure.rounds_to)
