"""Employers and coverage."""

import datetime

import pytest

from tests.foundation.unions.factories import CoverageFactory, EmployerFactory, UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Employer
from yuanxin.foundation.unions.queries import employers_covered_by, find_employer
from yuanxin.foundation.unions.services import (
    CoverageOverlaps,
    EmployerKnown,
    correct_employer,
    cover,
    register_employer,
    uncover,
)

TODAY = datetime.date(2016, 6, 30)
DAY = datetime.timedelta(days=1)
CREDIT_CODE = "91330106MA27X1A03B"


def test_an_employer_is_entered_in_its_area_with_a_checked_code_and_pinyin(officer, street):
    employer = register_employer(
        actor=officer, union=street, name="圆心机械厂", credit_code=CREDIT_CODE.lower(), today=TODAY
    )
    assert (employer.credit_code, employer.initials) == (CREDIT_CODE, "yxjxc")
    assert find_employer(credit_code=CREDIT_CODE) == employer
    assert find_employer(name="圆心机械厂") == employer


def test_a_credit_code_belongs_to_one_employer(officer, street):
    register_employer(actor=officer, union=street, name="圆心机械厂", credit_code=CREDIT_CODE, today=TODAY)
    with pytest.raises(EmployerKnown):
        register_employer(actor=officer, union=street, name="另一厂", credit_code=CREDIT_CODE, today=TODAY)
    other = EmployerFactory(union=street)
    with pytest.raises(EmployerKnown):
        correct_employer(actor=officer, employer=other, today=TODAY, credit_code=CREDIT_CODE)


def test_many_employers_may_have_no_credit_code(officer, street):
    for name in ("甲厂", "乙厂"):
        assert register_employer(actor=officer, union=street, name=name, today=TODAY).credit_code is None


def test_an_employers_area_is_never_a_grassroots_union(officer, grassroots):
    with pytest.raises(Refused) as refusal:
        register_employer(actor=officer, union=grassroots, name="圆心机械厂", today=TODAY)
    assert refusal.value.field == "union"


def test_who_covers_an_employer_sees_and_corrects_it_and_a_sibling_does_not(actor_as, district, street, grassroots):
    employer = EmployerFactory(union=street)
    CoverageFactory(union=grassroots, employer=employer)
    chair = actor_as(Role.GRASSROOTS_OFFICER, grassroots)
    correct_employer(actor=chair, employer=employer, today=TODAY, staff=120)
    employer.refresh_from_db()
    assert employer.staff == 120
    assert list(Employer.objects.visible_to(chair)) == [employer]
    sibling = actor_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street))
    assert not Employer.objects.visible_to(sibling).exists()
    with pytest.raises(OutOfScope):
        correct_employer(actor=sibling, employer=employer, today=TODAY, staff=1)
    with pytest.raises(NotAllowed):
        correct_employer(actor=actor_as(Role.LEADER, street), employer=employer, today=TODAY, staff=1)


def test_moving_an_employer_to_another_area_needs_both(actor_as, officer, district, street):
    employer = EmployerFactory(union=street)
    other = UnionFactory(level=Level.STREET, parent=district)
    with pytest.raises(OutOfScope):
        correct_employer(actor=actor_as(Role.STREET_OFFICER, street), employer=employer, today=TODAY, union=other)
    assert correct_employer(actor=officer, employer=employer, today=TODAY, union=other).union == other


def test_coverage_begins_once_and_again_only_after_it_ended(officer, street, grassroots):
    employer = EmployerFactory(union=street)
    first = cover(actor=officer, union=grassroots, employer=employer, begins_on=TODAY - 30 * DAY, today=TODAY)
    with pytest.raises(CoverageOverlaps):
        cover(actor=officer, union=grassroots, employer=employer, begins_on=TODAY, today=TODAY)
    uncover(actor=officer, coverage=first, ends_on=TODAY - DAY, today=TODAY)
    with pytest.raises(CoverageOverlaps):
        cover(actor=officer, union=grassroots, employer=employer, begins_on=TODAY - 2 * DAY, today=TODAY)
    cover(actor=officer, union=grassroots, employer=employer, begins_on=TODAY - DAY, today=TODAY)
    assert list(employers_covered_by([grassroots], TODAY)) == [employer]
