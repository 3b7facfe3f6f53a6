"""Rows of a workbook or a text file, in chunks, as texts, with row numbers as Excel shows them."""

import csv
import datetime
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, dropwhile, islice
from typing import TYPE_CHECKING, Any

import polars as pl
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from yuanxin.foundation.intake.reading.files import FileKind, UnreadableFile, kind_of
from yuanxin.foundation.intake.reading.header import SEARCHED_ROWS, Header, NoHeader, find_header

if TYPE_CHECKING:
    from yuanxin.foundation.intake.declarations import Column

CHUNK_ROWS = 20_000
MOST_CELLS = 60_000_000
DELIMITERS = (",", "\t", ";", "，")

Row = tuple[int, Sequence[Any]]


@dataclass(frozen=True)
class RawChunk:
    """Some rows as written. `cells` has one text column per column of the table (`c0`, `c1`, …) and `row`.

    `typed` names, for each column, the rows whose cell holds a number instead of a text.
    """

    number: int
    cells: pl.DataFrame
    typed: dict[str, pl.Series]


@dataclass
class Table:
    """A table with its header found. `chunks()` may be called once."""

    title: str
    header: Header
    height: int
    notices: list[str]
    _rows: Iterator[Row]

    def chunks(self, *, after: int = 0, number: int = 0) -> Iterator[RawChunk]:
        """The rows under the header and below row `after`, `CHUNK_ROWS` at a time, without blank rows.

        The first chunk gets the number behind `number`.

        Raises:
            UnreadableFile: at a row that says the header again.
        """
        left = dropwhile(lambda row: row[0] <= after, self._rows)
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
        if not written.all():
            typed = {name: mask.filter(written) for name, mask in typed.items()}
            frame = frame.filter(written)
        return RawChunk(number, frame, typed)

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


def open_table(content: bytes, columns: Sequence["Column"], *, unpacked_before: bool = False) -> Table:
    """The table in a file: the first visible sheet with a header, or the text itself.

    `unpacked_before` says that `kind_of` has passed these bytes already.

    Raises:
        UnreadableFile: if the file is no readable spreadsheet.
        NoHeader: if no header is found.
    """
    if kind_of(content, unpacked_before=unpacked_before) is FileKind.WORKBOOK:
        return _workbook_table(content, columns)
    return _text_table(content, columns)


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


def _workbook_table(content: bytes, columns: Sequence["Column"]) -> Table:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise UnreadableFile(
            _("The workbook is protected by a password."),
            remedy=_("Take the password off in Excel, then choose it again."),
        ) from error
    except (CalamineError, OSError) as error:
        raise _damaged() from error
    names = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
    ]
    refusal: UnreadableFile | None = None
    for name in names:
        try:
            table = _sheet_table(workbook, name, columns)
        except NoHeader as missing:
            refusal = refusal or missing
            continue
        if len(names) > 1:
            table.notices.append(
                _("Sheet “%(sheet)s” is read; the others are not: %(others)s.")
                % {"sheet": name, "others": "、".join(other for other in names if other != name)}
            )
        return table
    raise refusal or UnreadableFile(_("The workbook has no visible sheet."), remedy=_("Choose another file."))


def _sheet_table(workbook: CalamineWorkbook, name: str, columns: Sequence["Column"]) -> Table:
    try:
        sheet = workbook.get_sheet_by_name(name)
    except (CalamineError, OSError) as error:
        raise _damaged() from error
    if sheet.start is None:
        raise NoHeader(
            _("Sheet “%(sheet)s” is empty.") % {"sheet": name}, remedy=_("Choose the file again, or use the template.")
        )
    if sheet.total_height * sheet.width > MOST_CELLS:
        raise UnreadableFile(
            _("Sheet “%(sheet)s” reaches to row %(row)s and column %(column)s.")
            % {"sheet": name, "row": sheet.total_height, "column": sheet.total_width},
            remedy=_("Delete what stands far away from the table, then save the file again."),
        )
    # Leading blank rows are delivered, leading blank columns are not.
    rows: Iterator[Row] = enumerate(sheet.iter_rows(), start=1)
    return _table(name, rows, columns, first_column=sheet.start[1], height=sheet.total_height)


def _text_table(content: bytes, columns: Sequence["Column"]) -> Table:
    text = decoded(content)
    height = text.count("\n") + 1
    rows: Iterator[Row] = enumerate(_records(text), start=1)
    return _table("", rows, columns, first_column=0, height=height)


def _records(text: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    except csv.Error as error:
        raise UnreadableFile(
            _("The text file has a cell that never ends."), remedy=_("Check its quotation marks, or save it as .xlsx.")
        ) from error


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, with or without a mark at its start, UTF-16 with one, or GB 18030.

    Raises:
        UnreadableFile: if it is none of them.
    """
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(
        _("The text is neither UTF-8 nor GB 18030."),
        remedy=_("Save it as .xlsx in Excel or WPS, then choose it again."),
    )


def delimiter_of(text: str) -> str:
    """What separates cells: the mark that is commonest in the line that has the most of them, near the top."""
    lines = text[:20_000].splitlines()[:SEARCHED_ROWS]
    return max(DELIMITERS, key=lambda mark: max((line.count(mark) for line in lines), default=0))


def _table(title: str, rows: Iterator[Row], columns: Sequence["Column"], *, first_column: int, height: int) -> Table:
    first = list(islice(rows, SEARCHED_ROWS))
    header = find_header(first, columns, first_column)
    below = chain((item for item in first if item[0] > header.row), rows)
    table = Table(title, header, max(height - header.row, 0), [], below)
    if header.twice:
        table.notices.append(
            _("A second column says the same as one already read and is left out: %(columns)s.")
            % {"columns": "、".join(header.twice)}
        )
    return table


def _damaged() -> UnreadableFile:
    return UnreadableFile(
        _("The workbook is damaged or was not copied to its end."),
        remedy=_("Copy or save it again, then choose it again."),
    )
