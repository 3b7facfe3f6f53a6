import pytest

from tests.foundation.accounts.factories import AppointmentFactory, UserFactory
from tests.organisation.loading.conftest import outcomes
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import NotAllowed
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.organisation.loading.intake import ACCOUNTS, APPOINTMENTS
from yuanxin.organisation.loading.services import give_passwords

HEADER = ("用户名", "姓名", "手机号码", "工会编码", "角色")


@pytest.fixture
def system(district) -> User:
    return AppointmentFactory(role=Role.SYSTEM_ADMINISTRATOR, union=district, user__username="system").user


@pytest.fixture
def security(district) -> User:
    return AppointmentFactory(role=Role.SECURITY_ADMINISTRATOR, union=district, user__username="security").user


@pytest.fixture
def rows(grassroots, street):
    return [
        ("zhang.san", "张三", "13800000001", grassroots.code, "基层工会干事"),
        ("LI.SI", "李四", "", street.code, "街道工会干部"),
    ]


def test_one_workbook_makes_accounts_for_one_administrator_and_roles_for_the_other(
    load, district, grassroots, system, security, rows
):
    assert load(ACCOUNTS, district, HEADER, rows, by=system).counts["new"] == 2
    account = User.objects.get(username="zhang.san")
    assert unseal(account.phone) == "13800000001"
    assert account.must_change_password
    assert not account.has_usable_password()
    assert not account.appointments.exists()
    assert load(APPOINTMENTS, district, HEADER, rows, by=security).counts["new"] == 2
    given = Appointment.objects.get(user=account)
    assert (given.union, given.role) == (grassroots, Role.GRASSROOTS_OFFICER)
    assert Appointment.objects.get(user__username="li.si").role == Role.STREET_OFFICER
    assert load(ACCOUNTS, district, HEADER, rows, by=system).counts["unchanged"] == 2
    assert load(APPOINTMENTS, district, HEADER, rows, by=security).counts["unchanged"] == 2


def test_neither_administrator_does_the_work_of_the_other(load, district, system, security, rows):
    with pytest.raises(NotAllowed):
        load(ACCOUNTS, district, HEADER, rows, by=security)
    with pytest.raises(NotAllowed):
        load(APPOINTMENTS, district, HEADER, rows, by=system)


def test_passwords_are_given_once_and_change_at_the_first_sign_in(load, district, system, rows):
    batch = load(ACCOUNTS, district, HEADER, rows, by=system)
    actor = actor_for(system, today=clock.today())
    given = give_passwords(actor=actor, batch=batch)
    assert [each.user.username for each in given] == ["li.si", "zhang.san"]
    account = User.objects.get(username="zhang.san")
    assert account.check_password(given[1].password)
    assert account.must_change_password
    assert give_passwords(actor=actor, batch=batch) == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("nobody", "甲", "", "", "财务"), "place:missing username:no_such_user"),
        (("known", "甲", "", "示范区总工会", "基层工会干事"), "role:wrong_level"),
        (("security", "甲", "", "示范区总工会", "财务"), "username:own_account"),
        (("known", "甲", "", "示范区总工会", "系统管理员"), "role:unknown_word"),
    ],
)
def test_a_role_that_cannot_be_given_says_why(stage, district, security, row, problem):
    UserFactory(username="known")
    assert outcomes(stage(APPOINTMENTS, district, HEADER, [row], by=security))[2] == ("invalid", problem)


def test_an_administrator_gets_no_other_role(stage, district, system, security):
    row = ("system", "甲", "", "示范区总工会", "财务")
    found = outcomes(stage(APPOINTMENTS, district, HEADER, [row], by=security))
    assert found[2] == ("conflict", "username:apart")


def test_a_user_name_of_another_person_is_not_taken_over(stage, district, system):
    UserFactory(username="known", name="王五")
    found = outcomes(stage(ACCOUNTS, district, HEADER, [("known", "赵六", "", "", "")], by=system))
    assert found[2] == ("conflict", "full_name:known_by_other_name")


def test_undone_accounts_are_gone(load, take_back, district, system, rows):
    take_back(load(ACCOUNTS, district, HEADER, rows, by=system))
    assert not User.objects.filter(username__in=["zhang.san", "li.si"]).exists()
