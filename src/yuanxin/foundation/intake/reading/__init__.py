"""From the bytes of an uploaded file to a table with a found header."""

from yuanxin.foundation.intake.reading.files import inspect
from yuanxin.foundation.intake.reading.header import Header, digest_of, find_header, plain_label
from yuanxin.foundation.intake.reading.inspection import FileKind, Inspection
from yuanxin.foundation.intake.reading.left_out import LeftOut
from yuanxin.foundation.intake.reading.opening import Guidance, open_table
from yuanxin.foundation.intake.reading.refusals import NoHeader, SeveralTables, UnreadableFile
from yuanxin.foundation.intake.reading.tables import RawChunk, Table

__all__ = [
    "FileKind",
    "Guidance",
    "Header",
    "Inspection",
    "LeftOut",
    "NoHeader",
    "RawChunk",
    "SeveralTables",
    "Table",
    "UnreadableFile",
    "digest_of",
    "find_header",
    "inspect",
    "open_table",
    "plain_label",
]
