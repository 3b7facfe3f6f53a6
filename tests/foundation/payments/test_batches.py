"""Batches: made once, checked and paid by three people, sent if the fund holds them, settled by what the bank says."""

import datetime
import io
import re
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from tests.foundation.flow.cells import check_cell, every_cell
from tests.foundation.payments.factories import CARD, TODAY, FundFactory, PaymentFactory, request_for
from yuanxin.foundation.accounts import services as accounts
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit import journals
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.seals import seal, verify
from yuanxin.foundation.flow.cases import NotByYou
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.errors import NotAllowed, Refused, Stale
from yuanxin.foundation.payments import services
from yuanxin.foundation.payments.choices import BankFormat, BatchState, Outcome, PaymentState
from yuanxin.foundation.payments.models import BankFile, Batch, Fund, Line, Payment
from yuanxin.foundation.payments.states import BATCH_FLOW
from yuanxin.foundation.payments.tasks import COLLECTING, EXPORTING

pytestmark = pytest.mark.django_db


def state_of(*payments):
    return {Payment.objects.get(pk=payment.pk).state for payment in payments}


def user_of(actor):
    return User.objects.get(pk=int(actor.key.removeprefix("user:")))


@every_cell(BATCH_FLOW)
def test_every_cell_of_the_table(cell, district, street, fund, actor_as):
    batch = Batch.objects.create(
        union=district, fund=fund, title="六月", made_on=TODAY, state=cell.state, count=1, total_fen=Decimal("1200.00")
    )
    PaymentFactory(union=street, fund=fund, state=PaymentState.BATCHED, batch=batch)
    actor = actor_as(cell.role, district)
    if (cell.state, cell.action) == (BatchState.SUBMITTED, "withdraw") and cell.allowed:
        # Only whoever sent it in takes it back.
        batch = Batch.objects.create(union=district, fund=fund, title="七月", made_on=TODAY, count=1, total_fen=1200)
        PaymentFactory(union=street, fund=fund, state=PaymentState.BATCHED, batch=batch)
        act(batch, "submit", actor=actor, today=TODAY)
    check_cell(cell, batch, actor, today=TODAY)


def test_a_batch_goes_from_the_desk_to_the_bank_and_back(waiting, draft, maker, checker, cashier, fund, told):
    assert (draft.state, draft.count, draft.total_fen) == (BatchState.DRAFT, 3, Decimal("3600.00"))
    assert state_of(*waiting) == {PaymentState.BATCHED}
    act(draft, "submit", actor=maker, today=TODAY)
    act(draft, "check", actor=checker, today=TODAY)
    act(draft, "send", actor=cashier, today=TODAY)
    assert (draft.state, draft.sent_on) == (BatchState.SENT, TODAY)
    assert state_of(*waiting) == {PaymentState.SENT}
    held = Fund.objects.with_balances().get(pk=fund.pk)
    assert (held.at_bank, held.balance) == (Decimal("3600.00"), Decimal("96400.00"))

    lines = list(Line.objects.of(draft))
    assert [line.reference for line in lines] == [f"ZF{draft.pk}-0000{n}" for n in (1, 2, 3)]
    services.tell_lines(actor=cashier, batch=draft, lines=lines[:2], outcome=Outcome.PAID, told_on=TODAY, today=TODAY)
    assert Batch.objects.get(pk=draft.pk).state == BatchState.SENT
    services.tell_lines(
        actor=cashier,
        batch=draft,
        lines=lines[2:],
        outcome=Outcome.FAILED,
        told_on=TODAY,
        today=TODAY,
        reason="账号已销户",
    )
    settled = Batch.objects.get(pk=draft.pk)
    assert (settled.state, settled.settled_on) == (BatchState.SETTLED, TODAY)
    *paid, failed = (Payment.objects.get(pk=payment.pk) for payment in waiting)
    assert {(each.state, each.paid_on, each.paid_fen) for each in paid} == {
        (PaymentState.PAID, TODAY, Decimal("1200.00"))
    }
    assert (failed.state, failed.batch, failed.problem) == (PaymentState.FAILED, None, "账号已销户")
    assert told == [("settled", [each.pk for each in paid])]


def test_maker_checker_and_payer_are_three_whatever_roles_they_hold(draft, district, actor_as, maker, cashier, checker):
    everybody = maker
    for role in (Role.APPROVER, Role.FINANCE):
        everybody = actor_as(role, district, user=user_of(maker))
    act(draft, "submit", actor=everybody, today=TODAY)
    with pytest.raises(NotByYou):
        act(draft, "check", actor=everybody, today=TODAY)
    act(draft, "check", actor=checker, today=TODAY)
    with pytest.raises(NotByYou):
        act(draft, "send", actor=everybody, today=TODAY)
    also_cashier = actor_as(Role.FINANCE, district, user=user_of(checker))
    with pytest.raises(NotByYou):
        act(draft, "send", actor=also_cashier, today=TODAY)
    assert act(draft, "send", actor=cashier, today=TODAY).state == BatchState.SENT


def test_three_stay_three_behind_a_deputy(draft, maker, checker, district, actor_as):
    act(draft, "submit", actor=maker, today=TODAY)
    act(draft, "check", actor=checker, today=TODAY)
    cashier = actor_as(Role.FINANCE, district)
    accounts.name_deputy(
        actor=cashier, principal=user_of(cashier), deputy=user_of(checker), begins_on=TODAY,
        ends_on=TODAY + datetime.timedelta(days=3), today=TODAY, reason="外出学习",
    )  # fmt: skip
    with pytest.raises(NotByYou):
        act(draft, "send", actor=actor_for(user_of(checker), today=TODAY), today=TODAY)


def test_who_approved_a_cause_does_not_send_its_payment(street, fund, maker, checker, district, actor_as):
    approver = actor_as(Role.DISTRICT_OFFICER, district)
    approver = actor_as(Role.FINANCE, district, user=user_of(approver))
    services.request_payments(actor=approver, today=TODAY, requests=[request_for(street, fund, 1, account=CARD)])
    batch = services.collect_batch(actor=maker, fund=fund, title="六月", until=TODAY, today=TODAY)
    COLLECTING.carry_on(batch.pk, raising=True)
    batch.refresh_from_db()
    act(batch, "submit", actor=maker, today=TODAY)
    act(batch, "check", actor=checker, today=TODAY)
    with pytest.raises(services.NotThePayer, match="救助申请1"):
        act(batch, "send", actor=approver, today=TODAY)
    assert not Line.objects.exists()
    assert Batch.objects.get(pk=batch.pk).state == BatchState.CHECKED


def test_nothing_is_sent_that_the_fund_does_not_hold(asker, maker, checker, cashier, district, street):
    poor = FundFactory(union=district, name="慈善资金")
    services.request_payments(actor=asker, today=TODAY, requests=[request_for(street, poor, 1, account=CARD)])
    batch = services.collect_batch(actor=maker, fund=poor, title="六月", until=TODAY, today=TODAY)
    COLLECTING.carry_on(batch.pk, raising=True)
    batch.refresh_from_db()
    act(batch, "submit", actor=maker, today=TODAY)
    act(batch, "check", actor=checker, today=TODAY)
    with pytest.raises(services.ShortFund, match="慈善资金"):
        act(batch, "send", actor=cashier, today=TODAY)
    services.enter_money(
        actor=cashier, fund=poor, kind="received", amount_fen=Decimal("1200.00"), on=TODAY, today=TODAY
    )
    batch.refresh_from_db()
    assert act(batch, "send", actor=cashier, today=TODAY).state == BatchState.SENT


def test_nobody_signs_what_he_cannot_see(asker, maker, checker, street, fund):
    services.request_payments(
        actor=asker, today=TODAY, requests=[request_for(street, fund, 1, kind="tests.hidden", account=CARD)]
    )
    batch = services.collect_batch(actor=maker, fund=fund, title="六月", until=TODAY, today=TODAY)
    COLLECTING.carry_on(batch.pk, raising=True)
    batch.refresh_from_db()
    act(batch, "submit", actor=maker, today=TODAY)
    with pytest.raises(NotAllowed, match="无权查看"):
        act(batch, "check", actor=checker, today=TODAY)


def test_the_same_batch_is_made_once(waiting, maker, asker, fund):
    batch = services.collect_batch(actor=maker, fund=fund, title="六月", until=TODAY, today=TODAY)
    with pytest.raises(services.MadeAlready):
        services.collect_batch(actor=asker, fund=fund, title="又一批", until=TODAY, today=TODAY)
    COLLECTING.carry_on(batch.pk, raising=True)
    with pytest.raises(Refused, match="待支付款项"):
        services.collect_batch(actor=asker, fund=fund, title="又一批", until=TODAY, today=TODAY)
    assert Batch.objects.get().count == 3


def test_only_what_waits_from_the_fund_with_an_account_and_is_asked_for_is_collected(
    waiting, maker, asker, district, street, fund
):
    later = PaymentFactory(union=street, fund=fund, approved_on=datetime.date(2016, 7, 1))
    cash = PaymentFactory(union=street, fund=fund, account=None, account_digest=None)
    other_fund = PaymentFactory(union=street, fund=FundFactory(union=district))
    hidden = PaymentFactory(union=street, fund=fund, kind="tests.hidden")
    elsewhere = PaymentFactory(union=district, fund=fund)
    batch = services.collect_batch(
        actor=maker, fund=fund, title="六月", until=TODAY, today=TODAY, wanted=["tests.relief"], below=street
    )
    COLLECTING.carry_on(batch.pk, raising=True)
    assert set(Payment.objects.filter(batch=batch)) == set(waiting)
    assert state_of(later, cash, other_fund, hidden, elsewhere) == {PaymentState.WAITING}


def test_a_filling_that_is_broken_off_goes_on_where_it_stood(monkeypatch, waiting, maker, fund):
    from yuanxin.foundation.payments.services import filling

    monkeypatch.setattr(filling, "CHUNK", 1)
    batch = services.collect_batch(actor=maker, fund=fund, title="六月", until=TODAY, today=TODAY)
    put_in, calls = filling.put_in, []

    def broken(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise RuntimeError("killed")
        return put_in(*arguments)

    monkeypatch.setattr(filling, "put_in", broken)
    with pytest.raises(RuntimeError):
        COLLECTING.carry_on(batch.pk, raising=True)
    assert Payment.objects.filter(batch=batch).count() == 2
    monkeypatch.setattr(filling, "put_in", put_in)
    batch.refresh_from_db()
    COLLECTING.run(batch)
    assert (batch.count, batch.total_fen, batch.work_state) == (3, Decimal("3600.00"), WorkState.DONE)
    assert Payment.objects.filter(batch=batch).count() == 3


def test_an_empty_batch_and_one_that_is_being_filled_are_not_sent_in(waiting, maker, fund):
    batch = services.collect_batch(actor=maker, fund=fund, title="六月", until=TODAY, today=TODAY)
    with pytest.raises(Refused, match="仍在"):
        act(batch, "submit", actor=maker, today=TODAY)
    assert services.stop_collecting(actor=maker, batch=batch, today=TODAY)
    batch.refresh_from_db()
    with pytest.raises(Refused, match="没有支付"):
        act(batch, "submit", actor=maker, today=TODAY)


def test_payments_go_out_of_a_draft_and_into_another(waiting, draft, maker, cashier):
    first, *_others = waiting
    assert services.take_out(actor=maker, batch=draft, payments=[first], reason="账号待核", today=TODAY) == 1
    draft.refresh_from_db()
    assert (draft.count, draft.total_fen, state_of(first)) == (2, Decimal("2400.00"), {PaymentState.WAITING})
    first.refresh_from_db()
    other = services.batch_payments(actor=maker, payments=[first], title="补发", today=TODAY)
    assert (other.count, other.total_fen, other.fund) == (1, Decimal("1200.00"), draft.fund)
    with pytest.raises(Stale):
        services.batch_payments(actor=maker, payments=[first], batch=draft, today=TODAY)
    with pytest.raises(NotAllowed):
        services.take_out(actor=actor_of_reviewer(draft.union), batch=draft, payments=[], reason="x", today=TODAY)


def actor_of_reviewer(union):
    from tests.foundation.accounts.factories import AppointmentFactory

    return actor_for(AppointmentFactory(role=Role.REVIEWER, union=union).user, today=TODAY)


def test_a_batch_pays_from_one_fund_to_accounts(waiting, maker, district, street, fund):
    other = PaymentFactory(union=street, fund=FundFactory(union=district))
    with pytest.raises(Refused, match="只能从一项资金"):
        services.batch_payments(actor=maker, payments=[waiting[0], other], title="六月", today=TODAY)
    cash = PaymentFactory(union=street, fund=fund, account=None, account_digest=None)
    with pytest.raises(Refused, match="没有收款账号"):
        services.batch_payments(actor=maker, payments=[cash], title="六月", today=TODAY)


def test_a_dropped_batch_lets_its_payments_wait_again(waiting, draft, maker):
    act(draft, "drop", actor=maker, today=TODAY, opinion="重新编制")
    assert state_of(*waiting) == {PaymentState.WAITING}
    assert not Payment.objects.filter(batch=draft).exists()
    again = services.collect_batch(actor=maker, fund=draft.fund, title="六月", until=TODAY, today=TODAY)
    assert again.pk != draft.pk


def test_a_returned_batch_is_a_draft_again_and_the_payer_may_return_it_too(draft, maker, checker, cashier):
    act(draft, "submit", actor=maker, today=TODAY)
    act(draft, "return", actor=checker, today=TODAY, opinion="第2笔户名有误")
    assert draft.state == BatchState.DRAFT
    act(draft, "submit", actor=maker, today=TODAY)
    act(draft, "check", actor=checker, today=TODAY)
    act(draft, "return", actor=cashier, today=TODAY, opinion="资金未到账")
    assert draft.state == BatchState.DRAFT


def test_what_was_checked_is_what_is_sent(checked, cashier, street, fund):
    PaymentFactory(union=street, fund=fund, state=PaymentState.BATCHED, batch=checked)
    with pytest.raises(Stale):
        act(checked, "send", actor=cashier, today=TODAY)


def test_the_bank_file_as_a_workbook(sent, cashier):
    name, content = services.take_bank_file(
        actor=cashier, batch=sent, file_type=BankFormat.XLSX, reason="送工商银行代发"
    )
    assert name == f"六月临时救助-{sent.pk}.xlsx"
    header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert header == ["序号", "流水号", "收款账号", "户名", "开户行", "金额", "用途"]
    assert rows == [[n, f"ZF{sent.pk}-0000{n}", CARD, f"职工{n}", "", 1200, "临时救助"] for n in (1, 2, 3)]


def test_the_bank_file_as_text_in_the_encoding_of_banks(sent, cashier):
    _name, content = services.take_bank_file(actor=cashier, batch=sent, file_type=BankFormat.CSV, reason="送银行")
    lines = content.decode("gb18030").splitlines()
    assert lines[0] == "序号,流水号,收款账号,户名,开户行,金额,用途"
    assert lines[1] == f"1,ZF{sent.pk}-00001,{CARD},职工1,,1200.00,临时救助"
    assert len(lines) == 4


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1+1", "@SUM(A1)"])
def test_what_begins_like_a_formula_is_never_computed(asker, maker, checker, cashier, street, fund, name):
    services.request_payments(
        actor=asker, today=TODAY, requests=[request_for(street, fund, 1, account=CARD, payee_name=name)]
    )
    batch = services.collect_batch(actor=maker, fund=fund, title="六月", until=TODAY, today=TODAY)
    COLLECTING.carry_on(batch.pk, raising=True)
    batch.refresh_from_db()
    for action, actor in (("submit", maker), ("check", checker), ("send", cashier)):
        act(batch, action, actor=actor, today=TODAY)
    EXPORTING.carry_on(batch.pk, raising=True)
    _name, text = services.take_bank_file(actor=cashier, batch=batch, file_type=BankFormat.CSV, reason="送银行")
    assert f"'{name}" in text.decode("gb18030")
    _name, book = services.take_bank_file(actor=cashier, batch=batch, file_type=BankFormat.XLSX, reason="送银行")
    assert CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()[1][3] == name


def test_a_bank_file_is_sealed_taken_once_and_for_a_reason(sent, cashier, maker):
    file = BankFile.objects.get(batch=sent, file_type=BankFormat.CSV)
    assert CARD.encode() not in bytes(file.content)
    with pytest.raises(NotAllowed):
        services.take_bank_file(actor=maker, batch=sent, file_type=BankFormat.CSV, reason="送银行")
    with pytest.raises(Refused, match="需要填写事由"):
        services.take_bank_file(actor=cashier, batch=sent, file_type=BankFormat.CSV, reason=" ")
    _name, content = services.take_bank_file(actor=cashier, batch=sent, file_type=BankFormat.CSV, reason="送银行")
    event = Event.objects.latest("pk")
    assert (event.action, event.reason, event.details["lines"]) == ("payments.bank_file_taken", "送银行", 3)
    assert CARD not in str(event.details)
    with pytest.raises(services.TakenAlready, match=re.escape(cashier.label)):
        services.take_bank_file(actor=cashier, batch=sent, file_type=BankFormat.CSV, reason="送银行")
    _name, again = services.take_bank_file(
        actor=cashier, batch=sent, file_type=BankFormat.CSV, reason="银行未收到", again=True
    )
    assert again == content


def test_files_are_no_longer_kept_once_the_batch_is_settled(sent, cashier):
    services.tell_lines(
        actor=cashier, batch=sent, lines=list(Line.objects.of(sent)), outcome=Outcome.PAID, told_on=TODAY, today=TODAY
    )
    assert set(BankFile.objects.filter(batch=sent).values_list("content", flat=True)) == {None}
    with pytest.raises(Refused, match="不再保留"):
        services.take_bank_file(actor=cashier, batch=sent, file_type=BankFormat.CSV, reason="送银行")


def test_a_failed_payment_goes_out_again_in_another_batch(sent, waiting, cashier, maker, asker):
    line = Line.objects.of(sent).first()
    services.tell_lines(
        actor=cashier, batch=sent, lines=[line], outcome=Outcome.FAILED, told_on=TODAY, today=TODAY, reason="户名不符"
    )
    payment = Payment.objects.get(pk=line.payment_id)
    services.correct_account(
        actor=asker, payment=payment, account="6222021202000000001", bank="建设银行", reason="本人更换银行卡",
        today=TODAY, version=payment.version,
    )  # fmt: skip
    batch = services.collect_batch(actor=maker, fund=sent.fund, title="补发", until=TODAY, today=TODAY)
    COLLECTING.carry_on(batch.pk, raising=True)
    assert list(Payment.objects.filter(batch=batch)) == [payment]
    assert Line.objects.get(pk=line.pk).outcome == Outcome.FAILED


def test_what_the_bank_said_is_said_once(sent, cashier, maker):
    line = Line.objects.of(sent).first()
    given = {"actor": cashier, "batch": sent, "lines": [line], "outcome": Outcome.PAID, "today": TODAY}
    services.tell_lines(told_on=TODAY, **given)
    with pytest.raises(Stale):
        services.tell_lines(told_on=TODAY, **given)
    other = list(Line.objects.of(sent))[1]
    with pytest.raises(Refused, match="送交银行"):
        services.tell_lines(told_on=TODAY - datetime.timedelta(days=1), **given | {"lines": [other]})
    with pytest.raises(Refused, match="原因"):
        services.tell_lines(told_on=TODAY, **given | {"lines": [other], "outcome": Outcome.FAILED})
    with pytest.raises(NotAllowed):
        services.tell_lines(told_on=TODAY, **given | {"lines": [other], "actor": maker})


def test_the_lines_are_the_journal_of_the_sending(sent, waiting):
    event = Event.objects.get(action="payments.lines_sent")
    assert (event.changes, event.journal) == (3, "payments.lines")
    assert [row.object_id for row in journals.rows_of(event.pk, event.journal)] == [each.pk for each in waiting]
    history = [row.after.get("state") for row in journals.rows_about("payments.payment", waiting[0].pk)]
    assert history == [PaymentState.WAITING, PaymentState.BATCHED, PaymentState.SENT]
    seal()
    assert verify().events > 0
    Line.objects.filter(batch=sent, number=1).update(amount_fen=Decimal("9999.00"))
    with pytest.raises(Refused):
        verify()
