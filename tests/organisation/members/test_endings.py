"""Ends of memberships: by whom, from when, on what conditions; what ends with them; how a mistake is taken back."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.flow.cells import check_cell, every_cell
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import (
    ApplicationFactory,
    ExpulsionFactory,
    MembershipFactory,
    RetentionFactory,
    TransferProposalFactory,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.flow.queries import waiting_for
from yuanxin.foundation.flow.services import NotByYou, act
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.unions.services import StillInUse, merge_unions, revoke_union
from yuanxin.organisation.members.choices import ApplicationState, LeaveKind, TransferState
from yuanxin.organisation.members.choices import ExpulsionState as S
from yuanxin.organisation.members.models import Application, Expulsion, Membership, Retention, TransferProposal
from yuanxin.organisation.members.rules import months_before
from yuanxin.organisation.members.services import (
    ActiveElsewhere,
    ExpulsionProposed,
    leave,
    leave_all,
    propose_expulsion,
    reopen,
)
from yuanxin.organisation.members.states import EXPULSION_FLOW

TODAY = datetime.date(2016, 6, 30)
DAY = datetime.timedelta(days=1)
NUMBER = "330106199001010018"


@pytest.fixture
def chair(actor_as, grassroots):
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def clerk(actor_as, street):
    return actor_as(Role.STREET_OFFICER, street)


@pytest.fixture
def membership(grassroots):
    return MembershipFactory(union=grassroots, person__number=NUMBER)


def end(actor, membership, kind, **given):
    given = {"left_on": TODAY, "today": TODAY} | given
    return leave(actor=actor, membership=membership, kind=kind, **given)


def test_somebody_is_deemed_to_have_left_after_education_with_a_reason(chair, membership):
    educated_on = TODAY - 30 * DAY
    end(chair, membership, LeaveKind.DEEMED_LEFT, reason="六个月未交会费", educated_on=educated_on)
    membership.refresh_from_db()
    assert (membership.leave_kind, membership.educated_on) == (LeaveKind.DEEMED_LEFT, educated_on)
    assert Event.objects.get(action="members.left").reason == "六个月未交会费"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"educated_on": TODAY - DAY}, "reason"),
        ({"reason": "六个月未交会费"}, "educated_on"),
        ({"reason": "六个月未交会费", "educated_on": TODAY + DAY}, "educated_on"),
        ({"reason": "六个月未交会费", "educated_on": datetime.date(2015, 2, 1)}, "educated_on"),
        (
            {"reason": "六个月", "educated_on": datetime.date(2015, 8, 1), "left_on": datetime.date(2015, 8, 31)},
            "left_on",
        ),
    ],
)
def test_nobody_is_deemed_to_have_left_without_what_the_statute_asks(chair, membership, given, field):
    with pytest.raises(Refused) as refusal:
        end(chair, membership, LeaveKind.DEEMED_LEFT, **given)
    assert refusal.value.field == field
    assert Membership.objects.open().exists()


def test_months_are_counted_to_the_end_of_short_ones():
    assert months_before(datetime.date(2016, 8, 31), 6) == datetime.date(2016, 2, 29)
    assert months_before(datetime.date(2016, 3, 1), 6) == datetime.date(2015, 9, 1)
    assert months_before(datetime.date(2016, 1, 15), 12) == datetime.date(2015, 1, 15)


def test_a_death_stops_all_that_is_open(chair, membership, street):
    RetentionFactory(membership=membership)
    TransferProposalFactory(membership=membership, union=UnionFactory(parent=street))
    ExpulsionFactory(membership=membership)
    ApplicationFactory(union=UnionFactory(parent=street), number=NUMBER, name="张三")
    end(chair, membership, LeaveKind.DECEASED)
    assert not Membership.objects.open().exists()
    assert not Retention.objects.filter(ends_on=None).exists()
    assert TransferProposal.objects.get().state == TransferState.REFUSED
    assert Expulsion.objects.get().state == S.REFUSED
    assert Application.objects.get().state == ApplicationState.REFUSED


def test_an_expulsion_is_proposed_by_the_union_and_approved_by_the_one_above(chair, clerk, membership, street):
    expulsion = propose_expulsion(actor=chair, membership=membership, reason="严重违反章程", today=TODAY)
    assert expulsion.approving_union == street
    assert Membership.objects.open().exists(), "nothing ends before the approval"
    assert list(waiting_for(EXPULSION_FLOW, clerk, TODAY)) == [expulsion]
    with pytest.raises((NotAllowed, OutOfScope)):
        act(expulsion, "approve", actor=chair, opinion="同意", today=TODAY)
    with pytest.raises(Refused):
        act(expulsion, "approve", actor=clerk, today=TODAY)
    act(expulsion, "approve", actor=clerk, opinion="同意除名", today=TODAY + DAY)
    membership.refresh_from_db()
    assert (membership.left_on, membership.leave_kind) == (TODAY + DAY, LeaveKind.EXPELLED)


def test_whoever_proposed_an_expulsion_does_not_approve_it(clerk, membership):
    expulsion = propose_expulsion(actor=clerk, membership=membership, reason="严重违反章程", today=TODAY)
    with pytest.raises(NotByYou):
        act(expulsion, "approve", actor=clerk, opinion="同意", today=TODAY)


def test_an_expulsion_is_proposed_once_and_never_without_a_reason(chair, membership):
    with pytest.raises(Refused):
        propose_expulsion(actor=chair, membership=membership, reason=" ", today=TODAY)
    propose_expulsion(actor=chair, membership=membership, reason="严重违反章程", today=TODAY)
    with pytest.raises(ExpulsionProposed):
        propose_expulsion(actor=chair, membership=membership, reason="严重违反章程", today=TODAY)


def test_a_union_with_an_undecided_expulsion_is_not_revoked_and_a_merger_ends_it(
    chair, membership, grassroots, street, officer
):
    expulsion = propose_expulsion(actor=chair, membership=membership, reason="严重违反章程", today=TODAY)
    with pytest.raises(StillInUse):
        revoke_union(actor=officer, union=grassroots, on=TODAY, today=TODAY, reason="停业")
    survivor = UnionFactory(parent=street)
    merge_unions(actor=officer, absorbed=grassroots, survivor=survivor, on=TODAY, today=TODAY, reason="合并")
    expulsion.refresh_from_db()
    assert expulsion.state == S.REFUSED
    assert Membership.objects.open().get().union == survivor


def test_an_end_entered_by_mistake_is_taken_back_by_the_union_above(chair, clerk, membership):
    retention = RetentionFactory(membership=membership)
    end(chair, membership, LeaveKind.DECEASED)
    with pytest.raises((NotAllowed, OutOfScope)):
        reopen(actor=chair, membership=membership, reason="同名误登", today=TODAY)
    with pytest.raises(Refused):
        reopen(actor=clerk, membership=membership, reason=" ", today=TODAY)
    reopen(actor=clerk, membership=membership, reason="同名误登", today=TODAY)
    membership.refresh_from_db()
    retention.refresh_from_db()
    assert (membership.left_on, membership.leave_kind, retention.ends_on) == (None, "", None)
    assert Event.objects.get(action="members.reopened").reason == "同名误登"


def test_an_end_is_not_taken_back_where_the_person_is_a_member_again(chair, clerk, membership, street):
    end(chair, membership, LeaveKind.LEFT)
    MembershipFactory(person=membership.person, union=UnionFactory(parent=street), joined_on=TODAY, join_kind="rejoin")
    with pytest.raises(ActiveElsewhere):
        reopen(actor=clerk, membership=membership, reason="误登", today=TODAY)


@pytest.mark.parametrize("kind", ["", LeaveKind.TRANSFER, LeaveKind.MERGED])
def test_only_an_end_that_was_entered_is_taken_back(clerk, grassroots, kind):
    spell = MembershipFactory(union=grassroots, left_on=TODAY if kind else None, leave_kind=kind)
    with pytest.raises(Refused):
        reopen(actor=clerk, membership=spell, reason="误登", today=TODAY)


def test_many_leave_at_once_with_one_event_and_as_few_statements(chair, grassroots, street):
    def statements(count: int) -> int:
        spells = MembershipFactory.create_batch(count, union=grassroots)
        RetentionFactory(membership=spells[0])
        TransferProposalFactory(membership=spells[0], union=UnionFactory(parent=street))
        with CaptureQueriesContext(connection) as queries:
            assert leave_all(actor=chair, memberships=spells, left_on=TODAY, today=TODAY) == count
        return len(queries)

    assert statements(2) == statements(12)
    assert not Membership.objects.open().exists()
    assert not Retention.objects.filter(ends_on=None).exists()
    assert not TransferProposal.objects.open().exists()
    assert [each.changes for each in Event.objects.filter(action="members.left_together").order_by("pk")] == [3, 13]


def test_many_leave_only_from_the_actors_unions_and_not_before_they_joined(chair, membership, street):
    stranger = MembershipFactory(union=UnionFactory(parent=street))
    with pytest.raises(OutOfScope):
        leave_all(actor=chair, memberships=[membership, stranger], left_on=TODAY, today=TODAY)
    with pytest.raises(Refused):
        leave_all(actor=chair, memberships=[membership], left_on=datetime.date(2014, 1, 1), today=TODAY)
    assert Membership.objects.open().count() == 2


def test_ticked_memberships_end_on_the_page_within_the_readers_unions(membership, grassroots, street):
    address = reverse("members:membership-bulk", args=["leave"])
    ticked = {"pk": [membership.pk]}
    browser_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street)).post(address, ticked)
    assert Membership.objects.open().exists()
    browser_as(Role.GRASSROOTS_OFFICER, grassroots).post(address, ticked)
    assert not Membership.objects.open().exists()


def test_the_pages_of_endings(membership, grassroots, street):
    chair = browser_as(Role.GRASSROOTS_OFFICER, grassroots)
    expel = reverse("members:membership-expel", args=[membership.pk])
    assert chair.post(expel, {"reason": "", "version": 1}).status_code == 422
    answer = chair.post(expel, {"reason": "严重违反章程", "version": 1})
    assert answer.url == reverse("members:expulsion-detail", args=[Expulsion.objects.get().pk])
    left = reverse("members:membership-leave", args=[membership.pk])
    page = chair.post(left, {"kind": "deemed_left", "left_on": "2016-06-30", "reason": "六个月", "version": 1})
    assert page.status_code == 422
    assert 'id="id_educated_on_error"' in page.content.decode()
    chair.post(left, {"kind": "left", "left_on": "2016-06-30", "version": 1})
    back = reverse("members:membership-reopen", args=[membership.pk])
    assert chair.get(back).status_code == 403
    clerk = browser_as(Role.STREET_OFFICER, street)
    assert back in clerk.get(reverse("members:membership-detail", args=[membership.pk])).content.decode()
    assert clerk.post(back, {"reason": "误登", "version": 2}).status_code == 302
    assert Membership.objects.open().exists()


@pytest.mark.parametrize(
    ("page", "make"),
    [
        ("members:expulsion-list", lambda union: ExpulsionFactory(membership=MembershipFactory(union=union))),
        ("members:application-list", lambda union: ApplicationFactory(union=union)),
    ],
)
def test_a_list_costs_the_same_for_many(grassroots, page, make):
    browser = browser_as(Role.GRASSROOTS_OFFICER, grassroots)

    def statements(rows: int) -> int:
        for _unused in range(rows):
            make(grassroots)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(page)).status_code == 200
        return len(queries)

    assert statements(2) == statements(10)


@every_cell(EXPULSION_FLOW)
def test_every_state_action_and_role(cell, membership, street, actor_as):
    record = ExpulsionFactory(membership=membership, state=cell.state)
    check_cell(cell, record, actor_as(cell.role, street), today=TODAY)
