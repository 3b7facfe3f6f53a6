"""Filters of the payment desk: kinds that apps declare, funds of the reader's scope, one household."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.payments.registry import kind_label, kinds
from yuanxin.foundation.ui.forms import ScopedSelect
from yuanxin.foundation.ui.registers import Filter


class KindFilter(Filter):
    """One of the declared kinds of payment."""

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", _("All")), *((kind.code, str(kind.label)) for kind in kinds())]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=str(self.label))}

    def words(self, value: Any) -> str:
        return kind_label(value)


class FundFilter(Filter):
    """One of the funds that the reader sees."""

    def fields(self) -> dict[str, forms.Field]:
        return {self.key: ScopedSelect(Fund.objects.all, required=False, empty_label=_("All"), label=str(self.label))}


class NumberFilter(Filter):
    """A record known by its number, as another page leads here."""

    def fields(self) -> dict[str, forms.Field]:
        return {self.key: forms.IntegerField(required=False, min_value=1, label=str(self.label))}
