"""`yuanxin init`: an empty database gets its topmost union and three administrators, each another person."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests.foundation.unions.factories import UnionFactory
from yuanxin.config.management.commands import init
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.unions.models import Union

pytestmark = pytest.mark.django_db
SAID = {"name": "西湖区总工会", "code": "330106", "division": "330106"}


def run_init(**options) -> str:
    out = io.StringIO()
    call_command("init", stdout=out, **options)
    return out.getvalue()


def test_union_and_administrators_are_made_and_their_passwords_open_the_door_once():
    printed = run_init(**SAID)
    union = Union.objects.get()
    assert (union.name, union.code, union.division, union.parent) == ("西湖区总工会", "330106", "330106", None)
    held = {appointment.role: appointment.user for appointment in Appointment.objects.filter(union=union)}
    assert set(held) == {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
    assert len(set(held.values())) == 3
    for user in held.values():
        line = next(line for line in printed.splitlines() if line.split()[:1] == [user.username])
        assert user.check_password(line.split()[1])
        assert user.must_change_password


def test_a_database_with_records_is_left_alone():
    UnionFactory()
    with pytest.raises(CommandError) as refusal:
        run_init(**SAID)
    assert refusal.value.returncode == 2
    assert not User.objects.exists()


@pytest.mark.parametrize("missing", sorted(SAID))
def test_what_nobody_said_is_asked_for(missing, monkeypatch):
    monkeypatch.setattr(init.sys, "stdin", type("Terminal", (), {"isatty": staticmethod(lambda: True)}))
    answers = iter(["", SAID[missing]])
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    run_init(**{option: value for option, value in SAID.items() if option != missing})
    assert getattr(Union.objects.get(), missing) == SAID[missing]


def test_where_nobody_can_be_asked_the_option_is_named(monkeypatch):
    monkeypatch.setattr(init.sys, "stdin", io.StringIO())
    with pytest.raises(CommandError, match="--code") as refusal:
        run_init(name="西湖区总工会", division="330106")
    assert refusal.value.returncode == 2


def test_a_refused_union_leaves_no_administrator():
    with pytest.raises(CommandError):
        run_init(**SAID | {"name": " "})
    assert not User.objects.exists()
