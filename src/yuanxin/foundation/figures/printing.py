"""How a figure is told: the number as a machine reads it, and the words the half-year prints."""

from decimal import Decimal

from yuanxin.foundation.figures.catalogue import Figure
from yuanxin.foundation.kernel import money
from yuanxin.foundation.kernel import printing as patterns


def plain(figure: Figure, value: Decimal) -> str:
    """The value as a plain decimal: money with two places, others without needless zeros, no exponent, no grouping."""
    return f"{value:.2f}" if figure.in_money else money.plain(value)


def printed(figure: Figure, value: Decimal, unit: int | None = None) -> str:
    """The text the half-year prints for the value: by the figure's pattern, the exact number where it does not fit."""
    return patterns.printed(value, figure.printing or f"{{n}}{figure.unit}", unit=unit)


def is_rounded(figure: Figure) -> bool:
    """Whether its pattern cuts or raises the number, so that it has a unit to do it by."""
    return "余" in figure.printing or "近" in figure.printing
