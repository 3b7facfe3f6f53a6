"""The demonstration's condolences and cover come to any facts, through the store and the payment desk."""

import datetime
from decimal import Decimal
from random import Random
from types import SimpleNamespace

import pytest

from tests.demo import factories
from tests.demo.factories import H1_2016
from yuanxin.demo.departments.care.asked import Asked, asked_for
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
    ("period", "values"),
    [
        (H1_2016, {"cool_recipients": 0, "cover_households": 0, "cover_paid": "0"}),
        # More than the cap of an event for the first, and a period of a day.
        ((datetime.date(2016, 8, 9),) * 2, {"cool_recipients": 401, "cover_households": 3, "cover_paid": "195000.37"}),
    ],
)
def test_the_figures_come_to_any_facts_of_any_period(db, period, values):
    facts = facts_of(period=period, **values)
    factories.build(facts, only=("care",))
    assert told(facts) == {fact.id: fact.value for fact in facts.facts}


def asked(**values: str | int) -> Asked:
    return asked_for(SimpleNamespace(facts=facts_of(**values), members=3000))


@pytest.mark.parametrize(
    ("values", "households", "paid"),
    [
        ({}, 2, "16000"),
        ({"cover_households": 5}, 5, "40000"),
        ({"cover_paid": "0"}, 0, "0"),
        ({"cover_paid": "31999.99"}, 2, "31999.99"),
        ({"cover_households": 1, "cover_paid": "0.01"}, 1, "0.01"),
        ({"cover_households": 12, "cover_paid": "0.12"}, 12, "0.12"),
    ],
)
def test_what_the_cover_paid_is_shared_out_to_the_fen(values, households, paid):
    cover = asked(**values).cover
    for seed in range(5):
        shares = cover.shares(Random(seed))  # noqa: S311 - drawn numbers, no secrets
        assert (len(shares), sum(shares)) == (households, Decimal(paid))
        assert all(share > 0 for share in shares)


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
def test_what_no_records_come_to_is_refused(values):
    with pytest.raises(BadFacts):
        asked(**values)


def test_the_rows_are_those_that_the_services_write(db):
    facts = facts_of(cool_recipients=200, cover_households=2, cover_paid="16000")
    factories.build(facts, only=("care",))
    assert told(facts) == {fact.id: fact.value for fact in facts.facts}
    for item in GoodsItem.objects.all():
        entries = list(item.entries.values_list("kind", "quantity"))
        assert item.received == sum(quantity for kind, quantity in entries if kind == "received")
        assert item.issued == sum(quantity for kind, quantity in entries if kind == "issued")
        assert item.remain == item.received - item.issued
    period = Period(facts.begins_on, facts.ends_on)
    assert measure("care.cool_goods", topmost_union(), period).value == 2
    # Who received twice counts once.
    received = Recipient.objects.received().filter(received_on__range=H1_2016, programme__kind="cool")
    assert received.count() > received.values("receiver").distinct().count() == 200
    assert Recipient.objects.received().filter(received_on__gt=H1_2016[1]).exists()
    for claim in CoverClaim.objects.filter(state=ClaimState.PAID):
        taken = Decision.objects.on(claim).values_list("action", flat=True)
        assert list(taken)[:5] == ["begin", "file", "complete", "assess", "approve"]
        payment = Payment.objects.about(claim).get()
        assert (payment.paid_on, payment.approved_fen) == (claim.paid_on, claim.approved)
        assert sum(item.assessed for item in claim.items.all()) == Decimal(claim.steps[0][1])
    assert set(CondolenceProgramme.objects.values_list("state", flat=True)) >= {
        ProgrammeState.CLOSED, ProgrammeState.SUBMITTED, ProgrammeState.DRAFT, ProgrammeState.RUNNING,
    }  # fmt: skip
    assert {ClaimState.REPORTED, ClaimState.FILED, ClaimState.DOCUMENTED, ClaimState.ASSESSED} <= set(
        CoverClaim.objects.values_list("state", flat=True)
    )
