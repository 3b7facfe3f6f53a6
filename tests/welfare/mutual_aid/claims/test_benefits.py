"""What a claim comes to: the vectors of the domain, the edges, and what holds for any bills and any plan."""

import datetime
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuanxin.welfare.mutual_aid.choices import OF_AMOUNTS, REFUSING, SENTENCES, Reason
from yuanxin.welfare.mutual_aid.rules.benefits import (
    NOTHING,
    Facts,
    Sums,
    Used,
    compute,
    compute_in_order,
    last_day_to_claim,
    months_after,
    used_after,
)
from yuanxin.welfare.mutual_aid.rules.columns import SCHEMA, compute_columns
from yuanxin.welfare.mutual_aid.rules.columns import months_after as months_after_by_columns
from yuanxin.welfare.mutual_aid.rules.plans import BenefitPlan, Terms, Tier
from yuanxin.welfare.mutual_aid.rules.statements import facts_of, inputs_of, reasons_of, sentence, steps_of, told

DAY = datetime.timedelta(days=1)
YEAR = (datetime.date(2016, 1, 1), datetime.date(2016, 12, 31))
ADMITTED, DISCHARGED, SUBMITTED = datetime.date(2016, 3, 1), datetime.date(2016, 3, 10), datetime.date(2016, 4, 1)


def plan(**other) -> BenefitPlan:
    """The demonstration plan of the domain (C07)."""
    values = {
        "deductible": Decimal(500), "tiers": {0: Decimal(30), 5000: Decimal(40), 20000: Decimal(50)},
        "cap": Decimal(20000), "lump": Decimal(0), "times": 0, "minimum": Decimal(10), "claim_months": 12,
        "special_points": Decimal(10),
    }  # fmt: skip
    return BenefitPlan(**values | other)


PLAN = plan()
TERMS = PLAN.terms()


def facts(total, pool=0, excluded=0, **other) -> Facts:
    """A claim in order, its bills in yuan."""
    sums = Sums(total=round(total * 100), pool=round(pool * 100), excluded=round(excluded * 100))
    stay = {"admitted_on": ADMITTED, "discharged_on": DISCHARGED, "submitted_on": SUBMITTED}
    return Facts(sums, **{**stay, "covered_from": YEAR[0], "covered_until": YEAR[1], **other})


@pytest.mark.parametrize(
    ("bills", "base", "counted", "benefit", "reasons"),
    [
        # 3.6, 互助 A, B and C.
        ({"total": 48_000, "pool": 30_000, "excluded": 3_200}, 1_480_000, 1_430_000, 522_000, ()),
        ({"total": 600, "pool": 150}, 45_000, 0, 0, (Reason.WITHIN_DEDUCTIBLE,)),
        ({"total": 150_000, "pool": 80_000, "excluded": 8_000}, 6_200_000, 6_150_000, 2_000_000, (Reason.OVER_CAP,)),
    ],
)
def test_the_vectors_of_the_domain(bills, base, counted, benefit, reasons):
    outcome = compute(TERMS, facts(**bills))
    assert (outcome.base, outcome.counted, outcome.benefit, outcome.reasons) == (base, counted, benefit, reasons)


def test_a_claim_over_its_limit_is_cut_and_the_reason_tells_both_amounts():
    claim = facts(150_000, 80_000, 8_000)
    (reason,) = reasons_of(TERMS, claim, compute(TERMS, claim))
    assert reason == {"code": "R41", "amount": "28250.00", "cap": "20000.00", "left": "20000.00", "cut": "8250.00"}


@pytest.mark.parametrize(
    ("own", "benefit", "reasons"),
    [
        (Decimal("500.00"), 0, (Reason.WITHIN_DEDUCTIBLE,)),
        # 30 per cent of 33.31 yuan are 9.993, half up 9.99; of 33.32 they are 9.996, half up 10.00.
        (Decimal("533.31"), 0, (Reason.BELOW_MINIMUM,)),
        (Decimal("533.32"), 1000, ()),
        (Decimal("533.35"), 1001, ()),
        (Decimal("5500.00"), 150_000, ()),
        (Decimal("5500.01"), 150_000, ()),
        (Decimal("5500.02"), 150_001, ()),
        (Decimal("20500.00"), 750_000, ()),
    ],
)
def test_the_edges_of_deductible_tiers_and_rounding(own, benefit, reasons):
    outcome = compute(TERMS, facts(own))
    assert (outcome.benefit, outcome.reasons) == (benefit, reasons)


def test_half_a_fen_is_rounded_up_and_only_once():
    terms = plan(deductible=Decimal(0), tiers={0: Decimal("0.5")}, minimum=Decimal(0)).terms()
    assert [compute(terms, facts(Decimal(own))).benefit for own in ("0.99", "1.00", "2.99", "3.00")] == [0, 1, 1, 2]
    # 1.05 x 0.5 x 1.1 = 0.5775 fen; rounded before the factor it would be 0.
    assert compute(terms, facts(Decimal("1.05"), special=True)).benefit == 1


def test_a_special_cause_pays_ten_points_more_and_not_above_the_limit():
    assert compute(TERMS, facts(48_000, 30_000, 3_200, special=True)).benefit == 574_200
    assert compute(TERMS, facts(150_000, 80_000, 8_000, special=True)).benefit == 2_000_000


def test_deductible_and_limit_are_those_of_the_year():
    used = Used(deductible=45_000, granted=1_900_000, times=3)
    outcome = compute(TERMS, facts(10_000, used=used))
    assert (outcome.deductible, outcome.counted, outcome.rounded) == (5_000, 995_000, 348_000)
    assert (outcome.benefit, outcome.reasons) == (100_000, (Reason.OVER_CAP,))
    full = compute(TERMS, facts(10_000, used=Used(50_000, 2_000_000, 4)))
    assert (full.benefit, full.reasons) == (0, (Reason.CAP_USED,))
    nearly = compute(TERMS, facts(10_000, used=Used(50_000, 1_999_500, 4)))
    assert (nearly.benefit, nearly.reasons) == (0, (Reason.OVER_CAP, Reason.BELOW_MINIMUM))


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"covered_from": None, "covered_until": None}, Reason.NOT_COVERED),
        ({"covered_from": ADMITTED + DAY}, Reason.NOT_COVERED),
        ({"covered_until": ADMITTED - DAY}, Reason.NOT_COVERED),
        ({"waiting_until": ADMITTED}, Reason.WAITING),
        ({"submitted_on": datetime.date(2017, 3, 11)}, Reason.LATE),
        ({"hospital_listed": False}, Reason.HOSPITAL_NOT_LISTED),
        ({"illness_listed": False}, Reason.ILLNESS_NOT_LISTED),
    ],
)
def test_what_is_refused_is_refused_with_its_code_and_uses_nothing_of_the_year(other, reason):
    claim = facts(48_000, 30_000, **other)
    outcome = compute(TERMS, claim)
    assert (outcome.benefit, outcome.reasons) == (0, (reason,))
    assert used_after(NOTHING, outcome) == NOTHING
    assert steps_of(TERMS, claim, outcome)[-1] == {"step": "benefit", "amount": "0.00"}
    assert "%" not in sentence(reasons_of(TERMS, claim, outcome)[0])


@pytest.mark.parametrize(
    "other",
    [
        {"covered_from": ADMITTED, "covered_until": ADMITTED},
        {"waiting_until": ADMITTED - DAY},
        {"waiting_until": ADMITTED, "accident": True},
        {"submitted_on": datetime.date(2017, 3, 10)},
    ],
)
def test_the_last_day_that_still_counts(other):
    assert compute(TERMS, facts(48_000, 30_000, **other)).benefit > 0


def test_a_fixed_sum_asks_for_no_bills_and_is_paid_so_often():
    terms = plan(tiers={}, lump=Decimal(5000), times=1, deductible=Decimal(0)).terms()
    first, second = (outcome for _facts, outcome in compute_in_order(terms, [facts(0), facts(0)]))
    assert (first.benefit, second.benefit, second.reasons) == (500_000, 0, (Reason.TIMES_USED,))


def test_the_months_to_claim_end_with_a_short_month():
    assert months_after(datetime.date(2015, 8, 31), 6) == datetime.date(2016, 2, 29)
    assert last_day_to_claim(TERMS, datetime.date(2016, 2, 29)) == datetime.date(2017, 2, 28)


@pytest.mark.parametrize("sums", [Sums(100, 101), Sums(100, struck=101), Sums(10**10)])
def test_what_can_be_no_bills_is_not_computed(sums):
    with pytest.raises(ValueError):
        compute(TERMS, replace(facts(1), sums=sums))
    with pytest.raises(ValueError):
        list(compute_columns([TERMS], frame_of([(0, 0, replace(facts(1), sums=sums))])))


@pytest.mark.parametrize(
    "other",
    [
        {"tiers": {}},
        {"lump": Decimal(1)},
        {"tiers": {100: Decimal(30)}},
        {"tiers": {0: Decimal(101)}},
        {"tiers": {0: Decimal("30.001")}},
        {"deductible": Decimal(-1)},
        {"cap": Decimal("0.001")},
        {"cap": Decimal(10_000_001)},
        {"special_points": Decimal(101)},
        {"claim_months": 0},
        {"times": -1},
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(other):
    with pytest.raises(ValueError):
        plan(**other)


def test_every_reason_has_its_sentence_and_every_reason_of_the_rule_its_facts():
    assert set(SENTENCES) == set(Reason)
    assert not set(REFUSING) & set(OF_AMOUNTS)


# --- for any bills, days and plans -----------------------------------------------------------------------------------

FEN = st.integers(0, 2 * 10**7)
DAYS = st.dates(datetime.date(2015, 11, 1), datetime.date(2017, 3, 31))
RATES = st.integers(0, 10_000)


@st.composite
def terms_drawn(draw) -> Terms:
    starts = sorted({0, *draw(st.lists(st.integers(1, 60_000), max_size=4))})
    tiers = tuple(Tier(start * 100, draw(RATES)) for start in starts) if draw(st.integers(0, 4)) else ()
    return Terms(
        deductible=draw(FEN) // 50,
        tiers=tiers,
        cap=draw(FEN) // 5,
        lump=0 if tiers else draw(FEN) // 10 + 1,
        times=draw(st.integers(0, 2)),
        minimum=draw(st.integers(0, 2000)),
        claim_months=draw(st.integers(1, 12)),
        factor=10_000 + draw(RATES),
    )


@st.composite
def facts_drawn(draw) -> Facts:
    total = draw(FEN)
    left, amounts = total, []
    for _deduction in Sums._fields[1:]:
        amounts.append(draw(st.integers(0, left)) if draw(st.booleans()) else 0)
        left -= amounts[-1]
    covered = draw(st.booleans())
    begin = draw(DAYS)
    return Facts(
        Sums(total, *amounts),
        admitted_on=draw(DAYS),
        discharged_on=draw(DAYS),
        submitted_on=draw(DAYS),
        covered_from=begin if covered else None,
        covered_until=begin + draw(st.integers(0, 400)) * DAY if covered else None,
        waiting_until=begin + draw(st.integers(0, 90)) * DAY if covered and draw(st.booleans()) else None,
        accident=draw(st.booleans()),
        special=draw(st.booleans()),
        hospital_listed=draw(st.integers(0, 9)) > 0,
        illness_listed=draw(st.integers(0, 9)) > 0,
    )


@st.composite
def payable(draw) -> Facts:
    """A claim that nothing refuses."""
    drawn = draw(facts_drawn())
    return replace(facts(0), sums=drawn.sums, special=drawn.special)


USED = st.builds(Used, st.integers(0, 10**6), st.integers(0, 10**7), st.integers(0, 2))


def frame_of(rows) -> pl.DataFrame:
    """Rows of (plan, account, facts) as the columns take them."""
    return pl.DataFrame(
        [
            {
                "plan": place, "account": account, **each.sums._asdict(),
                **{name: getattr(each, name) for name in SCHEMA if hasattr(each, name)},
                **{f"used_{name}": value for name, value in each.used._asdict().items()},
            }
            for place, account, each in rows
        ],
        schema=SCHEMA,
    )  # fmt: skip


@settings(max_examples=300)
@given(
    plans=st.lists(terms_drawn(), min_size=1, max_size=3),
    claims=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), facts_drawn()), max_size=25),
    used=st.lists(USED, min_size=5, max_size=5),
)
def test_columns_and_claim_by_claim_agree(plans, claims, used):
    """An account has one plan for most people; where its rule changed within the year, each claim has its own."""
    rows = [(place % len(plans), account, replace(each, used=used[account])) for place, account, each in claims]
    standing = dict(enumerate(used))
    expected = []
    for place, account, each in rows:
        outcome = compute(plans[place], replace(each, used=standing[account]))
        expected.append((standing[account], outcome))
        standing[account] = used_after(standing[account], outcome)
    assert list(compute_columns(plans, frame_of(rows))) == expected


@given(
    days=st.lists(st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31)), min_size=1),
    months=st.integers(1, 24),
)
def test_months_by_columns_end_where_months_end(days, months):
    column = pl.Series(days, dtype=pl.Date).to_numpy()
    assert months_after_by_columns(column, months).tolist() == [months_after(day, months) for day in days]


@given(terms=terms_drawn(), claim=facts_drawn(), used=USED)
def test_never_above_the_limit_never_below_the_minimum_and_never_without_a_reason(terms, claim, used):
    outcome = compute(terms, replace(claim, used=used))
    assert 0 <= outcome.benefit <= max(0, terms.cap - used.granted)
    assert outcome.benefit == 0 or outcome.benefit >= terms.minimum
    assert (outcome.benefit == outcome.rounded and outcome.benefit > 0) == (not outcome.reasons)
    assert outcome.deductible + outcome.counted <= outcome.base


@given(terms=terms_drawn(), claim=payable(), more=FEN, used=USED)
def test_a_higher_bill_never_pays_less(terms, claim, more, used):
    claim = replace(claim, used=used)
    dearer = replace(claim, sums=claim.sums._replace(total=claim.sums.total + more))
    assert compute(terms, dearer).benefit >= compute(terms, claim).benefit


@given(terms=terms_drawn(), claim=payable(), used=USED)
def test_the_steps_of_a_statement_add_up(terms, claim, used):
    claim = replace(claim, used=used)
    outcome = compute(terms, claim)
    lines = steps_of(terms, claim, outcome)
    amounts = {}
    for line in lines:
        amounts.setdefault(line["step"], []).append(Decimal(line["amount"]))
    only = {step: values[0] for step, values in amounts.items() if step != "tier"}
    deductions = ("pool", "major", "other", "excluded", "struck")
    assert only["total"] + sum(only.get(step, Decimal(0)) for step in deductions) == only["base"]
    if terms.times and used.times >= terms.times:
        assert only["benefit"] == 0
        return
    if terms.tiers:
        assert only["base"] + only["deductible"] == only["counted"]
        assert sum(amounts["tier"]) == only["sum"]
        parts = [line for line in lines if line["step"] == "tier"]
        assert sum(Decimal(line["part"]) for line in parts) == only["counted"]
        assert all(Decimal(line["part"]) * Decimal(line["rate"]) / 100 == Decimal(line["amount"]) for line in parts)
    exact = only.get("factor", only.get("sum", only.get("lump")))
    assert exact.quantize(Decimal("0.01"), ROUND_HALF_UP) == only["rounded"]
    assert only["benefit"] in (min(only["rounded"], only["limit"]), 0)


@given(terms=terms_drawn(), claim=facts_drawn(), used=USED)
def test_a_kept_calculation_can_be_made_again(terms, claim, used):
    claim = replace(claim, used=used)
    again = facts_of(inputs_of(claim))
    assert again == claim
    assert compute(terms, again) == compute(terms, claim)


@given(terms=terms_drawn(), claims=st.lists(payable(), max_size=6))
def test_the_deductible_of_a_year_is_taken_once_and_the_limit_never_passed(terms, claims):
    outcomes = [outcome for _facts, outcome in compute_in_order(terms, claims)]
    assert sum(outcome.deductible for outcome in outcomes) <= terms.deductible
    assert sum(outcome.benefit for outcome in outcomes) <= terms.cap
    assert not terms.times or sum(outcome.benefit > 0 for outcome in outcomes) <= terms.times


@given(amount=st.integers(-(10**15), 10**15), places=st.integers(0, 8))
def test_an_amount_is_told_exactly(amount, places):
    assert Decimal(told(amount, places)) == Decimal(amount).scaleb(-2 - places)
