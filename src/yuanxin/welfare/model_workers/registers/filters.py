"""Filters of these registers that a field alone does not tell."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.ui.registers import Filter
from yuanxin.welfare.model_workers.models import IncomeSurvey


class YearFilter(Filter):
    """One of the years there are surveys of, and the one before."""

    def fields(self) -> dict[str, forms.Field]:
        years = set(IncomeSurvey.objects.order_by().values_list("year", flat=True).distinct())
        shown = sorted(years | {year - 1 for year in years}, reverse=True)
        choices = [("", _("All")), *((str(year), str(year)) for year in shown)]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=str(self.label))}


class StatedFilter(Filter):
    """Statements that were given, or those that are awaited."""

    GIVEN, AWAITED = "given", "awaited"
    CHOICES = ((GIVEN, pgettext_lazy("income survey", "Given")), (AWAITED, _("Still to be given")))

    def bind(self, model: type[models.Model]) -> Filter:
        super().bind(model)
        self.label = _("State")
        return self

    def fields(self) -> dict[str, forms.Field]:
        return {self.key: forms.ChoiceField(choices=[("", _("All")), *self.CHOICES], required=False,
                                            label=str(self.label))}  # fmt: skip

    def condition(self, value: Any) -> models.Q:
        return models.Q(stated_on__isnull=value == self.AWAITED)

    def words(self, value: Any) -> str:
        return str(dict(self.CHOICES)[value])
