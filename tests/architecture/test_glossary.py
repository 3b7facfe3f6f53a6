"""The documents say what is: terms are translated as the glossary has them, and links lead somewhere."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

from yuanxin.config.translations import catalogues

PROJECT = Path(settings.PROJECT)
PAGES = [PROJECT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
PAGES += sorted((PROJECT / "docs").rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def terms() -> dict[str, str]:
    rows = re.findall(r"^\| (?!English)([^|]+?) \| ([^|]+?) \|", (PROJECT / "docs" / "glossary.md").read_text(), re.M)
    return dict(rows)


def test_a_term_of_the_glossary_is_translated_as_it_says():
    glossary = terms()
    assert len(glossary) > 40
    at_odds = [
        f"{path}: {entry.msgid} is {entry.msgstr}, the glossary says {glossary[entry.msgid]}"
        for path in catalogues()
        for entry in polib.pofile(str(path))
        if not entry.msgctxt and entry.msgid in glossary and entry.msgstr not in {"", glossary[entry.msgid]}
    ]
    assert not at_odds


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_the_links_of_a_page_lead_somewhere(page):
    broken = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert not broken


def test_both_readmes_name_the_same_commands_and_addresses():
    english, chinese = ((PROJECT / name).read_text() for name in ("README.md", "README.zh-CN.md"))
    commands = re.compile(r"^yuanxin .*$|^make \w+$|^\.venv\S+ \w+(?: --[\w-]+)*", re.M)
    assert commands.findall(english) == commands.findall(chinese)
    assert len(commands.findall(english)) > 10
    links = re.compile(r"\]\(([^)]+)\)")
    assert set(links.findall(english)) - {"README.zh-CN.md"} == set(links.findall(chinese)) - {"README.md"}
