"""The administrators' pages through the full stack."""

import csv
import io
import re
from urllib.parse import quote

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.accounts.factories import AppointmentFactory, UserFactory
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import PersonFactory
from yuanxin.foundation.accounts import services
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.accounts.roles import all_permissions, permissions_of
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.queries import HIDDEN, kind_label
from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.unions.choices import Level


@pytest.fixture
def system_browser(district):
    return browser_as(Role.SYSTEM_ADMINISTRATOR, district)


@pytest.fixture
def security_browser(district):
    return browser_as(Role.SECURITY_ADMINISTRATOR, district)


@pytest.fixture
def audit_browser(district):
    return browser_as(Role.AUDIT_ADMINISTRATOR, district)


def text(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_new_user_gets_a_password_shown_once(system_browser):
    page = text(
        system_browser.post(
            reverse("accounts:user-new"), {"username": "wangfang", "name": "王芳", "phone": "138 1234 5678"}
        )
    )
    password = re.search(r"<dd><code>([^<]+)</code>", page)[1]
    user = User.objects.get(username="wangfang")
    assert user.check_password(password.replace("&#x27;", "'").replace("&amp;", "&"))
    detail = text(system_browser.get(reverse("accounts:user-detail", args=[user.pk])))
    assert password not in detail
    assert "138****5678" in detail
    assert "13812345678" not in detail


def test_a_refused_user_name_stands_at_its_field(system_browser, user):
    answer = system_browser.post(reverse("accounts:user-new"), {"username": user.username, "name": "另一人"})
    assert answer.status_code == 422
    assert user.username in answer.content.decode()
    assert User.objects.filter(username=user.username).count() == 1


def test_a_wrong_phone_is_refused(system_browser):
    answer = system_browser.post(
        reverse("accounts:user-new"), {"username": "wangfang", "name": "王芳", "phone": "12345"}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("act", ["lock", "unlock", "password"])
def test_grave_acts_ask_for_a_reason(system_browser, user, act):
    address = reverse(f"accounts:user-{act}", args=[user.pk])
    assert system_browser.get(address).status_code == 200
    assert system_browser.post(address, {"reason": " "}).status_code == 422
    assert system_browser.post(address, {"reason": "本人申请"}).status_code in {200, 302}
    assert Event.objects.filter(object_id=user.pk, reason="本人申请").count() == 1


def test_a_user_is_corrected(system_browser, user):
    address = reverse("accounts:user-edit", args=[user.pk])
    assert system_browser.post(address, {"name": "李鹃", "phone": ""}).status_code == 302
    user.refresh_from_db()
    assert user.name == "李鹃"


def test_the_users_register_shows_roles_and_costs_the_same_for_many(system_browser, district):
    def listed() -> int:
        with CaptureQueriesContext(connection) as queries:
            text(system_browser.get(reverse("accounts:user-list")))
        return len(queries)

    AppointmentFactory(union=district, user__phone=seal("13812345678"))
    few = listed()
    for _unused in range(10):
        AppointmentFactory(union=UnionFactory(parent=district))
    assert listed() == few
    page = text(system_browser.get(reverse("accounts:user-list")))
    assert str(Role.DISTRICT_OFFICER.label) in page
    assert "13812345678" not in page


def test_a_role_is_given_and_ended(security_browser, user, street):
    given = {"username": user.username, "role": Role.STREET_OFFICER, "union": street.code, "begins_on": "2026-01-01"}
    assert security_browser.post(reverse("accounts:appointment-new"), given).status_code == 302
    appointment = Appointment.objects.get(user=user)
    assert (appointment.role, appointment.union) == (Role.STREET_OFFICER, street)
    assert user.name in text(security_browser.get(reverse("accounts:appointment-list")))
    address = reverse("accounts:appointment-end", args=[appointment.pk])
    assert user.name in text(security_browser.get(address))
    assert security_browser.post(address, {"ends_on": "2025-01-01"}).status_code == 422
    assert security_browser.post(address, {"ends_on": clock.today().isoformat()}).status_code == 302
    appointment.refresh_from_db()
    assert appointment.handed_over_on == clock.today()


@pytest.mark.parametrize(
    "wrong", [{"username": "nobody"}, {"role": ""}, {"union": "T999"}, {"begins_on": "昨天"}, {"ends_on": "2020-01-01"}]
)
def test_a_wrong_appointment_is_refused_at_its_field(security_browser, user, street, wrong):
    given = {"username": user.username, "role": Role.STREET_OFFICER, "union": street.code, "begins_on": "2026-01-01"}
    assert security_browser.post(reverse("accounts:appointment-new"), given | wrong).status_code == 422
    assert not Appointment.objects.filter(user=user).exists()


def test_roles_are_seen_only_below_ones_own_union(district, street, user):
    sibling = UnionFactory(parent=district, level=Level.STREET)
    there = AppointmentFactory(user=user, union=sibling, role=Role.STREET_OFFICER)
    browser = browser_as(Role.SECURITY_ADMINISTRATOR, street)
    assert user.name not in text(browser.get(reverse("accounts:appointment-list")))
    assert browser.get(reverse("accounts:appointment-end", args=[there.pk])).status_code == 404
    assert Event.objects.filter(action="accounts.reached_outside").count() == 1


def test_the_table_of_roles_and_its_file_say_the_same(security_browser):
    page = text(security_browser.get(reverse("accounts:roles")))
    file = security_browser.get(reverse("accounts:roles-export"))
    assert file.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert len(rows) - 1 == len(all_permissions())
    held = {row[1]: [bool(cell) for cell in row[2:]] for row in rows[1:]}
    for index, role in enumerate(Role):
        assert {code for code, cells in held.items() if cells[index]} == permissions_of(role)
    assert all(escape(label) in page for label in all_permissions().values())


def test_the_audit_log_is_filtered_by_day_actor_action_and_union(audit_browser, district, street, grassroots):
    sibling = UnionFactory(name="西溪街道总工会", parent=district, level=Level.STREET)
    record(Actor("user:901", "甲某"), "accounts.user_created", grassroots, reason="甲的事")
    record(Actor("user:902", "乙某"), "accounts.user_locked", sibling, reason="乙的事")
    address = reverse("accounts:event-list")

    def shown(**query) -> list[bool]:
        page = text(audit_browser.get(address, query))
        return [reason in page for reason in ("甲的事", "乙的事")]

    today = clock.today().isoformat()
    assert shown() == [True, True]
    assert shown(actor="甲某") == [True, False]
    assert shown(actor="user:902") == [False, True]
    assert shown(action="accounts.user_locked") == [False, True]
    assert shown(union=street.code) == [True, False]
    assert shown(at_from=today, at_to=today) == [True, True]
    assert shown(at_to="2020-01-01") == [False, False]


def test_the_audit_log_is_taken_away_for_a_reason_and_that_is_logged(audit_browser, grassroots):
    person = PersonFactory(union=grassroots, name="赵钱孙")
    record(Actor("user:901", "甲某"), "members.person_corrected", person, reason="甲的事")
    assert reverse("accounts:event-export") in audit_browser.get(reverse("accounts:event-list")).content.decode()
    address = reverse("accounts:event-export") + "?actor=" + quote("甲某")
    assert audit_browser.post(address, {}).status_code == 422, "no reason, no file"
    answer = audit_browser.post(address, {"reason": "年度审计"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = " ".join(str(cell) for cells in sheet.iter_rows(values_only=True) for cell in cells if cell)
    assert "甲的事" in cells
    assert "赵钱孙" not in cells
    assert kind_label("members.person") in cells
    event = Event.objects.get(action="audit.exported")
    assert (event.reason, event.details["rows"]) == ("年度审计", 1)


def test_an_event_tells_what_changed(audit_browser, system, user):
    services.correct_user(actor=system, user=user, name="李鹃", phone="13812345678")
    event = Event.objects.get(action="accounts.user_corrected")
    page = text(audit_browser.get(reverse("accounts:event-detail", args=[event.pk])))
    assert "李娟" in page
    assert "李鹃" in page
    assert "13812345678" not in page


def test_an_auditor_reads_that_a_person_was_changed_and_nothing_about_the_person(audit_browser, grassroots):
    person = PersonFactory(union=grassroots, name="赵钱孙")
    before = snapshot(person)
    person.name = "周吴郑"
    changes = [RowChange(person, before, snapshot(person))]
    event = record(Actor("user:901", "甲某"), "members.person_corrected", person, changes=changes)
    for address in (reverse("accounts:event-list"), reverse("accounts:event-detail", args=[event.pk])):
        page = text(audit_browser.get(address))
        assert f"{kind_label('members.person')} {person.pk}" in page
        assert not [name for name in ("赵钱孙", "周吴郑") if name in page]
    assert HIDDEN in page


def test_an_auditor_of_a_street_reads_its_events_only(district, street):
    sibling = UnionFactory(parent=district, level=Level.STREET)
    here = record(Actor("user:901", "甲某"), "accounts.user_created", street, reason="本街道的事")
    there = record(Actor("user:901", "甲某"), "accounts.user_created", sibling, reason="别处的事")
    nowhere = record(Actor("user:901", "甲某"), "accounts.signed_in", reason="无工会的事")
    browser = browser_as(Role.AUDIT_ADMINISTRATOR, street)
    page = text(browser.get(reverse("accounts:event-list")))
    assert "本街道的事" in page
    assert "别处的事" not in page
    assert "无工会的事" not in page
    statuses = [
        browser.get(reverse("accounts:event-detail", args=[event.pk])).status_code for event in (here, there, nowhere)
    ]
    assert statuses == [200, 404, 404]


def test_administrators_see_each_only_their_own_pages(system_browser, security_browser, audit_browser, user):
    pages = ["user-list", "user-new", "appointment-list", "appointment-new", "event-list", "roles"]
    opened = {
        name: [page for page in pages if browser.get(reverse(f"accounts:{page}")).status_code == 200]
        for name, browser in [
            ("system", system_browser),
            ("security", security_browser),
            ("audit", audit_browser),
        ]
    }
    assert opened == {
        "system": ["user-list", "user-new", "roles"],
        "security": ["user-list", "appointment-list", "appointment-new", "roles"],
        "audit": ["event-list", "roles"],
    }


def test_a_locked_and_unlocked_users_page_offers_what_is_possible(system_browser):
    locked = UserFactory(is_active=False)
    page = text(system_browser.get(reverse("accounts:user-detail", args=[locked.pk])))
    assert reverse("accounts:user-unlock", args=[locked.pk]) in page
    assert reverse("accounts:user-lock", args=[locked.pk]) not in page


def test_the_security_administrator_resets_a_second_factor(security_browser, user):
    address = reverse("accounts:user-second-factor", args=[user.pk])
    assert security_browser.post(address, {"reason": "手机丢失"}).status_code == 302
    assert Event.objects.filter(action="accounts.second_factor_reset", object_id=user.pk).exists()
