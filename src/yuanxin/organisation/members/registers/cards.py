"""会员卡台账: which cards hold, which were lost, and to whom each leads."""

import datetime

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.registers import (
    Action,
    ChipColumn,
    Column,
    DateColumn,
    Export,
    Facts,
    Period,
    Register,
    UnionFilter,
)
from yuanxin.organisation.members import services
from yuanxin.organisation.members.choices import CardState, Permission
from yuanxin.organisation.members.models import Card, Person

COLOURS: dict[str, str] = {
    CardState.VALID: "done",
    CardState.DORMANT: "due",
    CardState.LOST: "overdue",
    CardState.REPLACED: "closed",
}


class StateColumn(ChipColumn):
    """What the card is worth today."""

    def __init__(self) -> None:
        super().__init__("state", COLOURS, _("State"))

    def exported(self, record: Card, *, clear: bool = False) -> str:  # type: ignore[override]
        return record.get_state_display()

    def render(self, value: object, record: Card):  # type: ignore[no-untyped-def,override]
        return super().render(record.get_state_display(), record)


def holds(card: Card) -> bool:
    """Whether the card was neither lost nor replaced."""
    return card.ended_on is None


class CardRegister(Register):
    """会员卡台账: the cards of members of the reader's unions."""

    model = Card
    advice = _("Tick members in the list of members, and issue cards to them.")
    columns = (
        "number",
        Column("person__name", _("Full name")),
        Column("person__union", _("Union")),
        DateColumn("issued_on"),
        StateColumn(),
    )
    filters = (UnionFilter("person__union"), Period("issued_on"))
    search = ("number", "person__name")
    search_hint = _("Card number, name")
    actions = (
        Action(_("Print the card"), "members:card-show", Permission.VIEW, "print", primary=True, when=holds),
        Action(
            _("Report the loss"),
            "members:card-lost",
            Permission.EDIT,
            when=holds,
            post=True,
            confirm=_("The card is out of use at once. The code on it leads nowhere any more."),
        ),
        Action(
            _("Issue a new card"),
            "members:card-replace",
            Permission.EDIT,
            post=True,
            confirm=_("The holder gets a new number and a new code; the old card ends."),
        ),
    )
    export = Export(Permission.EXPORT)
    detail = (
        Facts(
            "number",
            "person",
            Column("person__union", _("Union")),
            "issue",
            DateColumn("issued_on"),
            StateColumn(),
            DateColumn("ended_on"),
        ),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Card]:
        return super().rows(actor).told().select_related("person__union")  # type: ignore[attr-defined,no-any-return]


def issue(actor: Actor, rows: models.QuerySet[Person], today: datetime.date) -> str:
    """Issue cards to the ticked members who have none."""
    ticked = list(rows.select_related("union"))
    cards = services.issue_cards(actor=actor, persons=ticked, today=today)
    return gettext("Issued %(issued)s cards to %(ticked)s ticked; the others have one, or are no members.") % {
        "issued": len(cards),
        "ticked": len(ticked),
    }


CARDS = CardRegister()
