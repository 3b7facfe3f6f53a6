"""编外人员补助: what each unit asks and gets, and the people on its roster."""

import datetime
from typing import Any

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from yuanxin.finance.allowances import services
from yuanxin.finance.allowances.choices import AllowanceState, Basis, Permission
from yuanxin.finance.allowances.intake import STAFF_ROSTER
from yuanxin.finance.allowances.models import AllowanceCall, StaffAllowance, StaffEntry
from yuanxin.finance.allowances.queries.rosters import with_heads
from yuanxin.finance.allowances.registers.calls import YearColumn
from yuanxin.finance.allowances.states import ALLOWANCE_FLOW
from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.intake.registers import BatchRegister, importer_of
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_bank_account, masked_number
from yuanxin.foundation.kernel.money import plain
from yuanxin.foundation.kernel.sealed import lookup_digest, unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    AmountColumn,
    BulkAction,
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
from yuanxin.foundation.ui.registers.register import open_address
from yuanxin.organisation.members.queries import written_number

APP = "allowances"
NAMES_SHOWN = 20


class CallFilter(Filter):
    """One of the calls, by its year."""

    def fields(self) -> dict[str, forms.Field]:
        years = AllowanceCall.objects.order_by("-year").values_list("year", flat=True).distinct()[:30]
        choices = [("", gettext("All")), *((str(year), str(year)) for year in years)]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=str(self.label))}


def being_filled_in(allowance: StaffAllowance) -> bool:
    """Whether the unit is still at it."""
    return allowance.state == AllowanceState.DRAFT


def takes_names(allowance: StaffAllowance) -> bool:
    """Whether names may go on its roster."""
    return being_filled_in(allowance) and allowance.basis == Basis.ROSTER


def lacks_payment(allowance: StaffAllowance) -> bool:
    """Whether it is granted and no payment of it stands."""
    if allowance.state != AllowanceState.GRANTED or not allowance.approved:
        return False
    return not Payment.objects.about(allowance).standing().exists()


def review_ticked(actor: Actor, rows: models.QuerySet[Any], today: datetime.date) -> str:
    """Pass the review of the ticked units."""
    chosen = list(rows.select_related("union", "call", "grant"))
    number = services.review_together(actor=actor, allowances=chosen, opinion="", today=today)
    return ngettext("%(number)s unit passed the review.", "%(number)s units passed the review.", number) % {
        "number": number
    }


class Calculation(Section):
    """How the amount came about, step by step, and by which rule."""

    label = _("Calculation")
    template = "allowances/calculation.html"

    def context(self, request: ActorRequest, record: StaffAllowance) -> dict[str, Any]:
        return {
            "allowance": record,
            "heads": record.headcount if record.computed is not None else getattr(record, "heads", record.headcount),
            "rate": plain(record.call.rate),
            "policy": record.call.policy,
            "policy_url": open_address(request.actor, record.call.policy),
        }

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("call__policy",)


class AllowanceRegister(Register):
    """编外人员补助: each unit's allowance of a year, from the draft to the money."""

    model = StaffAllowance
    advice = _("Drafts appear here once the district opens the call of the year.")
    columns = (
        Column("union", css="wrapping", related=("call",)),
        YearColumn("call__year", _("Year")),
        "basis",
        NumberColumn("heads", _("Heads")),
        AmountColumn("computed"),
        AmountColumn("approved"),
        State(ALLOWANCE_FLOW),
        Deadline(),
        DateColumn("submitted_on"),
        DateColumn("approved_on"),
        DateColumn("paid_on"),
    )
    put_away = ("approved_on",)
    filters = (CallFilter("call__year", _("Year")), "state", "union", Period("approved_on"), "basis")
    search = ("union__name",)
    search_hint = _("Name of the union")
    actions = (
        Action(_("Begin an allowance"), "allowances:staffallowance-new", Permission.APPLY, "plus", record=False),
        Action(
            _("Fill in the allowance"),
            "allowances:staffallowance-edit",
            Permission.APPLY,
            in_rows=True,
            when=being_filled_in,
        ),
        Action(_("Enter a person on the roster"), "allowances:staffentry-new", Permission.APPLY, when=takes_names),
        Action(
            _("Ask for the payment again"),
            "allowances:staffallowance-pay",
            Permission.GRANT,
            when=lacks_payment,
            post=True,
            confirm=_("The payment goes to the account of the union as it stands."),
        ),
    )
    bulk_actions = (
        BulkAction(
            "review", _("Pass the review"), Permission.REVIEW, review_ticked, _("Each ticked unit passes the review.")
        ),
    )
    importer = importer_of(APP, STAFF_ROSTER)
    export = Export(Permission.VIEW)
    detail = (
        Facts(
            "union",
            "call",
            "basis",
            NumberColumn("heads", _("Heads")),
            MaskedColumn("account", reveal=unseal, mask=masked_bank_account),
            "bank",
            DateColumn("submitted_on"),
            DateColumn("approved_on"),
            "grant",
            DateColumn("paid_on"),
        ),
        Calculation(),
        Steps(),
        Papers(),
        Related(
            _("Roster"),
            lambda allowance: StaffEntry.objects.filter(allowance=allowance, active=True).order_by("pk"),
            (
                "name",
                MaskedColumn("document_number", _("Identity document number"), reveal=unseal, mask=masked_number),
                "job",
                "note",
            ),
            permission=Permission.VIEW_STAFF,
            link="allowances:staffentry-detail",
            limit=NAMES_SHOWN,
            all_at=lambda allowance: f"{reverse('allowances:staffentry-list')}?union={allowance.union.code}",
        ),
        Attachments(),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return with_heads(super().rows(actor))


class StaffRegister(Register):
    """编外人员名单: everybody on a roster, masked; found by name, or by the whole number."""

    model = StaffEntry
    advice = _("Import a roster: every row is shown before anything is written.")
    columns = (
        Column("name", related=("union",)),
        MaskedColumn("document_number", _("Identity document number"), reveal=unseal, mask=masked_number),
        "job",
        "union",
        YearColumn("year"),
        Column("allowance__state", _("State")),
        YesNoColumn("active"),
    )
    filters = ("union", CallFilter("year", _("Year")), "active")
    search = ("name",)
    search_hint = _("Name, or the whole document number")
    actions = (
        Action(
            _("Take off the roster"),
            "allowances:staffentry-drop",
            Permission.APPLY,
            in_rows=True,
            when=lambda entry: entry.active and takes_names(entry.allowance),
        ),
    )
    importer = importer_of(APP, STAFF_ROSTER)
    export = Export(Permission.VIEW_STAFF, Permission.VIEW_CLEAR)
    detail = (
        Facts(
            "name",
            "document_type",
            MaskedColumn("document_number", _("Identity document number"), reveal=unseal, mask=masked_number),
            "job",
            "union",
            YearColumn("year"),
            "allowance",
            YesNoColumn("active"),
            "note",
            wide=("note",),
        ),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return super().rows(actor).select_related("allowance")

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        by_number = models.Q(document_digest=lookup_digest(written_number(text)))
        return rows.filter(by_number | models.Q(name__icontains=text))


ALLOWANCES = AllowanceRegister()
STAFF = StaffRegister()


class StaffBatchRegister(BatchRegister):
    """The rosters of off-establishment staff that were brought in."""


BATCHES = StaffBatchRegister(STAFF_ROSTER)
