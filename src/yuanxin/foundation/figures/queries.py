"""Reading figures: values, the rows behind them, how they stand over time, streets and kinds. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanxin.foundation.figures import live, printing
from yuanxin.foundation.figures.catalogue import Figure, all_figures, figure_of, parts_of
from yuanxin.foundation.figures.measures import Composite, Reading, Rows
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Union


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure's value: exact, as printed, in its unit, and the number of rows behind it."""

    figure: Figure
    value: Decimal
    rows: int

    @property
    def text(self) -> str:
        """What the half-year prints."""
        return printing.printed(self.figure, self.value)

    @property
    def plain(self) -> str:
        """The value as a plain decimal string."""
        return printing.plain(self.figure, self.value)

    @property
    def unit(self) -> str:
        return self.figure.unit


class DistrictOnly(Refused):
    """The figure is told of the district as a whole."""


def measure(code: str, union: Union, period: Period) -> Measured:
    """The figure for `union` and all below it.

    Raises:
        UnknownFigure: if no figure has this code.
        DistrictOnly: if it is told of the district only and `union` stands below.
    """
    figure = figure_of(code)
    check_place(figure, union)
    return measure_all(union, period, [figure])[code]


def measure_all(union: Union, period: Period, figures: Iterable[Figure] | None = None) -> dict[str, Measured]:
    """The given figures, by default all that can be told of `union`, by code."""
    asked = all_figures() if figures is None else tuple(figures)
    return {
        figure.code: Measured(figure, *_whole(live.reading(figure, union, period)))
        for figure in asked
        if told_of(figure, union)
    }


def told_of(figure: Figure, union: Union) -> bool:
    """Whether the figure can be told of `union`: all but those of the district as a whole, which only it has."""
    return union.parent_id is None or not any(part.of_district for part in parts_of(figure))


def check_place(figure: Figure, union: Union) -> None:
    """Raise `DistrictOnly` unless the figure can be told of `union`."""
    if not told_of(figure, union):
        raise DistrictOnly(
            _("“%(label)s” is told of the whole district only.") % {"label": figure.label},
            remedy=_("Ask for it without a union below the district."),
        )


def rows_of(code: str, union: Union, period: Period) -> Rows:
    """The records behind a figure, as a QuerySet of their model.

    Raises:
        SeveralKinds: for a composite; ask for each of `catalogue.parts_of`.
    """
    figure = figure_of(code)
    check_place(figure, union)
    if isinstance(figure.measure, Composite):
        raise SeveralKinds(code)
    return live.rows_behind(figure, union, period)


class SeveralKinds(LookupError):
    """A composite has the rows of its parts, of as many kinds."""


def exported_rows(code: str, union: Union, period: Period) -> Iterator[live.ExportedRow]:
    """The rows behind a figure with `record`, `key` and `part`, from which its value can be recomputed."""
    figure = figure_of(code)
    check_place(figure, union)
    return live.exported_rows(figure, union, period)


def _whole(reading: Reading) -> tuple[Decimal, int]:
    return reading.value, reading.rows
