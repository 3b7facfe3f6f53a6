import pytest

from tests.foundation.accounts.factories import UserFactory
from yuanxin.foundation.accounts import services
from yuanxin.foundation.accounts.models import SignIn, User
from yuanxin.foundation.accounts.queries import user_by_name
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.audit.queries import history
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.kernel.sealed import unseal


def test_a_new_user_has_no_role_and_a_password_for_one_sign_in(system):
    made = services.create_user(actor=system, username=" WangFang ", name="王芳", phone="13812345678")
    assert made.user.username == "wangfang"
    assert made.user.must_change_password
    assert made.user.check_password(made.password)
    assert unseal(made.user.phone) == "13812345678"
    assert not made.user.appointments.exists()
    event = Event.objects.get(action="accounts.user_created")
    assert (event.object_id, event.actor) == (made.user.pk, system.key)


@pytest.mark.parametrize("username", ["", "ab", "王芳", "1abc", "wang fang", "a" * 41, "x'; --"])
def test_a_malformed_user_name_is_refused(system, username):
    with pytest.raises(Refused) as refused:
        services.create_user(actor=system, username=username, name="王芳")
    assert refused.value.field == "username"


def test_a_user_name_is_given_once_whatever_its_capitals(system, user):
    with pytest.raises(Refused):
        services.create_user(actor=system, username=user.username.upper(), name="另一人")
    assert user_by_name("LiJuan ") == user


@pytest.mark.parametrize(
    "act",
    [
        lambda actor, _user: services.create_user(actor=actor, username="newone", name="新人"),
        lambda actor, user: services.correct_user(actor=actor, user=user, name="改名", phone=""),
        lambda actor, user: services.lock_user(actor=actor, user=user, reason="离职"),
        lambda actor, user: services.unlock_user(actor=actor, user=user, reason="回来"),
        lambda actor, user: services.reset_password(actor=actor, user=user, reason="忘记"),
    ],
)
def test_accounts_are_the_system_administrators_alone(act, officer, security, auditor, user):
    for actor in (officer, security, auditor):
        with pytest.raises(NotAllowed):
            act(actor, user)


def test_a_locked_user_is_signed_out_and_the_history_tells_it(system, user):
    SignIn.objects.create(user=user, key_digest=b"1", signed_in_at="2026-07-01T00:00Z")
    services.lock_user(actor=system, user=user, reason="离职")
    user.refresh_from_db()
    assert not user.is_active
    assert not SignIn.objects.filter(ended_at=None).exists()
    services.unlock_user(actor=system, user=user, reason="返聘")
    user.refresh_from_db()
    assert user.is_active
    assert [entry.event.reason for entry in history("accounts.user", user.pk, actor=system)] == ["返聘", "离职"]


def test_nobody_locks_himself(system):
    with pytest.raises(Refused):
        services.lock_user(actor=system, user=User.objects.get(name=system.label), reason="试试")


def test_a_corrected_phone_stands_sealed_in_the_trail(system, user):
    services.correct_user(actor=system, user=user, name="李娟", phone="13987654321")
    assert "13987654321" not in str(list(Change.objects.values_list("after", flat=True)))


def test_the_first_three_administrators_are_three_people(district):
    from yuanxin.foundation.kernel import clock
    from yuanxin.foundation.kernel.actors import Actor

    made = services.create_first_administrators(actor=Actor.system("init"), union=district, today=clock.today())
    assert len({one.user.pk for one in made}) == len({one.role for one in made}) == 3
    assert all(one.user.check_password(one.password) for one in made)
    with pytest.raises(Refused):
        services.create_first_administrators(actor=Actor.system("init"), union=district, today=clock.today())


def test_only_the_system_makes_the_first_administrators(officer, district):
    UserFactory()
    with pytest.raises(NotAllowed):
        services.create_first_administrators(actor=officer, union=district, today=None)
