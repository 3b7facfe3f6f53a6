"""支付台账: all money out, whoever asked for it, as far as the reader may see its kind."""

import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_bank_account
from yuanxin.foundation.kernel.money import in_words
from yuanxin.foundation.kernel.sealed import lookup_digest, unseal
from yuanxin.foundation.payments import services
from yuanxin.foundation.payments.choices import PaymentState, Permission
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.queries import cause_address
from yuanxin.foundation.payments.registers.filters import FundFilter, KindFilter, NumberFilter
from yuanxin.foundation.payments.registry import kind_label
from yuanxin.foundation.payments.states import OUTCOME_COLOURS, PAYMENT_COLOURS
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    AmountColumn,
    BulkAction,
    ChipColumn,
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

AT_THE_DESK = (PaymentState.WAITING, PaymentState.FAILED)
SHORTEST_ACCOUNT = 8


class KindColumn(Column):
    """What people call a kind of payment."""

    def render(self, value: str) -> str:
        return kind_label(value)

    def exported(self, record: Payment, *, clear: bool = False) -> str:  # type: ignore[override]
        return kind_label(record.kind)


class StateColumn(ChipColumn):
    """Where a payment stands; of money that came back, both entries say so."""

    def __init__(self) -> None:
        super().__init__("state", PAYMENT_COLOURS)

    def render(self, value: Any, record: Payment) -> SafeString:  # type: ignore[override]
        word = came_back(record)
        return format_html('<span class="chip closed">{}</span>', word) if word else super().render(value, record)

    def exported(self, record: Payment, *, clear: bool = False) -> str:  # type: ignore[override]
        return came_back(record) or record.get_state_display()


def came_back(payment: Payment) -> str:
    """What a payment that came back is called, and the entry that takes it back; empty for any other."""
    if payment.reverses_id is not None:
        return pgettext("payment", "Reversing entry")
    return pgettext("payment", "Came back") if payment.reversed_on is not None else ""


def at_the_desk(payment: Any) -> bool:
    """Whether it waits to be paid, or failed."""
    return payment.state in AT_THE_DESK


def in_a_batch(payment: Any) -> bool:
    return bool(payment.state == PaymentState.BATCHED)


def stands_paid(payment: Any) -> bool:
    """Whether it was paid, and did not come back."""
    return bool(payment.state == PaymentState.PAID and payment.reverses_id is None and payment.reversed_on is None)


def account_column(label: Any = "") -> MaskedColumn:
    """The account, masked."""
    return MaskedColumn("account", label, reveal=lambda sealed: unseal(sealed), mask=masked_bank_account)


class Amounts(Section):
    """The four amounts beside one another, in words, and what it is paid for."""

    label = _("Amounts and cause")
    template = "payments/amounts.html"

    def context(self, request: ActorRequest, record: Payment) -> dict[str, Any]:
        return {
            "payment": record,
            "in_words": in_words(record.paid_fen if record.paid_fen is not None else record.approved_fen),
            "cause_url": cause_address(record, request.actor),
            "differs": record.computed_fen is not None and record.computed_fen != record.approved_fen,
        }


def of_the_same_household(payment: Payment) -> models.QuerySet[Any]:
    """What else was approved for the household, or for the person where there is none."""
    if payment.household is None and payment.payee_person is None:
        return Payment.objects.none()
    whom = Q(household=payment.household) if payment.household is not None else Q(payee_person=payment.payee_person)
    return Payment.objects.standing().filter(whom).exclude(pk=payment.pk).order_by("-approved_on", "-pk")


def try_again(actor: Actor, rows: models.QuerySet[Any], today: datetime.date) -> str:
    """Let the ticked failed payments wait again."""
    done = services.pay_again(actor=actor, payments=list(rows.select_related("union")), today=today)
    return ngettext("%(count)s payment waits again.", "%(count)s payments wait again.", done) % {"count": done}


class PaymentRegister(Register):
    """支付台账."""

    model = Payment
    title = _("Register of payments")
    advice = _("What departments approve appears here, waits to be collected into a batch, and is paid.")
    columns = (
        "payee_name",
        KindColumn("kind"),
        "cause_label",
        "union",
        AmountColumn("approved_fen"),
        StateColumn(),
        DateColumn("paid_on"),
        AmountColumn("paid_fen"),
        "fund",
        DateColumn("approved_on"),
        account_column(),
        "bank",
    )
    put_away = ("paid_fen", "approved_on", "account", "bank")
    filters = (
        KindFilter("kind"),
        "state",
        FundFilter("fund"),
        "union",
        Period("paid_on"),
        Period("approved_on"),
        "fund__level",
        NumberFilter("household"),
        NumberFilter("batch"),
    )
    search = ("payee_name", "cause_label")
    search_hint = _("Payee, cause, or a whole account number")
    export = Export(Permission.EXPORT, clear_permission=Permission.BANK_FILE)
    actions = (
        Action(_("Correct the account"), "payments:payment-account", Permission.MAKE, when=at_the_desk),
        Action(_("Hand out"), "payments:payment-hand-out", Permission.PAY, when=at_the_desk, primary=True),
        Action(_("Take out of the batch"), "payments:payment-take-out", Permission.MAKE, when=in_a_batch),
        Action(_("It came back"), "payments:payment-reverse", Permission.REVERSE, when=stands_paid),
        Action(
            _("Account in clear"),
            "payments:payment-clear",
            Permission.BANK_FILE,
            when=lambda payment: payment.account is not None,
        ),
        Action(
            pgettext_lazy("payment", "Call off"),
            "payments:payment-cancel",
            Permission.MAKE,
            when=lambda payment: payment.state in (*AT_THE_DESK, PaymentState.BATCHED),
        ),
    )
    bulk_actions = (
        BulkAction("collect", _("Put into a batch"), Permission.MAKE, opens="payments:batch-pick"),
        BulkAction("hand-out", _("Hand out"), Permission.PAY, opens="payments:hand-out"),
        BulkAction("sheet", _("Payment list to sign"), Permission.VIEW, opens="payments:sheet"),
        BulkAction("take-out", _("Take out of the batch"), Permission.MAKE, opens="payments:take-out"),
        BulkAction("again", _("Pay again"), Permission.MAKE, try_again),
    )
    detail = (
        Amounts(),
        Facts(
            "payee_name",
            account_column(),
            "bank",
            KindColumn("kind"),
            "union",
            "fund",
            DateColumn("requested_on"),
            DateColumn("approved_on"),
            DateColumn("paid_on"),
            "batch",
            "receipt",
            "problem",
            "reverses",
            DateColumn("reversed_on"),
            sparse=True,
        ),
        Related(
            _("To the same household"),
            of_the_same_household,
            (
                "payee_name",
                KindColumn("kind"),
                "cause_label",
                AmountColumn("approved_fen"),
                StateColumn(),
                DateColumn("approved_on"),
                DateColumn("paid_on"),
            ),
            link="payments:payment-detail",
        ),
        Related(
            _("At the bank"),
            lambda payment: payment.lines.order_by("-batch"),
            (
                Column("batch"),
                Column("reference", _("Reference")),
                AmountColumn("amount_fen"),
                ChipColumn("outcome", OUTCOME_COLOURS),
                DateColumn("told_on"),
                "reason",
            ),
        ),
        Timeline(),
    )

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        """By payee, cause, or a whole account number, which is looked up by its digest."""
        digits = text.replace(" ", "").replace("-", "")
        if digits.isdigit() and len(digits) >= SHORTEST_ACCOUNT:
            return rows.filter(account_digest=lookup_digest(digits))
        return super().find(rows, text, actor)


PAYMENTS = PaymentRegister()
