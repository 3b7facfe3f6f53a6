"""What the figures say today, with every row behind them: what a run freezes, and what later runs are compared with."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from yuanxin.foundation.figures.catalogue import Figure, all_figures
from yuanxin.foundation.figures.measures import Line
from yuanxin.foundation.figures.queries import Measured, exported_rows, measured, told_of
from yuanxin.foundation.figures.windows import days_of
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.models.scope import lineage
from yuanxin.foundation.unions.queries import by_street
from yuanxin.insight.bulletins.rules.packing import FrozenRow, Packed, digest_of, pack


@dataclass(slots=True)
class Street:
    """The rows of one figure in one row of the by-street view; `union` is the bulletin's own for 区直属."""

    union: Union
    label: str
    rows: list[FrozenRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Taken:
    """A figure as it is about to be frozen; `streets` hold the rows, what they alone come to, and their bytes."""

    figure: Figure
    value: Decimal
    before: Decimal
    text: str
    definition: dict[str, Any]
    streets: tuple[tuple[Street, Decimal, Packed], ...]

    @property
    def rows(self) -> int:
        return sum(packed.rows for _street, _value, packed in self.streets)


def of_half_years(union: Union) -> list[Figure]:
    """The figures that a half-year of `union` tells.

    One that speaks for no quality of union work, such as how many records are to be mended, is not among them.
    """
    return [figure for figure in all_figures() if figure.theme is not None and told_of(figure, union)]


def take(union: Union, period: Period) -> Iterator[Taken]:
    """Every figure told of `union`. Its value is what the taken rows themselves come to, so that both always agree."""
    figures = of_half_years(union)
    before = measured([(figure, union, period.previous()) for figure in figures])
    for figure, last in zip(figures, before, strict=True):
        streets = [street for street in rows_by_street(figure, union, period) if street.rows]
        rows = [row for street in streets for row in street.rows]
        value = value_of(figure, rows)
        yield Taken(
            figure=figure,
            value=value,
            before=last.value,
            text=Measured(figure, value, len(rows)).text,
            definition=definition_of(figure, period),
            streets=tuple((street, value_of(figure, street.rows), pack(street.rows)) for street in streets),
        )


def rows_by_street(figure: Figure, union: Union, period: Period) -> list[Street]:
    """The rows behind a figure as they stand now, told apart by street."""
    streets, place_of, elsewhere = _places(union)
    for row in exported_rows(figure.code, union, period):
        kind, _colon, number = row.record.rpartition(":")
        key = row.key if isinstance(row.key, int | str) else str(row.key)
        # What belongs to no union, such as a rule, stands above the streets.
        street = streets[place_of.get(row.union_code, elsewhere)]
        street.rows.append(FrozenRow(kind, int(number), key, Decimal(row.part)))
    return list(streets.values())


def value_of(figure: Figure, rows: Sequence[FrozenRow]) -> Decimal:
    """What the rows come to, by the figure's rule alone."""
    return figure.measure.recomputed(Line(row.key, row.part) for row in rows)


def definition_of(figure: Figure, period: Period) -> dict[str, Any]:
    """The definition in words, as the 指标字典 tells it on this day."""
    days = days_of(figure, period)
    return {
        "definition": str(figure.definition),
        "owner": str(figure.owner),
        "measure": str(figure.measure.label),
        "rule": str(figure.measure.rule),
        "window": str(figure.window.label),
        "from": days.first.isoformat() if days.first else None,
        "to": days.last.isoformat(),
    }


def figure_digest(taken: Taken) -> bytes:
    """32 bytes over a figure: code, value, text, definition, and the digests of its rows by street."""
    return digest_over(
        taken.figure.code,
        taken.value,
        taken.text,
        taken.definition,
        ((street.union.pk, packed.digest) for street, _value, packed in taken.streets),
    )


def digest_over(
    code: str, value: Decimal, text: str, definition: dict[str, Any], streets: Iterable[tuple[int, bytes]]
) -> bytes:
    """The digest of a figure, from what is stored of it."""
    told = [code, f"{value.normalize():f}", text, definition]
    return digest_of(
        json.dumps(told, ensure_ascii=False, sort_keys=True).encode(),
        *(union.to_bytes(8, "big") + digest for union, digest in sorted(streets)),
    )


def _places(union: Union) -> tuple[dict[int, Street], dict[str, int], int]:
    """The rows of the by-street view by key, the key of each union's code, and that of what stands above the streets:
    0, or the only one there is."""
    rows = by_street(union)
    streets = {row.key: Street(row.street or union, row.label) for row in rows}
    key_of_path = {row.street.path: row.key for row in rows if row.street}
    only = next(iter(streets)) if len(streets) == 1 else 0
    codes = Union.objects.within(union).values_list("code", "path")
    place_of = {
        code: next((key_of_path[path] for path in lineage(own) if path in key_of_path), only) for code, own in codes
    }
    return streets, place_of, only
