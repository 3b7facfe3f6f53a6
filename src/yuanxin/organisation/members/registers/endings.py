"""除名: proposals to expel, and what the upper union decided."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import State, Steps
from yuanxin.foundation.ui.registers import Column, DateColumn, Facts, Period, Register
from yuanxin.organisation.members.models import Expulsion
from yuanxin.organisation.members.states import EXPULSION_FLOW


class ExpulsionRegister(Register):
    """Proposals to expel members of the reader's unions."""

    model = Expulsion
    advice = _("An expulsion is proposed on the page of the membership.")
    columns = (
        Column("membership__person__name", _("Full name")),
        "union",
        "reason",
        DateColumn("proposed_on"),
        State(EXPULSION_FLOW),
    )
    filters = ("state", "union", Period("proposed_on"))
    detail = (
        Facts("membership", "union", "approving_union", "reason", DateColumn("proposed_on"), wide=("reason",)),
        Attachments(),
        Steps(),
        Timeline(),
    )


EXPULSIONS = ExpulsionRegister()
