"""A district with a fund, two kinds of payment, and the people of its payment desk."""

import pytest

from tests.foundation.payments.factories import CARD, TODAY, FundEntryFactory, FundFactory, declared, request_for
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.payments.models import Batch
from yuanxin.foundation.payments.registry import Kind
from yuanxin.foundation.payments.services import collect_batch, request_payments
from yuanxin.foundation.payments.tasks import COLLECTING, EXPORTING
from yuanxin.foundation.unions.choices import Permission as Unions


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


@pytest.fixture
def maker(actor_as, district):
    """Who makes batches: not the one who asks for the payments."""
    return actor_as(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def checker(actor_as, district):
    return actor_as(Role.APPROVER, district)


@pytest.fixture
def waiting(asker, street, fund):
    """Three payments that wait, asked for by `asker`."""
    return request_payments(
        actor=asker, today=TODAY, requests=[request_for(street, fund, n, account=CARD) for n in range(1, 4)]
    )


@pytest.fixture
def draft(waiting, maker, fund):
    """A draft with the three payments."""
    batch = collect_batch(actor=maker, fund=fund, title="六月临时救助", until=TODAY, today=TODAY)
    COLLECTING.carry_on(batch.pk, raising=True)
    return Batch.objects.get(pk=batch.pk)


@pytest.fixture
def checked(draft, maker, checker):
    """The batch, sent in and checked."""
    act(draft, "submit", actor=maker, today=TODAY)
    return act(draft, "check", actor=checker, today=TODAY)


@pytest.fixture
def sent(checked, cashier):
    """The batch with the bank, its files written."""
    act(checked, "send", actor=cashier, today=TODAY)
    EXPORTING.carry_on(checked.pk, raising=True)
    return Batch.objects.get(pk=checked.pk)
