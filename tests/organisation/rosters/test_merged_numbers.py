"""Rosters that still carry the number, the name or the employer of a record that was merged."""

import pytest

from tests.foundation.unions.factories import EmployerFactory
from tests.organisation.members.factories import MembershipFactory, PersonFactory
from tests.organisation.rosters.conftest import ROSTER_DAY
from yuanxin.foundation.intake.services import undo
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.services import merge_employers
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.organisation.members.services import merge_persons

pytestmark = pytest.mark.django_db

STANDING = "330106199001010018"
FORMER = "330106199001010034"
WOMAN = "330106199001010026"


def row(name, number, phone=None, employer=None):
    return (name, number, None, None, phone, employer, None)


@pytest.fixture
def one(officer, grassroots):
    """A person entered twice and merged: both numbers are the one's."""
    kept = MembershipFactory(person=PersonFactory(union=grassroots, number=STANDING, name="张三"), union=grassroots)
    gone = MembershipFactory(person=PersonFactory(union=grassroots, number=FORMER, name="章三"), union=grassroots)
    merge_persons(
        actor=officer, survivor=kept.person, absorbed=gone.person, stays=kept, today=ROSTER_DAY, reason="同一人"
    )
    return kept.person


def test_the_old_number_reaches_the_survivor_under_either_name(one, classes, grassroots):
    for name in ("张三", "章三"):
        assert classes([row(name, FORMER)], grassroots) == ["unchanged"]
    assert classes([row("章三", STANDING)], grassroots) == ["unchanged"]
    assert classes([row("李四", FORMER)], grassroots) == ["conflict"]


def test_what_the_old_number_brings_is_written_to_the_survivor(one, bring, grassroots):
    batch = bring([row("章三", FORMER, "13812345678")], grassroots)
    assert batch.counts["updated"] == 1
    one.refresh_from_db()
    assert one.phone is not None
    assert (one.name, Person.objects.count(), Membership.objects.open().count()) == ("张三", 1, 1)


def test_a_file_with_both_numbers_writes_the_person_once(one, bring, classes, grassroots):
    rows = [row("章三", FORMER, "13812345678"), row("张三", STANDING, "13912345678"), row("李四", WOMAN)]
    assert classes(rows, grassroots) == ["duplicate", "updated", "new"]
    batch = bring(rows, grassroots)
    assert (batch.counts["duplicate"], batch.counts["updated"], batch.counts["new"]) == (1, 1, 1)
    assert Membership.objects.open().count() == 2


def test_the_name_of_a_merged_employer_reaches_the_one_that_stands(officer, bring, grassroots, street):
    kept, gone = EmployerFactory(union=street, name="圆心科技有限公司"), EmployerFactory(union=street, name="圆心科技")
    merge_employers(actor=officer, survivor=kept, absorbed=gone, today=ROSTER_DAY, reason="同一单位")
    bring([row("李四", WOMAN, employer="圆心科技")], grassroots)
    assert Person.objects.get().employer == kept


def test_a_roster_whose_person_was_merged_since_is_not_undone(officer, bring, bringer, grassroots):
    batch = bring([row("张三", STANDING), row("章三", FORMER)], grassroots)
    kept, gone = (Membership.objects.get(person__name=name) for name in ("张三", "章三"))
    merge_persons(
        actor=officer, survivor=kept.person, absorbed=gone.person, stays=kept, today=ROSTER_DAY, reason="同一人"
    )
    with pytest.raises(Refused, match="章三"):
        undo(actor=bringer, batch=batch)
    assert Person.with_merged.count() == 2
