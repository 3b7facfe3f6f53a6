"""互助期: the schemes, each with its terms and how far enrolment has come."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import Action, Column, DateColumn, Facts, Register, Section
from yuanxin.welfare.mutual_aid.choices import Permission, SchemeState
from yuanxin.welfare.mutual_aid.models import Scheme
from yuanxin.welfare.mutual_aid.queries.schemes import state_of
from yuanxin.welfare.mutual_aid.queries.terms import fee_rule, subsidy_rule, terms_of, waiting_days
from yuanxin.welfare.mutual_aid.queries.units import progress

COLOURS: Mapping[str, str] = {
    SchemeState.COMING: "closed",
    SchemeState.ENROLLING: "due",
    SchemeState.WAITING: "running",
    SchemeState.RUNNING: "done",
    SchemeState.OVER: "closed",
}


class Rules(Section):
    """What holds for a scheme: the policies in force on its first day."""

    label = _("Rules of this scheme")
    template = "mutual_aid/rules.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        return {
            "fee": fee_rule(record),
            "subsidy": subsidy_rule(record),
            "waiting": waiting_days(record),
            "terms": terms_of(record),
        }


class Coming(Section):
    """How far the enrolment of the reader's unions has come, state by state."""

    label = _("How far enrolment has come")
    template = "mutual_aid/progress.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        return {"scheme": record, "rows": progress(record, request.actor), "now": state_of(record, request.today)}


class StateColumn(Column):
    """Where a scheme stands today."""

    def render(self, value: Any, record: Scheme) -> SafeString:  # type: ignore[override]
        state = state_of(record, clock.today())
        return format_html('<span class="chip {}">{}</span>', COLOURS[state], state.label)

    def exported(self, record: Scheme, *, clear: bool = False) -> str:  # type: ignore[override]
        return str(state_of(record, clock.today()).label)


class SchemeRegister(Register):
    """互助期."""

    model = Scheme
    order = "-id"
    advice = _("Set up the scheme of the coming year before its window opens.")
    columns = (
        "name",
        DateColumn("opens_on"),
        DateColumn("closes_on"),
        DateColumn("begins_on"),
        DateColumn("ends_on"),
        StateColumn("pk", _("State")),
    )
    search = ("name",)
    actions = (
        Action(_("New scheme"), "mutual_aid:scheme-new", Permission.MANAGE_SCHEMES, "plus", record=False, primary=True),
        Action(_("Correct"), "mutual_aid:scheme-edit", Permission.MANAGE_SCHEMES),
        Action(_("Begin a list"), "mutual_aid:unitenrolment-new", Permission.ENROL, record=False),
    )
    detail = (
        Facts(
            "name", DateColumn("opens_on"), DateColumn("closes_on"), DateColumn("begins_on"), DateColumn("ends_on"),
            "note", wide=("note",),
        ),
        Coming(),
        Rules(),
        Timeline(),
    )  # fmt: skip

    def state(self, record: Scheme) -> Any:
        return StateColumn("pk").render(None, record)


SCHEMES = SchemeRegister()
