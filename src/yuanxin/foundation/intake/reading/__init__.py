"""From the bytes of an uploaded file to a table with a found header."""

from yuanxin.foundation.intake.reading.files import FileKind, UnreadableFile, kind_of
from yuanxin.foundation.intake.reading.header import Header, find_header
from yuanxin.foundation.intake.reading.tables import RawChunk, Table, open_table

__all__ = [
    "FileKind",
    "Header",
    "RawChunk",
    "Table",
    "UnreadableFile",
    "find_header",
    "kind_of",
    "open_table",
]
