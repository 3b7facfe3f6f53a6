from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.kernel.printing import leading_unit, number_in_characters, printed


@pytest.mark.parametrize(
    ("value", "pattern", "unit", "text"),
    [
        (3026, "{n}余名", 1000, "3000余名"),
        (13526, "{n}余名", 100, "13500余名"),
        (1326, "{n}余人", 100, "1300余人"),
        (1040, "{n}余人次", 1000, "1000余人次"),
        (12, "{n}余场", 10, "10余场"),
        (108, "{n}余对", 100, "100余对"),
        (38, "近{n}名", 10, "近40名"),
        (21, "{n}家", None, "21家"),
        (86627, "{n}人次", None, "86627人次"),
        (43200, "{n}万元", None, "4.32万元"),
        (Decimal("1075500.00"), "{n}万元", None, "107.55万元"),
        (106800, "十余万元", None, "十余万元"),
        (3006500, "{n}余万元", 1000000, "300余万元"),
        (Decimal("594380.50"), "{n}万余元", None, "59万余元"),
        (500, "每人每年{n}元", None, "每人每年500元"),
        (2, "连续{h}年", None, "连续两年"),
        (12, "连续{h}年", None, "连续十二年"),
        (2, "排名第{h}", None, "排名第二"),
        (250000000, "{n}亿元", None, "2.5亿元"),
    ],
)
def test_the_articles_patterns(value, pattern, unit, text):
    assert printed(value, pattern, unit=unit) == text


@pytest.mark.parametrize(
    ("value", "pattern", "unit", "text"),
    [
        (3000, "{n}余名", 1000, "3000名"),
        (26, "{n}余名", 1000, "26名"),
        (0, "{n}余名", 1000, "0名"),
        (-3, "{n}余名", 1000, "-3名"),
        (40, "近{n}名", 10, "40名"),
        (0, "近{n}名", 10, "0名"),
        (100000, "十余万元", None, "10万元"),
        (200000, "十余万元", None, "20万元"),
        (235000, "十余万元", None, "23.5万元"),
        (99, "十余万元", None, "99元"),
        (0, "十余万元", None, "0元"),
        (8000, "{n}余万元", 1000000, "8000元"),
        (590000, "{n}万余元", None, "59万元"),
        (Decimal("0.50"), "{n}余元", 10, "0.5元"),
    ],
)
def test_what_does_not_fit_its_pattern_is_printed_exactly(value, pattern, unit, text):
    assert printed(value, pattern, unit=unit) == text


@given(value=st.integers(-(10**7), 10**9), unit=st.sampled_from([None, 1, 10, 100, 1000, 10**6]))
def test_more_than_and_nearly_are_always_true_and_never_of_nothing(value, unit):
    more = printed(value, "{n}余名", unit=unit)
    assert not more.startswith("0余")
    if "余" in more:
        assert 0 < int(more.removesuffix("余名")) < value
    else:
        assert more == f"{value}名"
    nearly = printed(value, "近{n}名", unit=unit)
    assert nearly == f"{value}名" or value < int(nearly.removeprefix("近").removesuffix("名"))


def test_without_a_unit_the_leading_digit_stays():
    assert printed(3026, "{n}余名") == "3000余名"
    assert printed(38, "近{n}名") == "近40名"
    assert [leading_unit(value) for value in (3026, 38, 7, 0)] == [1000, 10, 1, 1]


def test_a_pattern_without_a_number_is_refused():
    with pytest.raises(ValueError, match="has no"):
        printed(3, "名列前茅")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (1, "一"),
        (2, "两"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (9999, "九千九百九十九"),
    ],
)
def test_numbers_in_characters(number, words):
    assert number_in_characters(number) == words


def test_numbers_too_large_for_characters_are_refused():
    with pytest.raises(ValueError, match="characters"):
        number_in_characters(10000)
    assert printed(12345, "连续{h}年") == "连续12345年"
