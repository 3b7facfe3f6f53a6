"""Bars for comparison, lines for time, sparklines in a number box, and tiles for streets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yuanxin.foundation.ui.charts.scales import Number, brief, grouped, highest_of, round_top, shade_of, tick_values
from yuanxin.foundation.ui.measure_words import in_words

Text = str | Promise
SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 76, 24, 3
LINE_WIDTH, LINE_HEIGHT = 680, 240
LEFT, RIGHT, TOP, BOTTOM = 60, 32, 20, 28
TILE = 104
GAP = 6
NAME_FITS = 6
VALUES_ON_MARKS = 8
VALUE_FITS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its value, the text printed for it, and where it leads. `before` is the value to compare."""

    label: Text
    value: Number
    text: str = ""
    url: str = ""
    before: Number | None = None

    @property
    def told(self) -> str:
        return self.text or grouped(self.value)


@dataclass(frozen=True, slots=True)
class Series:
    """One line over time; None where there is no reading."""

    label: Text
    values: Sequence[Number | None]


@dataclass(frozen=True, slots=True)
class Tile:
    """A street as a square, placed as the streets lie by `column` and `row`; else it takes the next free place."""

    label: str
    value: Number | None
    text: str = ""
    url: str = ""
    column: int | None = None
    row: int | None = None

    @property
    def told(self) -> str:
        return self.text or ("—" if self.value is None else grouped(self.value))


def sparkline(values: Sequence[Number | None]) -> SafeString:
    """A small line of the last values, the newest with a dot; silent for screen readers, nothing for fewer than two."""
    known = [float(value) if value is not None else 0.0 for value in values]
    if len(known) < 2:
        return SafeString("")
    top, low = max(known), min(known)
    span = (top - low) or 1.0
    width = (SPARK_WIDTH - 2 * SPARK_MARGIN) / (len(known) - 1)
    height = SPARK_HEIGHT - 2 * SPARK_MARGIN
    points = [
        (round(SPARK_MARGIN + at * width, 1), round(SPARK_MARGIN + height * (1 - (value - low) / span), 1))
        for at, value in enumerate(known)
    ]
    path = "M" + " L".join(f"{x} {y}" for x, y in points)
    return format_html(
        '<svg class="sparkline" viewBox="0 0 {} {}" aria-hidden="true">'
        '<path d="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        SPARK_WIDTH,
        SPARK_HEIGHT,
        path,
        *points[-1],
    )


def bars(title: Text, values: Sequence[Bar], *, unit: Text = "", compared: Text = "") -> SafeString:
    """Bars from zero, one a line, as a table that reads as well without them.

    Args:
        compared: what `Bar.before` is called; empty where nothing is compared.
    """
    top = highest_of([one for bar in values for one in (bar.value, bar.before)]) or 1.0
    drawn = [
        {
            "bar": bar,
            "width": f"{max(float(bar.value), 0) / top * 100:.2f}%",
            "before": None if bar.before is None else f"{max(float(bar.before), 0) / top * 100:.2f}%",
        }
        for bar in values
    ]
    return _drawn("bars", title=title, unit=unit, compared=compared, bars=drawn)


def lines(title: Text, labels: Sequence[str], series: Sequence[Series], *, unit: Text = "") -> SafeString:
    """Lines over time with their table behind; the axis begins at zero."""
    told = [value for one in series for value in one.values if value is not None]
    top = round_top(highest_of(told), whole=all(float(value).is_integer() for value in told))
    width = (LINE_WIDTH - LEFT - RIGHT) / max(len(labels) - 1, 1)
    height = LINE_HEIGHT - TOP - BOTTOM

    def place(at: int, value: Number) -> tuple[float, float]:
        return round(LEFT + at * width, 1), round(TOP + height * (1 - float(value) / top), 1)

    every = max(1, -(-len(labels) // 12))
    few = len(labels) <= VALUES_ON_MARKS and len(series) == 1
    return _drawn(
        "lines",
        title=title,
        unit=unit,
        size=(LINE_WIDTH, LINE_HEIGHT),
        left=LEFT,
        right=LINE_WIDTH - RIGHT,
        ticks=[(place(0, value)[1], brief(value)) for value in tick_values(top)],
        marks=[(place(at, 0)[0], label) for at, label in enumerate(labels) if (len(labels) - 1 - at) % every == 0],
        mark_line=LINE_HEIGHT - 8,
        lines=[_line(number, one, place, few) for number, one in enumerate(series, start=1)],
        rows=[(label, [_told(one.values[at]) for one in series]) for at, label in enumerate(labels)],
    )


def tiles(title: Text, values: Sequence[Tile], *, unit: Text = "") -> SafeString:
    """Equal squares placed as the streets lie, the darker the more, with their table behind."""
    placed = _placed(values)
    numbers = [tile.value for tile in values]
    columns = max((column for _tile, column, _row in placed), default=0) + 1
    rows = max((row for _tile, _column, row in placed), default=0) + 1
    return _drawn(
        "tiles",
        title=title,
        unit=unit,
        size=(columns * TILE, rows * TILE),
        tiles=[
            {
                "tile": tile,
                "x": column * TILE,
                "y": row * TILE,
                "side": TILE - GAP,
                "middle": column * TILE + (TILE - GAP) / 2,
                "names": [(row * TILE + line, part) for line, part in name_lines(tile.label)],
                "value_line": row * TILE + 68,
                "shade": shade_of(tile.value, numbers),
            }
            for tile, column, row in placed
        ],
    )


def name_lines(name: str) -> list[tuple[int, str]]:
    """The name of a tile on one line or, where it is long, on two; each with its height in the tile."""
    if len(name) <= NAME_FITS:
        return [(42, name)]
    half = -(-len(name) // 2)
    return [(30, name[:half]), (48, name[half:])]


def _placed(values: Sequence[Tile]) -> list[tuple[Tile, int, int]]:
    taken = {(tile.column, tile.row) for tile in values if tile.column is not None}
    width = max([4, *(tile.column + 1 for tile in values if tile.column is not None)])
    base = max([-1, *(tile.row for tile in values if tile.row is not None)]) + 1 if taken else 0
    placed, next_free = [], 0
    for tile in values:
        if tile.column is not None and tile.row is not None:
            placed.append((tile, tile.column, tile.row))
        else:
            placed.append((tile, next_free % width, base + next_free // width))
            next_free += 1
    return placed


def _line(number: int, series: Series, place: Any, few: bool) -> dict[str, Any]:
    points = [(*place(at, value), value) for at, value in enumerate(series.values) if value is not None]
    path, pen_down = [], False
    for at, value in enumerate(series.values):
        if value is None:
            pen_down = False
            continue
        x, y = place(at, value)
        path.append(f"{'L' if pen_down else 'M'}{x} {y}")
        pen_down = True
    return {
        "number": number,
        "series": series,
        "path": " ".join(path),
        "points": [
            (x, y, y - 8, _anchor(x, told), told)
            for x, y, told in ((x, y, brief(value)) for x, y, value in (points if few else points[-1:]))
        ],
    }


def _anchor(x: float, told: str) -> str:
    """Which part of a value's text stands at `x`: a long one keeps within the picture and off its axis."""
    if len(told) <= VALUE_FITS:
        return "middle"
    return "start" if x <= LEFT else "end" if x >= LINE_WIDTH - RIGHT else "middle"


def _told(value: Number | None) -> str:
    return "—" if value is None else grouped(value)


def _drawn(kind: str, unit: Text = "", **context: Any) -> SafeString:
    return render_to_string(f"ui/charts/{kind}.html", {"unit": in_words(unit), **context})
