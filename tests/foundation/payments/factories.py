"""Funds and payments as they stand, and kinds of payment that only tests declare."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import factory

from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.sealed import lookup_digest, seal, seal_bytes
from yuanxin.foundation.payments.choices import BankFormat, BatchState, EntryKind, FundLevel, PaymentState
from yuanxin.foundation.payments.models import BankFile, Batch, Fund, FundEntry, Line, Payment
from yuanxin.foundation.payments.registry import Kind, declare_kind, forget_kinds
from yuanxin.foundation.payments.services import Cause, Request

TODAY = datetime.date(2016, 6, 30)
CARD = "6212261202000000001"


class FundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Fund

    name = factory.Sequence(lambda number: f"第{number}号帮扶资金")
    level = FundLevel.DISTRICT


class FundEntryFactory(factory.django.DjangoModelFactory):
    """Money in a fund."""

    class Meta:
        model = FundEntry

    union = factory.SelfAttribute("fund.union")
    kind = EntryKind.RECEIVED
    amount_fen = Decimal("100000.00")
    on = datetime.date(2016, 1, 4)


class PaymentFactory(factory.django.DjangoModelFactory):
    """A payment that waits at the desk; give it its union, fund and kind."""

    class Meta:
        model = Payment

    kind = "tests.relief"
    cause_kind = "tests.cause"
    cause_id = factory.Sequence(lambda number: 1000 + number)
    cause_label = factory.LazyAttribute(lambda payment: f"救助申请{payment.cause_id}")
    payee_name = factory.Sequence(lambda number: f"职工{number}")
    account = factory.LazyFunction(lambda: seal(CARD))
    account_digest = factory.LazyFunction(lambda: lookup_digest(CARD))
    bank = "工商银行湖滨支行"
    approved_fen = Decimal("1200.00")
    requested_on = approved_on = datetime.date(2016, 6, 1)

    class Params:
        settled = factory.Trait(
            state=PaymentState.PAID, paid_on=datetime.date(2016, 6, 10), paid_fen=factory.SelfAttribute("approved_fen")
        )


class BatchFactory(factory.django.DjangoModelFactory):
    """A draft of a fund of its union, empty."""

    class Meta:
        model = Batch

    fund = factory.SubFactory(FundFactory, union=factory.SelfAttribute("..union"))
    title = factory.Sequence(lambda number: f"第{number}批临时救助")
    made_on = datetime.date(2016, 6, 1)
    maker_label = "沈佳"

    class Params:
        with_bank = factory.Trait(state=BatchState.SENT, sent_on=datetime.date(2016, 6, 2))


class LineFactory(factory.django.DjangoModelFactory):
    """A line with the bank; give it its batch."""

    class Meta:
        model = Line

    number = factory.Sequence(lambda number: number + 1)
    payment = factory.SubFactory(
        PaymentFactory,
        union=factory.SelfAttribute("..batch.union"),
        fund=factory.SelfAttribute("..batch.fund"),
        batch=factory.SelfAttribute("..batch"),
        state=PaymentState.SENT,
    )
    payee_name = factory.SelfAttribute("payment.payee_name")
    account = factory.LazyFunction(lambda: seal(CARD))
    amount_fen = factory.SelfAttribute("payment.approved_fen")
    purpose = "临时救助"


class BankFileFactory(factory.django.DjangoModelFactory):
    """A file that was not taken yet; give it its batch."""

    class Meta:
        model = BankFile

    file_type = BankFormat.CSV
    content = factory.LazyFunction(lambda: seal_bytes("序号,流水号".encode("gb18030")))
    digest = "0" * 64
    size = 11
    made_at = factory.LazyFunction(clock.now)


def request_for(union, fund, number, **given):
    """A request for the cause with this number."""
    values = {
        "kind": "tests.relief",
        "cause": Cause("tests.cause", number, f"救助申请{number}"),
        "union": union,
        "fund": fund,
        "payee_name": f"职工{number}",
        "approved_fen": Decimal("1200.00"),
    }
    return Request(**values | given)


@contextmanager
def declared(*kinds: Kind) -> Iterator[None]:
    """Kinds of payment for as long as the block lasts."""
    for kind in kinds:
        declare_kind(kind)
    try:
        yield
    finally:
        forget_kinds(*(kind.code for kind in kinds))
