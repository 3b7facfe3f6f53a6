"""The demo district: how long it takes to build, and what its pages cost at the server.

`python -m benchmarks.pages [--members N] [--times N]` works on the engine of `DATABASE_URL`, in a database of its own.

A browser of each kind of officer follows every link from the workbench on, one address of each page, and asks each so
many times; the middle time counts. The table names the pages that officers live in; below it stand those that take more
than a page may, and the lists that take more of the processor than a list may. The browser remembers how much waits for
its officer, so that the pages do without the statement which counts it once a minute.
"""

import argparse
import os
import re
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import django

QUERIES, MILLISECONDS = 12, 100
# Of processor time for a list.
OF_A_LIST = 20
OFFICERS = ("district", "street", "grassroots")
NAMED = {
    "desk:workbench": "workbench",
    "members:person-list": "members",
    "members:person-detail": "one member",
    "founding:union-list": "unions",
    "founding:union-detail": "one union",
    "founding:tree": "tree",
    "bulletins:half-year": "half-year",
    "bulletins:run": "a frozen half-year",
    "bulletins:frozen-figure": "a frozen figure",
    "figures:definition": "definition of a figure",
    "figures:rows": "rows of a figure",
    "flow:inbox": "to do",
    "rosters:batch-list": "roster imports",
    "rosters:quality": "data quality",
    "audit:event-list": "audit log",
    "payments:payment-list": "payments",
    "mutual_aid:claim-list": "claims of mutual aid",
    "hardship:hardshipfile-list": "hardship files",
}
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)"')


@dataclass(frozen=True, slots=True)
class Cost:
    """What one page costs: statements, milliseconds at the server, and those of the processor for this process."""

    queries: int
    milliseconds: float
    own: float

    def __str__(self) -> str:
        return f"{self.queries}, {self.milliseconds:.0f} ms, {self.own:.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=130_000)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanxin.config.settings")
    with tempfile.TemporaryDirectory(prefix="yuanxin-bench-") as folder:
        os.environ["YUANXIN_DATA_DIR"] = folder
        django.setup()
        from benchmarks.figures import own_database

        with own_database():
            for line in run(options.members, options.times):
                print(line, flush=True)


def run(members: int, times: int) -> Iterator[str]:
    """Build, freeze the half-year once, and ask every page."""
    from django.core.management import call_command
    from django.db import connection

    from yuanxin.config import statics, translations

    call_command("migrate", verbosity=0)
    translations.compile_catalogues()
    began = time.perf_counter()
    with open(os.devnull, "w") as nowhere:
        call_command("demo", "--members", str(members), stdout=nowhere)
    built = time.perf_counter() - began
    statics.gather()
    freeze()
    costs = {user: dict(costs_of(user, times)) for user in OFFICERS}
    pages = {page for found in costs.values() for page in found}
    yield f"{connection.vendor}: {members:,} members, built and compared with the facts in {built:.1f} s.\n"
    yield f"| page (queries, time, processor) | {' | '.join(OFFICERS)} |"
    yield f"|---|{'---|' * len(OFFICERS)}"
    for page, label in NAMED.items():
        if page in pages:
            yield row(label, page, costs)
    dear = sorted(
        page for page in pages if any(page in found and too_dear(page, found[page]) for found in costs.values())
    )
    yield f"\nOf {len(pages)} pages {len(dear)} take more than {QUERIES} queries or {MILLISECONDS} ms of somebody, "
    yield f"or as a list more than {OF_A_LIST} ms of the processor."
    if dear:
        yield f"\n| page (queries, time, processor) | {' | '.join(OFFICERS)} |"
        yield f"|---|{'---|' * len(OFFICERS)}"
        for page in dear:
            yield row(page, page, costs)


def too_dear(page: str, cost: Cost) -> bool:
    of_a_list = page.endswith("-list") and cost.own > OF_A_LIST
    return of_a_list or cost.queries > QUERIES or cost.milliseconds > MILLISECONDS


def row(label: str, page: str, costs: dict[str, dict[str, Cost]]) -> str:
    """A page's cost for each officer, a dash where none was led there."""
    return f"| {label} | {' | '.join(str(found.get(page, '—')) for found in costs.values())} |"


def freeze() -> None:
    """The district's half-year, frozen as somebody would."""
    from yuanxin.demo.queries import demonstration
    from yuanxin.foundation.accounts.models import User
    from yuanxin.foundation.accounts.queries import actor_for
    from yuanxin.foundation.kernel import clock
    from yuanxin.foundation.kernel.periods import Period
    from yuanxin.foundation.unions.queries import topmost_union
    from yuanxin.insight.bulletins.services import freeze

    today, demo = clock.today(), demonstration()
    actor = actor_for(User.objects.get(username="district"), today=today)
    freeze(actor=actor, union=topmost_union(), period=Period(demo.begins_on, demo.ends_on), today=today)


def costs_of(username: str, times: int) -> Iterator[tuple[str, Cost]]:
    """Every page that links lead the user to, once by its name."""
    from django.test import Client
    from django.urls import resolve

    from yuanxin.foundation.accounts.models import User

    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    known, coming = {"desk:workbench"}, deque(["/"])
    while coming:
        address = coming.popleft()
        answer = browser.get(address)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        yield resolve(urlsplit(address).path).view_name, cost(browser, address, times)
        for link in LINK.findall(answer.content.decode()):
            following = urljoin(address, unescape(link))
            place = urlsplit(following)
            if place.netloc or place.path.startswith(("/static/", "/media/")):
                continue
            name = resolve(place.path).view_name
            if name not in known:
                known.add(name)
                coming.append(following)


def cost(browser: Any, address: str, times: int) -> Cost:
    """Statements and middle time of a page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
        # Counted here: the next request forgets them.
        queries = len(captured)
    spent, own = [], []
    for _time in range(times):
        began, used = time.perf_counter(), time.process_time()
        browser.get(address)
        spent.append(time.perf_counter() - began)
        own.append(time.process_time() - used)
    return Cost(queries, statistics.median(spent) * 1000, statistics.median(own) * 1000)


if __name__ == "__main__":
    sys.exit(main())
