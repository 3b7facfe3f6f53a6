"""A district with a fund, two kinds of payment, and the people of its payment desk."""

import datetime

import pytest

from tests.foundation.payments.factories import FundEntryFactory, FundFactory, declared
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.payments.registry import Kind
from yuanxin.foundation.unions.choices import Permission as Unions

TODAY = datetime.date(2016, 6, 30)


@pytest.fixture
def told():
    """What the department was told of its payments."""
    return []


@pytest.fixture(autouse=True)
def kinds(told):
    """Relief, which every reader of unions sees, and a kind that only who may change the tree sees."""

    def keep(what):
        def hear(payments, *, today):
            assert today >= TODAY
            told.append((what, sorted(payment.pk for payment in payments)))

        return hear

    relief = Kind(
        "tests.relief", "临时救助", view=Unions.VIEW, on_settled=keep("settled"), on_reversed=keep("reversed")
    )
    hidden = Kind("tests.hidden", "大病补助", view=Unions.CHANGE_TREE)
    with declared(relief, hidden):
        yield


@pytest.fixture
def fund(district):
    fund = FundFactory(union=district, name="区级帮扶资金")
    FundEntryFactory(fund=fund)
    return fund


@pytest.fixture
def asker(actor_as, district):
    """Who approves relief and has it paid."""
    return actor_as(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def cashier(actor_as, district):
    return actor_as(Role.FINANCE, district)
