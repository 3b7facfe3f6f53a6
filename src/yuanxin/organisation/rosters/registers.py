"""The batches of rosters, their doubtful rows, and the employers that wait to be confirmed."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.intake.models import Batch, QueuedRow
from yuanxin.foundation.intake.problems import LABELS, label
from yuanxin.foundation.intake.queries import batches_of, queue_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.registers import (
    Column,
    DateColumn,
    Facts,
    Importer,
    NumberColumn,
    Register,
    TimeColumn,
)
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.models import UnknownEmployer


class BatchRegister(Register):
    """导入批次: every roster brought in, and where it stands. Its detail page is the wizard's."""

    model = Batch
    title = _("Roster imports")
    permission = Permission.IMPORT
    advice = _("Take the template, fill it in and import it: every row is shown before anything is written.")
    columns = (
        NumberColumn("pk", _("Batch")),
        "file_name",
        "union",
        DateColumn("dated_on"),
        "state",
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


class ReasonColumn(Column):
    """Why a row is in the queue, in words."""

    def render(self, value: str) -> str:
        code, _equals, told = value.partition(":")[2].partition("=")
        return str(label(code, {**LABELS, **ROSTER.problem_labels})) % {"value": told}


class QueueRegister(Register):
    """疑难队列: rows that a person must decide."""

    model = QueuedRow
    title = _("Doubtful rows")
    permission = Permission.IMPORT
    advice = _("Rows of a roster that a person must decide appear here once the roster is written.")
    columns = (
        Column("batch__file_name", _("File")),
        NumberColumn("number"),
        "union",
        ReasonColumn("reason", css="wrapping"),
        "state",
        TimeColumn("batch__applied_at", _("Written at")),
    )
    filters = ("union", "state")

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return queue_of(actor, ROSTER)


class EmployerRegister(Register):
    """待确认单位: names of employers that rosters brought and the registry does not know."""

    model = UnknownEmployer
    advice = _("Names that rosters bring and the register of employers does not know appear here.")
    columns = (
        Column("name", css="wrapping"),
        "credit_code",
        "union",
        NumberColumn("persons"),
        "state",
        Column("batch__file_name", _("File")),
    )
    filters = ("union", "state")
    search = ("name", "credit_code")


BATCHES = BatchRegister()
QUEUE = QueueRegister()
EMPLOYERS = EmployerRegister()
