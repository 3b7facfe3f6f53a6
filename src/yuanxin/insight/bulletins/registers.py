"""半年报台账: what was frozen and published."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
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


class RunColumn(NumberColumn):
    """The number of a run, which leads to the half-year as it was frozen then."""

    def render(self, value: int, record: Run) -> SafeString:  # type: ignore[override]
        return format_html('<a href="{}">{}</a>', reverse("bulletins:run", args=[record.bulletin_id, value]), value)


class BulletinRegister(Register):
    """Each union's frozen half-years, the latest first."""

    model = Bulletin
    title = _("Half-year bulletins")
    advice = _("Open the half-year page of a union and freeze it: it is kept here.")
    order = "-ends_on"
    columns = (
        Column("title", _("Period"), sort="ends_on"),
        "union",
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
            (RunColumn("number"), TimeColumn("made_at"), "made_by_label", NumberColumn("rows")),
        ),
        Timeline(),
    )


BULLETINS = BulletinRegister()
