"""The demonstration's allowances come to any facts, to the fen, through the rule and the payment desk."""

import datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.demo import factories
from tests.demo.factories import H1_2016
from yuanxin.demo.spec import BadFacts, Fact, Facts
from yuanxin.finance.allowances.choices import AllowanceState
from yuanxin.finance.allowances.models import AllowanceGrant, StaffAllowance, StaffEntry
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.unions.queries import topmost_union

UNITS = {"staff": "人", "rate": "元/人·年", "amount": "元"}


def facts_of(*, period: tuple[datetime.date, datetime.date] = H1_2016, **values: str | int) -> Facts:
    facts = (
        Fact(id=name, figure=f"allowances.{name}", value=Decimal(value), unit=UNITS[name])
        for name, value in values.items()
    )
    return Facts("西湖区总工会", "330106", *period, tuple(facts))


def told(facts: Facts) -> dict[str, Decimal]:
    period = Period(facts.begins_on, facts.ends_on)
    return {name: measure(f"allowances.{name}", topmost_union(), period).value for name in (*UNITS, "paid")}


def build(facts: Facts, **options: Any) -> None:
    factories.build(facts, only=("allowances",), **options)


@pytest.mark.parametrize(
    "values",
    [
        {"staff": 1203, "rate": "500", "amount": "601500"},
        {"staff": 1203, "rate": "512.5", "amount": "616537.50"},
        {"staff": 7, "rate": "333.3333", "amount": "2333.33"},
        {"staff": 1203, "rate": "500", "amount": "300750.37"},
        {"staff": 1203, "rate": "500", "amount": "1203000.01"},
        {"staff": 12, "rate": "500", "amount": "0"},
        {"staff": 1, "rate": "0", "amount": "0"},
        {"staff": 0, "rate": "500", "amount": "0"},
        {"staff": 41},
        {"rate": "650"},
        {"amount": "88.88"},
    ],
)
def test_the_figures_come_to_the_facts(db, values):
    facts = facts_of(**values)
    build(facts)
    found = told(facts)
    assert {name: found[name] for name in values} == {name: Decimal(value) for name, value in values.items()}
    if "amount" not in values:
        assert found["amount"] == found["staff"] * found["rate"]
    assert found["paid"] <= found["amount"]


@pytest.mark.parametrize("seed", range(4))
def test_they_come_to_any_facts_of_any_period(db, seed):
    draw = Random(seed)  # noqa: S311 - drawn numbers, no secrets
    begin = datetime.date(2016, 1, 1) + datetime.timedelta(days=draw.randint(0, 300))
    end = begin + datetime.timedelta(days=draw.choice([0, 1, 30, 120]))
    staff = draw.randint(1, 2000)
    values = {"staff": staff, "rate": f"{draw.randint(0, 2000)}.{draw.randint(0, 99):02d}"}
    facts = facts_of(period=(begin, end), amount=f"{staff * draw.randint(0, 900)}.{draw.randint(0, 99):02d}", **values)
    build(facts, seed=seed)
    assert told(facts) | {"paid": 0} == {fact.id: fact.value for fact in facts.facts} | {"paid": 0}


@pytest.mark.parametrize(
    "values",
    [
        {"staff": 0, "amount": "500"},
        {"rate": "-1"},
        {"rate": "500.00001"},
        {"amount": "-1"},
        {"amount": "0.001"},
        {"staff": "2.5"},
    ],
)
def test_what_no_records_come_to_is_refused(db, values):
    with pytest.raises(BadFacts, match="allowances"):
        build(facts_of(**values))


def test_the_rows_are_those_that_the_services_write(db):
    build(facts_of(staff=400, rate="500", amount="200000"))
    states = set(StaffAllowance.objects.values_list("state", flat=True))
    assert {AllowanceState.PAID, AllowanceState.APPROVED} <= states
    for allowance in StaffAllowance.objects.select_related("call"):
        assert allowance.entries.filter(active=True).count() == allowance.headcount
        taken = Decision.objects.on(allowance).values_list("action", flat=True)
        assert list(taken)[:4] == ["begin", "submit", "review", "settle"]
        payment = Payment.objects.about(allowance).first()
        assert (payment is not None and payment.paid_on is not None) == (allowance.paid_on is not None)
        assert payment is None or payment.approved_fen == allowance.approved
    for grant in AllowanceGrant.objects.all():
        assert list(Decision.objects.on(grant).values_list("action", flat=True))[:3] == ["begin", "send", "grant"]
    assert StaffEntry.objects.values("year", "document_digest").distinct().count() == StaffEntry.objects.count()
