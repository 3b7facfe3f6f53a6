import datetime
import threading

import pytest
import time_machine
from django.db import connection
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.foundation.accounts.factories import UserFactory
from yuanxin.foundation.accounts import services
from yuanxin.foundation.accounts.models import SignIn, User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import NotAllowed, Refused

START = datetime.datetime(2026, 7, 1, 3, tzinfo=datetime.UTC)


@pytest.fixture
def minute():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(user, minute):
    return SignIn.objects.create(user=user, key_digest=b"1", signed_in_at=START)


@pytest.fixture
def secret(user, browser):
    secret = services.new_secret()
    services.enrol_second_factor(
        actor=me(user), user=user, secret=secret, code=services.present_code(secret), sign_in=browser
    )
    return secret


def me(user: User):
    return actor_for(user, today=clock.today())


def show(user, browser, code):
    services.show_second_factor(actor=me(user), user=user, sign_in=browser, code=code)


def test_enrolling_needs_a_right_code_and_verifies_the_browser(user, browser):
    secret = services.new_secret()
    with pytest.raises(Refused):
        services.enrol_second_factor(actor=me(user), user=user, secret=secret, code="000000", sign_in=browser)
    assert not TOTPDevice.objects.exists()
    services.enrol_second_factor(
        actor=me(user), user=user, secret=secret, code=services.present_code(secret), sign_in=browser
    )
    browser.refresh_from_db()
    assert browser.verified_at == START


def test_a_second_device_cannot_be_enrolled_beside_the_first(user, browser, secret):
    other = services.new_secret()
    with pytest.raises(Refused):
        services.enrol_second_factor(
            actor=me(user), user=user, secret=other, code=services.present_code(other), sign_in=browser
        )
    assert TOTPDevice.objects.count() == 1


def test_a_code_counts_once(user, browser, secret, minute):
    with pytest.raises(Refused):
        show(user, browser, services.present_code(secret))
    minute.shift(60)
    code = services.present_code(secret)
    show(user, browser, code)
    browser.refresh_from_db()
    assert browser.verified_at == START + datetime.timedelta(seconds=60)
    minute.shift(10)
    with pytest.raises(Refused):
        show(user, browser, code)


def test_wrong_codes_are_slowed_down_and_told(user, browser, secret, minute):
    minute.shift(60)
    for _unused in range(3):
        with pytest.raises(Refused):
            show(user, browser, "000000")
    with pytest.raises(Refused):
        show(user, browser, services.present_code(secret))
    assert Event.objects.filter(action="accounts.second_factor_failed").count() == 4
    minute.shift(300)
    show(user, browser, services.present_code(secret))


def test_a_lost_device_is_reset_by_the_security_administrator(user, browser, secret, security, system):
    with pytest.raises(NotAllowed):
        services.reset_second_factor(actor=system, user=user, reason="手机丢失")
    services.reset_second_factor(actor=security, user=user, reason="手机丢失")
    assert not TOTPDevice.objects.exists()
    assert not SignIn.objects.filter(ended_at=None).exists()
    with pytest.raises(Refused):
        services.reset_second_factor(actor=security, user=User.objects.get(name=security.label), reason="自己")


def test_the_address_for_the_app_holds_secret_and_account(user):
    address = services.provisioning_address(user, "ABCDEFGH")
    assert address.startswith("otpauth://totp/")
    assert "secret=ABCDEFGH" in address
    assert "lijuan" in address


def test_two_browsers_that_enrol_at_once_leave_one_device(own_database):
    user = UserFactory()
    gate = threading.Barrier(2, timeout=10)
    outcomes = []

    def enrol() -> None:
        try:
            gate.wait()
            services.enrol_second_factor(actor=me(user), user=user, secret=services.new_secret())
            outcomes.append("enrolled")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=enrol) for _unused in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["enrolled", "refused"]
    assert TOTPDevice.objects.count() == 1
