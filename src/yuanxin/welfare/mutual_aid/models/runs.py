"""What is done with many claims at once: computing, and drawing a sample."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.kernel.long_work import LongWork
from yuanxin.foundation.kernel.money import ZERO, FenField
from yuanxin.foundation.unions.models import Scoped
from yuanxin.welfare.mutual_aid.choices import Permission


class ComputingRun(Scoped, LongWork):
    """One computing of all claims of a union, and below it, whose documents are checked (批量计算).

    Long work: it goes on where it was broken off, and `claims` and `benefits` say what it has come to.
    """

    view_permission: ClassVar[str] = Permission.HANDLE_CLAIMS

    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("started by"))
    address = models.CharField(_("network address"), max_length=45, blank=True)
    made_on = models.DateField(_("started on"))
    claims = models.PositiveIntegerField(_("claims computed"), default=0)
    benefits = FenField(_("benefits together"), default=ZERO)

    class Meta:
        verbose_name = _("computing of claims")
        verbose_name_plural = _("computings of claims")
        constraints = [
            models.UniqueConstraint(
                fields=["union"], condition=Q(work_state__in=("waiting", "running")), name="mutual_aid_one_computing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.made_on}"


class SamplingRun(Scoped):
    """One drawing of claims for inspection (抽查): append-only, and with its seed it can be drawn again.

    Of the claims that waited, those of at least `threshold` were all selected, and of the others `percent` in a
    hundred, by lot: in the order that `seed` gives their numbers.
    """

    view_permission: ClassVar[str] = Permission.VIEW_CLAIMS

    percent = models.DecimalField(_("per cent drawn"), max_digits=5, decimal_places=2)
    threshold = FenField(_("all from this benefit on"), null=True, blank=True)
    seed = models.CharField(_("seed of the lot"), max_length=32)
    drawn_on = models.DateField(_("drawn on"))
    drawn_by = models.CharField(_("drawn by"), max_length=100)
    waiting = models.PositiveIntegerField(_("claims that waited"))
    selected = models.PositiveIntegerField(_("selected"))
    above = models.PositiveIntegerField(_("of them for their amount"))

    class Meta:
        verbose_name = _("sampling of claims")
        verbose_name_plural = _("samplings of claims")
        constraints = [
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="mutual_aid_sampling_percent")
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.drawn_on} {self.seed}"
