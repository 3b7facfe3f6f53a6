"""A roster of 200,000 rows with 3 % bad ones into a registry of a million, against writing the very rows as stored,
and against django-import-export with the same roster.

`python -m benchmarks.roster_import [--rows N] [--registry N]` works on the engine that `DATABASE_URL` names, in a
database of its own. The import is the command `yuanxin roster import` in a process of its own, from its start to its
end; beside it a second process writes a small row every fifty milliseconds and keeps the longest time it had to wait.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

DATABASE = "yuanxin_bench_roster"
BAD_EVERY = 33
COMMAND = [sys.executable, "-m", "yuanxin.config.cli"]
OTHER_WRITER = """
import sys, time
import django
django.setup()
from django.contrib.sessions.models import Session
from django.utils import timezone
longest = refused = n = 0
print("ready", flush=True)
import select
while not select.select([sys.stdin], [], [], 0.05)[0]:
    began = time.perf_counter()
    try:
        n += 1
        row = {"session_data": str(n), "expire_date": timezone.now()}
        Session.objects.update_or_create(session_key="bench", defaults=row)
    except Exception as error:
        refused += 1
    longest = max(longest, time.perf_counter() - began)
print(longest, refused, n)
"""


def main() -> None:
    """Run once and print the result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--registry", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(run(Path(folder), options.rows, options.registry), ensure_ascii=False, indent=2))


def run(folder: Path, rows: int, registry: int) -> dict[str, Any]:
    """Build, import, compare; the figures of one engine."""
    prepare(folder)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from benchmarks import registry as million
    from yuanxin.foundation.accounts.models import Appointment, User
    from yuanxin.foundation.unions.models import Union

    began = time.perf_counter()
    million.build(registry, 2_000)
    built = time.perf_counter() - began
    user = User.objects.create(username="bench", name="基准")
    Appointment.objects.create(
        user=user, union=Union.objects.get(parent=None), role="district_officer", begins_on="2000-01-01"
    )
    path = folder / "roster.xlsx"
    write_roster(path, rows, registry)
    refresh()
    million.settle(registry)
    connection.close()
    figures: dict[str, Any] = {
        "engine": connection.vendor,
        "rows": rows,
        "registry": registry,
        "registry_seconds": round(built, 1),
    }
    figures |= timed_import(path, rows)
    connection.ensure_connection()
    stored = stored_rows()
    for order in ("file", "sorted"):
        seconds = rewritten(stored, order)
        figures[f"{order}_order_seconds"] = round(seconds, 2)
        figures[f"ratio_to_{order}_order"] = round((rows / figures["seconds"]) / (stored[0].height / seconds), 2)
    plain = folder / "plain.xlsx"
    write_roster(plain, rows, registry, titled=False)
    take_out(*stored)
    seconds = by_import_export(plain, stored[0].height)
    figures["import_export_seconds"] = round(seconds, 2)
    figures["times_import_export"] = round(seconds / figures["seconds"], 2)
    return figures


def refresh() -> None:
    """The figures of the registry stand before the clock starts."""
    from yuanxin.foundation.figures.services import refresh as refresh_figures

    refresh_figures()


def prepare(folder: Path) -> None:
    """An empty database of the benchmark's own, on the engine that the environment names."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yuanxin.config.settings"
    os.environ["YUANXIN_DATA_DIR"] = str(folder)
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        import psycopg

        from yuanxin.config.database import from_url

        given = from_url(url)
        with psycopg.connect(
            host=given["HOST"], port=given["PORT"] or None, user=given["USER"], password=given["PASSWORD"] or None,
            dbname="postgres", autocommit=True,
        ) as server:  # fmt: skip
            server.execute(f'DROP DATABASE IF EXISTS "{DATABASE}"')
            server.execute(f'CREATE DATABASE "{DATABASE}"')
        address, mark, query = url.partition("?")
        os.environ["DATABASE_URL"] = f"{address.rpartition('/')[0]}/{DATABASE}{mark}{query}"
    else:
        os.environ.pop("DATABASE_URL", None)


def write_roster(path: Path, rows: int, registry: int, *, titled: bool = True) -> None:
    """The workbook: new people, one in thirty-three bad; above the header its title."""
    import xlsxwriter

    from benchmarks.registry import names, numbers

    dice = random.Random(2017)  # noqa: S311  invented people
    written, called = numbers(registry, rows), names(rows, dice)
    order = list(range(rows))
    dice.shuffle(order)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    if titled:
        sheet.write_string(0, 0, "会员花名册")
    header = (
        "姓名", "证件类型", "证件号码", "性别", "出生日期", "民族", "政治面貌", "学历", "手机号码", "工作单位", "岗位",
        "用工形式", "就业形态", "户籍类型", "是否农民工", "入会日期", "备注",
    )  # fmt: skip
    sheet.write_row(int(titled), 0, header)
    for line, index in enumerate(order):
        number = written[index]
        if line % BAD_EVERY == 0:
            number = number[:17] + ("0" if number[17] != "0" else "1")
        cells = (
            called[index],
            "居民身份证",
            number,
            "女" if int(number[16]) % 2 == 0 else "男",
            f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
            dice.choice(("汉", "汉族", "回族", "畲族")),
            dice.choice(("群众", "中共党员", "团员")),
            dice.choice(("本科", "大专", "高中")),
            f"139{dice.randrange(10**8):08d}",
            f"示范科技有限公司{index % 500}",
            "操作工",
            "劳动合同",
            "快递员" if index % 20 == 0 else "",
            "本地城镇",
            "否",
            "2016-03-01",
            "",
        )
        sheet.write_row(line + 1 + titled, 0, cells)
    book.close()


def timed_import(path: Path, rows: int) -> dict[str, Any]:
    """The command in its own process, with another writer beside it."""
    environment = {**os.environ}
    other = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", OTHER_WRITER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert other.stdout is not None  # noqa: S101
    other.stdout.readline()
    began = time.perf_counter()
    command = [*COMMAND, "roster", "import", str(path), "--union", "330106", "--as", "bench", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603
    assert process.stdout is not None  # noqa: S101
    answer = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    said, _errors = other.communicate("stop\n")
    if status:
        raise SystemExit("the import failed")
    longest, refused, writes = said.split()
    return {
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds),
        "peak_mib": round(usage.ru_maxrss / 1024),
        "answer": json.loads(answer),
        "other_writer": {
            "longest_wait_seconds": round(float(longest), 2),
            "refused": int(refused),
            "writes": int(writes),
        },
    }


def stored_rows() -> tuple[Any, Any]:
    """The persons and memberships that the import wrote, as they stand, in the order of the file."""
    import polars as pl
    from django.db import connection

    from yuanxin.foundation.intake.models import StagedRow
    from yuanxin.organisation.members.models import Membership, Person

    frames = []
    for model, column in ((Person, "record"), (Membership, "detail")):
        columns = [field.column for field in model._meta.concrete_fields]
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(f't.{name}' for name in columns)} FROM {table} t"  # noqa: S608
                f" JOIN {StagedRow._meta.db_table} s ON s.{column} = t.id WHERE s.outcome = 'new' ORDER BY s.number"
            )
            rows = cursor.fetchall()
        frames.append(pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None))
    return frames[0], frames[1]


def rewritten(stored: tuple[Any, Any], order: str) -> float:
    """Seconds to write the same rows again into the same tables, after taking them out."""
    import polars as pl
    from django.db import connection, transaction

    from yuanxin.foundation.kernel import bulk
    from yuanxin.organisation.members.models import Membership, Person

    persons, memberships = stored
    if order == "sorted":
        persons, memberships = persons.sort("document_digest"), memberships.sort("id")
    take_out(persons, memberships)
    if connection.vendor == "postgresql":
        parts = [(model, bulk.csv_of(frame)) for model, frame in ((Person, persons), (Membership, memberships))]
        began = time.perf_counter()
        with transaction.atomic():
            for (model, text), frame in zip(parts, (persons, memberships), strict=True):
                bulk.copy(model, frame.columns, [text])
        return time.perf_counter() - began
    began = time.perf_counter()
    with transaction.atomic():
        for model, frame in ((Person, persons), (Membership, memberships)):
            columns, marks = ", ".join(frame.columns), ", ".join("?" * frame.width)
            days = pl.selectors.date().dt.strftime("%Y-%m-%d")
            connection.connection.executemany(
                f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})",  # noqa: S608
                frame.with_columns(days).iter_rows(),
            )
    return time.perf_counter() - began


def take_out(persons: Any, memberships: Any) -> None:
    """The registry as it was before these rows."""
    from django.db import transaction

    from benchmarks.registry import settle
    from yuanxin.foundation.kernel import bulk
    from yuanxin.organisation.members.models import Membership, Person

    with transaction.atomic():
        bulk.delete(Membership, memberships["id"].to_list())
        bulk.delete(Person, persons["id"].to_list())
    settle(max(persons["id"].max(), memberships["id"].max()))


def by_import_export(path: Path, expected: int) -> float:
    """Seconds of django-import-export for the same rows, from the start of its process to its end."""
    from django.db import connection

    connection.close()
    began = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.import_export", str(path), "330106"]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    seconds = time.perf_counter() - began
    if int(ran.stdout) != expected:
        raise SystemExit(f"django-import-export brought in {ran.stdout.strip()} rows of {expected}")
    return seconds


if __name__ == "__main__":
    main()
