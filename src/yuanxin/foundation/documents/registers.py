"""台账 of document numbers, and of the marks they begin with."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.choices import Permission
from yuanxin.foundation.documents.models import AgencyMark, DocumentNumber
from yuanxin.foundation.ui.registers import Action, Column, DateColumn, Period, Register


class NumberRegister(Register):
    """发文字号台账: every number given, the newest first."""

    model = DocumentNumber
    title = _("Document numbers")
    columns = (
        Column("written", _("Document number")),
        "object_label",
        "union",
        DateColumn("given_on"),
        "given_by",
    )
    filters = ("union", Period("given_on"))
    search = ("object_label",)
    advice = _("A number is given when an official paper is made.")
    actions = (Action(_("Agency marks"), "documents:agencymark-list", Permission.PAPERS, record=False),)


class MarkRegister(Register):
    """机关代字."""

    model = AgencyMark
    columns = ("mark", "union")
    filters = ("union",)
    search = ("mark",)
    advice = _("Set the mark of the union whose papers are to be numbered.")
    actions = (Action(_("Set a mark"), "documents:mark-set", Permission.SET_MARK, "plus", record=False, primary=True),)


NUMBERS = NumberRegister()
MARKS = MarkRegister()
