"""Transfers that nobody answers, many answered at once, and what must never be carried out."""

import datetime

import pytest
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory, PersonFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow.queries import decisions_on, waiting_for
from yuanxin.foundation.flow.services import NotByYou, NotPossible, act
from yuanxin.foundation.kernel import daily
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.policies.services import open_policy
from yuanxin.foundation.unions.choices import Level
from yuanxin.organisation.members.choices import JoinKind, LeaveKind
from yuanxin.organisation.members.choices import TransferState as S
from yuanxin.organisation.members.models import Membership, TransferProposal
from yuanxin.organisation.members.services import (
    consent_to_all,
    decide_transfer,
    leave,
    propose_transfer,
    propose_transfer_out,
    propose_transfers,
    settle_overdue,
)
from yuanxin.organisation.members.states import FORMER, RECEIVING, TRANSFER_FLOW

PROPOSED_ON = datetime.date(2016, 6, 1)
LAST_DAY = PROPOSED_ON + datetime.timedelta(days=15)
NEXT_DAY = LAST_DAY + datetime.timedelta(days=1)
SYSTEM = Actor.system("tests")
NUMBER = "330106199001010018"


@pytest.fixture
def other(street):
    return UnionFactory(name="圆心电子厂工会", parent=street)


@pytest.fixture
def former_chair(actor_as, grassroots):
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def receiving_chair(actor_as, other):
    return actor_as(Role.GRASSROOTS_OFFICER, other)


@pytest.fixture
def clerk(actor_as, street):
    return actor_as(Role.STREET_OFFICER, street)


@pytest.fixture
def membership(grassroots):
    return MembershipFactory(union=grassroots, person__number=NUMBER)


@pytest.fixture
def asked_for(membership, other, receiving_chair):
    """A transfer to which the receiving union has agreed."""
    return propose_transfer(actor=receiving_chair, union=other, number=NUMBER, name="张三", today=PROPOSED_ON)


def test_a_former_union_that_says_nothing_has_agreed_when_its_time_is_over(asked_for, membership, other):
    assert settle_overdue(actor=SYSTEM, today=LAST_DAY) == 0
    assert settle_overdue(actor=SYSTEM, today=NEXT_DAY) == 1
    asked_for.refresh_from_db()
    assert asked_for.state == S.DONE
    opened = Membership.objects.open().get()
    assert (opened.union, opened.joined_on, opened.join_kind) == (other, NEXT_DAY, JoinKind.TRANSFER)
    last = decisions_on(asked_for).get(side=FORMER)
    assert last.actor == "system:tests"
    assert LAST_DAY.isoformat() in last.opinion


def test_f09_is_not_moved_by_a_transfer(asked_for, membership, former_chair, district):
    def joined() -> list[object]:
        months = [Period(datetime.date(2015, 1, 1), datetime.date(2015, 12, 31)), Period(PROPOSED_ON, NEXT_DAY)]
        return [measure("members.joined", union=district, period=period).value for period in months]

    before = joined()
    decide_transfer(actor=former_chair, proposal=asked_for, side=FORMER, consents=True, today=PROPOSED_ON)
    assert Membership.objects.open().get().union == asked_for.union
    assert joined() == before == [1, 0]


def test_a_second_run_finds_nothing_left(asked_for):
    settle_overdue(actor=SYSTEM, today=NEXT_DAY)
    taken = decisions_on(asked_for).count()
    assert settle_overdue(actor=SYSTEM, today=NEXT_DAY) == 0
    assert decisions_on(asked_for).count() == taken


def test_where_the_policy_says_so_the_upper_union_of_both_decides(asked_for, officer, street, clerk):
    open_policy(
        actor=officer,
        code="member.transfer_timeout_days",
        begins_on=PROPOSED_ON,
        parameters={"days": 15, "silence": "superior"},
    )
    settle_overdue(actor=SYSTEM, today=NEXT_DAY)
    asked_for.refresh_from_db()
    assert (asked_for.state, asked_for.superior, asked_for.escalated_on) == (S.ESCALATED, street, NEXT_DAY)
    assert asked_for.due_on == NEXT_DAY + datetime.timedelta(days=15)
    assert list(waiting_for(TRANSFER_FLOW, clerk, NEXT_DAY)) == [asked_for]
    act(asked_for, "rule_for", actor=clerk, today=NEXT_DAY)
    assert Membership.objects.open().get().union == asked_for.union


def test_a_receiving_unions_silence_is_never_agreement(membership, other, street, former_chair):
    proposal = propose_transfer_out(actor=former_chair, membership=membership, union=other, today=PROPOSED_ON)
    settle_overdue(actor=SYSTEM, today=NEXT_DAY)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.superior) == (S.ESCALATED, street)
    assert Membership.objects.open().get() == membership


def test_what_a_roster_proposed_and_nobody_answered_goes_to_the_upper_union(membership, district, officer):
    away = UnionFactory(name="西溪街道总工会", level=Level.STREET, parent=district)
    there = UnionFactory(parent=away)
    proposal = propose_transfers(actor=SYSTEM, union=there, memberships=[membership], today=PROPOSED_ON)[0]
    settle_overdue(actor=SYSTEM, today=NEXT_DAY)
    proposal.refresh_from_db()
    assert proposal.superior == district
    act(proposal, "rule_against", actor=officer, opinion="本人未调动", today=NEXT_DAY)
    assert (proposal.state, Membership.objects.open().get()) == (S.REFUSED, membership)


def test_whoever_agreed_for_a_side_does_not_rule_on_it(membership, other, clerk):
    proposal = propose_transfers(actor=SYSTEM, union=other, memberships=[membership], today=PROPOSED_ON)[0]
    decide_transfer(actor=clerk, proposal=proposal, side=FORMER, consents=True, today=PROPOSED_ON)
    settle_overdue(actor=SYSTEM, today=NEXT_DAY)
    proposal.refresh_from_db()
    with pytest.raises(NotByYou):
        act(proposal, "rule_for", actor=clerk, today=NEXT_DAY)


@pytest.mark.parametrize("kind", [LeaveKind.LEFT, LeaveKind.DECEASED])
def test_nobody_is_transferred_who_has_meanwhile_left_or_died(asked_for, membership, former_chair, kind):
    leave(actor=former_chair, membership=membership, left_on=PROPOSED_ON, kind=kind, today=PROPOSED_ON)
    assert settle_overdue(actor=SYSTEM, today=NEXT_DAY) == 0
    asked_for.refresh_from_db()
    assert asked_for.state == S.REFUSED
    with pytest.raises(NotPossible):
        decide_transfer(actor=former_chair, proposal=asked_for, side=FORMER, consents=True, today=PROPOSED_ON)
    assert not Membership.objects.open().exists()


def test_nobody_is_transferred_whose_membership_ended_in_bulk_behind_the_flow(asked_for, membership, former_chair):
    Membership.objects.filter(pk=membership.pk).update(left_on=PROPOSED_ON, leave_kind=LeaveKind.LEFT)
    decide_transfer(actor=former_chair, proposal=asked_for, side=FORMER, consents=True, today=PROPOSED_ON)
    assert TransferProposal.objects.get().state == S.REFUSED
    assert not Membership.objects.open().exists()


def test_nobody_is_transferred_whose_records_were_merged_with_anothers(asked_for, membership, former_chair, grassroots):
    Membership.objects.filter(pk=membership.pk).update(person=PersonFactory(union=grassroots))
    decide_transfer(actor=former_chair, proposal=asked_for, side=FORMER, consents=True, today=PROPOSED_ON)
    assert TransferProposal.objects.get().state == S.REFUSED
    assert Membership.objects.open().get().union == grassroots


def test_many_are_agreed_to_at_once_each_for_the_own_side(grassroots, other, clerk, former_chair):
    spells = MembershipFactory.create_batch(3, union=grassroots)
    asked = propose_transfers(actor=SYSTEM, union=other, memberships=spells, today=PROPOSED_ON)
    assert consent_to_all(actor=clerk, proposals=asked, today=PROPOSED_ON) == 0, "the clerk stands above both sides"
    decide_transfer(actor=clerk, proposal=asked[0], side=RECEIVING, consents=True, today=PROPOSED_ON)
    assert consent_to_all(actor=former_chair, proposals=asked, today=PROPOSED_ON) == 3
    assert consent_to_all(actor=former_chair, proposals=TransferProposal.objects.open(), today=PROPOSED_ON) == 0
    assert list(TransferProposal.objects.order_by("pk").values_list("state", flat=True)) == [
        S.DONE, S.PROPOSED, S.PROPOSED,
    ]  # fmt: skip


def test_ticked_transfers_are_agreed_to_on_the_page(grassroots, other):
    spells = MembershipFactory.create_batch(2, union=grassroots)
    asked = propose_transfers(actor=SYSTEM, union=other, memberships=spells, today=PROPOSED_ON)
    address = reverse("members:transferproposal-bulk", args=["consent"])
    ticked = {"pk": [each.pk for each in asked]}
    assert browser_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=grassroots.parent)).post(address, ticked)
    assert not any(decisions_on(each).filter(action="consent").exists() for each in asked)
    browser_as(Role.GRASSROOTS_OFFICER, other).post(address, ticked)
    assert all(decisions_on(each).get(action="consent").side == RECEIVING for each in asked)


def test_the_time_limit_is_a_daily_work(asked_for):
    assert "members.transfers" in {work.code for work in daily.works()}
    assert daily.do_daily(today=NEXT_DAY)["members.transfers"] == 1
    assert daily.do_daily(today=NEXT_DAY) == {}
