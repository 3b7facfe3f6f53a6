"""Claims of the cover of accidents and household losses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.masking import masked_name
from yuanxin.foundation.kernel.money import FenField
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet
from yuanxin.organisation.members.models import Household, Person
from yuanxin.welfare.care.choices import GIVEN_UP, Cause, ClaimKind, ClaimState, Permission, Reason


def reasons_told(codes: list[str]) -> str:
    """Coded reasons as the trail tells them."""
    return " ".join(str(Reason(code).label) for code in codes)


def steps_told(steps: list[list[str]]) -> str:
    """The steps of a calculation as the trail tells them."""
    return " → ".join(amount for _code, amount in steps)


class ClaimQuerySet(ScopedQuerySet["CoverClaim"]):
    def standing(self) -> Self:
        """Those neither refused nor withdrawn."""
        return self.exclude(state__in=GIVEN_UP)


class CoverClaim(Scoped, Flowing):
    """A household asks the union's free cover for an accident or a loss (意外伤害及家财损失保障).

    `person` is who was hurt or whose home it is, a member of the registry; the claim counts by `household`. What
    happened is sealed. `computed` follows from the losses by the rules of the day it happened, every step and the
    policy kept; `approved` is what was approved, `reasons` say in code why it was cut or refused.
    """

    view_permission: ClassVar[str] = Permission.VIEW_COVER
    named_with = ("person",)

    told_as: ClassVar[Mapping[str, Callable[[Any], str]]] = {"reasons": reasons_told, "steps": steps_told}

    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name=_("household"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("member concerned"))
    kind = models.CharField(_("what it is for"), max_length=10, choices=ClaimKind)
    cause = models.CharField(_("cause of the loss"), max_length=10, choices=Cause)
    grade = models.CharField(_("grade of disability"), max_length=2, blank=True)
    happened_on = models.DateField(_("happened on"))
    reported_on = models.DateField(_("reported on"))
    place = models.CharField(_("place"), max_length=100)
    details = SealedField(_("what happened"))
    payee_name = models.CharField(_("payee"), max_length=50)
    account = SealedField(_("account number"), null=True, blank=True)
    bank = models.CharField(_("bank and branch"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ClaimState, default=ClaimState.REPORTED)
    computed = FenField(_("computed amount"), null=True, blank=True)
    approved = FenField(_("approved amount"), null=True, blank=True)
    steps = models.JSONField(_("steps of the calculation"), default=list, editable=False)
    reasons = models.JSONField(_("reasons"), default=list, editable=False)
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("policy")
    )
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, related_name="+", verbose_name=_("fund"))
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    objects = ClaimQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("claim of cover")
        verbose_name_plural = _("claims of cover")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "kind", "cause", "happened_on"],
                condition=~Q(state__in=GIVEN_UP),
                name="care_claim_once",
            ),
            models.CheckConstraint(condition=Q(reported_on__gte=F("happened_on")), name="care_claim_days"),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="care_claim_waiting"),
            models.Index(fields=["reported_on", "id"], name="care_claim_reported"),
        ]

    def __str__(self) -> str:
        return f"{masked_name(self.person.name)} {self.get_kind_display()} {self.happened_on}"

    @property
    def difference(self) -> Decimal | None:
        """By how much the approved amount differs from the computed one."""
        if self.approved is None or self.computed is None:
            return None
        return self.approved - self.computed


class LossItem(Scoped):
    """One thing lost, or one bill (损失清单): what was claimed for it, and what the assessment took of it.

    A bill is told by its number, which is never paid twice.
    """

    view_permission: ClassVar[str] = Permission.VIEW_DETAILS

    claim = models.ForeignKey(CoverClaim, models.PROTECT, related_name="items", verbose_name=_("claim of cover"))
    what = models.CharField(_("thing or bill"), max_length=60)
    invoice = models.CharField(_("number of the bill"), max_length=40, blank=True)
    claimed = FenField(_("claimed"))
    assessed = FenField(_("assessed"), null=True, blank=True)
    active = models.BooleanField(_("stands"), default=True)

    class Meta:
        verbose_name = _("loss or bill")
        verbose_name_plural = _("losses and bills")
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"], condition=~Q(invoice="") & Q(active=True), name="care_loss_invoice_once"
            )
        ]

    def __str__(self) -> str:
        return self.what
