"""What an uploaded file really is, by its content, and whether it is safe to read."""

import re

from django.utils.translation import gettext as _

from yuanxin.foundation.intake.reading import compound
from yuanxin.foundation.intake.reading.archives import inspect_archive
from yuanxin.foundation.intake.reading.inspection import FileKind, Inspection
from yuanxin.foundation.intake.reading.refusals import UnreadableFile, other_kind

LARGEST_FILE = 64 * 1024 * 1024
LOOKED_AT = 4096
IMAGES = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
}
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Many systems write a web page or an XML document and name it .xls.
WEB_PAGE = re.compile(rb"<(?:html|!doctype html|table|meta|head)\b|^mime-version:", re.IGNORECASE)
XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml\b", re.IGNORECASE)


def inspect(content: bytes) -> Inspection:
    """The kind of the file, whatever its name says, and what its parts tell without reading a cell.

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
    if content.startswith(compound.MAGIC):
        return compound.inspect_compound(content)
    if content.startswith(b"PK"):
        return inspect_archive(content)
    if content.startswith(UTF_16_MARKS):
        return Inspection(FileKind.TEXT)
    if b"\x00" in content[:LOOKED_AT]:
        raise other_kind(_("This is not a spreadsheet."))
    if WEB_PAGE.search(content[:LOOKED_AT]) or XML.search(content[:LOOKED_AT]):
        raise other_kind(_("This is a web page or an XML document, whatever its name says."))
    return Inspection(FileKind.TEXT)
