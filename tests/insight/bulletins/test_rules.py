import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.insight.bulletins.factories import H1_2016
from yuanxin.foundation.figures.catalogue import all_figures
from yuanxin.foundation.figures.choices import Theme
from yuanxin.foundation.kernel.periods import Period, half_year
from yuanxin.insight.bulletins.rules.comparison import moved
from yuanxin.insight.bulletins.rules.packing import BrokenRows, FrozenRow, digest_of, pack, unpack
from yuanxin.insight.bulletins.rules.periods import (
    half_year_of,
    in_words,
    last_over,
    next_period,
    opening_period,
    titled,
)
from yuanxin.insight.bulletins.rules.wording import (
    BOXES,
    HEADLINES,
    SENTENCES,
    Piece,
    Sentence,
    headlines,
    pieces,
    told_sentences,
)

rows = st.lists(
    st.builds(
        FrozenRow,
        kind=st.sampled_from(["members.membership", "unions.union"]),
        number=st.integers(1, 10**9),
        key=st.one_of(st.integers(0, 10**9), st.text(max_size=5)),
        part=st.decimals(0, 10**9, places=2),
    ),
    unique_by=lambda row: (row.kind, row.number),
)


@given(rows)
def test_packed_rows_come_back_as_they_were(given_rows):
    packed = pack(given_rows)
    assert packed.rows == len(given_rows)
    assert sorted(unpack(packed.content, packed.digest), key=str) == sorted(given_rows, key=str)


@given(rows)
def test_the_order_of_rows_makes_no_difference(given_rows):
    assert pack(given_rows).digest == pack(given_rows[::-1]).digest


def test_plain_rows_take_little_room():
    counted = [FrozenRow("members.membership", number, number, Decimal(1)) for number in range(1, 100_001)]
    assert len(pack(counted).content) < 2000


def test_changed_bytes_are_told():
    one, other = (pack([FrozenRow("a.b", number, number, Decimal(1))]) for number in (1, 2))
    with pytest.raises(BrokenRows):
        unpack(other.content, one.digest)
    with pytest.raises(BrokenRows):
        unpack(b"no bytes of ours", one.digest)


def test_a_digest_tells_its_parts_apart():
    assert digest_of(b"ab", b"c") != digest_of(b"a", b"bc")


def test_rows_come_leave_and_count_otherwise():
    stay, gone, new = (FrozenRow("a.b", number, number, Decimal(1)) for number in (1, 2, 3))
    counted_twice = stay._replace(part=Decimal(2))
    found = moved([stay, gone], [counted_twice, new])
    assert (found.came, found.left, found.changed) == ((new,), (gone,), ((stay, counted_twice),))
    assert not moved([stay, gone], [gone, stay])


@pytest.mark.parametrize(
    ("last_frozen", "today", "opened"),
    [
        (None, datetime.date(2016, 7, 5), half_year(2016, 1)),
        (None, datetime.date(2016, 3, 5), half_year(2015, 2)),
        (half_year(2015, 2), datetime.date(2016, 3, 5), half_year(2015, 2)),
        (half_year(2015, 2), datetime.date(2016, 7, 1), half_year(2016, 1)),
        (half_year(2016, 1), datetime.date(2016, 7, 1), half_year(2016, 1)),
    ],
)
def test_a_page_opens_with_the_last_half_year_that_is_over(last_frozen, today, opened):
    assert opening_period(last_over(today), last_frozen) == opened


def test_a_page_opens_with_a_frozen_half_year_past_the_one_at_hand():
    assert opening_period(half_year(2016, 1), half_year(2016, 2)) == half_year(2016, 2)


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "2016年上半年"), ("en", "The first half of 2016")])
def test_a_period_is_a_title_in_words(language, title):
    with translation.override(language):
        assert titled(H1_2016) == title


def test_half_years_follow_one_another():
    assert half_year_of(datetime.date(2016, 6, 30)) == H1_2016
    assert next_period(H1_2016) == half_year(2016, 2)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (H1_2016, "2016年上半年"),
        (half_year(2016, 2), "2016年下半年"),
        (Period(datetime.date(2016, 1, 1), datetime.date(2016, 12, 31)), "2016年"),
        (Period(datetime.date(2016, 2, 1), datetime.date(2016, 2, 29)), "2016年2月"),
        (Period(datetime.date(2016, 3, 1), datetime.date(2016, 4, 30)), "2016-03-01 – 2016-04-30"),
    ],
)
def test_a_period_has_its_words(period, words):
    with translation.override("zh-hans"):
        assert in_words(period) == words


def test_a_sentence_falls_into_words_and_figures():
    sentence = Sentence(Theme.MASS, "In {period} {a.b} of {place}.")
    found = [(piece.words, piece.code) for piece in pieces(sentence, {"period": "H1", "place": "here"})]
    assert found == [("In ", ""), ("H1", ""), (" ", ""), ("", "a.b"), (" of ", ""), ("here", ""), (".", "")]
    with pytest.raises(KeyError):
        pieces(sentence, {})


def test_a_sentence_is_left_out_where_one_of_its_figures_is_not_told():
    codes = SENTENCES[0].figures
    told = dict.fromkeys(codes, Decimal(1))
    assert SENTENCES[0] in told_sentences(Theme.POLITICAL, told, district=True)
    told.pop(codes[0])
    assert SENTENCES[0] not in told_sentences(Theme.POLITICAL, told, district=True)


@pytest.mark.parametrize(
    ("value", "district", "words"),
    [(Decimal("100.00"), True, "all of them"), (Decimal("62.5"), True, ""), (Decimal(100), False, "")],
)
def test_a_figure_is_told_by_words_at_its_exact_value_and_by_its_number_otherwise(value, district, words):
    plain = Sentence(Theme.MASS, "{a.b} of them came.")
    worded = Sentence(
        Theme.MASS, "{a.b} came.", worded={"a.b": {100: "all of them"}}, of_district=True, otherwise=plain
    )
    fitting = worded.fitting({"a.b": value}, district=district)
    assert fitting is (worded if words else plain)
    assert pieces(fitting, {}, {"a.b": value})[0] == Piece(words=words, code="a.b")


def test_the_article_is_told_in_its_own_words():
    values = {"rosters.pilot_tasks": Decimal(3), "rosters.cleaning_done_rate": Decimal("100.00")}
    with translation.override("zh-hans"):
        sentences = list(told_sentences(Theme.ADVANCED, values, district=True))
        told = [piece.words for each in sentences for piece in pieces(each, {"place": "全区"}, values) if piece.code]
    assert told == ["调研、调试、数据试运行", "全区各街道、园区总工会"]


def test_every_figure_of_the_text_is_declared():
    declared = {figure.code for figure in all_figures()}
    assert {code for sentence in SENTENCES for code in sentence.figures} <= declared


def test_a_sentence_about_nothing_is_left_out():
    told = {code: Decimal(0) for sentence in SENTENCES for code in sentence.figures} | {"allowances.rate": Decimal(500)}
    assert not list(told_sentences(Theme.MASS, told, district=True))
    told["hardship.routine_households"] = Decimal(1)
    (sentence,) = told_sentences(Theme.MASS, told, district=True)
    assert "hardship.routine_amount" in sentence.figures
    assert all(set(sentence.unless_none) <= set(sentence.figures) for sentence in SENTENCES)


def test_ten_headlines_stand_in_boxes_and_others_take_the_place_of_those_not_told():
    assert headlines(HEADLINES) == list(HEADLINES[:BOXES])
    few = ["unions.women_committees", "unions.stock", "honours.advanced"]
    assert headlines(few) == ["honours.advanced", "unions.stock", "unions.women_committees"]
