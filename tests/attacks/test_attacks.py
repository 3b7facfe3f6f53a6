"""Attacks on the whole site, as each role and as nobody: a part of them in every run of the tests, all by `make soak`.

What each found when it was last run in full stands in docs/security.md.
"""

import io
import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.attacks import town as towns
from tests.attacks.forms import FORMULA, SCRIPT, forms_of
from tests.attacks.town import ATTACKERS, CLOSED, NOBODY, OF_RECORDS, OWN_ACCOUNT, SECRET, Town, state
from tests.foundation.accounts.factories import AppointmentFactory, UserFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Link
from yuanxin.foundation.accounts.rules import FAILURES_BEFORE_LOCK
from yuanxin.foundation.documents.models import Attachment
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.unions.models import Employer
from yuanxin.organisation.members.models import Person

PASSWORD = "Gonghui-2016-Xihu"
SOAK = pytest.mark.soak
PART = 12
"""Of how many pages one is attacked by a role in the small run; another one by the next role."""


def part_of(found: list, attacker: str, part: int) -> list:
    """Every `part`-th, beginning elsewhere for each attacker, so that all of them together meet all."""
    return found[ATTACKERS.index(attacker) % part :: part]


def scaled(small: int, full: int):
    """The sizes of an attack: small in the tests, full in the soak."""
    return pytest.mark.parametrize("size", [pytest.param(small, id="small"), pytest.param(full, id="full", marks=SOAK)])


def test_the_town_holds_nearly_every_record_of_the_site(town: Town):
    for addresses in (town.own, town.others):
        assert len(addresses) > 0.8 * len(OF_RECORDS), sorted({route.name for route in OF_RECORDS} - set(addresses))


@scaled(PART, 1)
@pytest.mark.parametrize("attacker", ATTACKERS)
def test_nobody_reaches_a_record_of_another_street(town: Town, attacker: str, size: int):
    browser, before = town.browser(attacker), state(town.there)
    for route in part_of([route for route in OF_RECORDS if route.name in town.others], attacker, size):
        address = town.others[route.name]
        for answer in (browser.get(address), browser.post(address, {"reason": "x", "opinion": "x", "version": 1})):
            assert answer.status_code in {302, 403, 404, 405}, f"{route}: {answer.status_code}"
            assert SECRET not in content_of(answer), route
            if answer.status_code == 302:
                assert "/accounts/" in answer.url, f"{route} led to {answer.url}"
    assert state(town.there) == before


@scaled(PART, 1)
@pytest.mark.parametrize("attacker", ATTACKERS)
def test_no_list_form_or_export_tells_of_another_street(town: Town, attacker: str, size: int):
    """Ids and codes of the other street in every parameter and every field that can hold one."""
    browser, before = town.browser(attacker), state(town.there)
    other = Person.objects.filter(union=town.there).values_list("pk", flat=True).first()
    asked = {"union": town.there.pk, "pk": [town.there.pk, other or 1], "person": other, "after": 0, "from": 1,
             "search": "geibijinsique", "offer": "union", "of": town.there.code, "period": "2016-H1"}  # fmt: skip
    asked = {name: value for name, value in asked.items() if value is not None}
    for _route, address in part_of(towns.pages(town, attacker), attacker, size):
        shown = browser.get(address, asked)
        sent = browser.post(address, {**asked, "union": town.there.code, "reason": "看看", "confirm": "on"})
        for answer in (shown, sent):
            assert answer.status_code < 500, f"{address}: {answer.status_code}"
            assert SECRET not in content_of(answer), address
    assert state(town.there) == before


@scaled(PART, 1)
@pytest.mark.parametrize("attacker", ATTACKERS)
def test_a_forged_form_changes_nothing(town: Town, attacker: str, size: int):
    """Sent from another site: with the browser's cookies and without its token."""
    known = town.browser(attacker)
    forger = Client(enforce_csrf_checks=True)
    forger.cookies = known.cookies
    before = state(town.here)
    for route in part_of([route for route in CLOSED if route.name not in OWN_ACCOUNT], attacker, size):
        address = town.own.get(route.name) or route.address()
        for headers in ({}, {"Referer": "http://evil.example/", "Origin": "http://evil.example"}):
            answer = forger.post(address, {"csrfmiddlewaretoken": "x" * 64}, headers=headers)
            assert answer.status_code in ({302, 403} if attacker == NOBODY else {403}), f"{route}: {answer.status_code}"
    assert state(town.here) == before


@scaled(PART, 1)
@pytest.mark.parametrize("attacker", [role for role in Role if role != Role.WORKER])
def test_a_script_in_any_field_stays_words(town: Town, attacker: str, size: int):
    browser, today, sent = town.browser(attacker), clock.today(), 0
    opened = towns.pages(town, attacker)
    for _route, address in part_of(opened, attacker, size):
        page = browser.get(address)
        for form in forms_of(content_of(page)):
            if not form.takes_words or any(name in form.action for name in ("sign-out", "language", "theme")):
                continue
            answer = browser.post(form.action or address, form.filled(SCRIPT, today))
            sent += 1
            assert answer.status_code < 500, f"{address} → {form.action}: {answer.status_code}"
            assert_words_only(answer, address)
    assert sent or size > 1
    for _route, address in part_of(opened, attacker, size):
        assert_words_only(browser.get(address, {"search": SCRIPT, "q": SCRIPT}), address)


def assert_words_only(answer, address: str) -> None:
    """Whatever stands in the page of what was sent stands there escaped, and nothing in it was computed."""
    page = content_of(answer)
    if "text/html" in answer.headers.get("Content-Type", ""):
        assert "<script>alert(1)" not in page, address
        assert "\"'><script" not in page, address
        assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]


def test_what_would_be_a_formula_leaves_as_words(town: Town):
    """Every register that can be taken away, with names that would be formulas; opened as a spreadsheet opens it."""
    for model in (Person, Employer):
        for row in model._base_manager.filter(union__path__startswith=town.here.path):
            model._base_manager.filter(pk=row.pk).update(name=f"{FORMULA}{row.pk}"[:50])
    town.here.__class__.objects.filter(pk=town.here.pk).update(name="@SUM(1)", address="+1", telephone="-1")
    browsers = [town.browser(role) for role in (Role.DISTRICT_OFFICER, Role.FINANCE, Role.AUDIT_ADMINISTRATOR)]
    cells = 0
    for route in (route for route in towns.WITHOUT_ARGUMENTS if route.name.endswith("-export")):
        for browser in browsers:
            answer = browser.post(route.address(), {"reason": "核对"})
            if answer.status_code != 200 or not answer.streaming:
                continue
            book = load_workbook(io.BytesIO(streamed(answer)))
            for row in book.active.iter_rows():
                for cell in row:
                    cells += cell.value is not None
                    assert cell.data_type != "f", f"{route} {cell.coordinate}: {cell.value}"
                    assert cell.hyperlink is None
    assert cells > 0


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd.pdf", "..\\..\\windows\\x.pdf", "/etc/cron.d/x.pdf", "a\x00.pdf",
     "照片\r\nSet-Cookie: a=b.pdf", "长" * 300 + ".pdf", "<script>alert(1)</script>.pdf", ".pdf", "con.pdf"],
)  # fmt: skip
def test_the_name_of_an_upload_leads_nowhere(town: Town, name: str, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "attachments"
    browser = town.browser(Role.STREET_OFFICER)
    address = town.own["documents:attachment-attach"]
    file = SimpleUploadedFile("x.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    file._name = name
    answer = browser.post(address, {"file": file, "purpose": "材料"})
    assert answer.status_code in {302, 422}
    stored = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(re.fullmatch(r"attachments/../../[0-9a-f]{64}", str(path.relative_to(tmp_path))) for path in stored)
    for attachment in Attachment.objects.order_by("-pk")[: len(stored)]:
        given = browser.get(reverse("documents:attachment-open", args=[attachment.pk]))
        assert "Set-Cookie" not in given.headers["Content-Disposition"]
        assert not re.search(r"[/\\\x00\r\n]", attachment.name)


@scaled(40, 10_000)
def test_guessing_passwords_opens_no_door(town: Town, size: int):
    """From many addresses and from one; the right password too is refused while the account is locked."""
    dice = random.Random(size)  # noqa: S311 - guesses
    user = UserFactory(username="zhanghua")
    user.set_password(PASSWORD)
    user.save()
    AppointmentFactory(user=user, role=Role.DISTRICT_OFFICER, union=town.here)
    asked = 0
    for number in range(size):
        guess = PASSWORD if number == size - 1 else f"Gonghui-{dice.randrange(10**6)}"
        browser = Client(REMOTE_ADDR=f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}")
        browser.post(reverse("accounts:sign-in"), {"username": "zhanghua", "password": guess})
        asked += 1
        assert "_auth_user_id" not in browser.session, f"guess {number} opened the door"
    assert asked == size > FAILURES_BEFORE_LOCK
    one = Client(REMOTE_ADDR="192.0.2.1")
    for number in range(FAILURES_BEFORE_LOCK + 1):
        one.post(reverse("accounts:sign-in"), {"username": f"user{number}", "password": "x"})
    other = UserFactory(username="lina")
    other.set_password(PASSWORD)
    other.save()
    one.post(reverse("accounts:sign-in"), {"username": "lina", "password": PASSWORD})
    assert "_auth_user_id" not in one.session


def test_a_cookie_or_a_link_serves_nobody_twice(town: Town):
    """Signed out, taken by another browser, changed by a letter; a link that was withdrawn or has run out."""
    browser = town.browser(Role.STREET_OFFICER)
    kept = browser.cookies["sessionid"].value
    assert browser.get("/").status_code == 200
    for forged in (kept[:-1] + ("A" if kept[-1] != "A" else "B"), "x" + kept, kept.rpartition(":")[0]):
        stranger = Client()
        stranger.cookies["sessionid"] = forged
        assert stranger.get("/").status_code == 302
    browser.post(reverse("accounts:sign-out"))
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/").status_code == 302
    for link in Link.objects.all():
        Link.objects.filter(pk=link.pk).update(revoked_at=clock.now())
    by_link = [route for route in towns.ROUTES if "token" in route.arguments]
    assert by_link
    for route in by_link:
        assert Client().get(route.address()).status_code == 404


def content_of(answer) -> str:
    """What an answer tells, whole: a page, or the cells of a workbook."""
    if answer.streaming:
        content = streamed(answer)
        if "spreadsheet" in answer.headers.get("Content-Type", ""):
            book = load_workbook(io.BytesIO(content), read_only=True)
            return "\n".join(str(value) for row in book.active.iter_rows(values_only=True) for value in row)
        return content.decode(errors="replace")
    return answer.content.decode(errors="replace")


def streamed(answer) -> bytes:
    """The whole of a file that is sent in pieces; closed by itself, since an answer closes the connection with it."""
    content = b"".join(answer.streaming_content)
    if (file := getattr(answer, "file_to_stream", None)) is not None:
        file.close()
    return content
