"""意外家财保障: the claims of households."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.kernel.masking import masked_bank_account, masked_name
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.registry import kind_label
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    AmountColumn,
    Column,
    DateColumn,
    Export,
    Facts,
    MaskedColumn,
    Period,
    Register,
    Related,
    Section,
)
from yuanxin.foundation.ui.registers.register import open_address
from yuanxin.welfare.care.choices import ClaimState, Permission, Reason
from yuanxin.welfare.care.models import CoverClaim, LossItem
from yuanxin.welfare.care.queries.cover import help_before, words_of_step
from yuanxin.welfare.care.services.claims import LOSSES_FROM
from yuanxin.welfare.care.states import CLAIM_FLOW


def takes_losses(claim: CoverClaim) -> bool:
    """Whether losses may still be entered."""
    return claim.state in LOSSES_FROM


def lacks_payment(claim: CoverClaim) -> bool:
    """Whether it is approved and no payment of it stands."""
    return claim.state == ClaimState.APPROVED and not Payment.objects.about(claim).standing().exists()


class Event(Section):
    """What happened, and to whom, in clear for who may read it."""

    label = _("What happened")
    template = "care/event.html"
    permission = Permission.VIEW_DETAILS

    def context(self, request: ActorRequest, record: CoverClaim) -> dict[str, Any]:
        return {
            "claim": record,
            "person_url": open_address(request.actor, record.person),
            "details": unseal(record.details),
        }

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("person__union", "household__head")


class Trail(Timeline):
    """The trail, which names people, for who may read what happened."""

    permission = Permission.VIEW_DETAILS


class Calculation(Section):
    """How the amount came about, step by step, why it was cut, and by which rule."""

    label = _("Calculation")
    template = "care/calculation.html"
    permission = Permission.VIEW_DETAILS

    def context(self, request: ActorRequest, record: CoverClaim) -> dict[str, Any]:
        return {
            "claim": record,
            "steps": [(words_of_step(code), Decimal(amount)) for code, amount in record.steps],
            "reasons": [Reason(code).label for code in record.reasons],
            "policy_url": open_address(request.actor, record.policy) if record.policy is not None else "",
        }

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("policy",)


class HelpBefore(Section):
    """What the household has had in the year before, across all kinds of help: looked at before more is approved."""

    label = _("Help of the last year")
    template = "care/help.html"

    def context(self, request: ActorRequest, record: CoverClaim) -> dict[str, Any]:
        found = help_before(request.actor, record)
        return {
            "payments": [(each, kind_label(each.kind)) for each in found.payments],
            "hidden": found.hidden,
            "same_event": found.same_event,
        }


class ClaimRegister(Register):
    """意外家财保障台账: whose household, what for, how far; what happened stands on the page of who may read it."""

    model = CoverClaim
    order = "-reported_on"
    advice = _("Report an accident or a loss for the household of a member.")
    columns = (
        Column("pk", _("Case number")),
        MaskedColumn("person__name", _("Member concerned"), reveal=str, mask=masked_name, related=("person",)),
        State(CLAIM_FLOW),
        Deadline(),
        "kind",
        "cause",
        DateColumn("happened_on"),
        DateColumn("reported_on", sort="reported_on"),
        AmountColumn("computed"),
        AmountColumn("approved"),
        DateColumn("paid_on"),
        "union",
    )
    put_away = ("reported_on", "computed", "paid_on")
    filters = ("kind", "cause", "state", Period("reported_on"), "union")
    search = ("person__name",)
    search_hint = _("Name of the member")
    actions = (
        Action(_("Report a claim"), "care:coverclaim-new", Permission.REPORT, "plus", record=False, primary=True),
        Action(_("Enter losses or bills"), "care:coverclaim-losses", Permission.REPORT, when=takes_losses),
        Action(
            _("Ask for the payment again"),
            "care:coverclaim-pay",
            Permission.APPROVE_COVER,
            when=lacks_payment,
            post=True,
            confirm=_("The payment goes to the account of the claim."),
        ),
    )
    export = Export(Permission.VIEW_DETAILS, Permission.VIEW_DETAILS)
    detail = (
        Facts(
            Column("kind"),
            "cause",
            "grade",
            DateColumn("happened_on"),
            DateColumn("reported_on"),
            "place",
            "union",
            MaskedColumn("account", reveal=unseal, mask=masked_bank_account),
            "bank",
            AmountColumn("approved"),
            DateColumn("approved_on"),
            "fund",
            DateColumn("paid_on"),
        ),
        Event(),
        Related(
            _("Losses and bills"),
            lambda claim: LossItem.objects.filter(claim=claim, active=True).order_by("pk"),
            ("what", "invoice", AmountColumn("claimed"), AmountColumn("assessed")),
            permission=Permission.VIEW_DETAILS,
            limit=100,
        ),
        Calculation(),
        HelpBefore(),
        Steps(),
        Papers(),
        Attachments(permission=Permission.VIEW_DETAILS),
        Trail(),
    )


CLAIMS = ClaimRegister()
