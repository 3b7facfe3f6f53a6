"""What a sheet of a workbook is: its columns, its rows, and what stands above them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from unicodedata import east_asian_width


class Kind(StrEnum):
    """How a column's cells are written. `TEXT` is for names, and for numbers that are identifiers."""

    ANY = "any"
    TEXT = "text"
    INTEGER = "integer"
    AMOUNT = "amount"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Args:
        header: what stands in the head; required ones are drawn in red: a mark in the text would not be read back.
        choices: offered as a drop-down; other words can still be typed, with a warning.
        hint: shown beside a cell of the column when it is chosen, as in a template.
        width: in characters of the default font; by default as wide as the head and the first rows need.
    """

    header: str
    kind: Kind = Kind.ANY
    required: bool = False
    choices: Sequence[str] = ()
    hint: str = ""
    width: float = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: notes at the top, the head, then the rows, read once and in order.

    Args:
        notes: lines above the head, each a row of its own.
        template: an empty form to fill in: formats and drop-downs reach below the last row.
    """

    name: str
    columns: Sequence[Column | str]
    rows: Iterable[Sequence[Any]] = ()
    notes: Sequence[str] = field(default=())
    template: bool = False

    @property
    def drawn_columns(self) -> list[Column]:
        return [column if isinstance(column, Column) else Column(column) for column in self.columns]


def width_of(text: str) -> float:
    """How wide a text is drawn: a Chinese character is as wide as two digits."""
    lines = text.splitlines() or [""]
    return max(sum(2 if east_asian_width(character) in "WF" else 1 for character in line) for line in lines)
