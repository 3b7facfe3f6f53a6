"""Notices, and who has read them."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Scoped
from yuanxin.organisation.notices.choices import CircularState, Permission
from yuanxin.organisation.notices.models.addressing import Addressed, AddressedQuerySet


class CircularQuerySet(AddressedQuerySet["Circular"]):
    sent_states = (CircularState.SENT,)

    def unread_by(self, actor: Actor, today: datetime.date) -> Self:
        """The notices of today that a union of the actor has not confirmed."""
        return self.waiting_at(actor, Receipt.objects.filter(circular=OuterRef("pk"))).filter(until__gte=today)


class Circular(Addressed, Flowing):
    """A notice (通知) that a union sends to the unions below it; shown on their workbenches until the day `until`."""

    until = models.DateField(_("shown until"))
    state = models.CharField(_("state"), max_length=10, choices=CircularState, default=CircularState.DRAFT)
    sent_on = models.DateField(_("sent on"), null=True, blank=True, editable=False)

    objects = CircularQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = pgettext_lazy("from an upper union", "notice")
        verbose_name_plural = pgettext_lazy("from an upper union", "notices")
        indexes = [models.Index(fields=["state", "until"], name="notices_circular_shown")]


class Receipt(Scoped):
    """That a union has read a notice (已阅): who confirmed it, and when. Told to the sender, ranked by nobody."""

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("union", "circular")

    circular = models.ForeignKey(
        Circular, models.PROTECT, related_name="receipts", verbose_name=pgettext_lazy("from an upper union", "notice")
    )
    reader = models.CharField(_("read by"), max_length=100)
    at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("reading receipt")
        verbose_name_plural = _("reading receipts")
        constraints = [models.UniqueConstraint(fields=["circular", "union"], name="notices_receipt_once")]

    def __str__(self) -> str:
        return f"{self.union} {self.circular}"
