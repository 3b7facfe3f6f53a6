"""A district with a worker who is enrolled, the people who deal with claims, and a fund."""

import datetime
from decimal import Decimal

import pytest

from tests.organisation.members.factories import MembershipFactory
from tests.welfare.mutual_aid.claims.claiming import TODAY, entered, fresh, step, with_bill
from tests.welfare.mutual_aid.claims.factories import EnrolmentFactory, HospitalFactory, IllnessFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.payments.choices import EntryKind, FundLevel
from yuanxin.foundation.payments.models import Fund, FundEntry
from yuanxin.welfare.mutual_aid import services


@pytest.fixture
def worker(grassroots):
    """A member of the grassroots union, enrolled for 2016 without a waiting period."""
    person = MembershipFactory(union=grassroots, person__name="王芳").person
    EnrolmentFactory(person=person)
    return person


@pytest.fixture
def hospital(tables):
    return HospitalFactory(name="市第一人民医院")


@pytest.fixture
def illness(tables):
    return IllnessFactory(code="K35.900", name="急性阑尾炎")


@pytest.fixture
def chair(actor_as, grassroots):
    """Enters claims."""
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def clerk(actor_as, street):
    """Checks documents."""
    return actor_as(Role.STREET_OFFICER, street)


@pytest.fixture
def reviewer(actor_as, district):
    """The first review."""
    return actor_as(Role.REVIEWER, district)


@pytest.fixture
def approver(actor_as, district):
    """The second review."""
    return actor_as(Role.APPROVER, district)


@pytest.fixture
def cashier(actor_as, district):
    return actor_as(Role.FINANCE, district)


@pytest.fixture
def fund(district):
    """A fund of the district with money in it."""
    fund = Fund.objects.create(union=district, name="医疗互助资金", level=FundLevel.DISTRICT)
    FundEntry.objects.create(
        union=district, fund=fund, kind=EntryKind.OPENING, amount_fen=Decimal(1_000_000), on=datetime.date(2016, 1, 1)
    )
    return fund


@pytest.fixture
def draft(chair, worker, hospital, illness):
    """A draft with the bill of 互助 A."""
    claim = entered(chair, worker, hospital, illness)
    with_bill(chair, claim)
    return fresh(claim)


@pytest.fixture
def computed(draft, chair, clerk, officer):
    """The same, sent in, checked and computed."""
    for action, actor in (("submit", chair), ("check", clerk), ("compute", officer)):
        step(draft, action, actor)
    return fresh(draft)


@pytest.fixture
def approved(computed, officer, reviewer, approver):
    """The same, reviewed by two people."""
    step(computed, "skip", officer)
    step(computed, "review", reviewer)
    services.approve_claim(actor=approver, claim=fresh(computed), amount=Decimal("5220.00"), opinion="", today=TODAY)
    return fresh(computed)


@pytest.fixture
def requested(approved, officer, fund):
    services.request_claims(actor=officer, claims=[approved], fund=fund, today=TODAY)
    return fresh(approved)
