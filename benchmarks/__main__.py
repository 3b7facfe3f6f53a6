"""Every benchmark on both engines, written to docs/benchmarks.md: `python -m benchmarks [--small]`.

PostgreSQL is the server that `DATABASE_URL` names; without it only SQLite is measured.
"""

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

REPORT = Path(__file__).parent.parent / "docs" / "benchmarks.md"
MARK = "<!-- measured: everything below is written by make bench -->\n"
BENCHMARKS = {
    "Figures": ("benchmarks.figures", [], ["--members", "20000", "--unions", "200"]),
    "Comparing a whole roster with the last one": ("benchmarks.monthly_diff", [], ["--rows", "3000"]),
    "Importing a roster": ("benchmarks.roster_import", [], ["--rows", "5000", "--registry", "20000"]),
    "People entered twice": ("benchmarks.duplicates", [], ["--persons", "20000"]),
}


def main() -> None:
    """Run them one after another, nothing beside, and keep what they print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="small sizes, printed and not written")
    small = parser.parse_args().small
    engines = {"SQLite": "", "PostgreSQL": os.environ.get("DATABASE_URL", "")}
    sections = []
    for title, (module, full, reduced) in BENCHMARKS.items():
        for engine, address in engines.items():
            if engine == "PostgreSQL" and not address:
                continue
            print(f"{title}, {engine} …", file=sys.stderr, flush=True)
            sections.append(
                f"## {title}: {engine}\n\n{machine()}\n\n{output(module, reduced if small else full, address)}"
            )
    text = "\n\n".join(sections) + "\n"
    if small:
        print(text)
    else:
        REPORT.write_text(REPORT.read_text().partition(MARK)[0] + MARK + "\n" + text)


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


def machine() -> str:
    """Where it was measured, and how busy that machine was with other things."""
    load = os.getloadavg()[0]
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load before it {load:.1f}."
    )


if __name__ == "__main__":
    main()
