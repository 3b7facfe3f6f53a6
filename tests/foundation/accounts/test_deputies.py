"""The page on which an officer names a deputy; what a deputy may do is asked in tests/foundation/flow."""

import datetime

import pytest
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_of
from tests.foundation.accounts.factories import AppointmentFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Deputy
from yuanxin.foundation.kernel import clock

DAY = datetime.timedelta(days=1)


@pytest.fixture
def officers(street):
    return [AppointmentFactory(role=Role.STREET_OFFICER, union=street).user for _number in range(3)]


@pytest.fixture
def named(officers):
    today = clock.today()
    return Deputy.objects.create(
        principal=officers[0], deputy=officers[1], begins_on=today, ends_on=today + 5 * DAY, reason="外出"
    )


def test_an_officer_names_a_deputy_and_is_back(officers):
    principal, deputy, _third = officers
    browser, today = browser_of(principal), clock.today()
    given = {
        "deputy": deputy.pk,
        "begins_on": today.isoformat(),
        "ends_on": (today + DAY).isoformat(),
        "reason": "外出",
    }
    assert browser.post(reverse("accounts:deputy-new"), given).status_code == 302
    assert deputy.name in browser.get(reverse("accounts:profile")).content.decode()
    assert principal.name in browser_of(deputy).get(reverse("accounts:profile")).content.decode()
    browser.post(reverse("accounts:deputy-end", args=[Deputy.objects.get().pk]))
    assert Deputy.objects.get().ends_on == today


def test_wrong_days_are_told_at_their_field(officers):
    principal, deputy, _third = officers
    today = clock.today().isoformat()
    given = {"deputy": deputy.pk, "begins_on": today, "ends_on": today, "reason": "外出"}
    answer = browser_of(principal).post(reverse("accounts:deputy-new"), given)
    assert answer.status_code == 422
    assert "返岗日期" in answer.content.decode()


def test_a_strangers_deputy_is_not_there(named, officers):
    address = reverse("accounts:deputy-end", args=[named.pk])
    assert browser_of(officers[2]).post(address).status_code == 404
    named.refresh_from_db()
    assert named.ends_on > clock.today()


def test_only_colleagues_are_offered(officers, district):
    stranger = AppointmentFactory(role=Role.FINANCE, union=district).user
    page = browser_of(officers[0]).get(reverse("accounts:deputy-new")).content.decode()
    assert officers[1].username in page
    assert stranger.username in page, "an office above may act for one below"
