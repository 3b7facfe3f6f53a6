"""The batches of rosters."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.pages import STATE_COLOURS
from yuanxin.foundation.intake.queries import batches_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.registers import ChipColumn, DateColumn, Facts, Importer, NumberColumn, Register, TimeColumn
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.rosters.intake import ROSTER


class BatchRegister(Register):
    """导入批次: every roster brought in, and where it stands. Its detail page is the wizard's."""

    model = Batch
    title = _("Roster imports")
    permission = Permission.IMPORT
    advice = _("Take the template, fill it in and import it: every row is shown before anything is written.")
    columns = (
        "file_name",
        NumberColumn("pk", _("Batch")),
        "union",
        DateColumn("dated_on"),
        ChipColumn("state", STATE_COLOURS),
        NumberColumn("rows", _("Rows")),
        "made_by",
        TimeColumn("made_at"),
    )
    filters = ("union", "state")
    search = ("file_name",)
    importer = Importer("rosters:upload", Permission.IMPORT, "rosters:template")
    detail = (Facts("file_name"),)

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return batches_of(actor, ROSTER)


BATCHES = BatchRegister()
