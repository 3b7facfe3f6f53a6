"""Merging, revoking, annulling."""

import datetime

import pytest

from tests.foundation.unions.factories import (
    CoverageFactory,
    EmployerFactory,
    OfficerFactory,
    TermFactory,
    UnionFactory,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.unions.choices import Level, UnionState
from yuanxin.foundation.unions.models import Coverage, Officer, Term
from yuanxin.foundation.unions.queries import find_by_code
from yuanxin.foundation.unions.services import (
    StillInUse,
    TreeRefused,
    annul_approval,
    held_by,
    merge_unions,
    revoke_union,
    uncover,
)

TODAY = datetime.date(2016, 6, 30)


@pytest.fixture
def other(street):
    return UnionFactory(name="圆心电子厂工会", parent=street)


def merge(actor, absorbed, survivor, **values):
    values = {"on": TODAY, "today": TODAY, "reason": "企业合并"} | values
    return merge_unions(actor=actor, absorbed=absorbed, survivor=survivor, **values)


def test_a_merged_unions_code_leads_to_the_survivor_of_the_survivor(officer, street, grassroots, other):
    last = UnionFactory(parent=street)
    merge(officer, grassroots, other)
    merge(officer, other, last)
    assert find_by_code(grassroots.code) == last
    grassroots.refresh_from_db()
    assert (grassroots.state, grassroots.ended_on, grassroots.merged_into) == (UnionState.MERGED, TODAY, other)


def test_lower_unions_and_coverage_pass_on_and_what_the_survivor_covered_stays(officer, street, grassroots, other):
    branch = UnionFactory(parent=grassroots)
    shared, own = EmployerFactory.create_batch(2, union=street)
    for employer in (shared, own):
        CoverageFactory(union=grassroots, employer=employer, founding=True)
    kept = CoverageFactory(union=other, employer=shared)

    merge(officer, grassroots, other)

    branch.refresh_from_db()
    assert branch.parent == other
    assert branch.path.startswith(other.path)
    assert not Coverage.objects.filter(union=grassroots, ends_on=None).exists()
    passed = Coverage.objects.get(union=other, employer=own)
    assert (passed.begins_on, passed.founding) == (TODAY, False)
    assert Coverage.objects.get(union=other, employer=shared) == kept


def test_a_merger_is_one_event_with_every_row_and_its_officers_step_down(officer, grassroots, other):
    chair = OfficerFactory(union=grassroots)
    term = TermFactory(union=grassroots, begins_on=datetime.date(2015, 1, 1), ends_on=datetime.date(2019, 12, 31))
    merge(officer, grassroots, other)
    event = Event.objects.get(action="unions.merged")
    assert event.changes == Change.objects.filter(event=event.pk).count() == 3
    assert Officer.objects.get(pk=chair.pk).ends_on == TODAY
    assert Term.objects.get(pk=term.pk).ends_on == TODAY - datetime.timedelta(days=1)


def test_mergers_that_make_no_sense_are_refused(officer, district, street, grassroots, other):
    branch = UnionFactory(parent=grassroots)
    cases = [(grassroots, grassroots), (grassroots, branch), (street, grassroots), (grassroots, street)]
    for absorbed, survivor in cases:
        with pytest.raises(TreeRefused):
            merge(officer, absorbed, survivor)
    with pytest.raises(Refused) as refusal:
        merge(officer, grassroots, other, reason=" ")
    assert refusal.value.field == "reason"
    with pytest.raises(Refused) as refusal:
        merge(officer, grassroots, other, on=datetime.date(2009, 1, 1))
    assert refusal.value.field == "on"


def test_a_street_and_a_park_may_merge(officer, district, street):
    park = UnionFactory(level=Level.PARK, parent=district)
    inside = UnionFactory(parent=park)
    employer = EmployerFactory(union=park)
    merge(officer, park, street)
    inside.refresh_from_db()
    employer.refresh_from_db()
    assert inside.path.startswith(street.path)
    assert employer.union == street


def test_a_street_officer_merges_nothing_of_another_street(actor_as, district, street, grassroots):
    elsewhere = UnionFactory(parent=UnionFactory(level=Level.STREET, parent=district))
    with pytest.raises(OutOfScope):
        merge(actor_as(Role.STREET_OFFICER, street), elsewhere, grassroots)


def test_a_union_is_revoked_only_when_nothing_is_left_and_the_refusal_says_what_is(officer, street, grassroots):
    UnionFactory(parent=grassroots)
    coverage = CoverageFactory(union=grassroots, employer=EmployerFactory(union=street))
    assert [each.count for each in held_by(grassroots)] == [1, 1]
    with pytest.raises(StillInUse) as refusal:
        revoke_union(actor=officer, union=grassroots, on=TODAY, today=TODAY, reason="停业")
    assert refusal.value.remedy
    uncover(actor=officer, coverage=coverage, ends_on=TODAY, today=TODAY)
    with pytest.raises(StillInUse):
        revoke_union(actor=officer, union=grassroots, on=TODAY, today=TODAY, reason="停业")


def test_a_revoked_union_keeps_its_code_and_approval(officer, grassroots):
    revoked = revoke_union(actor=officer, union=grassroots, on=TODAY, today=TODAY, reason="停业")
    assert (revoked.state, revoked.ended_on, revoked.approved_on) == (
        UnionState.REVOKED,
        TODAY,
        datetime.date(2010, 5, 1),
    )
    assert find_by_code(grassroots.code) == grassroots


def test_an_annulled_approval_leaves_no_day_in_force(officer, grassroots):
    annulled = annul_approval(actor=officer, union=grassroots, today=TODAY, reason="误批")
    assert annulled.state == UnionState.ANNULLED
    assert annulled.ended_on == annulled.approved_on
