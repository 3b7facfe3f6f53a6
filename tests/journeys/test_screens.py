"""Every page of the menu, and pictures of the main pages; `make screens` keeps these in `docs/screens/`."""

import os
from pathlib import Path

import pytest

from tests.journeys.pictures import DESK, HEIGHTS, PHONE, PICTURES, Picture
from tests.journeys.traveller import Traveller

USERS = sorted({picture.user for picture in PICTURES})
QUALITY = 82
GUIDES = ("/interface/help/", "/interface/help/tutorial/", "/interface/help/mutual-aid/")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go: the folder that is asked for, or one that is thrown away."""
    return Path(os.environ.get("SCREENS") or tmp_path)


def shows(traveller: Traveller, width: int) -> None:
    traveller.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


def test_every_page_of_the_menu_stands_at_a_desk_and_on_a_phone(visitor: Traveller):
    visitor.signs_in("district")
    links = visitor.page.locator("#menu a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    paths = [path for path in dict.fromkeys(links) if path.startswith("/")]
    assert len(paths) > 40
    for path in dict.fromkeys((*paths, *GUIDES)):
        shows(visitor, DESK)
        visitor.visits(path)
        visitor.needs_no_sideways_scrolling()
        visitor.sees_whole_lists()
        shows(visitor, PHONE)
        visitor.needs_no_sideways_scrolling()


@pytest.mark.parametrize("user", USERS)
def test_the_main_pages_have_their_pictures_taken(visitor: Traveller, user: str, folder: Path):
    visitor.signs_in(user)
    for picture in (each for each in PICTURES if each.user == user):
        takes(visitor, picture, folder)
        assert (folder / picture.file).stat().st_size > 10_000


def takes(visitor: Traveller, picture: Picture, folder: Path) -> None:
    """Opens the page, or the first record of its list, and keeps what the window shows."""
    shows(visitor, picture.width)
    visitor.goes_to(picture.path)
    if picture.first:
        record = visitor.page.locator(f"main tbody a[href^='{picture.first}']").first
        with visitor.page.expect_navigation():
            record.click()
    if picture.dark:
        visitor.page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    visitor.needs_no_sideways_scrolling()
    visitor.finds_no_barrier()
    visitor.page.screenshot(path=folder / picture.file, type="jpeg", quality=QUALITY)
