"""Real workbooks and text files, written for a test."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

HEADER = ("姓名", "证件号码", "性别", "民族", "手机号码", "工作单位", "入会日期")


def workbook(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, *, above: int = 2, left: int = 0) -> bytes:
    """A workbook with `above` rows of titles over the header and `left` blank columns beside it.

    Numbers stand in number cells, texts in text cells, None is blank.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False})
    sheet = book.add_worksheet("花名册")
    for line in range(above):
        sheet.write_string(line, left, "会员花名册" if line == 0 else "填表说明：请如实填写")
    for line, cells in enumerate([header, *rows], start=above):
        for place, cell in enumerate(cells, start=left):
            if isinstance(cell, int | float):
                sheet.write_number(line, place, cell)
            elif cell is not None:
                sheet.write_string(line, place, cell)
    book.close()
    return stream.getvalue()


def text_file(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, *, encoding: str = "utf-8") -> bytes:
    """The same as CSV."""
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode(encoding)


def rows_of(content: bytes) -> list[list[Any]]:
    """The rows of a workbook's first sheet, its header among them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
