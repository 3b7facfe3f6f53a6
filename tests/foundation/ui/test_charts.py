"""Charts: axes from zero, round ends, nothing lost between picture and table."""

import doctest
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.figures.catalogue import all_figures
from yuanxin.foundation.ui import measure_words
from yuanxin.foundation.ui.charts import Bar, Series, Tile, bars, lines, scales, sparkline, tiles
from yuanxin.foundation.ui.charts.drawings import name_lines
from yuanxin.foundation.ui.charts.scales import round_top, shade_of, tick_values
from yuanxin.foundation.ui.templatetags.ui import change, figure_parts


def test_the_examples_in_the_words_hold():
    assert doctest.testmod(scales).failed == 0


@given(st.floats(min_value=0.001, max_value=1e12))
def test_an_axis_ends_above_the_highest_value_but_not_far_above(highest):
    top = round_top(highest)
    assert highest * 0.99999 <= top <= highest * 4.1
    assert tick_values(top)[0] == 0
    assert tick_values(top)[-1] == pytest.approx(top)


def test_bars_are_measured_from_zero_and_told_in_their_table():
    drawn = bars("新建工会", [Bar("北山", 5, url="/a/"), Bar("西溪", 20, before=10)], unit="家", compared="上期")
    assert 'width="25.00%"' in drawn
    assert 'width="100.00%"' in drawn
    assert 'width="50.00%"' in drawn
    assert '<a href="/a/">北山</a>' in drawn
    assert "上期" in drawn


def test_bars_of_nothing_are_empty_and_not_broken():
    assert 'width="0.00%"' in bars("x", [Bar("a", 0)])
    assert "chart-none" in bars("x", [])


def test_a_line_is_broken_where_there_is_no_reading():
    drawn = lines(
        "会员", ["1月", "2月", "3月", "4月"], [Series("会员", [1000, None, 1200, Decimal("1300.5")])], unit="人"
    )
    path = drawn.split('<path class="line" d="')[1].split('"')[0]
    assert path.count("M") == 2
    assert path.count("L") == 1
    assert '<td class="number">—</td>' in drawn
    assert "1,300.5" in drawn


def test_long_values_stand_within_the_picture_and_short_above_their_marks():
    drawn = lines("支出", ["1月", "2月", "3月"], [Series("支出", [180085.98, 896212.87, 2154644.34])], unit="元")
    anchors = [part.split('"')[0] for part in drawn.split('<text class="value ')[1:]]
    assert anchors == ["start", "middle", "end"]
    assert "215.46万</text>" in drawn
    assert "2,154,644.34</td>" in drawn, "the table tells all of it"
    assert 'class="value end"' not in lines("建会", ["1月", "2月"], [Series("建会", [21, 58])])


def test_a_sparkline_needs_two_values():
    assert sparkline([5]) == ""
    assert sparkline([3, 3, 3]).count("L") == 2
    assert "NaN" not in sparkline([None, 4, None])


def test_tiles_stand_where_the_streets_lie_and_others_find_a_place_below():
    drawn = tiles(
        "会员", [Tile("三墩镇", 62, column=1, row=0), Tile("区直属", 4), Tile("双浦镇", None, column=0, row=1)]
    )
    assert drawn.count('class="tile shade-') == 3
    places = [part.split('"')[0] for part in drawn.split('<rect x="')[1:]]
    assert places == ["104", "0", "0"]
    assert drawn.count("<tr>") == 3


def test_a_long_name_stands_on_two_lines_whole():
    assert "".join(part for _line, part in name_lines("文三街电子信息街区")) == "文三街电子信息街区"
    assert len(name_lines("文三街电子信息街区")) == 2
    assert len(name_lines("三墩镇")) == 1


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_the_highest_value_has_the_darkest_shade(values):
    shades = [shade_of(value, values) for value in values]
    assert all(0 <= shade <= 4 for shade in shades)
    if max(values):
        assert shade_of(max(values), values) == 4


@pytest.mark.parametrize(
    ("printed", "number", "word"),
    [
        ("3000余名", "3000余", "名"),
        ("192家", "192", "家"),
        ("十余万元", "十余万", "元"),
        ("4.32万元", "4.32万", "元"),
        ("近500名", "近500", "名"),
        ("98.5%", "98.5%", "人"),
        ("117259", "117259", "人"),
        ("−3", "−3", "人"),
    ],
)
def test_a_printed_figure_is_set_with_its_measure_word_small(printed, number, word):
    assert figure_parts(printed, "人") == (number, word)


@pytest.mark.parametrize(
    ("language", "told"), [("zh-hans", ("143", "户")), ("en", ("143", "households"))], ids=["Chinese", "English"]
)
def test_measure_words_stand_in_the_readers_language(language, told):
    with translation.override(language):
        assert figure_parts("143户", "户") == told
        assert figure_parts("143", "户") == told
        assert told[1] in bars("x", [Bar("a", 1)], unit="户")


def test_every_measure_word_of_a_figure_has_its_english():
    assert {figure.unit for figure in all_figures()} <= {"%", *measure_words.WORDS}


def test_a_change_is_brief_in_a_box_and_exact_where_figures_are_compared():
    assert "+1,235" in change("1234.56")
    assert "+1,234.56" in change("1234.56", exact=True)
    assert "−263,615.8" in change("-263615.80", exact=True)
