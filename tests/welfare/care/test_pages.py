"""The pages of condolence and cover, over the full stack; queries do not grow with the rows."""

import datetime
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.payments.factories import PaymentFactory
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import HouseholdFactory, MembershipFactory
from tests.organisation.rosters.books import workbook
from tests.welfare.care.factories import (
    CARD,
    ClaimFactory,
    GoodsEntryFactory,
    GoodsItemFactory,
    LossFactory,
    ProgrammeFactory,
    ReceiptFactory,
    RecipientFactory,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.documents.papers.filling import filled
from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.welfare.care.choices import CareKind, Cause, ClaimKind, ClaimState, ProgrammeState, Reason
from yuanxin.welfare.care.models import CondolenceProgramme, CoverClaim, GoodsItem, Receipt, Recipient
from yuanxin.welfare.care.queries.papers import SETTLEMENT, SIGNATURES
from yuanxin.welfare.care.registers.condolence import list_of
from yuanxin.welfare.care.services import KIND, Report, report_claim

DAY = datetime.timedelta(days=1)
HAPPENED = "电器短路起火，烧毁家具。"
DAY_OF_FIRE = datetime.date(2016, 6, 3)


@pytest.fixture
def current(programme):
    """The programme, on a day of its own."""
    today = clock.today()
    CondolenceProgramme.objects.filter(pk=programme.pk).update(begins_on=today - DAY, ends_on=today + DAY)
    programme.refresh_from_db()
    return programme


def test_a_programme_is_planned_its_goods_set_and_its_list_pasted(district, parcels):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    today = clock.today()
    plan = {
        "union": district.code, "kind": CareKind.COOL, "name": "2016年夏季送清凉", "project": "G20峰会重点工程",
        "begins_on": today, "ends_on": today + 30 * DAY, "budget": "30000.50",
    }  # fmt: skip
    refused = browser.post(reverse("care:programme-new"), {**plan, "ends_on": today - DAY})
    assert refused.status_code == 422
    assert refused.context["form"].errors["ends_on"]
    answer = browser.post(reverse("care:programme-new"), plan)
    programme = CondolenceProgramme.objects.get()
    assert answer["Location"] == reverse("care:condolenceprogramme-detail", args=[programme.pk])
    assert programme.budget == Decimal("30000.50")
    browser.post(reverse("care:programme-goods", args=[programme.pk]), {f"item_{parcels.pk}": "1"})
    assert [(each.item, each.per_head) for each in programme.standard] == [(parcels, 1)]
    lines = "李建国，13800000001，奥体标段\n王芳\t13800000002\t地铁 四号线\n"
    browser.post(reverse("care:recipient-new", args=[programme.pk]), {"lines": lines})
    listed = {each.name: each.employer_name for each in programme.recipients.all()}
    assert listed == {"李建国": "奥体标段", "王芳": "地铁 四号线"}
    page = browser.get(answer["Location"]).content.decode()
    assert "138****0001" in page
    assert "13800000001" not in page
    again = browser.post(reverse("care:recipient-new", args=[programme.pk]), {"lines": "李建国，13800000001"})
    assert again.status_code == 422
    edit = {**plan, "name": "送清凉", "version": CondolenceProgramme.objects.get().version}
    browser.post(reverse("care:programme-edit", args=[programme.pk]), edit)
    assert CondolenceProgramme.objects.get().name == "送清凉"


def test_goods_are_signed_for_and_a_receipt_is_taken_back(district, current, listed, parcels):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    page = reverse("care:receipt-new", args=[current.pk])
    sent = {"received_on": clock.today(), "signed_by": "陈班长", "recipients": [each.pk for each in listed[:2]]}
    answer = browser.post(page, sent)
    receipt = Receipt.objects.get()
    assert answer["Location"] == reverse("care:receipt-detail", args=[receipt.pk])
    assert receipt.people == 2
    parcels.refresh_from_db()
    assert parcels.remain == 18
    shown = browser.get(answer["Location"]).content.decode()
    assert "陈班长" in shown
    assert parcels.name in shown
    browser.post(page, {**sent, "recipients": [], "everybody": "on"})
    assert Recipient.objects.received().count() == 5
    assert browser.post(page, {**sent, "everybody": "on"}).status_code == 422
    back = reverse("care:receipt-take-back", args=[receipt.pk])
    browser.post(back, {"reason": "签收人有误", "version": receipt.version})
    parcels.refresh_from_db()
    assert (parcels.remain, Recipient.objects.received().count()) == (17, 3)


def test_whole_sections_sign_for_the_goods_each_worker_once(district, current, listed):
    section, crew = listed[:2], listed[2:]
    Recipient.objects.filter(pk__in=[each.pk for each in section]).update(employer_name="一标段")
    Recipient.objects.filter(pk__in=[each.pk for each in crew]).update(employer_name="二标段")
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    page = reverse("care:receipt-new", args=[current.pk])
    assert "二标段（3 人）" in browser.get(page, headers={"accept-language": "zh-hans"}).content.decode()
    sent = {"received_on": clock.today(), "signed_by": "陈班长"}
    assert browser.post(page, {**sent, "sections": ["三标段"]}).status_code == 422
    browser.post(page, {**sent, "sections": ["一标段"], "recipients": [section[0].pk, crew[0].pk]})
    assert set(Receipt.objects.get().recipients.all()) == {*section, crew[0]}
    assert "一标段" not in browser.get(page).content.decode(), "one section is left, and there is nothing to choose"


def test_a_store_that_lacks_goods_says_so(district, current, listed, parcels):
    GoodsItem.objects.filter(pk=parcels.pk).update(remain=1, received=1)
    page = reverse("care:receipt-new", args=[current.pk])
    sent = {"received_on": clock.today(), "signed_by": "陈班长", "everybody": "on"}
    answer = browser_as(Role.DISTRICT_OFFICER, district).post(page, sent)
    assert answer.status_code == 422
    assert "夏令用品" in answer.content.decode()
    assert not Receipt.objects.exists()


def test_the_store_is_kept_on_its_pages(district):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    browser.post(reverse("care:goodsitem-new"), {"union": district.code, "name": "急救包", "measure": "个"})
    item = GoodsItem.objects.get()
    enter = reverse("care:goodsitem-receive", args=[item.pk])
    browser.post(enter, {"quantity": "30", "on": clock.today(), "note": "采购单12号"})
    assert browser.post(enter, {"quantity": "0", "on": clock.today()}).status_code == 422
    assert browser.post(enter, {"quantity": "3", "on": clock.today() + DAY}).status_code == 422
    entry = item.entries.get()
    undo = reverse("care:goodsentry-reverse", args=[entry.pk])
    assert undo in browser.get(reverse("care:goodsentry-detail", args=[entry.pk])).content.decode()
    browser.post(undo, {"reason": "录入有误"})
    item.refresh_from_db()
    assert (item.received, item.remain) == (0, 0)
    assert "录入有误" in browser.get(reverse("care:goodsitem-detail", args=[item.pk])).content.decode()


def test_somebody_is_taken_off_a_list_with_a_reason(district, current, listed):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    drop = reverse("care:recipient-drop", args=[listed[0].pk])
    assert browser.post(drop, {"reason": "", "version": listed[0].version}).status_code == 422
    browser.post(drop, {"reason": "已离开工地", "version": listed[0].version})
    assert current.recipients.listed().count() == 4


def report_form(member, **changed):
    today = clock.today()
    return {
        "union": member.union.code, "person": unseal(member.document_number), "kind": ClaimKind.PROPERTY,
        "cause": Cause.FIRE, "happened_on": today - 3 * DAY, "reported_on": today, "place": "文三路自住房",
        "details": HAPPENED, "losses": "衣柜，5000.00\n电视机, 3200.50", "account": CARD, "bank": "工商银行",
    } | changed  # fmt: skip


def test_a_claim_from_the_report_to_the_payment_desk(district, grassroots, fund):
    member = MembershipFactory(union=grassroots).person
    HouseholdFactory(head=member)
    clerk = browser_as(Role.GRASSROOTS_OFFICER, grassroots)
    answer = clerk.post(reverse("care:coverclaim-new"), report_form(member))
    claim = CoverClaim.objects.get()
    page = reverse("care:coverclaim-detail", args=[claim.pk])
    assert answer["Location"] == page
    shown = clerk.get(page).content.decode()
    assert HAPPENED in shown
    assert "5,000.00" in shown
    assert CARD not in shown
    for action in ("file", "complete"):
        step = reverse("flow:step", args=["care.coverclaim", claim.pk, action])
        claim.refresh_from_db()
        clerk.post(step, {"version": claim.version, "opinion": ""})
    claim.refresh_from_db()
    assert claim.state == ClaimState.DOCUMENTED
    reviewer = browser_as(Role.REVIEWER, district)
    first, second = claim.items.order_by("pk")
    sent = {f"item_{first.pk}": "4000", f"item_{second.pk}": "3200.50", "version": claim.version, "opinion": ""}
    assess = reverse("care:coverclaim-assess", args=[claim.pk])
    assert reviewer.post(assess, {**sent, f"item_{first.pk}": "5000.01"}).status_code == 422
    reviewer.post(assess, sent)
    claim.refresh_from_db()
    assert claim.computed == Decimal("7200.50")
    approver = browser_as(Role.APPROVER, district)
    approve = reverse("care:coverclaim-approve", args=[claim.pk])
    assert "7,200.50" in approver.get(approve).content.decode()
    given = {"amount": "7000", "fund": fund.pk, "opinion": "", "version": claim.version}
    refused = approver.post(approve, given)
    assert refused.status_code == 422
    assert refused.context["form"].errors["opinion"]
    approver.post(approve, {**given, "opinion": "部分家具可修复"})
    payment = Payment.objects.get()
    assert (payment.computed_fen, payment.approved_fen) == (Decimal("7200.50"), Decimal(7000))
    shown = approver.get(page).content.decode()
    for told in ("7,200.50", "-200.50"):
        assert told in shown


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"losses": "衣柜"}, "losses"),
        ({"losses": "衣柜，很多"}, "losses"),
        ({"person": "330106199001011234"}, "person"),
        ({"reported_on": "2016-01-01"}, "reported_on"),
        ({"cause": "accident"}, "cause"),
        ({"details": ""}, "details"),
    ],
)
def test_a_report_that_cannot_be_says_so_at_the_field(grassroots, changed, field):
    member = MembershipFactory(union=grassroots).person
    HouseholdFactory(head=member)
    browser = browser_as(Role.GRASSROOTS_OFFICER, grassroots)
    answer = browser.post(reverse("care:coverclaim-new"), report_form(member, **changed))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not CoverClaim.objects.exists()


def test_a_member_of_another_union_is_told_as_if_unknown(grassroots, street):
    elsewhere = MembershipFactory(union=UnionFactory(parent=street)).person
    HouseholdFactory(head=elsewhere)
    browser = browser_as(Role.GRASSROOTS_OFFICER, grassroots)
    sent = report_form(elsewhere, union=grassroots.code)
    told = [browser.post(reverse("care:coverclaim-new"), sent | {"person": number}).context["form"].errors["person"]
            for number in (sent["person"], "330106199001011234")]  # fmt: skip
    assert told[0] == told[1]


def test_a_claim_is_refused_in_the_words_the_household_reads(district, grassroots):
    claim = ClaimFactory(union=grassroots, state=ClaimState.DOCUMENTED)
    reviewer = browser_as(Role.REVIEWER, district)
    page = reverse("care:coverclaim-refuse", args=[claim.pk])
    assert str(Reason.OVER_CAP.value) not in reviewer.get(page).content.decode()
    reviewer.post(page, {"reason": Reason.LATE, "opinion": "", "version": claim.version})
    claim.refresh_from_db()
    assert claim.state == ClaimState.REFUSED
    shown = reviewer.get(reverse("care:coverclaim-detail", args=[claim.pk])).content.decode()
    assert str(Reason.LATE.label) in shown


@pytest.mark.parametrize("role", [Role.FINANCE, Role.LEADER])
def test_what_happened_stays_from_who_may_not_read_it(role, district, grassroots, clerk, member):
    report = Report(
        person=member, kind=ClaimKind.PROPERTY, cause=Cause.FIRE, happened_on=DAY_OF_FIRE, reported_on=DAY_OF_FIRE,
        place="文三路自住房", details=HAPPENED, account=CARD,
    )  # fmt: skip
    claim = report_claim(actor=clerk, report=report, today=DAY_OF_FIRE)
    LossFactory(claim=claim, what="祖传字画")
    browser = browser_as(role, district)
    page = browser.get(reverse("care:coverclaim-detail", args=[claim.pk])).content.decode()
    for kept in (HAPPENED, "祖传字画", claim.person.name, CARD):
        assert kept not in page
    assert browser.get(reverse("care:coverclaim-export")).status_code == 403
    handling = browser_as(Role.REVIEWER, district).get(reverse("care:coverclaim-detail", args=[claim.pk]))
    assert claim.person.name in handling.content.decode()


def test_who_approves_is_told_what_else_the_household_has_had(district, grassroots, fund):
    claim = ClaimFactory(union=grassroots, state=ClaimState.ASSESSED)
    page = reverse("care:coverclaim-approve", args=[claim.pk])
    browser = browser_as(Role.APPROVER, district)
    assert "近一年没有其他受助记录" in browser.get(page).content.decode()
    ClaimFactory(union=grassroots, person=claim.person, household=claim.household, cause=Cause.EXPLOSION)
    PaymentFactory(union=district, fund=fund, kind=KIND, household=claim.household_id, settled=True)
    told = browser.get(page).content.decode()
    assert "该户同日还有另一案件" in told
    assert "1 笔，共 1,200.00 元" in told


def test_a_store_without_goods_is_filled_before_a_programme_names_them(district):
    programme = ProgrammeFactory(union=district, state=ProgrammeState.DRAFT)
    page = reverse("care:programme-goods", args=[programme.pk])
    answer = browser_as(Role.DISTRICT_OFFICER, district).get(page, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("care:goodsitem-list")
    assert "还没有登记物资" in answer.content.decode()


def test_another_unions_records_are_not_found(street, grassroots, district):
    elsewhere = UnionFactory(parent=street)
    browser = browser_as(Role.GRASSROOTS_OFFICER, elsewhere)
    programme, claim = ProgrammeFactory(union=grassroots), ClaimFactory(union=grassroots)
    item = GoodsItemFactory(union=grassroots)
    for page, record in (
        ("condolenceprogramme-detail", programme), ("programme-edit", programme), ("receipt-new", programme),
        ("coverclaim-detail", claim), ("coverclaim-losses", claim), ("goodsitem-receive", item),
    ):  # fmt: skip
        assert browser.get(reverse(f"care:{page}", args=[record.pk])).status_code == 404


def test_a_list_is_brought_in_for_a_programme_of_the_own_scope(street, grassroots, district, tables):
    """Programmes of one name are told apart by their unions; those of others are neither offered nor taken."""
    own, other = (
        ProgrammeFactory(union=unit, name="一线职工慰问") for unit in (grassroots, UnionFactory(parent=street))
    )
    over = ProgrammeFactory(union=grassroots, state=ProgrammeState.CLOSED)
    browser = browser_as(Role.GRASSROOTS_OFFICER, grassroots)
    page = reverse("care:condolence_list:upload")
    offered = browser.get(page, {"offer": "programme", "programme": ""}, headers={"HX-Request": "true"})
    assert f"{own.name} {grassroots.code}" in offered.content.decode()
    assert other.union.code not in offered.content.decode()
    assert over.name not in offered.content.decode()

    def brought(by, programme):
        rows = workbook(
            [("李建国", "13800000001", None, "奥体标段")], ("姓名", "手机号码", "身份证号", "单位或标段"), above=0
        )
        file = SimpleUploadedFile("名单.xlsx", rows)
        sent = {"file": file, "union": grassroots.code, "mode": Mode.FILL, "programme": programme}
        return by.post(page, sent)

    assert brought(browser, f"{own.name} {other.union.code}").status_code == 422
    assert brought(browser_as(Role.DISTRICT_OFFICER, district), own.name).status_code == 422
    assert brought(browser, own.name).status_code == 302
    assert Batch.objects.get().answers == {"programme": str(own.pk)}


def test_the_list_of_a_programme_is_filtered_by_name_and_union(street, grassroots, district):
    own, other = (
        ProgrammeFactory(union=unit, name="一线职工慰问") for unit in (grassroots, UnionFactory(parent=street))
    )
    for programme, name in ((own, "李建国"), (other, "王大力")):
        RecipientFactory(programme=programme, name=name)
    shown = browser_as(Role.DISTRICT_OFFICER, district).get(list_of(own)).content.decode()
    assert "李建国" in shown
    assert "王大力" not in shown
    assert own.name in shown


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_sheet_of_signatures_lists_everybody_with_the_phone_masked(programme, listed):
    sheet = text_of(filled(SIGNATURES, programme))
    for told in (programme.name, "夏令用品1份", listed[0].name, "奥体标段"):
        assert told in sheet
    assert unseal(listed[0].phone) not in sheet


def test_the_settlement_tells_each_step_and_both_amounts_in_figures_and_words(grassroots):
    claim = ClaimFactory(
        union=grassroots, state=ClaimState.APPROVED, computed=Decimal("30000.00"), approved=Decimal("29000.50"),
        steps=[["losses", "45000.01"], ["cap", "30000"]], reasons=[Reason.OVER_CAP],
    )  # fmt: skip
    paper = text_of(filled(SETTLEMENT, claim))
    for told in ("45,000.01", "30,000.00", "29,000.50", "贰万玖仟元伍角整", claim.person.name):
        assert told in paper
    assert HAPPENED not in paper


@pytest.mark.parametrize(
    "page",
    ["condolenceprogramme-list", "recipient-list", "receipt-list", "goodsitem-list", "goodsentry-list",
     "coverclaim-list"],
)  # fmt: skip
def test_a_list_asks_no_more_for_twelve_rows_than_for_two(district, street, page):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    address = reverse(f"care:{page}")

    def make(number: int) -> None:
        for _each in range(number):
            unit = UnionFactory(parent=street)
            programme = ProgrammeFactory(union=unit, state=ProgrammeState.RUNNING)
            receipt = ReceiptFactory(programme=programme)
            RecipientFactory(programme=programme, receipt=receipt, received_on=receipt.received_on)
            GoodsEntryFactory(item=GoodsItemFactory(union=unit, remain=10), receipt=receipt)
            ClaimFactory(union=unit)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    make(2)
    asked()
    two = asked()
    make(10)
    assert asked() == two
