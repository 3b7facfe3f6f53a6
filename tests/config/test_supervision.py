"""A site whose processes die goes on; a site that is asked to end leaves none behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from yuanxin.config.supervision import LONGEST_PAUSE, Child

LONG_LIVED = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
SUPERVISOR = """
import sys
from yuanxin.config.supervision import Child, supervise
supervise([Child("sleeper", [sys.executable, "-c", sys.argv[1], sys.argv[2]])], tell=lambda child, pause: None)
"""


@pytest.fixture
def site(tmp_path):
    """A supervisor with one child that writes its process id, a line a start."""
    trace = tmp_path / "starts"
    trace.touch()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-c", SUPERVISOR, LONG_LIVED, str(trace)], env=environment)
    yield process, trace
    process.kill()
    process.wait()


def starts(trace: Path, number: int) -> list[int]:
    """The process ids of the child, once it has been started `number` times."""
    for _ in range(600):
        seen = [int(line) for line in trace.read_text().split("\n") if line]
        if len(seen) >= number:
            return seen
        time.sleep(0.05)
    raise AssertionError(f"the child was not started {number} times")


def is_gone(process_id: int) -> bool:
    for _ in range(600):
        state = Path(f"/proc/{process_id}/stat")
        # One that has ended and waits to be collected is gone too.
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_killed_child_is_started_again(site):
    _process, trace = site
    first = starts(trace, 1)[0]
    os.kill(first, signal.SIGKILL)
    assert starts(trace, 2)[1] != first


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_child_outlives_its_site(site, number):
    process, trace = site
    child = starts(trace, 1)[0]
    process.send_signal(number)
    process.wait(timeout=30)
    assert is_gone(child)


def test_a_child_that_never_stays_is_started_at_longer_pauses():
    child = Child("hasty", [])
    child.started = time.monotonic()
    pauses = [child.pause() for _ in range(7)]
    assert pauses == [1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE]
    child.started -= 3600
    assert child.pause() == 1, "after a steady run it starts at once again"
