"""Figures at size: building the cells, reading them, following changes, moving a street.

    python -m benchmarks.figures --members 1000000 --unions 2000 [--cells-only] [--kept NAME]

Runs on the engine of `DATABASE_URL`, in a database of its own that it makes and drops; `--kept` leaves it behind and
takes it up again, to measure a change without an hour of building. `--cells-only` leaves out what
takes hours with ten million members: the figures asked by query, the joinings of ten years, the proof of every cell.
"""

from __future__ import annotations

import argparse
import datetime
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import django

FIRST, DAYS = datetime.date(2007, 1, 1), 3650
DISTRICTS, STREETS = 2, 16
SEED = 7
READS = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--unions", type=int, default=2_000)
    parser.add_argument("--cells-only", action="store_true", help="only building, reading and following the cells")
    parser.add_argument("--kept", default="", help="the name or file of a database that is kept and taken up again")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanxin.config.settings")
    os.environ.setdefault("YUANXIN_DATA_DIR", tempfile.mkdtemp(prefix="yuanxin-bench-"))
    django.setup()
    with own_database(options.kept) as new:
        for line in run(options.members, options.unions, cells_only=options.cells_only, new=new):
            print(line, flush=True)


@contextmanager
def own_database(kept: str = "") -> Iterator[bool]:
    """A new database beside the configured one, on the same engine, dropped at the end; yields whether it is new.

    With `kept`, a name or a file, it stays and is taken up again: to measure a change without building all anew.
    """
    from django.db import connection

    before = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory(prefix="yuanxin-bench-") as folder:
        if connection.vendor == "sqlite":
            file = Path(kept or f"{folder}/bench.sqlite3")
            new = not file.exists()
            connection.settings_dict["NAME"] = file
        else:
            name = kept or f"yuanxin_bench_{os.getpid()}"
            found = statement("postgres", "SELECT 1 FROM pg_database WHERE datname = %s", [name])
            new = not found
            if new:
                statement("postgres", f'CREATE DATABASE "{name}"')
            connection.settings_dict["NAME"] = name
        try:
            yield new
        finally:
            connection.close()
            if connection.vendor == "postgresql" and not kept:
                statement("postgres", f'DROP DATABASE "{name}"')
            connection.settings_dict["NAME"] = before


def statement(database: str, sql: str, parameters: list[Any] | None = None) -> list[Any]:
    """One statement of the server's own, outside any transaction, and what it finds."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = cursor.fetchall() if cursor.description else []
    connection.close()
    return found


def run(members: int, unions: int, *, cells_only: bool, new: bool = True) -> Iterator[str]:
    """Measure, and say each result as a row of a table; what is not `new` was loaded and built before."""
    from django.core.management import call_command
    from django.db import connection

    from yuanxin.foundation.figures import queries, services
    from yuanxin.foundation.figures.catalogue import all_figures, figure_of
    from yuanxin.foundation.figures.cells import triggers
    from yuanxin.foundation.figures.cells.series import all_series
    from yuanxin.foundation.unions.models import Union

    call_command("migrate", verbosity=0)
    # What is taken up again is changed elsewhere each time, or nothing would be dirty.
    random = Random(SEED if new else None)  # noqa: S311 - invented rows
    yield f"| {connection.vendor}, {members:,} members, {unions:,} unions, {len(all_series())} series | |"
    yield "|---|---|"
    if new:
        triggers.take_down()
        yield f"| load the records | {timed(lambda: load(random, members, unions)):.0f} s |"
        yield f"| build all cells | {timed(services.rebuild):.1f} s |"
    yield f"| cells | {count('figures_cell'):,} |"
    settle()

    everyone = list(Union.objects.all())
    kept = [figure for figure in all_figures() if figure.in_cells]
    others = [figure for figure in all_figures() if not figure.in_cells]
    top = next(union for union in everyone if union.parent_id is None)
    yield f"| all {len(kept)} kept figures, any union, any period | {spread(reads(random, everyone, kept))} |"
    yield f"| the same, the topmost union | {spread(reads(random, [top], kept))} |"
    for code in ("members.joined", "members.stock"):
        single = [figure_of(code)]
        yield f"| {code} alone, any union | {spread(reads(random, everyone, single))} |"
        yield f"| {code} alone, the topmost union | {spread(reads(random, [top], single))} |"
    for figure in [] if cells_only else others:
        found = queries.measure(figure.code, top, period(random))
        times = reads(random, [top], [figure], 50)
        yield f"| {figure.code} by query ({found.rows:,} rows) | {spread(times)} |"

    change(random, members, 1000)
    yield f"| all kept figures, 1,000 days dirty, any union | {spread(reads(random, everyone, kept, 100))} |"
    yield f"| the same, the topmost union | {spread(reads(random, [top], kept, 20))} |"
    yield f"| refresh after 1,000 changes | {with_own(services.refresh)} |"
    change(random, members, 1)
    yield f"| refresh after one change | {with_own(services.refresh)} |"
    yield f"| move a street | {with_own(move_street)} |"
    if cells_only:
        return
    rows = min(200_000, members)
    with_triggers = timed(lambda: joinings(random, unions, members, rows))
    yield f"| refresh after {rows:,} joinings | {timed(services.refresh):.1f} s |"
    services.refresh()
    triggers.take_down()
    without = timed(lambda: joinings(random, unions, members + rows, rows))
    yield f"| triggers' share of inserting {rows:,} rows | {with_triggers - without:.2f} s of {with_triggers:.2f} s |"
    yield f"| prove all cells | {timed(lambda: prove(services)):.1f} s |"


def prove(services: Any) -> None:
    """Build what the triggers missed while they were down, then compare every cell."""
    found = services.verify()
    if found:
        sys.exit(f"cells differ: {found[:3]}")


def load(random: Random, members: int, unions: int) -> None:
    """A city of that size: four levels, ten years of joinings, one in seven left, an employer for ten members."""
    from django.db import connection

    from yuanxin.foundation.kernel.sealed import seal

    number = seal("330106199001010018")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # What stands by union is written all over its index, which has to fit in.
            cursor.execute(f"PRAGMA cache_size = -{members // 8}")
    bulk("unions_union", list(union_rows(random, unions)))
    first = STREETS + DISTRICTS + 2
    employers = members // 10
    area = [random.randint(DISTRICTS + 2, first - 1) for _ in range(employers)]
    bulk(
        "unions_employer",
        (
            {"id": each + 1, "version": 1, "union_id": area[each], "name": f"第{each}厂", "pinyin": "", "initials": "",
             "kind": random.choice(["private", "state", "foreign"]), "industry": "", "address": ""}
            for each in range(employers)
        ),
    )  # fmt: skip
    bulk(
        "unions_coverage",
        (
            {"id": each + 1, "union_id": random.randint(first, unions), "employer_id": each + 1,
             "begins_on": day(random), "ends_on": None, "founding": random.random() < 0.8}
            for each in range(employers)
        ),
    )  # fmt: skip
    bulk(
        "members_person",
        (
            {"id": each + 1, "version": 1, "union_id": 1, "name": "甲", "pinyin": "jia", "initials": "j",
             "document_type": "resident_id", "document_number": number, "document_digest": (each + 1).to_bytes(16),
             "sex": random.choice([1, 2]), "ethnicity": "", "political_status": "", "education": "",
             "employer_name": "", "job": "", "employment_form": random.choice(["contract", "dispatch", "flexible"]),
             "new_form": random.choices(["", "courier", "food_deliverer"], [90, 5, 5])[0],
             "household_registration": "", "migrant": random.random() < 0.3, "note": ""}
            for each in range(members)
        ),
    )  # fmt: skip
    bulk("members_membership", (membership(random, each + 1, unions) for each in range(members)))


def union_rows(random: Random, unions: int) -> Iterator[dict[str, Any]]:
    plain = {"version": 1, "pinyin": "", "initials": "", "division": "", "credit_code": "", "state": "active",
             "approval_number": "", "address": "", "telephone": ""}  # fmt: skip
    below: dict[int, int] = {}
    paths = {1: "00001"}
    for number in range(1, unions + 1):
        streets = DISTRICTS + 2
        if number < streets:
            parent, level = (None, "city") if number == 1 else (1, "district")
        elif number < streets + STREETS:
            parent, level = 2 + number % DISTRICTS, "street"
        else:
            parent, level = random.randint(streets, streets + STREETS - 1), "grassroots"
        if parent:
            below[parent] = below.get(parent, 0) + 1
            paths[number] = f"{paths[parent]}{below[parent]:05d}"
        yield {
            **plain, "id": number, "code": f"B{number:06d}", "name": f"第{number}工会", "level": level,
            "form": "committee", "founding_mode": random.choice(["single", "joint"]), "parent_id": parent,
            "path": paths[number], "approved_on": day(random),
        }  # fmt: skip


def membership(random: Random, number: int, unions: int) -> dict[str, Any]:
    joined = day(random)
    left = joined + datetime.timedelta(days=random.randrange(1, 900)) if random.random() < 1 / 7 else None
    return {
        "id": number, "version": 1, "union_id": random.randint(STREETS + DISTRICTS + 2, unions), "person_id": number,
        "joined_on": joined, "join_kind": random.choices(["first", "transfer"], [9, 1])[0],
        "left_on": left, "leave_kind": "left" if left else "",
    }  # fmt: skip


def day(random: Random) -> datetime.date:
    return FIRST + datetime.timedelta(days=random.randrange(DAYS))


def bulk(table: str, rows: Any) -> None:
    """COPY on PostgreSQL, executemany on SQLite."""
    from django.db import connection, transaction

    rows = iter(rows)
    first = next(rows)
    columns = ", ".join(f'"{name}"' for name in first)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write_row(list(first.values()))
                for row in rows:
                    copy.write_row(list(row.values()))
        else:
            marks = ", ".join(["%s"] * len(first))
            said = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
            cursor.execute(said, list(first.values()))
            cursor.executemany(said, (list(row.values()) for row in rows))


def settle() -> None:
    """What PostgreSQL's own upkeep would have done soon."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def joinings(random: Random, unions: int, members: int, rows: int) -> None:
    """An import's worth of new memberships of a few days, for people there are."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM members_membership")
        start = cursor.fetchone()[0]
    made = (membership(random, start + each + 1, unions) for each in range(rows))
    closed = {"left_on": FIRST + datetime.timedelta(days=4000), "leave_kind": "left"}
    bulk("members_membership", ({**row, **closed, "person_id": row["id"] % (members // 2) + 1} for row in made))


def change(random: Random, members: int, number: int) -> None:
    """So many memberships end."""
    from yuanxin.organisation.members.models import Membership

    for pk in random.sample(range(1, members + 1), number):
        Membership.objects.filter(pk=pk).update(left_on=FIRST + datetime.timedelta(days=3700), leave_kind="left")


def move_street() -> None:
    """A street, with all its unions, goes to the other district."""
    from yuanxin.foundation.kernel.actors import Actor
    from yuanxin.foundation.unions.models import Union
    from yuanxin.foundation.unions.services import move_union

    street = Union.objects.filter(level="street").order_by("path")[0]
    other = Union.objects.filter(level="district").exclude(pk=street.parent_id).order_by("path")[0]
    move_union(actor=Actor.system("benchmark"), union=street, parent=other, today=FIRST + datetime.timedelta(days=DAYS))


def period(random: Random) -> Any:
    from yuanxin.foundation.kernel.periods import Period

    start = day(random)
    return Period(start, start + datetime.timedelta(days=random.choice([30, 90, 181, 365, 1500])))


def reads(random: Random, unions: list[Any], figures: list[Any], number: int = READS) -> list[float]:
    from yuanxin.foundation.figures import queries

    asked = [(random.choice(unions), period(random)) for _ in range(number)]
    for union, days in asked[:20]:
        queries.measure_all(union, days, figures)
    return [timed(lambda u=union, d=days: queries.measure_all(u, d, figures)) for union, days in asked]


def timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def with_own(work: Callable[[], Any]) -> str:
    """How long it takes, and how much of that the processor works for this process, which on SQLite is all of it."""
    used = time.process_time()
    seconds = timed(work)
    return f"{seconds:.2f} s (own processor time {time.process_time() - used:.2f} s)"


def spread(times: list[float]) -> str:
    ordered = sorted(times)
    last = ordered[math.ceil(len(ordered) * 0.99) - 1]
    return f"median {statistics.median(ordered) * 1000:.1f} ms, p99 {last * 1000:.1f} ms"


def count(table: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - our own name
        return cursor.fetchone()[0]


if __name__ == "__main__":
    main()
