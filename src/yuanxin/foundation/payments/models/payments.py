"""A payment: one payee, one amount, one fund, one cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.masking import masked_bank_account
from yuanxin.foundation.kernel.money import FenField
from yuanxin.foundation.kernel.sealed import SealedField, unseal
from yuanxin.foundation.payments.choices import PaymentState, Permission
from yuanxin.foundation.payments.models.batches import Batch
from yuanxin.foundation.payments.models.funds import Fund
from yuanxin.foundation.payments.models.kinds import kinds_seen
from yuanxin.foundation.payments.registry import kind_label
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union, Versioned

NOT_SETTLED = (PaymentState.WAITING, PaymentState.BATCHED, PaymentState.SENT, PaymentState.FAILED)


class PaymentQuerySet(ScopedQuerySet["Payment"]):
    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """As of every scoped model; asked by a permission of the desk, without kinds whose own the actor does not hold.

        Asked by a department's own permission it gives what that opens; the department names its kinds by `of`.
        """
        rows = super().visible_to(actor, permission)
        if actor.everywhere or (permission and permission not in Permission.values):
            return rows
        return rows.filter(kinds_seen(actor))

    def of(self, *codes: str) -> Self:
        """Those of these kinds."""
        return self.filter(kind=codes[0]) if len(codes) == 1 else self.filter(kind__in=codes)

    def about(self, cause: models.Model) -> Self:
        """Those of a cause."""
        return self.filter(cause_kind=cause._meta.label_lower, cause_id=cause.pk)

    def paid(self) -> Self:
        """Money that moved, for sums: settled payments, and the reversing entries of those that came back."""
        return self.filter(state=PaymentState.PAID)

    def helped(self) -> Self:
        """Payments that reached somebody, for counting whom: without reversing entries.

        A figure over them says `lapses="reversed_on"`, so that one that came back counts no more from that day on.
        """
        return self.filter(state=PaymentState.PAID, reverses__isnull=True)

    def standing(self) -> Self:
        """Asked for and neither called off nor come back: for each cause and part there is at most one."""
        return self.exclude(state=PaymentState.CANCELLED).filter(reverses__isnull=True, reversed_on__isnull=True)

    def open(self) -> Self:
        """Approved, and not paid yet."""
        return self.filter(state__in=NOT_SETTLED)


class Payment(Scoped, Versioned):
    """Money that goes to one payee for one cause (一笔支付), from the approval until the bank, or a signature, says so.

    Amounts computed by a rule, applied for, approved and paid stand apart (`…_fen`: whole fen in the database, yuan as
    `Decimal` in Python); where approved differs from computed, `opinion` says why. The cause is named by kind, id and
    label, and so are payee and household by number: the desk knows none of the departments. `people` are the keys of
    whoever entered, approved or asked for it: none of them pays it. A payment that came back stays as it was paid, with
    `reversed_on`, and another one with negative amounts `reverses` it.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    told_as: ClassVar[Mapping[str, Callable[[str], str]]] = {"kind": kind_label}

    # Its own index is the first column of one below.
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, verbose_name=_("union"))
    kind = models.CharField(_("kind of payment"), max_length=60)
    cause_kind = models.CharField(_("kind of cause"), max_length=60, editable=False)
    cause_id = models.BigIntegerField(_("number of the cause"), editable=False)
    cause_label = models.CharField(_("cause"), max_length=200)
    part = models.CharField(_("part of the cause"), max_length=40, blank=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="payments", db_index=False, verbose_name=_("fund"))
    payee_name = models.CharField(_("payee"), max_length=100)
    payee_person = models.BigIntegerField(_("number of the person paid"), null=True, editable=False)
    household = models.BigIntegerField(_("number of the household"), null=True, editable=False)
    account = SealedField(_("account number"), null=True, blank=True)
    account_digest = models.BinaryField(_("look-up key of the account"), max_length=16, null=True, editable=False)
    bank = models.CharField(_("bank and branch"), max_length=100, blank=True)
    computed_fen = FenField(_("amount computed"), null=True, blank=True)
    applied_fen = FenField(_("amount applied for"), null=True, blank=True)
    approved_fen = FenField(_("amount approved"))
    paid_fen = FenField(_("amount paid"), null=True, editable=False)
    opinion = models.CharField(pgettext_lazy("payment", "reason for another amount"), max_length=500, blank=True)
    requested_on = models.DateField(_("asked for on"), editable=False)
    approved_on = models.DateField(_("approved on"))
    paid_on = models.DateField(_("paid on"), null=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=PaymentState, default=PaymentState.WAITING)
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, editable=False, related_name="payments", verbose_name=_("batch")
    )
    receipt = models.CharField(_("receipt"), max_length=200, blank=True)
    problem = models.CharField(_("why it failed"), max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="reversal", verbose_name=_("takes back")
    )
    reversed_on = models.DateField(_("came back on"), null=True, editable=False)
    people = models.TextField(_("people behind it"), blank=True, editable=False)

    objects = PaymentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(
                fields=["cause_kind", "cause_id", "part"],
                condition=~Q(state=PaymentState.CANCELLED) & Q(reverses__isnull=True, reversed_on__isnull=True),
                name="payments_payment_once_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, approved_fen__gt=0) | Q(reverses__isnull=False, approved_fen__lt=0),
                name="payments_payment_amount",
            ),
            models.CheckConstraint(
                condition=Q(state=PaymentState.PAID, paid_on__isnull=False, paid_fen__isnull=False)
                | (~Q(state=PaymentState.PAID) & Q(paid_on__isnull=True, paid_fen__isnull=True)),
                name="payments_payment_paid",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "paid_on", "household"], name="payments_payment_union"),
            models.Index(fields=["paid_on", "union", "household"], name="payments_payment_paid_on"),
            models.Index(fields=["fund", "state"], name="payments_payment_fund"),
            models.Index(fields=["cause_kind", "cause_id"], name="payments_payment_cause"),
            models.Index(
                fields=["household", "approved_on"],
                condition=Q(household__isnull=False),
                name="payments_payment_household",
            ),
            models.Index(
                fields=["payee_person", "approved_on"],
                condition=Q(payee_person__isnull=False),
                name="payments_payment_person",
            ),
            models.Index(
                fields=["account_digest"], condition=Q(account_digest__isnull=False), name="payments_payment_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee_name} {self.cause_label}"

    @property
    def kind_label(self) -> str:
        """What people call its kind."""
        return kind_label(self.kind)

    @property
    def masked_account(self) -> str:
        """The account as everybody may read it."""
        return masked_bank_account(unseal(self.account)) if self.account is not None else ""

    @property
    def keys(self) -> frozenset[str]:
        """Those who may not pay it."""
        return frozenset(self.people.split())
