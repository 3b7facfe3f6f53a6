"""What was paid, and what help somebody has had: asked by the departments before they approve more."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.payments.choices import Permission
from yuanxin.foundation.payments.models import Payment, PaymentQuerySet
from yuanxin.foundation.payments.registry import find_kind


@dataclass(frozen=True, slots=True)
class Help:
    """What a household or a person has had: the payments the actor may see, and whether there are others.

    `hidden` says only that something else was paid: of which kind, where and how much is told to those who may know.
    """

    payments: tuple[Payment, ...]
    hidden: bool

    @property
    def total(self) -> Decimal:
        """The sum of those shown."""
        return sum((payment.approved_fen for payment in self.payments), ZERO)

    def __bool__(self) -> bool:
        return bool(self.payments) or self.hidden


def help_to(
    *,
    actor: Actor,
    households: Collection[int] = (),
    persons: Collection[int] = (),
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> Help:
    """Everything approved for these households or people between the days, across all kinds and unions, paid or not.

    What was called off or came back does not count. For the warning of overlaps before an approval.
    """
    whom = Q(pk__in=[])
    if households:
        whom |= Q(household__in=households)
    if persons:
        whom |= Q(payee_person__in=persons)
    rows = Payment.objects.standing().filter(whom)
    if since is not None:
        rows = rows.filter(approved_on__gte=since)
    if until is not None:
        rows = rows.filter(approved_on__lte=until)
    found = list(rows.select_related("union", "fund").order_by("-approved_on", "-pk"))
    seen = tuple(payment for payment in found if sees_kind(actor, payment))
    return Help(seen, hidden=len(seen) < len(found))


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
