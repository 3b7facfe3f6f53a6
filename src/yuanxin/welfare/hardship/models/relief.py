"""Relief in money."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.money import FenField
from yuanxin.foundation.kernel.sealed import SealedField, unseal
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet
from yuanxin.organisation.members.models import Household, HouseholdMember
from yuanxin.welfare.hardship.choices import Permission, ReliefKind, ReliefState
from yuanxin.welfare.hardship.models.files import HardshipFile
from yuanxin.welfare.hardship.rules.relief import Computed

OPEN_STATES = (ReliefState.SUBMITTED, ReliefState.RETURNED, ReliefState.REVIEWED)


class ReliefQuerySet(ScopedQuerySet["Relief"]):
    def open(self) -> Self:
        """Those still to be decided."""
        return self.filter(state__in=OPEN_STATES)

    def standing(self) -> Self:
        """Approved, and the money has not come back."""
        return self.filter(state=ReliefState.APPROVED, reversed_on=None)


class Relief(Scoped, Flowing):
    """Relief that a household asks for (帮扶申请): reviewed by the street, approved by the district, paid by the desk.

    The amounts asked for, computed by the rule and approved stand apart; where they differ, `opinion` says why. What
    the rule gave stands in `steps`, with the policies it used. `beneficiary` is the student or patient it is for.
    `occasion` names what many households are given together, such as a holiday. `overlap_opinion` is what the approver
    said to other help that the household has had. One without a file may be helped in sudden need (`file` empty).
    """

    view_permission: ClassVar[str] = Permission.VIEW_MONEY
    named_with = ("household__head",)

    kind = models.CharField(_("kind of relief"), max_length=10, choices=ReliefKind)
    household = models.ForeignKey(Household, models.PROTECT, related_name="reliefs", verbose_name=_("household"))
    file = models.ForeignKey(
        HardshipFile, models.PROTECT, null=True, blank=True, related_name="reliefs", verbose_name=_("hardship file")
    )
    beneficiary = models.ForeignKey(
        HouseholdMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("student or patient")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    occasion = models.CharField(_("occasion"), max_length=60, blank=True)
    situation = SealedField(_("situation"))
    bills = SealedField(_("bills"), null=True, blank=True)
    bill_digest = models.BinaryField(_("look-up key of the bills"), max_length=16, null=True, editable=False)
    applied_on = models.DateField(_("applied on"))
    applied_fen = FenField(_("amount asked for"))
    computed_fen = FenField(_("amount computed"))
    steps = SealedField(_("steps of the calculation"))
    line = models.ForeignKey(Policy, models.PROTECT, related_name="+", verbose_name=_("minimum line"))
    caps = models.ForeignKey(Policy, models.PROTECT, related_name="+", verbose_name=_("caps of relief"))
    account = SealedField(_("bank card"), null=True, blank=True)
    account_digest = models.BinaryField(_("look-up key of the card"), max_length=16, null=True, editable=False)
    bank = models.CharField(_("bank and branch"), max_length=100, blank=True)
    approved_fen = FenField(_("amount approved"), null=True, blank=True)
    opinion = models.CharField(_("reason for another amount"), max_length=500, blank=True)
    overlap_opinion = models.CharField(_("on other help"), max_length=500, blank=True)
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fund"))
    approved_on = models.DateField(_("approval day"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True, editable=False)
    reversed_on = models.DateField(_("came back on"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ReliefState, default=ReliefState.SUBMITTED)

    objects = ReliefQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("hardship relief")
        verbose_name_plural = _("hardship relief")
        constraints = [
            models.CheckConstraint(condition=Q(applied_fen__gt=0, computed_fen__gt=0), name="hardship_relief_amounts"),
            models.CheckConstraint(
                condition=~Q(state=ReliefState.APPROVED)
                | Q(approved_on__isnull=False, approved_fen__isnull=False, fund__isnull=False),
                name="hardship_relief_approved",
            ),
            models.UniqueConstraint(
                fields=["household", "occasion", "year"],
                condition=~Q(occasion="") & ~Q(state__in=[ReliefState.REFUSED, ReliefState.WITHDRAWN]),
                name="hardship_relief_once_an_occasion",
            ),
            models.UniqueConstraint(
                fields=["bill_digest"],
                condition=Q(bill_digest__isnull=False)
                & ~Q(state__in=[ReliefState.REFUSED, ReliefState.WITHDRAWN])
                & Q(reversed_on__isnull=True),
                name="hardship_relief_bill_once",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="hardship_relief_due"),
            models.Index(fields=["applied_on", "id"], name="hardship_relief_applied"),
            models.Index(fields=["household", "kind", "year"], name="hardship_relief_household"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} — {self.household}"

    def computed(self) -> Computed:
        """What the rule gave, opened; for who may see it."""
        return Computed.from_text(unseal(self.steps))
