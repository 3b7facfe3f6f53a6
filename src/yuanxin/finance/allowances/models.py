"""The yearly allowance of off-establishment staff: the call, what each unit asks, its roster, and the grants."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yuanxin.finance.allowances.choices import SETTLED, AllowanceState, Basis, GrantState, Permission
from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.money import FenField
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Versioned
from yuanxin.organisation.members.choices import DocumentType


class AllowanceCall(Scoped, Versioned):
    """A district's call of a year (年度申报): every unit asked may give its off-establishment staff until `closes_on`.

    `rate` is that of the policy in force on the day of the call; it holds for all that is asked under the call, also
    where the policy changes during the year.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    year = models.PositiveSmallIntegerField(_("year"))
    called_on = models.DateField(_("called on"))
    closes_on = models.DateField(_("answers until"))
    rate = models.DecimalField(_("yuan per head and year"), max_digits=14, decimal_places=4)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+", verbose_name=_("policy"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("call for allowances")
        verbose_name_plural = _("calls for allowances")
        constraints = [models.UniqueConstraint(fields=["union", "year"], name="allowances_call_once")]

    def __str__(self) -> str:
        return gettext("Allowances for off-establishment staff of %(year)s") % {"year": self.year}


class AllowanceGrant(Scoped, Flowing):
    """Settled allowances asked of the treasury together (汇总、财政拨付): so many heads, so much money.

    `amount` is what its units were settled; `document_number` and `granted_on` are those of the treasury's reply,
    `fund` is where its money was put.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("call",)

    call = models.ForeignKey(
        AllowanceCall, models.PROTECT, related_name="grants", verbose_name=_("call for allowances")
    )
    number = models.PositiveSmallIntegerField(_("number in the year"))
    units = models.PositiveIntegerField(_("units"))
    staff = models.PositiveIntegerField(_("heads"))
    amount = FenField(_("amount"))
    state = models.CharField(_("state"), max_length=9, choices=GrantState, default=GrantState.DRAFT)
    drawn_up_on = models.DateField(_("drawn up on"))
    sent_on = models.DateField(pgettext_lazy("grant", "sent on"), null=True, blank=True)
    document_number = models.CharField(_("number of the treasury's paper"), max_length=100, blank=True)
    granted_on = models.DateField(_("granted on"), null=True, blank=True)
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fund"))

    class Meta:
        verbose_name = _("grant of allowances")
        verbose_name_plural = _("grants of allowances")
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="allowances_grant_number")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What people call it: 2016年度编外人员补助第1批."""
        return gettext("%(year)s allowances, grant %(number)s") % {"year": self.call.year, "number": self.number}


class AllowanceQuerySet(ScopedQuerySet["StaffAllowance"]):
    def settled(self) -> Self:
        """Those that the unit has: settled, granted or arrived."""
        return self.filter(state__in=SETTLED)

    def to_be_granted(self) -> Self:
        """Those settled that stand in no grant yet."""
        return self.filter(state=AllowanceState.APPROVED, grant=None)


class StaffAllowance(Scoped, Flowing):
    """What a unit's union gets for its off-establishment staff of a year (编外人员补助), for union activities.

    `headcount` is what the unit gives while it fills in, and stands once submitted: the names on its roster, or the
    number it wrote. `computed` is heads × rate of the call; `approved` is what was settled, with a reason where it
    differs. `counts_on` is the day it counts for the figures, always in its own year. The money goes to `account`, that
    of the unit's union.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("union", "call")

    call = models.ForeignKey(
        AllowanceCall, models.PROTECT, related_name="allowances", verbose_name=_("call for allowances")
    )
    basis = models.CharField(_("basis"), max_length=9, choices=Basis, default=Basis.ROSTER)
    headcount = models.PositiveIntegerField(_("heads"), default=0)
    computed = FenField(_("computed amount"), null=True, blank=True)
    approved = FenField(_("settled amount"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=AllowanceState, default=AllowanceState.DRAFT)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    approved_on = models.DateField(_("settled on"), null=True, blank=True)
    counts_on = models.DateField(_("counts on"), null=True, blank=True, editable=False)
    grant = models.ForeignKey(
        AllowanceGrant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allowances",
        verbose_name=_("summary for the treasury"),
    )
    paid_on = models.DateField(_("arrived on"), null=True, blank=True)
    account = SealedField(_("account of the union"), null=True, blank=True)
    bank = models.CharField(_("bank and branch"), max_length=100, blank=True)

    objects = AllowanceQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("allowance of a unit")
        verbose_name_plural = _("allowances of units")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "union"], condition=~Q(state=AllowanceState.WITHDRAWN), name="allowances_unit_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SETTLED) | Q(approved__isnull=False, counts_on__isnull=False),
                name="allowances_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "counts_on"], name="allowances_by_union"),
            models.Index(fields=["state", "due_on"], name="allowances_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.call.year}"

    @property
    def difference(self) -> Decimal | None:
        """By how much the settled amount differs from the computed one."""
        if self.approved is None or self.computed is None:
            return None
        return self.approved - self.computed


class StaffEntry(Scoped, Versioned):
    """One of a unit's off-establishment staff on its roster of a year (编外人员名单).

    A person stands on one roster a year, whichever the unit: `active` is taken away with what the unit asked for.
    """

    view_permission: ClassVar[str] = Permission.VIEW_STAFF

    allowance = models.ForeignKey(
        StaffAllowance, models.PROTECT, related_name="entries", verbose_name=_("allowance of a unit")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    name = models.CharField(_("name"), max_length=50)
    document_type = models.CharField(
        _("type of document"), max_length=20, choices=DocumentType, default=DocumentType.RESIDENT_ID
    )
    document_number = SealedField(_("identity document number"))
    document_digest = models.BinaryField(_("look-up key of the number"), max_length=16, editable=False)
    job = models.CharField(_("post at work"), max_length=50, blank=True)
    note = models.CharField(_("note"), max_length=100, blank=True)
    active = models.BooleanField(_("on the roster"), default=True)

    class Meta:
        verbose_name = _("person on a roster")
        verbose_name_plural = _("people on rosters")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "document_digest"], condition=Q(active=True), name="allowances_person_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return self.name
