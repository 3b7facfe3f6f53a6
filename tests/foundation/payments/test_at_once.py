"""Two people at the same instant: one payment, one batch, one sending, one outcome."""

import threading

import pytest
from django.db import connection

from tests.foundation.payments.factories import CARD, TODAY, request_for
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.payments import services
from yuanxin.foundation.payments.choices import BatchState, Outcome, PaymentState
from yuanxin.foundation.payments.models import Batch, Line, Payment
from yuanxin.foundation.payments.tasks import COLLECTING

pytestmark = pytest.mark.usefixtures("own_database")


def at_once(*acts):
    """Run the acts in threads that begin together; what each returned, or the refusal it met."""
    begin, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, do):
        try:
            begin.wait(20)
            answers[place] = do()
        except Refused as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, do)) for place, do in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, Refused)]


def test_two_approvers_at_the_same_instant_pay_once(asker, maker, street, fund):
    def ask(actor):
        request = request_for(street, fund, 1, account=CARD)
        return lambda: services.request_payments(actor=actor, today=TODAY, requests=[request])

    answers = at_once(ask(asker), ask(maker))
    assert [type(each) for each in refusals(answers)] == [services.PaidAlready]
    assert Payment.objects.count() == 1


def test_concurrent_runs_of_the_same_batch_make_one(waiting, maker, asker, fund):
    def make(actor):
        return lambda: services.collect_batch(actor=actor, fund=fund, title="六月", until=TODAY, today=TODAY)

    answers = at_once(make(maker), make(asker))
    assert len(refusals(answers)) == 1
    batch = Batch.objects.get()
    at_once(*[lambda: COLLECTING.carry_on(batch.pk, raising=True)] * 3)
    batch.refresh_from_db()
    assert (batch.count, Payment.objects.filter(batch=batch).count()) == (3, 3)


def test_two_batches_over_the_same_payments_share_none(waiting, maker, asker, fund, street):
    first = services.collect_batch(actor=maker, fund=fund, title="甲", until=TODAY, today=TODAY)
    second = services.collect_batch(actor=asker, fund=fund, title="乙", until=TODAY, today=TODAY, below=street)
    at_once(*(lambda pk=batch.pk: COLLECTING.carry_on(pk, raising=True) for batch in (first, second)))
    counted = [Batch.objects.get(pk=batch.pk).count for batch in (first, second)]
    assert sum(counted) == 3
    assert [Payment.objects.filter(batch=batch).count() for batch in (first, second)] == counted


def test_a_batch_sent_twice_at_once_goes_out_once(checked, cashier, actor_as, district):
    other = actor_as(Role.FINANCE, district)
    answers = at_once(
        *(
            lambda actor=actor: act(Batch.objects.get(pk=checked.pk), "send", actor=actor, today=TODAY)
            for actor in (cashier, other)
        )
    )
    assert len(refusals(answers)) == 1
    assert Line.objects.filter(batch=checked).count() == 3
    assert Batch.objects.get(pk=checked.pk).state == BatchState.SENT


def test_cash_and_a_batch_at_once_pay_once(waiting, maker, cashier, fund):
    batch = services.collect_batch(actor=maker, fund=fund, title="六月", until=TODAY, today=TODAY)
    at_once(
        lambda: COLLECTING.carry_on(batch.pk, raising=True),
        lambda: services.settle_directly(actor=cashier, payments=waiting, paid_on=TODAY, today=TODAY),
    )
    batch.refresh_from_db()
    states = set(Payment.objects.values_list("state", flat=True))
    assert (states, batch.count) in [({PaymentState.PAID}, 0), ({PaymentState.BATCHED}, 3)]


def test_one_line_told_by_two_at_once_is_told_once(sent, cashier, actor_as, district):
    line, other = Line.objects.of(sent).first(), actor_as(Role.FINANCE, district)
    given = {"batch": sent, "lines": [line], "told_on": TODAY, "today": TODAY}
    answers = at_once(
        lambda: services.tell_lines(actor=cashier, outcome=Outcome.PAID, **given),
        lambda: services.tell_lines(actor=other, outcome=Outcome.FAILED, reason="销户", **given),
    )
    assert len(refusals(answers)) == 1
    line.refresh_from_db()
    assert line.outcome == Payment.objects.get(pk=line.payment_id).state


def test_money_that_comes_back_is_entered_once_by_two(waiting, cashier, actor_as, district):
    services.settle_directly(actor=cashier, payments=waiting[:1], paid_on=TODAY, today=TODAY)
    other, payment = actor_as(Role.FINANCE, district), Payment.objects.get(pk=waiting[0].pk)
    answers = at_once(
        *(
            lambda actor=actor: services.reverse_payment(actor=actor, payment=payment, reason="退回", today=TODAY)
            for actor in (cashier, other)
        )
    )
    assert len(refusals(answers)) == 1
    assert Payment.objects.filter(reverses=payment).count() == 1


def test_one_fund_does_not_pay_twice_what_it_holds_once(asker, cashier, actor_as, district, street, fund):
    other = actor_as(Role.FINANCE, district)
    payments = services.request_payments(
        actor=asker,
        today=TODAY,
        requests=[request_for(street, fund, n, approved_fen=fund_share(fund)) for n in (1, 2)],
    )
    answers = at_once(
        *(
            lambda actor=actor, payment=payment: services.settle_directly(
                actor=actor, payments=[payment], paid_on=TODAY, today=TODAY
            )
            for actor, payment in zip((cashier, other), payments, strict=True)
        )
    )
    assert [type(each) for each in refusals(answers)] == [services.ShortFund]


def fund_share(fund):
    """More than half of what the fund holds."""
    return services.funds.balance_of(fund) - 1
