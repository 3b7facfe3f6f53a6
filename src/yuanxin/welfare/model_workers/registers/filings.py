"""劳模申报批次: what a district sends in together."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import State, Steps
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.registers import Action, Column, DateColumn, Facts, NumberColumn, Register, YearColumn
from yuanxin.welfare.model_workers.choices import Permission
from yuanxin.welfare.model_workers.models import Filing
from yuanxin.welfare.model_workers.queries.filings import with_numbers
from yuanxin.welfare.model_workers.registers.filters import YearFilter
from yuanxin.welfare.model_workers.registers.sections import Entries
from yuanxin.welfare.model_workers.states import FILING_FLOW


class FilingRegister(Register):
    """劳模申报批次."""

    model = Filing
    columns = (
        Column("title", css="wrapping"),
        "purpose",
        Column("level"),
        YearColumn("year"),
        NumberColumn("entries", _("Applications")),
        State(FILING_FLOW),
        DateColumn("opened_on"),
        DateColumn("reported_on"),
        DateColumn("granted_on"),
        "reply_number",
    )
    filters = ("purpose", "level", YearFilter("year"), "state")
    search = ("title", "reply_number")
    advice = _("A filing is begun with the first application of its kind.")
    actions = (
        Action(_("Apply for all of a level"), "model_workers:benefit-apply", Permission.APPLY, "plus", record=False,
               primary=True),
    )  # fmt: skip
    detail = (
        Facts("union", "purpose", Column("level"), YearColumn("year"), DateColumn("opened_on"),
              DateColumn("reported_on"), DateColumn("granted_on"), "reply_number", "fund"),
        Entries(),
        Steps(),
        Papers(),
        Attachments(),
        Timeline(),
    )  # fmt: skip

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return with_numbers(super().rows(actor))


FILINGS = FilingRegister()
