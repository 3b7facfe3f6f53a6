"""Funds, and the entries that put money into them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.money import FenField, amount_value
from yuanxin.foundation.payments.choices import EntryKind, FundLevel, PaymentState, Permission
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union, Versioned
from yuanxin.foundation.unions.models.scope import lineage


class FundQuerySet(ScopedQuerySet["Fund"]):
    def drawn_on_by(self, union: Union) -> Self:
        """The open funds that payments of `union` may draw on: its own, and those of the unions above it."""
        return self.filter(open=True, union__path__in=lineage(union.path))

    def with_balances(self) -> Self:
        """Each with `received`, `spent`, `at_bank`, `committed`, and `balance`: received less spent and at the bank."""
        # Named by its app: the payments of a fund are declared beside it.
        payments = self.model._meta.apps.get_model("payments", "Payment")
        paid = Q(state=PaymentState.PAID)
        rows = self.annotate(
            received=_total(FundEntry.objects.all(), "amount_fen"),
            spent=_total(payments.objects.filter(paid), "paid_fen"),
            at_bank=_total(payments.objects.filter(state=PaymentState.SENT), "approved_fen"),
            committed=_total(
                payments.objects.filter(state__in=(PaymentState.WAITING, PaymentState.BATCHED, PaymentState.FAILED)),
                "approved_fen",
            ),
        )
        return rows.annotate(balance=F("received") - F("spent") - F("at_bank"))


def _total(rows: models.QuerySet[models.Model], field: str) -> Coalesce:
    """The sum of `field` over the rows of the outer fund."""
    summed = rows.order_by().filter(fund=OuterRef("pk")).values("fund").annotate(total=Sum(field)).values("total")
    return Coalesce(Subquery(summed, output_field=FenField()), amount_value(0))


class Fund(Scoped, Versioned):
    """A pot of money that help is paid from (资金): whose money it is, and of which year.

    It belongs to the union that keeps it; payments of that union and of all below may draw on it while it is open.
    What it holds is the sum of its entries less what was paid and what is with the bank.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    name = models.CharField(_("name of the fund"), max_length=60)
    level = models.CharField(_("source of the money"), max_length=10, choices=FundLevel)
    year = models.PositiveSmallIntegerField(_("year of the money"), null=True, blank=True)
    open = models.BooleanField(_("open"), default=True, editable=False)

    objects = FundQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name", "year"], condition=Q(year__isnull=False), name="payments_fund_once_a_year"
            ),
            models.UniqueConstraint(
                fields=["union", "name"], condition=Q(year__isnull=True), name="payments_fund_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}" if self.year else self.name


class FundEntry(Scoped):
    """Money that came into a fund, or left it other than by a payment (资金收支): never changed, only reversed.

    `amount_fen` is negative where money leaves. `reverses` is the entry that this one takes back.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="entries", verbose_name=_("fund"))
    kind = models.CharField(_("kind of entry"), max_length=12, choices=EntryKind)
    amount_fen = FenField(_("amount"))
    on = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="reversal", verbose_name=_("takes back")
    )

    class Meta:
        verbose_name = _("fund entry")
        verbose_name_plural = _("fund entries")
        constraints = [models.CheckConstraint(condition=~Q(amount_fen=0), name="payments_entry_amount")]
        indexes = [models.Index(fields=["fund", "on", "id"], name="payments_entry_fund")]

    def __str__(self) -> str:
        return f"{self.fund} {self.on} {self.amount_fen}"
