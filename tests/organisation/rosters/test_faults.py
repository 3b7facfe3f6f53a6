"""Killed workers and two users at once: nothing half-written, nothing lost; in real processes."""

import datetime
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from django.db import connection

from tests.organisation.members.factories import invented_number
from tests.organisation.rosters.books import workbook
from tests.organisation.rosters.test_verdicts import known, officer_of
from tests.organisation.rosters.test_writing import MAN, person, row
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.intake import applying, rows
from yuanxin.foundation.intake.choices import BatchState, Verdict
from yuanxin.foundation.intake.models import Batch, QueuedRow, StagedRow
from yuanxin.foundation.intake.reading import tables
from yuanxin.foundation.intake.services import Decided, decide_row
from yuanxin.foundation.intake.tasks import APPLYING, STAGING
from yuanxin.foundation.kernel import bulk, clock
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.long_work import STALE_AFTER, take_up_stale
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.organisation.rosters.services import receive_roster

ROWS = 60
WORKER = """
import os, signal, sys
import django
django.setup()
from yuanxin.foundation.intake import reading
from yuanxin.foundation.intake.reading import tables
from yuanxin.foundation.intake.tasks import APPLYING, STAGING
from yuanxin.foundation.intake import staging
from yuanxin.foundation.kernel import bulk
from yuanxin.foundation.intake.models import Batch
from yuanxin.organisation.members.models import Membership
reading.tables.CHUNK_ROWS = 20
job, point, batch = sys.argv[1:]
def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)
if point == "reading":
    packed, calls = staging.packed, []
    def some(frame):
        calls.append(1)
        return die() if len(calls) > 3 else packed(frame)
    staging.packed = some
elif point == "comparing":
    staging.staged_frame = die
elif point == "writing":
    write = bulk.Ready.write
    def persons_only(ready):
        return die() if ready.model is Membership and ready.height else write(ready)
    bulk.Ready.write = persons_only
{"stage": STAGING, "apply": APPLYING}[job].run(Batch.objects.get(pk=batch))
"""


@pytest.fixture
def worker(own_database, settings, tmp_path):
    """`worker(job, point, batch)`: does the job in a process of its own; killed at `point`, if there is one."""

    def work(job: str, point: str, batch: Batch) -> subprocess.Popen:
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join(path for path in sys.path if path),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": own_database.url,
            "YUANXIN_DATA_DIR": str(settings.DATA_DIR),
            "YUANXIN_DATA_KEY": settings.DATA_KEY,
        }
        return subprocess.Popen([sys.executable, "-c", WORKER, job, point, str(batch.pk)], env=environment)

    return work


@pytest.fixture
def received(own_database, importer, grassroots):
    """`received()`: a batch of sixty people still to be read."""

    def receive() -> Batch:
        people = [(f"张{chr(0x4E00 + n)}", invented_number(n), None, None, None, None, None) for n in range(ROWS)]
        return receive_roster(
            actor=actor_for(importer, today=clock.today()),
            user=importer,
            union=grassroots,
            content=workbook(people),
            file_name="花名册.xlsx",
            dated_on=clock.today(),
        )

    return receive


def silence(batch: Batch) -> None:
    """As if the worker had given its last sign long ago."""
    Batch.objects.filter(pk=batch.pk).update(heartbeat=clock.now() - 2 * STALE_AFTER)


def counted() -> tuple[int, int]:
    return Person.objects.count(), Membership.objects.count()


@pytest.mark.parametrize("point", ["reading", "comparing"])
def test_a_worker_killed_while_staging_is_followed_by_another(received, worker, point):
    batch = received()
    assert worker("stage", point, batch).wait(60) == -signal.SIGKILL
    batch.refresh_from_db()
    assert (batch.state, batch.work_state) == (BatchState.STAGING, WorkState.RUNNING)
    assert batch.chunks.count() == (1 if point == "reading" else 3)
    silence(batch)
    take_up_stale()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == (BatchState.READY, ROWS)
    assert StagedRow.objects.filter(batch=batch).count() == ROWS


def test_a_worker_killed_while_writing_leaves_nothing_and_is_followed_by_another(received, worker):
    batch = received()
    STAGING.run(batch)
    assert worker("apply", "writing", batch).wait(60) == -signal.SIGKILL
    batch.refresh_from_db()
    assert (batch.state, counted()) == (BatchState.READY, (0, 0))
    assert not Event.objects.filter(action="intake.applied").exists()
    silence(batch)
    take_up_stale()
    batch.refresh_from_db()
    assert (batch.state, counted()) == (BatchState.APPLIED, (ROWS, ROWS))
    assert Event.objects.filter(action="intake.applied").count() == 1


def test_the_same_file_by_two_users_at_once_is_written_once(received, worker):
    batches = [received(), received()]
    for batch in batches:
        STAGING.run(batch)
    workers = [worker("apply", "", batch) for batch in batches]
    assert [process.wait(120) for process in workers] == [0, 0]
    assert counted() == (ROWS, ROWS)
    for batch in batches:
        batch.refresh_from_db()
    assert sorted((batch.counts["new"], batch.counts["unchanged"]) for batch in batches) == [(0, ROWS), (ROWS, 0)]


def test_writing_twice_writes_once(received):
    batch = received()
    STAGING.run(batch)
    APPLYING.run(batch)
    APPLYING.run(batch)
    assert counted() == (ROWS, ROWS)


def test_another_writer_between_two_chunks_does_not_stop_the_reading(received, own_database, monkeypatch):
    monkeypatch.setattr(tables, "CHUNK_ROWS", 10)
    batch = received()
    classified = rows.classified

    def meanwhile(*arguments):
        """Somebody else writes, on a connection of their own."""
        thread = threading.Thread(target=write_elsewhere)
        thread.start()
        thread.join()
        return classified(*arguments)

    monkeypatch.setattr(rows, "classified", meanwhile)
    STAGING.run(batch)
    assert batch.counts["new"] == ROWS


def test_what_is_laid_ready_keeps_no_other_writer_waiting(received, monkeypatch):
    batch = received()
    STAGING.run(batch)
    laid_ready = bulk.laid_ready
    written = []

    @contextmanager
    def meanwhile(parts):
        """Somebody else writes, on a connection of their own, when all is laid and nothing is written yet."""
        with laid_ready(parts) as ready:
            if sum(part.height for part in ready):
                thread = threading.Thread(target=lambda: written.append(write_elsewhere()))
                thread.start()
                thread.join(10)
            yield ready

    monkeypatch.setattr(bulk, "laid_ready", meanwhile)
    APPLYING.run(batch)
    assert written
    assert counted() == (ROWS, ROWS)


def test_a_writing_that_took_long_is_not_taken_for_dead_when_it_ends(received, monkeypatch):
    batch = received()
    STAGING.run(batch)
    write, stale = applying._write, []

    def slow(*arguments, **options):
        write(*arguments, **options)
        silence(batch)

    def step(batch, hold):
        applying.write(batch, hold)
        stale.extend(APPLYING.stale())

    monkeypatch.setattr(applying, "_write", slow)
    monkeypatch.setitem(APPLYING.steps, "write", step)
    APPLYING.run(batch)
    assert (batch.state, stale) == (BatchState.APPLIED, [])


def write_elsewhere() -> None:
    Event.objects.create(at=clock.now(), actor="system:test", actor_label="test", action="intake.received", digest=b"0")
    connection.close()


def test_two_officers_deciding_one_row_at_once_write_one_decision(own_database, bring, grassroots, bringer, street):
    """In two threads with two connections: one writes, the other is told."""
    known("张三丰", MAN, grassroots)
    bring([row("张三", MAN)], grassroots)
    doubt = QueuedRow.objects.get().pk
    told: list[str] = []
    ready = threading.Barrier(2)

    def decide(actor, verdict):
        try:
            queued = QueuedRow.objects.select_related("batch", "union").get(pk=doubt)
            ready.wait()
            decide_row(actor=actor, row=queued, verdict=verdict, today=datetime.date(2016, 6, 1))
            told.append("written")
        except Decided:
            told.append("told")
        finally:
            connection.close()

    actors = zip((bringer, officer_of(street)), (Verdict.TAKEN, Verdict.KEPT), strict=True)
    threads = [threading.Thread(target=decide, args=each) for each in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["told", "written"]
    assert Event.objects.filter(action="intake.settled").count() == 1
    verdict = QueuedRow.objects.get(pk=doubt).verdict
    assert person().name == {"taken": "张三", "kept": "张三丰"}[verdict]
