"""What an uploaded file really is, by its content, and whether it is safe to unpack."""

import io
import re
import zipfile
import zlib
from enum import Enum

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused

LARGEST_FILE = 64 * 1024 * 1024
LARGEST_UNPACKED = 1024 * 1024 * 1024
LARGEST_RATIO = 200
# A small part may be packed as tightly as it likes: it cannot hurt.
RATIO_COUNTS_FROM = 32 * 1024 * 1024
PIECE = 1024 * 1024
WIDEST = 702
# A cell beyond column ZZ: one such cell makes a reader lay out millions of empty ones.
FAR_CELL = re.compile(rb'r="[A-Z]{3}\d')
FAR_CELL_LENGTH = 8

IMAGES = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
WORKBOOK_PART = "xl/workbook.xml"


class FileKind(Enum):
    WORKBOOK = "xlsx"
    TEXT = "csv"


class UnreadableFile(Refused):
    """The file cannot be read as a spreadsheet; the message names the cause and what to do."""


def kind_of(content: bytes, *, unpacked_before: bool = False) -> FileKind:
    """The kind of the file, whatever its name says.

    Args:
        unpacked_before: whether the very same bytes passed here already; an archive is then not unpacked again.

    Raises:
        UnreadableFile: if it is empty, too large, encrypted, truncated, unsafe to unpack, or no spreadsheet.
    """
    if not content.strip():
        raise UnreadableFile(_("The file is empty."), remedy=_("Choose the file again, or save it again in Excel."))
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(
            _("The file is larger than %(limit)s MB.") % {"limit": LARGEST_FILE // 1024 // 1024},
            remedy=_("Split it into several files."),
        )
    for magic, name in IMAGES.items():
        if content.startswith(magic):
            raise UnreadableFile(
                _("This is a picture (%(kind)s), not a spreadsheet, whatever its name says.") % {"kind": name},
                remedy=_("Choose the .xlsx or .csv file itself."),
            )
    if content.startswith(b"%PDF"):
        raise UnreadableFile(_("This is a PDF, not a spreadsheet."), remedy=_("Choose the .xlsx or .csv file itself."))
    if content.startswith(OLE):
        raise _compound_file(content)
    if content.startswith(b"PK"):
        if not unpacked_before:
            check_archive(content)
        return FileKind.WORKBOOK
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(
            _("This is not a spreadsheet."), remedy=_("Save it as .xlsx in Excel or WPS, then choose it again.")
        )
    return FileKind.TEXT


def check_archive(content: bytes) -> None:
    """Read the whole archive once without keeping it: whole, unencrypted, a workbook, and within the limits.

    The sizes that an archive declares are not believed: every part is unpacked in pieces and counted.

    Raises:
        UnreadableFile: naming what is wrong.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise _truncated() from error
    parts = archive.infolist()
    if WORKBOOK_PART not in {part.filename for part in parts}:
        if any(part.filename == "xl/workbook.bin" for part in parts):
            raise UnreadableFile(
                _("This is a binary workbook (.xlsb)."), remedy=_("Save it as .xlsx, then choose it again.")
            )
        raise UnreadableFile(
            _("This is an archive, not a workbook."),
            remedy=_("Save it as .xlsx in Excel or WPS, then choose it again."),
        )
    if any(part.flag_bits & 1 for part in parts):
        raise _encrypted()
    declared = sum(part.file_size for part in parts)
    if declared > LARGEST_UNPACKED:
        raise _bomb()
    left = LARGEST_UNPACKED
    for part in parts:
        left -= _unpacked_size(content, part, left)


def _unpacked_size(content: bytes, part: zipfile.ZipInfo, limit: int) -> int:
    """The size of one part when unpacked, found by unpacking it piece by piece."""
    start = part.header_offset
    name_length = int.from_bytes(content[start + 26 : start + 28], "little")
    extra_length = int.from_bytes(content[start + 28 : start + 30], "little")
    start += 30 + name_length + extra_length
    packed = memoryview(content)[start : start + part.compress_size]
    if len(packed) < part.compress_size:
        raise _truncated()
    if part.compress_type == zipfile.ZIP_STORED:
        return len(packed)
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise UnreadableFile(
            _("The workbook is packed in a way that Excel does not use."), remedy=_("Save it again in Excel or WPS.")
        )
    is_sheet = part.filename.startswith("xl/worksheets/")
    unpacker, size, check, tail = zlib.decompressobj(-zlib.MAX_WBITS), 0, 0, b""
    try:
        pending: bytes | memoryview = packed
        while not unpacker.eof:
            piece = unpacker.decompress(pending, PIECE)
            pending = unpacker.unconsumed_tail
            if not piece and not pending:
                break
            size += len(piece)
            check = zlib.crc32(piece, check)
            if size > limit or (size > RATIO_COUNTS_FROM and size > LARGEST_RATIO * max(part.compress_size, 1)):
                raise _bomb()
            if is_sheet:
                if FAR_CELL.search(tail + piece):
                    raise UnreadableFile(
                        _("A cell stands beyond column %(column)s.") % {"column": "ZZ"},
                        remedy=_("Delete the columns to the right of the table, then save the file again."),
                    )
                tail = piece[-FAR_CELL_LENGTH:]
    except zlib.error as error:
        raise _truncated() from error
    if not unpacker.eof or check != part.CRC:
        raise _truncated()
    return size


def _compound_file(content: bytes) -> UnreadableFile:
    """An OLE file is an encrypted workbook or one of the old format."""
    if ENCRYPTED_STREAM in content:
        return _encrypted()
    return UnreadableFile(
        _("This is a workbook of the old format (.xls)."),
        remedy=_("Save it as .xlsx in Excel or WPS, then choose it again."),
    )


def _encrypted() -> UnreadableFile:
    return UnreadableFile(
        _("The workbook is protected by a password."), remedy=_("Take the password off in Excel, then choose it again.")
    )


def _truncated() -> UnreadableFile:
    return UnreadableFile(
        _("The workbook is damaged or was not copied to its end."),
        remedy=_("Copy or save it again, then choose it again."),
    )


def _bomb() -> UnreadableFile:
    return UnreadableFile(
        _("The workbook unpacks to far more data than a roster holds."),
        remedy=_("Delete empty formatted rows and pictures, or split the file, then choose it again."),
    )
