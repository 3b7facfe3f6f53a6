"""The house is recognised by its file names: the same few in every app, and no file longer than one subject."""

from pathlib import Path

import pytest
from django.conf import settings

HOUSE = Path(settings.PACKAGE)
TESTS = Path(settings.PROJECT) / "tests"

# What a department's app may hold, as a file or as a package by subject.
ROOMS = {
    "apps", "choices", "models", "rules", "states", "services", "queries", "forms", "registers", "figures", "intake",
    "views", "urls", "tasks",
}  # fmt: skip
FOLDERS = {"migrations", "management", "templates", "templatetags", "static", "locale", "__pycache__"}
NOWHERE = {"utils", "helpers", "managers", "signals", "common", "misc", "util", "helper"}
LONGEST = 400

FOUNDATION_AND_FRAME = ("yuanxin.foundation.", "yuanxin.demo", "yuanxin.config")
DEPARTMENTS = [app for app in settings.FIRST_PARTY_APPS if not app.startswith(FOUNDATION_AND_FRAME)]


def sources(*roots: Path) -> list[Path]:
    return [path for root in roots for path in sorted(root.rglob("*.py")) if "migrations" not in path.parts]


@pytest.mark.parametrize("app", DEPARTMENTS)
def test_a_department_holds_only_the_files_of_the_house(app):
    folder = HOUSE.joinpath(*app.split(".")[1:])
    strangers = [path.name for path in folder.iterdir() if path.stem not in ROOMS | FOLDERS | {"__init__"}]
    assert not strangers, f"{app} holds {strangers}; the files of an app are {sorted(ROOMS)}"


def test_every_folder_with_an_app_is_installed():
    apps = {path.parent.relative_to(HOUSE.parent).as_posix().replace("/", ".") for path in HOUSE.rglob("apps.py")}
    assert apps == set(settings.FIRST_PARTY_APPS)


def test_no_file_has_a_name_that_says_nothing():
    nameless = [path for path in sources(HOUSE, TESTS) if path.stem in NOWHERE or path.parent.name in NOWHERE]
    assert not nameless


def test_no_file_is_longer_than_one_subject():
    lengths = {str(path): len(path.read_text().splitlines()) for path in sources(HOUSE, TESTS)}
    long = {path: lines for path, lines in lengths.items() if lines > LONGEST}
    assert not long, f"make each a package by subject: {long}"


def test_every_module_says_what_it_is_about():
    texts = {path: path.read_text().lstrip() for path in sources(HOUSE) if path.name not in {"apps.py", "urls.py"}}
    silent = [str(path.relative_to(HOUSE)) for path, text in texts.items() if text and not text.startswith('"""')]
    assert not silent
