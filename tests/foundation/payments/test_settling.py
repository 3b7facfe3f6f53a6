"""Payments handed out against a signature, written as paid, and what departments and funds learn of it."""

import datetime
from decimal import Decimal

import pytest

from tests.foundation.payments.factories import TODAY, FundFactory, PaymentFactory, request_for
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, Refused, Stale
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.payments.choices import PaymentState
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.foundation.payments.queries import help_to, paid_between
from yuanxin.foundation.payments.services import (
    NotThePayer,
    ShortFund,
    cancel_payment,
    request_payments,
    reverse_payment,
    settle_directly,
    write_paid,
)

pytestmark = pytest.mark.django_db

DEMO = Actor.system("demo")
H1_2016 = half_year(2016, 1)


def test_cash_is_handed_out_against_a_signature(asker, cashier, street, fund, told):
    payments = request_payments(actor=asker, today=TODAY, requests=[request_for(street, fund, n) for n in range(2)])
    settle_directly(actor=cashier, payments=payments, paid_on=TODAY, today=TODAY, receipt="签收表第3页")
    for payment in Payment.objects.all():
        assert (payment.state, payment.paid_on, payment.paid_fen) == (PaymentState.PAID, TODAY, Decimal("1200.00"))
        assert payment.receipt == "签收表第3页"
    assert told == [("settled", sorted(payment.pk for payment in payments))]
    assert Event.objects.latest("pk").details == {"count": 2, "total": "2400.00"}


def test_paying_twice_is_refused(asker, cashier, street, fund):
    payments = request_payments(actor=asker, today=TODAY, requests=[request_for(street, fund, 1)])
    settle_directly(actor=cashier, payments=payments, paid_on=TODAY, today=TODAY)
    with pytest.raises(Stale):
        settle_directly(actor=cashier, payments=payments, paid_on=TODAY, today=TODAY)


def test_who_asked_for_a_payment_does_not_pay_it(district, street, fund, actor_as):
    asker = actor_as(Role.DISTRICT_OFFICER, district)
    both = actor_as(Role.FINANCE, district, user=User.objects.get(pk=int(asker.key.removeprefix("user:"))))
    payments = request_payments(actor=both, today=TODAY, requests=[request_for(street, fund, 1)])
    with pytest.raises(NotThePayer):
        settle_directly(actor=both, payments=payments, paid_on=TODAY, today=TODAY)


def test_who_is_named_among_its_people_does_not_pay_it(asker, cashier, street, fund):
    payments = request_payments(
        actor=asker, today=TODAY, requests=[request_for(street, fund, 1, people=frozenset({cashier.key}))]
    )
    with pytest.raises(NotThePayer):
        settle_directly(actor=cashier, payments=payments, paid_on=TODAY, today=TODAY)


def test_a_fund_pays_no_more_than_it_holds(asker, cashier, district, street):
    empty = FundFactory(union=district)
    payments = request_payments(actor=asker, today=TODAY, requests=[request_for(street, empty, 1)])
    with pytest.raises(ShortFund, match=r"余额0\.00元，不足支出1200\.00元"):
        settle_directly(actor=cashier, payments=payments, paid_on=TODAY, today=TODAY)
    assert Payment.objects.get().state == PaymentState.WAITING


def test_nothing_is_paid_before_it_was_approved_or_by_who_may_not(asker, cashier, street, fund):
    payments = request_payments(actor=asker, today=TODAY, requests=[request_for(street, fund, 1)])
    with pytest.raises(Refused, match="晚于所填日期"):
        settle_directly(actor=cashier, payments=payments, paid_on=datetime.date(2016, 6, 29), today=TODAY)
    with pytest.raises(Refused, match="尚未到来"):
        settle_directly(actor=cashier, payments=payments, paid_on=datetime.date(2016, 7, 1), today=TODAY)
    with pytest.raises(NotAllowed):
        settle_directly(actor=asker, payments=payments, paid_on=TODAY, today=TODAY)


def test_the_demonstration_writes_paid_payments_by_the_same_rules(street, fund, told):
    day = datetime.date(2016, 3, 8)
    payments = write_paid(actor=DEMO, settled=[(request_for(street, fund, n), day) for n in range(3)], today=TODAY)
    assert {(each.state, each.paid_on, each.approved_on) for each in Payment.objects.all()} == {
        (PaymentState.PAID, day, day)
    }
    assert told == [("settled", sorted(payment.pk for payment in payments))]
    event = Event.objects.latest("pk")
    assert (event.action, event.changes) == ("payments.written_paid", 3)
    with pytest.raises(ShortFund):
        write_paid(
            actor=DEMO,
            settled=[(request_for(street, fund, 9, approved_fen=Decimal("96400.01")), day)],
            today=TODAY,
        )


def test_the_balance_is_what_came_in_less_what_went_out_and_what_the_bank_has(cashier, district, street, fund):
    PaymentFactory(union=street, fund=fund, settled=True)
    PaymentFactory(union=street, fund=fund, state=PaymentState.SENT)
    PaymentFactory(union=street, fund=fund)
    back = PaymentFactory(union=street, fund=fund, settled=True)
    reverse_payment(actor=cashier, payment=back, reason="退回", today=TODAY)
    held = Fund.objects.with_balances().get(pk=fund.pk)
    assert (held.received, held.spent, held.at_bank, held.committed, held.balance) == tuple(
        map(Decimal, ("100000.00", "1200.00", "1200.00", "1200.00", "97600.00"))
    )


def test_sums_net_out_in_the_period_in_which_the_money_came_back(cashier, street, fund):
    payment = PaymentFactory(union=street, fund=fund, settled=True)
    reverse_payment(actor=cashier, payment=payment, reason="退回", today=datetime.date(2016, 7, 5))
    assert sum(each.paid_fen for each in paid_between(H1_2016)) == Decimal("1200.00")
    assert sum(each.paid_fen for each in paid_between(half_year(2016, 2))) == Decimal("-1200.00")


def test_help_is_told_across_kinds_and_without_detail_where_one_may_not_see(
    asker, cashier, actor_as, district, street, fund
):
    seen = PaymentFactory(union=street, fund=fund, household=3)
    PaymentFactory(union=street, fund=fund, household=3, kind="tests.hidden")
    off = PaymentFactory(union=street, fund=fund, household=3)
    cancel_payment(actor=asker, payment=off, reason="错", today=TODAY, version=off.version)
    back = PaymentFactory(union=street, fund=fund, household=3, settled=True)
    reverse_payment(actor=cashier, payment=back, reason="退回", today=TODAY)
    reader = actor_as(Role.REVIEWER, district)

    found = help_to(actor=reader, households=[3])
    assert (found.payments, found.hidden, found.total) == ((seen,), True, Decimal("1200.00"))
    assert not help_to(actor=reader, households=[4])
    assert not help_to(actor=reader, households=[3], since=datetime.date(2016, 6, 2))
    assert not help_to(actor=reader)


def test_the_register_shows_only_kinds_whose_own_permission_one_holds(actor_as, district, street, fund, asker):
    relief = PaymentFactory(union=street, fund=fund)
    hidden = PaymentFactory(union=street, fund=fund, kind="tests.hidden")
    assert set(Payment.objects.visible_to(asker)) == {relief, hidden}
    assert set(Payment.objects.visible_to(actor_as(Role.REVIEWER, district))) == {relief}
    assert not Payment.objects.visible_to(actor_as(Role.GRASSROOTS_OFFICER, street)).exists()
