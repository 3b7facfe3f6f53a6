"""Somebody before the browser: goes to pages, signs in, and says what is wrong with a page."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings
from playwright.sync_api import ConsoleMessage, Page, Response

from yuanxin.demo.signins import PASSWORD, SIGN_INS, code_of

WIDE_LISTS = """() => [...document.querySelectorAll("main .register-scroll")]
    .map(each => each.scrollWidth - each.clientWidth).filter(hidden => hidden > 0)"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class FirstView:
    """What a page costs a browser that never saw the site: bytes over the wire, and requests."""

    kilobytes: float
    requests: int


@dataclass
class Traveller:
    """A person at work. `complaints` gathers what the browser found wrong on the way."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._look_at)

    def goes_to(self, path: str) -> None:
        """Opens a page of the site by its path."""
        self.page.goto(f"{self.site}/{path.lstrip('/')}")

    def signs_in(self, username: str) -> None:
        """Signs in as a user of the demonstration, with the code of the second factor where the role needs one."""
        self.page.locator("[name=username]").fill(username)
        self.page.locator("[name=password]").fill(PASSWORD)
        status = self.submits()
        if next(user for user in SIGN_INS if user.username == username).second_factor:
            self.page.locator("[name=code]").fill(code_of(username))
            status = self.submits()
        assert status == 200, f"{username} came to {self.page.url} and was answered {status}"
        assert "/sign-in/" not in self.page.url, f"{username} was not let in"

    def submits(self) -> int:
        """Presses the primary button of the page's form; returns the status of the page that answers."""
        with self.page.expect_navigation() as navigation:
            self.page.locator("form[method=post] button.btn-primary").first.click()
        answer = navigation.value
        return answer.status if answer else 0

    def signs_out(self) -> None:
        """Leaves, and stands before the door again."""
        with self.page.expect_navigation():
            self.page.locator("form[action$='/sign-out/'] button").first.click()

    def hands_over_to(self, username: str) -> None:
        """Leaves the browser to a colleague."""
        self.goes_to("")
        self.signs_out()
        self.signs_in(username)

    def takes_step(self, page: str, label: str, **values: str) -> None:
        """Opens a record and takes a step of it; that every such page has no barrier, others see who visit it."""
        self.goes_to(page)
        self.page.get_by_role("link", name=label, exact=True).first.click()
        self.fills(**values)
        assert self.submits() == 200, self.reads()[:600]

    def visits(self, path: str) -> None:
        """Opens a page that answers with success and stands before axe."""
        self.goes_to(path)
        self.finds_no_barrier()

    def follows(self, label: str, *, within: str = "main", exactly: bool = False) -> None:
        """Follows the first link that says `label`, and no more where `exactly`; out of its menu if it has one."""
        said = re.compile(rf"^\s*{re.escape(label)}\s*$") if exactly else label
        link = self.page.locator(f"{within} a").filter(has_text=said).first
        folded = link.locator("xpath=ancestor::details[not(@open)]")
        if folded.count():
            folded.locator("summary").first.click()
        with self.page.expect_navigation():
            link.click()
        self.finds_no_barrier()

    def fills(self, **values: str) -> None:
        """Fills in the page's form, each value into the field of its name."""
        for name, value in values.items():
            field = self.page.locator(f"main [name={name}]")
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def submits_well(self) -> None:
        """Sends the form; it is taken, and the page that follows has no barrier."""
        status = self.submits()
        assert status == 200, f"{self.page.url} answered {status}: {self.reads()[:600]}"
        self.finds_no_barrier()

    def agrees_to(self, label: str) -> None:
        """Presses a button that asks first, and says yes."""
        self.page.get_by_role("button", name=label, exact=True).first.click()
        dialog = self.page.get_by_role("dialog")
        self.finds_no_barrier()
        with self.page.expect_navigation():
            dialog.get_by_role("button", name=label, exact=True).click()
        self.finds_no_barrier()

    def reads(self, part: str = "main") -> str:
        """What stands on the page."""
        return self.page.locator(part).first.inner_text()

    def takes_home(self, label: str) -> bytes:
        """Downloads what the link or button that says `label` gives."""
        with self.page.expect_download() as waiting:
            self.page.locator("main a, main button").filter(has_text=label).first.click()
        return Path(waiting.value.path()).read_bytes()

    def is_refused(self, path: str, status: int = 404) -> None:
        """Asks for a page that is not for this person: it answers politely, inside the shell, and lets one go home."""
        answer = self.page.goto(f"{self.site}/{path.lstrip('/')}")
        assert answer is not None
        assert answer.status == status, f"{path} answered {answer.status}"
        assert self.page.locator("a[href='/']").count(), "there is no way home"
        self.finds_no_barrier()

    def needs_no_sideways_scrolling(self) -> None:
        """The page as a whole fits its width; tables may scroll in their own frame."""
        wide, shown = self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= shown, f"{self.page.url}: {wide} pixels wide in a window of {shown}"

    def sees_whole_lists(self) -> None:
        """No list of the page is wider than its frame."""
        wide = self.page.evaluate(WIDE_LISTS)
        assert not wide, f"{self.page.url}: {wide} pixels are behind the edge; a register can put columns away"

    def finds_no_barrier(self, *, beside: tuple[str, ...] = ()) -> None:
        """The page stands before axe: WCAG 2.2 A and AA, and good practice. `beside` names selectors left out."""
        # Evaluated by the debugger and not as a script of the page, which its security policy would refuse.
        self.page.evaluate(axe())
        found = self.page.evaluate(
            "options => axe.run({exclude: options.beside}, {runOnly: options.rules})",
            {"rules": WCAG, "beside": [[selector] for selector in beside]},
        )
        barriers = [
            f"{barrier['id']}: {barrier['help']} — {node['target']} {node['html'][:160]}"
            for barrier in found["violations"]
            for node in barrier["nodes"]
        ]
        assert not barriers, f"{self.page.url}\n" + "\n".join(barriers)
        assert found["passes"], "axe looked at nothing"

    def weighs(self, path: str) -> FirstView:
        """Opens a page as if for the first time, and weighs it."""
        session = self.page.context.new_cdp_session(self.page)
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        session.send("Network.enable")
        session.send("Network.clearBrowserCache")
        self.goes_to(path)
        self.page.wait_for_load_state("networkidle")
        session.detach()
        return FirstView(sum(sizes) / 1024, len(sizes))

    def _hear(self, message: ConsoleMessage) -> None:
        # A refused form answers 422, and the browser logs each answer that is not a success.
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _look_at(self, response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            self.complaints.append(f"{response.url}: {response.status}")


@cache
def axe() -> str:
    return (Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js").read_text()
