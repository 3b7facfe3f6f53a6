"""理赔台账: claims, with what each came to and how. Lists show neither illness nor hospital, which would tell of it."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers.sections import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.flow.services import act_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_bank_account
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.queries import help_to
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    BulkAction,
    Column,
    DateColumn,
    Export,
    Facts,
    MaskedColumn,
    Period,
    Register,
    Section,
    YesNoColumn,
)
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.members.queries import asks_sealed, finding, household_of
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import ClaimState, Permission, Sampling
from yuanxin.welfare.mutual_aid.models import Claim
from yuanxin.welfare.mutual_aid.queries.claims import reasons_of, refusal_of, statement_of, strikes_of, year_of
from yuanxin.welfare.mutual_aid.registers.units import SchemeFilter
from yuanxin.welfare.mutual_aid.services.bills import STRIKERS
from yuanxin.welfare.mutual_aid.states import CLAIM_FLOW

HIDDEN = "●●●●"


def hidden(_text: str) -> str:
    """A diagnosis, as anybody may see it."""
    return HIDDEN


def can_be_changed(claim: Claim) -> bool:
    """Whether whoever entered it may still change it."""
    return claim.may_be_changed


class Amounts(Section):
    """The amounts beside one another (申报、核定、应补、批准、实付), each with the reason where it is less."""

    label = _("Amounts")
    template = "mutual_aid/amounts.html"

    def context(self, request: ActorRequest, record: Claim) -> dict[str, Any]:
        refusal = refusal_of(record)
        return {
            "claim": record,
            "reasons": [*([refusal] if refusal is not None else []), *reasons_of(record.calculation)],
        }

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("calculation",)


class Bills(Section):
    """The bills with all amounts, and what was struck off them by whom and why."""

    label = _("Bills")
    template = "mutual_aid/bills.html"
    permission = Permission.VIEW_ILLNESS

    def context(self, request: ActorRequest, record: Claim) -> dict[str, Any]:
        bills = list(record.bills.standing().order_by("issued_on", "pk"))
        sums = {
            name: sum((getattr(bill, name) or ZERO for bill in bills), Decimal(0))
            for name in ("total", "pool", "major", "other", "excluded", "own", "struck", "counts", "approved", "paid")
        }
        actor = request.actor
        striker = STRIKERS.get(ClaimState(record.state))
        return {
            "claim": record,
            "bills": [(bill, told_number(bill)) for bill in bills],
            "strikes": strikes_of(bills),
            "sums": sums,
            "may_change": record.may_be_changed and actor.may(Permission.CLAIM, record.union),
            "may_strike": striker is not None and actor.may(striker, record.union),
            "decided": record.approved is not None,
        }


def told_number(bill: Any) -> str:
    """The end of a bill's number, enough to find it among the papers."""
    number = unseal(bill.number)
    return f"…{number[-6:]}"


class Statement(Section):
    """理赔计算明细: every step of the calculation in force, and the rule it was made by."""

    label = _("Statement of the calculation")
    template = "mutual_aid/statement.html"

    def context(self, request: ActorRequest, record: Claim) -> dict[str, Any]:
        calculation = record.calculation
        made = record.calculations.order_by("-pk")
        return {
            "claim": record,
            "calculation": calculation,
            "lines": statement_of(calculation) if calculation is not None else [],
            "reasons": reasons_of(calculation),
            "earlier": list((made if calculation is None else made.exclude(pk=calculation.pk))[:10]),
        }

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("calculation__policy",)


class Treatment(Facts):
    """What tells of the illness, and whom is paid: for whoever may see it."""

    permission = Permission.VIEW_ILLNESS


class SchemeYear(Section):
    """The claims of the same person, scheme year and benefit, which share deductible and limit."""

    label = _("In the same scheme year")
    template = "mutual_aid/year.html"
    permission = Permission.VIEW_ILLNESS

    def context(self, request: ActorRequest, record: Claim) -> dict[str, Any]:
        return {"claim": record, "year": year_of(record), "enrolment": record.enrolment}

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("enrolment__scheme",)


class OtherHelp(Section):
    """What the worker or the household had of other help in the last year, for who approves."""

    label = _("Other help within a year")
    template = "mutual_aid/other_help.html"
    permission = Permission.APPROVE

    def context(self, request: ActorRequest, record: Claim) -> dict[str, Any]:
        since = record.admitted_on - datetime.timedelta(days=365)
        household = household_of(record.person, request.today)
        found = help_to(
            actor=request.actor,
            persons=[record.person_id],
            households=[household.pk] if household is not None else [],
            since=since,
        )
        own = Claim._meta.label_lower
        others = [each for each in found.payments if (each.cause_kind, each.cause_id) != (own, record.pk)]
        return {"payments": others, "hidden": found.hidden, "since": since}


def choose(sampling: Sampling, said: Any) -> Any:
    """The bulk action that takes a step of sampling with the ticked claims."""

    def run(actor: Actor, rows: models.QuerySet[Claim], today: datetime.date, opinion: str = "") -> str:
        claims = list(rows.select_related(*CLAIM_FLOW.related).order_by("pk"))
        services.choose_claims(actor=actor, claims=claims, sampling=sampling, today=today, opinion=opinion)
        return str(said) % {"count": len(claims)}

    return run


def close(actor: Actor, rows: models.QuerySet[Claim], today: datetime.date) -> str:
    """Close the ticked claims."""
    claims = list(rows.select_related(*CLAIM_FLOW.related).order_by("pk"))
    act_all(claims, "close", actor=actor, today=today)
    return gettext("%(count)s claims are closed.") % {"count": len(claims)}


class ClaimRegister(Register):
    """理赔台账."""

    model = Claim
    order = "-id"
    advice = _("Enter a claim with its bills; the benefit is computed by the rule in force on the day of admission.")
    columns = (
        Column("number", _("Claim"), css="nowrap"),
        Column("person__name", _("Full name")),
        Column("union", css="wrapping"),
        State(CLAIM_FLOW),
        Deadline(),
        DateColumn("submitted_on", sort="submitted_on"),
        "computed",
        "approved",
        "paid",
        DateColumn("paid_on"),
        "sampling",
        DateColumn("admitted_on"),
    )
    put_away = ("paid_on", "sampling", "admitted_on")
    filters = (
        "state",
        "union",
        SchemeFilter("enrolment__scheme", label=_("Scheme")),
        Period("submitted_on"),
        "sampling",
        Period("paid_on"),
        "refused_for",
    )
    search_hint = _("Number of the claim, name, document number")
    actions = (
        Action(_("Enter a claim"), "mutual_aid:claim-new", Permission.CLAIM, "plus", record=False, primary=True),
        Action(_("Compute all"), "mutual_aid:computingrun-new", Permission.HANDLE_CLAIMS, record=False),
        Action(_("Draw a sample"), "mutual_aid:samplingrun-new", Permission.HANDLE_CLAIMS, record=False),
        Action(_("Ask for payments"), "mutual_aid:claims-request", Permission.REQUEST_PAYMENT, record=False),
        Action(_("Add a bill"), "mutual_aid:bill-new", Permission.CLAIM, "plus", when=can_be_changed),
        Action(_("Correct"), "mutual_aid:claim-edit", Permission.CLAIM, when=can_be_changed),
        Action(_("Show diagnosis and account"), "mutual_aid:claim-clear", Permission.VIEW_ILLNESS),
    )
    bulk_actions = (
        BulkAction(
            "select",
            _("Select for inspection"),
            Permission.HANDLE_CLAIMS,
            choose(Sampling.SELECTED, _("%(count)s claims are to be inspected.")),
            _("The ticked claims, computed and not yet drawn, are inspected before they are reviewed."),
        ),
        BulkAction(
            "skip",
            _("Review without inspection"),
            Permission.HANDLE_CLAIMS,
            choose(Sampling.SKIPPED, _("%(count)s claims go on to the review.")),
            _("The ticked claims, computed and not yet drawn, go on to the two reviews."),
        ),
        BulkAction(
            "bypass",
            _("Excuse from inspection"),
            Permission.HANDLE_CLAIMS,
            choose(Sampling.BYPASSED, _("%(count)s claims are excused from inspection.")),
            _("The ticked claims were selected, and go on to the two reviews without being inspected."),
            asks=_("Reason"),
        ),
        BulkAction(
            "close",
            _("Close"),
            Permission.HANDLE_CLAIMS,
            close,
            _("The ticked claims are paid, and nothing more is to be done about them."),
        ),
    )
    export = Export(Permission.HANDLE_CLAIMS)
    detail = (
        Facts(
            Column("number", _("Claim")),
            "person",
            "union",
            DateColumn("admitted_on"),
            DateColumn("discharged_on"),
            DateColumn("submitted_on"),
            "sampling",
            DateColumn("approved_on"),
            DateColumn("paid_on"),
        ),
        Amounts(),
        Statement(),
        Bills(),
        Treatment(
            "kind",
            YesNoColumn("accident"),
            "hospital",
            MaskedColumn("illness", reveal=unseal, mask=hidden),
            "special",
            "evidence",
            "payee_name",
            MaskedColumn("account", reveal=unseal, mask=masked_bank_account),
            "bank",
            label=_("Treatment and payment"),
        ),
        SchemeYear(),
        OtherHelp(),
        Attachments(permission=Permission.VIEW_ILLNESS),
        Steps(),
        Papers(),
        Timeline(),
    )

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        digits = text.upper().removeprefix("LP")
        if digits.isascii() and digits.isdigit() and len(digits) <= 12:
            return rows.filter(pk=int(digits))
        persons = Person.objects.visible_to(actor) if asks_sealed(text) else Person.objects.all()
        return rows.filter(person__in=finding(persons, text))


CLAIMS = ClaimRegister()
