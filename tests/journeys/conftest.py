"""Journeys: people at work in a real browser, on the real server and worker, each with a demonstration of its own.

The demonstration is built once; every journey starts from a copy of it, so that journeys may write what they like.
A page that logs an error, breaks its content security policy or answers 5xx fails the journey that opened it.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import databases
from tests.journeys.traveller import Traveller
from yuanxin.demo import services, spec
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor

FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
FEW_ENROLLED = {"mutual_aid.enrolments": Decimal(6000), "mutual_aid.unit_subsidies": Decimal(74_500)}
# How a browser of the office opens.
OPTIONS = {
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
    "viewport": {"width": 1440, "height": 900},
    "reduced_motion": "reduce",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


def few_enrolled(facts: spec.Facts) -> spec.Facts:
    """The facts with so few enrolments that few members can hold them: every journey takes a copy of them all."""
    changed = tuple(
        replace(fact, value=FEW_ENROLLED[fact.figure], text="") if fact.figure in FEW_ENROLLED else fact
        for fact in facts.facts
    )
    return replace(facts, facts=changed)


@pytest.fixture(scope="session")
def demonstration(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The name of a database with a small demonstration, from which journeys are copied."""
    with django_db_blocker.unblock():
        source = str(connection.settings_dict["NAME"])
        name = f"{source}_demonstration"
        databases.drop(name)
        databases.copy(source, name)
        try:
            with databases.in_use(name):
                facts = few_enrolled(spec.read(spec.SHIPPED))
                services.build_district(
                    actor=Actor.system("demo"), facts=facts, members=facts.fewest_members(), today=clock.today()
                )
            yield name
        finally:
            databases.drop(name)


@pytest.fixture(scope="session")
def data_directory(tmp_path_factory) -> Path:
    """Where the sites of all journeys keep their gathered styles and scripts."""
    return tmp_path_factory.mktemp("site")


@contextmanager
def served(database: str, data_directory: Path) -> Iterator[str]:
    """The address of a site, with its worker, over the database of this URL."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YUANXIN_")}
    environment |= {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "yuanxin.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "YUANXIN_DATA_DIR": str(data_directory),
        "YUANXIN_DATA_KEY": settings.DATA_KEY,
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "yuanxin.config.cli", "up", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


@pytest.fixture
def site(demonstration: str, django_db_blocker, data_directory: Path) -> Iterator[str]:
    """The address of a site over its own copy of the demonstration; the test sees the same database."""
    with (
        django_db_blocker.unblock(),
        databases.in_use(demonstration),
        databases.own_copy() as database,
        served(database.url, data_directory) as address,
    ):
        yield address


@pytest.fixture(scope="session")
def shared_site(demonstration: str, django_db_blocker, data_directory: Path) -> Iterator[tuple[str, str]]:
    """The address of one site for all journeys that only read, and the name of its database."""
    name = f"{demonstration}_shared"
    with django_db_blocker.unblock():
        databases.drop(name)
        databases.copy(demonstration, name)
        try:
            with served(databases.url_of(name), data_directory) as address:
                yield address, name
        finally:
            databases.drop(name)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "the Debian package chromium is needed: apt-get install chromium"
    # Playwright runs its own event loop in this thread, and Django would take every query for one made in it.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            yield started
            started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(**OPTIONS)
    opened.set_default_timeout(45_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def traveller(site: str, page: Page) -> Iterator[Traveller]:
    """Somebody before the browser, at the sign-in page."""
    person = Traveller(page, site)
    person.goes_to("accounts/sign-in/")
    yield person
    assert not person.complaints, person.complaints


@pytest.fixture
def visitor(shared_site: tuple[str, str], django_db_blocker, page: Page) -> Iterator[Traveller]:
    """Somebody at the sign-in page who comes to read: others read on the same site."""
    address, database = shared_site
    with django_db_blocker.unblock(), databases.in_use(database):
        person = Traveller(page, address)
        person.goes_to("accounts/sign-in/")
        yield person
        assert not person.complaints, person.complaints


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until the site answers."""
    for _ in range(600):
        assert server.poll() is None, "the site ended before it answered"
        try:
            with urllib.request.urlopen(f"{address}/accounts/sign-in/") as answer:  # noqa: S310 - our own address
                assert answer.status == 200
                return
        except (ConnectionError, OSError):
            time.sleep(0.1)
    raise AssertionError("the site does not answer")
