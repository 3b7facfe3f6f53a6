"""A batch of payments in the browser: waiting for the worker's part, and the bank's own file coming back."""

import csv
import io

from tests.journeys.traveller import Traveller


def waits_for_the_worker(traveller: Traveller, done: str) -> None:
    """Stays on the page until the worker has done its part, which the progress bar then shows by loading it anew."""
    traveller.page.locator("main").get_by_text(done).first.wait_for(timeout=60_000)
    traveller.page.locator(".progress-line").wait_for(state="detached", timeout=60_000)


def brings_the_return(traveller: Traveller, content: bytes, told_on: str) -> None:
    """Takes the bank's return from the batch's page to what became of each line."""
    traveller.follows("导入银行回盘")
    traveller.page.locator("[name=file]").set_input_files(
        {"name": "回盘.csv", "mimeType": "text/csv", "buffer": content}
    )
    traveller.fills(told_on=told_on)
    traveller.submits()
    confirm = traveller.page.get_by_role("button", name="确认写入", exact=True)
    confirm.wait_for(timeout=60_000)
    traveller.finds_no_barrier()
    with traveller.page.expect_navigation():
        confirm.click()
    traveller.page.locator(".chip.done").first.wait_for(timeout=60_000)


def returned(header: list[str], lines: list[list[str]], failed: str = "") -> bytes:
    """The bank's own file with what became of each line; for `failed`, the last one came to nothing."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([*header, "处理结果", "失败原因"])
    paid = lines[:-1] if failed else lines
    writer.writerows([*line, "成功", ""] for line in paid)
    writer.writerows([*line, "失败", failed] for line in lines[len(paid) :])
    return stream.getvalue().encode("gb18030")
