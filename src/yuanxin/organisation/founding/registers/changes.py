"""工会变更申请台账: applications to change, merge, revoke or renew a union."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    DateColumn,
    Export,
    Facts,
    NumberColumn,
    Period,
    Register,
    Related,
    Section,
    YesNoColumn,
)
from yuanxin.organisation.founding.choices import ChangeKind, Permission
from yuanxin.organisation.founding.models import ChangedCoverage, RenewalCandidate, UnionChange
from yuanxin.organisation.founding.models.changes import OPEN_STATES
from yuanxin.organisation.founding.queries.changes import follows_of
from yuanxin.organisation.founding.queries.findings import renewal_findings
from yuanxin.organisation.founding.services.changes import CORRECTABLE
from yuanxin.organisation.founding.states import CHANGE_FLOW


def is_correctable(change: UnionChange) -> bool:
    """Whether what the application asks may still be put right."""
    return change.state in CORRECTABLE


class Preview(Section):
    """What the approval would bring with it, and what the rules say of an election."""

    label = _("What follows:")
    template = "founding/follows.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        if record.state not in OPEN_STATES:
            return {"follows": [], "findings": []}
        renewal = record.kind == ChangeKind.RENEWAL
        return {
            "follows": follows_of(record, request.today),
            "findings": renewal_findings(record, request.today) if renewal else [],
        }


class ChangeRegister(Register):
    """变更、合并、撤销、换届申请: the newest first."""

    model = UnionChange
    columns = (
        "union",
        "kind",
        DateColumn("applied_on"),
        State(CHANGE_FLOW),
        Deadline(),
        "approval_number",
        DateColumn("approved_on"),
    )
    filters = ("union", "kind", "state", Period("applied_on"), Period("approved_on"))
    search = ("union__name", "union__code", "approval_number")
    search_hint = _("Union, union code, approval number")
    advice = _("An application is entered on the page of its union.")
    actions = (Action(_("Correct"), "founding:unionchange-edit", Permission.APPLY, when=is_correctable),)
    export = Export(Permission.VIEW)
    detail = (
        Preview(),
        Facts(
            "union",
            "kind",
            DateColumn("applied_on"),
            "reason",
            State(CHANGE_FLOW),
            "new_name",
            "new_form",
            "new_address",
            "new_parent",
            "survivor",
            "fate",
            DateColumn("elected_on"),
            NumberColumn("entitled"),
            NumberColumn("present"),
            NumberColumn("term_number"),
            DateColumn("term_begins_on"),
            DateColumn("term_ends_on"),
            DateColumn("approved_on"),
            "approval_number",
            sparse=True,
        ),
        Related(
            _("Employers"),
            lambda change: ChangedCoverage.objects.filter(change=change).order_by("pk"),
            ("employer", YesNoColumn("covers")),
        ),
        Related(
            _("Candidates"),
            lambda change: RenewalCandidate.objects.filter(change=change).order_by("pk"),
            ("name", "post", "engagement", "standing", NumberColumn("votes"), YesNoColumn("elected")),
        ),
        Attachments(),
        Papers(),
        Steps(),
        Timeline(),
    )


CHANGES = ChangeRegister()
