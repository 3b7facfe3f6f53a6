"""Reading figures: values, the rows behind them, how they stand over time, streets and kinds. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanxin.foundation.figures import live, printing
from yuanxin.foundation.figures.catalogue import Figure, all_figures, figure_of, parts_of
from yuanxin.foundation.figures.cells.read import Asked, NotBuilt, totals
from yuanxin.foundation.figures.cells.series import HITS, ROWS, SUM, amount_of, series_of
from yuanxin.foundation.figures.measures import Composite, Reading, Rows, share
from yuanxin.foundation.figures.parameters import printing_units
from yuanxin.foundation.figures.windows import days_of, schemes_once
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Union


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure's value: exact, as printed, in its unit, and the number of rows behind it."""

    figure: Figure
    value: Decimal
    rows: int
    printing_unit: int | None = None

    @property
    def text(self) -> str:
        """What the half-year prints."""
        return printing.printed(self.figure, self.value, self.printing_unit)

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
    asked = all_figures() if figures is None else figures
    told = [figure for figure in asked if told_of(figure, union)]
    return {found.figure.code: found for found in measured([(figure, union, period) for figure in told])}


def measured(asked: Sequence[tuple[Figure, Union, Period]]) -> list[Measured]:
    """As `readings`, with what is printed of each."""
    last = max((period.end for figure, _union, period in asked if printing.is_rounded(figure)), default=None)
    units = printing_units(on=last) if last is not None else {}
    read = zip(asked, readings(asked), strict=True)
    return [Measured(figure, *found, units.get(figure.code)) for (figure, _union, _period), found in read]


def readings(asked: Sequence[tuple[Figure, Union, Period]]) -> list[Reading]:
    """Several figures, unions and periods at once, in their order: all that cells hold by one statement."""
    parts = [(part, union, period) for figure, union, period in asked for part in parts_of(figure)]
    with schemes_once():
        kept = kept_readings([each for each in parts if each[0].in_cells])
        others = [each for each in parts if _key(*each) not in kept]
        kept |= dict(zip((_key(*each) for each in others), live.readings(others), strict=True))

    def reading(figure: Figure, union: Union, period: Period) -> Reading:
        if isinstance(figure.measure, Composite):
            found = [reading(part, union, period) for part in parts_of(figure)]
            return Reading(sum((each.value for each in found), Decimal(0)), sum(each.rows for each in found))
        return kept[_key(figure, union, period)]

    return [reading(figure, union, period) for figure, union, period in asked]


def _key(figure: Figure, union: Union, period: Period) -> tuple[str, int, Period]:
    return figure.code, union.pk, period


def kept_readings(asked: Sequence[tuple[Figure, Union, Period]]) -> dict[tuple[str, int, Period], Reading]:
    """What the cells say; nothing where they are not complete, so that the records are asked instead."""
    wanted = [
        (figure, union, period, part, Asked(series, union, days_of(figure, period)))
        for figure, union, period in asked
        for part, series in series_of(figure).items()
        if part in (ROWS, SUM, HITS)
    ]
    try:
        totals_found = totals([each[-1] for each in wanted]) if wanted else []
    except NotBuilt:
        return {}
    parts: dict[tuple[str, int, Period], dict[str, int]] = {}
    figures = {figure.code: figure for figure, *_rest in wanted}
    for (figure, union, period, part, _asked), total in zip(wanted, totals_found, strict=True):
        parts.setdefault((figure.code, union.pk, period), {})[part] = total
    return {key: _reading(figures[key[0]], found) for key, found in parts.items()}


def _reading(figure: Figure, found: dict[str, int]) -> Reading:
    rows = found[ROWS]
    if SUM in found:
        return Reading(amount_of(figure, found[SUM]), rows)
    if HITS in found:
        return Reading(share(found[HITS], rows), rows)
    return Reading(Decimal(rows), rows)


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
