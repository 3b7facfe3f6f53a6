"""Batches of payments, and the lines that go to the bank."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.long_work import LongWork
from yuanxin.foundation.kernel.masking import masked_bank_account
from yuanxin.foundation.kernel.money import ZERO, FenField
from yuanxin.foundation.kernel.sealed import SealedField, unseal
from yuanxin.foundation.payments.choices import BankFormat, BatchState, Outcome, Permission
from yuanxin.foundation.payments.models.funds import Fund
from yuanxin.foundation.payments.models.kinds import kinds_seen
from yuanxin.foundation.payments.rules import reference_of
from yuanxin.foundation.unions.models import DistrictWide, Scoped, ScopedQuerySet, Union


class Batch(Scoped, Flowing, LongWork):
    """Payments of one fund that go to the bank together (支付批次), each of three people doing his part.

    One makes it, another checks it, a third pays: sends it to the bank. `count` and `total_fen` are what the checker
    saw and the payer sends; as long as it is a draft they follow its payments. `wanted` says which payments it was made
    of (kinds, union, last day of approval), and `run` is its key: two people who ask for the same at the same moment
    get one draft. `sent_event` is the event whose journal its lines are.
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
    maker = models.CharField(_("key of who made it"), max_length=60, blank=True, default="", editable=False)
    maker_label = models.CharField(
        pgettext_lazy("payment batch", "made by"), max_length=100, blank=True, default="", editable=False
    )
    wanted = models.JSONField(_("made of"), default=dict, editable=False)
    run = models.CharField(_("key of the run"), max_length=32, blank=True, default="", editable=False)
    sent_event = models.BigIntegerField(_("event of sending"), null=True, editable=False, db_index=True)

    class Meta:
        verbose_name = _("payment batch")
        verbose_name_plural = _("payment batches")
        constraints = [
            models.UniqueConstraint(
                fields=["union", "fund", "run"],
                condition=Q(state=BatchState.DRAFT) & ~Q(run=""),
                name="payments_batch_one_run",
            )
        ]
        indexes = [models.Index(fields=["state", "made_on"], name="payments_batch_state")]

    def __str__(self) -> str:
        return self.title


class LineQuerySet(ScopedQuerySet["Line"]):
    scope_path = "batch__union__path"

    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """Those of batches the actor sees, without payments of a kind that it may not see."""
        rows = super().visible_to(actor, permission)
        return rows if actor.everywhere else rows.filter(kinds_seen(actor, "payment__"))

    def of(self, batch: Batch) -> Self:
        """Those of a batch, in their order."""
        return self.filter(batch=batch).order_by("number")

    def awaited(self) -> Self:
        """Those of which the bank has said nothing yet."""
        return self.filter(outcome=Outcome.AWAITED)


class Line(models.Model):
    """One payment as it went to the bank in a batch (批次明细): what was sent, and what the bank said of it.

    A payment that failed and goes out again has a line in each batch. At most one of its lines is awaited or paid: the
    database refuses to pay twice. `told_by` is the return file that said what became of it; none where an officer did.
    """

    view_permission: ClassVar[str] = Permission.VIEW

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
    told_by = models.BigIntegerField(_("return file"), null=True, editable=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a batch")
        verbose_name_plural = _("lines of a batch")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="payments_line_number"),
            models.UniqueConstraint(
                fields=["payment"], condition=~Q(outcome=Outcome.FAILED), name="payments_line_paid_once"
            ),
        ]
        indexes = [
            models.Index(fields=["payment", "batch"], name="payments_line_payment"),
            models.Index(fields=["batch"], condition=Q(outcome=Outcome.AWAITED), name="payments_line_awaited"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def union(self) -> Union:
        """The union that paid it."""
        return self.batch.union

    @property
    def reference(self) -> str:
        """What the bank file names the line by, and the return gives back."""
        return reference_of(self.batch_id, self.number)

    @property
    def masked_account(self) -> str:
        """The account as everybody may read it."""
        return masked_bank_account(unseal(self.account))


class BankFile(DistrictWide):
    """A file of a batch for the bank (银行代发文件), sealed until it is taken; emptied once the batch is settled.

    It goes to the bank once: whoever takes it again says so, and `taken_by` and `taken_at` tell of the last time.
    """

    district_wide_because: ClassVar[str] = "part of a batch, which is scoped itself; read through that"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="files", verbose_name=_("batch"))
    file_type = models.CharField(_("kind of file"), max_length=8, choices=BankFormat)
    content = models.BinaryField(_("content"), null=True, editable=False)
    digest = models.CharField(_("digest of the file"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    made_at = models.DateTimeField(_("file made at"))
    taken_at = models.DateTimeField(_("taken at"), null=True)
    taken_by = models.CharField(_("taken by"), max_length=100, blank=True)
    times = models.PositiveSmallIntegerField(_("times taken"), default=0)

    class Meta:
        verbose_name = _("bank file")
        verbose_name_plural = _("bank files")
        constraints = [models.UniqueConstraint(fields=["batch", "file_type"], name="payments_bankfile_once")]

    def __str__(self) -> str:
        return f"{self.batch} {self.get_file_type_display()}"
