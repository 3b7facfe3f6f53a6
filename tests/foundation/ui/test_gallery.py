"""The gallery draws every component there is, in every state that a page may show."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from yuanxin.foundation.ui import gallery

TEMPLATES = Path(gallery.__file__).parent / "templates"
STYLES = Path(gallery.__file__).parent / "static" / "ui" / "components.css"

pytestmark = pytest.mark.django_db


def test_every_component_stands_in_the_gallery():
    page = (TEMPLATES / "ui" / "gallery.html").read_text(encoding="utf-8")
    components = {file.stem.replace("_", "-") for file in (TEMPLATES / "cotton").glob("*.html")}
    assert components
    assert components == set(re.findall(r"<c-([a-z-]+)", page))


def test_every_colour_of_a_state_stands_in_the_gallery(reader):
    page = reader.get(reverse("ui:gallery")).content.decode()
    colours = set(re.findall(r"^\.chip\.([a-z]+)", STYLES.read_text(encoding="utf-8"), re.MULTILINE))
    assert {"done", "overdue"} <= colours
    assert colours <= set(re.findall(r'class="chip ([a-z]+)"', page))


def test_the_gallery_draws_forms_with_their_errors_charts_and_all_icons(reader):
    page = reader.get(reverse("ui:gallery")).content.decode()
    assert page.count('class="field-error"') == len(gallery.GalleryForm.base_fields.keys() & {"name", "kind", "day"})
    assert page.count("<figure") == 4
    names = gallery.icon_names()
    assert len(names) > 30
    assert all(f'<use href="{href}' in page for href in (f"/static/ui/icons.svg#{name}" for name in names))
    assert "{{" not in page
    assert "{%" not in page


def test_somebody_who_is_not_signed_in_does_not_see_it(client):
    assert client.get(reverse("ui:gallery")).status_code == 302
