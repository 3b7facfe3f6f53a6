"""F12, F62 and F64 to F70 come out whatever the facts say, or are refused with what can be told."""

import pytest

from tests.demo.factories import MEMBERS, facts_of
from tests.golden.test_half_year import assert_comes_to, build
from yuanxin.demo.departments.honours.numbers import advanced, beautiful
from yuanxin.demo.spec import BadFacts
from yuanxin.growth.honours.models import Honour

CITY = {
    "honours__city_model_workers": 13, "honours__city_may_day_medals": 2, "honours__city_model_collectives": 5,
    "honours__provincial_may_day_certificates": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        {"honours__most_beautiful_xihu": 10, "honours__most_beautiful_workers": 100, "honours__most_beautiful": 110,
         "honours__advanced": 21, "honours__finance_award_run": 2, **CITY},
        {"honours__most_beautiful_xihu": 7, "honours__most_beautiful_workers": 9, "honours__most_beautiful": 11,
         "honours__advanced": 3, "honours__finance_award_run": 5},
        dict.fromkeys((*CITY, "honours__most_beautiful", "honours__advanced", "honours__finance_award_run"), 0),
        {"honours__most_beautiful_workers": MEMBERS - 700, "honours__city_model_workers": MEMBERS - 700,
         "honours__city_model_collectives": MEMBERS - 700},
    ],
)  # fmt: skip
def test_awards_come_to_the_facts(db, values):
    facts = facts_of(**values)
    assert assert_comes_to(facts, *build(facts, only=("honours",))) == len(values)
    assert Honour.objects.filter(withdrawn_on__isnull=False).count() >= 2


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"honours__most_beautiful_xihu": 10, "honours__most_beautiful_workers": 20, "honours__most_beautiful": 31},
         "20.*30"),
        ({"honours__most_beautiful_xihu": 10, "honours__most_beautiful": 9}, "10.*9"),
        ({"honours__advanced": 20, **CITY}, "21.*20"),
        ({"honours__advanced": 1, "honours__city_may_day_medals": 2}, "2.*1"),
    ],
)  # fmt: skip
def test_awards_that_cannot_come_to_their_sum_are_refused(values, told):
    with pytest.raises(BadFacts, match=told):
        (beautiful if "honours__most_beautiful" in values else advanced)(facts_of(**values))


def test_whoever_is_awarded_both_titles_is_told_by_the_difference():
    numbers = beautiful(facts_of(honours__most_beautiful_xihu=7, honours__most_beautiful_workers=9,
                                 honours__most_beautiful=11))  # fmt: skip
    assert (numbers.xihu, numbers.workers, numbers.twice) == (7, 9, 5)
