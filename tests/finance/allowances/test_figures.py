"""The figures F72–F74 and how they are printed."""

import datetime
from decimal import Decimal
from random import Random

import pytest

from tests.finance.allowances.factories import AllowanceFactory, CallFactory
from tests.foundation.unions.factories import UnionFactory
from yuanxin.finance.allowances.choices import AllowanceState
from yuanxin.finance.allowances.models import StaffAllowance
from yuanxin.finance.allowances.rules import RATE, computed, counted_on
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.policies.services import open_policy

H1 = half_year(2016, 1)
CODES = ("allowances.staff", "allowances.rate", "allowances.amount")


def told(union, period=H1):
    return {code: measure(code, union, period) for code in CODES}


def test_the_numbers_of_the_article(call, street, district):
    units = [UnionFactory(parent=street) for _each in range(3)]
    for unit, heads in zip(units, (3000, 3000, 13), strict=True):
        AllowanceFactory(union=unit, call=call, state=AllowanceState.GRANTED, headcount=heads)
    found = told(district)
    assert [each.value for each in found.values()] == [6013, 500, Decimal("3006500.00")]
    assert [each.text for each in found.values()] == ["6000余名", "每人每年500元", "300余万元"]


def test_what_is_not_settled_does_not_count_and_what_is_settled_counts_in_its_own_year(call, street, district):
    for state in AllowanceState:
        AllowanceFactory(union=UnionFactory(parent=street), call=call, state=state, headcount=10)
    assert told(district)["allowances.staff"].value == 30
    late = AllowanceFactory(union=UnionFactory(parent=street), call=call, state=AllowanceState.APPROVED, headcount=7)
    day = counted_on(2016, datetime.date(2017, 1, 9))
    StaffAllowance.objects.filter(pk=late.pk).update(approved_on=datetime.date(2017, 1, 9), counts_on=day)
    assert told(district)["allowances.staff"].value == 37
    assert told(district, half_year(2017, 1))["allowances.staff"].value == 0


def test_a_rate_changed_on_the_first_of_july_leaves_june_as_it_was(call, street, district):
    """Guard 11."""
    AllowanceFactory(union=UnionFactory(parent=street), call=call, state=AllowanceState.APPROVED, headcount=2)
    open_policy(
        actor=Actor.system("tests"),
        code=RATE,
        begins_on=datetime.date(2016, 7, 1),
        parameters={"rate": "512.5", "headcount_allowed": True},
    )
    assert told(district)["allowances.rate"].value == 500
    later = told(district, half_year(2016, 2))
    assert later["allowances.rate"].text == "每人每年512.5元"
    assert later["allowances.amount"].value == Decimal(1000)


@pytest.mark.parametrize("seed", range(8))
def test_every_figure_comes_again_from_its_rows(district, street, seed):
    draw = Random(seed)  # noqa: S311 - drawn numbers, no secrets
    heads = [draw.randint(0, 900) for _unit in range(draw.randint(1, 6))]
    rate = Decimal(draw.randint(0, 20_000_000)) / 10_000
    call = CallFactory(union=district, rate=rate)
    for number in heads:
        AllowanceFactory(union=UnionFactory(parent=street), call=call, state=AllowanceState.APPROVED, headcount=number)
    found = told(district)
    assert found["allowances.staff"].value == sum(heads)
    assert found["allowances.amount"].value == sum(computed(number, rate) for number in heads)
    for code, each in found.items():
        rows = list(exported_rows(code, district, H1))
        assert Decimal(each.figure.measure.recomputed(rows)) == each.value
