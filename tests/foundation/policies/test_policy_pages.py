from datetime import date

import pytest
from django.db.models import Q
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.queries import policy

DAY = date(2026, 11, 23)

CODE = "org.term_warn_months"


@pytest.fixture
def sign_in(tables):
    return browser_as


@pytest.fixture
def at_district(sign_in, district):
    return sign_in(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def shipped(db):
    return Policy.objects.get(code=CODE)


def typed(**changes):
    return {"begins_on": "2016-07-01", "ends_on": "", "document_number": "总工办发〔2016〕1号", "note": ""} | {
        "parameter-months": "4，2",
        **changes,
    }


def test_the_register_tells_what_holds_and_what_does_not(at_district):
    page = at_district.get(reverse("policies:policy-list"), {"size": 100}).content.decode()
    for words in ("换届预警", "6, 3, 1", "节假日与调休上班", "国办发明电〔2015〕18号", "现行", "已终止"):
        assert words in page


@pytest.mark.parametrize(
    ("state", "condition"),
    [
        ("in_force", Q(begins_on__lte=DAY) & (Q(ends_on=None) | Q(ends_on__gt=DAY))),
        ("ended", Q(ends_on__lte=DAY)),
        ("coming", Q(begins_on__gt=DAY)),
        ("never", Q(pk__in=[])),
        ("", Q()),
    ],
)
def test_versions_are_filtered_by_state(at_district, time_machine, state, condition):
    time_machine.move_to("2026-11-23T04:00:00Z")
    response = at_district.get(reverse("policies:policy-list"), {"state": state, "size": 100})
    shown = {row.pk for row in response.context["page"].rows}
    assert shown == {row.pk for row in Policy.objects.filter(condition)}


def test_a_version_shows_its_parameters_and_history(at_district, shipped):
    page = at_district.get(reverse("policies:policy-detail", args=[shipped.pk])).content.decode()
    assert "届满前月数" in page
    assert "新版本" in page
    calendar = Policy.objects.get(code="cal.holidays", begins_on=date(2016, 1, 1))
    page = at_district.get(reverse("policies:policy-detail", args=[calendar.pk])).content.decode()
    assert "2016-02-06" in page
    assert "国办发明电〔2024〕12号" in page


def test_a_new_version_is_opened_from_the_old_ones_values(at_district, shipped):
    address = reverse("policies:policy-new-version", args=[shipped.pk])
    assert 'value="2016' not in (page := at_district.get(address).content.decode())
    assert "6, 3, 1" in page
    response = at_district.post(address, typed())
    assert response.status_code == 302
    assert policy(CODE, on=date(2016, 6, 30)).months == (6, 3, 1)
    assert policy(CODE, on=date(2016, 7, 1)).months == (4, 2)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parameter-months": "many"}, "“届满前月数”不能是many"),
        ({"begins_on": "1999-01-01"}, "已有自2000-01-01起的版本"),
        ({"ends_on": "2016-07-01"}, "终止日须晚于起始日"),
        ({"begins_on": ""}, "begins_on"),
    ],
)
def test_wrong_input_is_told_at_its_field(at_district, shipped, changes, words):
    response = at_district.post(reverse("policies:policy-new-version", args=[shipped.pk]), typed(**changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Policy.objects.filter(code=CODE).count() == 1


def test_a_policy_is_opened_for_a_city(at_district):
    response = at_district.post(reverse("policies:policy-open"), {"code": "cal.holidays", "region": "330100"})
    response = at_district.post(
        response["Location"],
        {
            "begins_on": "2016-01-01",
            "ends_on": "2017-01-01",
            "parameter-days_off": "2016-09-05, 2016-09-06",
            "parameter-working_weekends": "",
        },
    )
    assert response.status_code == 302
    assert Policy.objects.get(region="330100").typed.days_off == (date(2016, 9, 5), date(2016, 9, 6))


def test_a_table_of_units_goes_through_the_form(at_district):
    units = Policy.objects.get(code="report.approx_units")
    address = reverse("policies:policy-new-version", args=[units.pk])
    assert "members.joined = 1000" in at_district.get(address).content.decode()
    at_district.post(address, {"begins_on": "2016-07-01", "parameter-units": "members.joined = 100\nunions.new = 10\n"})
    assert policy("report.approx_units", on=date(2016, 7, 1)).units == {"members.joined": 100, "unions.new": 10}
    response = at_district.post(address, {"begins_on": "2017-07-01", "parameter-units": "members.joined 100"})
    assert "每行写成" in response.content.decode()


def test_a_table_of_units_names_its_figures(at_district):
    units = Policy.objects.get(code="report.approx_units")
    page = at_district.get(reverse("policies:policy-detail", args=[units.pk])).content.decode()
    assert "发展会员 1000" in page
    assert "members.joined" not in page


def test_a_policy_is_ended_for_a_reason(at_district, shipped):
    address = reverse("policies:policy-close", args=[shipped.pk])
    assert at_district.post(address, {"ends_on": "2016-07-01", "reason": ""}).status_code == 422
    assert at_district.post(address, {"ends_on": "2016-07-01", "reason": "废止"}).status_code == 302
    shipped.refresh_from_db()
    assert shipped.ends_on == date(2016, 7, 1)


@pytest.mark.parametrize("role", [Role.STREET_OFFICER, Role.LEADER])
def test_others_read_but_do_not_change(sign_in, street, shipped, role):
    client = sign_in(role, street)
    assert client.get(reverse("policies:policy-list")).status_code == 200
    assert client.get(reverse("policies:policy-new-version", args=[shipped.pk])).status_code == 403


def test_a_district_officer_of_a_part_only_cannot_change_the_whole(sign_in, street, shipped):
    client = sign_in(Role.DISTRICT_OFFICER, street)
    assert client.post(reverse("policies:policy-new-version", args=[shipped.pk]), typed()).status_code == 403
    assert Policy.objects.filter(code=CODE).count() == 1


def test_unknown_policies_are_not_found(at_district):
    assert at_district.get(reverse("policies:policy-first-version", args=["no.such"])).status_code == 404
    assert at_district.get(reverse("policies:policy-detail", args=[0])).status_code == 404
