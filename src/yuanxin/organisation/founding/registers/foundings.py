"""建会申请台账: applications to found a union, and who is on their rosters."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_number, masked_phone
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    DateColumn,
    Export,
    Facts,
    MaskedColumn,
    NumberColumn,
    Period,
    Register,
    Related,
    Section,
    YesNoColumn,
)
from yuanxin.organisation.founding.choices import Permission, Shape
from yuanxin.organisation.founding.models import Applicant, Founding, FoundingCandidate, FoundingEmployer
from yuanxin.organisation.founding.queries.findings import counted_of, findings_on
from yuanxin.organisation.founding.services.foundings import CORRECTABLE, UNDECIDED
from yuanxin.organisation.founding.states import FOUNDING_FLOW


def is_correctable(founding: Founding) -> bool:
    """Whether what the application says may still be put right."""
    return founding.state in CORRECTABLE


def takes_employers(founding: Founding) -> bool:
    """Whether more employers may be added: a joint union has several."""
    return is_correctable(founding) and founding.shape == Shape.JOINT


class Rules(Section):
    """What the rules say of the application as it stands: what forbids the next step, what is to be looked at."""

    label = _("Checked by the rules")
    template = "founding/findings.html"

    def asks(self, request: ActorRequest, record: Founding) -> Mapping[str, models.QuerySet[Any]]:
        return counted_of(record, request.today) if record.state in UNDECIDED else {}

    def counted(self, request: ActorRequest, record: Founding, there: Mapping[str, int]) -> dict[str, Any]:
        return {"findings": findings_on(record, request.today, there) if record.state in UNDECIDED else []}


class FoundingRegister(Register):
    """建会申请: the newest first."""

    model = Founding
    name = "founding"
    columns = (
        "name",
        "union",
        "shape",
        "source",
        DateColumn("applied_on"),
        State(FOUNDING_FLOW),
        Deadline(),
        "approval_number",
        DateColumn("approved_on"),
    )
    put_away = ("source", "approved_on")
    filters = ("union", "state", "shape", "source", Period("applied_on"), Period("approved_on"))
    search_hint = _("Union, employer, credit code, approval number")
    advice = _("Employers apply on the public page; what is brought on paper is entered here.")
    actions = (
        Action(
            _("Enter an application"), "founding:founding-new", Permission.APPLY, "plus", record=False, primary=True
        ),
        Action(_("Correct"), "founding:founding-edit", Permission.APPLY, when=is_correctable),
        Action(_("Bring in the roster"), "founding:founding-roster", Permission.APPLY, "upload", when=is_correctable),
        Action(_("Add an employer"), "founding:founding-employer", Permission.APPLY, when=takes_employers),
    )
    export = Export(Permission.VIEW)
    detail = (
        Rules(),
        Facts(
            "name",
            "union",
            "shape",
            "joins",
            "source",
            DateColumn("applied_on"),
            "contact_name",
            MaskedColumn("contact_phone", reveal=unseal, mask=masked_phone),
            State(FOUNDING_FLOW),
            DateColumn("prepared_on"),
            "group_leader",
            "group_members",
            DateColumn("elected_on"),
            NumberColumn("entitled"),
            NumberColumn("present"),
            NumberColumn("term_years"),
            DateColumn("approved_on"),
            "approval_number",
            "founded",
        ),
        Related(
            _("Employers"),
            lambda founding: FoundingEmployer.objects.filter(founding=founding).order_by("position"),
            ("name", "credit_code", "kind", NumberColumn("staff"), NumberColumn("women"), "legal_representative"),
        ),
        Related(
            _("Those who join"),
            lambda founding: Applicant.objects.filter(founding=founding).order_by("row"),
            (
                NumberColumn("row"),
                "name",
                MaskedColumn("document_number", reveal=unseal, mask=masked_number),
                "employer_name",
                "state",
            ),
        ),
        Related(
            _("Candidates"),
            lambda founding: FoundingCandidate.objects.filter(founding=founding).order_by("pk"),
            ("name", "post", "engagement", "standing", NumberColumn("votes"), YesNoColumn("elected")),
        ),
        Attachments(),
        Papers(),
        Steps(),
        Timeline(),
    )

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        """By the union's name, the approval number, or an employer's name or credit code."""
        employers = FoundingEmployer.objects.filter(Q(name__icontains=text) | Q(credit_code__icontains=text))
        return rows.filter(
            Q(name__icontains=text) | Q(approval_number__icontains=text) | Q(pk__in=employers.values("founding"))
        )


FOUNDINGS = FoundingRegister()
