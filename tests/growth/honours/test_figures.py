"""F12, F62 and F64 to F70, and guard 8: a withdrawn honour counts until the day before it was withdrawn."""

import datetime

import pytest

from tests.foundation.unions.factories import UnionFactory
from tests.growth.honours.factories import HonourFactory, shipped
from tests.organisation.members.factories import PersonFactory
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.kernel.periods import Period, half_year
from yuanxin.growth.honours.choices import Withdrawal
from yuanxin.growth.honours.services import withdraw_honour

H1 = half_year(2016, 1)
H2 = half_year(2016, 2)
TODAY = datetime.date(2016, 12, 31)


def value(code, union, period=H1):
    found = measure(code, union, period)
    rows = list(exported_rows(code, union, period))
    assert found.value == found.figure.measure.recomputed(rows)
    return found.value


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("honours.most_beautiful_xihu", "most_beautiful_xihu"),
        ("honours.most_beautiful_workers", "most_beautiful_workers"),
        ("honours.city_model_workers", "city_model_worker"),
        ("honours.city_may_day_medals", "city_may_day_medal"),
        ("honours.city_model_collectives", "city_model_collective"),
        ("honours.provincial_may_day_certificates", "provincial_may_day_certificate"),
    ],
)
def test_awards_of_a_title_count_in_the_period_of_their_day(district, grassroots, code, title):
    for number, day in enumerate(("2015-12-31", "2016-01-01", "2016-06-30", "2016-07-01")):
        HonourFactory(
            union=grassroots,
            title=shipped(title),
            holder_name=f"甲{number}",
            awarded_on=datetime.date.fromisoformat(day),
        )
    HonourFactory(union=grassroots, title=shipped("district_model_worker"))
    assert (value(code, district), value(code, grassroots), value(code, district, H2)) == (2, 2, 1)
    assert value(code, UnionFactory(parent=district)) == 0


def test_a_withdrawn_honour_counts_until_the_day_before(officer, district):
    honour = HonourFactory(union=district, title=shipped("city_model_worker"), awarded_on=datetime.date(2016, 3, 1))
    withdraw_honour(
        actor=officer, honour=honour, today=TODAY, version=1, reason="违纪", withdrawn_on=datetime.date(2016, 5, 15)
    )
    until = {day: value("honours.city_model_workers", district, Period(H1.start, datetime.date(2016, 5, day)))
             for day in (14, 15)}  # fmt: skip
    assert until == {14: 1, 15: 0}
    assert value("honours.advanced", district, Period(H1.start, datetime.date(2016, 5, 14))) == 1
    later = HonourFactory(union=district, title=shipped("city_may_day_medal"), awarded_on=datetime.date(2016, 3, 1))
    withdraw_honour(
        actor=officer, honour=later, today=TODAY, version=1, reason="违纪", withdrawn_on=datetime.date(2016, 7, 1)
    )
    assert value("honours.city_may_day_medals", district) == 1, "withdrawn after the half-year, which stays as it was"


def test_an_award_entered_by_mistake_never_counts(officer, district):
    honour = HonourFactory(union=district, title=shipped("city_model_worker"), awarded_on=datetime.date(2016, 3, 1))
    withdraw_honour(actor=officer, honour=honour, today=TODAY, version=1, reason="重复录入")
    assert value("honours.city_model_workers", district, Period(H1.start, datetime.date(2016, 3, 1))) == 0


def test_whoever_has_both_titles_counts_once_among_the_most_beautiful(district, grassroots):
    person = PersonFactory(union=grassroots)
    for title in ("most_beautiful_xihu", "most_beautiful_workers"):
        HonourFactory(union=grassroots, title=shipped(title), person=person)
        HonourFactory(union=grassroots, title=shipped(title), holder_name="无卡号者")
    HonourFactory(union=grassroots, title=shipped("most_beautiful_workers"), person=PersonFactory(union=grassroots))
    assert value("honours.most_beautiful_xihu", district) + value("honours.most_beautiful_workers", district) == 5
    assert value("honours.most_beautiful", district) == 3


def test_advanced_is_the_number_of_awards_of_its_four_titles(district):
    for title in ("city_model_worker", "city_may_day_medal", "city_model_collective", "provincial_may_day_certificate"):
        HonourFactory(union=district, title=shipped(title))
    assert value("honours.advanced", district) == 4
    assert measure("honours.advanced", district, H1).text == "4个"


def test_the_run_of_finance_awards_is_that_of_the_district_itself(officer, district, street):
    title = shipped("national_finance_award")
    assert measure("honours.finance_award_run", district, H1).text == "连续零年"
    for year in (2011, 2014, 2015):
        last = HonourFactory(
            union=district, title=title, holder_union=district, holder_name=district.name, year=year,
            awarded_on=datetime.date(year + 1, 3, 1),
        )  # fmt: skip
        HonourFactory(
            union=street, title=title, holder_union=street, holder_name=street.name, year=year - 1,
            awarded_on=datetime.date(year, 3, 1),
        )  # fmt: skip
    assert value("honours.finance_award_run", district) == 2
    assert measure("honours.finance_award_run", district, H1).text == "连续两年"
    withdraw_honour(
        actor=officer, honour=last, today=TODAY, version=1, reason="复核取消", withdrawn_on=datetime.date(2016, 6, 30)
    )
    assert value("honours.finance_award_run", district) == 0, "nothing for 2015 breaks the run to last year"
    assert value("honours.finance_award_run", district, Period(H1.start, datetime.date(2016, 6, 29))) == 2


def test_withdrawals_that_never_were_honours_are_no_honours_of_any_day(district):
    twice = HonourFactory(union=district, withdrawn_on=datetime.date(2016, 5, 1), withdrawal=Withdrawal.MERGED)
    assert not type(twice).objects.held_on(datetime.date(2016, 5, 1)).exists()
    assert not type(twice).objects.lived().exists()
