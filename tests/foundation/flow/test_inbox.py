"""What waits and what was done, in one query a source; the pages."""

import datetime

import pytest
from django.urls import reverse

from tests.foundation.flow.conftest import TODAY
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import ApplicationFactory, MembershipFactory, TransferProposalFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.flow import inbox, middleware
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.flow.views import records
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.policies.queries import each_once
from yuanxin.organisation.members.models import TransferProposal

DAY = datetime.timedelta(days=1)


def test_the_nearest_deadline_comes_first_and_what_is_late_says_so(actor_as, grassroots, other):
    chair = actor_as(Role.GRASSROOTS_OFFICER, other)
    for days in (5, -1, 3):
        TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other, due_on=TODAY + days * DAY)
    (waiting,) = inbox.waiting(chair, TODAY)
    assert [(item.due_on - TODAY).days for item in waiting.items] == [-1, 3, 5]
    assert [item.overdue for item in waiting.items] == [True, False, False]
    assert inbox.load(chair, TODAY) == inbox.Load(waiting=3, overdue=1)


def test_nothing_waits_for_a_sibling_or_a_leader(actor_as, street, proposal):
    for actor in (actor_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street)), actor_as(Role.LEADER, street)):
        assert inbox.waiting(actor, TODAY) == []
        assert inbox.load(actor, TODAY) == inbox.Load(0, 0)


@pytest.mark.parametrize("count", [2, 12])
def test_the_inbox_asks_only_the_sources_in_which_something_waits(
    actor_as, grassroots, other, count, django_assert_max_num_queries
):
    chair = actor_as(Role.GRASSROOTS_OFFICER, other)
    for _number in range(count):
        TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other)
    # One counts all sources, one reads the only one that has something.
    with each_once():
        inbox.loads(chair, TODAY)
        with django_assert_max_num_queries(2):
            (waiting,) = inbox.waiting(chair, TODAY)
    assert len(waiting.items) == count


def test_the_number_in_the_head_of_every_page_costs_one_query(actor_as, grassroots, django_assert_num_queries):
    chair = actor_as(Role.GRASSROOTS_OFFICER, grassroots)
    with each_once():
        inbox.load(chair, TODAY)
        with django_assert_num_queries(1):
            assert inbox.load(chair, TODAY) == inbox.Load(0, 0)


def test_a_long_inbox_is_cut_and_says_so(actor_as, grassroots, other):
    chair = actor_as(Role.GRASSROOTS_OFFICER, other)
    for _number in range(3):
        TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other)
    (waiting,) = inbox.waiting(chair, TODAY, limit=2)
    assert (len(waiting.items), waiting.more) == (2, True)


def test_what_was_done_is_listed_with_its_opinion_for_the_one_who_did_it(actor_as, other, proposal):
    chair = actor_as(Role.GRASSROOTS_OFFICER, other)
    act(proposal, "refuse", actor=chair, side="receiving", opinion="查无此人", today=TODAY)
    (done,) = inbox.done(chair)
    assert (done.subject, done.opinion) == ("张三", "查无此人")
    assert inbox.done(actor_as(Role.GRASSROOTS_OFFICER, other)) == []
    assert TransferProposal.objects.get().state == "refused"


def test_the_statement_that_counts_is_made_once_for_a_while(actor_as, grassroots, other):
    chair = actor_as(Role.GRASSROOTS_OFFICER, other)
    kept = inbox._counting
    sources = tuple(source.code for source in inbox.sources())
    first, again = kept(chair, TODAY, sources, 1), kept(chair, TODAY, sources, 1)
    assert first is again
    before = first()
    TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other)
    kind = TransferProposal._meta.label_lower
    assert first()[kind].rows == 1 + (before[kind].rows if kind in before else 0), (
        "kept is the statement, not what it found"
    )
    assert kept(chair, TODAY, sources, 2) is not first


def test_what_is_late_comes_first_and_each_kind_can_be_chosen(signed_in_as, grassroots, other, monkeypatch):
    late = TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other, due_on=TODAY - DAY)
    application = ApplicationFactory(union=other, name="王入会", due_on=clock.today() + DAY)
    browser = signed_in_as(Role.GRASSROOTS_OFFICER, other)
    page = reverse("flow:inbox")
    kinds = browser.get(page).context["kinds"]
    assert [(kind.load.waiting, kind.load.overdue) for kind in kinds] == [(1, 1), (1, 0)]
    monkeypatch.setattr(records, "KINDS_SHOWN", 1)
    cut = browser.get(page).content.decode()
    assert late.person.name in cut
    assert application.name not in cut
    chosen = browser.get(page, {"kind": kinds[1].code}).content.decode()
    assert application.name in chosen
    assert late.person.name not in chosen
    assert application.name not in browser.get(page, {"kind": "nothing.of.it"}).content.decode()


@pytest.mark.parametrize(("today", "waits"), [("2026-10-31", False), ("2026-11-01", True), ("2027-01-02", True)])
def test_the_district_officer_is_asked_for_the_holidays_of_a_year_that_is_awaited(
    actor_as, district, street, today, waits
):
    day = datetime.date.fromisoformat(today)
    found = [item for source in inbox.waiting(actor_as(Role.DISTRICT_OFFICER, district), day) for item in source.items]
    assert ["2027" in item.subject for item in found] == [True] * waits
    assert [item.overdue for item in found] == [day.year == 2027] * waits
    assert inbox.waiting(actor_as(Role.STREET_OFFICER, street), day) == []


def test_the_browser_remembers_how_much_waits_until_its_reader_acts(
    signed_in_as, grassroots, other, client, monkeypatch
):
    monkeypatch.setattr(middleware, "KEPT_SECONDS", 60)
    signed_in_as(Role.GRASSROOTS_OFFICER, other)
    page = reverse("members:person-list")

    def told() -> bool:
        return '<span class="topbar-count">1</span>' in client.get(page).content.decode()

    TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other)
    assert told()
    TransferProposal.objects.update(state="refused")
    assert told()
    # A page that shows what waits counts it, and so does the next page after anything was sent.
    assert "topbar-count" not in client.get(reverse("flow:inbox")).content.decode()
    assert not told()
    TransferProposal.objects.update(state="proposed")
    assert not told()
    client.post(reverse("ui:theme"), {"theme": "dark", "next": page})
    assert told()


def test_what_one_reader_was_told_is_not_told_to_another(signed_in_as, grassroots, other, client, monkeypatch):
    monkeypatch.setattr(middleware, "KEPT_SECONDS", 60)
    TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other)
    page = reverse("members:person-list")
    signed_in_as(Role.GRASSROOTS_OFFICER, other)
    assert "topbar-count" in client.get(page).content.decode()
    kept = client.cookies["waiting"].value
    signed_in_as(Role.LEADER, grassroots)
    for cookie in (kept, "nonsense", "."):
        client.cookies["waiting"] = cookie
        assert "topbar-count" not in client.get(page).content.decode()
