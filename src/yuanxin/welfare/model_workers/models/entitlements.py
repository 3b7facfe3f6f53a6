"""What benefits and medical claims have in common: amounts apart, days, the rule and its steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.money import FenField
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import EntitlementState, Permission
from yuanxin.welfare.model_workers.models.filings import Filing
from yuanxin.welfare.model_workers.models.workers import ModelWorker

S = EntitlementState
ENDED = (S.REFUSED, S.WITHDRAWN, S.STOPPED)
UNDECIDED = (S.SUBMITTED, S.CHECKED, S.RETURNED, S.REVIEWED, S.REPORTED)
M = TypeVar("M", bound=models.Model)


class EntitlementQuerySet(ScopedQuerySet[M]):
    def standing(self) -> Self:
        """Those that were not refused, withdrawn or stopped."""
        return self.exclude(state__in=ENDED)

    def undecided(self) -> Self:
        """Those on their way to being granted."""
        return self.filter(state__in=UNDECIDED)


class Entitlement(Scoped, Flowing):
    """Something a model worker has a claim to. Computed by the rule, applied for, approved and paid stand apart.

    `union` is the one that served the model worker when it was applied for; `level` the level then. `basis` seals what
    the computation started from and each of its steps; `policy` is the version of the rule it used. `reason` says why
    an amount differs from the one before it, also where the rule itself cut it.
    """

    view_permission: ClassVar[str] = Permission.VIEW_MONEY
    named_with = ("worker__person",)

    # Its own index is the first column of one that each model has.
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, verbose_name=_("union"))
    worker = models.ForeignKey(ModelWorker, models.PROTECT, related_name="%(class)ss", verbose_name=_("model worker"))
    filing = models.ForeignKey(
        Filing,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=pgettext_lazy("model worker", "filing"),
    )
    level = models.PositiveSmallIntegerField(pgettext_lazy("honour", "level"), choices=HonourLevel)
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=10, choices=EntitlementState, default=S.SUBMITTED)
    computed = FenField(_("amount computed"))
    applied = FenField(_("amount applied for"))
    approved = FenField(_("amount approved"), null=True, blank=True)
    paid = FenField(_("amount paid"), null=True, blank=True, editable=False)
    reason = models.CharField(_("why the amount differs"), max_length=500, blank=True)
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("policy")
    )
    basis = SealedField(_("computation"), null=True, blank=True, editable=False)
    payee_name = models.CharField(_("payee, if another"), max_length=50, blank=True)
    submitted_on = models.DateField(_("applied on"))
    granted_on = models.DateField(_("granted on"), null=True, blank=True, editable=False)
    paid_on = models.DateField(_("paid on"), null=True, blank=True, editable=False)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    receipt = models.CharField(_("receipt"), max_length=100, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def what(self) -> str:
        """What it is, in a word."""
        raise NotImplementedError

    def told(self) -> Mapping[str, Any]:
        """The amounts side by side."""
        return {"computed": self.computed, "applied": self.applied, "approved": self.approved, "paid": self.paid}


def amounts_in_order(name: str) -> models.CheckConstraint:
    """What is paid was approved, what is signed for was paid."""
    return models.CheckConstraint(
        condition=(Q(approved__isnull=False) | Q(paid__isnull=True))
        & (Q(paid_on__isnull=False) | Q(signed_on__isnull=True))
        & (Q(paid_on__isnull=False, paid__isnull=False) | Q(paid_on__isnull=True, paid__isnull=True)),
        name=name,
    )
