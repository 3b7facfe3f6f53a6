"""What pages of batches ask: what waits, what to look at before signing, what the bank said."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Min, Q, Sum

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.payments.choices import Outcome, PaymentState, Permission
from yuanxin.foundation.payments.models import Batch, Fund, Payment
from yuanxin.foundation.payments.registry import kind_label

NAMED = 5


@dataclass(frozen=True, slots=True)
class WaitingSum:
    """What waits at the desk from one fund, of one kind; `without_account` of them can only be handed out."""

    fund: Fund
    kind: str
    label: str
    count: int
    without_account: int
    total: Decimal
    since: datetime.date


@dataclass(frozen=True, slots=True)
class Told:
    """How many lines of a batch have an outcome, and what they come to."""

    outcome: Outcome
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Doubts:
    """What the checker of a batch should look at: it may all be right."""

    shared: tuple[str, ...]
    twice: tuple[str, ...]
    differing: tuple[Payment, ...]
    differing_count: int

    def __bool__(self) -> bool:
        return bool(self.shared or self.twice or self.differing)


def waiting_sums(actor: Actor) -> list[WaitingSum]:
    """What waits to be collected or handed out, by fund and kind, as far as the actor makes batches of it."""
    funds = Fund.objects.visible_to(actor, Permission.MAKE).select_related("union")
    rows = (
        Payment.objects.filter(state=PaymentState.WAITING, fund__in=funds)
        .visible_to(actor)
        .order_by()
        .values("fund", "kind")
        .annotate(
            number=Count("pk"), bare=Count("pk", filter=Q(account__isnull=True)), sum=Sum("approved_fen"),
            first=Min("approved_on"),
        )
    )  # fmt: skip
    known = funds.in_bulk({row["fund"] for row in rows})
    found = [
        WaitingSum(
            known[row["fund"]],
            row["kind"],
            kind_label(row["kind"]),
            row["number"],
            row["bare"],
            row["sum"],
            row["first"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (str(each.fund), each.label))


def outcomes_of(batch: Batch) -> list[Told]:
    """The lines of a batch by what the bank said of them, every outcome named."""
    counted = batch.lines.order_by().values("outcome").annotate(number=Count("pk"), sum=Sum("amount_fen"))
    found = {row["outcome"]: (row["number"], row["sum"]) for row in counted}
    return [Told(outcome, *found.get(outcome, (0, ZERO))) for outcome in Outcome]


def fund_after(batch: Batch) -> Decimal:
    """What the fund of a batch would hold once it is sent; negative where it is short."""
    held: Decimal = Fund.objects.with_balances().get(pk=batch.fund_id).balance  # type: ignore[attr-defined]
    return held - batch.total_fen


def doubts_of(batch: Batch, actor: Actor) -> Doubts:
    """One account under several names, one payee several times, and amounts other than the rule's."""
    rows = Payment.objects.filter(batch=batch).visible_to(actor).order_by()
    shared = (
        rows.values("account_digest")
        .annotate(names=Count("payee_name", distinct=True))
        .filter(names__gt=1)
        .order_by("account_digest")
        .values_list("account_digest", flat=True)[:NAMED]
    )
    names = rows.filter(account_digest__in=shared).values_list("account_digest", "payee_name").distinct()
    bearers: dict[bytes, list[str]] = {}
    for digest, name in names:
        bearers.setdefault(bytes(digest or b""), []).append(name)
    twice = (
        rows.filter(payee_person__isnull=False)
        .values("payee_person", "payee_name", "kind")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
        .order_by("-times")
        .values_list("payee_name", "times")[:NAMED]
    )
    differing = rows.filter(computed_fen__isnull=False).exclude(computed_fen=F("approved_fen"))
    named = tuple(differing.order_by("pk")[:NAMED])
    return Doubts(
        shared=tuple("、".join(sorted(found)) for found in bearers.values()),
        twice=tuple(f"{name} × {times}" for name, times in twice),
        differing=named,
        differing_count=len(named) if len(named) < NAMED else differing.count(),
    )
