"""How a figure is told: the number as a machine reads it, and the words the half-year prints."""

from decimal import Decimal

from yuanxin.foundation.figures.catalogue import Figure

FEN = Decimal("0.01")


def plain(figure: Figure, value: Decimal) -> str:
    """The value as a plain decimal: money with two places, others without needless zeros, no exponent, no grouping."""
    if figure.in_money:
        return f"{value.quantize(FEN):f}"
    return f"{value.normalize():f}" if value % 1 else f"{value:.0f}"


def printed(figure: Figure, value: Decimal) -> str:
    """The text the half-year prints for the value."""
    return f"{plain(figure, value)}{figure.unit}"
