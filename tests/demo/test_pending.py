"""What waits in a demonstration."""

import pytest
from django.db import transaction

from tests.demo.factories import TODAY, build, facts_of
from yuanxin.demo.applications import OPEN
from yuanxin.demo.membership import BY_LINK, ON_PAPER
from yuanxin.demo.pending import ROSTER_ROWS, TRANSFERS_EACH_WAY
from yuanxin.foundation.accounts.models import Deputy, User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow import inbox
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.queries import decisions_on
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.insight.bulletins.choices import BulletinState
from yuanxin.insight.bulletins.models import Bulletin
from yuanxin.organisation.founding.choices import FoundingState
from yuanxin.organisation.founding.models import Founding, UnionChange
from yuanxin.organisation.members.choices import (
    ApplicationState,
    CardState,
    ExpulsionState,
    LeaveKind,
    TransferSource,
    TransferState,
)
from yuanxin.organisation.members.models import Application, Card, Expulsion, Membership, TransferProposal
from yuanxin.organisation.notices.models import Receipt, Report
from yuanxin.organisation.notices.queries import unanswered, unread
from yuanxin.organisation.rosters.choices import PairKind
from yuanxin.organisation.rosters.models import DuplicateSearch
from yuanxin.organisation.rosters.queries.duplicates import open_pairs


@pytest.fixture(scope="module", autouse=True)
def built(django_db_setup, django_db_blocker):
    """One district for all tests of this file, which only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(facts_of(members__joined=120))
        transaction.set_rollback(True)


def test_transfers_wait_both_ways():
    proposed = TransferProposal.objects.filter(state=TransferState.PROPOSED, source=TransferSource.HAND)
    assert proposed.count() == 2 * TRANSFERS_EACH_WAY


@pytest.mark.parametrize("username", ["district", "street", "grassroots"])
def test_the_inboxes_of_officers_are_not_empty(username):
    actor = actor_for(User.objects.get(username=username), today=TODAY)
    assert inbox.load(actor, TODAY).waiting > 0


def test_a_roster_is_staged_and_nothing_of_it_written():
    batch = Batch.objects.get()
    assert batch.rows == ROSTER_ROWS
    assert measure("members.joined", topmost_union(), half_year(2016, 1)).value == 120


def test_the_half_year_before_is_published():
    bulletin = Bulletin.objects.get()
    assert (bulletin.period, bulletin.state) == (half_year(2015, 2), BulletinState.PUBLISHED)


def test_the_unions_of_the_period_were_founded_by_applications():
    approved = Founding.objects.filter(state=FoundingState.APPROVED)
    founded = Union.objects.filter(pk__in=approved.values("founded"))
    counted = measure("unions.new", topmost_union(), half_year(2016, 1)).value
    assert 0 < founded.count() <= counted
    for founding in approved.select_related("founded"):
        assert (founding.approved_on, founding.approval_number) == (
            founding.founded.approved_on, founding.founded.approval_number,
        )  # fmt: skip
        assert decisions_on(founding).count() == 6
        assert founding.employers.exists()


def test_an_application_waits_in_every_state_and_one_about_a_union():
    waiting = Founding.objects.exclude(state=FoundingState.APPROVED).values_list("state", flat=True)
    assert sorted(waiting) == sorted(OPEN)
    assert UnionChange.objects.get().state == "submitted"


@pytest.mark.parametrize("username", ["district", "street", "grassroots"])
def test_people_entered_twice_wait_to_be_decided_by_each_within_its_scope(username):
    actor = actor_for(User.objects.get(username=username), today=TODAY)
    assert open_pairs(actor, PairKind.PERSON).exists()


def test_employers_entered_twice_are_found():
    actor = actor_for(User.objects.get(username="district"), today=TODAY)
    assert open_pairs(actor, PairKind.EMPLOYER).exists()
    assert not DuplicateSearch.objects.exclude(work_state=WorkState.DONE).exists()


def test_applications_stand_in_every_state_a_day_knows():
    states = set(Application.objects.values_list("state", flat=True))
    assert states == set(ApplicationState) - {ApplicationState.APPROVED}, "an approval would move F09"
    assert Application.objects.waiting().count() == BY_LINK + ON_PAPER - 2


def test_an_expulsion_waits_and_former_ones_stand_behind_the_memberships_they_ended():
    assert Expulsion.objects.open().count() == 1
    done = Expulsion.objects.filter(state=ExpulsionState.DONE)
    assert done.count() == Membership.objects.filter(leave_kind=LeaveKind.EXPELLED).count()
    assert Decision.objects.filter(kind="members.expulsion", action="approve").count() == done.count()
    deemed = Membership.objects.filter(leave_kind=LeaveKind.DEEMED_LEFT)
    assert not deemed.filter(educated_on=None).exists()


def test_a_transfer_lies_with_the_upper_union_and_cards_are_out():
    assert TransferProposal.objects.filter(state=TransferState.ESCALATED).count() == 1
    assert {card.state for card in Card.objects.told()} == {CardState.VALID, CardState.LOST, CardState.REPLACED}


def test_notices_and_question_sheets_wait_partly_read_and_partly_answered():
    for username in ("street", "grassroots"):
        actor = actor_for(User.objects.get(username=username), today=TODAY)
        assert unread(actor, TODAY).exists()
        assert unanswered(actor, TODAY).exists()
    assert Receipt.objects.exists()
    assert Report.objects.exists()


def test_the_reviewer_will_deputise_for_the_district_officer():
    named = Deputy.objects.get()
    assert (named.principal.username, named.deputy.username) == ("district", "reviewer")
    assert named.begins_on > TODAY
