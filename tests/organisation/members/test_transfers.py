"""The transfer of a member: both unions decide."""

import datetime

import pytest

from tests.foundation.flow.cells import check_cell, every_cell
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import (
    MembershipFactory,
    RetentionFactory,
    TransferProposalFactory,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.queries import decisions_on, offers, waiting_for
from yuanxin.foundation.flow.services import NotByYou, NotPossible
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.services import StillInUse, merge_unions, revoke_union
from yuanxin.organisation.members.choices import JoinKind, LeaveKind
from yuanxin.organisation.members.choices import TransferState as S
from yuanxin.organisation.members.models import Membership, Person, Retention, TransferProposal
from yuanxin.organisation.members.services import (
    AlreadyMember,
    AlreadyProposed,
    AnotherName,
    NothingToTransfer,
    decide_transfer,
    leave,
    propose_transfer,
    propose_transfer_out,
    propose_transfers,
    withdraw_transfer,
)
from yuanxin.organisation.members.states import FORMER, RECEIVING, TRANSFER_FLOW

TODAY = datetime.date(2016, 6, 30)
SYSTEM = Actor.system("tests")


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
def membership(grassroots):
    return MembershipFactory(union=grassroots, person__number="330106199001010018")


@pytest.fixture
def proposal(membership, other):
    return propose_transfers(actor=SYSTEM, union=other, memberships=[membership], today=TODAY, batch=7)[0]


def decide(proposal, side, actor, *, consents=True, opinion=""):
    return decide_transfer(actor=actor, proposal=proposal, side=side, consents=consents, opinion=opinion, today=TODAY)


def test_nothing_moves_until_both_consent_and_then_the_member_moves_with_the_retention(
    proposal, membership, other, former_chair, receiving_chair
):
    RetentionFactory(membership=membership)
    decide(proposal, RECEIVING, receiving_chair)
    assert Membership.objects.get() == membership
    decide(proposal, FORMER, former_chair)

    assert TransferProposal.objects.get().state == S.DONE
    membership.refresh_from_db()
    assert (membership.left_on, membership.leave_kind) == (TODAY, LeaveKind.TRANSFER)
    opened = Membership.objects.open().get()
    assert (opened.union, opened.joined_on, opened.join_kind) == (other, TODAY, JoinKind.TRANSFER)
    assert opened.person.union == other
    assert Retention.objects.get(ends_on=None).membership == opened
    event = Event.objects.get(action="members.transferproposal_complete")
    assert event.changes == 6


def test_the_deadline_is_the_policys_and_nobodys_consent_comes_from_a_file(proposal, former_chair, receiving_chair):
    assert proposal.due_on == TODAY + datetime.timedelta(days=15)
    assert [each.action for each in decisions_on(proposal)] == ["begin"]
    for actor in (former_chair, receiving_chair):
        assert list(waiting_for(TRANSFER_FLOW, actor, TODAY)) == [proposal]
    assert Event.objects.get(action="members.transferproposal_begin").details["batch"] == 7


def test_one_refusal_with_its_reason_ends_it(proposal, former_chair, receiving_chair):
    decide(proposal, FORMER, former_chair, consents=False, opinion="仍在职")
    assert TransferProposal.objects.get().state == S.REFUSED
    with pytest.raises(NotPossible):
        decide(proposal, RECEIVING, receiving_chair)


def test_each_side_decides_once_and_only_for_itself(proposal, former_chair, receiving_chair):
    with pytest.raises(OutOfScope):
        decide(proposal, FORMER, receiving_chair)
    decide(proposal, RECEIVING, receiving_chair)
    with pytest.raises(NotPossible):
        decide(proposal, RECEIVING, receiving_chair)
    assert offers(proposal, receiving_chair, TODAY)
    assert all(offer.action == "withdraw" for offer in offers(proposal, receiving_chair, TODAY))


def test_one_person_above_both_unions_does_not_decide_for_both(proposal, actor_as, street):
    clerk, colleague = actor_as(Role.STREET_OFFICER, street), actor_as(Role.STREET_OFFICER, street)
    decide(proposal, RECEIVING, clerk)
    with pytest.raises(NotByYou):
        decide(proposal, FORMER, clerk)
    assert list(waiting_for(TRANSFER_FLOW, clerk, TODAY)) == []
    decide(proposal, FORMER, colleague)
    assert TransferProposal.objects.get().state == S.DONE


def test_a_person_who_left_meanwhile_ends_it_with_the_reason(proposal, membership, former_chair):
    leave(actor=former_chair, membership=membership, left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY)
    stored = TransferProposal.objects.get()
    assert stored.state == S.REFUSED
    assert Decision.objects.get(action="overtake").opinion


def test_a_receiving_union_that_ended_ends_it_at_the_next_decision(proposal, other, former_chair, officer):
    withdrawn = withdraw_transfer(actor=officer, proposal=proposal, today=TODAY)
    assert withdrawn.state == S.WITHDRAWN
    again = TransferProposalFactory(membership=proposal.membership, union=other)
    type(other).objects.filter(pk=other.pk).update(state="revoked")
    decide(again, FORMER, former_chair)
    assert TransferProposal.objects.get(pk=again.pk).state == S.REFUSED
    assert Membership.objects.open().get().union == proposal.former_union


def test_of_two_proposals_for_one_member_the_second_is_overtaken(
    proposal, membership, street, former_chair, receiving_chair
):
    rival = propose_transfers(actor=SYSTEM, union=UnionFactory(parent=street), memberships=[membership], today=TODAY)[0]
    decide(proposal, RECEIVING, receiving_chair)
    decide(proposal, FORMER, former_chair)
    assert TransferProposal.objects.get(pk=rival.pk).state == S.REFUSED


def test_proposing_by_hand_is_the_consent_of_the_own_side(membership, other, former_chair, receiving_chair):
    proposal = propose_transfer(
        actor=receiving_chair, union=other, number="330106199001010018", name="张三", today=TODAY
    )
    assert [(each.action, each.side) for each in decisions_on(proposal)] == [("begin", ""), ("consent", RECEIVING)]
    decide(proposal, FORMER, former_chair)
    assert Membership.objects.open().get().union == other


def test_the_present_union_may_propose_to_hand_a_member_over(membership, other, former_chair, receiving_chair):
    proposal = propose_transfer_out(actor=former_chair, membership=membership, union=other, today=TODAY)
    assert decisions_on(proposal).last().side == FORMER
    with pytest.raises(OutOfScope):
        withdraw_transfer(actor=receiving_chair, proposal=proposal, today=TODAY)
    decide(proposal, RECEIVING, receiving_chair)
    assert Membership.objects.open().get().union == other


def test_a_district_officer_consents_for_neither_side_by_proposing(membership, other, officer):
    proposal = propose_transfer(actor=officer, union=other, number="330106199001010018", name="张三", today=TODAY)
    assert [each.action for each in decisions_on(proposal)] == ["begin"]


@pytest.mark.parametrize(
    ("number", "name", "refusal"),
    [
        ("330106199001010026", "张三", NothingToTransfer),
        ("330106199001010018", "李四", AnotherName),
    ],
)
def test_what_cannot_be_transferred_is_refused(membership, other, receiving_chair, number, name, refusal):
    with pytest.raises(refusal) as told:
        propose_transfer(actor=receiving_chair, union=other, number=number, name=name, today=TODAY)
    assert membership.union.name not in str(told.value)


def test_the_same_transfer_is_proposed_once(proposal, membership, other, grassroots, receiving_chair, former_chair):
    with pytest.raises(AlreadyProposed):
        propose_transfer(actor=receiving_chair, union=other, number="330106199001010018", name="张三", today=TODAY)
    assert propose_transfers(actor=SYSTEM, union=other, memberships=[membership], today=TODAY) == []
    with pytest.raises(AlreadyMember):
        propose_transfer_out(actor=former_chair, membership=membership, union=grassroots, today=TODAY)


def test_only_who_may_import_proposes_from_a_file(membership, other, former_chair, actor_as):
    with pytest.raises(OutOfScope):
        propose_transfers(actor=former_chair, union=other, memberships=[membership], today=TODAY)
    with pytest.raises(NotAllowed):
        propose_transfers(actor=actor_as(Role.LEADER, other), union=other, memberships=[membership], today=TODAY)


def test_both_sides_see_it_and_nobody_else(proposal, street, actor_as, former_chair, receiving_chair):
    for actor in (former_chair, receiving_chair, actor_as(Role.LEADER, street)):
        assert list(TransferProposal.objects.visible_to(actor)) == [proposal]
    sibling = actor_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street))
    assert not TransferProposal.objects.visible_to(sibling).exists()


def test_the_former_union_keeps_the_spell_and_loses_the_sealed_fields(
    proposal, membership, former_chair, receiving_chair
):
    decide(proposal, RECEIVING, receiving_chair)
    decide(proposal, FORMER, former_chair)
    assert list(Membership.objects.visible_to(former_chair)) == [membership]
    assert not Person.objects.visible_to(former_chair).exists()
    assert unseal(Person.objects.visible_to(receiving_chair).get().document_number) == "330106199001010018"


def test_a_merger_hands_undecided_transfers_to_the_survivor(proposal, membership, other, street, officer):
    survivor = UnionFactory(parent=street)
    merge_unions(actor=officer, absorbed=other, survivor=survivor, on=TODAY, today=TODAY, reason="合并")
    stored = TransferProposal.objects.get()
    assert (stored.state, stored.union, stored.proposing_union) == (S.PROPOSED, survivor, survivor)


def test_a_merger_of_both_sides_ends_the_transfer(proposal, membership, grassroots, other, officer):
    merge_unions(actor=officer, absorbed=grassroots, survivor=other, on=TODAY, today=TODAY, reason="合并")
    assert TransferProposal.objects.get().state == S.REFUSED
    assert Membership.objects.open().get().union == other


def test_a_union_with_undecided_transfers_is_not_revoked(proposal, other, officer):
    with pytest.raises(StillInUse):
        revoke_union(actor=officer, union=other, on=TODAY, today=TODAY, reason="停业")


@every_cell(TRANSFER_FLOW)
def test_every_state_action_and_role(cell, membership, other, actor_as, street):
    record = TransferProposalFactory(membership=membership, union=other, superior=street, state=cell.state)
    check_cell(cell, record, actor_as(cell.role, street), today=TODAY)
