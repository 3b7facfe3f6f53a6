"""The monthly comparison of a whole roster: who of a union's members is not on it, and who may be the same person.

`python -m benchmarks.monthly_diff [--rows N]`: a union of N members whose last roster listed all of them; this month's
leaves out one in fifty, brings as many new ones, and one in a hundred under another number. Prints JSON: seconds of the
comparison itself, of the whole staging beside, and of writing what was accepted.
"""

import argparse
import datetime
import io
import json
import os
import random
import resource
import tempfile
import time
from pathlib import Path

from benchmarks.roster_import import prepare


def main() -> None:
    """Build, compare, accept everything, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    size = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(json.dumps(measured(size), indent=2))


def measured(size: int) -> dict[str, object]:
    """The times of one comparison."""
    import xlsxwriter

    from benchmarks.registry import names, numbers
    from yuanxin.foundation.accounts.models import Appointment, User
    from yuanxin.foundation.intake.accepting import accept
    from yuanxin.foundation.intake.services import apply
    from yuanxin.foundation.kernel.actors import Actor
    from yuanxin.foundation.unions.models import Union
    from yuanxin.organisation.rosters.intake import monthly
    from yuanxin.organisation.rosters.models import Leaver
    from yuanxin.organisation.rosters.services import receive_roster, stage_roster

    union = Union.objects.create(code="330106", name="示范区总工会", level="district", form="federation", path="00001")
    user, actor = User.objects.create(username="bench", name="基准"), Actor.system("bench")
    Appointment.objects.create(user=user, union=union, role="district_officer", begins_on="2000-01-01")
    dice = random.Random(2016)  # noqa: S311
    people = list(zip(names(size, dice), numbers(0, size), strict=True))
    fresh = list(zip(names(size // 50, dice), numbers(size, size // 50), strict=True))

    def book(rows: list[tuple[str, str]]) -> bytes:
        stream = io.BytesIO()
        workbook = xlsxwriter.Workbook(stream, {"constant_memory": True})
        sheet = workbook.add_worksheet()
        for line, cells in enumerate([("姓名", "证件号码"), *rows]):
            sheet.write_row(line, 0, cells)
        workbook.close()
        return stream.getvalue()

    def brought(rows: list[tuple[str, str]], day: datetime.date, *, whole: bool) -> object:
        batch = receive_roster(
            actor=actor, user=user, union=union, content=book(rows), file_name="r.xlsx", dated_on=day, whole=whole
        )
        return stage_roster(batch)

    apply(actor=actor, batch=brought(people, datetime.date(2016, 5, 1), whole=False))
    begun, processor = time.perf_counter(), time.process_time()
    batch = brought([*people[size // 50 :], *fresh], datetime.date(2016, 6, 1), whole=True)
    staged, spent = time.perf_counter() - begun, time.process_time() - processor
    begun = time.perf_counter()
    monthly.compare(batch)
    compared = time.perf_counter() - begun
    for group in ("new", "left", "transfer", "updated"):
        accept(actor=actor, batch=batch, group=group, accepted=True)
    begun = time.perf_counter()
    apply(actor=actor, batch=batch)
    written = time.perf_counter() - begun
    return {
        "rows": size,
        "load": round(os.getloadavg()[0], 1),
        "leavers": Leaver.objects.count(),
        "comparison_seconds": round(compared, 2),
        "staging_with_comparison_seconds": round(staged, 2),
        "of_it_own_processor_seconds": round(spent, 2),
        "writing_seconds": round(written, 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    main()
