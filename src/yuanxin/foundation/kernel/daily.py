"""Daily work: what a new day brings by itself, such as a time limit that has passed.

An app declares a `DailyWork` in its `apps.py`. The worker and `yuanxin daily` do each once a day. A work looks for what
is due on the day it is given and may be broken off or done twice without harm: each record is one transaction of its
service, so a second run finds nothing left.
"""

import datetime
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import IntegrityError, OperationalError, transaction
from django.utils.functional import Promise

from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.models import DailyRun
from yuanxin.foundation.kernel.statistics import renew_statistics

logger = logging.getLogger("yuanxin.daily")

# Until a work is this late nobody is told: a machine may be off for a weekend's day.
LATE_AFTER = datetime.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DailyWork:
    """One kind of work that a day brings.

    Args:
        code: such as `members.transfer_timeouts`.
        run: does what is due on `today` as `actor`, and returns on how many records.
    """

    code: str
    label: str | Promise
    run: Callable[..., int]


_works: dict[str, DailyWork] = {}


def declare(work: DailyWork) -> None:
    """Make a daily work known."""
    _works[work.code] = work


def works() -> tuple[DailyWork, ...]:
    """Every daily work, in the order of declaration."""
    return tuple(_works.values())


def do_daily(*, today: datetime.date, again: bool = False) -> dict[str, int]:
    """Do what was not done today; the records dealt with, by the code of the work.

    A work that fails is told in the log and done with the next call; the others are done.

    Args:
        again: also what was done today already, for a record entered late.
    """
    noted = set() if again else set(DailyRun.objects.filter(day=today).values_list("work", flat=True))
    done: dict[str, int] = {}
    for work in works():
        if work.code in noted:
            continue
        try:
            done[work.code] = work.run(actor=Actor.system(work.code), today=today)
        except OperationalError:
            raise
        except Exception:
            logger.exception("%s", work.code)
            continue
        _note(work, today, done[work.code])
    if done:
        # Tables that people fill row by row are looked at by nobody else.
        renew_statistics()
    return done


def late(today: datetime.date) -> Iterator[tuple[DailyWork, datetime.date]]:
    """The works that have not been done for days, each with the last day it was; one never done is not late."""
    for work in works():
        last = DailyRun.objects.filter(work=work.code).order_by("-day").values_list("day", flat=True).first()
        if last is not None and today - last >= LATE_AFTER:
            yield work, last


def _note(work: DailyWork, today: datetime.date, count: int) -> None:
    try:
        with transaction.atomic():
            DailyRun.objects.create(work=work.code, day=today, done_at=clock.now(), count=count)
    except IntegrityError:
        # Another worker did it at the same time, or it was asked for again; either note is true.
        logger.info("%s was done today already", work.code)
