"""What is said of a file that cannot be read: the cause, and what to do."""

from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.errors import Refused


class UnreadableFile(Refused):
    """The file cannot be read as a spreadsheet; the message names the cause and what to do."""


class NoHeader(UnreadableFile):
    """No row of the sheet names the required columns."""


class SeveralTables(UnreadableFile):
    """More than one sheet holds a table; `sheets` names them, and somebody must say which one is meant."""

    def __init__(self, sheets: list[str]) -> None:
        super().__init__(
            _("Several sheets hold a table: %(sheets)s.") % {"sheets": "、".join(sheets)},
            remedy=_("Say which one is meant, or put each into a file of its own."),
        )
        self.sheets = sheets


def encrypted() -> UnreadableFile:
    """A workbook that opens only with a password."""
    return UnreadableFile(
        _("The workbook is protected by a password."), remedy=_("Take the password off in Excel, then choose it again.")
    )


def damaged() -> UnreadableFile:
    """A workbook of which something is missing or altered."""
    return UnreadableFile(
        _("The workbook is damaged or was not copied to its end."),
        remedy=_("Copy or save it again, then choose it again."),
    )


def overfull() -> UnreadableFile:
    """A workbook that would fill the memory."""
    return UnreadableFile(
        _("The workbook unpacks to far more data than a roster holds."),
        remedy=_("Delete empty formatted rows and pictures, or split the file, then choose it again."),
    )


def far_cell(column: str) -> UnreadableFile:
    """A workbook with a cell so far to the right that a reader would lay out millions of empty ones."""
    return UnreadableFile(
        _("A cell stands beyond column %(column)s.") % {"column": column},
        remedy=_("Delete the columns to the right of the table, then save the file again."),
    )


def other_kind(what: str) -> UnreadableFile:
    """A file of a kind that is not read."""
    return UnreadableFile(what, remedy=_("Save it as .xlsx in Excel or WPS, then choose it again."))
