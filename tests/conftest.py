"""What every test stands on. Factories of a room's records are in `tests/<room>/factories.py`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from tests import databases
from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.unions.factories import UnionFactory
from yuanxin.demo.queries import _demonstrations as demonstrations
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.flow import inbox
from yuanxin.foundation.flow import middleware as waiting
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.choices import Form, Level
from yuanxin.foundation.unions.models import Union

BACKEND = "django.contrib.auth.backends.ModelBackend"

# No test asserts seconds, so no example may be refused for them; a failing example is printed, not kept.
# The suite draws the same examples every time; `--hypothesis-profile=exploring` draws others.
hypothesis.settings.register_profile("exploring", deadline=None, database=None, print_blob=True)
hypothesis.settings.register_profile("yuanxin", hypothesis.settings.get_profile("exploring"), derandomize=True)
hypothesis.settings.load_profile("yuanxin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = item.get_closest_marker("django_db")
        transactional = mark is not None and (mark.kwargs.get("transaction") or (mark.args and mark.args[0]))
        if transactional or {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
            raise pytest.UsageError(f"{item.nodeid}: a flush meets the append-only triggers; use `own_database`")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, request: pytest.FixtureRequest
) -> None:
    """A killed run leaves SQLite's log beside its database; a new database must not find it."""
    if connection.vendor == "sqlite" and not request.config.getoption("reuse_db"):
        for suffix in ("-wal", "-shm"):
            Path(f"{connection.settings_dict['TEST']['NAME']}{suffix}").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment,
    django_db_blocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The prepared database. Not pytest-django's own, which makes none for a test that only asks for a copy of it.

    Of several workers the first one makes it by all migrations, and the others take a copy.
    """
    keep = django_db_keepdb and not django_db_createdb
    shared = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ and not keep else None
    with django_db_blocker.unblock():
        if shared is None:
            config = setup_databases(verbosity=0, interactive=False, keepdb=keep)
        else:
            config = databases.set_up_once(shared)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(config, verbosity=0)


@pytest.fixture
def own_database(django_db_setup, django_db_blocker, request) -> Iterator[databases.OwnDatabase]:
    """A copy of the test database that this test alone writes to: commits, threads and other processes are real."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        pytest.fail("own_database stands in the place of db and the django_db mark", pytrace=False)
    with django_db_blocker.unblock(), databases.own_copy() as database:
        yield database


@pytest.fixture(autouse=True)
def no_demonstration() -> None:
    """A test's demonstration is rolled back with it, which outside tests never happens; a page need not ask for one.

    Whoever builds one in a test forgets this: `tests.demo.factories.build`.
    """
    demonstrations.clear()
    demonstrations[str(connection.settings_dict["NAME"])] = None


@pytest.fixture(autouse=True)
def statements_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The statements that count what waits are kept by actor, and the actors of other tests have the same keys.

    What making one asks is no part of what a page costs: once in a while one page pays for many. Nor does a browser
    remember how much waits here, so that every page of a test costs what the first one costs.
    """
    monkeypatch.setattr(waiting, "KEPT_SECONDS", 0)
    keep = inbox._counting
    keep.cache_clear()

    def made_apart(*asked: Any) -> Any:
        counted, connection.force_debug_cursor = connection.force_debug_cursor, False
        try:
            return keep(*asked)
        finally:
            connection.force_debug_cursor = counted

    monkeypatch.setattr(inbox, "_counting", made_apart)


@pytest.fixture
def tables(request: pytest.FixtureRequest) -> None:
    """The database of a fixture that serves both kinds of tests: the test's own one where it asks for one, or `db`."""
    request.getfixturevalue("own_database" if "own_database" in request.fixturenames else "db")


@pytest.fixture
def district(tables) -> Union:
    """The topmost union of most tests."""
    return UnionFactory(name="示范区总工会", level=Level.DISTRICT, form=Form.FEDERATION)


@pytest.fixture
def street(district: Union) -> Union:
    """A street below the district."""
    return UnionFactory(name="湖滨街道总工会", level=Level.STREET, form=Form.FEDERATION, parent=district)


@pytest.fixture
def grassroots(street: Union) -> Union:
    """A grassroots union below the street."""
    return UnionFactory(name="圆心机械厂工会", parent=street)


@pytest.fixture
def actor_as(tables) -> Callable[..., Actor]:
    """`actor_as(role, union)`: a newly appointed user, as the actor of today; `user=` adds to one there is."""

    def appoint(role: Role, union: Union, *, user: User | None = None) -> Actor:
        holder = {"user": user} if user else {}
        appointment = AppointmentFactory(role=role, union=union, **holder)
        return actor_for(appointment.user, today=clock.today())

    return appoint


@pytest.fixture
def officer(actor_as: Callable[..., Actor], district: Union) -> Actor:
    """The district organisation officer."""
    return actor_as(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def signed_in_as(client: Client, tables) -> Callable[[Role, Union], Client]:
    """`signed_in_as(role, union)`: a browser in which a newly appointed user is signed in."""

    def sign_in(role: Role, union: Union) -> Client:
        client.force_login(AppointmentFactory(role=role, union=union).user, backend=BACKEND)
        return client

    return sign_in
