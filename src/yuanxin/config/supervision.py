"""The processes of a running site: each is started, watched, and started again when it ends by itself."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

LONGEST_PAUSE = 30
STEADY_AFTER = 60
PATIENCE = 15
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


@dataclass
class Child:
    """One process of the site, by the command that starts it; `after` so many seconds where others come first."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    after: float = 0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    failures: int = 0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env={**os.environ, **self.environment},
            # Ctrl-C goes to the supervisor alone, which then ends its children in their order.
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def kill_group(self) -> None:
        """End what is left of the process and of those it started."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def returned(self) -> int | None:
        """How it ended: a number above zero is its exit code, one below the signal."""
        return self.process.returncode if self.process else None

    def pause(self) -> float:
        """Seconds to wait before the next start: longer each time, short again after a steady run."""
        if time.monotonic() - self.started > STEADY_AFTER:
            self.failures = 0
        self.failures += 1
        return min(LONGEST_PAUSE, 2 ** (self.failures - 1))


class Ended(Exception):
    """Someone asked the site to end."""


def supervise(
    children: Sequence[Child],
    *,
    tell: Callable[["Child", float], None],
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Run the children until this process is asked to end; then end them, patiently at first.

    `tell` hears of each that ended by itself, and the pause in seconds before it is started again. `meanwhile` is done
    once, while the first of them start.
    """
    due = {child.name: time.monotonic() + child.after for child in children}
    begun = False
    handlers = {number: signal.signal(number, _end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        while True:
            for child in children:
                if child.ended():
                    # A web server killed outright leaves its own processes, and they would keep the port.
                    child.kill_group()
                    pause = child.pause()
                    due[child.name] = time.monotonic() + pause
                    tell(child, pause)
                    child.process = None
                if child.process is None and time.monotonic() >= due[child.name]:
                    child.start()
            if not begun:
                begun = True
                meanwhile()
            time.sleep(0.2)
    except Ended:
        pass
    finally:
        for number in handlers:
            signal.signal(number, signal.SIG_IGN)
        stop(children)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def stop(children: Sequence[Child]) -> None:
    """Ask all children to end, and make those end that do not."""
    running = [(child, child.process) for child in children if child.process]
    for _child, process in running:
        process.terminate()
    patience = time.monotonic() + PATIENCE
    for child, process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.1, patience - time.monotonic()))
        child.kill_group()
        process.wait()


def _end(*_signal: object) -> None:
    raise Ended


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
