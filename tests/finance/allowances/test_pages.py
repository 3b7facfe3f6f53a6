"""The pages of allowances, over the full stack; queries do not grow with the rows."""

import datetime
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from tests.finance.allowances.factories import AllowanceFactory, CallFactory, EntryFactory, GrantFactory
from tests.foundation.accounts.browsers import browser_as
from tests.foundation.unions.factories import CoverageFactory, UnionFactory
from tests.organisation.members.factories import invented_number
from yuanxin.finance.allowances.choices import AllowanceState, GrantState
from yuanxin.finance.allowances.models import AllowanceCall, AllowanceGrant, StaffAllowance, StaffEntry
from yuanxin.finance.allowances.queries.papers import LETTER, SHEET, SUMMARY
from yuanxin.finance.allowances.queries.waiting import UNSUMMARISED
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.documents.papers.filling import filled
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.sealed import unseal

DAY = datetime.timedelta(days=1)


@pytest.fixture
def open_call(district):
    """A call that is open on the day of the test."""
    today = clock.today()
    return CallFactory(union=district, year=today.year, closes_on=today + 30 * DAY)


@pytest.fixture
def open_draft(open_call, grassroots):
    allowance = AllowanceFactory(union=grassroots, call=open_call, account=None, bank="")
    EntryFactory.create_batch(2, allowance=allowance)
    return allowance


def test_the_district_opens_a_call_for_the_units_of_public_employers_and_others(district, grassroots, other_unit):
    CoverageFactory(union=grassroots, employer__kind="organ")
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    page = reverse("allowances:allowancecall-new")
    assert "500" in browser.get(page).content.decode()
    sent = {"year": "2016", "closes_on": clock.today() + DAY, "public": "on", "others": other_unit.name, "note": ""}
    answer = browser.post(page, {"union": district.code, **sent})
    call = AllowanceCall.objects.get()
    assert answer["Location"] == reverse("allowances:allowancecall-detail", args=[call.pk])
    assert set(call.allowances.values_list("union__name", flat=True)) == {grassroots.name, other_unit.name}
    assert grassroots.name in browser.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"others": "没有的工会"}, "others"),
        ({}, "others"),
        ({"public": "on", "closes_on": "2016-01-01"}, "closes_on"),
        ({"public": "on", "year": "16"}, "year"),
    ],
)
def test_a_call_that_cannot_run_says_so_at_the_field(district, sent, field):
    given = {"union": district.code, "year": "2016", "closes_on": clock.today() + DAY, "others": ""} | sent
    answer = browser_as(Role.DISTRICT_OFFICER, district).post(reverse("allowances:allowancecall-new"), given)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]


def test_further_units_are_asked_and_the_last_day_moves(district, open_call, grassroots):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    browser.post(reverse("allowances:allowancecall-ask", args=[open_call.pk]), {"others": grassroots.code})
    assert open_call.allowances.count() == 1
    later = open_call.closes_on + 10 * DAY
    sent = {"closes_on": later, "note": "延期", "version": open_call.version}
    browser.post(reverse("allowances:allowancecall-edit", args=[open_call.pk]), sent)
    assert open_call.allowances.get().due_on == later


def test_a_unit_begins_fills_in_enters_and_takes_off(grassroots, open_call):
    browser = browser_as(Role.GRASSROOTS_OFFICER, grassroots)
    answer = browser.post(reverse("allowances:staffallowance-new"), {"call": open_call.pk, "union": grassroots.code})
    allowance = StaffAllowance.objects.get()
    assert answer["Location"] == reverse("allowances:staffallowance-detail", args=[allowance.pk])
    edit = reverse("allowances:staffallowance-edit", args=[allowance.pk])
    sent = {"account": "3300 1616 7270 5301 2345", "bank": "建设银行", "version": allowance.version}
    assert browser.post(edit, sent).status_code == 302
    allowance.refresh_from_db()
    assert unseal(allowance.account) == "33001616727053012345"
    page = browser.get(edit).content.decode()
    assert "3300************2345" in page
    assert "33001616727053012345" not in page
    browser.post(edit, {"account": "3300************2345", "bank": "工商银行", "version": allowance.version})
    allowance.refresh_from_db()
    assert (unseal(allowance.account), allowance.bank) == ("33001616727053012345", "工商银行")
    person = {"name": "章伟", "document_type": "resident_id", "document_number": invented_number(3_700_000)}
    enter = reverse("allowances:staffentry-new", args=[allowance.pk])
    assert browser.post(enter, person).status_code == 302
    again = browser.post(enter, person)
    assert again.status_code == 422
    assert again.context["form"].errors["document_number"]
    entry = StaffEntry.objects.get()
    browser.post(reverse("allowances:staffentry-drop", args=[entry.pk]), {"reason": "离职"})
    assert not StaffEntry.objects.get().active


def test_the_amount_is_settled_on_its_page(district, grassroots, open_call):
    allowance = AllowanceFactory(union=grassroots, call=open_call, state=AllowanceState.REVIEWED)
    browser = browser_as(Role.APPROVER, district)
    page = reverse("allowances:staffallowance-settle", args=[allowance.pk])
    detail = browser.get(reverse("allowances:staffallowance-detail", args=[allowance.pk])).content.decode()
    assert page in detail
    assert "6,000.00" in browser.get(page).content.decode()
    refused = browser.post(page, {"amount": "5000", "opinion": "", "version": allowance.version})
    assert refused.status_code == 422
    assert refused.context["form"].errors["opinion"]
    browser.post(page, {"amount": "5000", "opinion": "按十个月核定", "version": allowance.version})
    allowance.refresh_from_db()
    assert (allowance.state, allowance.approved) == (AllowanceState.APPROVED, Decimal(5000))


def test_several_units_pass_their_review_at_once_or_none(district, street, open_call):
    units = [UnionFactory(parent=street) for _each in range(2)]
    rows = [AllowanceFactory(union=unit, call=open_call, state=AllowanceState.SUBMITTED) for unit in units]
    browser = browser_as(Role.REVIEWER, district)
    bulk = reverse("allowances:staffallowance-bulk", args=["review"])
    browser.post(bulk, {"pk": [row.pk for row in rows]})
    assert set(StaffAllowance.objects.values_list("state", flat=True)) == {AllowanceState.REVIEWED}
    StaffAllowance.objects.filter(pk=rows[0].pk).update(state=AllowanceState.SUBMITTED)
    browser.post(bulk, {"pk": [row.pk for row in rows]})
    assert StaffAllowance.objects.get(pk=rows[0].pk).state == AllowanceState.SUBMITTED


def test_a_summary_is_drawn_up_and_the_reply_entered(district, grassroots, open_call, fund):
    AllowanceFactory(union=grassroots, call=open_call, state=AllowanceState.APPROVED)
    browser = browser_as(Role.FINANCE, district)
    draw = reverse("allowances:allowancegrant-new", args=[open_call.pk])
    assert "6,000.00" in browser.get(draw).content.decode()
    browser.post(draw)
    grant = AllowanceGrant.objects.get()
    assert browser.post(draw).status_code == 422
    AllowanceGrant.objects.filter(pk=grant.pk).update(state=GrantState.SENT)
    page = reverse("allowances:allowancegrant-grant", args=[grant.pk])
    assert page in browser.get(reverse("allowances:allowancegrant-detail", args=[grant.pk])).content.decode()
    sent = {
        "document_number": "西财〔2016〕31号",
        "granted_on": clock.today(),
        "version": grant.version,
        "fund": fund.pk,
    }
    refused = browser.post(page, {**sent, "amount": "6000.01"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["amount"]
    browser.post(page, {**sent, "amount": "6000"})
    grant.refresh_from_db()
    assert grant.state == GrantState.GRANTED


def test_numbers_are_masked_and_taken_in_clear_by_the_district_only(district, grassroots, open_draft):
    number = unseal(StaffEntry.objects.first().document_number)
    lists = reverse("allowances:staffentry-list")
    unit = browser_as(Role.GRASSROOTS_OFFICER, grassroots)
    assert number not in unit.get(lists).content.decode()
    assert number[:6] + "********" + number[-4:] in unit.get(lists, {"search": number}).content.decode()
    assert "clear" not in unit.get(reverse("allowances:staffentry-export")).context["form"].fields
    office = browser_as(Role.DISTRICT_OFFICER, district)
    assert "clear" in office.get(reverse("allowances:staffentry-export")).context["form"].fields


def test_settled_units_without_a_summary_wait_in_the_inbox(actor_as, district, grassroots, open_call):
    finance = actor_as(Role.FINANCE, district)
    assert not UNSUMMARISED.waiting(finance, clock.today()).exists()
    AllowanceFactory(union=grassroots, call=open_call, state=AllowanceState.APPROVED)
    found = UNSUMMARISED.waiting(finance, clock.today()).get()
    assert "1" in UNSUMMARISED.item(found, finance, clock.today()).state
    assert not UNSUMMARISED.waiting(actor_as(Role.STREET_OFFICER, grassroots.parent), clock.today()).exists()


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_calculation_sheet_and_the_summary_tell_the_amounts_in_words(district, grassroots, open_call):
    allowance = AllowanceFactory(
        union=grassroots, call=open_call, state=AllowanceState.APPROVED, approved=Decimal("5999.50"), headcount=12,
        submitted_on=clock.today(),
    )  # fmt: skip
    entry = EntryFactory(allowance=allowance, name="章伟")
    sheet = text_of(filled(SHEET, allowance))
    for told in ("6,000.00", "5,999.50", "伍仟玖佰玖拾玖元伍角整", "章伟", "审批意见"):
        assert told in sheet
    assert unseal(entry.document_number) not in sheet
    grant = GrantFactory(union=district, call=open_call, state=GrantState.SENT, amount=Decimal("5999.50"))
    StaffAllowance.objects.filter(pk=allowance.pk).update(grant=grant)
    summary, letter = text_of(filled(SUMMARY, grant)), text_of(filled(LETTER, grant))
    for told in (grassroots.name, "5,999.50", "伍仟玖佰玖拾玖元伍角整"):
        assert told in summary
    for told in ("12名编外人员", "5,999.50元", "每人每年500元"):
        assert told in letter


@pytest.mark.parametrize(
    "page", ["staffallowance-list", "staffentry-list", "allowancegrant-list", "allowancecall-list"]
)
def test_a_list_asks_no_more_for_twelve_rows_than_for_two(district, street, open_call, page):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    address = reverse(f"allowances:{page}")

    def make(number: int) -> None:
        for _each in range(number):
            grant = GrantFactory(union=district, call=open_call, number=AllowanceGrant.objects.count() + 1)
            unit = UnionFactory(parent=street)
            allowance = AllowanceFactory(union=unit, call=open_call, grant=grant, state=AllowanceState.APPROVED)
            EntryFactory(allowance=allowance)
            CallFactory(union=district, year=1900 + AllowanceCall.objects.count())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    make(2)
    asked()
    two = asked()
    make(10)
    assert asked() == two
