"""Payments asked for: once a cause, amounts apart, who stands behind them, and called off again."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.foundation.payments.factories import CARD, TODAY, FundFactory, PaymentFactory, request_for
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.choices import BatchState, PaymentState
from yuanxin.foundation.payments.models import Batch, Payment
from yuanxin.foundation.payments.registry import UnknownKind
from yuanxin.foundation.payments.services import (
    InABatch,
    PaidAlready,
    cancel_payment,
    request_payments,
    reverse_payment,
)
from yuanxin.foundation.payments.services.funds import FundClosed
from yuanxin.foundation.unions.choices import Level

pytestmark = pytest.mark.django_db

OPENED = Decimal("800.00")


def test_a_payment_keeps_every_amount_apart_and_its_account_sealed(asker, district, street, fund):
    (payment,) = request_payments(
        actor=asker,
        today=TODAY,
        requests=[
            request_for(
                street, fund, 1,
                computed_fen=Decimal("1000.00"), applied_fen=Decimal("2000.00"), approved_fen=OPENED,
                opinion="家庭已获慈善救助", payee_person=7, household=3,
                account=f" {CARD[:4]} {CARD[4:]}", bank="工商银行",
            )
        ],
    )  # fmt: skip
    payment.refresh_from_db()
    assert (payment.computed_fen, payment.applied_fen, payment.approved_fen, payment.paid_fen) == (
        Decimal("1000.00"), Decimal("2000.00"), OPENED, None,
    )  # fmt: skip
    assert (payment.state, payment.requested_on, payment.approved_on) == (PaymentState.WAITING, TODAY, TODAY)
    assert unseal(payment.account) == CARD
    assert payment.masked_account == "6212***********0001"
    assert CARD.encode() not in bytes(payment.account)


def test_many_are_asked_for_by_one_event_that_shows_no_account(asker, district, street, fund):
    payments = request_payments(
        actor=asker, today=TODAY, requests=[request_for(street, fund, n, account=CARD) for n in range(3)]
    )
    event = Event.objects.latest("pk")
    assert (event.action, event.changes, event.union) == ("payments.requested", 3, street.pk)
    assert event.details == {"count": 3, "total": "3600.00"}
    assert {change.object_id for change in Change.objects.filter(event=event.pk)} == {each.pk for each in payments}
    assert CARD not in str(list(Change.objects.filter(event=event.pk).values()))


def test_a_cause_is_paid_once(asker, street, fund):
    request_payments(actor=asker, today=TODAY, requests=[request_for(street, fund, 1)])
    with pytest.raises(PaidAlready, match="救助申请1"):
        request_payments(
            actor=asker, today=TODAY, requests=[request_for(street, fund, 2), request_for(street, fund, 1)]
        )
    assert Payment.objects.count() == 1


def test_a_cause_named_twice_in_one_request_is_refused(asker, street, fund):
    with pytest.raises(PaidAlready):
        request_payments(
            actor=asker, today=TODAY, requests=[request_for(street, fund, 1), request_for(street, fund, 1)]
        )


def test_parts_of_a_cause_are_paid_each(asker, street, fund):
    requests = [request_for(street, fund, 1, part=part) for part in ("2016-1", "2016-2")]
    assert len(request_payments(actor=asker, today=TODAY, requests=requests)) == 2


def test_the_database_itself_refuses_a_second_payment_of_a_cause(street, fund):
    PaymentFactory(union=street, fund=fund, cause_id=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentFactory(union=street, fund=fund, cause_id=1)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"approved_fen": Decimal("0.00")}, "approved_fen"),
        ({"approved_fen": Decimal("-1.00")}, "approved_fen"),
        ({"computed_fen": Decimal("1300.00")}, "opinion"),
        ({"account": "6212261202000000002", "payee_person": 7}, "account"),
        ({"account": "1234567"}, "account"),
        ({"account": "12ab5678"}, "account"),
    ],
)
def test_what_cannot_be_paid_is_refused_at_its_field(asker, street, fund, given, field):
    with pytest.raises(Refused) as refusal:
        request_payments(actor=asker, today=TODAY, requests=[request_for(street, fund, 1, **given)])
    assert refusal.value.field == field
    assert not Payment.objects.exists()


def test_an_amount_in_fen_is_never_taken_for_yuan(street, fund):
    with pytest.raises(TypeError, match="yuan as Decimal"):
        request_for(street, fund, 1, approved_fen=120000)


def test_a_unit_is_paid_to_an_account_without_check_digit(asker, street, fund):
    (payment,) = request_payments(
        actor=asker, today=TODAY, requests=[request_for(street, fund, 1, account="１２０２-0212 0990 0123 456")]
    )
    assert unseal(payment.account) == "1202021209900123456"


def test_a_fund_of_another_union_and_a_closed_one_are_refused(asker, district, street):
    elsewhere = FundFactory(union=UnionFactory(parent=district, level=Level.STREET))
    with pytest.raises(Refused, match="不属于"):
        request_payments(actor=asker, today=TODAY, requests=[request_for(street, elsewhere, 1)])
    closed = FundFactory(union=district, open=False)
    with pytest.raises(FundClosed):
        request_payments(actor=asker, today=TODAY, requests=[request_for(street, closed, 1)])


def test_only_who_may_ask_for_the_kind_there_asks(actor_as, district, street, fund):
    outside = UnionFactory(parent=district, level=Level.STREET)
    with pytest.raises(OutOfScope):
        request_payments(
            actor=actor_as(Role.STREET_OFFICER, outside), today=TODAY, requests=[request_for(street, fund, 1)]
        )
    with pytest.raises(NotAllowed):
        request_payments(
            actor=actor_as(Role.REVIEWER, district),
            today=TODAY,
            requests=[request_for(street, fund, 1, kind="tests.hidden")],
        )
    with pytest.raises(UnknownKind):
        request_payments(
            actor=actor_as(Role.REVIEWER, district),
            today=TODAY,
            requests=[request_for(street, fund, 1, kind="tests.none")],
        )


def test_a_payment_called_off_frees_its_cause(asker, street, fund):
    (payment,) = request_payments(actor=asker, today=TODAY, requests=[request_for(street, fund, 1)])
    cancel_payment(actor=asker, payment=payment, reason="申请人去世", today=TODAY, version=payment.version)
    assert Payment.objects.get(pk=payment.pk).state == PaymentState.CANCELLED
    assert Event.objects.latest("pk").reason == "申请人去世"
    request_payments(actor=asker, today=TODAY, requests=[request_for(street, fund, 1)])


def test_calling_off_needs_a_reason_the_right_and_the_present_version(asker, actor_as, district, street, fund):
    payment = PaymentFactory(union=street, fund=fund)
    with pytest.raises(Refused, match="需要填写事由"):
        cancel_payment(actor=asker, payment=payment, reason=" ", today=TODAY, version=payment.version)
    with pytest.raises(Stale):
        cancel_payment(actor=asker, payment=payment, reason="错", today=TODAY, version=payment.version + 1)
    hidden = PaymentFactory(union=street, fund=fund, kind="tests.hidden")
    with pytest.raises(NotAllowed):
        cancel_payment(
            actor=actor_as(Role.REVIEWER, district), payment=hidden, reason="错", today=TODAY, version=hidden.version
        )


def test_what_others_count_on_is_not_called_off(asker, district, street, fund):
    batch = Batch.objects.create(union=district, fund=fund, title="六月", made_on=TODAY, state=BatchState.SUBMITTED)
    payment = PaymentFactory(union=street, fund=fund, state=PaymentState.BATCHED, batch=batch)
    with pytest.raises(InABatch, match="六月"):
        cancel_payment(actor=asker, payment=payment, reason="错", today=TODAY, version=payment.version)
    sent = PaymentFactory(union=street, fund=fund, state=PaymentState.SENT, batch=batch)
    with pytest.raises(InABatch, match="银行"):
        cancel_payment(actor=asker, payment=sent, reason="错", today=TODAY, version=sent.version)


def test_a_draft_lets_a_payment_go_that_is_called_off(asker, district, street, fund):
    batch = Batch.objects.create(
        union=district, fund=fund, title="六月", made_on=TODAY, count=2, total_fen=Decimal("2400.00")
    )
    payment = PaymentFactory(union=street, fund=fund, state=PaymentState.BATCHED, batch=batch)
    cancel_payment(actor=asker, payment=payment, reason="错", today=TODAY, version=payment.version)
    batch.refresh_from_db()
    assert (batch.count, batch.total_fen) == (1, Decimal("1200.00"))
    assert Payment.objects.get(pk=payment.pk).batch is None


def test_a_payment_that_came_back_nets_out_and_frees_its_cause(asker, cashier, street, fund, told):
    payment = PaymentFactory(union=street, fund=fund, settled=True, household=3)
    reversal = reverse_payment(
        actor=cashier, payment=payment, reason="账户已注销，银行退回", today=TODAY, on=datetime.date(2016, 6, 20)
    )
    payment.refresh_from_db()
    assert payment.reversed_on == reversal.paid_on == datetime.date(2016, 6, 20)
    assert (reversal.paid_fen, reversal.household, reversal.reverses) == (-payment.paid_fen, 3, payment)
    assert sum(each.paid_fen for each in Payment.objects.paid()) == 0
    assert list(Payment.objects.helped()) == [payment]
    assert not Payment.objects.standing().exists()
    assert told == [("reversed", [payment.pk])]
    request_payments(actor=asker, today=TODAY, requests=[request_for(street, fund, payment.cause_id)])


def test_a_payment_comes_back_once_and_only_if_it_was_made(cashier, asker, street, fund):
    waiting = PaymentFactory(union=street, fund=fund)
    with pytest.raises(Refused, match="尚未支付"):
        reverse_payment(actor=cashier, payment=waiting, reason="错", today=TODAY)
    payment = PaymentFactory(union=street, fund=fund, settled=True)
    with pytest.raises(NotAllowed):
        reverse_payment(actor=asker, payment=payment, reason="退回", today=TODAY)
    with pytest.raises(Refused, match="支付日期"):
        reverse_payment(actor=cashier, payment=payment, reason="退回", today=TODAY, on=datetime.date(2016, 6, 9))
    with pytest.raises(Refused, match="需要填写事由"):
        reverse_payment(actor=cashier, payment=payment, reason="", today=TODAY)
    reversal = reverse_payment(actor=cashier, payment=payment, reason="退回", today=TODAY)
    for again in (payment, reversal):
        with pytest.raises(Refused, match="已退回冲正"):
            reverse_payment(actor=cashier, payment=again, reason="退回", today=TODAY)
