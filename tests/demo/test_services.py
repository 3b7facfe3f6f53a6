"""Building: what is refused, what is told, and that nothing half-built stays."""

import datetime

import pytest

from tests.demo.factories import MEMBERS, TODAY, build, facts_of
from yuanxin.demo import services
from yuanxin.demo.departments import Site
from yuanxin.demo.departments.organisation import draft
from yuanxin.demo.models import Demonstration
from yuanxin.demo.queries import notice
from yuanxin.demo.services import NotEmpty, TooFewMembers
from yuanxin.foundation.unions.models import Union


def test_a_database_of_real_records_says_nothing(db):
    assert notice() == ""


def test_the_same_seed_draws_the_same_records():
    assert fingerprint(seed=7) == fingerprint(seed=7)
    assert fingerprint(seed=7) != fingerprint(seed=8)


def fingerprint(*, seed):
    drafts = draft(Site(facts=facts_of(), members=MEMBERS, seed=seed, today=TODAY))
    return (
        [(union.code, union.name, union.approved_on, union.ended_on) for union in drafts.tree.unions],
        [(officer.union.code, officer.name, officer.post) for officer in drafts.officers.officers],
        [[(spell.union.code, spell.joined_on, spell.left_on) for spell in member.spells] for member in drafts.members],
        drafts.persons,
    )


def test_records_are_never_mixed_with_a_demonstration(district):
    with pytest.raises(NotEmpty):
        build()
    assert Union.objects.count() == 1


def test_fewer_members_than_the_facts_need_are_refused(db):
    with pytest.raises(TooFewMembers, match="3000"):
        build(facts_of(members__joined=2500), members=2999)
    assert not Union.objects.exists()


def test_a_fact_that_no_department_serves_is_told(db):
    built = build(facts_of(unions__new=1, visits__unions_visited=73))
    assert [fact.figure for fact in built.skipped] == ["visits.unions_visited"]


def test_a_build_that_fails_leaves_nothing(db, monkeypatch):
    def fail(**_):
        raise RuntimeError("stopped")

    monkeypatch.setattr(services, "create_sign_ins", fail)
    with pytest.raises(RuntimeError):
        build()
    assert not Union.objects.exists()
    assert not Demonstration.objects.exists()


def test_a_district_elsewhere_and_in_another_year(db):
    period = (datetime.date(2023, 7, 1), datetime.date(2023, 9, 30))
    build(facts_of(period=period, division="110105", unions__new=4), today=datetime.date(2023, 9, 30))
    assert Union.objects.get(parent=None).code == "110105"
    assert not Union.objects.filter(approved_on__gt=period[1]).exists()
