"""Every page of the menu, at a desk and on a phone; `make screens` keeps the pictures in `docs/screens/`."""

import os
from pathlib import Path

from tests.journeys.traveller import Traveller

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# Where the pictures go; none are taken without it.
FOLDER = os.environ.get("SCREENS", "")


def keeps_picture(traveller: Traveller, path: str, width: int) -> None:
    """Takes a picture of what the window shows, where pictures are wanted."""
    if FOLDER:
        name = path.strip("/").replace("/", "-") or "workbench"
        traveller.page.screenshot(path=Path(FOLDER) / f"{name}-{width}.png")


def test_every_page_of_the_menu_stands_at_a_desk_and_on_a_phone(visitor: Traveller):
    visitor.signs_in("district")
    links = visitor.page.locator("#menu a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    paths = [path for path in dict.fromkeys(links) if path.startswith("/")]
    assert len(paths) > 40
    for path in paths:
        visitor.page.set_viewport_size(DESK)
        visitor.visits(path)
        visitor.needs_no_sideways_scrolling()
        keeps_picture(visitor, path, DESK["width"])
        visitor.page.set_viewport_size(PHONE)
        visitor.needs_no_sideways_scrolling()
        keeps_picture(visitor, path, PHONE["width"])
