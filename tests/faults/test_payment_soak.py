"""A large batch filled and written by workers that are killed at random moments: no payment is lost or taken twice."""

import subprocess
import time

import pytest
from stdnum import luhn

from tests.faults.test_soak import dice, start_worker  # noqa: F401
from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.payments.factories import TODAY, FundEntryFactory, FundFactory, declared, request_for
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.seals import verify
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.long_work import STALE_AFTER
from yuanxin.foundation.payments import services
from yuanxin.foundation.payments.choices import PaymentState
from yuanxin.foundation.payments.models import Batch, Line, Payment
from yuanxin.foundation.payments.registry import Kind
from yuanxin.foundation.unions.choices import Permission

pytestmark = pytest.mark.soak

PAYMENTS = 50_000
KILLS = 4


def through_kills(batch, start, dice):  # noqa: F811
    """Let workers do the open work of the batch, killing the first few at random moments."""
    for _ in range(KILLS):
        worker = start()
        time.sleep(dice.uniform(0.5, 6))
        worker.kill()
        worker.wait()
        # As if the silence had been long enough for the next worker.
        Batch.objects.filter(pk=batch.pk).update(heartbeat=clock.now() - 2 * STALE_AFTER)
    worker = start()
    try:
        for _ in range(1800):
            batch.refresh_from_db()
            if batch.work_state not in {WorkState.WAITING, WorkState.RUNNING}:
                return
            time.sleep(0.1)
        raise AssertionError(f"not done: {batch.work_state} {batch.work_step} {batch.work_done}")
    finally:
        worker.terminate()
        worker.wait(timeout=60)


def test_a_batch_of_fifty_thousand_is_whole_whoever_dies(own_database, settings, district, dice):  # noqa: F811
    fund = FundFactory(union=district)
    FundEntryFactory(fund=fund, amount_fen="99999999.00")
    asker, maker, checker, payer = (
        actor_for(AppointmentFactory(role=role, union=district).user, today=TODAY)
        for role in (Role.DISTRICT_OFFICER, Role.DISTRICT_OFFICER, Role.APPROVER, Role.FINANCE)
    )

    def start() -> subprocess.Popen:
        return start_worker(own_database.url, settings.DATA_KEY, str(settings.DATA_DIR))

    with declared(Kind("tests.relief", "临时救助", view=Permission.VIEW)):
        for first in range(0, PAYMENTS, 5000):
            stems = {number: f"621226{number:012d}" for number in range(first, first + 5000)}
            requests = [
                request_for(district, fund, number, account=stem + luhn.calc_check_digit(stem))
                for number, stem in stems.items()
            ]
            services.request_payments(actor=asker, today=TODAY, requests=requests)
        batch = services.collect_batch(actor=maker, fund=fund, title="六月", until=TODAY, today=TODAY)
        through_kills(batch, start, dice)
        held = Payment.objects.filter(batch=batch, state=PaymentState.BATCHED)
        assert (batch.work_state, batch.count, held.count()) == (WorkState.DONE, PAYMENTS, PAYMENTS), batch.problem
        for action, actor in (("submit", maker), ("check", checker), ("send", payer)):
            act(Batch.objects.get(pk=batch.pk), action, actor=actor, today=TODAY)
        batch.refresh_from_db()
        through_kills(batch, start, dice)
        assert batch.work_state == WorkState.DONE, batch.problem
        assert Line.objects.filter(batch=batch).count() == PAYMENTS
        assert sorted(batch.files.values_list("file_type", flat=True)) == ["csv", "xlsx"]
        verify()
