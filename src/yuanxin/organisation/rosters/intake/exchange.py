"""The city federation's file as a roster, and our codes in its words."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from yuanxin.foundation.intake.declarations import Column
from yuanxin.foundation.intake.parsers import DOCUMENT_TYPES
from yuanxin.foundation.intake.parsers.identities import LOST_FROM
from yuanxin.foundation.intake.reading import open_table
from yuanxin.foundation.intake.reading.tables import Table
from yuanxin.foundation.kernel.codes import EDUCATION, ETHNIC_GROUP, POLITICAL_STATUS, SEX
from yuanxin.organisation.rosters.intake.columns import COLUMNS
from yuanxin.organisation.rosters.intake.words import (
    EMPLOYMENT_WORDS,
    HOUSEHOLD_WORDS,
    NEW_FORM_WORDS,
)
from yuanxin.organisation.rosters.rules.exchange import CityFormat

BY_CODE = {column.code: column for column in COLUMNS}


def first_words(table: Mapping[str, str]) -> dict[str, str]:
    """The first word of each code, as the template offers it."""
    found: dict[str, str] = {}
    for word, code in table.items():
        if word != code:
            found.setdefault(code, word)
    return found


# Our words for our codes, which the roster reads back.
OWN_WORDS: dict[str, Mapping[str, str]] = {
    "sex": SEX.labels,
    "ethnicity": ETHNIC_GROUP.labels,
    "political_status": POLITICAL_STATUS.labels,
    "education": EDUCATION.labels,
    "document_type": first_words(DOCUMENT_TYPES),
    "employment_form": first_words(EMPLOYMENT_WORDS),
    "new_form": first_words(NEW_FORM_WORDS),
    "household_registration": first_words(HOUSEHOLD_WORDS),
    "migrant": {"yes": "是", "no": "否"},
}


def said(format: CityFormat, column: str, code: str) -> str:
    """A code of ours as the file has it: by the mapping, else in our own words."""
    if not code:
        return ""
    return format.written.get(column, {}).get(code) or OWN_WORDS.get(column, {}).get(code, code)


def city_columns(format: CityFormat) -> Sequence[Column]:
    """The columns of a roster, by the heads of the city's file alone."""
    return [replace(BY_CODE[code], label=head, synonyms=()) for code, head in format.columns.items() if code in BY_CODE]


def as_roster(content: bytes, format: CityFormat) -> bytes:
    """The city's file as a roster of ours, each row in its line, each cell in its column.

    A code that the mapping does not know stays as it is written, so that the roster refuses it in its cell.

    Raises:
        UnreadableFile: if it cannot be read, or names the columns otherwise than the mapping says.
    """
    table = open_table(content, city_columns(format))
    heads = [
        BY_CODE[field].label if field else label
        for field, label in zip(table.header.fields, table.header.labels, strict=True)
    ]
    stream = io.StringIO()
    csv.writer(stream).writerows(_lines(table, heads, format))
    return stream.getvalue().encode("utf-8-sig")


def _lines(table: Table, heads: Sequence[str], format: CityFormat) -> Iterator[Sequence[str | None]]:
    blank = [None] * len(heads)
    line = table.header.row
    yield from [blank] * (line - 1)
    yield heads
    own = [_back(format, field) for field in table.header.fields]
    for chunk in table.chunks():
        numeric = [chunk.typed.get(f"c{place}") for place in range(len(heads))]
        for at, (number, *cells) in enumerate(chunk.cells.iter_rows()):
            yield from [blank] * (number - line - 1)
            line = number
            yield [
                _kept(own[place].get(cell, cell) if cell else cell, typed is not None and bool(typed[at]))
                for place, (cell, typed) in enumerate(zip(cells, numeric, strict=True))
            ]


def _back(format: CityFormat, field: str | None) -> Mapping[str, str]:
    """The file's codes of a column as words that the roster reads."""
    found = format.read.get(field or "", {})
    return {theirs: OWN_WORDS.get(field or "", {}).get(ours, ours) for theirs, ours in found.items()}


def _kept(cell: str | None, numeric: bool) -> str | None:
    """A number of sixteen digits that stood in a number cell has lost some; written so, the roster says it too."""
    if cell and numeric and cell.isdigit() and len(cell) >= LOST_FROM:
        return f"{float(cell):.5E}"
    return cell
