import datetime
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.kernel import periods
from yuanxin.foundation.kernel.periods import Period, PeriodKind

H1 = periods.half_year(2016, 1)


def test_both_days_are_in():
    assert (H1.start, H1.end, H1.days) == (date(2016, 1, 1), date(2016, 6, 30), 182)
    assert date(2016, 6, 30) in H1
    assert date(2016, 7, 1) not in H1
    assert H1.range == (date(2016, 1, 1), date(2016, 7, 1))


def test_the_last_minute_of_the_last_day_in_shanghai_is_in():
    first, after = H1.instants
    assert first == datetime.datetime(2015, 12, 31, 16, tzinfo=datetime.UTC)
    assert after == datetime.datetime(2016, 6, 30, 16, tzinfo=datetime.UTC)


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2016, 2, 1), date(2016, 1, 31))


@pytest.mark.parametrize(
    ("period", "kind", "before", "after", "year_before"),
    [
        ("2016", "year", "2015", "2017", "2015"),
        ("2016-H1", "half_year", "2015-H2", "2016-H2", "2015-H1"),
        ("2016-Q1", "quarter", "2015-Q4", "2016-Q2", "2015-Q1"),
        ("2016-03", "month", "2016-02", "2016-04", "2015-03"),
        ("2016-02", "month", "2016-01", "2016-03", "2015-02"),
        (
            "2016-03-01..2016-04-30",
            "months",
            "2016-01-01..2016-02-29",
            "2016-05-01..2016-06-30",
            "2015-03-01..2015-04-30",
        ),
        (
            "2016-02-01..2016-04-30",
            "months",
            "2015-11-01..2016-01-31",
            "2016-05-01..2016-07-31",
            "2015-02-01..2015-04-30",
        ),
        (
            "2016-02-29..2016-03-02",
            "days",
            "2016-02-26..2016-02-28",
            "2016-03-03..2016-03-05",
            "2015-02-28..2015-03-02",
        ),
    ],
)
def test_neighbours_are_of_the_same_kind(period, kind, before, after, year_before):
    period = periods.parse(period)
    assert period.kind == PeriodKind(kind)
    assert (period.previous().code, period.next().code, period.year_before().code) == (before, after, year_before)


days = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@given(days, days)
def test_a_period_reads_its_own_code_and_touches_its_neighbours(first, second):
    period = Period(min(first, second), max(first, second))
    assert periods.parse(period.code) == period
    assert period.previous().range[1] == period.start
    assert period.next().start == period.range[1]
    assert not period.whole_months or period.previous().next() == period


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2016年上半年", "2016-H1"),
        ("2016年下半年", "2016-H2"),
        ("2016年第一季度", "2016-Q1"),
        ("2016年4季度", "2016-Q4"),
        ("2016年3月", "2016-03"),
        ("2016年12月", "2016-12"),
        ("2016年", "2016"),
        ("2016年全年", "2016"),
        ("2016h2", "2016-H2"),
        ("2016Q3", "2016-Q3"),
        (" 2016-01-01 .. 2016-06-30 ", "2016-H1"),
    ],
)
def test_usual_names_are_read(text, code):
    assert periods.parse(text).code == code


@pytest.mark.parametrize(
    "text", ["", "16", "2016-13", "2016-H3", "2016年5季度", "2016-02-30..2016-03-01", "soon", "0000"]
)
def test_other_texts_name_no_period(text):
    with pytest.raises(ValueError):
        periods.parse(text)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("2016", "2016年"),
        ("2016-H1", "2016年上半年"),
        ("2016-H2", "2016年下半年"),
        ("2016-Q2", "2016年第2季度"),
        ("2016-03", "2016年3月"),
        ("2016-03-01..2016-04-30", "2016年3月至4月"),
        ("2016-01-01..2016-03-15", "2016年1月1日至2016年3月15日"),
        ("2016-05-06..2016-05-06", "2016年5月6日"),
        ("2015-12-01..2016-01-31", "2015年12月1日至2016年1月31日"),
    ],
)
def test_names_in_chinese(code, name):
    with translation.override("zh-hans"):
        assert periods.parse(code).name == name


def test_months_of_a_period_are_whole():
    assert [month.code for month in periods.parse("2015-12-15..2016-02-01").months()] == [
        "2015-12",
        "2016-01",
        "2016-02",
    ]


def test_periods_that_hold_a_day():
    assert periods.half_year_of(date(2016, 6, 30)).code == "2016-H1"
    assert periods.half_year_of(date(2016, 7, 1)).code == "2016-H2"
    assert periods.month_of(date(2016, 2, 29)).code == "2016-02"


def test_parts_that_a_year_does_not_have_are_refused():
    for make in (lambda: periods.half_year(2016, 3), lambda: periods.quarter(2016, 0), lambda: periods.month(2016, 13)):
        with pytest.raises(ValueError, match="parts"):
            make()


def test_age_of_who_was_born_on_a_leap_day():
    born = date(1996, 2, 29)
    assert periods.age_on(born, date(2016, 2, 28)) == 19
    assert periods.age_on(born, date(2016, 2, 29)) == 20
    assert periods.age_on(born, date(2017, 2, 28)) == 20
    assert periods.age_on(born, date(2017, 3, 1)) == 21
