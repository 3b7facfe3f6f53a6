"""What is invented passes the checks that real records pass."""

import datetime
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.demo.departments.organisation.writing import credit_code
from yuanxin.demo.invention.days import draw_day, share_out, years_before
from yuanxin.demo.invention.employers import Firms
from yuanxin.demo.invention.people import FEMALE, MALE, Names, draw_birth
from yuanxin.demo.invention.places import XIHU, places_of
from yuanxin.foundation.kernel.names import normalised_names
from yuanxin.foundation.kernel.numbers import check_credit_codes


def stream_of(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - invented people, no secrets


def test_the_streets_and_towns_of_xihu_are_those_of_the_list_of_2015():
    listed = {
        "002": "北山街道", "004": "西溪街道", "005": "翠苑街道", "007": "古荡街道", "008": "西湖街道",
        "009": "留下街道", "010": "转塘街道", "011": "蒋村街道", "012": "灵隐街道", "013": "文新街道",
        "109": "三墩镇", "110": "双浦镇",
    }  # fmt: skip
    assert {place.code: place.name for place in places_of(XIHU) if place.kind == "street"} == listed
    parks = {place.code for place in places_of(XIHU) if place.kind == "park"}
    assert parks
    assert all(code.startswith("9") for code in parks), "a park is no division and has a code of our own"


@given(st.integers(0, 10**6), st.integers(0, 500), st.integers(1, 60), st.integers(0, 4))
def test_shares_add_up_and_none_is_below_the_least(seed, total, parts, least):
    total += least * parts
    shares = share_out(stream_of(seed), total, parts, least=least)
    assert sum(shares) == total
    assert len(shares) == parts
    assert min(shares) >= least


@pytest.mark.parametrize(("total", "parts", "least"), [(3, 2, 2), (1, 0, 0)])
def test_what_cannot_be_shared_is_refused(total, parts, least):
    with pytest.raises(ValueError, match="cannot be shared"):
        share_out(stream_of(1), total, parts, least=least)


@given(st.integers(0, 10**6), st.dates(datetime.date(1990, 1, 1), datetime.date(2020, 1, 1)), st.integers(0, 3))
def test_days_stay_within_their_bounds(seed, first, length):
    last = first + datetime.timedelta(days=length)
    assert first <= draw_day(stream_of(seed), first, last) <= last


def test_a_leap_day_years_earlier_is_the_last_of_february():
    assert years_before(datetime.date(2016, 2, 29), 1) == datetime.date(2015, 2, 28)


def test_names_are_names_and_mostly_differ():
    names = Names(stream_of(1))
    drawn = [names.draw(sex, year) for sex in (MALE, FEMALE) for year in (1955, 1975, 1990, 2001) for _ in range(500)]
    assert normalised_names(pl.Series(drawn)).filter(~pl.col("valid")).is_empty()
    assert len(set(drawn)) > 2000


@given(st.integers(0, 10**6))
def test_everyone_joins_at_a_working_age(seed):
    joined_on = datetime.date(2016, 6, 30)
    born = draw_birth(stream_of(seed), joined_on)
    assert 18 <= (joined_on - born.day).days / 365.2425 <= 58.1


def test_employers_have_names_of_their_own():
    firms = Firms(stream_of(1))
    drawn = [firms.draw("三墩镇").name for _ in range(6000)]
    assert len(set(drawn)) == 6000


def test_credit_codes_pass_both_checks():
    codes = [
        credit_code(kind, XIHU, series, number)
        for kind in ("91", "11", "81")
        for series in ("MA2", "MC0")
        for number in range(400)
    ]
    checked = check_credit_codes(pl.Series(codes))
    assert checked["error"].is_null().all()
    assert checked["warning"].is_null().all()
    assert len(set(codes)) == len(codes)


def test_the_district_has_its_real_streets_and_towns():
    names = [place.name for place in places_of(XIHU) if place.kind == "street"]
    streets = "北山 西溪 翠苑 古荡 西湖 留下 转塘 蒋村 灵隐 文新"
    assert names == [*(f"{street}街道" for street in streets.split(" ")), "三墩镇", "双浦镇"]


def test_another_district_gets_invented_ones():
    places = places_of("110105")
    assert len({place.code for place in places}) == len(places) == 13
