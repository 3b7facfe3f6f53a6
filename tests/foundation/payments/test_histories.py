"""Under random histories of requests, cancellations, batches, returns and reversals no fen is lost or counted twice."""

from collections import Counter, defaultdict
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.payments.factories import CARD, TODAY, FundEntryFactory, FundFactory, declared, request_for
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.payments import services
from yuanxin.foundation.payments.choices import BatchState, Outcome, PaymentState
from yuanxin.foundation.payments.models import Batch, Fund, FundEntry, Line, Payment
from yuanxin.foundation.payments.queries import money_out
from yuanxin.foundation.payments.registry import Kind
from yuanxin.foundation.payments.tasks import COLLECTING
from yuanxin.foundation.unions.choices import Level, Permission

pytestmark = pytest.mark.django_db

KINDS = ("tests.relief", "tests.study", "tests.medical")
STEPS = ("ask", "cancel", "hand out", "collect", "take out", "drop", "on", "tell", "again", "reverse", "transfer")
HISTORIES = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 11), st.integers(1, 99_999)), min_size=5, max_size=40
)


class Desk:
    """A district with two funds and the people of its desk, on which a history is played."""

    def __init__(self) -> None:
        self.district = UnionFactory(level=Level.DISTRICT)
        self.street = UnionFactory(level=Level.STREET, parent=self.district)
        self.funds = FundFactory.create_batch(2, union=self.district)
        for fund in self.funds:
            FundEntryFactory(fund=fund, amount_fen=Decimal("1500.00"))
        roles = (Role.DISTRICT_OFFICER, Role.DISTRICT_OFFICER, Role.APPROVER, Role.FINANCE)
        self.asker, self.maker, self.checker, self.cashier = (
            actor_for(AppointmentFactory(union=self.district, role=role).user, today=TODAY) for role in roles
        )

    def play(self, step: str, number: int, fen: int) -> None:
        """One step; what the desk refuses changes nothing."""
        with suppress(Refused), transaction.atomic():
            getattr(self, f"_{step.replace(' ', '_')}")(number, fen)

    def _ask(self, number: int, fen: int) -> None:
        given = {"kind": KINDS[number % 3], "household": number % 4 or None, "approved_fen": Decimal(fen) / 100}
        fund = self.funds[number % 2]
        request = request_for(self.street, fund, number, account=CARD if number % 5 else "", **given)
        services.request_payments(actor=self.asker, today=TODAY, requests=[request])

    def _cancel(self, number: int, _fen: int) -> None:
        if payment := self._one(number):
            services.cancel_payment(
                actor=self.asker, payment=payment, reason="错", today=TODAY, version=payment.version
            )

    def _hand_out(self, number: int, _fen: int) -> None:
        if payment := self._one(number):
            services.settle_directly(actor=self.cashier, payments=[payment], paid_on=TODAY, today=TODAY)

    def _collect(self, number: int, _fen: int) -> None:
        batch = services.collect_batch(
            actor=self.maker, fund=self.funds[number % 2], title="批", until=TODAY, today=TODAY
        )
        COLLECTING.carry_on(batch.pk, raising=True)

    def _take_out(self, number: int, _fen: int) -> None:
        payment = self._one(number)
        if payment is not None and payment.batch is not None:
            services.take_out(actor=self.maker, batch=payment.batch, payments=[payment], reason="核", today=TODAY)

    def _drop(self, number: int, _fen: int) -> None:
        if batch := self._batch(number):
            act(batch, "drop", actor=self.maker, today=TODAY, opinion="重做")

    def _on(self, number: int, _fen: int) -> None:
        """The next step of a batch, each by its own person."""
        steps = {
            BatchState.DRAFT: ("submit", self.maker),
            BatchState.SUBMITTED: ("check", self.checker),
            BatchState.CHECKED: ("send", self.cashier),
        }
        batch = self._batch(number)
        if batch is not None and batch.state in steps:
            action, actor = steps[BatchState(batch.state)]
            act(batch, action, actor=actor, today=TODAY)

    def _tell(self, number: int, fen: int) -> None:
        lines = list(Line.objects.awaited().order_by("pk"))
        if lines:
            line, failed = lines[number % len(lines)], fen % 3 == 0
            services.tell_lines(
                actor=self.cashier, batch=line.batch, lines=[line], told_on=TODAY, today=TODAY,
                outcome=Outcome.FAILED if failed else Outcome.PAID, reason="销户" if failed else "",
            )  # fmt: skip

    def _again(self, number: int, _fen: int) -> None:
        if payment := self._one(number):
            services.pay_again(actor=self.maker, payments=[payment], today=TODAY)

    def _reverse(self, number: int, _fen: int) -> None:
        if payment := self._one(number):
            services.reverse_payment(actor=self.cashier, payment=payment, reason="退回", today=TODAY)

    def _transfer(self, number: int, fen: int) -> None:
        services.enter_money(
            actor=self.cashier, fund=self.funds[number % 2], kind="transfer_out", amount_fen=Decimal(fen) / 100,
            on=TODAY, today=TODAY,
        )  # fmt: skip

    @staticmethod
    def _one(number: int) -> Payment | None:
        return Payment.objects.filter(cause_id=number).order_by("-pk").first()

    @staticmethod
    def _batch(number: int) -> Batch | None:
        batches = list(Batch.objects.exclude(state__in=[BatchState.DROPPED, BatchState.SETTLED]).order_by("pk"))
        return batches[number % len(batches)] if batches else None


def summed(payments: list[Payment], name: str) -> dict[object, Decimal]:
    sums: dict[object, Decimal] = defaultdict(Decimal)
    for payment in payments:
        sums[getattr(payment, name)] += payment.paid_fen
    return dict(sums)


@settings(max_examples=40)
@given(history=HISTORIES)
def test_money_adds_up_whatever_happened(history):
    # Each history stands alone: its unions, funds and payments are rolled back.
    with transaction.atomic(), declared(*(Kind(code, code, view=Permission.VIEW) for code in KINDS)):
        desk = Desk()
        for step in history:
            desk.play(*step)
        paid = list(Payment.objects.paid())
        total = sum((payment.paid_fen for payment in paid), Decimal(0))

        # By fund, kind and household the same payments add up to the same.
        for name in ("fund_id", "kind", "household"):
            assert sum(summed(paid, name).values(), Decimal(0)) == total
        told = money_out(desk.cashier, half_year(2016, 1), desk.district)
        assert told.total == total == sum(told.by_month)
        assert sum((part.total for part in told.funds), Decimal(0)) == total

        # What is paid and stands, less nothing, is what the sums say: reversing entries take back exactly theirs.
        standing = sum((each.paid_fen for each in Payment.objects.paid().standing()), Decimal(0))
        assert standing == total

        # A fund never holds less than nothing, and holds what came in less what went out.
        for fund in Fund.objects.with_balances():
            entered = sum((entry.amount_fen for entry in FundEntry.objects.filter(fund=fund)), Decimal(0))
            gone = summed(paid, "fund_id").get(fund.pk, Decimal(0))
            assert fund.balance == entered - gone - fund.at_bank
            assert fund.balance >= 0

        # One cause is paid once, and no payment has two lines that may pay it.
        assert set(Counter(Payment.objects.standing().values_list("cause_id", flat=True)).values()) <= {1}
        lines = Line.objects.exclude(outcome=Outcome.FAILED).values_list("payment_id", flat=True)
        assert set(Counter(lines).values()) <= {1}

        # What a batch counts is what it holds; a payment is in a batch or with the bank only where that says so.
        for batch in Batch.objects.filter(state__in=[BatchState.DRAFT, BatchState.SUBMITTED, BatchState.CHECKED]):
            held = list(Payment.objects.filter(batch=batch))
            assert (batch.count, batch.total_fen) == (len(held), sum((each.approved_fen for each in held), Decimal(0)))
            assert {each.state for each in held} <= {PaymentState.BATCHED}
        sent = Payment.objects.filter(state=PaymentState.SENT)
        assert {each.pk for each in sent} == set(Line.objects.awaited().values_list("payment_id", flat=True))
        transaction.set_rollback(True)
