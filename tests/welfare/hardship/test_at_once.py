"""Relief under any history, and with two approvers at the same instant."""

import datetime
import threading
from decimal import Decimal

from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foundation.payments.factories import FundEntryFactory, FundFactory
from tests.welfare.hardship.factories import a_household
from tests.welfare.hardship.steps import H1, LATER, TODAY, approved, reviewed
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow.services import NotPossible
from yuanxin.foundation.kernel.errors import Refused, Stale
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import PaidAlready, reverse_payment, settle_directly
from yuanxin.welfare.hardship.choices import ReliefKind
from yuanxin.welfare.hardship.models import Relief
from yuanxin.welfare.hardship.services import (
    approve_relief,
)


def test_two_approvers_at_the_same_instant_pay_once(own_database, office, household, fund, actor_as, district):
    relief = reviewed(office, household)
    approvers = [actor_as(Role.APPROVER, district) for _ in range(2)]
    ready, outcomes = threading.Barrier(2), []

    def approve(actor):
        try:
            ready.wait(timeout=20)
            approve_relief(
                actor=actor,
                relief=Relief.objects.get(pk=relief.pk),
                approved=Decimal(3000),
                fund=fund,
                today=TODAY,
                version=relief.version,
            )
            outcomes.append("approved")
        except (Stale, NotPossible, PaidAlready):
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=(actor,)) for actor in approvers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["approved", "refused"]
    assert Payment.objects.count() == 1


STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["ask", "pay", "back"]), st.integers(1, 9000)), min_size=1, max_size=14
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_under_any_history_the_figures_are_the_payments_and_the_cap_holds(office, grassroots, cashier, district, steps):
    """Random applications, payments and returns of three households: sums and counts as the payments say."""
    from django.db import transaction

    with transaction.atomic():
        fund = FundFactory(union=district)
        FundEntryFactory(fund=fund, amount_fen=Decimal(1_000_000))
        households = [a_household(grassroots, child=False) for _ in range(3)]
        for household in households:
            office.filed(household, today=datetime.date(2016, 2, 1))
        for place, step, amount in steps:
            try:
                with transaction.atomic():
                    take(office, cashier, households[place], fund, step, amount)
            except Refused:
                pass
        rows = Payment.objects.filter(kind="hardship.routine", state="paid")
        standing = [row for row in rows if row.reverses_id is None and row.reversed_on is None]
        assert measure("hardship.routine_amount", district, H1).value == sum(row.paid_fen for row in rows)
        assert measure("hardship.routine_households", district, H1).value == len({row.household for row in standing})
        for household in households:
            given_ = sum(row.approved_fen for row in Relief.objects.standing().filter(household=household))
            assert given_ <= Decimal("8928.00")
        transaction.set_rollback(True)


def take(office, cashier, household, fund, step, amount):
    waiting = Payment.objects.filter(household=household.pk, state="waiting").first()
    there = Payment.objects.helped().filter(household=household.pk, reversed_on=None).first()
    if step == "ask":
        relief = reviewed(office, household, ReliefKind.ROUTINE, amount)
        approved(office, relief, fund, overlap_opinion="随机历史")
    elif step == "pay" and waiting is not None:
        settle_directly(actor=cashier, payments=[waiting], paid_on=LATER, today=LATER)
    elif step == "back" and there is not None:
        reverse_payment(actor=cashier, payment=there, reason="退回", today=LATER)
