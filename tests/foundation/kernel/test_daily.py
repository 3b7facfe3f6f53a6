"""Daily work: each once a day, one failure keeping no other back, and told when it is not done."""

import datetime

import pytest

from yuanxin.foundation.kernel import daily
from yuanxin.foundation.kernel.models import DailyRun

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2016, 6, 30)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def calls(monkeypatch) -> list[tuple[str, str, datetime.date]]:
    """Two works, the first of which fails on the day before; what they were called with."""
    seen: list[tuple[str, str, datetime.date]] = []

    def first(*, actor, today):
        seen.append(("first", actor.key, today))
        if today < TODAY:
            raise ValueError("a fault in the programme")
        return 3

    def second(*, actor, today):
        seen.append(("second", actor.key, today))
        return 0

    declared = {
        "tests.first": daily.DailyWork("tests.first", "第一件", first),
        "tests.second": daily.DailyWork("tests.second", "第二件", second),
    }
    monkeypatch.setattr(daily, "_works", declared)
    return seen


def test_each_work_is_done_once_a_day_by_the_system(calls):
    assert daily.do_daily(today=TODAY) == {"tests.first": 3, "tests.second": 0}
    assert daily.do_daily(today=TODAY) == {}
    assert calls == [("first", "system:tests.first", TODAY), ("second", "system:tests.second", TODAY)]
    assert daily.do_daily(today=TODAY + ONE_DAY) == {"tests.first": 3, "tests.second": 0}
    assert DailyRun.objects.get(work="tests.first", day=TODAY).count == 3


def test_what_was_done_is_done_again_where_somebody_asks_for_it(calls):
    daily.do_daily(today=TODAY)
    assert daily.do_daily(today=TODAY, again=True) == {"tests.first": 3, "tests.second": 0}
    assert DailyRun.objects.filter(day=TODAY).count() == 2


def test_a_work_that_fails_keeps_no_other_back_and_is_done_with_the_next_call(calls, caplog):
    assert daily.do_daily(today=TODAY - ONE_DAY) == {"tests.second": 0}
    assert "a fault in the programme" in caplog.text
    assert not DailyRun.objects.filter(work="tests.first").exists()
    daily.do_daily(today=TODAY - ONE_DAY)
    assert [name for name, _actor, _day in calls] == ["first", "second", "first"]


def test_a_work_not_done_for_days_is_late_and_one_never_done_is_not(calls):
    assert list(daily.late(TODAY)) == []
    daily.do_daily(today=TODAY)
    assert list(daily.late(TODAY + ONE_DAY)) == []
    late = [(work.code, last) for work, last in daily.late(TODAY + 2 * ONE_DAY)]
    assert late == [("tests.first", TODAY), ("tests.second", TODAY)]
