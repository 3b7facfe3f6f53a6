"""A grassroots union, its street and district, with those who handle hardship there, and a fund."""

import datetime

import pytest

from tests.foundation.intake.bringing import load, organiser, stage, take_back
from tests.foundation.payments.factories import FundEntryFactory, FundFactory
from tests.welfare.hardship.factories import Office, a_household
from yuanxin.foundation.accounts.choices import Role

__all__ = ["load", "organiser", "stage", "take_back"]


@pytest.fixture
def chair(actor_as, grassroots):
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def street_officer(actor_as, street):
    return actor_as(Role.STREET_OFFICER, street)


@pytest.fixture
def approver(actor_as, district):
    return actor_as(Role.APPROVER, district)


@pytest.fixture
def cashier(actor_as, district):
    return actor_as(Role.FINANCE, district)


@pytest.fixture
def office(chair, street_officer, approver) -> Office:
    return Office(chair, street_officer, approver)


@pytest.fixture
def household(grassroots):
    return a_household(grassroots)


@pytest.fixture
def fund(district):
    fund = FundFactory(union=district, name="区级帮扶资金")
    FundEntryFactory(fund=fund, on=datetime.date(2015, 1, 4))
    return fund
