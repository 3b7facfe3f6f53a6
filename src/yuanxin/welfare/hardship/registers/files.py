"""困难职工档案台账."""

import datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import State
from yuanxin.foundation.intake.registers import BatchRegister, importer_of
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_bank_account
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.registers import (
    Action,
    AmountColumn,
    ChipColumn,
    Column,
    DateColumn,
    Export,
    Facts,
    Filter,
    MaskedColumn,
    Period,
    Register,
    Related,
)
from yuanxin.foundation.ui.templatetags.ui import icon
from yuanxin.organisation.members.models import HouseholdMember, Person
from yuanxin.organisation.members.queries import asks_sealed, finding
from yuanxin.welfare.hardship.choices import FileStatus, Permission
from yuanxin.welfare.hardship.intake import KEPT_FILES
from yuanxin.welfare.hardship.models import FileRequest, FileSpell, HardshipFile, Relief
from yuanxin.welfare.hardship.registers.sections import Declaration, MeansTest, Welfare
from yuanxin.welfare.hardship.states import RELIEF_FLOW, REQUEST_FLOW

COLOURS: dict[str, str] = {
    FileStatus.FILED: "running",
    FileStatus.RECOVERED: "done",
    FileStatus.CLOSED: "closed",
}
FOUND_BY = gettext_lazy("File number, name, pinyin, document number, phone")


def is_open(file: HardshipFile) -> bool:
    """Whether the file is not closed."""
    return file.status != FileStatus.CLOSED


def is_closed(file: HardshipFile) -> bool:
    """Whether the file is closed."""
    return file.status == FileStatus.CLOSED


def has_card(file: HardshipFile) -> bool:
    """Whether a bank card is known."""
    return file.account is not None


class RecheckColumn(DateColumn):
    """The day of the next re-check; red once it is past."""

    def __init__(self) -> None:
        super().__init__("recheck_due_on", sort="recheck_due_on")

    def render(self, value: datetime.date) -> Any:
        if value < clock.today():
            return format_html('<span class="overdue-date">{} {}</span>', icon("clock", "small"), value.isoformat())
        return value.isoformat()


class RecheckFilter(Filter):
    """Files whose re-check is late, or due within thirty days."""

    LATE, SOON = "late", "soon"

    def __init__(self) -> None:
        super().__init__("recheck", gettext_lazy("Re-check"))

    def bind(self, model: type[models.Model]) -> Filter:
        self.field = None
        return self

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", _("All")), (self.LATE, _("Overdue")), (self.SOON, _("Due within 30 days"))]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=str(self.label))}

    def condition(self, value: Any) -> Q:
        today = clock.today()
        open_still = ~Q(status=FileStatus.CLOSED)
        if value == self.LATE:
            return open_still & Q(recheck_due_on__lt=today)
        return open_still & Q(recheck_due_on__gte=today, recheck_due_on__lte=today + datetime.timedelta(days=30))

    def words(self, value: Any) -> str:
        return _("Overdue") if value == self.LATE else _("Due within 30 days")


def found(rows: models.QuerySet[Any], text: str, actor: Actor, *more: Q) -> models.QuerySet[Any]:
    """Of rows with a household, those whose head or member of the registry `text` finds."""
    persons = finding(Person.objects.visible_to(actor) if asks_sealed(text) else Person.objects.all(), text)
    members = HouseholdMember.objects.filter(person__in=persons).values("household")
    condition = Q(household__in=members)
    for each in more:
        condition |= each
    return rows.filter(condition)


class HardshipFileRegister(Register):
    """困难职工档案: one a household, those to be looked into again first in red."""

    model = HardshipFile
    order = "-opened_on"
    columns = (
        Column("number"),
        Column("household__head__name", gettext_lazy("Head of the household")),
        "union",
        "category",
        ChipColumn("status", COLOURS),
        DateColumn("opened_on", sort="opened_on"),
        RecheckColumn(),
        "paired_with",
    )
    filters = ("union", "category", "status", RecheckFilter(), Period("opened_on"))
    search_hint = FOUND_BY
    advice = gettext_lazy("A file is opened by an application: for a worker, by the union.")
    actions = (
        Action(
            gettext_lazy("Apply for a worker"), "hardship:apply", Permission.APPLY, "plus", record=False, primary=True
        ),
        Action(gettext_lazy("Holiday relief for many"), "hardship:occasion-new", Permission.APPLY, record=False),
        Action(gettext_lazy("Re-check"), "hardship:file-recheck", Permission.APPLY, when=is_open, primary=True),
        Action(gettext_lazy("Apply for relief"), "hardship:file-relief", Permission.APPLY, when=is_open),
        Action(gettext_lazy("Change of circumstances"), "hardship:file-change", Permission.APPLY, when=is_open),
        Action(gettext_lazy("Give goods"), "hardship:file-goods", Permission.APPLY),
        Action(gettext_lazy("Close the file"), "hardship:file-close", Permission.APPLY, when=is_open),
        Action(
            gettext_lazy("Back in hardship"), "hardship:file-return", Permission.APPLY, when=is_closed, primary=True
        ),
        Action(gettext_lazy("Name the paired officer"), "hardship:file-pair", Permission.APPLY, when=is_open),
        Action(gettext_lazy("Show the bank card"), "hardship:file-card", Permission.VIEW_CLEAR, "eye", when=has_card),
    )
    importer = importer_of("hardship", KEPT_FILES)
    export = Export(Permission.EXPORT)
    detail = (
        Facts(
            "number",
            Column("household", gettext_lazy("Head of the household")),
            "union",
            "category",
            ChipColumn("status", COLOURS),
            DateColumn("opened_on"),
            RecheckColumn(),
            DateColumn("closed_on"),
            "close_reason",
            "paired_with",
            MaskedColumn("account", reveal=unseal, mask=masked_bank_account),
            "bank",
        ),
        MeansTest(),
        Declaration(),
        Related(
            gettext_lazy("Times on file"),
            lambda file: FileSpell.objects.filter(file=file).order_by("-begins_on", "-pk"),
            ("category", DateColumn("begins_on"), "begin_kind", DateColumn("ends_on"), "end_kind", "union"),
        ),
        Related(
            gettext_lazy("Requests"),
            lambda file: FileRequest.objects.filter(household=file.household).order_by("-applied_on", "-pk"),
            ("kind", DateColumn("applied_on"), "category", State(REQUEST_FLOW), DateColumn("approved_on")),
            link="hardship:filerequest-detail",
        ),
        Related(
            gettext_lazy("Relief"),
            lambda file: Relief.objects.filter(household=file.household).order_by("-applied_on", "-pk"),
            (
                "kind",
                DateColumn("applied_on"),
                AmountColumn("approved_fen"),
                State(RELIEF_FLOW),
                DateColumn("paid_on"),
            ),
            permission=Permission.VIEW_MONEY,
            link="hardship:relief-detail",
        ),
        Welfare(),
        Attachments(),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[HardshipFile]:
        return super().rows(actor).select_related("household__head__union", "current")

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        return found(rows, text, actor, Q(number__startswith=text))


class KeptFileRegister(BatchRegister):
    """The workbooks of files kept elsewhere that were brought in."""


FILES = HardshipFileRegister()
KEPT = KeptFileRegister(KEPT_FILES)
