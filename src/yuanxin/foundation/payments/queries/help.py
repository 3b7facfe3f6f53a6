"""What was paid, and what help somebody has had: asked by the departments before they approve more."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.payments.choices import Permission
from yuanxin.foundation.payments.models import Payment, PaymentQuerySet
from yuanxin.foundation.payments.registry import find_kind


@dataclass(frozen=True, slots=True)
class Help:
    """What a household or a person has had: the payments the actor may see, and when there were others.

    Of those it is only said that something else was paid: of which kind, where and how much is told to who may know.
    """

    payments: tuple[Payment, ...]
    hidden_on: tuple[datetime.date, ...] = ()

    @property
    def hidden(self) -> bool:
        """Whether there is help that the actor may not see."""
        return bool(self.hidden_on)

    def of_year(self, year: int) -> "Help":
        """What was approved in one year."""
        return Help(
            tuple(payment for payment in self.payments if payment.approved_on.year == year),
            tuple(day for day in self.hidden_on if day.year == year),
        )

    @property
    def total(self) -> Decimal:
        """The sum of those shown."""
        return sum((payment.approved_fen for payment in self.payments), ZERO)

    def __bool__(self) -> bool:
        return bool(self.payments) or self.hidden


def help_to(
    *,
    actor: Actor,
    households: Collection[int] | QuerySet[Any] = (),
    persons: Collection[int] | QuerySet[Any] = (),
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> Help:
    """Everything approved for these households or people between the days, across all kinds and unions, paid or not.

    Either may be given as the QuerySet that asks for their ids. What was called off or came back does not count. For
    the warning of overlaps before an approval.
    """
    asked = {"household__in": households, "payee_person__in": persons}
    # One by one each reads its index; asked by OR, all payments would be read.
    parts = [
        Payment.objects.filter(**{whom: among}).order_by().values("pk")
        for whom, among in asked.items()
        if isinstance(among, QuerySet) or among
    ]
    if not parts:
        return Help(())
    rows = Payment.objects.standing().filter(pk__in=parts[0].union(*parts[1:]) if parts[1:] else parts[0])
    if since is not None:
        rows = rows.filter(approved_on__gte=since)
    if until is not None:
        rows = rows.filter(approved_on__lte=until)
    found = list(rows.select_related("union", "fund").order_by("-approved_on", "-pk"))
    seen = tuple(payment for payment in found if sees_kind(actor, payment))
    return Help(seen, tuple(payment.approved_on for payment in found if not sees_kind(actor, payment)))


def paid_between(period: Period) -> PaymentQuerySet:
    """Money that moved within the period, reversing entries included, so that sums net out."""
    return Payment.objects.paid().filter(paid_on__range=(period.start, period.end))


def cause_address(payment: Payment, actor: Actor) -> str:
    """The page of what is paid for, where the kind has one and the actor may see its payments."""
    kind = find_kind(payment.kind)
    if kind is None or not kind.url_name or not sees_kind(actor, payment):
        return ""
    return reverse(kind.url_name, args=[payment.cause_id])


def sees_kind(actor: Actor, payment: Payment) -> bool:
    """Whether the actor holds the permission that opens payments of this kind there."""
    kind = find_kind(payment.kind)
    return actor.may(kind.view if kind is not None else Permission.VIEW, payment.union)
