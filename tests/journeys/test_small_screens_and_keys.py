"""On a phone, in the dark, and with the keyboard alone."""

import pytest
from playwright.sync_api import Locator

from tests.journeys.rosters import WORKBOOK, roster_of, waits_for
from tests.journeys.traveller import Traveller
from yuanxin.demo.signins import PASSWORD
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.organisation.members.models import Person

PAGES = ("", "organisation/members/", "insight/half-year/", "organisation/founding/tree/", "organisation/rosters/new/")


def pages() -> tuple[str, ...]:
    return (*PAGES, f"organisation/members/{Person.objects.first().pk}/")


@pytest.fixture
def on_the_phone(visitor: Traveller) -> Traveller:
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    return visitor


def test_a_phone_shows_every_page_in_its_width(on_the_phone):
    on_the_phone.needs_no_sideways_scrolling()
    on_the_phone.signs_in("district")
    for page in pages():
        on_the_phone.visits(page)
        on_the_phone.needs_no_sideways_scrolling()
    on_the_phone.goes_to("")
    on_the_phone.page.get_by_role("link", name="菜单").click()
    on_the_phone.finds_no_barrier()
    with on_the_phone.page.expect_navigation():
        on_the_phone.page.locator("#menu a", has_text="半年报").first.click()
    assert "2016-01-01" in on_the_phone.reads()


def test_the_dark_theme_is_readable(visitor):
    visitor.signs_in("district")
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name="深色主题").click()
    assert visitor.page.locator("html").get_attribute("data-bs-theme") == "dark"
    for page in pages():
        visitor.visits(page)


def test_the_keyboard_alone_leads_in_and_to_the_content(visitor):
    keys = visitor.page.keyboard
    assert visitor.page.evaluate("document.activeElement.name") == "username"
    keys.type("district")
    keys.press("Tab")
    keys.type(PASSWORD)
    with visitor.page.expect_navigation():
        keys.press("Enter")
    keys.press("Tab")
    assert "content" in visitor.page.evaluate("document.activeElement.href"), "first of all, past the menu"
    keys.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "content"
    keys.press("Tab")
    assert visitor.page.evaluate("document.activeElement.closest('main') !== null")


SHOWS_FOCUS = """() => {
    const style = getComputedStyle(document.activeElement)
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none"
}"""
HAS_FOCUS = "wanted => document.activeElement === wanted"


def reaches(person: Traveller, wanted: Locator) -> None:
    """Presses Tab until the place has the focus, which is to be seen at each stop."""
    wanted.wait_for()
    for _stop in range(120):
        if wanted.evaluate(HAS_FOCUS):
            assert person.page.evaluate(SHOWS_FOCUS), "where the focus is cannot be seen"
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not come to {wanted}")


def presses_enter(person: Traveller) -> None:
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.finds_no_barrier()


def test_the_keyboard_alone_brings_a_roster_in_and_takes_it_back(traveller):
    officer, page = traveller, traveller.page
    officer.signs_in("grassroots")
    roster = roster_of(Appointment.objects.get(user__username="grassroots").union)
    officer.visits("organisation/rosters/new/")
    reaches(officer, page.locator("main [type=file]"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files({"name": "花名册.xlsx", "mimeType": WORKBOOK, "buffer": roster.content})
    reaches(officer, page.get_by_role("button", name="读取文件"))
    presses_enter(officer)
    waits_for(officer, "待确认")
    assert page.evaluate("document.activeElement.id") == "content", "not at the top of the page that loaded itself anew"

    reaches(officer, page.locator("main a.number-box", has_text="无效"))
    presses_enter(officer)
    assert "错号码" in officer.reads()
    page.go_back()
    reaches(officer, page.get_by_role("button", name="确认写入"))
    presses_enter(officer)
    waits_for(officer, "已写入")

    reaches(officer, page.get_by_role("button", name="撤销", exact=True).first)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert page.evaluate("document.activeElement.closest('dialog, [role=dialog]') !== null"), (
        "the focus is in the question"
    )
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.innerText").strip() == "撤销", "the focus is back where it was"
    page.keyboard.press("Enter")
    reaches(officer, dialog.get_by_role("button", name="撤销", exact=True))
    presses_enter(officer)
    assert page.locator("main .chip", has_text="已撤销").count()


def test_nothing_moves_for_who_asks_for_rest(visitor):
    """The browser of every journey asks for less motion."""
    visitor.signs_in("district")
    moving = visitor.page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(each => {
            const style = getComputedStyle(each)
            const longest = text => Math.max(...text.split(",").map(parseFloat))
            return longest(style.transitionDuration) > 0.01 || longest(style.animationDuration) > 0.01
        }).map(each => each.outerHTML.slice(0, 80))"""
    )
    assert not moving
