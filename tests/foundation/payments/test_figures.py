"""How figures read payments: households count once, and what came back counts no more from that day on."""

import datetime

import pytest

from tests.foundation.payments.factories import PaymentFactory
from yuanxin.foundation.figures import breakdowns, catalogue
from yuanxin.foundation.figures.catalogue import BadDeclaration, all_figures, figure
from yuanxin.foundation.figures.measures import Count, Distinct, Sum
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.kernel.periods import half_year, month
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import reverse_payment
from yuanxin.foundation.unions.choices import Permission

pytestmark = pytest.mark.django_db

H1, H2 = half_year(2016, 1), half_year(2016, 2)
LATER = datetime.date(2016, 12, 31)


@pytest.fixture
def households():
    """Households helped, as a department declares it."""
    told = {"definition": "d", "owner": "o", "view": Permission.VIEW, "on": "paid_on"}
    yield figure(
        "tests.households",
        "f",
        unit="户",
        rows=Payment.objects.of("tests.relief").helped(),
        lapses="reversed_on",
        measure=Distinct("household"),
        **told,
    )
    catalogue.forget(["tests.households"])


def test_a_household_with_three_payments_counts_once(households, district, street, fund):
    PaymentFactory.create_batch(3, union=street, fund=fund, household=3, settled=True)
    PaymentFactory(union=street, fund=fund, household=4, settled=True)
    PaymentFactory(union=street, fund=fund, household=5)
    assert measure("tests.households", district, H1).value == 2


def test_a_household_whose_payments_all_came_back_counts_until_then_and_no_longer(
    households, cashier, district, street, fund
):
    within = PaymentFactory(union=street, fund=fund, household=3, settled=True)
    reverse_payment(actor=cashier, payment=within, reason="退回", today=LATER, on=datetime.date(2016, 6, 20))
    assert measure("tests.households", district, H1).value == 0

    afterwards = PaymentFactory(union=street, fund=fund, household=4, settled=True)
    reverse_payment(actor=cashier, payment=afterwards, reason="退回", today=LATER, on=datetime.date(2016, 8, 1))
    assert measure("tests.households", district, H1).value == 1
    assert measure("tests.households", district, H2).value == 0
    told = dict(breakdowns.by_month(households, district, H2))
    assert told[month(2016, 6)] == 1
    assert not told[month(2016, 8)]


def test_what_lapses_is_measured_by_query_and_is_no_spell():
    told = {"unit": "笔", "definition": "d", "owner": "o", "view": Permission.VIEW, "rows": Payment.objects.helped()}
    with pytest.raises(BadDeclaration, match="still counts in earlier windows"):
        figure("tests.many", "f", measure=Count(), on="paid_on", lapses="reversed_on", **told)
    with pytest.raises(BadDeclaration, match="no DateField"):
        figure("tests.many", "f", measure=Count(), on="paid_on", lapses="receipt", live=True, **told)


def test_every_figure_that_counts_payments_forgets_those_that_came_back():
    """Sums take `.paid()`, in which reversing entries net out; counts take `.helped()` and say when a row lapses."""
    for each in all_figures():
        if each.model is Payment and not isinstance(each.measure, Sum):
            assert each.lapses == "reversed_on", f"{each.code}: add lapses='reversed_on'"
            assert "reverses_id" in str(each.rows.query), f"{each.code}: count .helped(), not .paid()"
