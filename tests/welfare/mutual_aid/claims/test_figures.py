"""What mutual aid paid: net of what came back, by the scheme year, recomputed from the rows behind it."""

import datetime
from decimal import Decimal

import pytest

from tests.welfare.mutual_aid.claims.claiming import DAY, PAID_ON, fresh, paid
from tests.welfare.mutual_aid.claims.factories import SchemeFactory
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.kernel.periods import Period, half_year
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import reverse_payment, settle_directly
from yuanxin.welfare.mutual_aid import services

H1 = half_year(2016, 1)
CODES = ("mutual_aid.benefits_paid", "mutual_aid.claims_paid", "mutual_aid.persons_helped")


@pytest.fixture(autouse=True)
def scheme(db):
    return SchemeFactory()


def told(union, period=H1):
    return [measure(code, union, period).value for code in CODES]


def until(day):
    return Period(datetime.date(2016, 1, 1), day)


def test_a_paid_claim_moves_the_figures_of_all_unions_above_it(requested, cashier, district, grassroots):
    assert told(district) == [0, 0, 0]
    paid(requested, cashier)
    for union in (grassroots, district):
        assert told(union) == [Decimal("5220.00"), 1, 1]
    assert told(district, until(PAID_ON - DAY)) == [0, 0, 0]
    for code in CODES:
        rows = list(exported_rows(code, district, H1))
        assert Decimal(measure(code, district, H1).figure.measure.recomputed(rows)) == measure(code, district, H1).value


def test_what_was_paid_before_the_scheme_year_or_after_the_day_does_not_count(requested, cashier, district):
    paid(requested, cashier, on=datetime.date(2016, 7, 1))
    assert told(district) == [0, 0, 0]
    assert told(district, until(datetime.date(2016, 7, 1))) == [Decimal(5_220), 1, 1]
    assert told(district, Period(datetime.date(2017, 1, 1), datetime.date(2017, 6, 30))) == [0, 0, 0]


def test_money_that_came_back_is_taken_off_from_that_day_on(requested, cashier, district, officer, fund):
    paid(requested, cashier)
    reverse_payment(actor=cashier, payment=Payment.objects.get(), reason="退汇", today=PAID_ON + 5 * DAY)
    assert told(district) == [0, 0, 0]
    assert told(district, until(PAID_ON)) == [Decimal(5_220), 1, 1]
    services.request_claims(actor=officer, claims=[fresh(requested)], fund=fund, today=PAID_ON + 6 * DAY)
    again = list(Payment.objects.standing())
    settle_directly(actor=cashier, payments=again, paid_on=PAID_ON + 6 * DAY, today=PAID_ON + 6 * DAY)
    assert told(district) == [Decimal(5_220), 1, 1]


def test_the_article_prints_fifty_nine_and_more(requested, cashier, district):
    paid(requested, cashier)
    Payment.objects.update(paid_fen=Decimal("594380.50"))
    measured = measure("mutual_aid.benefits_paid", district, H1)
    assert (measured.value, measured.text) == (Decimal("594380.50"), "59万余元")
