"""Medical claims with their bills."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.kernel.money import ZERO, FenField
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.welfare.model_workers.models.entitlements import Entitlement, EntitlementQuerySet, amounts_in_order


class MedicalClaim(Entitlement):
    """What a model worker paid for treatment, of which a part is reimbursed (医疗报销).

    The amounts are sums over its bills; what insurance, mutual aid and others paid is left out. `diagnosis` is sealed.
    """

    treated_from = models.DateField(_("treated from"))
    treated_to = models.DateField(_("treated until"))
    diagnosis = SealedField(_("diagnosis"), null=True, blank=True)

    objects = EntitlementQuerySet["MedicalClaim"].as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = pgettext_lazy("model worker", "medical claim")
        verbose_name_plural = pgettext_lazy("model worker", "medical claims")
        constraints = [
            amounts_in_order("model_workers_claim_amounts"),
            models.CheckConstraint(
                condition=Q(treated_to__gte=models.F("treated_from")), name="model_workers_claim_days"
            ),
        ]
        indexes = [
            models.Index(fields=["union", "submitted_on"], name="model_workers_claim_union"),
            models.Index(fields=["submitted_on", "id"], name="model_workers_claim_day"),
        ]

    def __str__(self) -> str:
        return f"{self.worker} {self.what}"

    @property
    def what(self) -> str:
        """What it is, in a word."""
        return str(_("Medical reimbursement"))


class MedicalBill(models.Model):
    """One invoice of a medical claim (票据): what it costs, and who paid which part of it.

    An invoice is reimbursed once: `void` is set where its claim ended without money, so that it may come again.
    """

    district_wide_because: ClassVar[str] = "part of a medical claim, which is scoped itself; read through that"

    claim = models.ForeignKey(MedicalClaim, models.PROTECT, related_name="bills", verbose_name=_("medical claim"))
    invoice = models.CharField(_("number of the invoice"), max_length=40)
    billed_on = models.DateField(_("day of the invoice"))
    hospital = models.CharField(_("hospital"), max_length=80)
    total = FenField(_("total cost"))
    pooled = FenField(_("paid by medical insurance"), default=ZERO)
    aided = FenField(_("paid by mutual aid"), default=ZERO)
    insured = FenField(_("paid by other insurance"), default=ZERO)
    excluded = FenField(_("outside the catalogue"), default=ZERO)
    void = models.BooleanField(_("does not count"), default=False, editable=False)

    class Meta:
        verbose_name = _("medical bill")
        verbose_name_plural = _("medical bills")
        constraints = [
            models.UniqueConstraint(fields=["invoice"], condition=Q(void=False), name="model_workers_invoice_once"),
        ]

    def __str__(self) -> str:
        return self.invoice
