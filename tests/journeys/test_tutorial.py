"""The tutorial is followed to the letter: what `docs/tutorial.md` says to press, fill in and see is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.rosters import WORKBOOK, roster_of, waits_for
from tests.journeys.traveller import Traveller
from yuanxin.foundation.accounts.models import Appointment

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
STEP = re.compile(r"^(\d+)\. (.+?)(?=^\d+\. |^## |\Z)", re.MULTILINE | re.DOTALL)
# The acts that the tutorial knows, in the words it has for them.
ACT = re.compile(
    r"(?P<verb>以|菜单|点|选文件|填|等到|看到|返回|确认|展开|下载|退出)"
    r"(?: ?\*\*(?P<label>[^*]+)\*\*)?(?: ?`(?P<value>[^`]+)`)?(?P<signs_in> 登录)?"
)
NEW_MEMBERS = 3


def steps() -> Iterator[tuple[int, list[re.Match[str]]]]:
    """Each step, and the acts in it: a verb with a label, a value, or alone."""
    for number, text in STEP.findall(TUTORIAL.read_text(encoding="utf-8")):
        acts = [each for each in ACT.finditer(text.replace("\n", "")) if means_something(each)]
        yield int(number), acts


def means_something(act: re.Match[str]) -> bool:
    if act["verb"] == "以":
        return bool(act["signs_in"])
    return act["verb"] in {"返回", "退出"} or bool(act["label"] or act["value"])


@pytest.fixture
def roster(traveller: Traveller) -> bytes:
    """The workbook that the tutorial has in hand."""
    return roster_of(Appointment.objects.get(user__username="grassroots").union).content


def joined(reader: Traveller) -> int:
    """The figure of the half-year that the tutorial watches."""
    box = reader.page.locator(".number-box", has_text="发展会员").first.inner_text()
    return int("".join(filter(str.isdigit, box.split()[0])))


def test_the_tutorial_leads_from_a_roster_to_the_frozen_half_year(traveller: Traveller, roster: bytes):
    told = list(steps())
    assert [number for number, _acts in told] == list(range(1, len(told) + 1))
    seen = []
    for _number, acts in told:
        assert acts, "a step says what to do"
        for act in acts:
            follow(traveller, act, roster)
        if "/insight/half-year/" in traveller.page.url and acts[0]["verb"] == "菜单":
            seen.append(joined(traveller))
    assert seen[1] == seen[0] + NEW_MEMBERS


def follow(reader: Traveller, act: re.Match[str], roster: bytes) -> None:
    """One act, as a reader does it."""
    verb, label, value = act["verb"], act["label"], act["value"]
    if verb == "以":
        reader.signs_in(value)
    elif verb == "菜单":
        reader.follows(label, within="#menu", exactly=True)
    elif verb == "点":
        with reader.page.expect_navigation():
            reader.page.locator("main a, main button").filter(has_text=re.compile(label)).locator(
                "visible=true"
            ).first.click()
        reader.finds_no_barrier()
    elif verb == "选文件":
        file = {"name": value, "mimeType": WORKBOOK, "buffer": roster}
        reader.page.locator("main [type=file]").set_input_files(file)
    elif verb == "填":
        reader.page.locator("main").get_by_label(label).first.fill(value)
    elif verb == "等到":
        waits_for(reader, value)
    elif verb == "看到":
        assert value in reader.reads()
    elif verb == "返回":
        reader.page.go_back()
    elif verb == "确认":
        reader.agrees_to(label)
    elif verb == "展开":
        reader.page.locator("main summary").filter(has_text=label).first.click()
    elif verb == "下载":
        assert reader.takes_home(label)
    elif verb == "退出":
        reader.signs_out()
