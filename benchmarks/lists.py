"""Lists over a registry of a million: first pages, filters, orders, later pages and searches, asked as a page is.

    python -m benchmarks.lists [--members N] [--unions N] [--times N]

Runs on the engine of `DATABASE_URL`, in a database of its own, one client at a time, through scope, query and template.
template. CPU is the own time of this process; the server of PostgreSQL has its own beside it.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import django


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--unions", type=int, default=2_000)
    parser.add_argument("--times", type=int, default=30, help="how often each page is asked")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanxin.config.settings")
    os.environ.setdefault("YUANXIN_DATA_DIR", tempfile.mkdtemp(prefix="yuanxin-bench-"))
    django.setup()
    from benchmarks.figures import own_database

    with own_database():
        for line in run(options.members, options.unions, options.times):
            print(line, flush=True)


def run(members: int, unions: int, times: int) -> Iterator[str]:
    """Measure, and say each kind of question as a row of a table."""
    from django.core.management import call_command
    from django.db import connection

    from benchmarks import registry
    from yuanxin.config import statics
    from yuanxin.foundation.unions.models import Union

    call_command("migrate", verbosity=0)
    registry.build(members, unions)
    statics.gather()
    top = Union.objects.get(parent=None)
    street = Union.objects.filter(parent=top).order_by("path")[0]
    yield f"| {connection.vendor}, {members:,} members, {unions:,} unions | queries | median | p99 | CPU of ours |"
    yield "|---|---|---|---|---|"
    everything: list[float] = []
    for role, union in (("district", top), ("street", street)):
        browser = signed_in(role, union)
        for label, addresses in questions(union, times):
            seconds, cpu, asked = ask(browser, addresses)
            everything += seconds
            low, high = min(asked), max(asked)
            said = str(low) if low == high else f"{low} to {high}"
            yield f"| {role}: {label} | {said} | {middle(seconds)} | {last(seconds)} | {middle(cpu)} |"
    yield f"| all {len(everything):,} pages | | {middle(everything)} | **{last(everything)}** | |"


def signed_in(role: str, union: Any) -> Any:
    """The browser of a new officer of `union`."""
    from django.test import Client

    from yuanxin.foundation.accounts.choices import Role
    from yuanxin.foundation.accounts.models import Appointment, User
    from yuanxin.foundation.kernel import clock

    user = User.objects.create(username=f"bench-{role}", name="测", must_change_password=False)
    kinds = {"district": Role.DISTRICT_OFFICER, "street": Role.STREET_OFFICER}
    Appointment.objects.create(user=user, union=union, role=kinds[role], begins_on=clock.today())
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def questions(union: Any, times: int) -> Iterator[tuple[str, list[str]]]:
    """What officers ask of the two largest lists: kind of question, and an address for each time it is asked."""
    from django.urls import reverse

    from yuanxin.foundation.kernel.sealed import unseal
    from yuanxin.foundation.unions.models import Union
    from yuanxin.organisation.members.models import Person
    from yuanxin.organisation.members.registers import MEMBERSHIPS, PERSONS

    dice = random.Random(2016)  # noqa: S311 - which of the invented people are looked for
    newest = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
    people = list(Person.objects.filter(pk__in=dice.sample(range(1, newest + 1), times)))
    below = list(Union.objects.within(union).order_by("path"))
    for register in (PERSONS, MEMBERSHIPS):
        page = reverse(register.route("list"))
        title = str(register.title)

        def address(page: str = page, **asked: Any) -> str:
            return f"{page}?{urlencode(asked)}"

        yield f"{title}, first page", [address()] * times
        yield f"{title}, a page further on", [address(**asked_further(register, dice)) for _ in range(times)]
        for name, values in filter_values(register).items():
            if values:
                yield f"{title}, {name}", [address(**{name: dice.choice(values)}) for _ in range(times)]
        yield f"{title}, union", [address(union=dice.choice(below).pk) for _ in range(times)]
        for order in register.orders:
            yield f"{title}, ordered by {order}", [address(sort=order)] * times
        yield f"{title}, name", [address(search=each.name) for each in people]
        yield f"{title}, pinyin initials", [address(search=each.initials) for each in people]
        yield f"{title}, phone", [address(search=unseal(each.phone)) for each in people]
        yield f"{title}, document number", [address(search=unseal(each.document_number)) for each in people]


def asked_further(register: Any, dice: random.Random) -> dict[str, Any]:
    """A page somewhere in the list, as its link asks for it."""
    newest = register.model._default_manager.order_by("-pk").values_list("pk", flat=True)[0]
    return {"after": dice.randint(1, newest), "from": 101}


def filter_values(register: Any) -> dict[str, list[str]]:
    """What each filter with choices offers, without the empty one."""
    found: dict[str, list[str]] = {}
    for each in register.bound_filters:
        for name, field in each.fields().items():
            choices = [] if name == "union" else getattr(field, "choices", [])
            found[name] = [str(value) for value, _label in choices if value != ""]
    return found


def ask(browser: Any, addresses: list[str]) -> tuple[list[float], list[float], list[int]]:
    """Seconds, own CPU seconds and queries of each page; the first one is asked once before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser.get(addresses[0])
    seconds, cpu, queries = [], [], []
    for address in addresses:
        begun, used = time.perf_counter(), time.process_time()
        answer = browser.get(address)
        seconds.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - used)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
    for address in (addresses[0], addresses[-1]):
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        queries.append(len(captured))
    return seconds, cpu, queries


def middle(values: list[float]) -> str:
    return f"{statistics.median(values) * 1000:.0f} ms"


def last(values: list[float]) -> str:
    ordered = sorted(values)
    return f"{ordered[max(0, int(len(ordered) * 0.99) - 1)] * 1000:.0f} ms"


if __name__ == "__main__":
    main()
