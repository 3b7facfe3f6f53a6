"""Who sees what of hardship: each role its duty, nobody illness, income or a card beside it."""

import datetime

import pytest
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.unions.factories import UnionFactory
from tests.welfare.hardship.factories import CARD, a_household, applied
from tests.welfare.hardship.steps import approved, asked, reviewed
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.documents.services import hand_out
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.welfare.hardship.queries.papers import RELIEF_PAPER, REQUEST_PAPER
from yuanxin.welfare.hardship.registers import FILES, RELIEFS, REQUESTS

TODAY = datetime.date(2016, 6, 30)
ILLNESS = "慢性肾衰竭"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("yuanxin.foundation.kernel.clock.today", lambda: TODAY)


class TestWhoSeesWhat:
    """No officer sees illness, income or cards outside the duty; the public sees nothing but the notice."""

    @pytest.mark.parametrize(
        ("role", "files", "money", "figures"),
        [
            (Role.GRASSROOTS_OFFICER, True, True, True),
            (Role.STREET_OFFICER, True, True, True),
            (Role.DISTRICT_OFFICER, True, True, True),
            (Role.REVIEWER, True, True, True),
            (Role.APPROVER, True, True, True),
            (Role.FINANCE, False, True, True),
            (Role.LEADER, False, False, True),
            (Role.WORKER, False, False, False),
            (Role.SYSTEM_ADMINISTRATOR, False, False, False),
            (Role.SECURITY_ADMINISTRATOR, False, False, False),
            (Role.AUDIT_ADMINISTRATOR, False, False, False),
        ],
    )
    def test_each_role_opens_what_is_its_duty(
        self, signed_in_as, district, office, household, role, files, money, figures
    ):
        file = office.filed(household)
        relief = asked(office.officer, household)
        browser = browser_as(role, district)
        opened = {
            FILES.url(): files,
            FILES.url("detail", file.pk): files,
            REQUESTS.url(): files,
            RELIEFS.url(): money,
            RELIEFS.url("detail", relief.pk): money,
            reverse("hardship:household", args=[household.pk]): money,
            reverse("hardship:overview"): figures,
        }
        for address, may in opened.items():
            assert (browser.get(address).status_code == 200) is may, address

    def test_finance_reads_the_amount_and_neither_need_nor_situation(self, signed_in_as, district, office, household):
        office.filed(household)
        relief = asked(office.officer, household)
        browser = signed_in_as(Role.FINANCE, district)
        told = browser.get(RELIEFS.url("detail", relief.pk)).content.decode()
        assert "3,000.00" in told
        assert "积蓄用尽" not in told
        assert "583.33" not in told

    def test_lists_exports_and_prints_hold_no_income_illness_or_card(self, signed_in_as, street, office, household):
        office.filed(household)
        asked(office.officer, household)
        browser = signed_in_as(Role.STREET_OFFICER, street)
        for register in (FILES, REQUESTS, RELIEFS):
            pages = [browser.get(register.url()), browser.get(register.url("print"))]
            exported = browser.post(register.url("export"), {"reason": "核对"})
            assert exported.status_code == 200
            for answer in pages:
                text = answer.content.decode()
                for secret in (ILLNESS, "42000", "42,000", CARD, "583.33", "积蓄用尽"):
                    assert secret not in text
            assert CARD.encode() not in b"".join(exported)

    def test_papers_are_taken_by_who_may_and_hold_no_illness(self, office, household, officer, fund):
        request = office.approved(applied(office.officer, household))
        _name, content = hand_out(actor=officer, paper=REQUEST_PAPER, target=request, today=TODAY)
        text = text_of(content)
        for told in ("困难职工档案审批表", "张三", "583.33", "低保户", "情况属实，同意上报", "陈晓明、李明华"):
            assert told in text
        for secret in (ILLNESS, "疾病", CARD, unseal(household.head.document_number)):
            assert secret not in text
        relief = approved(office, reviewed(office, household, applied=20000), fund)
        _name, content = hand_out(actor=officer, paper=RELIEF_PAPER, target=relief, today=TODAY)
        text = text_of(content)
        for told in ("困难职工帮扶审批表", "8,928.00", "11,072.00", "捌仟玖佰贰拾捌元整", "区级帮扶资金"):
            assert told in text


def text_of(content: bytes) -> str:
    """The text of a Word paper."""
    import io

    from docx import Document

    document = Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_leader_reads_no_group_under_five_apart(signed_in_as, district, office, grassroots):
    for _ in range(2):
        office.filed(a_household(grassroots, child=False), today=datetime.date(2016, 3, 1))
    browser = signed_in_as(Role.LEADER, district)
    told = browser.get(reverse("hardship:overview")).content.decode()
    assert "在册困难职工户数" in told
    assert "低保边缘户" not in told


def test_a_neighbour_finds_nothing(office, household, street):
    file = office.filed(household)
    browser = browser_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street))
    assert browser.get(FILES.url("detail", file.pk)).status_code == 404
    assert file.number not in browser.get(FILES.url()).content.decode()
