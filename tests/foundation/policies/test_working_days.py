import datetime
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yuanxin.foundation.kernel import periods
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.queries import add_working_days, is_working_day, missing_calendar, working_days
from yuanxin.foundation.policies.services import PolicyRefused, open_policy

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_a_public_notice_of_five_working_days_over_may_day():
    assert add_working_days(date(2016, 4, 28), 5) == date(2016, 5, 6)


def test_fifteen_days_of_a_contract_count_every_day_after_the_one_it_came_in():
    received = date(2016, 3, 10)
    last = received + 15 * DAY
    assert (last, last + DAY) == (date(2016, 3, 25), date(2016, 3, 26))


def test_no_days_lead_nowhere():
    assert add_working_days(date(2016, 5, 1), 0) == date(2016, 5, 1)
    with pytest.raises(ValueError, match="no -1 days"):
        add_working_days(date(2016, 5, 1), -1)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2016, 1, 1), False),
        (date(2016, 2, 6), True),
        (date(2016, 2, 7), False),
        (date(2016, 2, 12), False),
        (date(2016, 2, 14), True),
        (date(2016, 2, 15), True),
        (date(2016, 4, 4), False),
        (date(2016, 5, 2), False),
        (date(2016, 6, 10), False),
        (date(2016, 6, 12), True),
        (date(2016, 9, 18), True),
        (date(2016, 10, 7), False),
        (date(2016, 10, 8), True),
        (date(2016, 10, 9), True),
        (date(2018, 12, 31), False),
        (date(2015, 9, 3), False),
        (date(2020, 1, 31), False),
    ],
)
def test_days_of_the_notices(day, works):
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("year", "count"),
    [
        (2014, 250), (2015, 249), (2016, 250), (2017, 249), (2018, 250), (2019, 250), (2020, 249), (2021, 250),
        (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248),
    ],
)  # fmt: skip
def test_working_days_of_a_year(year, count):
    assert working_days(periods.year(year)) == count


def test_the_half_year_of_the_article():
    assert working_days(periods.half_year(2016, 1)) == 123


@settings(max_examples=20)
@given(start=st.dates(date(2014, 1, 1), date(2026, 6, 30)), count=st.integers(1, 60))
def test_a_limit_ends_on_a_working_day_and_holds_as_many_as_it_says(start, count):
    end = add_working_days(start, count)
    assert is_working_day(end)
    assert working_days(periods.Period(start + DAY, end)) == count


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2013, 12, 31), True),
        (date(2027, 1, 1), False),
        (date(2027, 1, 2), False),
        (date(2027, 1, 4), True),
        (date(2027, 5, 3), True),
        (date(2027, 10, 1), False),
        (date(2027, 10, 4), True),
    ],
)
def test_a_year_nobody_entered_counts_monday_to_friday_without_the_holidays_of_fixed_days(day, works):
    assert is_working_day(day) is works


def test_a_limit_that_runs_into_such_a_year_is_counted():
    assert add_working_days(date(2026, 12, 28), 5) == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2026, 10, 31), None), (date(2026, 11, 1), 2027), (date(2027, 2, 1), 2027), (date(2016, 12, 1), None)],
)
def test_the_notice_of_a_year_is_asked_for_from_november_on(today, year):
    assert missing_calendar(today) == year


def enter(begins_on: date, ends_on: date | None, days: tuple[str, ...]) -> Policy:
    parameters = {"days_off": list(days), "working_weekends": []}
    return open_policy(
        actor=Actor.system("tests"), code="cal.holidays", begins_on=begins_on, ends_on=ends_on, parameters=parameters
    )


def test_a_notice_that_was_entered_is_asked_for_no_longer(district):
    enter(date(2027, 1, 1), date(2028, 1, 1), ("2027-01-01",))
    assert missing_calendar(date(2026, 12, 1)) is None
    assert missing_calendar(date(2027, 12, 1)) == 2028


@pytest.mark.parametrize(
    ("ends_on", "days"),
    [(None, ("2027-01-01",)), (date(2028, 3, 1), ("2027-01-01",)), (date(2028, 1, 1), ("2026-01-01",))],
    ids=["without end", "longer than a year", "the days of another year"],
)
def test_a_calendar_that_does_not_fit_its_year_is_refused(district, ends_on, days):
    with pytest.raises(PolicyRefused):
        enter(date(2027, 1, 1), ends_on, days)


def test_a_city_may_have_a_calendar_of_its_own():
    Policy.objects.create(
        code="cal.holidays",
        region="330100",
        begins_on=date(2016, 1, 1),
        ends_on=date(2017, 1, 1),
        parameters={"days_off": ["2016-09-05"], "working_weekends": []},
    )
    assert is_working_day(date(2016, 9, 5))
    assert not is_working_day(date(2016, 9, 5), region="330106")
    assert is_working_day(date(2016, 9, 5), region="330200")
