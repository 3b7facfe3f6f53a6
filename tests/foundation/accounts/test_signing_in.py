"""Signing in through the full stack: steps, lock-out, idle time, revoking, and what cannot be abused."""

import datetime
import re
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_of
from tests.foundation.accounts.factories import AppointmentFactory, UserFactory
from yuanxin.foundation.accounts import services
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import SignIn, User
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel.actors import Actor

PASSWORD = "Kranich-7-Teich"
START = datetime.datetime(2026, 7, 1, 3, tzinfo=datetime.UTC)
PROFILE = "/accounts/me/"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def user(db) -> User:
    return UserFactory(username="lijuan", name="李娟", password=PASSWORD, password_changed_at=START)


def sign_in(client: Client, username: str = "lijuan", password: str = PASSWORD, *, to: str = "", **options):
    data = {"username": username, "password": password, "next": to}
    return client.post(reverse("accounts:sign-in"), data, **options)


def is_in(client: Client) -> bool:
    return client.get(PROFILE).status_code == 200


def test_a_page_asks_for_signing_in_and_is_shown_afterwards(client, user, clock):
    answer = client.get(PROFILE)
    assert answer.url == f"{reverse('accounts:sign-in')}?next=%2Faccounts%2Fme%2F"
    page = client.get(answer.url)
    assert 'name="next" value="/accounts/me/"' in page.content.decode()
    assert sign_in(client, "LiJuan ", to=PROFILE).url == PROFILE
    assert is_in(client)
    event = Event.objects.get(action="accounts.signed_in")
    assert (event.object_id, event.address) == (user.pk, "127.0.0.1")


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_to_no_other_site(client, user, clock, address):
    assert sign_in(client, to=address).url == "/"


@pytest.mark.parametrize(
    ("username", "password"), [("lijuan", "wrong"), ("nobody", PASSWORD), ("", ""), ("lijuan", "")]
)
def test_a_failure_says_no_more_than_it_must_and_is_kept(client, user, clock, username, password):
    answer = sign_in(client, username, password)
    assert answer.status_code == 422
    assert not is_in(client)
    if username and password:
        event = Event.objects.get(action="accounts.sign_in_failed")
        assert event.object_id == (user.pk if username == "lijuan" else None)
        assert username not in str(event.details)


def test_wrong_password_and_unknown_user_look_alike(client, user, clock):
    pages = [sign_in(client, name, "wrong").content.decode() for name in ("lijuan", "nobody")]
    mask = [re.sub(r'value="[^"]*"', "", page) for page in pages]
    assert mask[0] == mask[1]


def test_a_locked_account_does_not_sign_in(client, user, clock):
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert sign_in(client).status_code == 422


def test_five_failures_lock_the_account_from_every_address_for_half_an_hour(user, clock):
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), password="wrong")
    elsewhere = Client(REMOTE_ADDR="10.9.9.9")
    answer = sign_in(elsewhere)
    assert answer.status_code == 429
    assert "30" in answer.content.decode()
    clock.shift(datetime.timedelta(minutes=29))
    assert sign_in(elsewhere).status_code == 429
    clock.shift(datetime.timedelta(minutes=2))
    assert sign_in(elsewhere).status_code == 302


def test_five_failures_lock_the_address_for_every_account(user, clock):
    attacker = Client(REMOTE_ADDR="10.6.6.6")
    for number in range(5):
        sign_in(attacker, f"guess{number}", "wrong")
    assert sign_in(attacker).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="10.0.0.1")).status_code == 302


def test_an_invented_forwarding_header_escapes_no_lock(user, clock):
    for number in range(5):
        sign_in(
            Client(REMOTE_ADDR="10.6.6.6"), f"guess{number}", "wrong", headers={"X-Forwarded-For": f"10.1.1.{number}"}
        )
    assert sign_in(Client(REMOTE_ADDR="10.6.6.6"), headers={"X-Forwarded-For": "10.2.2.2"}).status_code == 429


def test_a_success_forgets_the_failures_before(user, clock):
    client = Client()
    for _unused in range(4):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 302
    client.post(reverse("accounts:sign-out"))
    for _unused in range(4):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 302


def test_the_system_administrator_opens_a_locked_account_early(user, clock, system):
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), password="wrong")
    services.unlock_user(actor=system, user=user, reason="本人来电")
    assert sign_in(Client(REMOTE_ADDR="10.0.0.99")).status_code == 302


def test_a_browser_at_rest_is_signed_out(user, clock):
    browser = browser_of(user)
    for _unused in range(3):
        clock.shift(datetime.timedelta(minutes=25))
        assert is_in(browser)
    clock.shift(datetime.timedelta(minutes=31))
    assert not is_in(browser)


def test_an_administrator_at_rest_is_signed_out_sooner(user, clock, district):
    AppointmentFactory(user=user, role=Role.AUDIT_ADMINISTRATOR, union=district)
    browser = browser_of(user)
    clock.shift(datetime.timedelta(minutes=14))
    assert is_in(browser)
    clock.shift(datetime.timedelta(minutes=16))
    assert not is_in(browser)


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(user, clock):
    browser = browser_of(user)
    for _unused in range(4):
        clock.shift(datetime.timedelta(minutes=7))
        assert browser.get(PROFILE, headers={"Yuanxin-Background": "1"}).status_code == 200
    clock.shift(datetime.timedelta(minutes=3))
    assert not is_in(browser)


def test_nobody_stays_signed_in_for_longer_than_a_day_of_work(user, clock):
    browser = browser_of(user)
    for _unused in range(35):
        clock.shift(datetime.timedelta(minutes=20))
        assert is_in(browser)
    clock.shift(datetime.timedelta(minutes=20))
    assert not is_in(browser)


def test_who_asks_is_known_by_two_queries_and_nothing_is_written(user, clock, street, district):
    """One for sign-in and user, one for all appointments, however many; an answer without a page needs no more."""
    browser = browser_of(user)
    for union in (street, district):
        AppointmentFactory(user=user, role=Role.LEADER, union=union)
    clock.shift(datetime.timedelta(minutes=5))
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(reverse("accounts:sign-in")).status_code == 302
    assert len(captured) == 2
    assert all(query["sql"].startswith("SELECT") for query in captured.captured_queries)


def test_signed_out_elsewhere_means_at_once(user, clock):
    here, there = browser_of(user), browser_of(user)
    assert is_in(there)
    page = here.get(PROFILE).content.decode()
    assert page.count("/end/") == 1
    assert here.post(reverse("accounts:sign-ins-end")).status_code == 302
    assert not is_in(there)
    assert is_in(here)


def test_one_of_my_browsers_is_signed_out_and_nobody_elses(user, clock):
    here, there = browser_of(user), browser_of(user)
    stranger = browser_of(UserFactory())
    numbers = dict(SignIn.objects.order_by("pk").values_list("pk", "user"))
    mine = [number for number, owner in numbers.items() if owner == user.pk]
    theirs = next(number for number, owner in numbers.items() if owner != user.pk)
    assert here.post(reverse("accounts:sign-in-end", args=[theirs])).status_code == 404
    assert is_in(stranger)
    here.post(reverse("accounts:sign-in-end", args=[mine[1]]))
    assert not is_in(there)


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(user, clock):
    browser, thief = browser_of(user), Client()
    stolen = browser.cookies[settings.SESSION_COOKIE_NAME].value
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert is_in(thief)
    browser.post(reverse("accounts:sign-out"))
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert not is_in(thief)


def test_a_cookie_from_before_is_not_taken_over_by_signing_in(user, clock):
    client = Client()
    client.get(reverse("accounts:sign-in"))
    before = client.cookies.get(settings.SESSION_COOKIE_NAME)
    sign_in(client)
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert before is None or before.value != after
    assert SignIn.objects.count() == 1
    client.cookies[settings.SESSION_COOKIE_NAME] = after[:-1] + ("x" if after[-1] != "x" else "y")
    assert not is_in(client)


def test_a_password_given_for_one_sign_in_must_be_changed_first(client, user, clock, system):
    password = services.reset_password(actor=system, user=user, reason="忘记密码")
    assert sign_in(client, password=password, to=PROFILE).status_code == 302
    answer = client.get(PROFILE)
    assert answer.url.startswith(reverse("accounts:password"))
    form = {"old_password": password, "new_password": "Gans-8-Weiher", "again": "Gans-8-Weiher", "next": PROFILE}
    assert client.post(reverse("accounts:password"), form | {"again": "other"}).status_code == 422
    assert client.post(reverse("accounts:password"), form | {"new_password": "a", "again": "a"}).status_code == 422
    assert client.post(reverse("accounts:password"), form).url == PROFILE
    assert is_in(client)
    assert not User.objects.get(pk=user.pk).must_change_password


def test_a_password_of_ninety_days_must_be_changed(user, clock):
    User.objects.filter(pk=user.pk).update(password_changed_at=START - datetime.timedelta(days=90))
    assert browser_of(user).get(PROFILE).url.startswith(reverse("accounts:password"))


def test_a_changed_password_signs_out_everywhere_else(user, clock):
    here, there = browser_of(user), browser_of(user)
    form = {"old_password": PASSWORD, "new_password": "Gans-8-Weiher", "again": "Gans-8-Weiher"}
    assert here.post(reverse("accounts:password"), form).status_code == 302
    assert is_in(here)
    assert not is_in(there)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.SECURITY_ADMINISTRATOR])
def test_approvers_and_administrators_enrol_a_phone_at_the_first_sign_in(user, clock, district, role):
    AppointmentFactory(user=user, role=role, union=district)
    browser = browser_of(user, verified=False)
    address = reverse("accounts:second-factor")
    assert browser.get(PROFILE).url.startswith(address)
    written = Event.objects.count()
    page = browser.get(address).content.decode()
    assert 'class="qr"' in page
    assert Event.objects.count() == written
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    assert secret in browser.get(address).content.decode().replace(" ", ""), "the same secret until it is proved"
    assert browser.post(address, {"code": "000000", "next": PROFILE}).status_code == 422
    assert browser.post(address, {"code": services.present_code(secret), "next": PROFILE}).url == PROFILE
    assert is_in(browser)
    clock.shift(datetime.timedelta(minutes=1))
    again = browser_of(user, verified=False)
    assert 'class="qr"' not in again.get(address).content.decode()
    code = services.present_code(secret)
    assert again.post(address, {"code": code}).status_code == 302
    replay = browser_of(user, verified=False)
    assert replay.post(address, {"code": code}).status_code == 422


def test_an_officer_signs_in_without_a_second_factor(user, clock, street):
    AppointmentFactory(user=user, role=Role.STREET_OFFICER, union=street)
    assert is_in(browser_of(user, verified=False))


def test_a_grave_act_asks_for_the_second_factor_again(user, clock, district):
    AppointmentFactory(user=user, role=Role.SECURITY_ADMINISTRATOR, union=district)
    browser = browser_of(user)
    address = reverse("accounts:appointment-new")
    assert browser.get(address).status_code == 200
    clock.shift(datetime.timedelta(minutes=11))
    assert browser.get(address).url.startswith(reverse("accounts:second-factor"))
    assert browser.post(address, {}).url == reverse("accounts:second-factor")


def test_htmx_leaves_for_the_sign_in_page_as_a_whole(client, db):
    answer = client.get(PROFILE, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/me/"})
    assert answer.headers["HX-Redirect"].startswith(reverse("accounts:sign-in"))


def test_a_forged_form_is_refused_in_words(user, clock):
    browser = Client(enforce_csrf_checks=True)
    answer = sign_in(browser)
    assert answer.status_code == 403
    assert "<!doctype html>" in answer.content.decode()


@pytest.mark.parametrize("due", [False, True])
def test_who_holds_a_second_factor_shows_it_before_the_password_changes(user, clock, due):
    secret = services.new_secret()
    services.enrol_second_factor(actor=Actor.system("tests"), user=user, secret=secret)
    User.objects.filter(pk=user.pk).update(must_change_password=due)
    browser = browser_of(user, verified=False)
    password, factor = reverse("accounts:password"), reverse("accounts:second-factor")
    form = {"old_password": PASSWORD, "new_password": "Gans-8-Weiher", "again": "Gans-8-Weiher"}
    assert browser.get(password).url == f"{factor}?{urlencode({'next': password})}"
    assert browser.post(password, form).url == factor
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    if due:
        assert browser.get(PROFILE).url.startswith(factor)
    assert browser.post(factor, {"code": services.present_code(secret), "next": password}).url == password
    assert browser.post(password, form).status_code == 302
    assert User.objects.get(pk=user.pk).check_password("Gans-8-Weiher")
