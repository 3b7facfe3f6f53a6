"""Help in goods."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.money import FenField
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Versioned
from yuanxin.organisation.members.models import Household
from yuanxin.welfare.hardship.choices import Permission


class GoodsHelpQuerySet(ScopedQuerySet["GoodsHelp"]):
    def standing(self) -> Self:
        """Those not taken back as mistakes."""
        return self.filter(revoked_on=None)


class GoodsHelp(Scoped, Versioned):
    """Goods given to a household against a signature (实物帮扶): help like money, worth `value_fen`.

    `received_by` signed for it. One entered by mistake is revoked, never deleted.
    """

    view_permission: ClassVar[str] = Permission.VIEW_MONEY
    named_with = ("household__head",)

    household = models.ForeignKey(Household, models.PROTECT, related_name="goods_help", verbose_name=_("household"))
    occasion = models.CharField(_("occasion"), max_length=60)
    given_on = models.DateField(_("given on"))
    received_by = models.CharField(_("signed for by"), max_length=50)
    value_fen = FenField(_("value"))
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    revoke_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = GoodsHelpQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("help in goods")
        verbose_name_plural = _("help in goods")
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, revoke_reason="")
                | Q(revoked_on__isnull=False) & ~Q(revoke_reason=""),
                name="hardship_goods_revoked",
            ),
        ]
        indexes = [
            models.Index(fields=["given_on", "id"], name="hardship_goods_given"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} — {self.household}"


class GoodsItemQuerySet(ScopedQuerySet[Any]):
    scope_path = "help__union__path"


class GoodsItem(models.Model):
    """One kind of goods in what a household was given: how many, of what price each."""

    view_permission: ClassVar[str] = Permission.VIEW_MONEY

    help = models.ForeignKey(GoodsHelp, models.PROTECT, related_name="items", verbose_name=_("help in goods"))
    name = models.CharField(_("goods"), max_length=50)
    quantity = models.PositiveIntegerField(_("quantity"))
    measure = models.CharField(_("measure word"), max_length=10)
    price_fen = FenField(_("price of each"))

    objects = GoodsItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("goods given")
        verbose_name_plural = _("goods given")
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="hardship_item_quantity")]

    def __str__(self) -> str:
        return f"{self.name} {self.quantity}{self.measure}"
