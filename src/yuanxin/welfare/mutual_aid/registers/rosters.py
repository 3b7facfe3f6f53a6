"""The batches of enrolment rosters, and their doubtful rows."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.intake.choices import Verdict
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.pages import STATE_COLOURS
from yuanxin.foundation.intake.queries import batches_of
from yuanxin.foundation.intake.queue import QueueRegister
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.registers import ChipColumn, Column, Facts, Importer, NumberColumn, Register, TimeColumn
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.intake.enrolments import ROSTER


class RosterRegister(Register):
    """导入批次: every enrolment roster brought in, and where it stands. Its detail page is the wizard's."""

    model = Batch
    title = _("Enrolment rosters")
    name = "roster"
    permission = Permission.ENROL
    advice = _("Take the template, fill it in and import it: every row is shown before anything is written.")
    columns = (
        "file_name",
        NumberColumn("pk", _("Batch")),
        Column("union", css="wrapping"),
        ChipColumn("state", STATE_COLOURS),
        NumberColumn("rows", _("Rows")),
        "made_by",
        TimeColumn("made_at"),
    )
    filters = ("union", "state")
    search = ("file_name",)
    importer = Importer("mutual_aid:rosters:upload", Permission.ENROL, "mutual_aid:rosters:template")
    detail = (Facts("file_name"),)

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return batches_of(actor, ROSTER)

    def route(self, page: str) -> str:
        return "mutual_aid:rosters:batch-detail" if page == "detail" else super().route(page)


class DoubtfulRegister(QueueRegister):
    """疑难队列 of enrolment rosters."""

    name = "doubt"
    declaration = ROSTER
    advice = _("Rows of an enrolment roster that a person must decide appear here once it is written.")
    verdicts = (Verdict.RETURNED, Verdict.DISMISSED)


ROSTERS = RosterRegister()
DOUBTS = DoubtfulRegister()
