"""From an empty database to a working district in a day, as the how-to tells it and with the files it shows.

Three administrators, a district officer and the chair of a union sit before browsers of their own.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core.management import call_command
from django_otp.oath import totp
from playwright.sync_api import Browser

from tests import databases
from tests.journeys.conftest import OPTIONS, served
from tests.journeys.rosters import brings, rows_of, waits_for
from tests.journeys.traveller import Traveller
from tests.organisation.loading.test_district_in_a_day import files
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.unions.models import Union

LOADING = "organisation/loading/"
ONES_OWN = "Qingshan-8842-lake"
TOP = {"name": "示范区总工会", "code": "330199", "division": "330199"}
H1_2016 = "from=2016-01-01&to=2016-06-30"


@dataclass
class Office:
    """An empty site, the passwords that `init` printed, and whoever came in since."""

    address: str
    browser: Browser
    passwords: dict[str, str]
    people: list[Traveller] = field(default_factory=list)

    def comes(self, username: str, once: str) -> Traveller:
        """Somebody signs in for the first time, chooses a password and, where the role needs one, a second factor."""
        context = self.browser.new_context(**OPTIONS)
        context.set_default_timeout(45_000)
        person = Traveller(context.new_page(), self.address)
        self.people.append(person)
        person.goes_to("accounts/sign-in/")
        person.fills(username=username, password=once)
        assert person.submits() == 200
        person.finds_no_barrier()
        person.fills(old_password=once, new_password=ONES_OWN, again=ONES_OWN)
        assert person.submits() == 200
        if "second-factor" in person.page.url:
            person.finds_no_barrier()
            secret = person.page.locator(".secret code, code.secret, code").first.inner_text().replace(" ", "")
            person.fills(code=code_for(secret))
            assert person.submits() == 200
        assert "sign-in" not in person.page.url
        return person


def code_for(secret: str) -> str:
    """What an authenticator shows now for a secret in base 32."""
    import base64

    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    return f"{totp(key):06d}"


@pytest.fixture
def office(django_db_setup, django_db_blocker, browser: Browser, data_directory) -> Iterator[Office]:
    with django_db_blocker.unblock(), databases.own_copy() as database:
        printed = io.StringIO()
        call_command("init", stdout=printed, **TOP)
        words = [line.split() for line in printed.getvalue().splitlines()]
        passwords = {line[0]: line[1] for line in words if len(line) == 3}
        with served(database.url, data_directory) as address:
            office = Office(address, browser, passwords)
            yield office
            complaints = [each for person in office.people for each in person.complaints]
            for person in office.people:
                person.page.context.close()
            assert not complaints, complaints


def test_from_an_empty_database_to_a_working_district(office: Office) -> None:
    shown = files()
    system, security = (office.comes(name, office.passwords[name]) for name in ("system", "security"))
    slips = gives_accounts(system, security, shown["首批账号"])
    officer = office.comes("zhou.min", slips["zhou.min"])
    is_told_what_is_wrong(officer)
    for code, name in (
        ("unions", "工会清册"),
        ("employers", "单位清册"),
        ("coverage", "覆盖名册"),
        ("officers", "工会干部名册"),
    ):
        brings_in(officer, f"{LOADING}{code}/new/", f"{name}.csv", shown[name])
    slips = gives_accounts(system, security, shown["各级账号"])
    chair = office.comes("li.jianguo", slips["li.jianguo"])
    sees_the_own_union_only(chair)
    brings_in(chair, "organisation/rosters/new/", "会员名册.csv", shown["会员名册"])
    reads_the_half_year(officer)


def brings_in(person: Traveller, at: str, name: str, content: bytes) -> None:
    """A list is read, looked at and written."""
    assert brings(person, name, content, at=at) == 200
    waits_for(person, "待确认")
    person.submits()
    waits_for(person, "已写入")


def gives_accounts(system: Traveller, security: Traveller, content: bytes) -> dict[str, str]:
    """One administrator makes the accounts and cuts the sheet of passwords, another gives the roles."""
    brings_in(system, f"{LOADING}accounts/new/", "账号.csv", content)
    system.follows("发放一次性密码")
    with system.page.expect_navigation():
        system.page.get_by_role("button", name=re.compile("密码")).first.click()
    system.finds_no_barrier()
    slips = [slip.locator("dd").all_inner_texts() for slip in system.page.locator(".slip").all()]
    brings_in(security, f"{LOADING}appointments/new/", "授权.csv", content)
    told = {username: password for _name, username, password in slips}
    for username, password in told.items():
        assert User.objects.get(username=username).check_password(password)
    return told


def is_told_what_is_wrong(officer: Traveller) -> None:
    """A union under one that is not there comes back with the reason, and nothing is written."""
    officer.visits(LOADING)
    assert "工会编码" in str(rows_of(officer.takes_home("模板")))
    content = "工会编码,工会名称,上级工会\nG1,无主工会,没有的工会\nG2,有主工会,\n".encode()
    assert brings(officer, "工会.csv", content, at=f"{LOADING}unions/new/") == 200
    waits_for(officer, "待确认")
    given_back = rows_of(officer.takes_home("下载退回行"))
    assert [row[0] for row in given_back] == ["工会编码", "G1"]
    assert "没有" in given_back[1][-1]
    with officer.page.expect_navigation():
        officer.page.get_by_role("button", name="放弃").click()
    assert not Union.objects.filter(code__in=["G1", "G2"]).exists()


def sees_the_own_union_only(chair: Traveller) -> None:
    chair.visits("organisation/founding/unions/")
    assert "青山机械厂工会委员会" in chair.reads()
    other = Union.objects.get(code="G330199002")
    chair.is_refused(f"organisation/founding/unions/{other.pk}/")


def reads_the_half_year(officer: Traveller) -> None:
    for code, figure in (("unions.new", "1"), ("unions.employers_newly_covered", "1"), ("members.joined", "2")):
        officer.visits(f"insight/figures/{code}/?{H1_2016}")
        assert re.findall(r"\d+", officer.reads(".number-box"))[0] == figure, code
    officer.follows("查看明细")
    assert "张伟" in officer.reads()
