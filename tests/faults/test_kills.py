"""Web process, worker and PostgreSQL are killed at chosen statements of an import, an approval, a payment batch and a
bulletin: nothing is lost, nothing doubled, whoever is left is told, and the work goes on afterwards.

Three deaths of each with every run of the tests, a hundred of each by `make soak`.
"""

import os
import random
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import connection

from tests import databases
from tests.faults.clusters import Cluster
from tests.faults.deeds import DEEDS
from tests.faults.victim import Dying
from yuanxin.foundation.audit.seals import verify

SOAK = pytest.mark.soak
DEATHS = [pytest.param(3, id="small"), pytest.param(100, id="full", marks=SOAK)]


@pytest.fixture(params=DEEDS)
def deed(request) -> str:
    return request.param


@pytest.fixture
def prepared(deed: str, own_database) -> int:
    """The scene of the deed, in the test's own database, and what the deed is about."""
    return DEEDS[deed].prepare()


def victim(deed: str, pk: int, at: int, url: str, who: str = "self") -> subprocess.CompletedProcess:
    """Let somebody die in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("YUANXIN_", "DJANGO_"))}
    environment |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings",
                    "PYTHONPATH": os.pathsep.join(sys.path)}  # fmt: skip
    command = [sys.executable, "-m", "tests.faults.victim", deed, str(pk), str(at), who]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def undisturbed(deed: str, pk: int) -> tuple[int, dict]:
    """How many statements the deed takes where nobody dies, and the facts afterwards."""
    counting = Dying(at=-1)
    with databases.own_copy():
        DEEDS[deed].done(pk, lambda: connection.execute_wrappers.append(counting))
        connection.execute_wrappers.remove(counting)
        return counting.seen, DEEDS[deed].facts()


def moments(deaths: int, statements: int) -> Iterator[int]:
    """At which statements somebody dies: a few spread over the deed, or many at random and the first and last ones."""
    if deaths <= 3:
        yield from (1 + statements * each // deaths for each in range(deaths - 1))
        yield statements
    else:
        dice = random.Random(deaths)  # noqa: S311
        yield from (dice.randint(1, statements) for _death in range(deaths))


def assert_whole(deed: str, pk: int, before: dict, after: dict) -> None:
    """All as before or all as afterwards; then, done again, all as afterwards, once."""
    assert DEEDS[deed].facts() in (before, after)
    DEEDS[deed].again(pk)
    assert DEEDS[deed].facts() == after
    verify()


@pytest.mark.parametrize("deaths", DEATHS)
def test_a_killed_process_leaves_all_or_nothing(deed: str, prepared: int, deaths: int):
    before = DEEDS[deed].facts()
    statements, after = undisturbed(deed, prepared)
    assert before != after
    for at in moments(deaths, statements):
        with databases.own_copy() as copy:
            died = victim(deed, prepared, at, copy.url)
            assert died.returncode == -9, f"at {at} of {statements}: {died.stdout} {died.stderr[-2000:]}"
            assert_whole(deed, prepared, before, after)


if connection.vendor == "postgresql":  # SQLite has no server that could die

    @pytest.mark.parametrize("deaths", DEATHS)
    def test_a_killed_postgresql_leaves_all_or_nothing_and_is_told(deed: str, prepared: int, deaths: int):
        before = DEEDS[deed].facts()
        statements, after = undisturbed(deed, prepared)
        with Cluster.beside(connection.settings_dict) as cluster:
            for at in moments(deaths, statements):
                with cluster.copy() as url:
                    left = victim(deed, prepared, at, url, who=str(cluster.process))
                    assert left.returncode == 0, left.stderr[-2000:]
                    cluster.start_again()
                    told = ("503 数据库暂时无法连接", "302") if deed in {"approval", "bulletin"} else ("left", "done")
                    assert left.stdout.startswith(told), left.stdout
                    assert_whole(deed, prepared, before, after)
