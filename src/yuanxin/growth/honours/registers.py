"""荣誉称号 and 荣誉台账."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.intake.registers import BatchRegister, importer_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.registers import (
    Action,
    ChipColumn,
    Column,
    DateColumn,
    Export,
    Facts,
    Filter,
    Period,
    Register,
    Related,
    YearColumn,
    YesNoColumn,
)
from yuanxin.growth.honours.choices import Permission, Standing, Withdrawal
from yuanxin.growth.honours.intake import AWARDS
from yuanxin.growth.honours.models import Honour, HonourTitle

COLOURS: dict[str, str] = {
    Standing.HELD: "done",
    Standing.WITHDRAWN: "overdue",
    Standing.NEVER: "closed",
}


class StandingColumn(ChipColumn):
    """Whether the honour is held, in words and colour."""

    def __init__(self) -> None:
        super().__init__("standing", COLOURS, _("State"))

    def exported(self, record: Honour, *, clear: bool = False) -> str:  # type: ignore[override]
        return record.get_standing_display()

    def render(self, value: object, record: Honour):  # type: ignore[no-untyped-def,override]
        return super().render(record.get_standing_display(), record)


class HeldFilter(Filter):
    """Honours that are held, or those that are not."""

    NOT = "not"

    def bind(self, model: type[models.Model]) -> Filter:
        self.field, self.label = None, _("State")
        return self

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", _("All")), (Standing.HELD, Standing.HELD.label), (self.NOT, _("Held no longer"))]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=str(self.label))}

    def condition(self, value: Any) -> models.Q:
        return models.Q(withdrawn_on=None) if value == Standing.HELD else models.Q(withdrawn_on__isnull=False)

    def words(self, value: Any) -> str:
        return str(Standing.HELD.label if value == Standing.HELD else _("Held no longer"))


class TitleFilter(Filter):
    """One title."""

    def fields(self) -> dict[str, forms.Field]:
        titles = HonourTitle.objects.order_by("level", "name")
        return {
            self.key: forms.ModelChoiceField(titles, required=False, label=str(self.label), empty_label=str(_("All")))
        }


def is_held(honour: Honour) -> bool:
    """Whether it was not withdrawn."""
    return honour.withdrawn_on is None


def is_withdrawn(honour: Honour) -> bool:
    """Whether a withdrawal can be taken back."""
    return honour.withdrawn_on is not None and honour.withdrawal != Withdrawal.MERGED


def is_awarded(title: HonourTitle) -> bool:
    """Whether the title has no end."""
    return title.ended_on is None


class TitleRegister(Register):
    """荣誉称号目录: what can be awarded, by whom and to whom."""

    model = HonourTitle
    order = "level"
    columns = (
        Column("name"),
        Column("level", sort="level"),
        "holder_kind",
        "granting_body",
        YesNoColumn("model_worker"),
        DateColumn("ended_on"),
    )
    filters = ("level", "holder_kind", "model_worker")
    search = ("name", "code", "granting_body")
    advice = _("Enter the titles that your district's people, employers and unions are awarded.")
    actions = (
        Action(_("New title"), "honours:honourtitle-new", Permission.EDIT_TITLES, "plus", record=False, primary=True),
        Action(_("Correct"), "honours:honourtitle-edit", Permission.EDIT_TITLES),
        Action(_("Award no more"), "honours:honourtitle-end", Permission.EDIT_TITLES, when=is_awarded),
        Action(
            _("Award again"),
            "honours:honourtitle-open",
            Permission.EDIT_TITLES,
            when=lambda title: not is_awarded(title),
        ),
    )
    export = Export(Permission.EXPORT)
    detail = (
        Facts(
            "name", "code", "level", "holder_kind", "granting_body", YesNoColumn("model_worker"),
            DateColumn("ended_on"), "note", wide=("note",),
        ),
        Related(
            _("Honours"),
            lambda title: Honour.objects.filter(title=title).order_by("-awarded_on", "-pk"),
            (Column("holder_name"), "union", YearColumn("year"), DateColumn("awarded_on"), StandingColumn()),
            link="honours:honour-detail",
        ),
        Timeline(),
    )  # fmt: skip


class HonourRegister(Register):
    """荣誉台账: who was awarded what, and whether it is held."""

    model = Honour
    order = "-awarded_on"
    columns = (
        Column("holder_name"),
        "title",
        Column("title__level"),
        "union",
        YearColumn("year"),
        DateColumn("awarded_on", sort="awarded_on"),
        "document_number",
        StandingColumn(),
    )
    put_away = ("document_number",)
    filters = (TitleFilter("title"), "title__level", "union", Period("awarded_on"), HeldFilter("held"))
    search = ("holder_name", "title__name", "document_number", "certificate_number")
    search_hint = _("Holder, title, number of the decision or certificate")
    advice = _("Enter an award, or import the list of a commendation.")
    actions = (
        Action(_("Enter an award"), "honours:honour-new", Permission.EDIT, "plus", record=False, primary=True),
        Action(_("Correct"), "honours:honour-edit", Permission.EDIT, when=is_held, in_rows=True),
        Action(_("Withdraw the honour"), "honours:honour-withdraw", Permission.WITHDRAW, when=is_held),
        Action(_("Entered by mistake"), "honours:honour-annul", Permission.WITHDRAW, when=is_held),
        Action(_("Take the withdrawal back"), "honours:honour-restore", Permission.WITHDRAW, when=is_withdrawn),
    )
    importer = importer_of("honours", AWARDS)
    export = Export(Permission.EXPORT)
    detail = (
        Facts(
            "title", Column("title__level"), Column("title__granting_body"), "holder_name", "person", "employer",
            "holder_union", "union", YearColumn("year"), DateColumn("awarded_on"), "document_number",
            "certificate_number", StandingColumn(), DateColumn("withdrawn_on"),
        ),
        Attachments(),
        Timeline(),
    )  # fmt: skip

    def rows(self, actor: Actor) -> models.QuerySet[Honour]:
        return super().rows(actor).select_related("title", "union")


OF_A_PERSON = Related(
    _("Honours"),
    lambda person: Honour.objects.filter(person=person).order_by("-awarded_on", "-pk"),
    (Column("title"), Column("title__level"), YearColumn("year"), DateColumn("awarded_on"), StandingColumn()),
    permission=Permission.VIEW,
    link="honours:honour-detail",
)


class AwardBatches(BatchRegister):
    """The lists of awards brought in."""


TITLES = TitleRegister()
HONOURS = HonourRegister()
BATCHES = AwardBatches(AWARDS)
