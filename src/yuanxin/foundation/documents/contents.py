"""What a file is, told by its content; its name is only asked whether it agrees."""

import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from yuanxin.foundation.documents.choices import FileType
from yuanxin.foundation.kernel.errors import Refused

LARGEST = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRIES = 5000
MACROS = "vbaProject.bin"


@dataclass(frozen=True, slots=True)
class Kind:
    """A taken kind: its endings, and the content type it is served with."""

    endings: frozenset[str]
    content_type: str


KINDS: dict[FileType, Kind] = {
    FileType.PDF: Kind(frozenset({".pdf"}), "application/pdf"),
    FileType.OFD: Kind(frozenset({".ofd"}), "application/ofd"),
    FileType.JPEG: Kind(frozenset({".jpg", ".jpeg", ".jfif"}), "image/jpeg"),
    FileType.PNG: Kind(frozenset({".png"}), "image/png"),
    FileType.DOCX: Kind(
        frozenset({".docx"}), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    FileType.XLSX: Kind(frozenset({".xlsx"}), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_BEGINNINGS = ((b"%PDF-", FileType.PDF), (b"\xff\xd8\xff", FileType.JPEG), (b"\x89PNG\r\n\x1a\n", FileType.PNG))
_PACKAGES = (("word/document.xml", FileType.DOCX), ("xl/workbook.xml", FileType.XLSX), ("OFD.xml", FileType.OFD))


class FileRefused(Refused):
    """A file that is not taken: its kind, its size, its name or its inside."""


def kind_of(stream: IO[bytes], name: str) -> FileType:
    """The kind of a file, from its content; `stream` is left at its beginning.

    Raises:
        FileRefused: if it is empty, too large, of no taken kind, named as another, damaged, or holds macros.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    if not size:
        raise FileRefused(_("The file is empty."), remedy=_("Choose another file."))
    if size > LARGEST:
        raise FileRefused(
            _("The file is larger than %(limit)s MB.") % {"limit": LARGEST // 1024**2},
            remedy=_("Make it smaller, or split it into several files."),
        )
    head = stream.read(8)
    stream.seek(0)
    found = next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), None)
    if found is None and head.startswith(b"PK\x03\x04"):
        found = _package_kind(stream)
        stream.seek(0)
    if found is None:
        raise FileRefused(
            _("Files of this kind are not taken."),
            remedy=_("Save it as PDF, OFD, Word (.docx), Excel (.xlsx), JPEG or PNG."),
        )
    ending = PurePosixPath(name).suffix.lower()
    if ending not in KINDS[found].endings:
        raise FileRefused(
            _("The file is %(kind)s by its content, but its name ends in “%(ending)s”.")
            % {"kind": found.label, "ending": ending},
            remedy=_("Choose the original file, or correct its name."),
        )
    return found


def _package_kind(stream: IO[bytes]) -> FileType | None:
    """The kind of a zip package, looked at without unpacking it."""
    damaged = FileRefused(_("The file is damaged or was not copied to its end."), remedy=_("Choose it again."))
    try:
        with zipfile.ZipFile(stream) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise damaged from error
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise FileRefused(_("The file unpacks to far more data than a document holds."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(
            _("The file is protected by a password."), remedy=_("Take the password off, then choose it again.")
        )
    names = {entry.filename for entry in entries}
    if any(PurePosixPath(name).name == MACROS for name in names):
        raise FileRefused(_("The file holds macros."), remedy=_("Save it without macros, then choose it again."))
    return next((kind for entry, kind in _PACKAGES if entry in names), None)
