"""A sheet as a text file (CSV), for systems that read no workbook."""

import csv
import datetime
import io
from collections.abc import Sequence
from typing import IO, Any

from yuanxin.foundation.documents.spreadsheets.sheets import Sheet
from yuanxin.foundation.documents.spreadsheets.writer import FORMULA_STARTS


def write_text(stream: IO[bytes], sheet: Sheet, *, encoding: str = "utf-8-sig") -> None:
    """Write the sheet to `stream`, by default in UTF-8 with its mark, so that Excel reads it as such.

    What begins like a formula gets a quotation mark before it, and is never computed.
    """
    text = io.TextIOWrapper(stream, encoding=encoding, newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([column.header for column in sheet.drawn_columns])
    for cells in sheet.rows:
        writer.writerow(_line(cells))
    text.detach()


def _line(cells: Sequence[Any]) -> list[str]:
    return [_cell(value) for value in cells]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, datetime.date) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
