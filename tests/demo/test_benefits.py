"""Claims of a demonstration come to the facts to the fen, each benefit out of its bills by the rule."""

import datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db.models import Sum

from tests.demo import factories
from tests.demo.factories import H1_2016, TODAY
from yuanxin.demo.departments.benefits.amounts import bills_of, divided, how_many, own_payment_for
from yuanxin.demo.spec import BadFacts, Fact, Facts
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel.money import to_fen
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.welfare.mutual_aid.choices import ClaimState
from yuanxin.welfare.mutual_aid.models import Bill, Claim, ComputingRun, SamplingRun
from yuanxin.welfare.mutual_aid.rules.benefits import Facts as Case
from yuanxin.welfare.mutual_aid.rules.benefits import Sums, compute
from yuanxin.welfare.mutual_aid.rules.plans import Terms, Tier
from yuanxin.welfare.mutual_aid.rules.statements import facts_of as facts_kept
from yuanxin.welfare.mutual_aid.rules.statements import steps_of

FIGURE = "mutual_aid.benefits_paid"
TERMS = Terms(50_000, (Tier(0, 3000), Tier(500_000, 4000), Tier(2_000_000, 5000)), 2_000_000, 0, 0, 1000, 12, 11_000)
DAY = datetime.date(2016, 3, 1)
CASE = Case(Sums(0), DAY, DAY, DAY, datetime.date(2016, 1, 1), datetime.date(2016, 12, 31))


def facts_of(
    amount: str | None,
    enrolments: int | None = None,
    period: tuple[datetime.date, datetime.date] = H1_2016,
) -> Facts:
    values = {FIGURE: (amount, "元"), "mutual_aid.enrolments": (enrolments, "人次")}
    facts = (
        Fact(id=code, figure=code, value=Decimal(value), unit=unit)
        for code, (value, unit) in values.items()
        if value is not None
    )
    return Facts("西湖区总工会", "330106", *period, tuple(facts))


def measured(facts: Facts, code: str = FIGURE) -> Decimal:
    return measure(code, topmost_union(), Period(facts.begins_on, facts.ends_on)).value


def build(facts: Facts, **options: Any) -> None:
    factories.build(facts, only=("mutual_aid", "benefits"), **options)


@pytest.mark.parametrize(
    "amount", ["0", "0.01", "9.99", "10", "1486.37", "59438.05", "297190.25", "594380.50", "1188761", "30000000.01"]
)
def test_the_figure_comes_to_the_facts_to_the_fen(db, amount):
    facts = facts_of(amount)
    build(facts)
    assert measured(facts) == Decimal(amount)
    rows = list(exported_rows(FIGURE, topmost_union(), Period(facts.begins_on, facts.ends_on)))
    assert len(rows) == measured(facts, "mutual_aid.claims_paid")


@pytest.mark.parametrize("seed", range(4))
def test_it_comes_to_any_amount_in_any_period(db, seed):
    draw = Random(seed)  # noqa: S311 - drawn numbers, no secrets
    begin = datetime.date(2016, 1, 1) + datetime.timedelta(days=draw.randint(0, 300))
    end = begin + datetime.timedelta(days=draw.choice([0, 1, 30, 120]))
    facts = facts_of(f"{draw.randint(0, 90_000)}.{draw.randint(0, 99):02d}", draw.randint(5, 2000), (begin, end))
    build(facts, seed=seed)
    assert measured(facts) == facts.get(FIGURE).value


@pytest.mark.parametrize(("amount", "enrolments"), [("-1", None), ("0.001", None), ("5", 0), ("60000", 2)])
def test_what_no_claims_come_to_is_refused(db, amount, enrolments):
    with pytest.raises(BadFacts, match="mutual_aid"):
        build(facts_of(amount, enrolments))


def test_the_rows_are_those_that_the_services_write(db):
    build(facts_of("594380.50"))
    # Those that wait today came by the services themselves.
    written = Claim.objects.filter(entered_on__lt=TODAY)
    claims = list(written.select_related("calculation__policy", "enrolment").order_by("pk"))
    assert {ClaimState.CLOSED, ClaimState.REFUSED} <= {claim.state for claim in claims}
    taken: dict[int, list[str]] = {}
    for decision in Decision.objects.filter(kind="mutual_aid.claim").order_by("pk"):
        taken.setdefault(decision.object_id, []).append(decision.action)
    payments = {payment.cause_id: payment for payment in Payment.objects.of("mutual_aid.claim")}
    sums = {
        row["claim"]: row for row in Bill.objects.values("claim").annotate(own=Sum("own"), paid=Sum("paid")).order_by()
    }
    for claim in claims:
        kept = facts_kept(claim.calculation.inputs)
        terms = claim.calculation.policy.typed.terms()
        outcome = compute(terms, kept)
        assert (outcome.benefit, kept.sums.own) == (to_fen(claim.computed), to_fen(claim.asked))
        assert steps_of(terms, kept, outcome) == claim.calculation.steps
        assert claim.enrolment.effective_from <= claim.admitted_on <= claim.discharged_on <= claim.submitted_on
        assert taken[claim.pk][:4] == ["begin", "submit", "check", "compute"]
        assert claim.round == claim.version == len(taken[claim.pk])
        if claim.pk in sums:
            assert sums[claim.pk]["own"] == claim.asked
            assert sums[claim.pk]["paid"] == claim.paid
        if claim.state == ClaimState.REFUSED:
            assert (claim.refused_for, claim.paid) == (outcome.reasons[0], None)
        else:
            assert payments[claim.pk].paid_on == claim.paid_on
            assert payments[claim.pk].paid_fen == claim.paid == claim.approved <= claim.computed


def test_nobody_is_paid_beyond_the_limit_of_a_year(db):
    build(facts_of("594380.50"))
    for row in Claim.objects.filter(kind="inpatient").values("enrolment").annotate(paid=Sum("paid")):
        assert (row["paid"] or 0) <= 20_000


def test_an_own_payment_is_found_for_every_benefit():
    draw = Random(1)  # noqa: S311 - drawn numbers, no secrets
    for wanted in [1000, 1001, 2_000_000, *(draw.randint(1000, 2_000_000) for _each in range(200))]:
        own = own_payment_for(wanted, TERMS, CASE)
        sums = [sum(column) for column in zip(*bills_of(own, draw), strict=True)]
        assert compute(TERMS, Case(Sums(*sums), *[DAY] * 3, CASE.covered_from, CASE.covered_until)).benefit == wanted


def test_an_amount_is_divided_within_the_limits():
    draw = Random(1)  # noqa: S311 - drawn numbers, no secrets
    for _each in range(200):
        parts = draw.randint(1, 300)
        total = draw.randint(parts * 10, parts * 900)
        shares = divided(draw, total, parts, least=10, most=900)
        assert sum(shares) == total
        assert all(10 <= share <= 900 for share in shares)
    with pytest.raises(ValueError, match="no sum"):
        divided(draw, 19, 2, least=10, most=900)


def test_more_claims_are_made_where_the_limit_asks_for_them():
    assert how_many(0, 5, TERMS) == 0
    assert how_many(1, 5, TERMS) == 1
    assert how_many(594_380_50, 2000, TERMS) == 399
    assert how_many(2000 * 2_000_000, 2000, TERMS) == 2000
    with pytest.raises(ValueError, match="cannot be paid"):
        how_many(2000 * 2_000_000 + 1, 2000, TERMS)


def test_a_claim_waits_in_every_state_whatever_year_the_facts_are_of(db):
    factories.build(facts_of("59438.05"))
    states = set(Claim.objects.filter(entered_on=TODAY).values_list("state", flat=True))
    assert states == {
        ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.CHECKED, ClaimState.COMPUTED, ClaimState.SELECTED,
        ClaimState.READY, ClaimState.REVIEWED, ClaimState.APPROVED, ClaimState.REQUESTED, ClaimState.RETURNED,
        ClaimState.REFUSED, ClaimState.APPEALED,
    }  # fmt: skip
    cut = Claim.objects.filter(entered_on=TODAY).order_by("pk").last()
    assert [reason["code"] for reason in cut.calculation.reasons] == ["R41"]
    assert cut.drawn_in == SamplingRun.objects.get(), "its benefit was great"
    assert ComputingRun.objects.get().claims == 8


def test_claims_wait_in_the_year_of_the_facts_too(db):
    facts = facts_of("59438.05", period=(datetime.date(2017, 1, 1), datetime.date(2017, 2, 20)))
    factories.build(facts, today=datetime.date(2017, 3, 1))
    assert measured(facts) == Decimal("59438.05")
    assert Claim.objects.filter(entered_on=TODAY).count() == 16
