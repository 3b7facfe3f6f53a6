"""The employers' names that wait to be confirmed, as a register and as things to do."""

import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.flow.inbox import Item, Source
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.registers import Action, ChipColumn, Column, Facts, NumberColumn, Register
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.rosters.choices import EmployerState
from yuanxin.organisation.rosters.models import UnknownEmployer
from yuanxin.organisation.rosters.queries import open_employers

EMPLOYER_COLOURS: dict[str, str] = {EmployerState.OPEN: "due", EmployerState.CONFIRMED: "done"}


def is_open(unknown: UnknownEmployer) -> bool:
    """Whether somebody is still to say what the name means."""
    return unknown.state == EmployerState.OPEN


class EmployerRegister(Register):
    """待确认单位: names of employers that rosters brought and the registry does not know."""

    model = UnknownEmployer
    advice = _("Names that rosters bring and the register of employers does not know appear here.")
    columns = (
        Column("name", css="wrapping"),
        "credit_code",
        "union",
        NumberColumn("persons"),
        ChipColumn("state", EMPLOYER_COLOURS),
        Column("batch__file_name", _("File")),
    )
    filters = ("union", "state")
    search = ("name", "credit_code")
    actions = (
        Action(
            _("Confirm"), "rosters:unknownemployer-confirm", Permission.EDIT, primary=True, in_rows=True, when=is_open
        ),
        Action(_("Keep as written"), "rosters:unknownemployer-dismiss", Permission.EDIT, in_rows=True, when=is_open),
    )
    detail = (
        Facts("name", "credit_code", "union", "persons", "employer", Column("batch__file_name", _("File"))),
        Timeline(),
    )


EMPLOYERS = EmployerRegister()


def employer_as_item(unknown: UnknownEmployer, _actor: Actor, _today: datetime.date) -> Item:
    """An employer's name that waits to be confirmed."""
    return Item(
        kind=gettext("Employer to confirm"),
        subject=f"{unknown.name} — {unknown.union}",
        url=EMPLOYERS.url("detail", unknown.pk),
        state=unknown.get_state_display(),
        due_on=None,
        overdue=False,
    )


NAMES = Source(
    code="rosters.employers",
    label=_("Employers to confirm"),
    waiting=lambda actor, _today: open_employers(actor),
    item=employer_as_item,
)
