"""Three people take a batch from what waits to what the bank settled: collected, checked, sent, and its return read."""

import csv
import io

from tests.journeys.batches import brings_the_return, returned, waits_for_the_worker
from tests.journeys.traveller import Traveller
from yuanxin.foundation.payments.choices import BatchState, PaymentState
from yuanxin.foundation.payments.models import Batch, Payment

DESK = "finance/payments/"


def test_three_people_take_a_batch_to_the_bank_and_read_its_return(traveller: Traveller):
    waiting = Payment.objects.filter(state=PaymentState.WAITING, account__isnull=False).select_related("fund")
    fund = waiting.order_by("fund").first().fund
    number = waiting.filter(fund=fund).count()

    traveller.signs_in("district")
    traveller.visits(f"{DESK}batches/new/?fund={fund.pk}")
    assert str(fund) in traveller.reads()
    traveller.fills(title="2016年6月支付批次")
    traveller.submits()
    batch = Batch.objects.get(title="2016年6月支付批次")
    waits_for_the_worker(traveller, "批次笔数")
    traveller.finds_no_barrier()
    assert Payment.objects.filter(batch=batch).count() == number
    traveller.follows("提交复核")
    traveller.submits_well()

    traveller.hands_over_to("approver")
    traveller.visits(f"{DESK}batches/{batch.pk}/")
    traveller.follows("复核通过")
    traveller.submits_well()

    traveller.hands_over_to("finance")
    traveller.visits(f"{DESK}batches/{batch.pk}/")
    traveller.follows("送交银行")
    traveller.submits_well()
    waits_for_the_worker(traveller, "银行文件")
    traveller.goes_to(f"{DESK}batches/{batch.pk}/file/csv/")
    traveller.finds_no_barrier()
    traveller.fills(reason="送工商银行代发")
    header, *lines = csv.reader(io.StringIO(traveller.takes_home("取出文件").decode("gb18030")))
    assert len(lines) == number

    traveller.goes_to(f"{DESK}batches/{batch.pk}/")
    told_on = Batch.objects.get(pk=batch.pk).sent_on.isoformat()
    brings_the_return(traveller, returned(header, lines, failed="账号户名不符"), told_on)

    batch.refresh_from_db()
    assert batch.state == BatchState.SETTLED
    assert Payment.objects.filter(batch=batch, state=PaymentState.PAID).count() == number - 1
    failed = Payment.objects.get(lines__batch=batch, state=PaymentState.FAILED)
    traveller.visits("flow/")
    assert f"{failed} — 账号户名不符" in traveller.reads()
    traveller.visits(f"{DESK}money-out/")
