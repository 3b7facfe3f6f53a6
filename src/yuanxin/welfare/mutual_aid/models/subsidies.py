"""What a unit is given for enrolling its members."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.money import FenField
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.unions.models import Scoped
from yuanxin.welfare.mutual_aid.choices import Permission, SubsidyState
from yuanxin.welfare.mutual_aid.models.units import UnitEnrolment


class UnitSubsidy(Scoped, Flowing):
    """The subsidy of a unit for one enrolment (单位补助, F85): computed by the rule, settled by an approver, then paid.

    `computed` is `persons` × `rate` by `policy`, with each of its `steps`; `settled` is what the approver decided, with
    a reason where it differs. `paid_on` is the day on which the payment desk settled it.
    """

    view_permission: ClassVar[str] = Permission.VIEW_MONEY
    named_with = ("unit__union", "unit__scheme")

    unit = models.OneToOneField(UnitEnrolment, models.PROTECT, related_name="subsidy", verbose_name=_("unit enrolment"))
    state = models.CharField(_("state"), max_length=9, choices=SubsidyState, default=SubsidyState.COMPUTED)
    policy = models.ForeignKey(
        Policy, models.PROTECT, editable=False, related_name="+", verbose_name=_("rule of the subsidy")
    )
    persons = models.PositiveIntegerField(_("persons"))
    rate = FenField(_("subsidy a head"))
    computed = FenField(_("amount by the rule"))
    steps = models.JSONField(_("steps of the calculation"), default=list)
    settled = FenField(_("amount settled"), null=True, blank=True)
    reason = models.CharField(_("reason for another amount"), max_length=200, blank=True)
    computed_on = models.DateField(pgettext_lazy("subsidy", "computed on"))
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    # What the step of settling is to keep: amount, and reason for another one than the rule's.
    decided: tuple[Decimal, str] | None = None

    class Meta:
        verbose_name = _("unit subsidy")
        verbose_name_plural = _("unit subsidies")
        indexes = [
            models.Index(fields=["union", "state"], name="mutual_aid_subsidy_union"),
        ]

    def __str__(self) -> str:
        return str(self.unit)
