"""Rows of a workbook or a text file, in chunks, as texts, with row numbers as Excel shows them."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile, islice
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from yuanxin.foundation.intake.reading.header import Header
from yuanxin.foundation.intake.reading.inspection import DAY_ZERO
from yuanxin.foundation.intake.reading.left_out import NOTES_WITHIN, LeftOut, may_lack, why_left_out
from yuanxin.foundation.intake.reading.refusals import UnreadableFile

CHUNK_ROWS = 20_000

Row = tuple[int, Sequence[Any]]


@dataclass(frozen=True)
class RawChunk:
    """Some rows as written. `cells` has one text column per column of the table (`c0`, `c1`, …) and `row`.

    `typed` names, for each column, the rows whose cell holds a number instead of a text.
    """

    number: int
    cells: pl.DataFrame
    typed: dict[str, pl.Series]
    # Where the days of number cells begin.
    day_zero: datetime.date = DAY_ZERO
    # Rows that are nobody's, by why.
    left_out: dict[LeftOut, list[int]] = field(default_factory=dict)


@dataclass
class Table:
    """A table with its header found. `chunks()` may be called once."""

    title: str
    header: Header
    # The places of the columns that every record fills.
    required: tuple[int, ...]
    height: int
    notices: list[str]
    rows: Iterator[Row]
    day_zero: datetime.date = DAY_ZERO
    # Ranges of rows that Excel does not show; they are read like the others.
    hidden: list[tuple[int, int]] = field(default_factory=list)

    def chunks(self, *, after: int = 0, number: int = 0) -> Iterator[RawChunk]:
        """The rows under the header and below row `after`, `CHUNK_ROWS` at a time: neither blank ones nor nobody's.

        The first chunk gets the number behind `number`.

        Raises:
            UnreadableFile: at a row that says the header again.
        """
        left = dropwhile(lambda row: row[0] <= after, self.rows)
        while rows := list(islice(left, CHUNK_ROWS)):
            number += 1
            yield self._chunk(number, rows)

    def _chunk(self, number: int, rows: list[Row]) -> RawChunk:
        width = len(self.header.labels)
        numbers = [row for row, _cells in rows]
        columns: list[tuple[Any, ...]] = list(zip(*(_fitted(cells, width) for _row, cells in rows), strict=True))
        self._refuse_second_header(numbers, columns)
        series, typed = [pl.Series("row", numbers, dtype=pl.UInt32)], {}
        for index, values in enumerate(columns):
            name = f"c{index}"
            text, numeric = texts_of(name, values)
            series.append(text)
            if numeric is not None:
                typed[name] = numeric
        frame = pl.DataFrame(series)
        written = frame.select(pl.any_horizontal(pl.exclude("row").is_not_null())).to_series()
        left_out = self._left_out(frame.filter(written))
        if left_out:
            told = [row for rows in left_out.values() for row in rows]
            written &= ~frame["row"].is_in(told)
        if not written.all():
            typed = {name: mask.filter(written) for name, mask in typed.items()}
            frame = frame.filter(written)
        return RawChunk(number, frame, typed, self.day_zero, left_out)

    def _left_out(self, frame: pl.DataFrame) -> dict[LeftOut, list[int]]:
        """The rows that are nobody's: only those are looked at that lack something, or stand close under the header."""
        close = pl.col("row") <= self.header.row + NOTES_WITHIN
        lacking = [may_lack(pl.col(f"c{place}")) for place in self.required]
        found: dict[LeftOut, list[int]] = {}
        for row, *cells in frame.filter(pl.any_horizontal(close, *lacking)).iter_rows():
            why = why_left_out(cells, self.required, below_header=row - self.header.row)
            if why is not None:
                found.setdefault(why, []).append(row)
        return found

    def _refuse_second_header(self, numbers: list[int], columns: list[tuple[Any, ...]]) -> None:
        known = next(i for i, field in enumerate(self.header.fields) if field is not None)
        label = self.header.labels[known]
        for place, value in enumerate(columns[known]):
            # The cheap comparison finds the candidates; the whole row decides.
            if value == label and self.header.is_repeated_by([column[place] for column in columns]):
                raise UnreadableFile(
                    _("Two rows look like headers: row %(first)s and row %(second)s.")
                    % {"first": self.header.row, "second": numbers[place]},
                    remedy=_(
                        "Keep one header row that names every column, or put the second table into a file of its own."
                    ),
                )


def texts_of(name: str, values: Sequence[Any]) -> tuple[pl.Series, pl.Series | None]:
    """A column as texts, blank ones null, and which of its cells held a number (None where none did)."""
    try:
        text, numeric = pl.Series(name, values, dtype=pl.String, strict=True), None
    except TypeError:
        text = pl.Series(name, [written(value) for value in values], dtype=pl.String)
        mask = [type(value) is float or type(value) is int for value in values]
        numeric = pl.Series(name, mask, dtype=pl.Boolean) if any(mask) else None
    stripped = text.str.strip_chars()
    return stripped.set(stripped == "", None), numeric


def written(value: Any) -> str | None:
    """A cell's value as its reader would write it down."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return str(value)


def _fitted(cells: Sequence[Any], width: int) -> Sequence[Any]:
    if len(cells) == width:
        return cells
    return [*cells[:width], *[None] * (width - len(cells))]
