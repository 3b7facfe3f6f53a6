"""Input of the reply to a filing, and of a change of what was granted."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.ui.forms import DateField, Form, Group, TableForm
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.model_workers.forms.applying import amount_field
from yuanxin.welfare.model_workers.models import Entitlement
from yuanxin.welfare.model_workers.services import Answer


class GrantForm(TableForm):
    """The reply, and what it says of each application."""

    groups: ClassVar[tuple[Group, ...]] = (Group(_("Reply"), ("reply_number", "granted_on", "fund")),)
    rows_label = _("Applications")
    rows_help = _("0 refuses an application. Another amount than the rule gives needs its reason.")
    lead_heads: ClassVar[tuple[str | Promise, ...]] = (
        _("Full name"), pgettext_lazy("model worker", "What is applied for"), _("Computed (yuan)"),
        _("Applied for (yuan)"),
    )  # fmt: skip

    reply_number = forms.CharField(
        label=_("Number of the reply"), max_length=60, help_text=_("Of the paper by which the money is granted.")
    )
    granted_on = DateField(label=_("Granted on"))
    fund = forms.ModelChoiceField(Fund.objects.none(), label=_("Fund"), help_text=_("Where the money is paid from."))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, union: Union, entries: Sequence[Entitlement], **options: Any) -> None:
        super().__init__(*args, **options)
        self.entries = list(entries)
        funds = Fund.objects.drawn_on_by(union).order_by("name", "-year")
        self.fields["fund"].queryset = funds  # type: ignore[attr-defined]
        for each in self.entries:
            approved = amount_field(_("Approved (yuan)"))
            approved.initial = min(each.applied, each.computed)
            self.take_up(f"approved_{each.pk}", approved)
            self.take_up(
                f"reason_{each.pk}",
                forms.CharField(label=_("Reason"), max_length=500, required=False, initial=each.reason),
            )

    def row_names(self) -> list[list[str]]:
        return [[f"approved_{each.pk}", f"reason_{each.pk}"] for each in self.entries]

    def leads(self) -> list[list[Any]]:
        return [[each.worker, each.what, each.computed, each.applied] for each in self.entries]

    def answers(self) -> dict[int, Answer]:
        """What the service takes, by the applications' ids."""
        told = self.cleaned_data
        return {each.pk: Answer(told[f"approved_{each.pk}"], told[f"reason_{each.pk}"]) for each in self.entries}


class RegrantForm(Form):
    """Another amount for what was granted."""

    approved = amount_field(_("Approved (yuan)"), help_text=_("0: nothing is paid any more."))
    reason = forms.CharField(label=_("Reason"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)
