"""What a district sends in together: the applications of one level, or the claims of half a year."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.unions.models import Scoped
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import FilingState, Permission, Purpose


class Filing(Scoped, Flowing):
    """Applications that go the same way together (申报批次): checked and reviewed one by one, then put on public
    notice, sent up and granted as one, by the reply of who gives the money.

    Of one year, purpose and level one is open at a time; medical claims of all levels go in one filing a half-year.
    """

    view_permission: ClassVar[str] = Permission.VIEW_MONEY

    title = models.CharField(_("title"), max_length=80)
    purpose = models.CharField(pgettext_lazy("model worker", "what is applied for"), max_length=10, choices=Purpose)
    level = models.PositiveSmallIntegerField(
        pgettext_lazy("honour", "level"), choices=HonourLevel, null=True, blank=True
    )
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=10, choices=FilingState, default=FilingState.OPEN)
    opened_on = models.DateField(pgettext_lazy("filing", "begun on"))
    reported_on = models.DateField(_("sent up on"), null=True, blank=True, editable=False)
    granted_on = models.DateField(_("granted on"), null=True, blank=True, editable=False)
    reply_number = models.CharField(_("number of the reply"), max_length=60, blank=True)
    fund = models.ForeignKey(
        Fund, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("fund")
    )

    class Meta:
        verbose_name = pgettext_lazy("model worker", "filing")
        verbose_name_plural = pgettext_lazy("model worker", "filings")
        constraints = [
            models.UniqueConstraint(
                fields=["union", "purpose", "level", "year"],
                condition=Q(state=FilingState.OPEN, level__isnull=False),
                name="model_workers_filing_one_open",
            ),
            models.UniqueConstraint(
                fields=["union", "purpose", "year"],
                condition=Q(state=FilingState.OPEN, level__isnull=True),
                name="model_workers_filing_one_medical",
            ),
        ]
        indexes = [models.Index(fields=["state", "year"], name="model_workers_filing_state")]

    def __str__(self) -> str:
        return self.title
