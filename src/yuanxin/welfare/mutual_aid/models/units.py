"""What a unit enrols together: its list, its fee, and the receipts for it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.money import FenField
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.unions.models import Scoped, Union
from yuanxin.welfare.mutual_aid.choices import Permission, UnitKind, UnitState
from yuanxin.welfare.mutual_aid.models.schemes import Scheme

# Its list may still change, or come back to be changed.
UNDER_WAY = (UnitState.DRAFT, UnitState.SUBMITTED, UnitState.PAID)


class UnitEnrolment(Scoped, Flowing):
    """A union's enrolment in a scheme (单位参保): its list of people, the fee for them, and how far it has come.

    One a union and scheme; whoever comes later is enrolled by a supplement of its own. `persons`, `per_head`, `fee` and
    `fee_policy` are what was submitted. `renews` is the enrolment of the scheme before that its list was taken from,
    `batch` the import that began it. What the unit is given goes to the account that the fee came from.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("union", "scheme")

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, verbose_name=_("union"))
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="units", verbose_name=_("scheme"))
    kind = models.CharField(_("kind"), max_length=10, choices=UnitKind, default=UnitKind.REGULAR)
    state = models.CharField(_("state"), max_length=10, choices=UnitState, default=UnitState.DRAFT)
    renews = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name=_("renews")
    )
    batch = models.BigIntegerField(_("import that began it"), null=True, editable=False)
    begun_on = models.DateField(_("begun on"), editable=False)
    submitted_on = models.DateField(pgettext_lazy("enrolment", "submitted on"), null=True, blank=True, editable=False)
    paid_on = models.DateField(_("fee paid on"), null=True, blank=True, editable=False)
    checked_on = models.DateField(pgettext_lazy("enrolment", "checked on"), null=True, blank=True, editable=False)
    effective_from = models.DateField(_("in force from"), null=True, blank=True, editable=False)
    persons = models.PositiveIntegerField(_("persons"), default=0, editable=False)
    per_head = FenField(_("fee a head"), null=True, blank=True, editable=False)
    fee = FenField(_("fee"), null=True, blank=True, editable=False)
    fee_policy = models.ForeignKey(
        Policy,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("rule of the fee"),
    )
    payer = models.CharField(_("name of the account"), max_length=100, blank=True, editable=False)
    bank = models.CharField(_("bank and branch"), max_length=100, blank=True, editable=False)
    account = SealedField(_("account of the unit"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("unit enrolment")
        verbose_name_plural = _("unit enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["union", "scheme"],
                condition=Q(kind=UnitKind.REGULAR) & ~Q(state=UnitState.WITHDRAWN),
                name="mutual_aid_unit_once",
            ),
            models.UniqueConstraint(
                fields=["union", "scheme"], condition=Q(state__in=UNDER_WAY), name="mutual_aid_unit_one_under_way"
            ),
        ]
        indexes = [models.Index(fields=["union", "scheme", "state"], name="mutual_aid_unit_union")]

    def __str__(self) -> str:
        return f"{self.union} {self.scheme}"


class FeeReceipt(Scoped):
    """Money that came in for a unit's enrolment (缴费回单): append-only; a negative one is money given back."""

    view_permission: ClassVar[str] = Permission.VIEW

    unit = models.ForeignKey(UnitEnrolment, models.PROTECT, related_name="receipts", verbose_name=_("unit enrolment"))
    number = models.CharField(_("number of the receipt"), max_length=40, unique=True)
    amount = FenField(_("amount"))
    received_on = models.DateField(_("received on"))
    payer = models.CharField(_("payer"), max_length=100)

    class Meta:
        verbose_name = _("receipt of a fee")
        verbose_name_plural = _("receipts of fees")
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="mutual_aid_receipt_amount")]

    def __str__(self) -> str:
        return self.number
