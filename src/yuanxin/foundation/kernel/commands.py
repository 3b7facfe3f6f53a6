"""The base of every `yuanxin` command: a ready database, one clear line when it cannot be done."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, NoReturn

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation

from yuanxin.foundation.kernel.errors import Refused


class OneLineParser(ArgumentParser):
    """Refuses wrong arguments with exit code 2 and a single line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


class YuanxinCommand(BaseCommand):
    """A command that makes or migrates its database first; a `Refused` ends it with exit code 2 and its sentence."""

    requires_system_checks: list[str] = []

    def execute(self, *args: Any, **options: Any) -> Any:
        prepare_database()
        try:
            answer = super().execute(*args, **options)
            for hook in _afterwards:
                hook()
            return answer
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal

    def run_from_argv(self, argv: list[str]) -> None:
        """Run as a process: a refusal is one line on stderr, and a reader that went away (`| head`) is no error."""
        # Django prints a refusal under its class's name, unless it is asked to raise it.
        raising = [*argv[:2], "--traceback", *argv[2:]]
        try:
            with translation.override("zh-hans"):
                super().run_from_argv(raising)
            sys.stdout.flush()
        except CommandError as refusal:
            self.tell(str(refusal))
            sys.exit(refusal.returncode)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def tell(self, message: str) -> None:
        """Progress, on stderr."""
        print(message, file=sys.stderr, flush=True)

    def answer_json(self, value: Any) -> None:
        """The one JSON value that stdout holds."""
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))


_afterwards: list[Callable[[], object]] = []


def after_commands(hook: Callable[[], object]) -> None:
    """Have `hook` called at the end of every command that succeeded: for rooms that follow what was written."""
    if hook not in _afterwards:
        _afterwards.append(hook)


def prepare_database() -> None:
    """Create the tables, or bring them up to date; nothing where they are."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
