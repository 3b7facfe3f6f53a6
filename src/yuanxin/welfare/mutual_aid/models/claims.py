"""Claims: what somebody asks of mutual aid after an illness or an accident, the bills, and what comes of them."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.money import ZERO, FenField
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union, Versioned
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.mutual_aid.choices import (
    STRIKING,
    BenefitKind,
    ClaimState,
    Permission,
    Reason,
    Sampling,
    SpecialCause,
)
from yuanxin.welfare.mutual_aid.models.enrolments import Enrolment
from yuanxin.welfare.mutual_aid.models.lists import Hospital
from yuanxin.welfare.mutual_aid.models.runs import SamplingRun

# In these states the result may still move when another claim of the same year is computed; later it is decided.
LOOSE = (ClaimState.CHECKED, ClaimState.COMPUTED)
# In these it uses deductible and limit of the year.
COUNTING = (
    ClaimState.COMPUTED,
    ClaimState.SELECTED,
    ClaimState.READY,
    ClaimState.REVIEWED,
    ClaimState.APPROVED,
    ClaimState.REQUESTED,
    ClaimState.PAID,
    ClaimState.CLOSED,
)
# In these no bill of it keeps another claim from having the same.
DEAD = (ClaimState.REFUSED, ClaimState.WITHDRAWN)
ENTERED = (ClaimState.DRAFT, ClaimState.RETURNED)


class ClaimQuerySet(ScopedQuerySet["Claim"]):
    def of(self, *persons: Person) -> Self:
        """Those of these people."""
        return self.filter(person__in=persons)

    def live(self) -> Self:
        """Neither refused nor withdrawn."""
        return self.exclude(state__in=DEAD)

    def under_way(self) -> Self:
        """Entered and not at an end."""
        return self.exclude(state__in=(*DEAD, ClaimState.CLOSED, ClaimState.PAID))

    def counting(self) -> Self:
        """Those that use deductible and limit of their scheme year."""
        return self.filter(state__in=COUNTING)


class Claim(Scoped, Flowing):
    """One person's claim for one treatment, or one event (理赔), against the cover on the day of admission.

    `union` is where the person was when it was entered. The illness and the account stand sealed; lists never show
    them. Amounts stand apart: `asked` is what the bills leave to the worker, `counted` what reviewers let stand of it,
    `computed` the benefit by the rule, `approved` what was decided (with `opinion` where it differs), `paid` what the
    desk paid. `enrolment` is the cover on the day of admission; without one the claim can only be refused.
    """

    view_permission: ClassVar[str] = Permission.VIEW_CLAIMS

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, verbose_name=_("union"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, editable=False, related_name="claims", verbose_name=_("enrolment")
    )
    kind = models.CharField(_("benefit"), max_length=16, choices=BenefitKind, default=BenefitKind.INPATIENT)
    accident = models.BooleanField(_("accident"), default=False)
    hospital = models.ForeignKey(Hospital, models.PROTECT, related_name="+", verbose_name=_("hospital"))
    admitted_on = models.DateField(_("admitted on"))
    discharged_on = models.DateField(_("discharged on"))
    illness = SealedField(_("diagnosis"))
    # Told apart from the diagnosis, so that a calculation need not open it.
    illness_listed = models.BooleanField(_("illness counts for the benefit"), default=True, editable=False)
    special = models.CharField(_("special cause"), max_length=12, choices=SpecialCause, blank=True)
    evidence = models.CharField(_("evidence of the special cause"), max_length=200, blank=True)
    payee_name = models.CharField(_("payee"), max_length=50)
    account = SealedField(_("bank card"), null=True, blank=True)
    bank = models.CharField(_("bank and branch"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ClaimState, default=ClaimState.DRAFT)
    sampling = models.CharField(_("inspected"), max_length=9, choices=Sampling, blank=True, editable=False)
    drawn_in = models.ForeignKey(
        SamplingRun, models.PROTECT, null=True, editable=False, related_name="claims", verbose_name=_("drawn in")
    )
    entered_on = models.DateField(_("entered on"), editable=False)
    submitted_on = models.DateField(_("submitted on"), null=True, editable=False)
    calculation = models.ForeignKey(
        "Calculation", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("calculation")
    )
    asked = FenField(_("own payment asked"), default=ZERO, editable=False)
    counted = FenField(_("own payment counted"), default=ZERO, editable=False)
    computed = FenField(_("benefit by the rule"), null=True, editable=False)
    approved = FenField(_("amount approved"), null=True, editable=False)
    opinion = models.CharField(_("reason for another amount"), max_length=200, blank=True, editable=False)
    paid = FenField(_("amount paid"), null=True, editable=False)
    refused_for = models.CharField(_("refused for"), max_length=3, choices=Reason, blank=True, editable=False)
    approved_on = models.DateField(_("approved on"), null=True, editable=False)
    paid_on = models.DateField(_("paid on"), null=True, editable=False)

    objects = ClaimQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.CheckConstraint(condition=Q(discharged_on__gte=F("admitted_on")), name="mutual_aid_claim_stay"),
            models.CheckConstraint(
                condition=(Q(paid_on__isnull=True) & Q(paid__isnull=True))
                | (Q(paid_on__isnull=False) & Q(paid__isnull=False)),
                name="mutual_aid_claim_paid",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "state"], name="mutual_aid_claim_union"),
            models.Index(fields=["state", "id"], name="mutual_aid_claim_state"),
            models.Index(fields=["enrolment", "kind"], name="mutual_aid_claim_year"),
            models.Index(fields=["union", "paid_on", "person"], name="mutual_aid_claim_paid"),
            models.Index(fields=["paid_on", "union", "person"], name="mutual_aid_claim_paid_on"),
            models.Index(fields=["submitted_on", "id"], name="mutual_aid_claim_submitted"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it (受理编号)."""
        return f"LP{self.pk:06d}"

    @property
    def may_be_changed(self) -> bool:
        """Whether whoever entered it may still change it."""
        return self.state in ENTERED


class BillQuerySet(ScopedQuerySet["Bill"]):
    scope_path = "claim__union__path"

    def standing(self) -> Self:
        """Those that were not taken out of their claim again."""
        return self.filter(removed=False)

    def sums(self) -> dict[str, Decimal]:
        """The amounts of the bills added up."""
        found = self.aggregate(**{name: Sum(name) for name in AMOUNTS})
        return {name: found[name] or ZERO for name in AMOUNTS}


AMOUNTS = ("total", "pool", "major", "other", "excluded", "struck")


class Bill(Versioned):
    """A bill of a claim (票据) with what each insurance paid of it; its number is that of no other live claim.

    One that was entered by mistake is `removed`: it stays, counts for nothing and keeps its number free.

    `own` is what is left to the worker: asked. `struck` is what a reviewer took off, for a reason; what is left of
    `own` is counted. `approved` and `paid` are the bill's shares of the claim's amounts, which add up to them.
    """

    view_permission: ClassVar[str] = Permission.VIEW_ILLNESS
    named_with = ("claim",)

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="bills", verbose_name=_("claim"))
    number = SealedField(_("number of the bill"))
    number_digest = models.BinaryField(_("look-up key of the bill"), max_length=16, editable=False)
    live = models.BooleanField(_("of a live claim"), default=True, editable=False)
    removed = models.BooleanField(_("taken out of the claim"), default=False, editable=False)
    issued_on = models.DateField(_("date of the bill"))
    total = FenField(_("total"))
    pool = FenField(_("paid by the pool of medical insurance"), default=ZERO)
    major = FenField(_("paid by major-illness insurance"), default=ZERO)
    other = FenField(_("paid by other insurance"), default=ZERO)
    excluded = FenField(_("outside the catalogue"), default=ZERO)
    own = FenField(_("own payment"), editable=False)
    struck = FenField(_("struck off"), default=ZERO, editable=False)
    struck_for = models.CharField(
        _("struck off for"),
        max_length=3,
        choices=[(reason.value, reason._label_) for reason in STRIKING],  # type: ignore[attr-defined]
        blank=True,
        editable=False,
    )
    struck_note = models.CharField(_("why struck off"), max_length=200, blank=True, editable=False)
    struck_by = models.CharField(_("struck off by"), max_length=100, blank=True, editable=False)
    struck_on = models.DateField(_("struck off on"), null=True, editable=False)
    approved = FenField(_("share of the amount approved"), null=True, editable=False)
    paid = FenField(_("share of the amount paid"), null=True, editable=False)

    objects = BillQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("bill")
        verbose_name_plural = _("bills")
        constraints = [
            models.UniqueConstraint(fields=["number_digest"], condition=Q(live=True), name="mutual_aid_bill_once"),
            models.CheckConstraint(
                condition=Q(own=F("total") - F("pool") - F("major") - F("other") - F("excluded")),
                name="mutual_aid_bill_own",
            ),
            models.CheckConstraint(
                condition=Q(pool__gte=0, major__gte=0, other__gte=0, excluded__gte=0, own__gte=0, struck__gte=0)
                & Q(struck__lte=F("own")),
                name="mutual_aid_bill_amounts",
            ),
            models.CheckConstraint(
                condition=(Q(struck=0) & Q(struck_for="")) | (Q(struck__gt=0) & ~Q(struck_for="")),
                name="mutual_aid_bill_struck_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} {self.issued_on}"

    @property
    def union(self) -> Union:
        """The union of its claim."""
        return self.claim.union

    @property
    def union_id(self) -> int:
        """The id of that union, for the trail."""
        return self.claim.union_id

    @property
    def counts(self) -> Decimal:
        """What of the own payment is counted."""
        return self.own - self.struck


class CalculationQuerySet(ScopedQuerySet["Calculation"]):
    scope_path = "claim__union__path"


class Calculation(models.Model):
    """One computing of a claim (一次计算): the policy, what it stood on, each step, the reasons; append-only.

    With `policy` and `inputs` it can be made again; see `rules.statements`. Nothing here tells the illness.
    """

    view_permission: ClassVar[str] = Permission.VIEW_CLAIMS
    named_with = ("claim",)

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="calculations", verbose_name=_("claim"))
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+", verbose_name=_("rule of the benefit"))
    made_on = models.DateField(_("computed on"))
    made_by = models.CharField(_("computed by"), max_length=100)
    inputs = models.JSONField(_("inputs"))
    steps = models.JSONField(_("steps"))
    reasons = models.JSONField(_("reasons"))
    benefit = FenField(_("benefit"))
    deductible = FenField(_("deductible used"))

    objects = CalculationQuerySet.as_manager()

    class Meta:
        verbose_name = _("calculation of a claim")
        verbose_name_plural = _("calculations of claims")

    def __str__(self) -> str:
        return f"{self.claim} {self.made_on}"

    @property
    def union_id(self) -> int:
        """The id of the claim's union, for the trail."""
        return self.claim.union_id
