"""财政拨付: the summaries sent to the treasury, and its replies."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.finance.allowances.choices import Permission
from yuanxin.finance.allowances.models import AllowanceGrant, StaffAllowance
from yuanxin.finance.allowances.registers.calls import YearColumn
from yuanxin.finance.allowances.states import ALLOWANCE_FLOW, GRANT_FLOW
from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import State, Steps
from yuanxin.foundation.ui.registers import (
    AmountColumn,
    Column,
    DateColumn,
    Export,
    Facts,
    NumberColumn,
    Period,
    Register,
    Related,
)


class GrantRegister(Register):
    """财政拨付批次: what was asked of the treasury together, and what it granted."""

    model = AllowanceGrant
    advice = _("Draw up a summary on the page of a call once units are settled.")
    columns = (
        Column("title", _("Summary for the treasury"), related=("call",)),
        YearColumn("call__year", _("Year")),
        NumberColumn("units"),
        NumberColumn("staff"),
        AmountColumn("amount"),
        State(GRANT_FLOW),
        DateColumn("sent_on"),
        DateColumn("granted_on"),
        "document_number",
    )
    filters = ("state", Period("granted_on"))
    export = Export(Permission.GRANT)
    detail = (
        Facts(
            "call",
            "number",
            NumberColumn("units"),
            NumberColumn("staff"),
            AmountColumn("amount"),
            DateColumn("drawn_up_on"),
            DateColumn("sent_on"),
            DateColumn("granted_on"),
            "document_number",
            "fund",
        ),
        Steps(),
        Papers(),
        Related(
            pgettext_lazy("call for allowances", "Units"),
            lambda grant: StaffAllowance.objects.filter(grant=grant).order_by("union__path"),
            (
                "union",
                NumberColumn("headcount"),
                AmountColumn("computed"),
                AmountColumn("approved"),
                State(ALLOWANCE_FLOW),
                DateColumn("paid_on"),
            ),
            link="allowances:staffallowance-detail",
            limit=200,
        ),
        Attachments(),
        Timeline(),
    )


GRANTS = GrantRegister()
