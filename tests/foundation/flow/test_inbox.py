"""What waits and what was done, in one query a source; the pages."""

import datetime
from functools import lru_cache

import pytest

from tests.foundation.flow.conftest import TODAY
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory, TransferProposalFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.flow import inbox
from yuanxin.foundation.flow.services import act
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
    assert inbox.count(chair, TODAY) == 3


def test_nothing_waits_for_a_sibling_or_a_leader(actor_as, street, proposal):
    for actor in (actor_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street)), actor_as(Role.LEADER, street)):
        assert inbox.waiting(actor, TODAY) == []
        assert inbox.load(actor, TODAY) == inbox.Load(0, 0)
        assert inbox.count(actor, TODAY) == 0


@pytest.mark.parametrize("count", [2, 12])
def test_the_inbox_asks_only_the_sources_in_which_something_waits(
    actor_as, grassroots, other, count, django_assert_max_num_queries
):
    chair = actor_as(Role.GRASSROOTS_OFFICER, other)
    for _number in range(count):
        TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other)
    # One counts all sources, one reads the only one that has something.
    with each_once():
        inbox.counts(chair, TODAY)
        with django_assert_max_num_queries(2):
            (waiting,) = inbox.waiting(chair, TODAY)
    assert len(waiting.items) == count


def test_the_number_in_the_head_of_every_page_costs_one_query(actor_as, grassroots, django_assert_num_queries):
    chair = actor_as(Role.GRASSROOTS_OFFICER, grassroots)
    with each_once():
        inbox.count(chair, TODAY)
        with django_assert_num_queries(1):
            assert inbox.count(chair, TODAY) == 0


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
    kept = lru_cache(inbox._counting)
    sources = tuple(source.code for source in inbox.sources())
    first, again = kept(chair, TODAY, sources, 1), kept(chair, TODAY, sources, 1)
    assert first is again
    before = first()
    TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other)
    assert sum(first().values()) == sum(before.values()) + 1, "kept is the statement, not what it found"
    assert kept(chair, TODAY, sources, 2) is not first
