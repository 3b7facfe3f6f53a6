"""`yuanxin worker`: does the long work of the site; any number may run, on any machine with the database."""

import logging
import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.db import OperationalError, connections
from django.utils.translation import gettext as _
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from yuanxin.foundation.accounts.services.appointments import hand_over_ended
from yuanxin.foundation.audit.seals import seal
from yuanxin.foundation.kernel import clock, daily
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.commands import YuanxinCommand
from yuanxin.foundation.kernel.long_work import take_up_stale

logger = logging.getLogger("yuanxin.worker")

LOOK_FOR_STALE_SECONDS = 10


def forget_old_sessions_and_tasks() -> None:
    """Sessions that have run out, and tasks done long ago: neither is a record."""
    call_command("clearsessions")
    call_command("prune_db_task_results", min_age_days=14, verbosity=0)


def hand_over() -> None:
    """The open work of appointments that have ended goes to the successor or the superior."""
    hand_over_ended(actor=Actor.system("worker"), today=clock.today())


def do_daily() -> None:
    """What the day brings by itself, as soon as it has begun."""
    daily.do_daily(today=clock.today())


DUTIES: list[tuple[Callable[[], Any], float]] = [
    (take_up_stale, LOOK_FOR_STALE_SECONDS),
    (seal, 600),
    (hand_over, 3600),
    (do_daily, 600),
    (forget_old_sessions_and_tasks, 24 * 3600),
]


class TirelessWorker(Worker):
    """Takes up work whose worker died, does what returns with the hours, and outlives a busy database."""

    def __init__(self, interval: float) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            # One call of the inherited `run` empties the queue and comes back.
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="",
        )
        self.due = {duty: 0.0 for duty, _every in DUTIES}

    def run(self) -> None:
        while self.running:
            try:
                self.do_duties()
                # Asked first without a lock: the inherited loop takes one each time.
                if DBTaskResult.objects.ready().exists():
                    super().run()
            except OperationalError:
                logger.warning("the database is busy or away; going on in a moment", exc_info=True)
                connections.close_all()
            if self.running:
                time.sleep(self.interval)

    def do_duties(self) -> None:
        for duty, every in DUTIES:
            if self.running and time.monotonic() >= self.due[duty]:
                self.due[duty] = time.monotonic() + every
                # Marked as a task, so that a signal waits for its end.
                self.running_task = True
                try:
                    duty()
                finally:
                    self.running_task = False


class Command(YuanxinCommand):
    help = "Do the long work of the site until told to end; `yuanxin up` starts one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=1, metavar="SECONDS", help="pause when nothing is to do")

    def handle(self, *args: Any, interval: float, **options: Any) -> None:
        worker = TirelessWorker(interval)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, worker.shutdown)
        self.tell(_("The worker is ready."))
        worker.run()
