"""A street's records are cleaned (J15): the district gives the task, the street works through it, the district checks.

The figure of the campaign then says 100 %.
"""

import datetime

import pytest

from tests.journeys.traveller import Traveller
from yuanxin.demo.invention.days import years_before
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.unions.choices import Post
from yuanxin.foundation.unions.models import Officer, Term, Union
from yuanxin.organisation.rosters.choices import Check, Result, TaskState
from yuanxin.organisation.rosters.models import CleaningTask

NAME = "年末底数排查"


@pytest.fixture
def street() -> Union:
    return Appointment.objects.get(user__username="street").union


@pytest.fixture
def flaws(street: Union) -> list[Union]:
    """Two unions of the street: the term of the first is over, the second has lost its chair."""
    late, leaderless = Union.objects.filter(parent=street, form="committee").in_force().order_by("path")[:2]
    yesterday = clock.today() - datetime.timedelta(days=1)
    last = Term.objects.filter(union=late).latest("number")
    Term.objects.filter(pk=last.pk).update(ends_on=yesterday)
    Officer.objects.filter(union=leaderless, post=Post.CHAIR).update(ends_on=yesterday)
    return [late, leaderless]


def test_a_street_is_cleaned_checked_and_told_as_done(traveller: Traveller, street: Union, flaws: list[Union]) -> None:
    starts_a_campaign(traveller, street)
    cleans(traveller, street, *flaws)
    checks(traveller)
    reads_the_figure(traveller)


def starts_a_campaign(traveller: Traveller, street: Union) -> None:
    traveller.signs_in("district")
    traveller.visits("organisation/rosters/cleaning/campaigns/")
    traveller.follows("启动排查")
    traveller.fills(name=NAME, ends_on="2016-01-01")
    assert traveller.submits() == 422, "a campaign that ends before it begins is refused"
    traveller.finds_no_barrier()
    traveller.fills(ends_on=(clock.today() + datetime.timedelta(days=30)).isoformat())
    traveller.page.get_by_label(street.name).check()
    traveller.submits_well()
    assert street.name in traveller.reads()
    traveller.signs_out()


def cleans(traveller: Traveller, street: Union, late: Union, leaderless: Union) -> None:
    traveller.signs_in("street")
    traveller.visits("flow/")
    traveller.follows(NAME)
    task = CleaningTask.objects.get(campaign__name=NAME, union=street)
    assert "确认排查完成" not in traveller.reads("aside"), "nothing is confirmed while a union is pending"
    with traveller.page.expect_navigation():
        traveller.page.get_by_role("button", name="按台账自动填写结果").click()
    traveller.finds_no_barrier()
    assert {item.union for item in task.items.filter(result=Result.PENDING)} >= {late, leaderless}
    mends_the_term(traveller, task, late)
    decides_the_rest(traveller, task, leaderless)
    traveller.visits(f"organisation/rosters/cleaning/tasks/{task.pk}/")
    traveller.follows("确认排查完成")
    traveller.submits_well()
    traveller.signs_out()


def mends_the_term(traveller: Traveller, task: CleaningTask, late: Union) -> None:
    """The page of the union leads to the form, and the form back to the page."""
    item = task.items.get(union=late)
    traveller.visits(f"organisation/rosters/cleaning/unions/{item.pk}/")
    traveller.follows("登记届次")
    first = clock.today()
    last = years_before(first, -3) - datetime.timedelta(days=1)
    traveller.fills(begins_on=first.isoformat(), ends_on=last.isoformat())
    traveller.submits_well()
    assert late.name in traveller.reads("h1")
    traveller.follows("处理")
    traveller.page.get_by_label("修正", exact=True).check()
    traveller.submits_well()
    item.refresh_from_db()
    assert (item.found, item.left, item.result) == (Check.TERM, "", Result.CORRECTED)


def decides_the_rest(traveller: Traveller, task: CleaningTask, leaderless: Union) -> None:
    """What the records leave open is confirmed with a note only; the next union that waits follows by itself."""
    pending = task.items.filter(result=Result.PENDING)
    while pending.exists():
        traveller.follows("处理")
        traveller.page.get_by_label("确认", exact=True).check()
        assert traveller.submits() == 422, "open checks need a note"
        traveller.finds_no_barrier()
        traveller.page.locator("main [name=note]").fill("主席人选已报上级工会，待补选")
        traveller.submits_well()
    assert task.items.get(union=leaderless).left == Check.CHAIR


def checks(traveller: Traveller) -> None:
    traveller.signs_in("leader")
    traveller.visits("flow/")
    traveller.follows(NAME)
    traveller.follows("核查通过")
    traveller.submits_well()
    assert CleaningTask.objects.get(campaign__name=NAME).state == TaskState.CHECKED


def reads_the_figure(traveller: Traveller) -> None:
    today = clock.today()
    days = f"from={today.replace(day=1)}&to={today}"
    traveller.visits(f"insight/figures/rosters.cleaning_done_rate/?{days}")
    assert "100%" in traveller.reads(".number-box").replace("\n", "")
