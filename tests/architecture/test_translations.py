"""Every sentence of the house has its Chinese, in the catalogue of the app that says it."""

import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

from yuanxin.config.translations import catalogues

HOUSE = Path(settings.PACKAGE)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> Path:
    """The house with its catalogues made anew from the sources."""
    assert shutil.which("xgettext"), "the Debian package gettext is needed: apt-get install gettext"
    copy = tmp_path_factory.mktemp("extracted") / "yuanxin"
    shutil.copytree(HOUSE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "*.po"))
    for app in settings.FIRST_PARTY_APPS:
        copy.joinpath(*app.split(".")[1:], "locale").mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(copy)
        call_command("makemessages", locale=["zh_Hans"], no_location=True, no_wrap=True, verbosity=0)
    return copy


@pytest.mark.parametrize("app", settings.FIRST_PARTY_APPS)
def test_every_sentence_of_an_app_stands_in_its_catalogue(app, extracted):
    place = Path(*app.split(".")[1:], "locale", "zh_Hans", "LC_MESSAGES", "django.po")
    missing = sorted(said for _, said in messages(extracted / place) - messages(HOUSE / place))
    assert not missing, f"run `make messages` and translate in {place}: {missing}"


@pytest.mark.parametrize("path", list(catalogues()), ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_message_is_translated(path):
    unfinished = [entry.msgid for entry in polib.pofile(str(path)) if not entry.obsolete and not entry.translated()]
    assert not unfinished, f"untranslated or fuzzy in {path}: {unfinished}"


@pytest.mark.parametrize("path", list(catalogues()), ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_catalogue_says_that_chinese_has_one_form_for_every_number(path):
    """Without it gettext takes the English rule, finds no second form, and numbers are told in English."""
    catalogue = polib.pofile(str(path))
    if any(entry.msgid_plural for entry in catalogue):
        assert catalogue.metadata["Plural-Forms"].replace(" ", "") == "nplurals=1;plural=0;"


def test_one_english_sentence_has_one_chinese():
    """Django merges all catalogues into one, so the same source in two apps must say the same."""
    said: dict[tuple[str, str], set[str]] = {}
    for path in catalogues():
        for entry in polib.pofile(str(path)):
            if not entry.obsolete and entry.msgstr:
                said.setdefault((entry.msgctxt or "", entry.msgid), set()).add(entry.msgstr)
    at_odds = {source: words for source, words in said.items() if len(words) > 1}
    assert not at_odds, f"give the rarer meaning a context (pgettext): {at_odds}"


def messages(path: Path) -> set[tuple[str, str]]:
    if not path.exists():
        return set()
    return {(entry.msgctxt or "", entry.msgid) for entry in polib.pofile(str(path)) if not entry.obsolete}
