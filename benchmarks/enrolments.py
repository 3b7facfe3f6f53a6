"""An enrolment roster of 90,000 members, beside a member roster of as many rows, in one run on one registry.

`python -m benchmarks.enrolments [--rows N] [--registry N]` works on the engine that `DATABASE_URL` names, in a database
of its own. Both are workbooks brought into the district by a process of its own, from its start to its end: read,
checked, met with the registry, written in one transaction, the figures refreshed. The member roster comes first, as in
`benchmarks.roster_import`, with the command that officers use; the enrolments are those of people who stand in the
registry, spread over all its unions, one row in thirty-three with a number typed wrong. What is told is the rows a
second of the one against the other; then the same enrolments once more, which must change nothing.
"""

import argparse
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.roster_import import BAD_EVERY, prepare, refresh, timed_import, write_roster

BRINGING = """
import json, sys
from pathlib import Path
import django
django.setup()
from yuanxin.foundation.accounts.queries import acting_as
from yuanxin.foundation.intake.services import apply, receive
from yuanxin.foundation.intake.tasks import STAGING
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.unions.queries import union_in_scope
from yuanxin.welfare.mutual_aid.intake.enrolments import ROSTER
path, scheme = Path(sys.argv[1]), sys.argv[2]
today = clock.today()
user, actor = acting_as("bench", today=today)
batch = receive(
    actor=actor, user=user, declaration=ROSTER, union=union_in_scope(actor, "330106", ROSTER.permission),
    content=path.read_bytes(), file_name=path.name, dated_on=today, answers={"scheme": scheme},
)
STAGING.run(batch)
apply(actor=actor, batch=batch)
batch.refresh_from_db()
print(json.dumps(batch.counts))
"""


def main() -> None:
    """Run once and print the result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=90_000)
    parser.add_argument("--registry", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(run(Path(folder), options.rows, options.registry), ensure_ascii=False, indent=2))


def run(folder: Path, rows: int, registry: int) -> dict[str, Any]:
    """Build, bring in members, bring in enrolments, twice; the seconds of one engine."""
    prepare(folder)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from benchmarks import registry as million
    from yuanxin.foundation.accounts.models import Appointment, User
    from yuanxin.foundation.unions.models import Union

    million.build(registry, 2_000)
    user = User.objects.create(username="bench", name="基准")
    Appointment.objects.create(
        user=user, union=Union.objects.get(parent=None), role="district_officer", begins_on="2000-01-01"
    )
    scheme = open_scheme()
    members, enrolments = folder / "members.xlsx", folder / "enrolments.xlsx"
    write_roster(members, rows, registry)
    write_enrolments(enrolments, rows)
    refresh()
    million.settle(registry)
    connection.close()
    roster = timed_import(members, rows)
    first, again = bring(enrolments, scheme, rows), bring(enrolments, scheme, rows)
    connection.ensure_connection()
    bad = len(range(0, rows, BAD_EVERY))
    check("first", first["answer"], {"new": rows - bad, "invalid": bad})
    check("again", again["answer"], {"unchanged": rows - bad, "invalid": bad})
    return {
        "engine": connection.vendor,
        "rows": rows,
        "registry": registry,
        "member_roster": {name: roster[name] for name in ("seconds", "rows_per_second", "peak_mib")},
        "enrolments": first,
        "enrolments_again": again,
        "ratio": round(first["rows_per_second"] / roster["rows_per_second"], 2),
    }


def open_scheme() -> int:
    """A scheme in whose window today lies."""
    from yuanxin.foundation.kernel import clock
    from yuanxin.welfare.mutual_aid.models import Scheme

    today = clock.today()
    year = datetime.timedelta(days=365)
    scheme = Scheme.objects.create(name="基准", begins_on=today, ends_on=today + year, opens_on=today, closes_on=today)
    return scheme.pk


def write_enrolments(path: Path, rows: int) -> None:
    """The workbook: members of the registry in no order, some numbers with a wrong last digit."""
    import xlsxwriter
    from django.db import connection

    from benchmarks.registry import numbers
    from yuanxin.organisation.members.models import Person

    dice = random.Random(2018)  # noqa: S311  invented people
    written = numbers(0, rows)
    called = dict(Person.objects.filter(pk__lte=rows).values_list("pk", "name"))
    order = list(range(rows))
    dice.shuffle(order)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("参保名册")
    sheet.write_row(0, 0, ("姓名", "证件类型", "证件号码"))
    for line, index in enumerate(order):
        number = written[index]
        if line % BAD_EVERY == 0:
            number = number[:17] + ("0" if number[17] != "0" else "1")
        sheet.write_row(line + 1, 0, (called[index + 1], "居民身份证", number))
    book.close()
    connection.close()


def bring(path: Path, scheme: int, rows: int) -> dict[str, Any]:
    """The enrolments brought in by a process of their own."""
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", BRINGING, str(path), str(scheme)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None  # noqa: S101
    answer = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status:
        raise SystemExit("the enrolments failed")
    return {
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds),
        "peak_mib": round(usage.ru_maxrss / 1024),
        "answer": json.loads(answer),
    }


def check(what: str, counts: dict[str, int], expected: dict[str, int]) -> None:
    """Stop where the rows did not fall into the classes they were written for."""
    found = {name: count for name, count in counts.items() if count}
    if found != expected:
        raise SystemExit(f"{what}: {found} and not {expected}")


if __name__ == "__main__":
    main()
