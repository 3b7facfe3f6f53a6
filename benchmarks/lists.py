"""Lists over a registry of a million: first pages, filters, orders, later pages and searches, asked as a page is.

    python -m benchmarks.lists [--members N] [--unions N] [--times N] [--kept NAME] [--only WORDS]

Runs on the engine of `DATABASE_URL`, in a database of its own, one client at a time, through scope, query and template.
CPU is the own time of this process; the server of PostgreSQL has its own beside it. `--kept` leaves the database behind
under that name, or in that file, to be asked again; its numbers are sealed with the keys of `YUANXIN_DATA_DIR`.
"""

from __future__ import annotations

import argparse
import datetime
import math
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import django

FIRST_DAY, DAYS = datetime.date(2008, 1, 1), 3650


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--unions", type=int, default=2_000)
    parser.add_argument("--times", type=int, default=30, help="how often each page is asked")
    parser.add_argument("--kept", default="", help="the name or file of a database that is kept and taken up again")
    parser.add_argument("--only", default="", help="only the questions in whose line these words stand")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanxin.config.settings")
    os.environ.setdefault("YUANXIN_DATA_DIR", tempfile.mkdtemp(prefix="yuanxin-bench-"))
    django.setup()
    from django.core.management import call_command

    from benchmarks import registry
    from benchmarks.figures import own_database

    with own_database(options.kept) as new:
        call_command("migrate", verbosity=0)
        if new:
            registry.build(options.members, options.unions, varied=True)
        for line in run(options.members, options.unions, options.times, options.only):
            print(line, flush=True)


def run(members: int, unions: int, times: int, only: str) -> Iterator[str]:
    """Measure, and say each kind of question as a row of a table."""
    from django.db import connection

    from yuanxin.config import statics
    from yuanxin.foundation.unions.models import Union

    statics.gather()
    top = Union.objects.get(parent=None)
    street = Union.objects.filter(parent=top).order_by("path")[0]
    yield f"| {connection.vendor}, {members:,} members, {unions:,} unions | queries | median | p99 | CPU of ours |"
    yield "|---|---|---|---|---|"
    everything: list[float] = []
    for role, union in (("district", top), ("street", street)):
        browser = signed_in(role, union)
        for label, addresses in questions(union, times):
            if only not in f"{role}: {label}":
                continue
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

    kinds = {"district": Role.DISTRICT_OFFICER, "street": Role.STREET_OFFICER}
    user, new = User.objects.get_or_create(
        username=f"bench-{role}", defaults={"name": "测", "must_change_password": False}
    )
    if new:
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
        yield f"{title}, first page of 100 rows", [address(size=100)] * times
        yield f"{title}, a page further on", [address(**asked_further(register, dice)) for _ in range(times)]
        yield f"{title}, a page further back", [address(**asked_back(register, dice)) for _ in range(times)]
        for name, values in filter_values(register).items():
            for value in values:
                yield f"{title}, {name} {value}", [address(**{name: value})] * times
        for first, last in periods(register):
            days = [FIRST_DAY + datetime.timedelta(days=dice.randrange(DAYS)) for _ in range(times)]
            yield f"{title}, {first}", [address(**{first: day}) for day in days]
            yield f"{title}, {last}", [address(**{last: day}) for day in days]
            yield f"{title}, a day of {first}", [address(**{first: day, last: day}) for day in days]
        yield f"{title}, union", [address(union=dice.choice(below).pk) for _ in range(times)]
        for order in register.orders:
            yield f"{title}, ordered by {order}", [address(sort=order)] * times
            further = [address(sort=order, **asked_further(register, dice)) for _ in range(times)]
            yield f"{title}, ordered by {order}, a page further on", further
        yield f"{title}, name", [address(search=each.name) for each in people]
        yield f"{title}, surname", [address(search=each.name[0]) for each in people]
        yield f"{title}, pinyin", [address(search=each.pinyin) for each in people]
        yield f"{title}, beginning of pinyin", [address(search=each.pinyin[:4]) for each in people]
        yield f"{title}, pinyin initials", [address(search=each.initials) for each in people]
        yield f"{title}, two initials", [address(search=each.initials[:2]) for each in people]
        yield f"{title}, phone", [address(search=unseal(each.phone)) for each in people]
        numbers = [unseal(each.document_number) for each in people]
        yield f"{title}, document number", [address(search=number) for number in numbers]
        yield (
            f"{title}, name and last four",
            [address(search=f"{each.name} {number[-4:]}") for each, number in zip(people, numbers, strict=True)],
        )
        both = [address(search=each.name[0], union=dice.choice(below).pk) for each in people]
        yield f"{title}, surname within a union", both


def asked_further(register: Any, dice: random.Random) -> dict[str, Any]:
    """A page somewhere in the list, as its link asks for it."""
    newest = register.model._default_manager.order_by("-pk").values_list("pk", flat=True)[0]
    return {"after": dice.randint(1, newest), "from": 101}


def asked_back(register: Any, dice: random.Random) -> dict[str, Any]:
    """The page before a row somewhere in the list, as its link asks for it."""
    further = asked_further(register, dice)
    return {"before": further["after"], "from": 101}


def periods(register: Any) -> Iterator[tuple[str, str]]:
    """The first and the last day of each filter that asks for both."""
    for each in register.bound_filters:
        if each.span:
            first, last = each.parameters
            yield first, last


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
    return f"{ordered[math.ceil(len(ordered) * 0.99) - 1] * 1000:.0f} ms"


if __name__ == "__main__":
    main()
