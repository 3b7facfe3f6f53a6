"""`yuanxin up`: what it prepares, what it refuses, and that the site it starts answers and goes on."""

import datetime
import http.client
import io
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.foundation.unions.factories import UnionFactory
from yuanxin.config.management.commands import up
from yuanxin.demo.models import Demonstration


def run_up(**options):
    out = io.StringIO()
    call_command("up", once=True, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def demo(own_database, monkeypatch):
    """A database that says it is a demonstration; what its sign-ins and figures print is tested with them."""
    day = datetime.date(2016, 1, 1)
    called = []
    monkeypatch.setattr(up, "call_command", lambda *arguments: called.append(arguments))
    UnionFactory()
    Demonstration.objects.create(union="示范区", begins_on=day, ends_on=day, seed=1, members=1, made_on=day)
    return called


def test_an_empty_database_is_left_empty_where_nobody_wants_a_demonstration(own_database):
    assert "yuanxin init" in run_up(no_demo=True)
    assert not Demonstration.objects.exists()


def test_a_database_with_records_gets_no_demonstration(own_database, monkeypatch):
    called = []
    monkeypatch.setattr(up, "call_command", lambda *arguments: called.append(arguments[0]))
    UnionFactory()
    run_up()
    assert called == ["figures"]


def test_no_demonstration_is_built_for_a_site_that_answers_to_public_names(own_database, settings):
    settings.ON_LOOPBACK = False
    run_up()
    assert not Demonstration.objects.exists()


def test_an_empty_database_on_loopback_gets_the_demonstration(own_database, monkeypatch):
    called = []
    monkeypatch.setattr(up, "call_command", lambda *arguments: called.append(arguments))
    run_up()
    assert called == [("demo",)]


def test_a_demonstration_prints_its_sign_ins_and_its_own_half_year(demo):
    run_up()
    assert demo[0] == ("demo", "sign-ins")
    assert demo[-1] == ("figures", "show", "--from", "2016-01-01", "--to", "2016-01-01")


@pytest.mark.parametrize("host", ["192.0.2.1", "::", "union.example.org"])
def test_a_demonstration_is_not_opened_to_other_machines(demo, host):
    with pytest.raises(CommandError) as refusal:
        run_up(host=host)
    assert refusal.value.returncode == 2
    assert "--demo-in-public" in str(refusal.value)
    assert demo == []
    run_up(host=host, demo_in_public=True)
    assert demo[-1][0] == "figures"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.0.0.9"])
def test_loopback_is_known_by_all_its_names(host):
    assert up.is_loopback(host)


def test_a_taken_address_is_refused_before_anything_is_prepared(own_database):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError) as refusal:
            call_command("up", port=taken.getsockname()[1])
    assert refusal.value.returncode == 2
    assert not Demonstration.objects.exists()


@pytest.mark.parametrize(
    ("today", "begin", "end"),
    [((2026, 6, 30), (2026, 1, 1), (2026, 6, 30)), ((2026, 7, 1), (2026, 7, 1), (2026, 12, 31))],
)
def test_a_site_of_real_records_prints_the_present_half_year(today, begin, end):
    assert up.half_year_of(datetime.date(*today)) == (datetime.date(*begin), datetime.date(*end))


def test_the_site_answers_and_its_killed_processes_come_back(own_database, free_port, tmp_path):
    connection.close()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YUANXIN_")}
    environment |= {
        "DATABASE_URL": own_database.url,
        "YUANXIN_DATA_DIR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "yuanxin.config.settings",
    }
    site = subprocess.Popen(
        [sys.executable, "-m", "yuanxin.config.cli", "up", "--no-demo", "--port", str(free_port)], env=environment
    )
    try:
        assert answer(free_port) < 500
        for child in children_of(site.pid):
            os.kill(child, signal.SIGKILL)
        assert answer(free_port) < 500, "the web server is back"
        assert site.poll() is None
        site.send_signal(signal.SIGTERM)
        assert site.wait(timeout=60) == 0
        with pytest.raises(ConnectionRefusedError):
            ask(free_port)
    finally:
        site.kill()
        site.wait()


def answer(port: int) -> int:
    """The status of the first page, once the site answers."""
    for _ in range(600):
        try:
            return ask(port)
        except (ConnectionError, http.client.HTTPException):
            time.sleep(0.1)
    raise AssertionError("the site does not answer")


def ask(port: int) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as client:
        client.request("GET", "/")
        return client.getresponse().status


def children_of(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(number) for number in listed]
