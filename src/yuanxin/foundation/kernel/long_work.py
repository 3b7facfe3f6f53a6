"""Long work: a row that says how far it has come, so that whoever finds it can go on.

An app mixes `LongWork` into the model of what is worked on and declares a `Job` in its `tasks.py`: named steps, each of
which can be repeated. `Job.start` asks for it (a task carries only the id), `Job.run` does it here and now. A worker
that dies leaves a heartbeat that grows old, and any worker takes the row up at the step where it stood.
"""

import datetime
import gc
import logging
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from django.db import DatabaseError, OperationalError, connection, models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.errors import Refused

logger = logging.getLogger("yuanxin.long_work")

BEAT_SECONDS = 5
STALE_AFTER = datetime.timedelta(seconds=30)
OPEN = (WorkState.WAITING, WorkState.RUNNING)


class LongWork(models.Model):
    """What one row of long work knows of itself. One job at a time works on a row; when it has ended, another may.

    `work_step` is the step to do next, `work_done` of `work_total` what the page shows of it (0: not known).
    `attempt` counts how often a worker began the step; `holder` is the worker that has it.
    """

    work_job = models.CharField(gettext_lazy("job"), max_length=40, blank=True, editable=False)
    work_state = models.CharField(
        gettext_lazy("state of the work"), max_length=10, choices=WorkState, blank=True, editable=False, db_index=True
    )
    work_step = models.CharField(gettext_lazy("step"), max_length=40, blank=True, editable=False)
    work_done = models.PositiveBigIntegerField(gettext_lazy("done"), default=0, editable=False)
    work_total = models.PositiveBigIntegerField(gettext_lazy("of"), default=0, editable=False)
    step_began_at = models.DateTimeField(gettext_lazy("step begun"), null=True, editable=False)
    heartbeat = models.DateTimeField(gettext_lazy("last sign of life"), null=True, editable=False)
    attempt = models.PositiveSmallIntegerField(gettext_lazy("attempt"), default=0, editable=False)
    holder = models.CharField(gettext_lazy("held by"), max_length=32, blank=True, editable=False)
    cancel_wanted = models.BooleanField(gettext_lazy("to be cancelled"), default=False, editable=False)
    problem = models.CharField(gettext_lazy("problem"), max_length=500, blank=True, editable=False)

    class Meta:
        abstract = True

    def time_left(self, now: datetime.datetime) -> datetime.timedelta | None:
        """How long the step will still take if it goes on as it went until `now`; None while nothing tells."""
        if self.step_began_at is None or not 0 < self.work_done < self.work_total:
            return None
        return (now - self.step_began_at) * (self.work_total - self.work_done) / self.work_done


W = TypeVar("W", bound=LongWork)


class Busy(Refused):
    """The row is being worked on already."""


class Cancelled(Exception):
    """Someone asked for the work to end; raised by `Hold.beat` in the step."""


class Taken(Exception):
    """Another worker holds the row by now, or it has ended; raised by `Hold.beat`, so that the chunk rolls back."""


class Hold(Generic[W]):
    """The right of one worker to one row, for as long as it gives signs of life."""

    def __init__(self, work: W) -> None:
        self.work = work
        self.token = uuid.uuid4().hex
        self._mine = type(work)._base_manager.filter(pk=work.pk, holder=self.token, work_state=WorkState.RUNNING)

    def beat(self, done: int | None = None, total: int | None = None) -> None:
        """Tell how far the step is. Called inside the transaction of each chunk, so that a lost hold undoes the chunk.

        Raises:
            Taken: if another worker has the row.
            Cancelled: if the work is to be cancelled.
        """
        progress = {"work_done": done, "work_total": total}
        self._write(heartbeat=clock.now(), **{name: value for name, value in progress.items() if value is not None})
        if self._mine.filter(cancel_wanted=True).exists():
            raise Cancelled

    def _write(self, **values: Any) -> None:
        if not self._mine.update(**values):
            raise Taken(self.work.pk)


class Job(Generic[W]):
    """Steps of work on rows of `model`, in their order.

    Args:
        name: known to the tasks, such as `intake.stage`; never changed while work of it is open.
        steps: name → function of (row as it stands, hold). A step may be broken off anywhere and is then called again,
            so it asks what is there already.
        when_ended: called with the row in the transaction that ends the work, whichever way `work_state` says.
        attempts: how often one step is begun before the work counts as failed.
    """

    known: dict[str, "Job[Any]"] = {}

    def __init__(
        self,
        name: str,
        model: type[W],
        steps: Mapping[str, Callable[[W, Hold[W]], None]],
        *,
        when_ended: Callable[[W], None] | None = None,
        attempts: int = 5,
    ) -> None:
        self.name = name
        self.model = model
        self.steps = dict(steps)
        self.when_ended = when_ended
        self.attempts = attempts
        self.known[name] = self

    def start(self, work: W) -> None:
        """Ask for the work, in the caller's transaction; a worker begins it once that commits.

        Raises:
            Busy: if the row is being worked on.
        """
        with transaction.atomic():
            self._ask(work)
            carry_on.enqueue(self.name, work.pk)

    def run(self, work: W) -> None:
        """Do the work in the foreground, to its end.

        Raises:
            Busy: if the row is being worked on.
            Refused: the refusal that ended it; whatever else a step raised.
        """
        self._ask(work)
        self.carry_on(work.pk, raising=True)
        work.refresh_from_db()

    def cancel(self, work: W) -> bool:
        """Ask for the end of open work: at once where no worker has it, at the next sign of life where one has.

        Returns False where nothing is open.
        """
        rows = self._rows().filter(pk=work.pk, work_job=self.name)
        with transaction.atomic():
            if rows.filter(work_state=WorkState.WAITING).update(work_state=WorkState.CANCELLED, holder=""):
                self._tell_end(work.pk)
                return True
            return bool(rows.filter(work_state=WorkState.RUNNING).update(cancel_wanted=True))

    def carry_on(self, pk: Any, *, raising: bool = False) -> None:
        """Take the row, if it waits or its worker is silent, and do the steps that are left."""
        work = self._rows().filter(pk=pk, work_job=self.name).first()
        if work is None or not (hold := self._take(work)):
            return
        try:
            with heartbeats(hold):
                self._do_steps(hold)
        except Taken:
            logger.warning("%s %s: another worker has it", self.name, pk)
        except Cancelled:
            self._end(hold, WorkState.CANCELLED)
        except KeyboardInterrupt:
            # Only a foreground run is interrupted so: nobody expects it to be carried on behind their back.
            self._end(hold, WorkState.CANCELLED)
            raise
        except Refused as refusal:
            self._end(hold, WorkState.FAILED, str(refusal))
            if raising:
                raise
        except OperationalError:
            # A lock not had in time, or a lost connection: the step is done again, by whoever is free.
            logger.exception("%s %s: will be tried again", self.name, pk)
            if raising:
                self._end(hold, WorkState.FAILED, _("The database was busy."))
                raise
            hold._mine.update(work_state=WorkState.WAITING, holder="")
        except Exception:
            logger.exception("%s %s", self.name, pk)
            self._end(hold, WorkState.FAILED, _("An error in the programme; it is in the log."))
            if raising:
                raise

    def stale(self) -> Iterator[Any]:
        """The ids of rows that wait or run without a sign of life."""
        yield from (
            self._rows()
            .filter(work_job=self.name, work_state__in=OPEN, heartbeat__lt=clock.now() - STALE_AFTER)
            .values_list("pk", flat=True)
        )

    def _rows(self) -> models.QuerySet[W]:
        return self.model._base_manager.all()

    def _ask(self, work: W) -> None:
        fresh = {
            "work_job": self.name,
            "work_state": WorkState.WAITING,
            "work_step": next(iter(self.steps)),
            "work_done": 0,
            "work_total": 0,
            "step_began_at": None,
            "heartbeat": clock.now(),
            "attempt": 0,
            "holder": "",
            "cancel_wanted": False,
            "problem": "",
        }
        if not self._rows().filter(pk=work.pk).exclude(work_state__in=OPEN).update(**fresh):
            raise Busy(_("This is being worked on already."), remedy=_("Wait until it has ended, or cancel it."))
        for name, value in fresh.items():
            setattr(work, name, value)

    def _take(self, work: W) -> Hold[W] | None:
        hold = Hold(work)
        free = Q(work_state=WorkState.WAITING) | Q(
            work_state=WorkState.RUNNING, heartbeat__lt=clock.now() - STALE_AFTER
        )
        now = clock.now()
        taken = (
            self._rows()
            .filter(free, pk=work.pk, work_job=self.name)
            .update(
                work_state=WorkState.RUNNING,
                holder=hold.token,
                heartbeat=now,
                attempt=F("attempt") + 1,
                step_began_at=Coalesce("step_began_at", Value(now)),
            )
        )
        if not taken:
            return None
        work.refresh_from_db()
        if work.attempt > self.attempts:
            self._end(hold, WorkState.FAILED, _("It was begun %d times and never came to an end.") % self.attempts)
            return None
        return hold

    def _do_steps(self, hold: Hold[W]) -> None:
        names = list(self.steps)
        for place in range(names.index(hold.work.work_step), len(names)):
            hold.beat()
            self.steps[names[place]](hold.work, hold)
            if place + 1 < len(names):
                now = clock.now()
                fresh = {"work_done": 0, "work_total": 0, "attempt": 1, "step_began_at": now, "heartbeat": now}
                hold._write(work_step=names[place + 1], **fresh)
                hold.work.refresh_from_db()
        self._end(hold, WorkState.DONE)

    def _end(self, hold: Hold[W], state: WorkState, problem: str = "") -> None:
        with transaction.atomic():
            if hold._mine.update(work_state=state, problem=problem[:500], holder=""):
                self._tell_end(hold.work.pk)

    def _tell_end(self, pk: Any) -> None:
        if self.when_ended:
            self.when_ended(self._rows().get(pk=pk))


@task()
def carry_on(job: str, pk: int) -> None:
    """Do what is left of one row's work; the task of the queue."""
    Job.known[job].carry_on(pk)


def take_up_stale() -> int:
    """Carry on, here, all work whose worker is silent or whose task was lost; return on how many rows."""
    stale = [(job, pk) for job in Job.known.values() for pk in job.stale()]
    for job, pk in stale:
        job.carry_on(pk)
    return len(stale)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Python's search for cycles rests meanwhile: for a portion of thousands of records, which all live until it ends.

    They are no cycles, and looking through them over and over takes a third of the portion's time.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


@contextmanager
def heartbeats(hold: Hold[Any]) -> Iterator[None]:
    """Signs of life from a thread of their own, also while a step is inside one long transaction."""
    if connection.in_atomic_block:
        # Nobody else sees the row before this transaction ends, and a second connection would wait for it.
        yield
        return
    ended = threading.Event()

    def beat() -> None:
        try:
            while not ended.wait(BEAT_SECONDS):
                try:
                    hold._mine.update(heartbeat=clock.now())
                except DatabaseError:
                    # The step's own transaction holds the row or the file; its end is a sign of life as well.
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeats-{hold.token[:8]}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
