"""The records of a demonstration come to the facts of its file, whatever numbers it holds."""

import datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.demo import factories
from tests.demo.factories import facts_of
from tests.golden.coming import COMING, WORDED
from yuanxin.demo import spec
from yuanxin.demo.departments import served_figures
from yuanxin.demo.spec import BadFacts, Facts
from yuanxin.foundation.figures.catalogue import all_figures
from yuanxin.foundation.figures.queries import exported_rows, measure, measure_all
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.payments.choices import BatchState, Outcome
from yuanxin.foundation.payments.models import Batch
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import topmost_union

MOST = 2500  # 1.2 times as many members are needed


def build(facts: Facts, **options: Any) -> tuple[Union, Period]:
    """The topmost union of a district built from the facts, and their period."""
    factories.build(facts, **options)
    union = topmost_union()
    assert union is not None
    return union, Period(facts.begins_on, facts.ends_on)


def declared() -> set[str]:
    return {figure.code for figure in all_figures()}


def assert_comes_to(facts: Facts, union: Union, period: Period) -> int:
    """Compare every served fact; the number of facts compared."""
    served = [fact for fact in facts.facts if fact.figure in served_figures()]
    for fact in served:
        measured = measure(fact.figure, union, period)
        assert measured.value == fact.value, fact
        if fact.text and fact.id not in WORDED:
            assert measured.text == fact.text, fact
    return len(served)


def test_the_shipped_file_at_full_size(db):
    facts = spec.read(spec.SHIPPED)
    union, period = build(facts, members=None)
    assert assert_comes_to(facts, union, period) == len(facts.facts) - len(COMING)
    assert measure("members.stock", union, period).value > facts.get("mutual_aid.enrolments").value
    assert 1800 < measure("unions.stock", union, period).value < 2000
    sent, submitted = Batch.objects.order_by("pk")
    assert (sent.state, submitted.state) == (BatchState.SENT, BatchState.SUBMITTED)
    assert sent.lines.filter(outcome=Outcome.AWAITED).count() == sent.payments.count() > 0


@pytest.mark.parametrize(
    "values",
    [
        {"unions__new": 0, "unions__employers_newly_covered": 0, "members__joined": 0},
        {"unions__new": 0, "unions__employers_newly_covered": 129, "members__joined": 1},
        {"unions__new": 1, "unions__employers_newly_covered": 0, "members__joined": MOST},
        {"unions__new": 1, "unions__employers_newly_covered": 1, "members__joined": 17},
        {"unions__new": 1, "unions__employers_newly_covered": MOST, "members__joined": 17},
        {"unions__new": 57, "unions__employers_newly_covered": 3, "members__joined": 999},
        {"unions__new": 57, "unions__employers_newly_covered": 58, "members__joined": 1000},
        {"unions__new": 400, "unions__employers_newly_covered": 0, "members__joined": 1001},
        {"unions__new": MOST, "unions__employers_newly_covered": MOST, "members__joined": MOST},
    ],
)
def test_numbers_at_the_edges(db, values):
    facts = facts_of(**values)
    assert assert_comes_to(facts, *build(facts, only=())) == 3


@pytest.mark.parametrize("rate", ["0", "100", "62.5", "33.33", "66.67", "6.67", "93.33", "7.69", "14.29"])
def test_rates_that_the_streets_can_come_to(db, rate):
    facts = facts_of(rosters__cleaning_done_rate=Decimal(rate), rosters__pilot_tasks=len(rate) % 4)
    union, period = build(facts, only=("rosters",))
    assert assert_comes_to(facts, union, period) == 2
    rows = list(exported_rows("rosters.cleaning_done_rate", union, period))
    confirmed = sum(row.part for row in rows)
    assert (Decimal(100) * confirmed / len(rows)).quantize(Decimal("0.01")) == Decimal(rate).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"rosters__cleaning_done_rate": "99.5"}, "93.33、100"),
        ({"rosters__cleaning_done_rate": "33.3"}, "30.77、33.33"),
        ({"rosters__cleaning_done_rate": "100.01"}, "100"),
        ({"rosters__cleaning_done_rate": "-1"}, "0"),
        ({"rosters__pilot_tasks": "4"}, "0"),
        ({"rosters__pilot_tasks": "2.5"}, "2.5"),
    ],
)
def test_a_number_that_no_records_come_to_is_refused_with_the_nearest_that_can_be_told(db, values, told):
    with pytest.raises(BadFacts, match="rosters") as refused:
        build(facts_of(**{name: Decimal(value) for name, value in values.items()}), only=("rosters",))
    assert told in str(refused.value)


@pytest.mark.parametrize("seed", range(6))
def test_any_other_numbers_in_any_period(db, seed):
    draw = Random(seed)  # noqa: S311 - drawn numbers, no secrets
    begin = datetime.date(2016, 1, 1) + datetime.timedelta(days=draw.randint(0, 300))
    end = begin + datetime.timedelta(days=draw.choice([0, 1, 30, 90, 120]))
    facts = facts_of(
        period=(begin, end),
        unions__new=draw.randint(0, 80),
        unions__employers_newly_covered=draw.randint(0, 300),
        members__joined=draw.randint(0, 2000),
    )
    assert assert_comes_to(facts, *build(facts, seed=seed, only=())) == 3


def test_every_figure_comes_again_from_the_rows_behind_it(db):
    facts = facts_of(unions__new=5, unions__employers_newly_covered=31, members__joined=140)
    union, period = build(facts)
    for place in (union, *Union.objects.filter(parent=union).order_by("path")[:3]):
        for code, measured in measure_all(place, period).items():
            rows = list(exported_rows(code, place, period))
            assert len(rows) == measured.rows, code
            assert Decimal(measured.figure.measure.recomputed(rows)) == measured.value, code


def test_the_streets_add_up_to_the_district(db):
    facts = facts_of(unions__new=12, unions__employers_newly_covered=60, members__joined=200)
    union, period = build(facts, only=())
    below = Union.objects.filter(parent=union)
    for fact in facts.facts:
        assert sum(measure(fact.figure, place, period).value for place in below) == fact.value


def test_each_fact_is_served_or_still_to_come():
    served = {fact.id for fact in spec.read(spec.SHIPPED).facts if fact.figure in served_figures()}
    everything = {fact.id for fact in spec.read(spec.SHIPPED).facts}
    assert served | COMING == everything, "neither served nor listed, or listed and no fact"
    assert not served & COMING, "served: take them out of coming.py"


def test_a_declared_figure_has_its_records_in_the_demonstration():
    wanted = {fact.figure for fact in spec.read(spec.SHIPPED).facts} & declared()
    assert wanted == wanted & served_figures(), "declared, but no department of the demonstration serves it"
    assert served_figures() <= declared(), "served by the demonstration, but not declared"
