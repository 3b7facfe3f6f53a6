"""A process of the site in which somebody dies in the middle of a deed: `python -m tests.faults.victim DEED ID AT WHO`.

At its statement number AT either the process itself is killed outright (WHO is `self`: web process or worker), or
the PostgreSQL that it speaks to (WHO is the number of its process). Prints what the user would be told, where anybody
is left to tell it.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import django


class Dying:
    """Counts the statements since the deed began, and kills at the one that was chosen."""

    def __init__(self, at: int, who: str = "self") -> None:
        self.at, self.who, self.seen = at, who, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen == self.at:
            kill(os.getpid() if self.who == "self" else int(self.who))
        return execute(sql, params, many, context)


def kill(process: int) -> None:
    """Kill a process and its children outright: PostgreSQL's would go on for a while without it."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    for each in (process, *map(int, children)):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def main() -> None:
    """Do the deed until somebody dies."""
    name, pk, at, who = sys.argv[1:]
    django.setup()
    from django.db import OperationalError, connection

    from tests.faults.deeds import DEEDS

    dying = Dying(int(at), who)
    try:
        print(DEEDS[name].done(int(pk), lambda: connection.execute_wrappers.append(dying)), flush=True)
    except OperationalError:
        # A worker has nobody to tell: it says so in its log, and another takes the work up.
        print("left", flush=True)


if __name__ == "__main__":
    main()
