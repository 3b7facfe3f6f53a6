"""Every benchmark on both engines, written to docs/benchmarks.md: `python -m benchmarks [--small] [NAME…]`.

PostgreSQL is the server that `DATABASE_URL` names; without it only SQLite is measured. Each result is written as soon
as it is there, in the place of the one before it: a long run may be broken off, or made in portions by the names.
"""

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

REPORT = Path(__file__).parent.parent / "docs" / "benchmarks.md"
MARK = "<!-- measured: everything below is written by make bench -->\n"
HEADING = "\n## "
# Its module, what it is called, and what it is given for a small run.
BENCHMARKS = {
    "pages": ("The demo district and its pages", ["--members", "104000", "--times", "2"]),
    "cold_start": ("Cold start", ["--members", "2000", "--times", "2"]),
    "page_weights": ("Weights of pages", ["--members", "2000"]),
    "lists": ("Lists and search", ["--members", "20000", "--unions", "100", "--times", "3"]),
    "figures": ("Figures", ["--members", "20000", "--unions", "200"]),
    "roster_import": ("Importing a roster", ["--rows", "5000", "--registry", "20000"]),
    "enrolments": ("Enrolling members from a roster", ["--rows", "3000", "--registry", "20000"]),
    "monthly_diff": ("Comparing a whole roster with the last one", ["--rows", "3000"]),
    "duplicates": ("People entered twice", ["--persons", "20000"]),
    "payments": ("A batch of payments to the bank and back", ["--payments", "2000"]),
    "claims": ("Computing claims of mutual aid", ["--claims", "1000"]),
}


def main() -> None:
    """Run them one after another, nothing of ours beside, and keep what they print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="small sizes, printed and not written")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(BENCHMARKS)}")
    options = parser.parse_args()
    if unknown := set(options.names) - BENCHMARKS.keys():
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    engines = {"SQLite": "", "PostgreSQL": os.environ.get("DATABASE_URL", "")}
    for name, (title, small) in BENCHMARKS.items():
        for engine, address in engines.items():
            if (options.names and name not in options.names) or (engine == "PostgreSQL" and not address):
                continue
            heading = f"{title}: {engine}"
            print(f"{heading} …", file=sys.stderr, flush=True)
            before = load()
            told = output(f"benchmarks.{name}", small if options.small else [], address)
            measured = f"{machine()} Load {before} before it, {load()} at its end.\n\n{told}"
            if options.small:
                print(f"## {heading}\n\n{measured}\n", flush=True)
            else:
                keep(heading, measured)


def keep(heading: str, measured: str) -> None:
    """Write a result into the report, in the place of the one under the same heading; in the order of `BENCHMARKS`."""
    written, _mark, below = REPORT.read_text().partition(MARK)
    sections = dict(part.strip().split("\n", 1) for part in below.split(HEADING)[1:])
    sections[heading] = measured
    order = [f"{title}: {engine}" for title, _small in BENCHMARKS.values() for engine in ("SQLite", "PostgreSQL")]
    parts = [f"{HEADING}{known}\n\n{sections[known].strip()}\n" for known in order if known in sections]
    REPORT.write_text(written + MARK + "".join(parts))


def output(module: str, arguments: list[str], address: str) -> str:
    """What a benchmark prints: a table as it is, JSON in a fence."""
    ran = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, "DATABASE_URL": address},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    said = ran.stdout.strip()
    return f"```json\n{said}\n```" if said.startswith("{") else said


def load() -> str:
    """How many wait for the cores of this machine; more than the benchmark's own say that something ran beside it."""
    return f"{os.getloadavg()[0]:.1f}"


def machine() -> str:
    """Where it was measured."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}."


if __name__ == "__main__":
    main()
