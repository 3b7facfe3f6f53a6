"""Goods in the store, and what went in and out."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.unions.models import Scoped, Versioned
from yuanxin.welfare.care.choices import EntryKind, Permission


class GoodsItem(Scoped, Versioned):
    """A kind of goods that a union keeps for condolences (慰问品): what came in is what was given out and what is left.

    The three numbers are the sums of its entries; nothing is left below nothing, which the database itself holds.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    name = models.CharField(_("condolence goods"), max_length=40)
    measure = models.CharField(_("measure word"), max_length=4)
    received = models.PositiveIntegerField(_("came in"), default=0, editable=False)
    issued = models.PositiveIntegerField(_("given out"), default=0, editable=False)
    remain = models.PositiveIntegerField(_("in store"), default=0, editable=False)

    class Meta:
        verbose_name = _("condolence goods")
        verbose_name_plural = _("condolence goods")
        constraints = [
            models.UniqueConstraint(fields=["union", "name"], name="care_goods_name"),
            models.CheckConstraint(condition=Q(received=F("issued") + F("remain")), name="care_goods_balance"),
        ]

    def __str__(self) -> str:
        return self.name


class GoodsEntry(Scoped):
    """So much of one kind of goods came in or was given out (出入库): never changed, only reversed by another entry.

    `quantity` is negative in an entry that `reverses` one of the same kind. What is given out stands on a `receipt`.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("item",)

    item = models.ForeignKey(GoodsItem, models.PROTECT, related_name="entries", verbose_name=_("condolence goods"))
    kind = models.CharField(_("kind of store entry"), max_length=8, choices=EntryKind)
    quantity = models.IntegerField(_("quantity"))
    on = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    receipt = models.ForeignKey(
        "care.Receipt", models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("signed receipt")
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="reversal", verbose_name=_("takes back")
    )

    class Meta:
        verbose_name = _("store entry")
        verbose_name_plural = _("store entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, quantity__gt=0) | Q(reverses__isnull=False, quantity__lt=0),
                name="care_entry_quantity",
            )
        ]
        indexes = [models.Index(fields=["on", "union", "item"], name="care_entry_day")]

    def __str__(self) -> str:
        return f"{self.item} {self.on} {self.quantity}"
