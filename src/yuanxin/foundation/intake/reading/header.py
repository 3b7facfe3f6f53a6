"""Finding the header of a table under titles and notes, and which column holds which field."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from yuanxin.foundation.intake.reading.refusals import NoHeader, UnreadableFile

if TYPE_CHECKING:
    from yuanxin.foundation.intake.declarations import Column

SEARCHED_ROWS = 50
# A single known word may stand in a title; a header row has at least two.
FEWEST_KNOWN = 2
INVISIBLE = re.compile("[\\s\u00a0\u200b-\u200f\u2060\u3000\ufeff]+")
MARKS = "*:★☆#"
BRACKETED = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]")
# A cell of a header's second line is a word, not a value.
LONGEST_LABEL = 20
SEVERAL_DIGITS = re.compile(r"\d{4}")

Cells = tuple[int, Sequence[Any]]
# By the digest of a set of headers: the field of each label, blank for a column that is not read.
Remembered = Mapping[bytes, Mapping[str, str]]


@dataclass(frozen=True)
class Header:
    """Where the header stands and what it says.

    `row` is the row's number as Excel shows it; `first_column` the number of columns left of the table that the reader
    left out; `labels` the header cells as written; `fields` which field each of them holds, None for an unknown one.
    """

    row: int
    first_column: int
    labels: tuple[str, ...]
    fields: tuple[str | None, ...]
    twice: tuple[str, ...] = ()

    def position(self, field: str) -> int | None:
        """The place of a field among the table's columns."""
        return self.fields.index(field) if field in self.fields else None

    def cell(self, field: str, row: int) -> str:
        """The cell of a field in a row, as Excel names it (`C15`); the row alone for a column that is not there."""
        position = self.position(field)
        return f"{column_name(self.first_column + position)}{row}" if position is not None else str(row)

    def is_repeated_by(self, cells: Sequence[Any]) -> bool:
        """Whether a row says the header again."""
        known = [i for i, field in enumerate(self.fields) if field is not None]
        return sum(i < len(cells) and plain_label(cells[i]) == plain_label(self.labels[i]) for i in known) >= max(
            FEWEST_KNOWN, len(known) - 1
        )


def column_name(index: int) -> str:
    """Excel's letters of a column: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def plain_label(text: Any) -> str:
    """A header as compared: half-width, no blanks, no marks such as `*` or a trailing colon, small letters."""
    label = INVISIBLE.sub("", unicodedata.normalize("NFKC", str(text))) if text is not None else ""
    return label.strip(MARKS).lower()


def field_of(text: Any, known: dict[str, str]) -> str | None:
    """The field a header cell names, with or without what it says in brackets."""
    label = plain_label(text)
    return known.get(label) or known.get(BRACKETED.sub("", label).strip(MARKS))


def known_labels(columns: Sequence["Column"]) -> dict[str, str]:
    """Every name of a declared column, as compared, and its field."""
    return {plain_label(name): column.code for column in columns for name in (column.label, *column.synonyms)}


def digest_of(labels: Iterable[Any]) -> bytes:
    """What tells a set of headers from another, whatever the order of its columns."""
    plain = sorted({plain_label(label) for label in labels} - {""})
    return hashlib.blake2b("\n".join(plain).encode(), digest_size=16).digest()


def find_header(
    rows: Sequence[Cells], columns: Sequence["Column"], first_column: int, remembered: Remembered | None = None
) -> Header:
    """The header among the first rows: one that somebody explained before, else the row that names the most columns.

    Args:
        rows: (row number in Excel, cells) of the first rows.
        columns: the declared columns; the required ones must be named.
        first_column: how many columns the reader left out at the left.
        remembered: headers that were explained by hand.

    Raises:
        NoHeader: if no row names two known columns, or the best one lacks a required column.
        UnreadableFile: if two rows are headers.
    """
    for number, cells in rows[:SEARCHED_ROWS] if remembered else ():
        if (explained := remembered.get(digest_of(cells)) if remembered else None) is not None:
            return explained_header(number, cells, explained, first_column)
    known = known_labels(columns)
    required = [column for column in columns if column.required]
    wanted = {column.code for column in required}
    found = _candidates(rows[:SEARCHED_ROWS], known, wanted)
    if not found:
        raise NoHeader(
            _("No header was found: no row among the first %(rows)s names the columns %(columns)s.")
            % {"rows": SEARCHED_ROWS, "columns": "、".join(column.label for column in required)},
            remedy=_("Use the template, or name the columns in one row."),
        )
    whole = [item for item in found if wanted <= set(item[2])]
    if len(found) > 1 and (len(whole) != 1 or found[0][0] != whole[0][0] or found[1][0] == found[0][0] + 1):
        raise UnreadableFile(
            _("Two rows look like headers: row %(first)s and row %(second)s.")
            % {"first": found[0][0], "second": found[1][0]},
            remedy=_("Keep one header row that names every column, or put the second table into a file of its own."),
        )
    if not whole:
        number, _cells, fields = found[0]
        missing = "、".join(column.label for column in required if column.code not in fields)
        raise NoHeader(
            _("The header in row %(row)s lacks the column %(columns)s.") % {"row": number, "columns": missing},
            remedy=_("Add the column, or use the template."),
        )
    number, cells, fields = whole[0]
    return _settled(number, cells, fields, columns, first_column)


Candidate = tuple[int, Sequence[Any], list[str | None]]


def _candidates(rows: Sequence[Cells], known: dict[str, str], required: set[str]) -> list[Candidate]:
    """The rows that may be the header, two lines that only together name the required columns as one."""
    found: list[Candidate] = []
    below: int | None = None
    for (number, cells), following in zip(rows, [*rows[1:], None], strict=True):
        if number == below:
            continue
        if following is not None and following[0] == number + 1:
            both = _two_lines(cells, following[1], known)
            if both is not None and required <= set(both[1]):
                below = following[0]
                found.append((below, *both))
                continue
        fields = [field_of(cell, known) for cell in cells]
        if _may_be_header(cells, fields, required):
            found.append((number, cells, fields))
    return found


def _two_lines(
    upper: Sequence[Any], lower: Sequence[Any], known: dict[str, str]
) -> tuple[Sequence[Any], list[str | None]] | None:
    """A header whose merged cells reach over two lines, as one line and its fields; None where these are no such lines.

    Each line must name columns that the other does not, neither another one in the same place, and the lower line must
    hold nothing but words.
    """
    width = max(len(upper), len(lower))
    above, below = ([*line, *[None] * (width - len(line))] for line in (upper, lower))
    words = [str(cell).strip() for cell in below if plain_label(cell)]
    if any(len(word) > LONGEST_LABEL or SEVERAL_DIGITS.search(word) for word in words):
        return None
    both = [(field_of(one, known), field_of(other, known)) for one, other in zip(above, below, strict=True)]
    if any(one and other and one != other for one, other in both):
        return None
    joined = [other if plain_label(other) else one for one, other in zip(above, below, strict=True)]
    fields = [field_of(cell, known) for cell in joined]
    alone = [{field_of(cell, known) for cell in line} for line in (above, below)]
    return (joined, fields) if all(set(fields) - line - {None} for line in alone) else None


def explained_header(number: int, cells: Sequence[Any], explained: Mapping[str, str], first_column: int) -> Header:
    """The header in a row, its columns understood as somebody said; of two with the same label the left one."""
    fields: list[str | None] = []
    for cell in cells:
        field = explained.get(plain_label(cell)) or None
        fields.append(field if field not in fields else None)
    return Header(number, first_column, _labels(cells), tuple(fields))


def _may_be_header(cells: Sequence[Any], fields: Sequence[str | None], required: set[str]) -> bool:
    """Whether a row names columns: all required ones, or little else. A person's row may hold such words too."""
    named = set(fields) - {None}
    written = sum(bool(plain_label(cell)) for cell in cells)
    return required <= named or (len(named) >= FEWEST_KNOWN and 2 * len(named) >= written)


def _settled(
    number: int, cells: Sequence[Any], fields: list[str | None], columns: Sequence["Column"], first_column: int
) -> Header:
    """One column a field: of several the one named as the template names it, else the leftmost."""
    names = {column.code: plain_label(column.label) for column in columns}
    twice = []
    for code in {field for field in fields if field is not None}:
        places = [i for i, field in enumerate(fields) if field == code]
        if len(places) > 1:
            kept = next((i for i in places if plain_label(cells[i]) == names[code]), places[0])
            for place in places:
                if place != kept:
                    fields[place] = None
                    twice.append(str(cells[place]).strip())
    return Header(number, first_column, _labels(cells), tuple(fields), tuple(twice))


def _labels(cells: Sequence[Any]) -> tuple[str, ...]:
    return tuple("" if cell is None else str(cell).strip() for cell in cells)
