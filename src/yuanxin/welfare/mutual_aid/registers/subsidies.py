"""单位补助台账: what each unit is given, by the rule and as settled."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers.sections import Papers
from yuanxin.foundation.flow.columns import State, Steps
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    Column,
    DateColumn,
    Export,
    Facts,
    NumberColumn,
    Period,
    Register,
    Related,
    Section,
)
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.models import UnitSubsidy
from yuanxin.welfare.mutual_aid.queries.subsidies import steps_told
from yuanxin.welfare.mutual_aid.registers.units import SchemeFilter
from yuanxin.welfare.mutual_aid.states import SUBSIDY_FLOW


class Reckoning(Section):
    """How the amount comes about, step by step, by which version of the rule."""

    label = _("How it was computed")
    template = "mutual_aid/reckoning.html"

    def context(self, request: ActorRequest, record: UnitSubsidy) -> dict[str, Any]:
        return {"subsidy": record, "steps": steps_told(record)}

    def relations(self, model: Any) -> tuple[str, ...]:
        return ("policy",)


class SubsidyRegister(Register):
    """单位补助台账."""

    model = UnitSubsidy
    advice = _("A subsidy is computed when the list of a unit is checked.")
    columns = (
        Column("union", css="wrapping"),
        Column("unit__scheme", _("Scheme")),
        NumberColumn("persons"),
        "computed",
        "settled",
        DateColumn("settled_on"),
        DateColumn("paid_on"),
        State(SUBSIDY_FLOW),
        Column("reason", css="wrapping"),
    )
    put_away = ("reason",)
    filters = (SchemeFilter("unit__scheme"), "state", "union", Period("settled_on"), Period("paid_on"))
    search = ("union__name",)
    search_hint = _("Name of the union")
    actions = (
        Action(
            _("Settle by the rule"),
            "mutual_aid:unitsubsidy-settle-all",
            Permission.SETTLE_SUBSIDIES,
            "check",
            record=False,
            primary=True,
        ),
    )
    export = Export(Permission.VIEW_MONEY)
    detail = (
        Facts(
            "union", "unit", NumberColumn("persons"), "rate", "computed", "settled", "reason",
            DateColumn("computed_on"), DateColumn("settled_on"), DateColumn("paid_on"),
        ),
        Reckoning(),
        Related(
            _("Payments"),
            lambda subsidy: Payment.objects.about(subsidy).order_by("pk"),
            ("payee_name", "fund", "approved_fen", "state", DateColumn("paid_on")),
        ),
        Papers(),
        Steps(),
        Timeline(),
    )  # fmt: skip


SUBSIDIES = SubsidyRegister()
