from typing import IO

from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.ui.registers import exporting


class DocumentsConfig(AppConfig):
    name = "yuanxin.foundation.documents"
    label = "documents"

    def ready(self) -> None:
        from yuanxin.foundation.accounts.choices import Role
        from yuanxin.foundation.accounts.roles import OFFICERS, READERS, allow_all
        from yuanxin.foundation.audit import append_only
        from yuanxin.foundation.audit.registry import declare_actions
        from yuanxin.foundation.documents.choices import Permission
        from yuanxin.foundation.documents.models import AgencyMark, Attachment, DocumentNumber, NumberSeries
        from yuanxin.foundation.ui import menu
        from yuanxin.foundation.unions.services.merging import follows_by_kind, stays

        declare_actions(
            {
                "documents.attached": _("File attached"),
                "documents.mark_set": _("Agency mark set"),
                "documents.numbered": _("Document number given"),
                "documents.taken_off": _("File taken off"),
            }
        )
        append_only.declare(Attachment, once="OLD.ended_at IS NOT NULL")
        append_only.declare(DocumentNumber)
        allow_all(
            [
                (Permission.VIEW, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.PAPERS, (*OFFICERS, *READERS, Role.FINANCE)),
                (Permission.SET_MARK, (Role.STREET_OFFICER, Role.DISTRICT_OFFICER)),
            ]
        )
        menu.add("system", _("Document numbers"), "documents:documentnumber-list", Permission.PAPERS, order=50)
        follows_by_kind(Attachment, where=Q(ended_at=None))
        stays(Attachment, "union", because="it is kept where it was attached")
        for model in (AgencyMark, NumberSeries, DocumentNumber):
            stays(model, "union", because="numbers are those of the union that gave them")
        exporting.use(writer=write_export)


def write_export(stream: IO[bytes], sheets: list[exporting.Sheet]) -> None:
    """Write what a register exports."""
    from yuanxin.foundation.documents.spreadsheets import Sheet, write_workbook

    write_workbook(stream, [Sheet(sheet.name, sheet.header, sheet.rows) for sheet in sheets], mark=sheets[0].mark)
