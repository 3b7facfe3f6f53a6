"""An employer applies without an account, follows its application by a link, and the offices deal with it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.organisation.founding import stories
from tests.organisation.founding.stories import CODES, DAY, TODAY, applied, founding_in
from tests.organisation.founding.test_pages import sent
from tests.organisation.members.factories import invented_number
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Link
from yuanxin.foundation.documents.models import AgencyMark, Attachment
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.organisation.founding.choices import FoundingState, Shape
from yuanxin.organisation.founding.models import Founding

PDF = b"%PDF-1.7 paper"


@pytest.fixture(autouse=True)
def on_the_day(time_machine):
    """The half-year's last day."""
    time_machine.move_to(f"{TODAY}T10:00:00+08:00", tick=False)


def filled(street, **given):
    return {
        "employer_name": "启真科技有限公司", "credit_code": CODES[0], "kind": "private", "industry": "I", "staff": 60,
        "women": 20, "union": street.pk, "shape": Shape.COMMITTEE, "contact_name": "韩梅",
        "contact_phone": "13812345678", "roster": SimpleUploadedFile("名册.csv", stories.roster_of(40)), **given,
    }  # fmt: skip


@pytest.fixture
def follow(street, client):
    """The address at which an application just sent is followed."""
    answer = client.post(reverse("founding:apply"), filled(street))
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


def test_an_employer_applies_and_gets_a_page_of_its_own(street, client, follow):
    founding = Founding.objects.get()
    assert (founding.name, founding.union, founding.state) == (
        "启真科技有限公司工会委员会", street, FoundingState.SUBMITTED,
    )  # fmt: skip
    assert (founding.applicants.count(), unseal(founding.contact_phone)) == (40, "13812345678")
    page = client.get(follow).content.decode()
    assert "待指导" in page
    assert invented_number(0)[-4:] not in page, "no document number is shown by a link, not even a masked one"
    assert Client().get(follow).status_code == 200, "the address is enough"
    assert Link.objects.get().object_id == founding.pk


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("credit_code", "91330106MA27X1A03X"),
        ("staff", "0"),
        ("women", "61"),
        ("contact_phone", "12345"),
        ("union", ""),
        ("employer_name", " "),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(street, client, field, value):
    answer = client.post(reverse("founding:apply"), filled(street, **{field: value}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Founding.objects.exists()


def test_a_wrong_roster_names_its_cells_and_keeps_nothing(street, client):
    wrong = SimpleUploadedFile("名册.csv", "姓名,证件号码\n张三,330106199001010017".encode())
    answer = client.post(reverse("founding:apply"), filled(street, roster=wrong))
    assert "B2" in str(answer.context["form"].errors["roster"])
    assert not Founding.objects.exists()


def test_the_applicant_hands_in_papers_and_withdraws(client, follow):
    paper = SimpleUploadedFile("执照.pdf", PDF)
    answer = client.post(f"{follow}material/", {"purpose": "营业执照或登记证书", "file": paper})
    assert answer.status_code == 302, answer.context["form"].errors
    assert (Attachment.objects.get().purpose, Attachment.objects.get().attached_by) == (
        "营业执照或登记证书", "建会申请",
    )  # fmt: skip
    assert "执照.pdf" in client.get(follow).content.decode()
    assert client.post(f"{follow}step/", {"action": "review"}).status_code == 302
    assert Founding.objects.get().state == FoundingState.SUBMITTED, "the applicant takes no step of the office"
    client.post(f"{follow}step/", {"action": "withdraw"})
    assert Founding.objects.get().state == FoundingState.WITHDRAWN


def test_what_was_returned_is_corrected_and_sent_again(street, client, follow):
    founding = Founding.objects.get()
    office = browser_as(Role.STREET_OFFICER, street)
    step = reverse("flow:step", args=["founding.founding", founding.pk, "return"])
    office.post(step, {"opinion": "名称须用全称", "version": founding.version})
    assert "名称须用全称" in client.get(follow).content.decode()
    form = client.get(f"{follow}edit/").context["form"]
    answer = client.post(f"{follow}edit/", sent(form) | {"name": "启真科技工会"})
    assert answer.status_code == 302, answer.context["form"].errors
    client.post(f"{follow}step/", {"action": "submit"})
    founding.refresh_from_db()
    assert (founding.name, founding.state) == ("启真科技工会", FoundingState.SUBMITTED)


def test_the_whole_way_to_the_approval_through_the_pages(street, district, client, follow, time_machine):
    """J1: online application, guidance, candidates, election, review, approval; the password is told once."""
    founding = Founding.objects.get()
    office = browser_as(Role.STREET_OFFICER, street)

    def decide(browser, action, opinion="同意"):
        founding.refresh_from_db()
        step = reverse("flow:step", args=["founding.founding", founding.pk, action])
        assert browser.post(step, {"opinion": opinion, "version": founding.version}).status_code == 302
        founding.refresh_from_db()

    decide(office, "accept")
    rows = {
        f"{column}_{number}": value
        for number, (name, post) in enumerate(stories.OFFICERS, start=1)
        for column, value in (("name", name), ("post", post), ("engagement", "part_time"), ("standing", "ordinary"))
    }
    form = client.get(f"{follow}nominate/").context["form"]
    answer = client.post(f"{follow}nominate/", sent(form) | {"group_leader": "韩梅", **rows})
    assert answer.status_code == 302, answer.context["form"].errors
    assert "候选人公示至2016-07-07" in client.get(follow).content.decode()
    time_machine.move_to(f"{TODAY + 8 * DAY}T10:00:00+08:00", tick=False)
    office, other = browser_as(Role.STREET_OFFICER, street), browser_as(Role.DISTRICT_OFFICER, district)
    form = client.get(f"{follow}report/").context["form"]
    votes = {f"votes_{each.pk}": 36 for each in founding.candidates.all()}
    ticked = {f"elected_{each.pk}": "on" for each in founding.candidates.all()}
    result = {"elected_on": str(TODAY + 8 * DAY), "entitled": 40, "present": 38, "term_years": 3, **votes, **ticked}
    answer = client.post(f"{follow}report/", sent(form) | result)
    assert answer.status_code == 302, answer.context["form"].errors
    decide(office, "review", "符合条件")
    page = reverse("founding:founding-approve", args=[founding.pk])
    assert "40" in other.get(page).content.decode()
    form = other.get(page).context["form"]
    AgencyMark.objects.create(union=district, mark="西总工")
    answer = other.post(page, sent(form))
    assert answer.status_code == 200
    founding.refresh_from_db()
    shown = answer.content.decode()
    password = re.search(r"<code>(.+?)</code>", shown)
    assert founding.founded.code in shown
    assert password
    assert "西总工〔2016〕1号" in client.get(follow).content.decode()
    signing_in = {"username": f"gh{founding.founded.code.lower()}", "password": password[1]}
    assert Client().post(reverse("accounts:sign-in"), signing_in).status_code == 302


def test_the_register_finds_by_employer_and_exports(street, signed_in_as):
    applied(street)
    office = signed_in_as(Role.STREET_OFFICER, street)
    address = reverse("founding:founding-list")
    assert "启真科技有限公司工会委员会" in office.get(address, {"search": CODES[0]}).content.decode()
    assert "启真科技有限公司工会委员会" not in office.get(address, {"search": "别家"}).content.decode()
    export = office.post(reverse("founding:founding-export"), {"reason": "核对"})
    assert export.headers["Content-Type"].endswith("sheet")
    export.close()


def test_the_register_costs_the_same_however_many_there_are(street, signed_in_as, django_assert_num_queries):
    office = signed_in_as(Role.STREET_OFFICER, street)
    address = reverse("founding:founding-list")

    def enter(first, last):
        for number in range(first, last):
            founding = applied(street, name=f"第{number}家", members=0)
            Founding.objects.filter(pk=founding.pk).update(state=FoundingState.REFUSED)

    enter(0, 2)
    for _warming in range(2):
        office.get(address)
    with CaptureQueriesContext(connection) as few:
        office.get(address)
    enter(2, 12)
    with django_assert_num_queries(len(few)):
        assert len(office.get(address).context["page"].rows) == 12


def test_an_office_enters_what_came_on_paper(street, signed_in_as):
    office = signed_in_as(Role.STREET_OFFICER, street)
    answer = office.post(reverse("founding:founding-new"), filled(street, union=street.code, joins=""))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Founding.objects.get().contact_name == "韩梅"
    assert office.get(answer.url).status_code == 200


def test_who_reviewed_is_refused_the_approval(street, district, client):
    founding = founding_in(FoundingState.REVIEWED, street)
    page = reverse("founding:founding-approve", args=[founding.pk])
    assert browser_as(Role.STREET_OFFICER, street).get(page).status_code == 403
