"""Member cards: issued, many at once, reported lost, replaced."""

import datetime
import secrets
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused, Stale
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.foundation.unions.services.merging import Joining
from yuanxin.foundation.unions.services.writing import change, locked, write
from yuanxin.organisation.members.choices import CardEnd, Permission
from yuanxin.organisation.members.models import Card, Membership, Person
from yuanxin.organisation.members.rules import card_number

CODE_BYTES = 12


@transaction.atomic
def issue_cards(*, actor: Actor, persons: Sequence[Person], today: datetime.date) -> list[Card]:
    """Give a card to each who is a member and has none that holds; the others are left out.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of each one's union.
        Stale: if somebody else issued one of them meanwhile.
    """
    for union in {person.union_id: person.union for person in persons}.values():
        actor.require(Permission.EDIT, union)
    pks = {person.pk for person in persons}
    members = set(Membership.objects.open().filter(person__in=pks).values_list("person_id", flat=True))
    holders = set(Card.objects.current().filter(person__in=pks).values_list("person_id", flat=True))
    cards = _new_cards([person for person in persons if person.pk in members - holders], today)
    try:
        with transaction.atomic():
            Card.objects.bulk_create(cards, batch_size=1000)
    except IntegrityError as error:
        raise Stale(
            _("Somebody else issued one of these cards meanwhile."), remedy=_("Repeat what you did.")
        ) from error
    if cards:
        changes = [RowChange(card, None, snapshot(card)) for card in cards]
        record(actor, "members.cards_issued", union=cards[0].union_id, changes=changes, count=len(cards))
    return cards


@transaction.atomic
def report_loss(*, actor: Actor, card: Card, today: datetime.date) -> Card:
    """Take a lost card out of use at once (挂失).

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the holder's union.
        Refused: if it holds no longer.
    """
    card = _held(actor, card)
    change(actor, "members.card_lost", card, {"ended_on": today, "end_kind": CardEnd.LOST})
    return card


@transaction.atomic
def replace_card(*, actor: Actor, person: Person, today: datetime.date) -> Card:
    """Give a new card (补发), with a number and a code of its own; the one that holds, if any, ends.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the holder's union.
        Refused: if the holder is not a member.
    """
    person = locked(person)
    actor.require(Permission.EDIT, person.union)
    if not Membership.objects.open().filter(person=person).exists():
        raise Refused(_("%(name)s is not a member now.") % {"name": person}, remedy=_("Admit the person first."))
    ended = [
        write(card, {"ended_on": today, "end_kind": CardEnd.REPLACED})
        for card in Card.objects.current().select_for_update().filter(person=person)
    ]
    (card,) = _new_cards([person], today)
    card.save(force_insert=True)
    changes = [RowChange(card, None, snapshot(card)), *(each for each in ended if each is not None)]
    record(actor, "members.card_replaced", card, changes=changes)
    return card


def pass_cards_on(joining: Joining) -> list[RowChange]:
    """The cards of a merged record are the survivor's; of two that hold, the survivor's does."""
    ends = Card.objects.current().filter(person=joining.survivor.pk).exists()
    changes = []
    for card in Card.objects.select_for_update().filter(person=joining.absorbed.pk).order_by("pk"):
        values = {"person_id": joining.survivor.pk}
        if ends and card.ended_on is None:
            values |= {"ended_on": joining.today, "end_kind": CardEnd.REPLACED}
        changes.append(write(card, values))
    return [each for each in changes if each is not None]


def _held(actor: Actor, card: Card) -> Card:
    card = locked(card)
    actor.require(Permission.EDIT, card.union)
    if card.ended_on is not None:
        raise Refused(
            _("This card ended on %(day)s.") % {"day": card.ended_on}, remedy=_("Look at the holder's present card.")
        )
    return card


def _new_cards(persons: Sequence[Person], today: datetime.date) -> list[Card]:
    """Cards not yet stored, each with the holder's next issue."""
    issues = dict(
        Card.objects.filter(person__in=[person.pk for person in persons])
        .values("person_id")
        .annotate(last=Max("issue"))
        .values_list("person_id", "last")
    )
    top = topmost_union()
    division = top.division if top is not None else ""
    cards = []
    for person in persons:
        issue = issues.get(person.pk, 0) + 1
        cards.append(
            Card(
                person=person,
                number=card_number(division, person.pk, issue),
                code=secrets.token_urlsafe(CODE_BYTES),
                issue=issue,
                issued_on=today,
            )
        )
    return cards
