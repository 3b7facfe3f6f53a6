"""Long work ends once, whoever dies on the way."""

import datetime
import gc
import threading

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection, models, transaction
from django.test.utils import isolate_apps

from yuanxin.foundation.kernel import long_work
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.long_work import Busy, Cancelled, Job, LongWork, Taken, take_up_stale, undisturbed

with isolate_apps("yuanxin.foundation.kernel"):

    class Parcel(LongWork):
        """Something to be carried, with a trace of what was done."""

        trace = models.CharField(max_length=200, default="")

        class Meta:
            app_label = "kernel"


@pytest.fixture
def parcel(own_database, monkeypatch):
    monkeypatch.setattr(Job, "known", {})
    with connection.schema_editor() as editor:
        editor.create_model(Parcel)
    return Parcel.objects.create()


def write(word):
    def step(parcel, hold):
        with transaction.atomic():
            parcel.trace += word
            parcel.save(update_fields=["trace"])
            hold.beat(1, 1)

    return step


def failing(error):
    def step(parcel, hold):
        raise error

    return step


LATER = datetime.timedelta(minutes=5)


def after_silence():
    return time_machine.travel(datetime.datetime.now(datetime.UTC) + LATER, tick=False)


def test_the_foreground_does_all_steps_in_order(parcel):
    ends = []
    job = Job("carry", Parcel, {"a": write("a"), "b": write("b")}, when_ended=lambda row: ends.append(row.work_state))
    job.run(parcel)
    assert (parcel.trace, parcel.work_state, parcel.holder) == ("ab", WorkState.DONE, "")
    assert ends == [WorkState.DONE]


def test_a_worker_does_what_was_asked_for_once_the_caller_committed(parcel):
    job = Job("carry", Parcel, {"a": write("a")})
    job.start(parcel)
    assert Parcel.objects.get().work_state == WorkState.WAITING
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False)
    assert Parcel.objects.get().trace == "a"


def test_nothing_is_asked_for_when_the_caller_rolls_back(parcel):
    job = Job("carry", Parcel, {"a": write("a")})
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        job.start(parcel)
        raise ZeroDivisionError
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False)
    assert Parcel.objects.get().trace == ""


def test_work_goes_on_at_the_step_where_a_killed_worker_stood(parcel):
    killed = Job("carry", Parcel, {"a": write("a"), "b": failing(SystemExit())})
    killed.start(parcel)
    with pytest.raises(SystemExit):
        killed.carry_on(parcel.pk)
    assert Parcel.objects.get().work_state == WorkState.RUNNING
    Job("carry", Parcel, {"a": write("a"), "b": write("b")})
    assert take_up_stale() == 0, "its heartbeat is fresh"
    with after_silence():
        assert take_up_stale() == 1
    row = Parcel.objects.get()
    assert (row.trace, row.work_state) == ("ab", WorkState.DONE)


def test_work_that_kills_its_worker_each_time_ends_as_failed(parcel):
    job = Job("carry", Parcel, {"a": failing(SystemExit())}, attempts=2)
    job.start(parcel)
    moment = datetime.datetime.now(datetime.UTC)
    for turn in range(2):
        with time_machine.travel(moment + LATER * turn, tick=False), pytest.raises(SystemExit):
            job.carry_on(parcel.pk)
    with time_machine.travel(moment + LATER * 3, tick=False):
        take_up_stale()
    row = Parcel.objects.get()
    assert row.work_state == WorkState.FAILED
    assert "2" in row.problem


def test_the_chunk_of_a_worker_that_lost_its_hold_is_undone(parcel):
    seen = []

    def paused(row, hold):
        with pytest.raises(Taken), transaction.atomic():
            row.trace = "zombie"
            row.save(update_fields=["trace"])
            Parcel.objects.update(holder="another")
            hold.beat()
        seen.append(row.pk)
        raise Taken

    job = Job("carry", Parcel, {"a": paused})
    job.start(parcel)
    job.carry_on(parcel.pk)
    assert seen == [parcel.pk]
    assert Parcel.objects.get().trace == ""


def test_waiting_work_is_cancelled_at_once_and_running_work_at_its_next_beat(parcel):
    ends = []
    job = Job(
        "carry",
        Parcel,
        {"a": lambda row, hold: (job.cancel(row), hold.beat())},
        when_ended=lambda row: ends.append(row.work_state),
    )
    job.start(parcel)
    assert job.cancel(parcel)
    assert Parcel.objects.get().work_state == WorkState.CANCELLED
    job.run(parcel)
    assert parcel.work_state == WorkState.CANCELLED
    assert ends == [WorkState.CANCELLED] * 2
    assert not job.cancel(parcel), "nothing is open any more"


def test_one_row_is_not_asked_for_twice(parcel):
    job = Job("carry", Parcel, {"a": write("a")})
    job.start(parcel)
    with pytest.raises(Busy):
        job.start(parcel)


def test_the_time_left_is_told_from_how_the_step_went_so_far(parcel):
    told = []

    def step(parcel, hold):
        hold.beat(0, 90)
        parcel.refresh_from_db()
        began = parcel.step_began_at
        told.append(parcel.time_left(began + datetime.timedelta(seconds=10)))
        hold.beat(30)
        parcel.refresh_from_db()
        told.append(parcel.time_left(began + datetime.timedelta(seconds=10)))
        hold.beat(90)
        parcel.refresh_from_db()
        told.append(parcel.time_left(began + datetime.timedelta(seconds=30)))

    Job("try.step", Parcel, {"one": step, "two": step}).run(parcel)
    assert told == [None, datetime.timedelta(seconds=20), None] * 2


def test_two_workers_at_once_do_the_work_once(parcel):
    job = Job("carry", Parcel, {"a": write("a")})
    job.start(parcel)

    def work():
        job.carry_on(parcel.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Parcel.objects.get().trace == "a"


def test_a_refusal_is_kept_as_its_sentence(parcel):
    job = Job("carry", Parcel, {"a": failing(Refused("第3行看不懂", remedy="请改后重传"))})
    with pytest.raises(Refused):
        job.run(parcel)
    row = Parcel.objects.get()
    assert (row.work_state, row.problem) == (WorkState.FAILED, "第3行看不懂 请改后重传")


def test_a_worker_survives_an_error_and_tries_a_busy_database_again(parcel, caplog):
    Job("carry", Parcel, {"a": failing(OperationalError("database is locked"))}).start(parcel)
    Job.known["carry"].carry_on(parcel.pk)
    assert Parcel.objects.get().work_state == WorkState.WAITING
    Job("carry", Parcel, {"a": failing(ValueError("a bug"))}).carry_on(parcel.pk)
    assert Parcel.objects.get().work_state == WorkState.FAILED
    assert "a bug" in caplog.text


def test_signs_of_life_come_from_a_step_that_gives_none(parcel, monkeypatch):
    monkeypatch.setattr(long_work, "BEAT_SECONDS", 0.01)
    beaten = threading.Event()

    def silent(row, hold):
        first = Parcel.objects.get().heartbeat
        for _ in range(500):
            if Parcel.objects.get().heartbeat > first:
                beaten.set()
                return
            threading.Event().wait(0.01)

    Job("carry", Parcel, {"a": silent}).run(parcel)
    assert beaten.is_set()


def test_cancelled_is_what_a_step_meets(parcel):
    met = []

    def step(row, hold):
        Job.known["carry"].cancel(row)
        with pytest.raises(Cancelled):
            hold.beat()
        met.append(True)

    Job("carry", Parcel, {"a": step}).run(parcel)
    assert met == [True]


def test_an_interrupted_foreground_run_is_not_carried_on_by_a_worker(parcel):
    job = Job("carry", Parcel, {"a": failing(KeyboardInterrupt())})
    with pytest.raises(KeyboardInterrupt):
        job.run(parcel)
    with after_silence():
        assert take_up_stale() == 0
    assert Parcel.objects.get().work_state == WorkState.CANCELLED


def test_the_search_for_cycles_rests_and_goes_on_whatever_happens():
    with undisturbed(), undisturbed():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(Refused), undisturbed():
        raise Refused("no")
    assert gc.isenabled()
