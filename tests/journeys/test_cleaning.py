"""A street's records are cleaned (J15): the district gives the task, the street works through it, the district checks.

The figure of the campaign then says 100 %.
"""

import datetime

import pytest

from tests.journeys.traveller import Traveller
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.rosters.choices import Check, Result, TaskState
from yuanxin.organisation.rosters.models import CleaningItem, CleaningTask

NAME = "年末底数排查"


@pytest.fixture
def street() -> Union:
    return Appointment.objects.get(user__username="street").union


def test_a_street_is_cleaned_checked_and_told_as_done(traveller: Traveller, street: Union) -> None:
    starts_a_campaign(traveller, street)
    cleans(traveller, street)
    checks(traveller)
    reads_the_figure(traveller, street)


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


def cleans(traveller: Traveller, street: Union) -> None:
    traveller.signs_in("street")
    traveller.visits("flow/")
    traveller.follows(NAME)
    task = CleaningTask.objects.get(campaign__name=NAME, union=street)
    assert "确认排查完成" not in traveller.reads("aside"), "nothing is confirmed while a union is pending"
    with traveller.page.expect_navigation():
        traveller.page.get_by_role("button", name="按台账自动填写结果").click()
    traveller.finds_no_barrier()
    pending = task.items.filter(result=Result.PENDING)
    assert 0 < pending.count() < task.items.count(), "the records answer for most unions"
    traveller.follows("逐家认定待核工会")
    mended = mends_a_term(traveller, pending)
    while pending.exists():
        traveller.page.get_by_label("确认", exact=True).check()
        traveller.page.locator("main [name=note]").fill("已上门核实，情况属实")
        traveller.submits_well()
        if pending.exists():
            traveller.follows("认定")
    assert task.items.filter(result=Result.CORRECTED).exists() == mended
    traveller.visits(f"organisation/rosters/cleaning/tasks/{task.pk}/")
    traveller.follows("确认排查完成")
    traveller.submits_well()
    traveller.signs_out()


def mends_a_term(traveller: Traveller, pending: object) -> bool:
    """Where only the term of the union at hand is over, enter the new one and say that it is corrected."""
    item = CleaningItem.objects.get(pk=int(traveller.page.url.rstrip("/").split("/")[-2]))
    traveller.visits(f"organisation/rosters/cleaning/unions/{item.pk}/")
    mended = item.found == Check.TERM
    if mended:
        traveller.follows("登记届次")
        first = clock.today().replace(month=1, day=1)
        traveller.fills(begins_on=first.isoformat(), ends_on=first.replace(year=first.year + 3).isoformat())
        last = first.replace(year=first.year + 3) - datetime.timedelta(days=1)
        traveller.fills(ends_on=last.isoformat())
        traveller.submits_well()
        assert str(item.union) in traveller.reads("h1"), "the form leads back to the union at hand"
        traveller.follows("认定")
        traveller.page.get_by_label("修正", exact=True).check()
        traveller.submits_well()
    if CleaningItem.objects.filter(task=item.task, result=Result.PENDING).exists():
        traveller.follows("认定")
    return mended


def checks(traveller: Traveller) -> None:
    traveller.signs_in("leader")
    traveller.visits("flow/")
    traveller.follows(NAME)
    traveller.follows("核查通过")
    traveller.submits_well()
    assert CleaningTask.objects.get(campaign__name=NAME).state == TaskState.CHECKED


def reads_the_figure(traveller: Traveller, street: Union) -> None:
    today = clock.today()
    days = f"from={today.replace(day=1)}&to={today}"
    traveller.visits(f"insight/figures/rosters.cleaning_done_rate/?{days}")
    assert "100%" in traveller.reads(".number-box").replace("\n", "")
    traveller.follows("查看明细")
    assert street.name in traveller.reads()
