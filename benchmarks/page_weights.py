"""What the pages that officers live in weigh: bytes over the wire and requests of a first view, in a real browser.

    python -m benchmarks.page_weights [--data FOLDER] [--members N]

Runs the site on a copy of FOLDER, or on a demonstration that it makes; each page is opened in a browser of its own,
whose cache is empty. Compressed, with their heads, as they came.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.cold_start import free_port, run, running

CHROMIUM = os.environ.get("YUANXIN_CHROMIUM", "/usr/bin/chromium")
# Of every demonstration.
USER, PASSWORD = "district", "Yuanxin-2016"
PAGES = {
    "workbench": "/",
    "list of members": "/organisation/members/",
    "one member": "",
    "half-year": "/insight/half-year/",
}
KINDS = {"Document": "HTML", "Stylesheet": "CSS", "Script": "JavaScript", "Font": "fonts"}
HEADS = [*KINDS.values(), "other"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a data directory, which stays as it is")
    parser.add_argument("--members", type=int, default=130_000, help="of the demonstration, where there is none")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yuanxin-bench-") as folder:
        data = Path(folder) / "data"
        environment = {**os.environ, "YUANXIN_DATA_DIR": str(data), "DATABASE_URL": ""}
        if options.data:
            shutil.copytree(options.data, data)
        else:
            run(environment, "demo", "--members", str(options.members))
        run(environment, "up", "--once")
        port = free_port()
        with running(environment, port):
            for line in weigh(f"http://127.0.0.1:{port}"):
                print(line, flush=True)


def weigh(site: str) -> Iterator[str]:
    """Each page as a row of a table."""
    from playwright.sync_api import sync_playwright

    yield f"| first view | {' | '.join(HEADS)} | in all | requests |"
    yield f"|---|{'---|' * len(HEADS)}---|---|"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        signed_in = browser.new_context()
        page = signed_in.new_page()
        page.goto(f"{site}/accounts/sign-in/")
        page.fill("input[name=username]", USER)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button:not([type=button])")
        page.wait_for_url(f"{site}/")
        page.goto(site + PAGES["list of members"])
        member = page.locator("th.first a").first.get_attribute("href")
        for name, address in {**PAGES, "one member": member}.items():
            # A browser that was here only to sign in: nothing of the page is in its cache.
            fresh = browser.new_context(storage_state=signed_in.storage_state())
            found, requests = first_view(fresh.new_page(), site + address)
            fresh.close()
            bytes_of = [f"{found.get(kind, 0) / 1024:.0f}" for kind in HEADS]
            yield f"| {name} | {' | '.join(bytes_of)} | **{sum(found.values()) / 1024:.0f} KB** | {requests} |"
        browser.close()


def first_view(page: Any, address: str) -> tuple[dict[str, int], int]:
    """The bytes that came, by kind, and how many requests they took; what is drawn later (charts) has come, too."""
    session = page.context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    found: dict[str, int] = {}

    def received(event: dict[str, Any]) -> None:
        # A picture that stands in a style sheet itself is told of like one that is fetched.
        if not event["response"]["url"].startswith("data:"):
            kinds[event["requestId"]] = KINDS.get(event["type"], "other")

    def finished(event: dict[str, Any]) -> None:
        if kind := kinds.get(event["requestId"]):
            found[kind] = found.get(kind, 0) + int(event["encodedDataLength"])

    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        sys.exit(f"{address}: {answer and answer.status}")
    page.mouse.wheel(0, 10_000)
    page.wait_for_load_state("networkidle")
    time.sleep(1)
    page.wait_for_load_state("networkidle")
    return found, len(kinds)


if __name__ == "__main__":
    main()
