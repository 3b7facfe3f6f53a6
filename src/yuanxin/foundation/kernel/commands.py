"""The base of every `yuanxin` command: a ready database, one clear line when it cannot be done."""

import argparse
import json
import os
import sqlite3
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.statistics import renew_statistics
from yuanxin.foundation.kernel.storage_troubles import trouble_of

# Any number not used elsewhere as an advisory lock.
PREPARING = 7_301_000
PREPARING_SECONDS = 300

# How Django begins what it raises about arguments.
PARSER_SAYS = "Error: "

# What argparse says of arguments, for the catalogue: it asks the standard library's gettext, which knows none of ours.
ARGPARSE_SAYS = (
    gettext_noop("the following arguments are required: %s"),
    gettext_noop("unrecognized arguments: %s"),
    gettext_noop("argument %(argument_name)s: %(message)s"),
    gettext_noop("invalid choice: %(value)r (choose from %(choices)s)"),
    gettext_noop("invalid %(type)s value: %(value)r"),
    gettext_noop("expected one argument"),
    gettext_noop("expected at least one argument"),
    gettext_noop("not allowed with argument %s"),
    gettext_noop("one of the arguments %s is required"),
    gettext_noop("ambiguous option: %(option)s could match %(matches)s"),
    gettext_noop("ignored explicit argument %r"),
)


class YuanxinCommand(BaseCommand):
    """A command that makes or migrates its database first; a `Refused` ends it with exit code 2 and its sentence."""

    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's parser; what it cannot understand is raised, where a shell's would print the whole usage first."""
        self._called_from_command_line = False
        return super().create_parser(prog_name, subcommand, **kwargs)

    def execute(self, *args: Any, **options: Any) -> Any:
        try:
            prepare_database()
            answer = super().execute(*args, **options)
            for hook in _afterwards:
                hook()
            return answer
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        except (DatabaseError, OSError) as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            raise CommandError(str(trouble), returncode=2) from error

    def run_from_argv(self, argv: list[str]) -> None:
        """Run as a process: a refusal is one line on stderr, and a reader that went away (`| head`) is no error."""
        # Django prints a refusal under its class's name, unless it is asked to raise it.
        raising = [*argv[:2], "--traceback", *argv[2:]]
        try:
            with translation.override("zh-hans"), arguments_in_our_words():
                super().run_from_argv(raising)
            sys.stdout.flush()
        except CommandError as refusal:
            said = str(refusal)
            if said.startswith(PARSER_SAYS):
                said = _("The command cannot be understood (%(why)s). See `yuanxin %(command)s --help`.") % {
                    "why": said.removeprefix(PARSER_SAYS),
                    "command": argv[1],
                }
            self.tell(said)
            sys.exit(2)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def tell(self, message: str) -> None:
        """Progress, on stderr."""
        print(message, file=sys.stderr, flush=True)

    def answer_json(self, value: Any) -> None:
        """The one JSON value that stdout holds."""
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def arguments_in_our_words() -> Iterator[None]:
    """Let argparse word its complaints through Django's catalogues, while a command of ours is parsed."""
    theirs = argparse._, argparse.ngettext  # type: ignore[attr-defined]
    argparse._, argparse.ngettext = _, ngettext  # type: ignore[attr-defined]
    try:
        yield
    finally:
        argparse._, argparse.ngettext = theirs  # type: ignore[attr-defined]


def day(text: str) -> date:
    """An argument's date."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("%(text)s is no date of the form YYYY-MM-DD") % {"text": text}) from error


_afterwards: list[Callable[[], object]] = []


def after_commands(hook: Callable[[], object]) -> None:
    """Have `hook` called at the end of every command that succeeded: for rooms that follow what was written."""
    if hook not in _afterwards:
        _afterwards.append(hook)


def prepare_database() -> None:
    """Create the tables, or bring them up to date; nothing where they are.

    Raises:
        Refused: if the database cannot be reached.
    """
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Refused(
            _("The database cannot be reached: %(reason)s.") % {"reason": " ".join(str(error).split())},
            remedy=_("Check DATABASE_URL, and that the server runs."),
        ) from error
    if _is_behind():
        with _alone():
            if _is_behind():
                call_command("migrate", verbosity=0, interactive=False)
                renew_statistics()


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time; whoever dies in it leaves no lock behind. Migrations open and close transactions of their
    own, so that on SQLite the lock stands in a file beside."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])
    else:
        name = str(connection.settings_dict["NAME"])
        with closing(sqlite3.connect(f"{name}-preparing", timeout=PREPARING_SECONDS)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield
