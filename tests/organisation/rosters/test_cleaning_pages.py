"""The pages of a cleaning: the district gives it out, the street works through it, queries do not grow with it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.rosters.factories import CleaningItemFactory, CleaningTaskFactory, PilotTaskFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel import clock
from yuanxin.organisation.rosters.choices import PilotKind, Result, TaskState
from yuanxin.organisation.rosters.models import CleaningCampaign, CleaningItem, CleaningTask, PilotTask

DAY = datetime.timedelta(days=1)


@pytest.fixture
def district_browser(signed_in_as, district):
    return signed_in_as(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def street_browser(signed_in_as, street):
    return signed_in_as(Role.STREET_OFFICER, street)


@pytest.fixture
def task(district, street):
    return CleaningTaskFactory(union=street, campaign__union=district)


def test_the_district_starts_a_campaign_and_every_street_has_its_task(district_browser, district, street, grassroots):
    today = clock.today()
    page = reverse("rosters:cleaningcampaign-new")
    assert street.name in district_browser.get(page).content.decode()
    sent = {"union": district.code, "name": "底数排查", "begins_on": today, "ends_on": today + 30 * DAY}
    answer = district_browser.post(page, sent)
    campaign = CleaningCampaign.objects.get()
    assert answer["Location"] == reverse("rosters:cleaningcampaign-detail", args=[campaign.pk])
    detail = district_browser.get(answer["Location"]).content.decode()
    assert street.name in detail
    assert {item.union for item in CleaningItem.objects.all()} == {district, street, grassroots}


def test_a_campaign_that_cannot_run_says_so_at_the_field(district_browser, district):
    page = reverse("rosters:cleaningcampaign-new")
    sent = {"union": district.code, "name": "排查", "begins_on": "2016-03-01", "ends_on": "2016-02-01"}
    answer = district_browser.post(page, sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors["ends_on"]


def test_the_street_sees_where_it_stands_and_decides_one_after_the_other(street_browser, task, grassroots):
    first, second = (CleaningItemFactory(task=task, union=union) for union in (grassroots, task.union))
    page = street_browser.get(reverse("rosters:cleaningtask-detail", args=[task.pk])).content.decode()
    decide = reverse("rosters:cleaningitem-decide", args=[first.pk])
    assert decide in page
    assert reverse("flow:step", args=["rosters.cleaningtask", task.pk, "confirm"]) not in page
    refused = street_browser.post(decide, {"result": Result.CONFIRMED, "version": first.version})
    assert refused.status_code == 422
    assert refused.context["form"].errors["note"]
    sent = {"result": Result.CONFIRMED, "note": "已核实", "version": first.version}
    assert street_browser.post(decide, sent)["Location"] == reverse("rosters:cleaningitem-detail", args=[second.pk])
    decide = reverse("rosters:cleaningitem-decide", args=[second.pk])
    sent["version"] = second.version
    assert street_browser.post(decide, sent)["Location"] == reverse("rosters:cleaningtask-detail", args=[task.pk])
    page = street_browser.get(reverse("rosters:cleaningtask-detail", args=[task.pk])).content.decode()
    assert reverse("flow:step", args=["rosters.cleaningtask", task.pk, "confirm"]) in page


def test_what_is_open_leads_to_the_page_that_mends_it_and_back(street_browser, task, grassroots):
    item = CleaningItemFactory(task=task, union=grassroots, found="chair term")
    own = reverse("rosters:cleaningitem-detail", args=[item.pk])
    page = street_browser.get(own).content.decode()
    mend = f"{reverse('founding:officer-new', args=[grassroots.pk])}?then={own.replace('/', '%2F')}"
    assert mend in page
    officer = {"name": "王主席", "post": "chair", "engagement": "part_time", "begins_on": "2016-05-01"}
    assert street_browser.post(mend, officer)["Location"] == own
    assert mend not in street_browser.get(own).content.decode()


def test_taking_results_from_the_records_tells_how_many(street_browser, task, grassroots, officer):
    CleaningItemFactory(task=task, union=UnionFactory(parent=task.union, state="revoked"))
    CleaningItemFactory(task=task, union=grassroots)
    page = reverse("rosters:cleaningtask-detail", args=[task.pk])
    fill_in = reverse("rosters:cleaningtask-fill-in", args=[task.pk])
    assert fill_in in street_browser.get(page).content.decode()
    assert "1" in street_browser.post(fill_in, follow=True).content.decode()
    assert list(CleaningItem.objects.order_by("pk").values_list("result", flat=True)) == ["revoked", "pending"]
    assert fill_in not in street_browser.get(page).content.decode()
    CleaningTask.objects.update(state=TaskState.CONFIRMED, confirmed_on=clock.today())
    assert street_browser.post(fill_in, follow=True).status_code == 200
    assert CleaningItem.objects.filter(result=Result.PENDING).count() == 1


def test_the_list_of_unions_is_cut_to_what_is_open(street_browser, task, grassroots):
    CleaningItemFactory(task=task, union=grassroots)
    listed = reverse("rosters:cleaningitem-list")
    for query, there in (
        ({"open": "chair"}, True),
        ({"open": "duplicate"}, False),
        ({"open": "nonsense"}, True),
        ({"task__campaign": str(task.campaign_id), "result": "pending"}, True),
        ({"task__campaign": "0"}, True),
        ({"result": "merged"}, False),
    ):
        page = street_browser.get(listed, query).content.decode()
        assert (f">{grassroots.name}<" in page) == there, query


def test_a_street_sees_the_campaign_it_works_in_and_no_other_streets_task(street_browser, task, district):
    other = CleaningTaskFactory(campaign=task.campaign, union=UnionFactory(parent=district, level="street"))
    page = street_browser.get(reverse("rosters:cleaningcampaign-detail", args=[task.campaign_id])).content.decode()
    assert str(task.union) in page
    assert str(other.union) not in page
    assert reverse("rosters:cleaningcampaign-edit", args=[task.campaign_id]) not in page


PAGES = ("cleaningcampaign-list", "cleaningtask-list", "cleaningitem-list", "pilottask-list")


@pytest.mark.parametrize("page", PAGES)
def test_a_list_costs_as_much_with_two_rows_as_with_twelve(district_browser, district, task, page):
    counts = []
    for number in (2, 10):
        for _row in range(number):
            union = UnionFactory(parent=district, level="street")
            CleaningItemFactory(task=CleaningTaskFactory(union=union, campaign__union=district), union=union)
            PilotTaskFactory(union=union)
        with CaptureQueriesContext(connection) as asked:
            assert district_browser.get(reverse(f"rosters:{page}")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_pilot_work_is_entered_corrected_and_withdrawn(district_browser, district):
    work = {
        "union": district.code, "kind": PilotKind.TRIAL, "subject": "试导入", "done_on": "2016-05-09",
        "staff": "沈佳", "hours": "40", "result": "完成",
    }  # fmt: skip
    wrong = district_browser.post(reverse("rosters:pilottask-new"), work | {"hours": "0"})
    assert wrong.status_code == 422
    district_browser.post(reverse("rosters:pilottask-new"), work)
    task = PilotTask.objects.get()
    district_browser.post(
        reverse("rosters:pilottask-edit", args=[task.pk]), work | {"hours": "48", "version": task.version}
    )
    task.refresh_from_db()
    assert task.hours == 48
    district_browser.post(
        reverse("rosters:pilottask-withdraw", args=[task.pk]), {"reason": "重复登记", "version": task.version}
    )
    task.refresh_from_db()
    assert task.withdrawn
    assert "pilottask-edit" not in district_browser.get(reverse("rosters:pilottask-list")).content.decode()
