"""The pages of titles and honours: entered, refused at the field, and as many queries for twelve as for two."""

import datetime
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.foundation.unions.factories import EmployerFactory, UnionFactory
from tests.growth.honours.factories import HonourFactory, shipped
from tests.organisation.members.factories import PersonFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.growth.honours.choices import Standing
from yuanxin.growth.honours.models import Honour, HonourTitle
from yuanxin.growth.honours.services import AlreadyHeld, Award, enter_honour
from yuanxin.organisation.members.queries import only_person

NUMBER = "330106199001010018"
DAY = datetime.date(2016, 4, 28)


@pytest.fixture
def browser(signed_in_as, district):
    return signed_in_as(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def person(grassroots):
    return PersonFactory(union=grassroots, name="王启真", number=NUMBER)


def test_an_award_is_entered_by_its_title_and_the_last_four_of_a_number(browser, district, person):
    chosen = browser.post(reverse("honours:honour-new"), {"title": "杭州市劳动模范"})
    assert chosen["Location"] == reverse("honours:honour-of-title", args=["city_model_worker"])
    page = browser.get(chosen["Location"]).content.decode()
    assert "杭州市人民政府" in page
    assert 'name="employer"' not in page
    sent = {"person": "王启真 0018", "year": "2016", "awarded_on": "2016-04-28", "document_number": "杭政〔2016〕12号"}
    answer = browser.post(chosen["Location"], sent)
    honour = Honour.objects.get()
    assert answer["Location"] == reverse("honours:honour-detail", args=[honour.pk])
    detail = browser.get(answer["Location"]).content.decode()
    assert all(text in detail for text in ("王启真", "杭州市劳动模范", "杭政〔2016〕12号", "市级", "持有"))
    assert NUMBER not in detail
    again = browser.post(chosen["Location"], sent)
    assert again.status_code == 422
    assert "杭州市劳动模范" in str(again.context["form"].non_field_errors())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"person": "没有此人"}, "person"),
        ({"person": ""}, "holder_name"),
        ({"awarded_on": "2099-01-01"}, "awarded_on"),
        ({"year": "1990"}, "year"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(browser, person, wrong, field):
    sent = {"person": NUMBER, "year": "2016", "awarded_on": "2016-04-28"} | wrong
    answer = browser.post(reverse("honours:honour-of-title", args=["city_model_worker"]), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]


def test_a_team_and_a_union_are_entered_as_their_titles_ask(browser, district, grassroots):
    EmployerFactory(union=district, name="圆心机械厂")
    team = {"employer": "圆心机械厂", "holder_name": "冲压班组", "year": "2016", "awarded_on": "2016-04-28"}
    browser.post(reverse("honours:honour-of-title", args=["city_workers_pioneer"]), team)
    union = {"holder_union": grassroots.code, "year": "2015", "awarded_on": "2016-03-01"}
    browser.post(reverse("honours:honour-of-title", args=["national_finance_award"]), union)
    assert list(Honour.objects.order_by("pk").values_list("holder_name", flat=True)) == ["冲压班组", grassroots.name]


def test_an_award_is_corrected_withdrawn_and_restored(browser, person, district):
    honour = HonourFactory(union=person.union, person=person, title=shipped("city_model_worker"), awarded_on=DAY)
    page = reverse("honours:honour-edit", args=[honour.pk])
    assert "留空" in browser.get(page).content.decode()
    sent = {"person": "", "holder_name": "王启真", "union": person.union.code, "year": "2016",
            "awarded_on": "2016-04-28", "certificate_number": "2016-007", "version": 1}  # fmt: skip
    assert browser.post(page, sent).status_code == 302
    honour.refresh_from_db()
    assert (honour.person, honour.certificate_number) == (person, "2016-007")
    withdraw = reverse("honours:honour-withdraw", args=[honour.pk])
    assert browser.post(withdraw, {"withdrawn_on": "2016-04-01", "reason": "违纪", "version": 2}).status_code == 422
    browser.post(withdraw, {"withdrawn_on": "2016-06-01", "reason": "违纪", "version": 2})
    honour.refresh_from_db()
    assert honour.standing == Standing.WITHDRAWN
    restore = reverse("honours:honour-restore", args=[honour.pk])
    assert browser.post(restore, {"reason": "复议", "version": 3}).status_code == 302
    browser.post(reverse("honours:honour-annul", args=[honour.pk]), {"reason": "重复录入", "version": 4})
    honour.refresh_from_db()
    assert honour.standing == Standing.NEVER


def test_a_title_is_entered_corrected_and_ended(browser, district):
    sent = {"code": "district_craftsman", "name": "西湖工匠", "level": "4", "holder_kind": "person",
            "granting_body": "西湖区总工会"}  # fmt: skip
    answer = browser.post(reverse("honours:honourtitle-new"), sent)
    title = HonourTitle.objects.get(code="district_craftsman")
    assert answer["Location"] == reverse("honours:honourtitle-detail", args=[title.pk])
    assert browser.post(reverse("honours:honourtitle-new"), sent).status_code == 422
    edit = reverse("honours:honourtitle-edit", args=[title.pk])
    assert 'value="西湖工匠"' in browser.get(edit).content.decode()
    browser.post(edit, sent | {"name": "西湖大工匠", "version": 1})
    end = reverse("honours:honourtitle-end", args=[title.pk])
    browser.post(end, {"ended_on": "2016-07-01", "reason": "并入市级", "version": 2})
    title.refresh_from_db()
    assert (title.name, title.ended_on) == ("西湖大工匠", datetime.date(2016, 7, 1))
    browser.post(reverse("honours:honourtitle-open", args=[title.pk]), {"reason": "恢复", "version": 3})
    title.refresh_from_db()
    assert title.ended_on is None


def test_a_street_enters_awards_and_leaves_titles_and_withdrawals_to_the_district(signed_in_as, street, grassroots):
    honour = HonourFactory(union=grassroots)
    browser = signed_in_as(Role.STREET_OFFICER, street)
    assert browser.get(reverse("honours:honour-new")).status_code == 200
    assert browser.get(reverse("honours:honour-withdraw", args=[honour.pk])).status_code == 403
    assert browser.get(reverse("honours:honourtitle-new")).status_code == 403


def test_the_lists_filter_and_cost_the_same_however_many_there_are(browser, district, grassroots):
    def queries(count: int) -> int:
        for number in range(count):
            HonourFactory(union=UnionFactory(parent=grassroots), holder_name=f"甲{count}{number}")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("honours:honour-list")).status_code == 200
        return len(asked)

    queries(1)
    assert queries(2) == queries(12)
    title = shipped("city_model_worker")
    HonourFactory(union=district, title=title, holder_name="乙模范")
    HonourFactory(
        union=district, title=title, holder_name="丙撤销", withdrawn_on=DAY, withdrawal="revoked", awarded_on=DAY
    )
    address = reverse("honours:honour-list")
    shown = browser.get(address, {"title": title.pk}).content.decode()
    assert [name in shown for name in ("乙模范", "丙撤销", "甲20")] == [True, True, False]
    assert "乙模范" not in browser.get(address, {"held": "not"}).content.decode()
    assert "丙撤销" not in browser.get(address, {"held": "held", "title__level": "3"}).content.decode()
    assert "丙撤销" in browser.get(address, {"search": "丙"}).content.decode()


def test_of_two_who_enter_one_award_at_once_one_is_told_so(own_database, officer, grassroots):
    person = PersonFactory(union=grassroots)
    award = Award(title=shipped("city_model_worker"), year=2016, awarded_on=DAY, person=person)
    said: list[str] = []

    def enter() -> None:
        try:
            enter_honour(actor=officer, award=award, today=DAY)
            said.append("entered")
        except AlreadyHeld:
            said.append("held already")
        finally:
            connection.close()

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["entered", "held already", "held already", "held already"]
    assert Honour.objects.count() == 1


def test_somebody_is_meant_by_a_whole_name_before_longer_ones(officer, grassroots):
    meant = PersonFactory(union=grassroots, name="李文")
    PersonFactory(union=grassroots, name="李文三")
    assert only_person(officer, "李文") == meant
    PersonFactory(union=grassroots, name="李文")
    for text, words in (("李文", "多人|Several"), ("没有", "没有|Nobody")):
        with pytest.raises(Refused, match=words) as refused:
            only_person(officer, text, field="holder")
        assert refused.value.field == "holder"
