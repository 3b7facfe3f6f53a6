import datetime

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.foundation.accounts.factories import UserFactory
from yuanxin.foundation.accounts import services
from yuanxin.foundation.accounts.models import FormerPassword, User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.models import Change
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.kernel.sealed import seal

GOOD = "Kranich-7-Teich"


def codes(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as invalid:
        return {error.code for error in invalid.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Aa1-xyz", "short"),
        ("kranichteich", "classes"),
        ("kranich-teich", "classes"),
        ("P@ssw0rd123!", "weak"),
        ("Gonghui2026!", "weak"),
        ("Lijuan-Teich-7", "personal"),
        ("Teich-13812345678", "personal"),
    ],
)
def test_each_rule_refuses_in_its_own_words(db, password, code):
    user = UserFactory(username="lijuan", phone=seal("13812345678"))
    assert codes(password, user) == {code}


def test_a_good_password_passes(user):
    assert codes(GOOD, user) == set()


def test_an_administrator_needs_ten_characters(system, security):
    nine = "Teich-7-x"
    administrator = User.objects.get(pk=system.key.removeprefix("user:"))
    assert codes(nine, administrator) == {"short"}
    assert codes(nine, UserFactory()) == set()


def change(user: User, old: str, new: str) -> None:
    services.change_password(actor=actor_for(user, today=clock.today()), user=user, old=old, new=new)


def test_the_last_five_passwords_are_not_taken_again(user):
    first = "Kranich-0-Teich"
    user.set_password(first)
    user.save()
    change(user, first, "Kranich-1-Teich")
    for number in range(2, 6):
        change(user, f"Kranich-{number - 1}-Teich", f"Kranich-{number}-Teich")
    for number in range(1, 6):
        with pytest.raises(Refused):
            change(user, "Kranich-5-Teich", f"Kranich-{number}-Teich")
    change(user, "Kranich-5-Teich", "Kranich-6-Teich")
    change(user, "Kranich-6-Teich", "Kranich-1-Teich")
    assert user.check_password("Kranich-1-Teich")


def test_a_wrong_present_password_changes_nothing(user):
    with pytest.raises(Refused) as refused:
        change(user, "not it", GOOD)
    assert refused.value.field == "old_password"
    user.refresh_from_db()
    assert user.check_password("correct horse battery staple")
    assert not FormerPassword.objects.exists()


def test_a_reset_password_is_for_one_sign_in_and_never_in_the_trail(system, user):
    with time_machine.travel(datetime.datetime(2026, 7, 1, 3, tzinfo=datetime.UTC), tick=False):
        password = services.reset_password(actor=system, user=user, reason="忘记密码")
    user.refresh_from_db()
    assert user.check_password(password)
    assert user.must_change_password
    assert user.password_changed_at == datetime.datetime(2026, 7, 1, 3, tzinfo=datetime.UTC)
    kept = str(list(Change.objects.values_list("before", "after")))
    assert password not in kept
    assert user.password not in kept


def test_only_the_system_administrator_resets_and_never_his_own(system, security, user):
    with pytest.raises(NotAllowed):
        services.reset_password(actor=security, user=user, reason="试试")
    with pytest.raises(Refused):
        services.reset_password(actor=system, user=User.objects.get(name=system.label), reason="自己")
    with pytest.raises(Refused):
        services.reset_password(actor=system, user=user, reason=" ")


def test_one_time_passwords_fit_the_policy_and_differ(db):
    made = {services.one_time_password() for _unused in range(50)}
    assert len(made) == 50
    assert not any(codes(password) for password in made)
