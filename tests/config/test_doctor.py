"""`yuanxin doctor` finds what is wrong, says it, and ends with exit code 2."""

import datetime
import io

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import translation

from tests.foundation.accounts.factories import AppointmentFactory
from tests.organisation.members.factories import PersonFactory
from yuanxin.config import health, statics
from yuanxin.config.packages import PackageFinder
from yuanxin.demo.models import Demonstration
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.services import record
from yuanxin.foundation.figures.cells.triggers import take_down
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.long_work import Job, LongWork


@pytest.fixture
def site(own_database, settings, tmp_path, monkeypatch):
    """A site without a trouble; returns its data directory."""
    monkeypatch.setattr(statics, "gathered", lambda: True)
    monkeypatch.setattr(Job, "known", {})
    settings.DATA_DIR = tmp_path
    return tmp_path


def examine() -> str:
    out = io.StringIO()
    call_command("doctor", stdout=out)
    return out.getvalue()


def troubles_found(capsys: pytest.CaptureFixture[str]) -> str:
    with translation.override("en"), pytest.raises(CommandError) as refusal:
        call_command("doctor")
    assert refusal.value.returncode == 2
    return capsys.readouterr().out


def test_a_well_site_is_told_so(site, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: datetime.date(2026, 10, 31))
    assert len(examine().splitlines()) == len(health.CHECKS) + 1


def test_a_calendar_that_is_awaited_is_advice_and_no_trouble(site, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: datetime.date(2026, 12, 1))
    said = examine()
    assert "! 工作日" in said
    assert "2027" in said
    assert "系统状况良好" in said


def test_a_style_sheet_that_is_not_there_is_told_in_the_language_of_the_line(site, tmp_path, settings):
    settings.NODE_MODULES = tmp_path / "node_modules"
    with translation.override("zh-hans"):
        [trouble] = PackageFinder().check()
        assert trouble.msg.startswith("缺少文件")
        assert "npm ci" in trouble.hint


def test_a_removed_trigger_is_found_and_put_back_by_migrate(site, capsys):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'")
            cursor.execute(f"DROP TRIGGER {cursor.fetchone()[0]}")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_event'::regclass AND NOT tgisinternal")
            cursor.execute(f"DROP TRIGGER {cursor.fetchone()[0]} ON audit_event")
    assert "audit_event" in troubles_found(capsys)
    call_command("migrate", verbosity=0)
    assert examine()


def test_a_removed_figure_trigger_is_found_and_put_back_by_migrate(site, capsys):
    take_down()
    assert "figures may be wrong" in troubles_found(capsys)
    call_command("migrate", verbosity=0)
    assert examine()


def test_a_key_that_others_can_read_is_found(site, capsys):
    (site / "data.key").touch(mode=0o644)
    assert "data.key" in troubles_found(capsys)


def test_styles_that_are_not_gathered_are_found(site, capsys, monkeypatch):
    monkeypatch.setattr(statics, "gathered", lambda: False)
    assert "yuanxin up --once" in troubles_found(capsys)


def test_a_clock_that_went_back_is_found(site, capsys):
    day = clock.today()
    mark = Demonstration.objects.create(union="示范区", begins_on=day, ends_on=day, seed=1, members=1, made_on=day)
    with time_machine.travel(clock.now() + datetime.timedelta(days=1)), transaction.atomic():
        record(Actor.system("demo"), "demo.district_built", mark, union=1)
    assert "trail lies in the future" in troubles_found(capsys)


def test_work_that_no_worker_takes_is_found(site, capsys, monkeypatch):
    job = Job("rosters.stage", LongWork, {})
    monkeypatch.setattr(job, "stale", lambda: iter([7]))
    assert "rosters.stage 7" in troubles_found(capsys)


def test_a_user_with_two_offices_that_must_be_apart_is_named(site, district, capsys):
    first = AppointmentFactory(role=Role.SYSTEM_ADMINISTRATOR, union=district, user__username="both")
    AppointmentFactory(role=Role.AUDIT_ADMINISTRATOR, union=district, user=first.user)
    assert "both" in troubles_found(capsys)


def test_keys_that_no_longer_fit_the_stored_numbers_are_found(site, district, capsys, settings):
    PersonFactory(union=district)
    first = settings.DATA_KEY
    settings.DATA_KEY = f"lookup:{'22' * 32},1:{first}"
    assert "Look-up keys differ" in troubles_found(capsys)
    settings.DATA_KEY = "22" * 32
    assert "Stored values cannot be opened" in troubles_found(capsys)
