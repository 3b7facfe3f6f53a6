"""The pages of the payment desk: what they show to whom, what they ask, and what they cost."""

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from tests.foundation.accounts.browsers import browser_as, browser_of
from tests.foundation.payments.factories import CARD, TODAY, BatchFactory, FundFactory, LineFactory, PaymentFactory
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.flow import inbox
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.payments import services
from yuanxin.foundation.payments.choices import BatchState, Outcome, PaymentState
from yuanxin.foundation.payments.models import Batch, Fund, FundEntry, Line, Payment
from yuanxin.foundation.payments.tasks import COLLECTING
from yuanxin.foundation.unions.choices import Level

pytestmark = pytest.mark.django_db


def page(browser, name, *args, **asked):
    response = browser.get(reverse(f"payments:{name}", args=args), asked)
    assert response.status_code == 200, response
    return response.content.decode()


def browser_for(actor):
    return browser_of(User.objects.get(pk=int(actor.key.removeprefix("user:"))))


@pytest.fixture
def desk(cashier):
    """The cashier's browser."""
    return browser_for(cashier)


def queries(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_the_register_shows_money_of_kinds_one_may_see_with_accounts_masked(desk, district, street, fund):
    PaymentFactory(union=street, fund=fund, payee_name="张三")
    PaymentFactory(union=street, fund=fund, payee_name="李四", kind="tests.hidden")
    shown = page(desk, "payment-list", hide="0")
    assert "张三" in shown
    assert "李四" not in shown
    assert "6212***********0001" in shown
    assert CARD not in shown
    assert "李四" in page(browser_as(Role.DISTRICT_OFFICER, district), "payment-list")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "tests.relief"}, {"甲", "乙"}),
        ({"state": "paid"}, {"乙"}),
        ({"household": "3"}, {"甲"}),
        ({"fund__level": "charity"}, {"丙"}),
        ({"paid_on_from": "2016-06-10", "paid_on_to": "2016-06-10"}, {"乙"}),
        ({"paid_on_from": "2016-06-11"}, set()),
        ({"search": CARD}, {"甲", "乙", "丙"}),
        ({"search": "丙的申请"}, {"丙"}),
    ],
)
def test_payments_are_found_by_fund_kind_state_period_household_and_account(
    actor_as, district, street, fund, asked, found
):
    reader = browser_for(actor_as(Role.DISTRICT_OFFICER, district))
    PaymentFactory(union=street, fund=fund, payee_name="甲某", household=3)
    PaymentFactory(union=street, fund=fund, payee_name="乙某", settled=True)
    charity = FundFactory(union=district, level="charity")
    PaymentFactory(union=street, fund=charity, payee_name="丙某", kind="tests.hidden", cause_label="丙的申请")
    shown = page(reader, "payment-list", **asked)
    assert {name for name in "甲乙丙" if f"{name}某" in shown} == found


def test_payments_are_found_by_one_fund_and_one_batch(desk, district, street, fund):
    batch = BatchFactory(union=district, fund=fund)
    PaymentFactory(union=street, fund=fund, payee_name="甲某", batch=batch, state=PaymentState.BATCHED)
    PaymentFactory(union=street, fund=FundFactory(union=district), payee_name="乙某")
    for asked in ({"fund": fund.pk}, {"batch": batch.pk}):
        shown = page(desk, "payment-list", **asked)
        assert "甲某" in shown
        assert "乙某" not in shown


@pytest.mark.parametrize("name", ["payment-list", "batch-list", "line-list", "fund-list", "batch-new", "money-out"])
def test_a_list_of_twelve_costs_no_more_than_one_of_two(desk, district, street, fund, name):
    def more(count):
        for _number in range(count):
            own = FundFactory(union=district)
            batch = BatchFactory(union=district, fund=own, with_bank=True)
            LineFactory(batch=batch)
            PaymentFactory(union=street, fund=own)
            PaymentFactory(union=street, fund=own, settled=True)

    more(2)
    address = reverse(f"payments:{name}")
    few = queries(desk, address)
    more(10)
    assert queries(desk, address) == few


def test_a_payment_tells_its_amounts_apart_and_where_it_stands(desk, street, fund):
    payment = PaymentFactory(
        union=street, fund=fund, computed_fen=Decimal("1000.00"), applied_fen=Decimal("2000.00"),
        approved_fen=Decimal("43200.00"), opinion="会议研究上浮", household=3,
    )  # fmt: skip
    PaymentFactory(union=street, fund=fund, household=3, payee_name="同户另一人")
    shown = page(desk, "payment-detail", payment.pk)
    for text in ("1,000.00", "2,000.00", "43,200.00", "肆万叁仟贰佰元整", "会议研究上浮", "同户另一人"):
        assert text in shown
    assert CARD not in shown


def test_the_account_in_clear_is_shown_for_a_reason_and_logged(desk, street, fund):
    payment = PaymentFactory(union=street, fund=fund)
    address = reverse("payments:payment-clear", args=[payment.pk])
    assert desk.post(address, {"reason": ""}).status_code == 422
    response = desk.post(address, {"reason": "与银行核对账号"})
    assert CARD in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    event = Event.objects.latest("pk")
    assert (event.action, event.reason, event.details["fields"]) == (
        "audit.clear_viewed", "与银行核对账号", ["account"],
    )  # fmt: skip


def test_the_register_is_exported_masked_and_in_clear_only_for_who_may(desk, street, fund):
    PaymentFactory(union=street, fund=fund)
    address = reverse("payments:payment-export")

    def cells(**given):
        response = desk.post(address, given)
        book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
        return {cell for row in book.get_sheet_by_index(0).to_python() for cell in row}

    assert CARD not in cells(reason="月度对账")
    assert CARD in cells(reason="月度对账", clear="on")
    assert Event.objects.filter(action="audit.exported").latest("pk").details["clear"] is True


def test_three_people_take_a_batch_to_the_bank_by_pages(waiting, maker, checker, cashier, fund):
    making, checking, paying = map(browser_for, (maker, checker, cashier))
    assert "救助" in page(making, "batch-new", fund=fund.pk, kind="tests.relief")
    made = making.post(
        reverse("payments:batch-new"),
        {"fund": fund.pk, "title": "六月救助", "until": "2026-01-01", "wanted": ["tests.relief"]},
    )
    batch = Batch.objects.get()
    assert made.url == reverse("payments:batch-detail", args=[batch.pk])
    assert "hx-get" in page(making, "batch-detail", batch.pk)
    assert "progress" in page(making, "batch-progress", batch.pk)
    COLLECTING.carry_on(batch.pk, raising=True)
    assert making.get(reverse("payments:batch-progress", args=[batch.pk]))["HX-Refresh"] == "true"

    def step(browser, action, **given):
        batch.refresh_from_db()
        address = reverse("flow:step", args=["payments.batch", batch.pk, action])
        return browser.post(address, {"version": batch.version, **given})

    assert step(making, "submit").status_code == 302
    assert step(making, "check").status_code == 403
    assert step(checking, "check").status_code == 302
    assert step(checking, "send").status_code == 403
    assert step(paying, "send").status_code == 302
    batch.refresh_from_db()
    assert batch.state == BatchState.SENT


def test_a_bank_file_is_taken_by_its_page_once(sent, desk):
    address = reverse("payments:batch-file", args=[sent.pk, "csv"])
    assert desk.post(address, {"reason": ""}).status_code == 422
    response = desk.post(address, {"reason": "送工商银行"})
    assert CARD in response.content.decode("gb18030")
    assert "no-store" in response["Cache-Control"]
    again = desk.post(address, {"reason": "再次送交"})
    assert again.status_code == 422
    assert "重复支付" in again.content.decode()
    assert desk.post(address, {"reason": "银行未收到", "again": "on"}).status_code == 200


def test_a_bank_file_asks_for_the_second_factor_again(sent, cashier):
    browser = browser_of(User.objects.get(pk=int(cashier.key.removeprefix("user:"))), verified=False)
    assert browser.get(reverse("payments:batch-file", args=[sent.pk, "csv"])).status_code == 200


def test_ticked_payments_are_put_into_a_batch_handed_out_and_listed(maker, desk, district, street, fund):
    making = browser_for(maker)
    chosen = PaymentFactory.create_batch(2, union=street, fund=fund)
    bulk = making.post(reverse("payments:payment-bulk", args=["collect"]), {"pk": [each.pk for each in chosen]})
    assert bulk.url == f"{reverse('payments:batch-pick')}?pk={chosen[0].pk}&pk={chosen[1].pk}"
    assert making.post(bulk.url, {"title": ""}).status_code == 422
    assert making.post(bulk.url, {"title": "补发"}).status_code == 302
    batch = Batch.objects.get()
    assert (batch.count, batch.title) == (2, "补发")

    out = making.post(f"{reverse('payments:take-out')}?pk={chosen[0].pk}", {"reason": "改为当面发放"})
    assert out.status_code == 302
    sheet = desk.get(f"{reverse('payments:sheet')}?pk={chosen[0].pk}").content.decode()
    assert "壹仟贰佰元整" in sheet
    assert CARD not in sheet
    paid = desk.post(f"{reverse('payments:hand-out')}?pk={chosen[0].pk}", {"paid_on": "2016-06-30", "receipt": "第3页"})
    assert paid.status_code == 302
    assert Payment.objects.get(pk=chosen[0].pk).state == PaymentState.PAID


def test_ticking_payments_of_elsewhere_opens_nothing(desk, district, street, fund):
    hidden = PaymentFactory(union=street, fund=fund, kind="tests.hidden")
    for name in ("hand-out", "sheet"):
        assert desk.get(f"{reverse(f'payments:{name}')}?pk={hidden.pk}").status_code == 404
        assert desk.get(f"{reverse(f'payments:{name}')}?pk=x").status_code == 404


def test_funds_are_opened_filled_and_their_entries_reversed(desk, district):
    opened = desk.post(reverse("payments:fund-new"), {"union": district.code, "name": "市级帮扶资金", "level": "city"})
    fund = Fund.objects.get(name="市级帮扶资金")
    assert opened.url == reverse("payments:fund-detail", args=[fund.pk])
    money = reverse("payments:fund-money", args=[fund.pk])
    assert desk.post(money, {"kind": "received", "amount_fen": "0", "on": "2016-01-08"}).status_code == 422
    assert desk.post(money, {"kind": "received", "amount_fen": "5000.00", "on": "2016-01-08"}).status_code == 302
    over = desk.post(money, {"kind": "transfer_out", "amount_fen": "5000.01", "on": "2016-01-08"})
    assert over.status_code == 422
    assert "余额5000.00元" in over.content.decode()
    entry = FundEntry.objects.get()
    assert "5,000.00" in page(desk, "fund-detail", fund.pk)
    reverse_page = reverse("payments:entry-reverse", args=[entry.pk])
    assert desk.post(reverse_page, {"reason": "重复登记"}).status_code == 302
    assert desk.post(reverse_page, {"reason": "再冲一次"}).status_code == 422
    close = {"reason": "年度结束", "version": 1}
    assert desk.post(reverse("payments:fund-close", args=[fund.pk]), close).status_code == 302
    assert not Fund.objects.get(pk=fund.pk).open


def test_a_payment_is_corrected_called_off_and_reversed_by_pages(maker, desk, street, fund):
    payment = PaymentFactory(union=street, fund=fund, payee_person=7)
    making = browser_for(maker)
    given = {"account": "6222021202000000001", "bank": "建设银行", "reason": "换卡", "version": payment.version}
    address = reverse("payments:payment-account", args=[payment.pk])
    assert making.post(address, given | {"account": "6222021202000000002"}).status_code == 422
    assert making.post(address, given).status_code == 302
    assert making.post(address, given).status_code == 422
    payment.refresh_from_db()
    cancel = {"reason": "申请人放弃", "version": payment.version}
    assert making.post(reverse("payments:payment-cancel", args=[payment.pk]), cancel).status_code == 302
    paid = PaymentFactory(union=street, fund=fund, settled=True)
    back = reverse("payments:payment-reverse", args=[paid.pk])
    assert desk.post(back, {"on": "2016-06-20", "reason": "退回"}).status_code == 302
    assert "冲正" in page(desk, "payment-detail", Payment.objects.get(reverses=paid).pk)
    assert "已退回" in page(desk, "payment-detail", paid.pk)


def test_outcomes_are_entered_by_hand(sent, desk):
    line = Line.objects.of(sent).first()
    given = {"outcome": Outcome.FAILED, "told_on": sent.sent_on.isoformat(), "reason": ""}
    assert desk.post(reverse("payments:line-tell", args=[line.pk]), given).status_code == 422
    assert desk.post(reverse("payments:line-tell", args=[line.pk]), given | {"reason": "销户"}).status_code == 302
    rest = {"outcome": Outcome.PAID, "told_on": sent.sent_on.isoformat()}
    assert desk.post(reverse("payments:batch-tell", args=[sent.pk]), rest).status_code == 302
    assert Batch.objects.get(pk=sent.pk).state == BatchState.SETTLED
    assert desk.get(reverse("payments:batch-tell", args=[sent.pk])).status_code == 404


def test_money_out_adds_up_to_the_rows_it_leads_to(desk, district, street, fund, cashier):
    PaymentFactory.create_batch(2, union=street, fund=fund, settled=True)
    other = PaymentFactory(union=street, fund=FundFactory(union=district, name="慈善资金"), settled=True)
    PaymentFactory(union=street, fund=fund, settled=True, kind="tests.hidden")
    services.reverse_payment(actor=cashier, payment=other, reason="退回", today=TODAY)
    response = desk.get(reverse("payments:money-out"), {"first": "2016-01-01", "last": "2016-06-30"})
    money = response.context["money"]
    assert (money.total, money.count) == (Decimal("2400.00"), 4)
    assert [(part.label, part.total) for part in money.kinds] == [("临时救助", Decimal("2400.00"))]
    assert sum(part.total for part in money.funds) == money.total == sum(money.by_month)
    shown = page_of(desk, response.context["rows_url"])
    assert "<strong>4</strong>" in shown
    later = desk.get(reverse("payments:money-out"), {"first": "2016-07-01", "last": "2016-12-31"})
    assert later.context["money"].total == 0


def page_of(browser, address):
    response = browser.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_payment_list_of_a_batch_is_a_paper_with_the_sum_in_words(sent, desk):
    response = desk.post(reverse("documents:paper", args=["payments.signing_list", sent.pk]))
    text = document_text(response.content)
    assert "领款单" in text
    assert "叁仟陆佰元整" in text
    assert "职工1" in text
    assert CARD not in text


def document_text(content):
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_what_waits_stands_in_the_inbox(waiting, maker, cashier, checker, district, street, fund):
    def told(actor):
        return {each.code: [item.subject for item in each.items] for each in inbox.waiting(actor, TODAY)}

    assert told(maker)["payments.waiting"] == ["区级帮扶资金：3笔，3,600.00元"]
    assert "payments.waiting" not in told(checker)
    batch = services.collect_batch(actor=maker, fund=fund, title="六月", until=TODAY, today=TODAY)
    COLLECTING.carry_on(batch.pk, raising=True)
    batch.refresh_from_db()
    act(batch, "submit", actor=maker, today=TODAY)
    assert told(checker)["payments.batch"] == ["六月"]
    assert "payments.batch" not in told(maker)
    PaymentFactory(union=street, fund=fund, state=PaymentState.FAILED, problem="账号已销户")
    assert "账号已销户" in told(maker)["payments.failed"][0]


def test_the_checker_is_told_what_to_look_at(maker, checker, district, street, fund):
    batch = BatchFactory(union=district, fund=fund, state=BatchState.SUBMITTED)
    inside = {"union": street, "fund": fund, "batch": batch, "state": PaymentState.BATCHED}
    PaymentFactory(payee_name="张三", payee_person=7, **inside)
    PaymentFactory(payee_name="李四", payee_person=8, **inside)
    PaymentFactory(payee_name="张三", payee_person=7, computed_fen=Decimal("1000.00"), opinion="上浮", **inside)
    shown = page(browser_for(checker), "batch-detail", batch.pk)
    assert "张三、李四" in shown or "李四、张三" in shown
    assert "张三 × 2" in shown
    assert "上浮" in shown


def test_a_street_sees_its_own_money_and_none_of_a_siblings(district, street, fund):
    other = UnionFactory(parent=district, level=Level.STREET)
    PaymentFactory(union=street, fund=fund, payee_name="张三")
    assert "张三" in page(browser_as(Role.STREET_OFFICER, street), "payment-list")
    assert "张三" not in page(browser_as(Role.STREET_OFFICER, other), "payment-list")
