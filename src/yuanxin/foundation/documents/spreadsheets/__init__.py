"""Workbooks out: exports, templates and error workbooks, written row by row with constant memory."""

from yuanxin.foundation.documents.spreadsheets.sheets import Column, Kind, Sheet
from yuanxin.foundation.documents.spreadsheets.text import write_text
from yuanxin.foundation.documents.spreadsheets.writer import TooManyColumns, write_workbook

__all__ = ["Column", "Kind", "Sheet", "TooManyColumns", "write_text", "write_workbook"]
