"""What waits in a demonstration."""

import pytest
from django.db import transaction

from tests.demo.factories import TODAY, build, facts_of
from yuanxin.demo.pending import ROSTER_ROWS, TRANSFERS_EACH_WAY
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow import inbox
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.insight.bulletins.choices import BulletinState
from yuanxin.insight.bulletins.models import Bulletin
from yuanxin.organisation.members.models import TransferProposal


@pytest.fixture(scope="module", autouse=True)
def built(django_db_setup, django_db_blocker):
    """One district for all tests of this file, which only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(facts_of(members__joined=120))
        transaction.set_rollback(True)


def test_transfers_wait_both_ways():
    assert TransferProposal.objects.count() == 2 * TRANSFERS_EACH_WAY


@pytest.mark.parametrize("username", ["district", "street", "grassroots"])
def test_the_inboxes_of_officers_are_not_empty(username):
    actor = actor_for(User.objects.get(username=username), today=TODAY)
    assert inbox.count(actor, TODAY) > 0


def test_a_roster_is_staged_and_nothing_of_it_written():
    batch = Batch.objects.get()
    assert batch.rows == ROSTER_ROWS
    assert measure("members.joined", topmost_union(), half_year(2016, 1)).value == 120


def test_the_half_year_before_is_published():
    bulletin = Bulletin.objects.get()
    assert (bulletin.period, bulletin.state) == (half_year(2015, 2), BulletinState.PUBLISHED)
