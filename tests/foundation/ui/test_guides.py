"""Guides: the officers' documents, shown beside the pages that they are about."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.ui import guides
from yuanxin.foundation.ui.guides import UnknownGuide

ROOT = Path(__file__).parents[3]
WRITTEN = sorted(path.stem for path in (ROOT / "docs" / "how-to").glob("*.md"))
ARTICLE = re.compile(r"<article.*?>(.*?)</article>", re.DOTALL)


@pytest.fixture
def officer(district):
    return browser_as(Role.STREET_OFFICER, district)


def read(browser, name: str) -> str:
    answer = browser.get(reverse("ui:guide", args=[name]))
    assert answer.status_code == 200
    return ARTICLE.findall(answer.content.decode())[0]


@pytest.mark.django_db
def test_help_names_the_tutorial_first_and_then_every_document(officer):
    page = officer.get(reverse("ui:guides")).content.decode()
    linked = re.findall(r'href="/interface/help/([a-z-]+)/"', page.split("<main")[1])
    assert linked[0] == "tutorial"
    assert sorted(linked[1:]) == WRITTEN, "a department tells of its guide in apps.py: guides.tell(…)"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["tutorial", *WRITTEN])
def test_a_guide_is_drawn_whole_and_its_links_lead_on(officer, name):
    drawn = read(officer, name)
    text = re.sub(r"<pre>.*?</pre>|<code>.*?</code>", "", drawn, flags=re.DOTALL)
    assert not re.search(r"\*\*|^#|\]\(|^\|", text, re.MULTILINE), "a mark that was not understood"
    assert 'style="' not in drawn, "the pages' security policy refuses it"
    for address in re.findall(r'href="([^"]+)"', drawn):
        assert officer.get(address).status_code == 200, address


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "guide"),
    [
        ("members:person-list", "members"),
        ("rosters:batch-list", "roster"),
        ("rosters:quality", "cleaning"),
        ("rosters:personpair-list", "duplicates"),
        ("founding:union-list", "unions"),
        ("founding:founding-new", "founding"),
        ("mutual_aid:rosters:upload", "mutual-aid"),
        ("flow:inbox", "handling"),
    ],
)
def test_a_page_leads_to_the_guide_about_it(officer, page, guide):
    shown = officer.get(reverse(page)).content.decode()
    assert f'href="/interface/help/{guide}/"' in shown.split("<nav")[0]


@pytest.mark.django_db
def test_other_pages_lead_to_all_guides(officer):
    assert 'href="/interface/help/"' in officer.get("/accounts/nowhere/").content.decode()
    assert officer.get(reverse("ui:guide", args=["nowhere"])).status_code == 404


def test_the_html_of_a_document_is_told_and_not_run():
    drawn = guides.Guide("x", "X", "<script>alert(1)</script>\n\n[here](javascript:alert(1))").drawn()
    assert "<script" not in drawn
    assert "href" not in drawn


def test_a_guide_that_was_not_written_cannot_be_told_of():
    with pytest.raises(UnknownGuide):
        guides.tell("nowhere", "members:")


def test_a_wheel_carries_the_documents_where_an_installed_site_reads_them(tmp_path):
    building = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(building, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    shipped = [name.removeprefix("yuanxin/foundation/ui/guides/") for name in zipfile.ZipFile(wheel).namelist()]
    assert {"tutorial.md", *(f"how-to/{name}.md" for name in WRITTEN)} <= set(shipped)
