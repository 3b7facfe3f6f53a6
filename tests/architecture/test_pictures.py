"""The pictures of the main pages stand where their index names them."""

import re
from pathlib import Path

from tests.journeys.pictures import PICTURES

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
NAMED = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


def test_every_declared_picture_stands_in_the_folder_and_no_other():
    assert {path.name for path in FOLDER.glob("*.jpg")} == {picture.file for picture in PICTURES}


def test_the_index_names_each_with_its_caption():
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert NAMED.findall(index) == [(picture.caption, picture.file) for picture in PICTURES]
