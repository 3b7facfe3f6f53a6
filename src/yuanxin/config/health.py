"""What `yuanxin doctor` looks at: each check names its subject and tells its troubles, none when all is well."""

import datetime
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.config import statics, translations
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import conflicting_holders
from yuanxin.foundation.audit import append_only
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.figures.cells.series import all_series
from yuanxin.foundation.figures.cells.triggers import missing
from yuanxin.foundation.kernel import clock, daily
from yuanxin.foundation.kernel.long_work import Job
from yuanxin.foundation.kernel.sealed import lookup_digest, seal, unseal
from yuanxin.foundation.policies.queries import missing_calendar
from yuanxin.organisation.members.models import Person

OLDEST_POSTGRESQL = 15
LEAST_FREE_BYTES = 2**30
LARGEST_CLOCK_DIFFERENCE = datetime.timedelta(seconds=30)


class Check(NamedTuple):
    """One subject of the site's health."""

    subject: str | Promise
    troubles: Callable[[], Iterator[str]]
    # Whether the site can go on as it is: what is found is advice then, and the site is well.
    advice: bool = False


def engine() -> Iterator[str]:
    if connection.vendor == "postgresql":
        version = connection.cursor().connection.info.server_version
        if version // 10_000 < OLDEST_POSTGRESQL:
            yield _("PostgreSQL %(version)s is older than %(oldest)s.") % {
                "version": version // 10_000,
                "oldest": OLDEST_POSTGRESQL,
            }
        return
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        broken = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
    if mode != "wal":
        yield _(
            "SQLite does not write ahead (journal mode %(mode)s): readers and writers will wait for each other."
        ) % {"mode": mode}
    if broken != "ok":
        yield _("The database file is damaged: %(reason)s") % {"reason": broken}


def migrations() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield _("Migration %(name)s has not run.") % {"name": migration}


def triggers() -> Iterator[str]:
    for table in append_only.faults():
        yield _("%(table)s can be changed: run `yuanxin migrate`, then ask who removed its triggers.") % {
            "table": table
        }


def administrators() -> Iterator[str]:
    for user, (one, other) in conflicting_holders(clock.today()).items():
        yield _("%(user)s holds “%(one)s” and “%(other)s”, which must be apart: end one of them.") % {
            "user": user.username,
            "one": Role(one).label,
            "other": Role(other).label,
        }


def figure_triggers() -> Iterator[str]:
    for name in missing(all_series().values()):
        yield _("The trigger %(name)s is missing, and figures may be wrong: run `yuanxin migrate`.") % {"name": name}


def keys() -> Iterator[str]:
    for name in ("secret.key", "data.key"):
        path = Path(settings.DATA_DIR) / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield _("Others on this machine can read %(path)s.") % {"path": path}
    if unseal(seal("圆心")) != "圆心":
        yield _("What is sealed cannot be opened again.")
    newest = Person.objects.order_by("-pk").values_list("document_number", "document_digest").first()
    if newest is not None:
        try:
            number = unseal(newest[0])
            if lookup_digest(number) != bytes(newest[1]):
                yield _("Look-up keys differ from those stored, so nobody is found by number; is `lookup:` right?")
        except Exception as error:  # whatever the reason, it is the trouble to tell
            yield _("Stored values cannot be opened; is YUANXIN_DATA_KEY the right one? (%(reason)s)") % {
                "reason": type(error).__name__
            }


def files() -> Iterator[str]:
    if not settings.DEBUG and not statics.gathered():
        yield _("Styles and scripts are not gathered: run `yuanxin up --once`.")
    for source in translations.catalogues():
        if not source.with_suffix(".mo").exists():
            yield _("%(path)s is not compiled.") % {"path": source}
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LEAST_FREE_BYTES:
        yield _("Only %(free)s MiB are free in %(path)s.") % {"free": free // 2**20, "path": settings.DATA_DIR}
    if not os.access(settings.DATA_DIR, os.W_OK):
        yield _("%(path)s cannot be written to.") % {"path": settings.DATA_DIR}


def clocks() -> Iterator[str]:
    newest = Event.objects.order_by("-pk").values_list("at", flat=True).first()
    if newest is not None and newest > clock.now() + LARGEST_CLOCK_DIFFERENCE:
        yield _("The newest event of the trail lies in the future: the clock of this machine went back.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            if abs(cursor.fetchone()[0] - clock.now()) > LARGEST_CLOCK_DIFFERENCE:
                yield _("The clocks of this machine and of the database differ.")


def long_work() -> Iterator[str]:
    for job in Job.known.values():
        for pk in job.stale():
            yield _("%(job)s %(row)s waits and no worker takes it: does one run?") % {"job": job.name, "row": pk}


def daily_work() -> Iterator[str]:
    for work, last in daily.late(clock.today()):
        yield _("“%(work)s” was last done on %(day)s: does a worker run, and what does its log say?") % {
            "work": work.label,
            "day": last,
        }


def calendar() -> Iterator[str]:
    year = missing_calendar(clock.today())
    if year is not None:
        yield _(
            "The holidays of %(year)s are not entered: working days count from Monday to Friday. The district officer"
            " enters them under System, Policies."
        ) % {"year": year}


def configuration() -> Iterator[str]:
    for message in checks.run_checks(include_deployment_checks=not settings.ON_LOOPBACK):
        if message.level >= checks.WARNING and not message.is_silenced():
            yield f"{message.msg} {message.hint or ''}".strip()


CHECKS = [
    Check(gettext_lazy("database engine"), engine),
    Check(gettext_lazy("tables"), migrations),
    Check(gettext_lazy("append-only tables"), triggers),
    Check(gettext_lazy("administrators apart"), administrators),
    Check(gettext_lazy("figures follow the records"), figure_triggers),
    Check(gettext_lazy("keys"), keys),
    Check(gettext_lazy("files"), files),
    Check(gettext_lazy("clock"), clocks),
    Check(gettext_lazy("long work"), long_work),
    Check(gettext_lazy("daily work"), daily_work),
    Check(gettext_lazy("working days"), calendar, advice=True),
    Check(gettext_lazy("settings"), configuration),
]
