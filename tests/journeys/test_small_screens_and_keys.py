"""On a phone, in the dark, and with the keyboard alone."""

import pytest

from tests.journeys.traveller import Traveller
from yuanxin.demo.signins import PASSWORD
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
