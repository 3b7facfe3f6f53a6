"""What the bank returns: paid and failed lines, and what no line explains, which waits for a person."""

import csv
import datetime
import io

import pytest

from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.payments.factories import CARD, TODAY
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.rosters.books import workbook
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit import journals
from yuanxin.foundation.audit.seals import seal, verify
from yuanxin.foundation.intake import services as intake
from yuanxin.foundation.intake.choices import QueueState
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.intake.tasks import STAGING
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.payments import services
from yuanxin.foundation.payments.choices import BankFormat, BatchState, Outcome, PaymentState
from yuanxin.foundation.payments.intake import BANK_RETURN
from yuanxin.foundation.payments.models import Batch, Line, Payment
from yuanxin.foundation.unions.choices import Level

pytestmark = pytest.mark.django_db

HEADER = ("流水号", "收款账号", "户名", "金额", "处理结果", "失败原因", "入账日期")
DAY = datetime.date(2016, 7, 1)


@pytest.fixture
def clerk(district):
    """Who brings returns in: a cashier."""
    return AppointmentFactory(role=Role.FINANCE, union=district).user


@pytest.fixture
def bring(clerk, district):
    """`bring(rows)`: a return read, with its preview; `bring(rows, write=True)` written too."""

    def read(rows, *, header=HEADER, write=True, content=None, by=None):
        user = by or clerk
        batch = intake.receive(
            actor=actor_for(user, today=clock.today()),
            user=user,
            declaration=BANK_RETURN,
            union=district,
            content=content or workbook(rows, header, above=0),
            file_name="回盘.xlsx",
            dated_on=DAY,
            answers={"told_on": DAY.isoformat()},
        )
        STAGING.run(batch)
        batch.refresh_from_db()
        if write:
            intake.apply(actor=actor_for(user, today=clock.today()), batch=batch)
            batch.refresh_from_db()
        return batch

    return read


def rows_of(batch, *results):
    """A row for each line of a batch, with the results in their order."""
    return [
        (line.reference, CARD, line.payee_name, float(line.amount_fen), result, reason, "2016-07-01")
        for line, (result, reason) in zip(Line.objects.of(batch), results, strict=False)
    ]


def problems(batch):
    return {row.number: row.problems for row in batch.staged_rows.order_by("number") if row.problems}


def test_a_return_pays_and_fails_lines_and_settles_the_batch(bring, sent, told):
    brought = bring(rows_of(sent, ("交易成功", ""), ("失败", "账号户名不符"), ("已入账", "摘要：救助")))
    assert brought.counts["updated"] == 3
    first, second, third = Line.objects.of(sent)
    assert [line.outcome for line in (first, second, third)] == [Outcome.PAID, Outcome.FAILED, Outcome.PAID]
    assert (first.told_on, first.told_by, second.reason, third.reason) == (DAY, brought.pk, "账号户名不符", "")
    paid, failed = Payment.objects.get(pk=first.payment_id), Payment.objects.get(pk=second.payment_id)
    assert (paid.state, paid.paid_on, paid.paid_fen, paid.batch) == (PaymentState.PAID, DAY, first.amount_fen, sent)
    assert (failed.state, failed.problem, failed.batch, failed.paid_on) == (
        PaymentState.FAILED, "账号户名不符", None, None,
    )  # fmt: skip
    assert Batch.objects.get(pk=sent.pk).state == BatchState.SETTLED
    assert told == [("settled", [first.payment_id, third.payment_id])]


def test_the_file_that_went_to_the_bank_comes_back_with_a_column_more(bring, sent, cashier):
    _name, content = services.take_bank_file(actor=cashier, batch=sent, file_type=BankFormat.CSV, reason="送银行")
    header, *lines = csv.reader(io.StringIO(content.decode("gb18030")))
    text = io.StringIO()
    csv.writer(text).writerows([[*header, "状态"], *([*line, "成功"] for line in lines)])
    brought = bring([], content=text.getvalue().encode("gb18030"))
    assert brought.counts["updated"] == 3
    assert set(Payment.objects.filter(batch=sent).values_list("state", "paid_on")) == {(PaymentState.PAID, DAY)}


def test_what_fits_no_line_waits_in_the_queue(bring, sent, cashier):
    lines = list(Line.objects.of(sent))
    services.tell_lines(actor=cashier, batch=sent, lines=lines[:1], outcome=Outcome.PAID, told_on=TODAY, today=TODAY)
    rows = rows_of(sent, ("成功", ""), ("成功", ""))
    rows[1] = (*rows[1][:3], "1300.00", *rows[1][4:])
    rows += [("ZF99-00001", CARD, "张三", "1200.00", "成功", "", ""), ("20160701X", CARD, "张三", "1", "成功", "", "")]
    brought = bring(rows)
    assert problems(brought) == {
        2: "reference:already_paid",
        3: "amount:other_amount=1200.00",
        4: "reference:unknown_line",
        5: "reference:unknown_line",
    }
    assert brought.counts["conflict"] == 4
    assert QueuedRow.objects.filter(batch=brought, state=QueueState.OPEN).count() == 4
    assert Line.objects.get(pk=lines[1].pk).outcome == Outcome.AWAITED


def test_a_line_the_bank_failed_is_not_paid_by_a_later_return_unasked(bring, sent):
    bring(rows_of(sent, ("失败", "户名不符")))
    later = bring(rows_of(sent, ("成功", "")))
    assert problems(later) == {2: "reference:already_failed"}
    assert Payment.objects.get(pk=Line.objects.of(sent)[0].payment_id).state == PaymentState.FAILED


def test_the_same_file_twice_adds_nothing(bring, sent):
    rows = rows_of(sent, ("成功", ""), ("失败", "户名不符"))
    content = workbook(rows, HEADER, above=0)
    bring([], content=content)
    before = list(Payment.objects.order_by("pk").values())
    again = bring([], content=content)
    assert (again.counts["unchanged"], again.counts["conflict"]) == (2, 0)
    assert list(Payment.objects.order_by("pk").values()) == before
    assert not QueuedRow.objects.exists()


def test_contradictions_within_a_file_are_for_a_person(bring, sent):
    (row, *_others) = rows_of(sent, ("成功", ""))
    brought = bring([row, row, (*row[:4], "失败", "户名不符", "")])
    assert brought.counts["conflict"] == 3
    assert Line.objects.of(sent)[0].outcome == Outcome.AWAITED


def test_a_row_that_repeats_another_is_given_back(bring, sent):
    (row, *_others) = rows_of(sent, ("成功", ""))
    brought = bring([row, row])
    assert (brought.counts["updated"], brought.counts["duplicate"]) == (1, 1)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({4: "待处理"}, "result:unknown_word"),
        ({4: ""}, "result:missing"),
        ({3: "一千二"}, "amount:not_an_amount"),
        ({3: "1200.001"}, "amount:not_an_amount"),
        ({0: ""}, "reference:missing"),
        ({6: "2066-07-01"}, "day:not_yet"),
    ],
)
def test_a_row_that_cannot_be_read_is_given_back_with_its_reason(bring, sent, cells, problem):
    (row, *_others) = rows_of(sent, ("成功", ""))
    brought = bring([tuple(cells.get(at, cell) for at, cell in enumerate(row))], write=False)
    assert problems(brought) == {2: problem}


def test_references_come_back_as_people_and_spreadsheets_write_them(bring, sent):
    (row, *_others) = rows_of(sent, ("S", ""))
    written = f" ｚｆ{sent.pk}－１ "
    brought = bring([(written, "", "", "￥1,200.00元", "succeeded", "", "")])
    assert brought.counts["updated"] == 1, (problems(brought), row)


def test_a_return_of_one_union_says_nothing_of_anothers_lines(bring, sent, district):
    elsewhere = UnionFactory(parent=district, level=Level.STREET)
    user = AppointmentFactory(role=Role.FINANCE, union=elsewhere).user
    with pytest.raises(Refused):
        bring(rows_of(sent, ("成功", "")), by=user)
    batch = intake.receive(
        actor=actor_for(user, today=clock.today()), user=user, declaration=BANK_RETURN, union=elsewhere,
        content=workbook(rows_of(sent, ("成功", "")), HEADER, above=0), file_name="回盘.xlsx", dated_on=DAY,
        answers={"told_on": DAY.isoformat()},
    )  # fmt: skip
    STAGING.run(batch)
    batch.refresh_from_db()
    assert problems(batch) == {2: "reference:unknown_line"}


def test_only_who_pays_brings_returns(bring, sent, district):
    with pytest.raises(NotAllowed):
        bring(rows_of(sent, ("成功", "")), by=AppointmentFactory(role=Role.DISTRICT_OFFICER, union=district).user)


def test_a_line_told_since_the_preview_goes_to_the_queue(bring, sent, cashier, clerk):
    brought = bring(rows_of(sent, ("成功", ""), ("成功", "")), write=False)
    services.tell_lines(
        actor=cashier, batch=sent, lines=[Line.objects.of(sent)[0]], outcome=Outcome.PAID, told_on=TODAY, today=TODAY
    )
    intake.apply(actor=actor_for(clerk, today=clock.today()), batch=brought)
    brought.refresh_from_db()
    assert (brought.counts["updated"], brought.counts["conflict"]) == (1, 1)
    assert problems(brought) == {2: "row:changed_since"}


def test_a_doubtful_row_is_dismissed_with_what_the_bank_answered(bring, sent, clerk):
    bring([("ZF99-00001", CARD, "张三", "1200.00", "成功", "", "")])
    row = QueuedRow.objects.get()
    assert BANK_RETURN.verdicts(row) == ()
    with pytest.raises(Refused):
        intake.settle_row(actor=actor_for(clerk, today=TODAY), row=row, opinion=" ", today=TODAY)
    intake.settle_row(
        actor=actor_for(clerk, today=TODAY), row=row, opinion="银行答复为他单位的流水，误入本回盘", today=TODAY
    )
    assert QueuedRow.objects.get().state == QueueState.SETTLED


def test_a_return_is_not_undone_and_stands_in_the_history_of_its_payments(bring, sent, clerk):
    brought = bring(rows_of(sent, ("成功", ""), ("失败", "户名不符"), ("成功", "")))
    with pytest.raises(Refused, match="不能撤销"):
        intake.undo(actor=actor_for(clerk, today=TODAY), batch=brought)
    line = Line.objects.of(sent)[0]
    rows = journals.rows_about("payments.payment", line.payment_id)
    assert [(row.event, row.after["state"]) for row in rows][-1] == (brought.event, PaymentState.PAID)
    seal()
    assert verify().events > 0
