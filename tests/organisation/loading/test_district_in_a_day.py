"""The how-to for a new district, followed from its first step to its last with the files it shows."""

import datetime
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.accounts.services import change_password
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.intake import services
from yuanxin.foundation.intake.declarations import Declaration
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.tasks import STAGING
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import find_by_code, topmost_union
from yuanxin.organisation.loading.intake import ACCOUNTS, APPOINTMENTS, COVERAGE, EMPLOYERS, OFFICERS, UNIONS
from yuanxin.organisation.loading.services import give_passwords
from yuanxin.organisation.rosters.intake import ROSTER

pytestmark = pytest.mark.django_db

HOW_TO = Path(settings.PROJECT) / "docs" / "how-to" / "district-in-a-day.md"
H1_2016 = Period(datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))


def files() -> dict[str, bytes]:
    """The files that the page shows, by their names."""
    shown = re.findall(r"```csv (\S+)\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {name: text.encode() for name, text in shown}


def bring(declaration: Declaration, union: Union, user: User, content: bytes) -> Batch:
    """A file brought in by a user whose every row must be new."""
    actor = of(user)
    batch = services.receive(
        actor=actor,
        user=user,
        declaration=declaration,
        union=union,
        content=content,
        file_name="名册.csv",
        dated_on=datetime.date(2016, 6, 30),
    )
    STAGING.run(batch)
    batch.refresh_from_db()
    services.apply(actor=actor, batch=batch)
    batch.refresh_from_db()
    assert batch.counts["new"] == batch.rows > 0
    return batch


def of(user: User) -> Actor:
    return actor_for(user, today=clock.today())


def signs_in_first(user: User, password: str) -> None:
    """A password of one's own in the place of the one on the slip."""
    change_password(actor=of(user), user=user, old=password, new="Qingshan-8842-lake")
    user.refresh_from_db()
    assert not user.must_change_password


def test_from_an_empty_database_to_a_working_district(capsys):
    shown = files()
    call_command("init", name="示范区总工会", code="330199", division="330199")
    top = topmost_union()
    system, security = (
        Appointment.objects.get(role=role).user for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
    )
    accounts = bring(ACCOUNTS, top, system, shown["首批账号"])
    bring(APPOINTMENTS, top, security, shown["首批账号"])
    (first,) = give_passwords(actor=of(system), batch=accounts)
    signs_in_first(first.user, first.password)
    for declaration, name in (
        (UNIONS, "工会清册"),
        (EMPLOYERS, "单位清册"),
        (COVERAGE, "覆盖名册"),
        (OFFICERS, "工会干部名册"),
    ):
        bring(declaration, top, first.user, shown[name])
    accounts = bring(ACCOUNTS, top, system, shown["各级账号"])
    bring(APPOINTMENTS, top, security, shown["各级账号"])
    given = {each.user.username: each for each in give_passwords(actor=of(system), batch=accounts)}
    chair = given["li.jianguo"]
    signs_in_first(chair.user, chair.password)
    union = find_by_code("G330199001")
    assert union is not None
    assert [each.code for each in Union.objects.visible_to(of(chair.user))] == ["G330199001"]
    bring(ROSTER, union, chair.user, shown["会员名册"])
    told = {
        "unions.new": 1,
        "unions.employers_newly_covered": 1,
        "unions.employers_covered": 2,
        "members.joined": 2,
        "members.women": 1,
    }
    assert {code: measure(code, top, H1_2016).value for code in told} == told
