"""The three funds (三金), and the funeral condolence."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import THREE_FUNDS, BenefitKind
from yuanxin.welfare.model_workers.models.entitlements import (
    ENDED,
    Entitlement,
    EntitlementQuerySet,
    amounts_in_order,
)
from yuanxin.welfare.model_workers.models.surveys import IncomeStatement

ONCE_A_YEAR = (BenefitKind.DIFFICULTY, BenefitKind.HOLIDAY)


class BenefitQuerySet(EntitlementQuerySet["Benefit"]):
    def of_level(self, level: HonourLevel, *kinds: BenefitKind) -> Self:
        """What was applied for in the name of model workers of a level; by default of the three funds."""
        return self.filter(level=level, kind__in=kinds or THREE_FUNDS)


class Benefit(Entitlement):
    """One of the three funds for one model worker (三金), or the condolence to the family of one who died.

    A hardship allowance is computed from an income statement, and goes on only as long as that says the same.
    """

    kind = models.CharField(_("kind of benefit"), max_length=10, choices=BenefitKind)
    statement = models.ForeignKey(
        IncomeStatement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="benefits",
        verbose_name=_("income statement"),
    )
    statement_version = models.PositiveIntegerField(_("version of the statement"), null=True, editable=False)

    objects = BenefitQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = pgettext_lazy("model worker", "benefit")
        verbose_name_plural = pgettext_lazy("model worker", "benefits")
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "kind", "year"],
                condition=Q(kind__in=ONCE_A_YEAR) & ~Q(state__in=ENDED),
                name="model_workers_benefit_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["worker"],
                condition=Q(kind=BenefitKind.FUNERAL) & ~Q(state__in=ENDED),
                name="model_workers_funeral_once",
            ),
            amounts_in_order("model_workers_benefit_amounts"),
        ]
        indexes = [
            models.Index(fields=["union", "submitted_on"], name="model_workers_benefit_union"),
            models.Index(fields=["submitted_on", "id"], name="model_workers_benefit_day"),
        ]

    def __str__(self) -> str:
        return f"{self.worker} {self.what}"

    @property
    def what(self) -> str:
        """The kind, as its level calls it: the city's hardship allowance is one for low incomes."""
        if self.kind == BenefitKind.DIFFICULTY and self.level == HonourLevel.CITY:
            return str(_("Hardship allowance for model workers of low income"))
        return self.get_kind_display()
