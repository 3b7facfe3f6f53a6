"""A process of the site that is killed in the middle of a deed: `python -m tests.faults.victim DEED ID AT`.

At its statement number AT it dies outright, as a web process or a worker does for which the machine has no more room.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django


class Dying:
    """Counts the statements since the deed began, and kills the process at the one that was chosen."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def main() -> None:
    """Do the deed until it ends, or the process does."""
    name, pk, at = sys.argv[1:]
    django.setup()
    from django.db import connection

    from tests.faults.deeds import DEEDS

    dying = Dying(int(at))
    print(DEEDS[name].done(int(pk), lambda: connection.execute_wrappers.append(dying)), flush=True)


if __name__ == "__main__":
    main()
