"""What the allowance comes to."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.finance.allowances.rules import AllowanceRate, computed, counted_on


@pytest.mark.parametrize(
    ("heads", "rate", "amount"),
    [
        (6013, "500", "3006500.00"),
        (0, "500", "0.00"),
        (1, "0", "0.00"),
        (3, "512.335", "1537.01"),
        (1, "0.005", "0.01"),
        (1, "0.0049", "0.00"),
        (7, "333.3333", "2333.33"),
    ],
)
def test_heads_times_rate_half_up_to_the_fen(heads, rate, amount):
    assert computed(heads, Decimal(rate)) == Decimal(amount)


def test_there_are_no_fewer_than_no_heads():
    with pytest.raises(ValueError, match="heads"):
        computed(-1, Decimal(500))


@given(
    heads=st.integers(0, 100_000),
    rate=st.decimals(0, 10_000, places=4, allow_nan=False),
)
def test_the_amount_never_departs_by_more_than_half_a_fen(heads, rate):
    amount = computed(heads, rate)
    assert abs(amount - heads * rate) <= Decimal("0.005")
    assert amount == amount.quantize(Decimal("0.01"))


@given(st.lists(st.integers(0, 500), max_size=40), st.integers(0, 2000))
def test_units_of_a_whole_rate_add_up_to_all_heads_times_rate(heads, rate):
    assert sum((computed(each, Decimal(rate)) for each in heads), Decimal(0)) == computed(sum(heads), Decimal(rate))


@given(st.integers(2000, 2100), st.dates(datetime.date(1999, 1, 1), datetime.date(2102, 12, 31)))
def test_an_allowance_counts_in_its_own_year_on_the_nearest_day(year, settled_on):
    day = counted_on(year, settled_on)
    assert day.year == year
    assert settled_on.year != year or day == settled_on


@pytest.mark.parametrize("rate", ["-1", "500.00001"])
def test_a_rate_is_neither_negative_nor_finer_than_it_is_kept(rate):
    with pytest.raises(ValueError):
        AllowanceRate(rate=Decimal(rate), headcount_allowed=False)
