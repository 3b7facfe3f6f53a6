"""Writing a workbook with constant memory: any number of rows costs the same."""

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from yuanxin.foundation.documents.spreadsheets.sheets import Column, Kind, Sheet, width_of
from yuanxin.foundation.kernel import clock

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
LONGEST_TEXT = 32_767
LONGEST_LIST = 255
LONGEST_NAME = 31
# A number in a sheet is a double: what has more digits is kept as text.
LARGEST_EXACT = 10**15
EARLIEST_DATE = datetime.date(1900, 3, 1)
NARROWEST, WIDEST = 8.0, 42.0
ROWS_MEASURED = 200
TEMPLATE_ROWS = 10_000
CHOICES_SHEET = "choices"

GREY, RED, FILL, LINE = "#6C6F75", "#B5121B", "#F1EFEC", "#D8D4CE"
_BASE = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
_LOOKS: dict[str, dict[str, Any]] = {
    "note": {"font_color": GREY, "text_wrap": False},
    "head": {"bold": True, "bg_color": FILL, "bottom": 1, "bottom_color": LINE, "text_wrap": True},
    "required": {
        "bold": True,
        "bg_color": FILL,
        "bottom": 1,
        "bottom_color": LINE,
        "text_wrap": True,
        "font_color": RED,
    },
    "text": {"num_format": "@"},
    # Excel keeps such a cell as text even after it is edited.
    "formula_like": {"num_format": "@", "quote_prefix": True},
    "integer": {"num_format": "0"},
    "amount": {"num_format": "#,##0.00"},
    "decimal": {"num_format": "General"},
    "date": {"num_format": "yyyy-mm-dd"},
    "time": {"num_format": "yyyy-mm-dd hh:mm"},
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%")


class TooManyColumns(ValueError):
    """A sheet has more columns than a workbook can hold."""


def write_workbook(stream: IO[bytes], sheets: Sequence[Sheet], *, mark: str = "") -> None:
    """Write the sheets to `stream` as one .xlsx workbook.

    Every text is written as text: what begins like a formula is never computed, and identifiers keep all their digits.
    A sheet longer than a workbook allows goes on in another one.

    Args:
        mark: who took the data and when, printed on each page and kept in the file's properties.

    Raises:
        TooManyColumns: if a sheet has more than 16,384.
    """
    with xlsxwriter.Workbook(stream, {"constant_memory": True, "remove_timezone": True}) as workbook:
        looks = {name: workbook.add_format({**_BASE, **look}) for name, look in _LOOKS.items()}
        workbook.set_properties({"title": sheets[0].name, "comments": mark, "created": clock.now()})
        names = _Names()
        choices = _Choices(names)
        for sheet in sheets:
            columns = sheet.drawn_columns
            if len(columns) > LAST_COLUMN:
                raise TooManyColumns(f"{sheet.name}: {len(columns)} columns")
            rows = iter(sheet.rows)
            part = _Part(workbook.add_worksheet(names.unique(sheet.name)), sheet, columns, looks, mark)
            while not part.fill(rows):
                part.finish(choices)
                part = _Part(workbook.add_worksheet(names.unique(sheet.name)), sheet, columns, looks, mark)
            part.finish(choices)
        choices.write(workbook)


class _Part:
    """One worksheet: a sheet, or what of it fits."""

    def __init__(
        self, worksheet: Worksheet, sheet: Sheet, columns: list[Column], looks: dict[str, Format], mark: str
    ) -> None:
        self.worksheet, self.sheet, self.columns, self.looks = worksheet, sheet, columns, looks
        self.widths = [width_of(column.header) + 2 for column in columns]
        self.row = 0
        for note in sheet.notes:
            worksheet.write_string(self.row, 0, note[:LONGEST_TEXT], looks["note"])
            self.row += 1
        self.head = self.row
        for place, column in enumerate(columns):
            worksheet.write_string(self.row, place, column.header, looks["required" if column.required else "head"])
        self.row += 1
        worksheet.freeze_panes(self.row, 0)
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.fit_to_pages(1, 0)
        worksheet.repeat_rows(self.head)
        quoted = mark.replace("&", "&&")[:200]
        worksheet.set_footer(f"&L&8{quoted}&R&8&P / &N")

    def fill(self, rows: Iterator[Sequence[Any]]) -> bool:
        """Write rows until there are none (true) or the worksheet is full (false)."""
        while self.row < LAST_ROW:
            cells = next(rows, None)
            if cells is None:
                return True
            for place, (column, value) in enumerate(zip(self.columns, cells, strict=True)):
                self._write(place, column, value)
            self.row += 1
        return False

    def finish(self, choices: "_Choices") -> None:
        """Widths, drop-downs and the filter, which need to know the rows."""
        below = min(self.row - 1 + (TEMPLATE_ROWS if self.sheet.template else 0), LAST_ROW - 1)
        for place, column in enumerate(self.columns):
            width = column.width or min(max(self.widths[place], NARROWEST), WIDEST)
            body = self.looks[column.kind.value] if self.sheet.template and column.kind is not Kind.ANY else None
            self.worksheet.set_column(place, place, width, body)
            if (column.choices or column.hint) and below > self.head:
                self.worksheet.data_validation(self.head + 1, place, below, place, choices.validation(column))
        if not self.sheet.template and self.row > self.head + 1:
            self.worksheet.autofilter(self.head, 0, self.row - 1, len(self.columns) - 1)

    def _write(self, place: int, column: Column, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            value = _("yes") if value else _("no")
        if isinstance(value, datetime.datetime):
            self._write_time(place, value)
        elif isinstance(value, datetime.date) and column.kind is not Kind.TEXT:
            self._write_date(place, value)
        elif column.kind is not Kind.TEXT and is_exact_number(value):
            self.worksheet.write_number(self.row, place, float(value), self.looks[_number_look(column, value)])
            self._measure(place, f"{value:,}")
        else:
            self._write_text(place, value)

    def _write_text(self, place: int, value: Any) -> None:
        text = value if isinstance(value, str) else str(value)
        if len(text) > LONGEST_TEXT:
            text = text[: LONGEST_TEXT - 1] + "…"
        look = self.looks["formula_like" if text.startswith(FORMULA_STARTS) else "text"]
        self.worksheet.write_string(self.row, place, text, look)
        self._measure(place, text)

    def _write_date(self, place: int, value: datetime.date) -> None:
        if value < EARLIEST_DATE:
            # Excel counts a 29 February 1900 that never was, and nothing before that year.
            self._write_text(place, value.isoformat())
            return
        self.worksheet.write_datetime(self.row, place, value, self.looks["date"])
        self._measure(place, "2016-06-30")

    def _write_time(self, place: int, value: datetime.datetime) -> None:
        local = value.astimezone(clock.SHANGHAI) if value.tzinfo else value
        self.worksheet.write_datetime(self.row, place, local.replace(tzinfo=None), self.looks["time"])
        self._measure(place, "2016-06-30 23:59")

    def _measure(self, place: int, text: str) -> None:
        if self.row - self.head <= ROWS_MEASURED:
            self.widths[place] = max(self.widths[place], width_of(text) + 2)


class _Choices:
    """Drop-downs: short lists stand in the cell's own rule, long ones on a hidden sheet."""

    def __init__(self, names: "_Names") -> None:
        self.name = names.unique(CHOICES_SHEET)
        self.lists: list[Sequence[str]] = []

    def validation(self, column: Column) -> dict[str, Any]:
        """The rule of a column's cells."""
        rule: dict[str, Any] = {"validate": "any"}
        if column.choices:
            rule = {
                "validate": "list",
                "source": self._source(column.choices),
                "error_type": "warning",
                "error_title": column.header[:32],
                "error_message": _("This word is not in the list."),
            }
        if column.hint:
            rule |= {"input_title": column.header[:32], "input_message": column.hint[:255]}
        return rule

    def write(self, workbook: xlsxwriter.Workbook) -> None:
        """The hidden sheet, one list a row, after all others."""
        if not self.lists:
            return
        worksheet = workbook.add_worksheet(self.name)
        for row, choices in enumerate(self.lists):
            for place, choice in enumerate(choices):
                worksheet.write_string(row, place, choice)
        worksheet.hide()

    def _source(self, choices: Sequence[str]) -> Any:
        if len(",".join(choices)) <= LONGEST_LIST and not any("," in choice for choice in choices):
            return list(choices)
        if choices not in self.lists:
            self.lists.append(choices)
        row = self.lists.index(choices) + 1
        last = xlsxwriter.utility.xl_col_to_name(len(choices) - 1, col_abs=True)
        return f"='{self.name}'!$A${row}:{last}${row}"


class _Names:
    """Names of sheets: within the allowed characters and length, each once."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def unique(self, wanted: str) -> str:
        bare = "".join(" " if character in "[]:*?/\\" else character for character in wanted).strip("' ") or "Sheet"
        name, number = bare[:LONGEST_NAME], 1
        while name.lower() in self.taken:
            number += 1
            ending = f" ({number})"
            name = bare[: LONGEST_NAME - len(ending)] + ending
        self.taken.add(name.lower())
        return name


def is_exact_number(value: Any) -> bool:
    """Whether a sheet can hold the number with all its digits."""
    return isinstance(value, int | float | Decimal) and -LARGEST_EXACT < value < LARGEST_EXACT


def _number_look(column: Column, value: float | Decimal) -> str:
    if column.kind is Kind.AMOUNT:
        return "amount"
    return "integer" if value == int(value) and not isinstance(value, Decimal) else "decimal"
