"""Long runs, by `make soak`: workers killed at random moments, many writers at once. SOAK_SECONDS says how long."""

import os
import random
import subprocess
import sys
import threading
import time

import pytest
from django.db import connection, transaction

from tests.foundation.accounts.factories import AppointmentFactory
from tests.organisation.members.factories import invented_number
from tests.organisation.rosters.books import workbook
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.seals import verify
from yuanxin.foundation.intake.choices import BatchState
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.tasks import APPLYING, STAGING
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.long_work import STALE_AFTER
from yuanxin.foundation.unions.services import rename_union
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.organisation.rosters.services import receive_roster

pytestmark = pytest.mark.soak

SECONDS = float(os.environ.get("SOAK_SECONDS", "60"))
SEED = int(os.environ.get("SOAK_SEED", str(time.time_ns() % 100_000)))
ROWS = 3000
# One less than a step is begun before it counts as failed.
KILLS = 4
WRITERS = 8


@pytest.fixture
def dice() -> random.Random:
    print(f"SOAK_SEED={SEED}")
    return random.Random(SEED)  # noqa: S311


def start_worker(address: str, data_key: str, data_directory: str) -> subprocess.Popen:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("YUANXIN_", "DJANGO_"))}
    environment |= {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "YUANXIN_DATA_DIR": data_directory,
        "YUANXIN_DATA_KEY": data_key,
    }
    command = [sys.executable, "-m", "yuanxin.config.cli", "worker", "--interval", "0.1"]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def wait_through_kills(batch: Batch, start, dice: random.Random) -> None:
    """Let workers do the open work of the batch, killing the first few at random moments."""
    for _ in range(KILLS):
        worker = start()
        time.sleep(dice.uniform(0.5, 6))
        worker.kill()
        worker.wait()
        # As if the silence had been long enough for the next worker.
        Batch.objects.filter(pk=batch.pk).update(heartbeat=clock.now() - 2 * STALE_AFTER)
    worker = start()
    try:
        for _ in range(1200):
            batch.refresh_from_db()
            if batch.work_state not in {WorkState.WAITING, WorkState.RUNNING}:
                return
            time.sleep(0.1)
        raise AssertionError(f"not done: {batch.work_state} {batch.work_step} {batch.work_done}")
    finally:
        worker.terminate()
        worker.wait(timeout=60)


def test_rosters_are_written_once_whoever_dies(own_database, settings, grassroots, dice):
    user = AppointmentFactory(role=Role.DISTRICT_OFFICER, union=grassroots.parent.parent).user
    ends = time.monotonic() + SECONDS
    rounds = 0

    def start() -> subprocess.Popen:
        return start_worker(own_database.url, settings.DATA_KEY, str(settings.DATA_DIR))

    while time.monotonic() < ends or not rounds:
        first = rounds * ROWS
        rows = [(f"张{chr(0x4E00 + n)}", invented_number(first + n), *[None] * 5) for n in range(ROWS)]
        batch = receive_roster(
            actor=actor_for(user, today=clock.today()),
            user=user,
            union=grassroots,
            content=workbook(rows),
            file_name="花名册.xlsx",
            dated_on=clock.today(),
        )
        STAGING.start(batch)
        wait_through_kills(batch, start, dice)
        assert (batch.state, batch.counts["new"]) == (BatchState.READY, ROWS), batch.problem
        APPLYING.start(batch)
        wait_through_kills(batch, start, dice)
        assert batch.state == BatchState.APPLIED, batch.problem
        rounds += 1
        assert (Person.objects.count(), Membership.objects.count()) == (rounds * ROWS, rounds * ROWS)
    assert Event.objects.filter(action="intake.applied").count() == rounds
    verify()


def test_many_writers_queue_and_none_is_refused(own_database, grassroots):
    actor, today = Actor.system("soak"), clock.today()
    ends = time.monotonic() + min(SECONDS, 60)
    errors: list[BaseException] = []
    written = [0] * WRITERS

    def write(number: int) -> None:
        try:
            while time.monotonic() < ends:
                with transaction.atomic():
                    union = type(grassroots).objects.select_for_update().get(pk=grassroots.pk)
                    rename_union(
                        actor=actor, union=union, name=f"第{number}车间第{written[number]}工会", today=today,
                    )  # fmt: skip
                written[number] += 1
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert all(written), "every writer had its turn"
    assert Event.objects.filter(action="unions.renamed").count() == sum(written)
    verify()
