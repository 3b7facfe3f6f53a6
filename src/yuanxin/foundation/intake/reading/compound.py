"""Workbooks of the old format (.xls): looked through record by record before a reader is let at them.

A reader written for sound files allocates what a damaged one tells it to. Here the chain of sectors, the length of each
record and the place of each cell are checked first (MS-XLS 2.1, MS-CFB 2).
"""

import io
import struct
from collections.abc import Iterator

import olefile
from django.utils.translation import gettext as _

from yuanxin.foundation.intake.reading.inspection import DAY_ZERO, DAY_ZERO_1904, FileKind, Inspection, ranges_of
from yuanxin.foundation.intake.reading.refusals import damaged, encrypted, far_cell, other_kind

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage"
STREAMS = ("Workbook", "Book")
SECTOR = 512
WIDEST = 256
LAST_COLUMN = "IV"
# Records by their numbers: password, date system, sheet, row.
FILE_PASS, DATE_MODE, SHEET, ROW, BEGINNING = 0x2F, 0x22, 0x85, 0x208, 0x809
# Records of one cell, which begin with its row and column; of several, which end with their last column.
CELLS = {0x06, 0x201, 0x203, 0x204, 0x205, 0x206, 0x27E, 0x406, 0xD6, 0xFD}
SEVERAL_CELLS = {0xBD, 0xBE}
HIDDEN = 0x20
HIDDEN_AT = 12


def inspect_compound(content: bytes) -> Inspection:
    """Look through an OLE file.

    Raises:
        UnreadableFile: if it is encrypted, damaged, or no workbook.
    """
    stream = _workbook_stream(content)
    day_zero = DAY_ZERO
    sheets: dict[int, int] = {}
    hidden: dict[int, list[int]] = {}
    present: int | None = None
    for at, kind, body in _records(stream):
        if kind == FILE_PASS:
            raise encrypted()
        if kind == DATE_MODE and body[:2] == b"\x01\x00":
            day_zero = DAY_ZERO_1904
        elif kind == SHEET and len(body) >= struct.calcsize("<I"):
            sheets[struct.unpack_from("<I", body)[0]] = len(sheets)
        elif kind == BEGINNING:
            present = sheets.get(at, present)
        elif kind == ROW and present is not None and len(body) > HIDDEN_AT:
            if body[HIDDEN_AT] & HIDDEN:
                hidden.setdefault(present, []).append(struct.unpack_from("<H", body)[0] + 1)
        elif kind in CELLS or kind in SEVERAL_CELLS:
            _check_cell(kind, body)
    return Inspection(
        FileKind.OLD_WORKBOOK, day_zero, {place: ranges_of(rows) for place, rows in sorted(hidden.items())}
    )


def _workbook_stream(content: bytes) -> bytes:
    """The stream that holds the workbook, its sectors followed and found whole."""
    try:
        with olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_INCORRECT) as file:
            if file.exists(ENCRYPTED_STREAM):
                raise encrypted()
            name = next((name for name in STREAMS if file.exists(name)), None)
            if name is None:
                raise other_kind(_("This is not a spreadsheet."))
            stream: bytes = file.openstream(name).read()
    except (OSError, struct.error, ValueError, IndexError) as error:
        raise damaged() from error
    if len(content) % SECTOR:
        raise damaged()
    return stream


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where each record begins, its number and its body."""
    at, end = 0, len(stream)
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == length == 0:
            return
        if at + 4 + length > end:
            raise damaged()
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _check_cell(kind: int, body: bytes) -> None:
    """Raise for a cell that cannot be where it says."""
    if len(body) < struct.calcsize("<HHH"):
        raise damaged()
    column = struct.unpack_from("<H", body, len(body) - 2 if kind in SEVERAL_CELLS else 2)[0]
    if column >= WIDEST:
        raise far_cell(LAST_COLUMN)
