"""Approved claims and the payment desk: asked for once, paid, called off, come back."""

import datetime
from decimal import Decimal

import pytest

from tests.foundation.unions.factories import UnionFactory
from tests.welfare.mutual_aid.claims.claiming import PAID_ON, TODAY, fresh, paid, step
from yuanxin.foundation.flow.services import NotPossible
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.payments.choices import PaymentState
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import cancel_payment, reverse_payment, settle_directly
from yuanxin.foundation.unions.services import merge_unions
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import ClaimState as S

DAY = datetime.timedelta(days=1)


def test_a_claim_is_asked_for_once(requested, officer, fund):
    """Guard 2: nothing is paid twice for one claim."""
    with pytest.raises(NotPossible):
        services.request_claims(actor=officer, claims=[requested], fund=fund, today=TODAY)
    assert Payment.objects.count() == 1


def test_a_payment_called_off_is_asked_for_anew(requested, officer, fund):
    with pytest.raises(NotPossible):
        step(requested, "ask_again", officer)
    payment = Payment.objects.get()
    cancel_payment(actor=officer, payment=payment, reason="账号有误", today=TODAY, version=payment.version)
    step(requested, "ask_again", officer)
    services.request_claims(actor=officer, claims=[fresh(requested)], fund=fund, today=TODAY)
    assert list(Payment.objects.order_by("pk").values_list("state", flat=True)) == [
        PaymentState.CANCELLED, PaymentState.WAITING,
    ]  # fmt: skip


@pytest.mark.parametrize("closed", [False, True])
def test_a_claim_whose_money_came_back_is_approved_again(requested, officer, cashier, fund, closed):
    paid(requested, cashier)
    if closed:
        step(requested, "close", officer, today=PAID_ON)
    payment = Payment.objects.get()
    reverse_payment(actor=cashier, payment=payment, reason="退汇", today=PAID_ON + DAY)
    claim = fresh(requested)
    assert (claim.state, claim.paid, claim.paid_on, claim.approved) == (S.APPROVED, None, None, Decimal(5_220))
    assert claim.bills.get().paid is None
    services.request_claims(actor=officer, claims=[claim], fund=fund, today=PAID_ON + DAY)
    settle_directly(
        actor=cashier,
        payments=list(Payment.objects.filter(state=PaymentState.WAITING)),
        paid_on=PAID_ON + DAY,
        today=PAID_ON + DAY,
    )
    assert (fresh(claim).state, fresh(claim).paid_on) == (S.PAID, PAID_ON + DAY)


def test_a_fund_of_elsewhere_or_nobody_may_pay(approved, clerk, officer, fund, district):
    with pytest.raises(NotAllowed):
        services.request_claims(actor=clerk, claims=[approved], fund=fund, today=TODAY)
    fund.union = UnionFactory(parent=district)
    fund.save()
    with pytest.raises(Refused) as refused:
        services.request_claims(actor=officer, claims=[approved], fund=fund, today=TODAY)
    assert refused.value.field == "fund"
    assert fresh(approved).state == S.APPROVED
    with pytest.raises(Refused):
        services.request_claims(actor=officer, claims=[], fund=fund, today=TODAY)


def test_claims_under_way_go_on_in_the_union_that_took_over(draft, officer, grassroots, street, chair):
    survivor = UnionFactory(parent=street)
    merge_unions(actor=officer, absorbed=grassroots, survivor=survivor, on=TODAY, today=TODAY, reason="合并")
    assert fresh(draft).union == survivor
