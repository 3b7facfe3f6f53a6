"""慰问活动、慰问对象 and 签收单."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import State, Steps
from yuanxin.foundation.intake.registers import BatchRegister, importer_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_number, masked_phone
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    AmountColumn,
    Column,
    DateColumn,
    Export,
    Facts,
    Filter,
    MaskedColumn,
    NumberColumn,
    Period,
    Register,
    Related,
    Section,
    YesNoColumn,
)
from yuanxin.welfare.care.choices import Permission, ProgrammeState
from yuanxin.welfare.care.forms.condolence import ProgrammeChoice
from yuanxin.welfare.care.intake import CONDOLENCE_LIST
from yuanxin.welfare.care.models import CondolenceProgramme, GoodsEntry, Receipt, Recipient
from yuanxin.welfare.care.queries.recipients import with_progress
from yuanxin.welfare.care.services.recipients import OPEN
from yuanxin.welfare.care.states import PROGRAMME_FLOW

APP = "care"


def phone_column() -> MaskedColumn:
    return MaskedColumn("phone", _("Mobile phone"), reveal=unseal, mask=masked_phone)


def number_column() -> MaskedColumn:
    return MaskedColumn("document_number", _("Identity document number"), reveal=unseal, mask=masked_number)


def is_draft(programme: CondolenceProgramme) -> bool:
    """Whether it is still planned."""
    return programme.state == ProgrammeState.DRAFT


def takes_names(programme: CondolenceProgramme) -> bool:
    """Whether names may go on its list."""
    return programme.state in OPEN


def is_under_way(programme: CondolenceProgramme) -> bool:
    """Whether goods may be handed over."""
    return programme.state == ProgrammeState.RUNNING


class ReachedColumn(Column):
    """Receivers who have signed, of those on the list, with a bar; of rows read by `with_progress`."""

    def as_kind(self, kind: type[Column]) -> Column:
        return self

    def render(self, value: int, record: Any) -> SafeString:  # type: ignore[override]
        return format_html(
            '<progress class="cell-progress" max="{}" value="{}" aria-hidden="true"></progress> {} / {}',
            record.listed or 1, value, value, record.listed,
        )  # fmt: skip

    def exported(self, record: Any, *, clear: bool = False) -> str:
        return f"{record.reached} / {record.listed}"


class ProgrammeFilter(Filter):
    """One of the programmes that the reader sees."""

    def fields(self) -> dict[str, forms.Field]:
        return {self.key: ProgrammeChoice(CondolenceProgramme.objects.all, required=False, label=str(self.label))}


def list_of(programme: CondolenceProgramme) -> str:
    """The address of everybody on a programme's list."""
    asked = {"programme": f"{programme.name} {programme.union.code}"}
    return f"{reverse('care:recipient-list')}?{urlencode(asked)}"


class Standard(Section):
    """What each receiver gets, what that comes to for all on the list, and whether the store holds it."""

    label = _("Goods for each receiver")
    template = "care/standard.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        waiting = record.listed - record.reached
        lines = [
            {"goods": each, "needed": each.per_head * waiting, "short": each.per_head * waiting > each.item.remain}
            for each in record.standard
        ]
        return {"programme": record, "lines": lines, "waiting": waiting}


class ProgrammeRegister(Register):
    """慰问活动台账: each programme, its budget, and how many of its list it has reached."""

    model = CondolenceProgramme
    order = "-begins_on"
    advice = _("Plan a programme: the occasion, its days and budget, the goods for each receiver, and the list.")
    columns = (
        Column("name", _("Name of the programme"), css="wrapping"),
        State(PROGRAMME_FLOW),
        ReachedColumn("reached", _("Receivers who signed"), css="number"),
        "kind",
        "project",
        DateColumn("begins_on", sort="begins_on"),
        DateColumn("ends_on"),
        AmountColumn("budget"),
        Column("union", css="wrapping"),
    )
    put_away = ("project",)
    filters = ("kind", "state", Period("begins_on"), "union")
    search = ("name", "project")
    actions = (
        Action(_("Plan a programme"), "care:programme-new", Permission.RUN, "plus", record=False, primary=True),
        Action(_("Enter a signed receipt"), "care:receipt-new", Permission.RUN, primary=True, when=is_under_way),
        Action(_("Add to the list"), "care:recipient-new", Permission.RUN, when=takes_names),
        Action(_("Goods for each receiver"), "care:programme-goods", Permission.RUN, when=is_draft),
        Action(_("Correct the plan"), "care:programme-edit", Permission.RUN, when=is_draft),
    )
    export = Export(Permission.EXPORT)
    detail = (
        Facts(
            "kind",
            "project",
            "union",
            DateColumn("begins_on"),
            DateColumn("ends_on"),
            AmountColumn("budget"),
            ReachedColumn("reached", _("Receivers who signed")),
        ),
        Standard(),
        Steps(),
        Papers(),
        Related(
            _("Receivers"),
            lambda programme: Recipient.objects.filter(programme=programme).listed().order_by("received_on", "pk"),
            ("name", phone_column(), "employer_name", DateColumn("received_on")),
            link="care:recipient-detail",
            all_at=list_of,
        ),
        Related(
            _("Signed receipts"),
            lambda programme: Receipt.objects.filter(programme=programme).order_by("-received_on", "-pk"),
            (DateColumn("received_on"), "signed_by", NumberColumn("people"), YesNoColumn("withdrawn")),
            link="care:receipt-detail",
        ),
        Attachments(),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return with_progress(super().rows(actor))


class RecipientRegister(Register):
    """慰问对象台账: who is on which list, and who has signed."""

    model = Recipient
    title = _("Receivers of condolences")
    advice = _("Import the list of a programme, or add to it on the page of the programme.")
    columns = (
        "name",
        phone_column(),
        number_column(),
        "employer_name",
        Column("programme", css="wrapping"),
        Column("programme__kind", _("Occasion of the condolence")),
        DateColumn("received_on"),
        "union",
        YesNoColumn("withdrawn"),
    )
    filters = (ProgrammeFilter("programme"), Period("received_on"), "union", "withdrawn")
    search = ("name", "employer_name")
    actions = (
        Action(
            _("Take off the list"),
            "care:recipient-drop",
            Permission.RUN,
            in_rows=True,
            when=lambda recipient: not recipient.withdrawn and recipient.received_on is None,
        ),
    )
    importer = importer_of(APP, CONDOLENCE_LIST)
    export = Export(Permission.EXPORT, Permission.VIEW_CLEAR)
    detail = (
        Facts(
            "name",
            phone_column(),
            number_column(),
            "employer_name",
            "programme",
            "person",
            DateColumn("received_on"),
            "receipt",
            "union",
            YesNoColumn("withdrawn"),
        ),
        Related(
            _("Condolences received"),
            lambda recipient: Recipient.objects.filter(receiver=recipient.receiver_id).received().order_by("-pk"),
            (
                "programme",
                Column("programme__kind", _("Occasion of the condolence")),
                DateColumn("received_on"),
                "union",
            ),
        ),
        Timeline(),
    )


class ReceiptRegister(Register):
    """签收单台账: what was handed over, to how many, and who signed."""

    model = Receipt
    title = _("Receipts of goods")
    columns = (
        Column("pk", _("Signed receipt")),
        Column("programme", css="wrapping"),
        DateColumn("received_on"),
        "signed_by",
        NumberColumn("people"),
        "union",
        YesNoColumn("withdrawn"),
    )
    filters = (ProgrammeFilter("programme"), Period("received_on"), "union", "withdrawn")
    search = ("signed_by", "programme__name")
    actions = (
        Action(
            _("Take the receipt back"),
            "care:receipt-take-back",
            Permission.RUN,
            when=lambda receipt: not receipt.withdrawn,
        ),
    )
    export = Export(Permission.EXPORT)
    detail = (
        Facts(
            "programme",
            DateColumn("received_on"),
            "signed_by",
            NumberColumn("people"),
            "union",
            YesNoColumn("withdrawn"),
            "note",
            wide=("note",),
        ),
        Related(
            _("Goods given out"),
            lambda receipt: GoodsEntry.objects.filter(receipt=receipt).order_by("pk"),
            ("item", NumberColumn("quantity"), Column("item__measure", _("Measure word")), DateColumn("on"), "note"),
        ),
        Related(
            _("Receivers"),
            lambda receipt: Recipient.objects.filter(receipt=receipt).order_by("pk"),
            ("name", phone_column(), "employer_name"),
            link="care:recipient-detail",
            limit=100,
        ),
        Attachments(),
        Timeline(),
    )


class ListBatchRegister(BatchRegister):
    """The lists that were brought in."""


PROGRAMMES = ProgrammeRegister()
RECIPIENTS = RecipientRegister()
RECEIPTS = ReceiptRegister()
BATCHES = ListBatchRegister(CONDOLENCE_LIST)
