"""Batches of payments, and the lines that go to the bank."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.long_work import LongWork
from yuanxin.foundation.kernel.money import ZERO, FenField
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.payments.choices import BatchState, Outcome, Permission
from yuanxin.foundation.payments.models.funds import Fund
from yuanxin.foundation.unions.models import Scoped


class Batch(Scoped, Flowing, LongWork):
    """Payments of one fund that go to the bank together (支付批次), each of three people doing his part.

    One makes it, another checks it, a third pays: sends it to the bank. `count` and `total_fen` are what the checker
    saw and the payer sends; as long as it is a draft they follow its payments.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="batches", verbose_name=_("fund"))
    title = models.CharField(_("title"), max_length=100)
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.DRAFT)
    made_on = models.DateField(pgettext_lazy("payment batch", "made on"), editable=False)
    sent_on = models.DateField(_("sent to the bank on"), null=True, editable=False)
    settled_on = models.DateField(pgettext_lazy("payment batch", "settled on"), null=True, editable=False)
    count = models.PositiveIntegerField(_("number of payments"), default=0, editable=False)
    total_fen = FenField(_("total"), default=ZERO, editable=False)

    class Meta:
        verbose_name = _("payment batch")
        verbose_name_plural = _("payment batches")
        indexes = [models.Index(fields=["state", "made_on"], name="payments_batch_state")]

    def __str__(self) -> str:
        return self.title


class Line(models.Model):
    """One payment as it went to the bank in a batch (批次明细): what was sent, and what the bank said of it.

    A payment that failed and goes out again has a line in each batch. At most one of its lines is awaited or paid: the
    database refuses to pay twice.
    """

    district_wide_because: ClassVar[str] = "part of a batch, which is scoped itself; read through that"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines", db_index=False, verbose_name=_("batch"))
    number = models.PositiveIntegerField(_("number"))
    payment = models.ForeignKey(
        "payments.Payment", models.PROTECT, related_name="lines", db_index=False, verbose_name=_("payment")
    )
    payee_name = models.CharField(_("payee"), max_length=100)
    account = SealedField(_("account number"))
    bank = models.CharField(_("bank and branch"), max_length=100, blank=True)
    amount_fen = FenField(_("amount"))
    purpose = models.CharField(_("purpose"), max_length=60)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.AWAITED)
    told_on = models.DateField(_("outcome of"), null=True, blank=True)
    reason = models.CharField(_("reason of the bank"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("line of a batch")
        verbose_name_plural = _("lines of a batch")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="payments_line_number"),
            models.UniqueConstraint(
                fields=["payment"], condition=~Q(outcome=Outcome.FAILED), name="payments_line_paid_once"
            ),
        ]
        indexes = [models.Index(fields=["payment", "batch"], name="payments_line_payment")]

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"
