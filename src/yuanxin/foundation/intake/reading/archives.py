"""Workbooks that are archives (.xlsx, .ods): every part is unpacked in pieces and counted before anything is read."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from yuanxin.foundation.intake.reading.inspection import DAY_ZERO, DAY_ZERO_1904, FileKind, Inspection, ranges_of
from yuanxin.foundation.intake.reading.opendocument import CONTENT_PART, ContentReader
from yuanxin.foundation.intake.reading.refusals import (
    UnreadableFile,
    damaged,
    encrypted,
    far_cell,
    other_kind,
    overfull,
)

LARGEST_UNPACKED = 1024 * 1024 * 1024
LARGEST_RATIO = 200
# A small part may be packed as tightly as it likes: it cannot hurt.
RATIO_COUNTS_FROM = 32 * 1024 * 1024
PIECE = 1024 * 1024
WORKBOOK_PART, BINARY_PART = "xl/workbook.xml", "xl/workbook.bin"
RELATIONS_PART = "xl/_rels/workbook.xml.rels"
SHEETS = "xl/worksheets/"
# A cell beyond column ZZ: one such cell makes a reader lay out millions of empty ones.
FAR_CELL = re.compile(rb'r="[A-Z]{3}\d')
FAR_CELL_LENGTH = 8
HIDDEN_MARK = b" hidden="
HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\shidden="(?:1|true)")[^>]*\sr="(\d+)"')
# No opening tag of a row is longer, so one that lies across two pieces is found.
LONGEST_TAG = 512

Look = Callable[[bytes], None]


def inspect_archive(content: bytes) -> Inspection:
    """Read the whole archive once without keeping it: whole, unencrypted, a workbook, and within the limits.

    The sizes that an archive declares are not believed.

    Raises:
        UnreadableFile: naming what is wrong.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise damaged() from error
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if WORKBOOK_PART not in names and CONTENT_PART not in names:
        if BINARY_PART in names:
            raise other_kind(_("This is a binary workbook (.xlsb)."))
        raise other_kind(_("This is an archive, not a workbook."))
    if any(part.flag_bits & 1 for part in parts):
        raise encrypted()
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise overfull()
    hidden: dict[str, SheetLook] = {}
    reader = ContentReader() if WORKBOOK_PART not in names else None
    left = LARGEST_UNPACKED
    for part in parts:
        look: Look | None = None
        if part.filename.startswith(SHEETS):
            look = hidden[part.filename] = SheetLook()
        elif reader is not None and part.filename == CONTENT_PART:
            look = reader
        left -= unpack(content, part, left, look)
    if reader is not None:
        return reader.inspection()
    return _of_workbook(archive, {name: look.hidden for name, look in hidden.items() if look.hidden})


class SheetLook:
    """Looks for far cells and hidden rows in a sheet of an .xlsx, piece by piece."""

    def __init__(self) -> None:
        self.hidden: list[int] = []
        self._tail = b""

    def __call__(self, piece: bytes) -> None:
        joint = self._tail[-FAR_CELL_LENGTH:] + piece[:FAR_CELL_LENGTH]
        if FAR_CELL.search(piece) or FAR_CELL.search(joint):
            raise far_cell("ZZ")
        if HIDDEN_MARK in piece or HIDDEN_MARK in self._tail + piece[:LONGEST_TAG]:
            self.hidden += (int(row) for row in HIDDEN_ROW.findall(self._tail + piece))
        self._tail = piece[-LONGEST_TAG:]


def unpack(content: bytes, part: zipfile.ZipInfo, limit: int, look: Look | None = None) -> int:
    """The size of one part when unpacked, found by unpacking it piece by piece; `look` is shown each piece."""
    start = part.header_offset
    name_length = int.from_bytes(content[start + 26 : start + 28], "little")
    extra_length = int.from_bytes(content[start + 28 : start + 30], "little")
    start += 30 + name_length + extra_length
    packed = memoryview(content)[start : start + part.compress_size]
    if len(packed) < part.compress_size:
        raise damaged()
    if part.compress_type == zipfile.ZIP_STORED:
        if look is not None:
            look(bytes(packed))
        return len(packed)
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise UnreadableFile(
            _("The workbook is packed in a way that Excel does not use."), remedy=_("Save it again in Excel or WPS.")
        )
    unpacker, size, check = zlib.decompressobj(-zlib.MAX_WBITS), 0, 0
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
                raise overfull()
            if look is not None:
                look(piece)
    except zlib.error as error:
        raise damaged() from error
    if not unpacker.eof or check != part.CRC:
        raise damaged()
    return size


def _of_workbook(archive: zipfile.ZipFile, hidden: dict[str, list[int]]) -> Inspection:
    """Where the days of an .xlsx begin, and its hidden rows by the place of their sheet."""
    workbook = _parsed(archive, WORKBOOK_PART)
    begins_1904 = any(
        each.get("date1904") in {"1", "true"} for each in workbook.iter() if each.tag.endswith("}workbookPr")
    )
    places: dict[int, list[tuple[int, int]]] = {}
    if hidden:
        relations = _parsed(archive, RELATIONS_PART)
        targets = {each.get("Id", ""): each.get("Target", "").rpartition("/")[2] for each in relations}
        sheets = [each for each in workbook.iter() if each.tag.endswith("}sheet")]
        for place, sheet in enumerate(sheets):
            relation = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
            rows = hidden.get(f"{SHEETS}{targets.get(relation, '')}")
            if rows:
                places[place] = ranges_of(rows)
    return Inspection(FileKind.WORKBOOK, DAY_ZERO_1904 if begins_1904 else DAY_ZERO, places)


def _parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """One small part of the archive; none that spreadsheets write declares a document type."""
    try:
        text = archive.read(name)
    except (KeyError, zipfile.BadZipFile) as error:
        raise damaged() from error
    if b"<!DOCTYPE" in text:
        raise damaged()
    try:
        return ElementTree.fromstring(text)  # noqa: S314  without a document type there are no entities to expand
    except ElementTree.ParseError as error:
        raise damaged() from error
