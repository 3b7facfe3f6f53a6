"""试点工作: what staff did for the pilot of the city's platform."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.ui.registers import (
    Action,
    Column,
    DateColumn,
    Export,
    Facts,
    NumberColumn,
    Period,
    Register,
    YesNoColumn,
)
from yuanxin.organisation.rosters.choices import Permission
from yuanxin.organisation.rosters.models import PilotTask


def counts(task: PilotTask) -> bool:
    """Whether it was not entered by mistake."""
    return not task.withdrawn


class PilotRegister(Register):
    """试点工作: research, debugging and trial runs, by the day they were done."""

    model = PilotTask
    title = _("Pilot work")
    advice = _("Enter what staff did for the pilot of the city's smart-union platform.")
    columns = (
        Column("subject", css="wrapping"),
        "kind",
        DateColumn("done_on"),
        "staff",
        NumberColumn("hours"),
        Column("result", css="wrapping"),
        "union",
        YesNoColumn("withdrawn"),
    )
    filters = ("kind", Period("done_on"), "union", "withdrawn")
    search = ("subject", "staff")
    actions = (
        Action(_("Enter pilot work"), "rosters:pilottask-new", Permission.CHECK, "plus", record=False, primary=True),
        Action(_("Correct"), "rosters:pilottask-edit", Permission.CHECK, in_rows=True, when=counts),
        Action(_("Withdraw"), "rosters:pilottask-withdraw", Permission.CHECK, when=counts),
    )
    export = Export(Permission.CHECK)
    detail = (
        Facts("subject", "kind", DateColumn("done_on"), "union", "staff", NumberColumn("hours"), "result",
              YesNoColumn("withdrawn"), wide=("result",)),
        Timeline(),
    )  # fmt: skip


PILOTS = PilotRegister()
