"""入会申请台账: who wants to join, and what the register knows of them."""

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    BulkAction,
    Column,
    DateColumn,
    Export,
    Facts,
    Period,
    Register,
    Section,
)
from yuanxin.organisation.members import services
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.models import Application
from yuanxin.organisation.members.queries import known_of_applicant
from yuanxin.organisation.members.registers.persons import number_column, phone_column
from yuanxin.organisation.members.states import APPLICATION_FLOW

TOLD_AT_MOST = 5


class KnownOf(Section):
    """What the register knows of the applicant, as far as the reader may know it."""

    label = _("In the register")
    template = "members/known_of.html"

    def context(self, request: ActorRequest, record: Application) -> dict[str, Any]:
        return {"application": record, "known": known_of_applicant(record, request.actor)}

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("union", "membership", "proposal")


def approve(actor: Actor, rows: models.QuerySet[Application], today: datetime.date) -> str:
    """Approve the ticked applications; the others are told with their reasons."""
    ticked = list(rows.waiting().select_related("union"))  # type: ignore[attr-defined]
    approved, refused = services.approve_all(actor=actor, applications=ticked, today=today)
    told = gettext("Approved %(approved)s of %(ticked)s applications.") % {
        "approved": len(approved),
        "ticked": len(ticked),
    }
    reasons = "; ".join(f"{application.name}: {refusal}" for application, refusal in refused[:TOLD_AT_MOST])
    return f"{told} {reasons}".strip()


class ApplicationRegister(Register):
    """入会申请: waiting and decided ones of the reader's unions."""

    model = Application
    advice = _("Enter an application, or send a link by which workers apply themselves.")
    columns = (
        Column("name"),
        number_column(),
        "union",
        phone_column(),
        "employer_name",
        "consent_channel",
        DateColumn("applied_on"),
        State(APPLICATION_FLOW),
        Deadline(),
    )
    put_away = ("consent_channel",)
    filters = ("state", "union", "consent_channel", Period("applied_on"))
    search = ("name", "employer_name")
    actions = (
        Action(
            _("Enter an application"), "members:application-new", Permission.APPLY, "plus", record=False, primary=True
        ),
        Action(_("Link for workers"), "members:application-link", Permission.APPLY, record=False),
    )
    bulk_actions = (
        BulkAction(
            "approve",
            _("Approve"),
            Permission.APPROVE,
            approve,
            _("The ticked applicants become members from today."),
        ),
    )
    export = Export(Permission.EXPORT, Permission.VIEW_CLEAR)
    detail = (
        Facts(
            "name",
            "document_type",
            number_column(),
            phone_column(),
            "union",
            "employer_name",
            "job",
            DateColumn("applied_on"),
            "consent_channel",
            "consent_version",
        ),
        KnownOf(),
        Steps(),
        Timeline(),
    )


APPLICATIONS = ApplicationRegister()
