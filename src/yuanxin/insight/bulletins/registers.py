"""半年报台账: what was frozen and published."""

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.ui.registers import (
    Action,
    ChipColumn,
    Column,
    DateColumn,
    Facts,
    NumberColumn,
    Period,
    Register,
    Related,
    TimeColumn,
)
from yuanxin.insight.bulletins.choices import STATE_COLOURS, Permission
from yuanxin.insight.bulletins.models import Bulletin, Run

COLOURS = {str(state): colour for state, colour in STATE_COLOURS.items()}


class BulletinRegister(Register):
    """Each union's frozen half-years, the latest first."""

    model = Bulletin
    title = _("Half-year bulletins")
    order = "-ends_on"
    columns = (
        Column("union"),
        DateColumn("begins_on"),
        DateColumn("ends_on", sort="ends_on"),
        ChipColumn("state", COLOURS),
        NumberColumn("current"),
        TimeColumn("published_at"),
        "published_by",
    )
    filters = ("union", "state", Period("ends_on"))
    actions = (Action(_("Read"), "bulletins:read", Permission.VIEW, primary=True, in_rows=True),)
    detail = (
        Facts(
            "union",
            DateColumn("begins_on"),
            DateColumn("ends_on"),
            ChipColumn("state", COLOURS),
            NumberColumn("current"),
            NumberColumn("published"),
            TimeColumn("published_at"),
            "published_by",
        ),
        Related(
            _("Runs"),
            lambda bulletin: Run.objects.filter(bulletin=bulletin).order_by("-number"),
            (NumberColumn("number"), TimeColumn("made_at"), "made_by_label", NumberColumn("rows")),
        ),
        Timeline(),
    )


BULLETINS = BulletinRegister()
