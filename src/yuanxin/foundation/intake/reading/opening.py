"""Opening a file as a table: which sheet is meant, where its header stands, what the text is written in."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from yuanxin.foundation.intake.reading.files import UTF_16_MARKS, inspect
from yuanxin.foundation.intake.reading.header import (
    SEARCHED_ROWS,
    Remembered,
    field_of,
    find_header,
    known_labels,
    plain_label,
)
from yuanxin.foundation.intake.reading.inspection import FileKind, Inspection
from yuanxin.foundation.intake.reading.refusals import NoHeader, SeveralTables, UnreadableFile, damaged, encrypted
from yuanxin.foundation.intake.reading.tables import Row, Table
from yuanxin.foundation.kernel.characters import in_unicode

if TYPE_CHECKING:
    from yuanxin.foundation.intake.declarations import Column

MOST_CELLS = 60_000_000
DELIMITERS = (",", "\t", ";", "|", "，", "；")
# Excel's own hint at the head of a text file.
SEPARATOR_LINE = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)
# How systems keep Excel from reading digits as a number: ="330106…".
QUOTED_FORMULA = re.compile(r'^="([^"]*)"$')
LOOKED_AT = 20_000
PANIC = "PanicException"


@dataclass(frozen=True)
class Guidance:
    """What somebody said before about how files are to be read: which sheet, and what headers mean."""

    sheet: str = ""
    headers: Remembered = field(default_factory=dict)


def open_table(
    content: bytes,
    columns: Sequence["Column"],
    *,
    inspection: Inspection | None = None,
    guidance: Guidance | None = None,
) -> Table:
    """The table in a file: of a workbook the visible sheet that has a header and rows, or the text itself.

    Args:
        inspection: what looking through the same bytes told, where that was done before.

    Raises:
        UnreadableFile: if the file is no readable spreadsheet.
        NoHeader: if no header is found.
        SeveralTables: if several sheets hold a table and none was named.
    """
    inspection = inspection or inspect(content)
    guidance = guidance or Guidance()
    if inspection.kind is FileKind.TEXT:
        return text_table(content, columns, guidance)
    sheets = list(visible_sheets(content, inspection))
    if guidance.sheet:
        sheets = [sheet for sheet in sheets if sheet.title == guidance.sheet]
        if not sheets:
            raise UnreadableFile(
                _("The workbook has no visible sheet “%(sheet)s”.") % {"sheet": guidance.sheet},
                remedy=_("Name one that it has."),
            )
    return _only_table(sheets, columns, guidance)


@dataclass
class Sheet:
    """A sheet with its rows, not looked at yet. Leading blank rows are there, leading blank columns are not."""

    title: str
    rows: Iterator[Row]
    first_column: int
    height: int
    inspection: Inspection
    place: int

    def table(self, columns: Sequence["Column"], guidance: Guidance) -> Table:
        """The table under its header; may be called once.

        Raises:
            NoHeader: if it has none.
        """
        first = list(islice(self.rows, SEARCHED_ROWS))
        if not first:
            raise NoHeader(
                _("Sheet “%(sheet)s” is empty.") % {"sheet": self.title},
                remedy=_("Choose the file again, or use the template."),
            )
        header = find_header(first, columns, self.first_column, guidance.headers)
        below = [item for item in first if item[0] > header.row]
        required = [header.position(column.code) for column in columns if column.required]
        table = Table(
            self.title,
            header,
            tuple(place for place in required if place is not None),
            max(self.height - header.row, 0),
            [],
            chain(below, self.rows),
            self.inspection.day_zero,
            [
                (max(start, header.row + 1), end)
                for start, end in self.inspection.hidden.get(self.place, [])
                if end > header.row
            ],
        )
        if self.height <= SEARCHED_ROWS and not any(plain_label(cell) for _row, cells in below for cell in cells):
            table.height = 0
        if header.twice:
            table.notices.append(
                _("A second column says the same as one already read and is left out: %(columns)s.")
                % {"columns": "、".join(header.twice)}
            )
        return table


def visible_sheets(content: bytes, inspection: Inspection) -> Iterator[Sheet]:
    """The sheets of a workbook that a reader of it sees, each loaded when it is asked for.

    Raises:
        UnreadableFile: if the workbook is damaged, protected, or reaches too far.
    """
    with sound():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        listed = list(enumerate(workbook.sheets_metadata))
    for place, metadata in listed:
        if metadata.typ is not SheetTypeEnum.WorkSheet or metadata.visible is not SheetVisibleEnum.Visible:
            continue
        with sound():
            sheet = workbook.get_sheet_by_name(metadata.name)
        if sheet.start is None or sheet.end is None:
            yield Sheet(metadata.name, iter(()), 0, 0, inspection, place)
            continue
        height = sheet.end[0] + 1
        if height * sheet.width > MOST_CELLS:
            raise UnreadableFile(
                _("Sheet “%(sheet)s” reaches to row %(row)s and column %(column)s.")
                % {"sheet": metadata.name, "row": height, "column": sheet.total_width},
                remedy=_("Delete what stands far away from the table, then save the file again."),
            )
        rows: Iterator[Row] = enumerate(sheet.iter_rows(), start=1)
        yield Sheet(metadata.name, rows, sheet.start[1], height, inspection, place)


@contextmanager
def sound() -> Iterator[None]:
    """Say in our words what the reader of workbooks refuses.

    Raises:
        UnreadableFile: for a password, for damage, and where the reader met what it did not foresee.
    """
    try:
        yield
    except PasswordError as error:
        raise encrypted() from error
    except (CalamineError, OSError) as error:
        raise damaged() from error
    except BaseException as error:
        # The reader's own language gives up by this, which is no Exception and has no importable name.
        if type(error).__name__ != PANIC:
            raise
        raise damaged() from error


def _only_table(sheets: Sequence[Sheet], columns: Sequence["Column"], guidance: Guidance) -> Table:
    """The one sheet with a header and rows, or the first with a header where none has rows."""
    tables: list[Table] = []
    refusal: UnreadableFile | None = None
    for sheet in sheets:
        try:
            tables.append(sheet.table(columns, guidance))
        except NoHeader as missing:
            refusal = refusal or missing
    filled = [table for table in tables if table.height] or tables[:1]
    if len(filled) > 1:
        raise SeveralTables([table.title for table in filled])
    if not filled:
        raise refusal or UnreadableFile(_("The workbook has no visible sheet."), remedy=_("Choose another file."))
    others = "、".join(sheet.title for sheet in sheets if sheet.title != filled[0].title)
    if others:
        filled[0].notices.append(
            _("Sheet “%(sheet)s” is read; the others are not: %(others)s.")
            % {"sheet": filled[0].title, "others": others}
        )
    return filled[0]


def text_table(content: bytes, columns: Sequence["Column"], guidance: Guidance) -> Table:
    """The table in a text file."""
    return text_sheet(content, columns).table(columns, guidance)


def text_sheet(content: bytes, columns: Sequence["Column"]) -> Sheet:
    """A text file as a sheet without a name.

    Raises:
        UnreadableFile: if its encoding is none that offices use.
    """
    text = decoded(content)
    said = SEPARATOR_LINE.match(text)
    if said is not None:
        text = text[said.end() :]
    mark = said.group(1) if said is not None else delimiter_of(text, known_labels(columns))
    rows: Iterator[Row] = enumerate(_records(text, mark), start=1)
    return Sheet("", rows, 0, text.count("\n") + 1, Inspection(FileKind.TEXT), 0)


def _records(text: str, mark: str) -> Iterator[list[str]]:
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            yield [QUOTED_FORMULA.sub(r"\1", cell) if cell.startswith("=") else cell for cell in cells]
    except csv.Error as error:
        raise UnreadableFile(
            _("The text file has a cell that never ends."), remedy=_("Check its quotation marks, or save it as .xlsx.")
        ) from error


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, with or without a mark at its start, UTF-16 with one, or GB 18030.

    Raises:
        UnreadableFile: if it is none of them.
    """
    encodings = ("utf-16",) if content.startswith(UTF_16_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return in_unicode(text) if encoding == "gb18030" else text
    raise UnreadableFile(
        _("The text is neither UTF-8 nor GB 18030."),
        remedy=_("Save it as .xlsx in Excel or WPS, then choose it again."),
    )


def delimiter_of(text: str, known: dict[str, str]) -> str:
    """What separates cells: the mark that parts a line near the top into the most known headers, else the commonest."""
    lines = text[:LOOKED_AT].splitlines()[:SEARCHED_ROWS]

    def worth(mark: str) -> tuple[int, int]:
        named = max((sum(field_of(cell, known) is not None for cell in line.split(mark)) for line in lines), default=0)
        return named, max((line.count(mark) for line in lines), default=0)

    return max(DELIMITERS, key=worth)
