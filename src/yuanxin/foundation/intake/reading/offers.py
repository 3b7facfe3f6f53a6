"""What a file offers to somebody who is to say what its columns mean: its sheets, a likely header, some cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from yuanxin.foundation.intake.reading.header import (
    SEARCHED_ROWS,
    Remembered,
    digest_of,
    field_of,
    known_labels,
    plain_label,
)
from yuanxin.foundation.intake.reading.inspection import FileKind, Inspection
from yuanxin.foundation.intake.reading.opening import Sheet, text_sheet, visible_sheets
from yuanxin.foundation.intake.reading.tables import written

if TYPE_CHECKING:
    from yuanxin.foundation.intake.declarations import Column

SAMPLES, LONGEST_SAMPLE = 3, 40
# Of a run of digits and letters as long as a number, what tells a person is hidden.
LONG_RUN = re.compile(r"[0-9A-Za-z]{7,}")


@dataclass(frozen=True)
class OfferedColumn:
    """A column: its place, its header, the field it is taken for, and some of its cells, masked."""

    place: int
    label: str
    field: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Offer:
    """A sheet with the row that is most likely its header."""

    sheet: str
    row: int
    labels: tuple[Any, ...]
    columns: tuple[OfferedColumn, ...]


def offers(
    content: bytes, inspection: Inspection, columns: Sequence["Column"], remembered: Remembered
) -> Iterator[Offer]:
    """What each visible sheet that holds anything offers."""
    if inspection.kind is FileKind.TEXT:
        sheets: Iterator[Sheet] = iter([text_sheet(content, columns)])
    else:
        sheets = visible_sheets(content, inspection)
    for sheet in sheets:
        rows = [(number, cells) for number, cells in islice(sheet.rows, SEARCHED_ROWS) if any(map(plain_label, cells))]
        if rows:
            yield _offer(sheet.title, rows, known_labels(columns), remembered)


def _offer(
    title: str, rows: Sequence[tuple[int, Sequence[Any]]], known: dict[str, str], remembered: Remembered
) -> Offer:
    """The header is the row that names most columns, of those alike the one with most words in it."""

    def worth(item: tuple[int, Sequence[Any]]) -> tuple[bool, int, int]:
        cells = item[1]
        named = sum(field_of(cell, known) is not None for cell in cells)
        words = sum(bool(plain_label(cell)) and not LONG_RUN.search(str(cell)) for cell in cells)
        return digest_of(cells) in remembered, named, words

    number, cells = max(rows, key=worth)
    explained = remembered.get(digest_of(cells))
    below = [row for row_number, row in rows if row_number > number]
    offered, taken = [], set[str]()
    for place, label in enumerate(cells):
        if not plain_label(label):
            continue
        field = explained.get(plain_label(label), "") if explained is not None else field_of(label, known) or ""
        field = "" if field in taken else field
        taken.add(field)
        values = [written(row[place]) or "" for row in below if place < len(row)]
        samples = tuple(masked(value) for value in values if value.strip())[:SAMPLES]
        offered.append(OfferedColumn(place, str(label).strip(), field, samples))
    return Offer(title, number, tuple(cells), tuple(offered))


def masked(text: str) -> str:
    """A cell of which nobody knows yet what it holds: long numbers show their ends only."""
    return LONG_RUN.sub(lambda found: found.group()[:3] + "*" * (len(found.group()) - 5) + found.group()[-2:], text)[
        :40
    ]
