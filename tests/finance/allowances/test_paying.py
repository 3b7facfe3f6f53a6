"""From the treasury's reply to the money: one payment a unit, dated back on the allowance, and asked for again."""

import datetime
from decimal import Decimal

import pytest

from tests.finance.allowances.factories import TODAY, AllowanceFactory
from yuanxin.finance.allowances.choices import AllowanceState, GrantState
from yuanxin.finance.allowances.models import AllowanceGrant, StaffAllowance
from yuanxin.finance.allowances.services import NothingToPay, ask_again, draw_up, enter_reply
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.errors import NotAllowed
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import NotThePayer, cancel_payment, reverse_payment, settle_directly

PAID_ON = datetime.date(2016, 6, 20)
H1 = half_year(2016, 1)


@pytest.fixture
def payer(actor_as, district):
    """A second finance officer: who asked does not pay."""
    return actor_as(Role.FINANCE, district)


@pytest.fixture
def granted(accountant, call, grassroots, other_unit, fund):
    """Two units granted together: one by the rule, one at another amount."""
    first = AllowanceFactory(union=grassroots, call=call, state=AllowanceState.APPROVED, headcount=12)
    second = AllowanceFactory(
        union=other_unit, call=call, state=AllowanceState.APPROVED, headcount=8, approved=Decimal("3999.99")
    )
    Decision.objects.create(
        kind="allowances.staffallowance", object_id=second.pk, round=3, action="settle", to_state="approved",
        actor="user:99", opinion="按实际在岗月数核定", at="2016-05-20T08:00Z",
    )  # fmt: skip
    grant = draw_up(actor=accountant, call=call, today=TODAY)
    act(grant, "send", actor=accountant, today=TODAY)
    enter_reply(
        actor=accountant, grant=grant, document_number="西财〔2016〕31号", granted_on=TODAY, amount=grant.amount,
        fund=fund, today=TODAY,
    )  # fmt: skip
    return first, second


def test_each_unit_has_one_payment_with_both_amounts_and_the_reason(granted):
    first, second = granted
    payment = Payment.objects.about(first).get()
    assert (payment.payee_name, payment.approved_fen, payment.opinion) == (first.union.name, Decimal(6000), "")
    assert unseal(payment.account) == "33001616727053012345"
    other = Payment.objects.about(second).get()
    assert (other.computed_fen, other.approved_fen) == (Decimal(4000), Decimal("3999.99"))
    assert other.opinion == "按实际在岗月数核定"
    assert "user:99" in other.keys


def test_who_asked_does_not_pay(granted, accountant):
    """Guard 1."""
    payments = list(Payment.objects.select_related("union", "fund"))
    with pytest.raises(NotThePayer):
        settle_directly(actor=accountant, payments=payments, paid_on=PAID_ON, today=PAID_ON)


def test_the_money_dates_the_allowances_and_ends_the_summary(granted, payer, district):
    first, second = granted
    settle_directly(actor=payer, payments=[Payment.objects.about(first).get()], paid_on=PAID_ON, today=PAID_ON)
    first.refresh_from_db()
    assert (first.state, first.paid_on) == (AllowanceState.PAID, PAID_ON)
    assert AllowanceGrant.objects.get().state == GrantState.GRANTED
    settle_directly(actor=payer, payments=[Payment.objects.about(second).get()], paid_on=PAID_ON, today=PAID_ON)
    assert AllowanceGrant.objects.get().state == GrantState.DONE
    assert measure("allowances.paid", district, H1).value == Decimal("9999.99")
    assert measure("allowances.paid", district, half_year(2016, 2)).value == Decimal("9999.99")
    assert measure("allowances.paid", district, half_year(2015, 2)).value == 0


def test_money_that_came_back_is_asked_for_again_once(granted, payer, accountant, district):
    """Guard 2."""
    first, _second = granted
    with pytest.raises(NothingToPay):
        ask_again(actor=accountant, allowance=first, today=TODAY)
    [paid] = settle_directly(actor=payer, payments=[Payment.objects.about(first).get()], paid_on=PAID_ON, today=PAID_ON)
    back = datetime.date(2016, 6, 25)
    reverse_payment(actor=payer, payment=paid, reason="户名不符", today=back)
    first.refresh_from_db()
    assert (first.state, first.paid_on) == (AllowanceState.GRANTED, None)
    assert measure("allowances.paid", district, H1).value == 0
    again = ask_again(actor=accountant, allowance=first, today=back)
    with pytest.raises(NothingToPay):
        ask_again(actor=accountant, allowance=first, today=back)
    settle_directly(actor=payer, payments=[again], paid_on=back, today=back)
    assert StaffAllowance.objects.get(pk=first.pk).paid_on == back


def test_a_payment_that_was_called_off_is_asked_for_again(granted, accountant, actor_as, district):
    first, _second = granted
    payment = Payment.objects.about(first).get()
    cancel_payment(actor=accountant, payment=payment, reason="账号有误", today=TODAY, version=payment.version)
    with pytest.raises(NotAllowed):
        ask_again(actor=actor_as(Role.LEADER, district), allowance=first, today=TODAY)
    ask_again(actor=accountant, allowance=first, today=TODAY)
    assert Payment.objects.about(first).standing().count() == 1


def test_a_unit_settled_at_nothing_has_no_payment_and_is_done(accountant, call, grassroots, fund):
    allowance = AllowanceFactory(union=grassroots, call=call, state=AllowanceState.APPROVED, approved=Decimal(0))
    grant = draw_up(actor=accountant, call=call, today=TODAY)
    act(grant, "send", actor=accountant, today=TODAY)
    enter_reply(
        actor=accountant, grant=grant, document_number="西财〔2016〕31号", granted_on=TODAY, amount=Decimal(0),
        fund=fund, today=TODAY,
    )  # fmt: skip
    allowance.refresh_from_db()
    assert (allowance.state, AllowanceGrant.objects.get().state) == (AllowanceState.PAID, GrantState.DONE)
    assert not Payment.objects.exists()
