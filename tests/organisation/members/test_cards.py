"""Member cards: one that holds a person, lost and replaced, leading officers and nobody else to the member."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import CardFactory, MembershipFactory, PersonFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.organisation.members.choices import CardEnd, CardState, LeaveKind
from yuanxin.organisation.members.models import Card, Person
from yuanxin.organisation.members.rules import card_number
from yuanxin.organisation.members.services import (
    issue_cards,
    leave,
    merge_persons,
    replace_card,
    report_loss,
    unmerge_persons,
)

TODAY = datetime.date(2016, 6, 30)


@pytest.fixture
def chair(actor_as, grassroots):
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def person(grassroots) -> Person:
    return MembershipFactory(union=grassroots).person


def state_of(card) -> CardState:
    return Card.objects.told().get(pk=card.pk).state


def issued(actor, *persons) -> list[Card]:
    return issue_cards(actor=actor, persons=persons, today=TODAY)


@given(st.integers(1, 99_999_999), st.integers(1, 99))
def test_a_number_tells_a_typing_error_and_is_nobody_elses(person, issue):
    number = card_number("330106", person, issue)
    assert len(number) == 17
    assert luhn.is_valid(number)
    assert not luhn.is_valid(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert number != card_number("330106", person, issue + 1)[:-1] + number[-1]


def test_a_member_gets_one_card_and_others_none(chair, person, grassroots):
    former = PersonFactory(union=grassroots)
    assert [card.person for card in issued(chair, person, former)] == [person]
    assert issued(chair, person) == []
    assert Event.objects.get(action="members.cards_issued").changes == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        CardFactory(person=person)


def test_many_cards_take_as_few_statements_as_two(chair, grassroots):
    def statements(count: int) -> int:
        persons = [spell.person for spell in MembershipFactory.create_batch(count, union=grassroots)]
        with CaptureQueriesContext(connection) as queries:
            assert len(issued(chair, *persons)) == count
        return len(queries)

    assert statements(2) == statements(12)


def test_cards_are_issued_only_in_the_actors_unions(chair, person, street):
    stranger = MembershipFactory(union=UnionFactory(parent=street)).person
    with pytest.raises(OutOfScope):
        issued(chair, person, stranger)
    assert not Card.objects.exists()


def test_a_lost_card_is_out_of_use_and_replaced_by_another_number_and_code(chair, person):
    (lost,) = issued(chair, person)
    report_loss(actor=chair, card=lost, today=TODAY)
    assert state_of(lost) == CardState.LOST
    with pytest.raises(Refused):
        report_loss(actor=chair, card=lost, today=TODAY)
    new = replace_card(actor=chair, person=person, today=TODAY)
    assert (new.issue, state_of(new)) == (2, CardState.VALID)
    assert {new.number, new.code}.isdisjoint({lost.number, lost.code})
    again = replace_card(actor=chair, person=person, today=TODAY)
    assert [state_of(card) for card in (lost, new, again)] == [CardState.LOST, CardState.REPLACED, CardState.VALID]


def test_a_card_is_worth_nothing_when_its_holder_is_no_member(chair, person):
    (card,) = issued(chair, person)
    leave(actor=chair, membership=person.memberships.get(), left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY)
    assert state_of(card) == CardState.DORMANT
    with pytest.raises(Refused):
        replace_card(actor=chair, person=person, today=TODAY)


def test_of_two_cards_of_a_person_entered_twice_one_holds_until_they_are_taken_apart(officer, grassroots):
    kept, other = (MembershipFactory(union=grassroots).person for _unused in range(2))
    first, second = issued(officer, kept, other)
    leave(actor=officer, membership=other.memberships.get(), left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY)
    merge = merge_persons(actor=officer, survivor=kept, absorbed=other, today=TODAY, reason="同一人")
    second.refresh_from_db()
    assert (second.person, second.end_kind, state_of(first)) == (kept, CardEnd.REPLACED, CardState.VALID)
    unmerge_persons(actor=officer, merge=merge, today=TODAY, reason="并非同一人")
    second.refresh_from_db()
    assert (second.person_id, second.end_kind) == (other.pk, "")


def test_the_code_leads_an_officer_in_scope_to_the_member_and_nobody_else(chair, person, grassroots, street, client):
    (card,) = issued(chair, person)
    address = reverse("members:card-code", args=[card.code])
    page = reverse("members:person-detail", args=[person.pk])
    assert browser_as(Role.GRASSROOTS_OFFICER, grassroots).get(address).url == page
    assert browser_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street)).get(address).status_code == 404
    assert client.get(address).url.startswith("/accounts/sign-in/")
    assert person.name not in card.code


def test_the_pages_of_cards(person, grassroots):
    browser = browser_as(Role.GRASSROOTS_OFFICER, grassroots)
    browser.post(reverse("members:person-bulk", args=["cards"]), {"pk": [person.pk]})
    card = Card.objects.get()
    shown = browser.get(reverse("members:card-show", args=[card.pk])).content.decode()
    assert card.number in shown
    assert "<svg" in shown
    assert card.number in browser.get(reverse("members:card-list")).content.decode()
    assert card.number in browser.get(reverse("members:person-detail", args=[person.pk])).content.decode()
    assert browser.post(reverse("members:card-lost", args=[card.pk])).status_code == 302
    answer = browser.post(reverse("members:card-replace", args=[card.pk]))
    assert answer.url == reverse("members:card-detail", args=[Card.objects.get(issue=2).pk])
    told = browser.get(reverse("members:card-code", args=[card.code]), follow=True).content.decode()
    assert card.number in told


def test_the_list_of_cards_costs_the_same_for_many(grassroots):
    browser = browser_as(Role.GRASSROOTS_OFFICER, grassroots)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("members:card-list"))
        return len(queries)

    for _unused in range(2):
        CardFactory(person=MembershipFactory(union=grassroots).person)
    few = statements()
    for _unused in range(10):
        CardFactory(person=MembershipFactory(union=grassroots).person)
    assert statements() == few
