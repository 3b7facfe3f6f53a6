"""What is known of a file before its cells are read: its kind, where its days begin, which rows are hidden."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Self

# Day 0 of Excel's two date systems; that of 1900 has a leap day that never was, so it counts from a day earlier.
DAY_ZERO = datetime.date(1899, 12, 30)
DAY_ZERO_1904 = datetime.date(1904, 1, 1)


class FileKind(Enum):
    WORKBOOK = "xlsx"
    OLD_WORKBOOK = "xls"
    OPEN_DOCUMENT = "ods"
    TEXT = "csv"


@dataclass(frozen=True)
class Inspection:
    """What looking through a file's parts told, so that nobody looks through them twice.

    `hidden` has, by the place of a sheet in its workbook, the ranges (first, last) of rows that Excel does not show.
    """

    kind: FileKind
    day_zero: datetime.date = DAY_ZERO
    hidden: Mapping[int, list[tuple[int, int]]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As a batch keeps it."""
        hidden = {str(place): ranges for place, ranges in self.hidden.items()}
        return {"kind": self.kind.value, "day_zero": self.day_zero.isoformat(), "hidden": hidden}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        hidden = {int(place): [(first, last) for first, last in ranges] for place, ranges in kept["hidden"].items()}
        return cls(FileKind(kept["kind"]), datetime.date.fromisoformat(kept["day_zero"]), hidden)


def ranges_of(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Row numbers as ranges: 3, 4, 5, 9 → (3, 5), (9, 9)."""
    ranges: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        if ranges and ranges[-1][1] == row - 1:
            ranges[-1] = (ranges[-1][0], row)
        else:
            ranges.append((row, row))
    return ranges
