"""The demonstration's condolences and cover come to any facts, through the store and the payment desk."""

import datetime
from decimal import Decimal
from random import Random

import pytest

from tests.demo.factories import H1_2016, build
from yuanxin.demo.spec import BadFacts, Fact, Facts
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.welfare.care.choices import ClaimState, ProgrammeState
from yuanxin.welfare.care.models import CondolenceProgramme, CoverClaim, GoodsItem, Recipient

UNITS = {"cool_recipients": "人", "cover_households": "户", "cover_paid": "元"}


def facts_of(*, period: tuple[datetime.date, datetime.date] = H1_2016, **values: str | int) -> Facts:
    facts = (
        Fact(id=name, figure=f"care.{name}", value=Decimal(value), unit=UNITS[name]) for name, value in values.items()
    )
    return Facts("西湖区总工会", "330106", *period, tuple(facts))


def told(facts: Facts) -> dict[str, Decimal]:
    period = Period(facts.begins_on, facts.ends_on)
    return {name: measure(f"care.{name}", topmost_union(), period).value for name in UNITS}


@pytest.mark.parametrize(
    "values",
    [
        {"cool_recipients": 200, "cover_households": 2, "cover_paid": "16000"},
        {"cool_recipients": 1, "cover_households": 1, "cover_paid": "0.01"},
        {"cool_recipients": 0, "cover_households": 0, "cover_paid": "0"},
        {"cover_households": 3, "cover_paid": "31999.99"},
        {"cover_households": 1, "cover_paid": "95000.37"},
        {"cover_households": 5},
        {"cover_paid": "0"},
        {"cool_recipients": 401},
    ],
)
def test_the_figures_come_to_the_facts(db, values):
    facts = facts_of(**values)
    build(facts)
    found = told(facts)
    assert {name: found[name] for name in values} == {name: Decimal(value) for name, value in values.items()}


@pytest.mark.parametrize("seed", range(3))
def test_they_come_to_any_facts_of_any_period(db, seed):
    draw = Random(seed)  # noqa: S311 - drawn numbers, no secrets
    begin = datetime.date(2016, 1, 1) + datetime.timedelta(days=draw.randint(0, 300))
    end = begin + datetime.timedelta(days=draw.choice([0, 1, 30, 120]))
    values = {
        "cool_recipients": draw.randint(1, 400),
        "cover_households": draw.randint(1, 12),
        "cover_paid": f"{draw.randint(20, 60_000)}.{draw.randint(0, 99):02d}",
    }
    facts = facts_of(period=(begin, end), **values)
    build(facts, seed=seed)
    assert told(facts) == {fact.id: fact.value for fact in facts.facts}


@pytest.mark.parametrize(
    "values",
    [
        {"cover_households": 0, "cover_paid": "500"},
        {"cover_households": 2, "cover_paid": "0.01"},
        {"cover_households": 2, "cover_paid": "0"},
        {"cover_paid": "-1"},
        {"cover_paid": "0.001"},
        {"cool_recipients": "2.5"},
    ],
)
def test_what_no_records_come_to_is_refused(db, values):
    with pytest.raises(BadFacts):
        build(facts_of(**values))


def test_the_rows_are_those_that_the_services_write(db):
    facts = facts_of(cool_recipients=120, cover_households=2, cover_paid="16000")
    build(facts)
    for item in GoodsItem.objects.all():
        entries = list(item.entries.values_list("kind", "quantity"))
        assert item.received == sum(quantity for kind, quantity in entries if kind == "received")
        assert item.issued == sum(quantity for kind, quantity in entries if kind == "issued")
        assert item.remain == item.received - item.issued
    period = Period(facts.begins_on, facts.ends_on)
    assert measure("care.cool_goods", topmost_union(), period).value == 2
    # Who received twice counts once.
    received = Recipient.objects.received().filter(received_on__range=H1_2016, programme__kind="cool")
    assert received.count() > received.values("receiver").distinct().count() == 120
    assert Recipient.objects.received().filter(received_on__gt=H1_2016[1]).exists()
    for claim in CoverClaim.objects.filter(state=ClaimState.PAID):
        taken = Decision.objects.on(claim).values_list("action", flat=True)
        assert list(taken)[:5] == ["begin", "file", "complete", "assess", "approve"]
        payment = Payment.objects.about(claim).get()
        assert (payment.paid_on, payment.approved_fen) == (claim.paid_on, claim.approved)
        assert sum(item.assessed for item in claim.items.all()) == Decimal(claim.steps[0][1])
    assert set(CondolenceProgramme.objects.values_list("state", flat=True)) >= {
        ProgrammeState.CLOSED, ProgrammeState.SUBMITTED, ProgrammeState.DRAFT,
    }  # fmt: skip
    assert {ClaimState.REPORTED, ClaimState.FILED, ClaimState.DOCUMENTED, ClaimState.ASSESSED} <= set(
        CoverClaim.objects.values_list("state", flat=True)
    )
