"""Parts of detail pages that more than one register shows: amounts, other help, entries of a filing, bills."""

import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.columns import State
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.queries import help_to
from yuanxin.foundation.payments.registry import kind_of
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import AmountColumn, Column, DateColumn, Section, TextColumn
from yuanxin.foundation.ui.registers.columns import column_for
from yuanxin.foundation.ui.registers.register import open_address
from yuanxin.foundation.ui.registers.tables import draw_table
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.members.queries import member_spells
from yuanxin.welfare.model_workers.choices import Permission
from yuanxin.welfare.model_workers.models import Entitlement, Filing, MedicalBill, MedicalClaim
from yuanxin.welfare.model_workers.queries.computing import computation_of
from yuanxin.welfare.model_workers.queries.filings import entries_of, model_of, states_of, totals_of
from yuanxin.welfare.model_workers.rules.steps import told
from yuanxin.welfare.model_workers.states import BENEFIT_FLOW

# Steps that tell the income of a month: shown only to who says why.
PRIVATE_STEPS = ("month",)


class Amounts(Section):
    """What the rule gives, what was applied for, approved and paid, side by side; and how the rule came to it."""

    label = pgettext_lazy("model worker", "Amounts")
    template = "model_workers/amounts.html"

    def context(self, request: ActorRequest, record: Entitlement) -> dict[str, Any]:
        kept = computation_of(record)
        open_steps = [step for step in kept.steps if step.code not in PRIVATE_STEPS] if kept is not None else []
        return {
            "record": record,
            "steps": told(open_steps),
            "policy": record.policy,
            "policy_url": open_address(request.actor, record.policy) if record.policy is not None else "",
            "private_url": self.private_url(request.actor, record),
        }

    def private_url(self, actor: Actor, record: Entitlement) -> str:
        """Where all of it is shown to who says why."""
        if not actor.may(Permission.VIEW_PRIVATE, record.union):
            return ""
        return reverse(f"model_workers:{record._meta.model_name}-basis", args=[record.pk])

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("policy",)


class OtherHelp(Section):
    """What the model worker and the household were given this year, of whichever department: before more is given."""

    label = _("Help of this year")
    template = "model_workers/help.html"
    permission = Permission.VIEW_MONEY

    def __init__(self, *, place: str = "main") -> None:
        self.place = place

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        person = record.worker.person if isinstance(record, Entitlement) else record.person
        found = help_of(request.actor, person, request.today)
        own = record._meta.label_lower
        shown = [each for each in found.payments if (each.cause_kind, each.cause_id) != (own, record.pk)]
        return {
            "payments": [(each, address_of(each)) for each in shown],
            "total": sum((each.approved_fen for each in shown), start=type(found.total)(0)),
            "hidden": found.hidden,
            "year": request.today.year,
        }


def help_of(actor: Actor, person: Person, today: datetime.date) -> Any:
    """The help given to a person, or to the household, since the year began."""
    return help_to(
        actor=actor,
        persons=[person.pk],
        households=member_spells(person).lived().on(today).values("household"),
        since=datetime.date(today.year, 1, 1),
        until=today,
    )


def address_of(payment: Payment) -> str:
    """The page of what a payment is for."""
    page = kind_of(payment.kind).url_name
    return reverse(page, args=[payment.cause_id]) if page else ""


class Entries(Section):
    """What is in a filing, with computed, applied, approved and paid apart, and their sums."""

    label = _("Applications")
    template = "model_workers/entries.html"
    columns = (
        Column("worker", pgettext_lazy("model worker", "Model worker")),
        Column("union", css="wrapping"),
        Column("what", pgettext_lazy("model worker", "What is applied for")),
        AmountColumn("computed"),
        AmountColumn("applied"),
        AmountColumn("approved"),
        AmountColumn("paid"),
    )

    def context(self, request: ActorRequest, record: Filing) -> dict[str, Any]:
        entries = entries_of(record)
        model = model_of(record)
        columns = [column_for(model, column) for column in (*self.columns, State(BENEFIT_FLOW))]
        link = f"model_workers:{model._meta.model_name}-detail"
        return {
            "table": draw_table(columns, entries, link=link),
            "empty": not entries,
            "totals": totals_of(entries),
            "states": states_of(entries),
        }


class Bills(Section):
    """The bills of a claim, those of before a correction left out."""

    label = _("Bills")
    template = "model_workers/bills.html"
    columns = (
        Column("invoice"),
        DateColumn("billed_on"),
        TextColumn("hospital"),
        AmountColumn("total"),
        AmountColumn("pooled"),
        AmountColumn("aided"),
        AmountColumn("insured"),
        AmountColumn("excluded"),
    )

    def context(self, request: ActorRequest, record: MedicalClaim) -> dict[str, Any]:
        bills = list(current_bills(record))
        columns = [column_for(MedicalBill, column) for column in self.columns]
        return {"table": draw_table(columns, bills), "empty": not bills}


def current_bills(claim: MedicalClaim) -> models.QuerySet[MedicalBill]:
    """The bills that a claim stands on; those of a claim that ended are shown still, though they may come again."""
    rows = MedicalBill.objects.filter(claim=claim).order_by("pk")
    return rows.filter(void=False) if rows.filter(void=False).exists() else rows
