"""A cold start: `yuanxin up` on a data directory that is there, until the sign-in page is answered for the first time.

    python -m benchmarks.cold_start [--data FOLDER] [--members N] [--times N]

Works on a copy of FOLDER, migrated before; without one on a demonstration that it makes. The processor time is that of
all its processes until the answer, so that other work on the machine can be taken into account.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 120
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a data directory, which stays as it is")
    parser.add_argument("--members", type=int, default=130_000, help="of the demonstration, where there is none")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yuanxin-bench-") as folder:
        data = Path(folder) / "data"
        environment = {**os.environ, "YUANXIN_DATA_DIR": str(data), "DATABASE_URL": ""}
        # As it is on a server: compiled modules are kept from one start to the next.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if options.data:
            shutil.copytree(options.data, data)
        else:
            run(environment, "demo", "--members", str(options.members))
        # The first start brings an older database up to date and gathers the styles.
        run(environment, "up", "--once")
        starts = [start(environment) for _time in range(options.times)]
    print("| cold start of `yuanxin up`, until the sign-in page | seconds | processor seconds of all its processes |")
    print("|---|---|---|")
    for name, pick in (("median", statistics.median), ("fastest", min), ("slowest", max)):
        print(f"| {name} of {len(starts)} | {pick(s for s, _ in starts):.2f} | {pick(c for _, c in starts):.2f} |")


def run(environment: dict[str, str], *arguments: str) -> None:
    """A command of ours, to its end."""
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "yuanxin.config.cli", *arguments], env=environment, stdout=subprocess.DEVNULL, check=True
    )


def start(environment: dict[str, str]) -> tuple[float, float]:
    """Seconds from the start of the command to the first answer, and the processor seconds spent in them."""
    begun = time.perf_counter()
    with running(environment, free_port()) as site:
        return time.perf_counter() - begun, spent(site.pid)


@contextmanager
def running(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The site, from its first answer on, ended at the end."""
    begun = time.perf_counter()
    site = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "yuanxin.config.cli", "up", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not answers(f"http://127.0.0.1:{port}/accounts/sign-in/"):
            if site.poll() is not None or time.perf_counter() - begun > PATIENCE:
                sys.exit(f"the site did not start: {site.poll()}")
            time.sleep(0.01)
        yield site
    finally:
        site.terminate()
        site.wait()


def answers(address: str) -> bool:
    """Whether the page is there."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - our own site
            return bool(answer.status == 200)
    except OSError:
        return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def spent(pid: int) -> float:
    """The processor seconds of a process and of all below it (Linux)."""
    below: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                # Behind the name in brackets, which may hold anything: state, parent, …, own and the ended ones' time.
                told = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            below.setdefault(int(told[1]), []).append(int(folder.name))
            ticks[int(folder.name)] = sum(int(each) for each in told[11:15])
    coming, total = [pid], 0
    while coming:
        each = coming.pop()
        total += ticks.get(each, 0)
        coming += below.get(each, [])
    return total / TICKS


if __name__ == "__main__":
    main()
