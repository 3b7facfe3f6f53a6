"""A batch of 50,000 payments built, exported and reconciled, each by the very work of the desk.

`python -m benchmarks.payments [--payments N]` works on the engine that `DATABASE_URL` names, in a database of its own.
The payments are asked for before the clock starts, and told apart, as is the dropping of a whole batch. Then, one after
another as a worker does it: the batch is filled; sent in, checked, and sent to the bank by three people; its two files
are written; and the return, which is the bank's own file with the result of each line, one in fifty failed, is read,
checked, and written. Beside it a thread reads the progress of the batch as the page does, every fifty milliseconds.
"""

import argparse
import csv
import io
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.roster_import import prepare

FAILED_EVERY = 50


def main() -> None:
    """Run once and print the result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=50_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(run(Path(folder), options.payments), ensure_ascii=False, indent=2))


def run(folder: Path, number: int) -> dict[str, Any]:
    """Ask, collect, send, export and reconcile; the seconds of one engine."""
    prepare(folder)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from yuanxin.foundation.payments.models import Batch, Payment

    asker, maker, checker, payer, user, fund = district()
    told: dict[str, Any] = {"engine": connection.vendor, "payments": number}
    with timed(told, "asking"):
        ask(asker, fund, number)
    batch, seen = work(told, maker, checker, payer, user, fund)
    settled = Batch.objects.get(pk=batch)
    paid = Payment.objects.filter(state="paid").count()
    failed = Payment.objects.filter(state="failed").count()
    if settled.state != "settled" or (paid, failed) != (number - number // FAILED_EVERY, number // FAILED_EVERY):
        raise SystemExit(f"not reconciled: {settled.state}, {paid} paid, {failed} failed")
    told["seconds"] = round(sum(told[f"{name}_seconds"] for name in ("filling", "sending", "files", "return")), 2)
    return told | {"paid": paid, "failed": failed, "states_of_the_bar": len(seen)}


def work(
    told: dict[str, Any], maker: Any, checker: Any, payer: Any, user: Any, fund: Any
) -> tuple[int, set[tuple[str, int]]]:
    """What is measured: the batch, and every state in which its progress bar was seen."""
    from yuanxin.foundation.flow.services import act
    from yuanxin.foundation.intake import services as intake
    from yuanxin.foundation.intake.tasks import STAGING
    from yuanxin.foundation.kernel import clock
    from yuanxin.foundation.kernel.clock import today
    from yuanxin.foundation.payments import services
    from yuanxin.foundation.payments.intake import BANK_RETURN
    from yuanxin.foundation.payments.models import Batch
    from yuanxin.foundation.payments.tasks import COLLECTING, EXPORTING

    day = today()
    dropped = services.collect_batch(actor=maker, fund=fund, title="基准", until=day, today=day)
    COLLECTING.carry_on(dropped.pk, raising=True)
    with timed(told, "dropping"):
        act(Batch.objects.get(pk=dropped.pk), "drop", actor=maker, opinion="基准", today=day)
    batch = services.collect_batch(actor=maker, fund=fund, title="基准", until=day, today=day)
    with watched(batch.pk) as seen:
        with timed(told, "filling"):
            COLLECTING.carry_on(batch.pk, raising=True)
        with timed(told, "sending"):
            for action, actor in (("submit", maker), ("check", checker), ("send", payer)):
                act(Batch.objects.get(pk=batch.pk), action, actor=actor, today=day)
        with timed(told, "files"):
            EXPORTING.carry_on(batch.pk, raising=True)
    held = Batch.objects.get(pk=batch.pk)
    _name, sent = services.take_bank_file(actor=payer, batch=held, file_type="csv", reason="基准")
    content = returned(sent)
    with timed(told, "return"):
        brought = intake.receive(
            actor=payer, user=user, declaration=BANK_RETURN, union=fund.union, content=content,
            file_name="回盘.csv", dated_on=clock.today(), answers={"told_on": day.isoformat()},
        )  # fmt: skip
        STAGING.run(brought)
        brought.refresh_from_db()
        intake.apply(actor=payer, batch=brought)
    return batch.pk, seen


def returned(sent: bytes) -> bytes:
    """The bank's own file with what became of each line."""
    header, *lines = csv.reader(io.StringIO(sent.decode("gb18030")))
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([*header, "处理结果", "失败原因"])
    for number, line in enumerate(lines, start=1):
        failed = number % FAILED_EVERY == 0
        writer.writerow([*line, "失败" if failed else "成功", "户名不符" if failed else ""])
    return stream.getvalue().encode("gb18030")


def district() -> tuple[Any, ...]:
    """A union with a fund that holds enough, and the people of its desk."""
    from decimal import Decimal

    from yuanxin.foundation.accounts.models import Appointment, User
    from yuanxin.foundation.accounts.queries import actor_for
    from yuanxin.foundation.kernel.actors import Actor
    from yuanxin.foundation.kernel.clock import today
    from yuanxin.foundation.payments import services
    from yuanxin.foundation.payments.registry import Kind, declare_kind
    from yuanxin.foundation.unions.choices import Permission
    from yuanxin.foundation.unions.models import Union

    declare_kind(Kind("bench.relief", "基准救助", view=Permission.VIEW))
    union = Union.objects.create(code="B1", name="基准区总工会", level="district", form="federation", path="00001")
    users = []
    for role in ("district_officer", "district_officer", "approver", "finance"):
        user = User.objects.create(username=f"bench{len(users)}", name=f"基准{len(users)}")
        Appointment.objects.create(user=user, union=union, role=role, begins_on="2000-01-01")
        users.append(user)
    day, system = today(), Actor.system("bench")
    fund = services.open_fund(actor=system, union=union, name="基准资金", level="district", today=day)
    services.enter_money(
        actor=system, fund=fund, kind="received", amount_fen=Decimal("900000000.00"), on=day, today=day
    )
    return *(actor_for(user, today=day) for user in users), users[-1], fund


def ask(actor: Any, fund: Any, number: int) -> None:
    """Ask for so many payments, some thousands at a time, each to a card of its own."""
    from decimal import Decimal

    from stdnum import luhn

    from yuanxin.foundation.kernel.clock import today
    from yuanxin.foundation.payments.services import Cause, Request, request_payments

    for start in range(0, number, 5000):
        numbers = range(start + 1, min(start + 5000, number) + 1)
        stems = [f"621226{each:012d}" for each in numbers]
        request_payments(
            actor=actor,
            today=today(),
            requests=[
                Request(
                    kind="bench.relief", cause=Cause("bench.cause", each, f"申请{each}"), union=fund.union, fund=fund,
                    payee_name=f"职工{each}", payee_person=each, household=each // 3 + 1,
                    account=stem + luhn.calc_check_digit(stem), bank="工商银行",
                    approved_fen=Decimal(1200 + each % 400),
                )
                for each, stem in zip(numbers, stems, strict=True)
            ],
        )  # fmt: skip


@contextmanager
def timed(told: dict[str, Any], name: str) -> Iterator[None]:
    """Keep how long the block took."""
    began = time.perf_counter()
    yield
    told[f"{name}_seconds"] = round(time.perf_counter() - began, 2)


@contextmanager
def watched(pk: int) -> Iterator[set[tuple[str, int]]]:
    """Every step and count that the progress bar showed while the block ran."""
    from django.db import connection

    from yuanxin.foundation.payments.models import Batch

    seen: set[tuple[str, int]] = set()
    ended = threading.Event()

    def watch() -> None:
        try:
            while not ended.wait(0.05):
                seen.update(Batch.objects.filter(pk=pk).values_list("work_step", "work_done"))
        finally:
            connection.close()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


if __name__ == "__main__":
    main()
