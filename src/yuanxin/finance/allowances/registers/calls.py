"""年度申报: the calls of the district."""

from typing import Any

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.finance.allowances.choices import Permission
from yuanxin.finance.allowances.models import AllowanceCall, AllowanceGrant, StaffAllowance
from yuanxin.finance.allowances.queries.rosters import calls_with_progress, with_heads
from yuanxin.finance.allowances.states import ALLOWANCE_FLOW, GRANT_FLOW
from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.flow.columns import State
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.registers import (
    Action,
    AmountColumn,
    Column,
    DateColumn,
    Facts,
    NumberColumn,
    Register,
    Related,
)


class ProgressColumn(Column):
    """Units settled of units asked, with a bar; of rows read by `calls_with_progress`."""

    def as_kind(self, kind: type[Column]) -> Column:
        return self

    def render(self, value: int, record: Any) -> SafeString:  # type: ignore[override]
        return format_html(
            '<progress class="cell-progress" max="{}" value="{}" aria-hidden="true"></progress> {} / {}',
            record.asked or 1,
            value,
            value,
            record.asked,
        )

    def exported(self, record: Any, *, clear: bool = False) -> str:
        return f"{record.settled} / {record.asked}"


class YearColumn(Column):
    """A year, which is a number that nobody groups."""

    def as_kind(self, kind: type[Column]) -> Column:
        return self


class CallRegister(Register):
    """年度申报: one call a year, what it pays a head, and how far it has come."""

    model = AllowanceCall
    order = "-year"
    advice = _("Open the call of the year: every unit you choose gets its draft, due on the last day.")
    columns = (
        YearColumn("year", sort="year"),
        "union",
        NumberColumn("rate"),
        DateColumn("called_on"),
        DateColumn("closes_on"),
        ProgressColumn("settled", _("Units settled"), css="number"),
    )
    actions = (
        Action(_("Open a call"), "allowances:allowancecall-new", Permission.GRANT, "plus", record=False, primary=True),
        Action(_("Draw up a summary"), "allowances:allowancegrant-new", Permission.GRANT, primary=True),
        Action(_("Ask further units"), "allowances:allowancecall-ask", Permission.GRANT),
        Action(_("Edit the call"), "allowances:allowancecall-edit", Permission.GRANT),
    )
    detail = (
        Facts(
            YearColumn("year"),
            "union",
            NumberColumn("rate"),
            "policy",
            DateColumn("called_on"),
            DateColumn("closes_on"),
            ProgressColumn("settled", _("Units settled")),
            "note",
            wide=("note",),
        ),
        Related(
            pgettext_lazy("call for allowances", "Units"),
            lambda call: with_heads(StaffAllowance.objects.filter(call=call)).order_by("union__path"),
            (
                "union",
                NumberColumn("heads", _("Heads")),
                AmountColumn("computed"),
                AmountColumn("approved"),
                State(ALLOWANCE_FLOW),
            ),
            link="allowances:staffallowance-detail",
            limit=100,
        ),
        Related(
            _("Summaries for the treasury"),
            lambda call: AllowanceGrant.objects.filter(call=call).order_by("number"),
            ("number", NumberColumn("units"), NumberColumn("staff"), AmountColumn("amount"), State(GRANT_FLOW)),
            link="allowances:allowancegrant-detail",
        ),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return calls_with_progress(super().rows(actor))


CALLS = CallRegister()
