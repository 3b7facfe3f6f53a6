"""Input of schemes, lists, receipts, renewals, and single enrolments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.models import Scheme
from yuanxin.welfare.mutual_aid.queries.renewals import Renewal
from yuanxin.welfare.mutual_aid.rules.renewing import PROPOSED, TAKEN


def amount_field(label: Any, help_text: Any = "") -> forms.DecimalField:
    """An amount of money in yuan."""
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, help_text=help_text)


class SchemeForm(Form):
    """A scheme."""

    name = forms.CharField(
        label=pgettext_lazy("scheme", "Name"), max_length=60, help_text=_("Such as 2017年度职工医疗互助")
    )
    begins_on = DateField(label=_("Covers from"))
    ends_on = DateField(label=_("Covers until"))
    opens_on = DateField(label=_("Enrolment from"))
    closes_on = DateField(label=_("Enrolment until"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    groups = (
        Group(_("Scheme"), ("name", "begins_on", "ends_on"), wide=("name",)),
        Group(
            _("Window"),
            ("opens_on", "closes_on", "note"),
            help=_("Afterwards only newcomers can be enrolled."),
            wide=("note",),
        ),
    )


class ListForm(Form):
    """Which union enrols in which scheme."""

    union = ScopedChoice(
        Union.objects.in_force, permission=Permission.ENROL, label=_("Union"), help_text=_("Name or code"), own=True
    )
    scheme = ScopedChoice(Scheme.objects.all, code="name", label=_("Scheme"), own=True)
    groups = (Group("", ("union", "scheme")),)


class PersonForm(Form):
    """One person for a list."""

    name = forms.CharField(label=_("Full name"), max_length=50)
    document_number = forms.CharField(label=_("Identity document number"), max_length=40)
    groups = (Group("", ("name", "document_number")),)


class ReceiptForm(Form):
    """Money that came in for a fee."""

    number = forms.CharField(label=_("Number of the receipt"), max_length=40)
    amount = amount_field(_("Amount"), _("In yuan; money given back with a minus."))
    received_on = DateField(label=_("Received on"))
    payer = forms.CharField(label=_("Payer"), max_length=100)
    bank = forms.CharField(label=_("Bank and branch"), max_length=100, required=False)
    account = forms.CharField(
        label=_("Account of the unit"), max_length=40, required=False, help_text=_("The subsidy is paid into it.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    groups = (
        Group(_("Receipt"), ("number", "amount", "received_on", "payer")),
        Group(_("From which account"), ("bank", "account")),
    )


class RenewalForm(Form):
    """Which groups of the proposal are accepted."""

    def __init__(self, *args: Any, renewal: Renewal, **options: Any) -> None:
        super().__init__(*args, **options)
        found = [(code, f"{label} · {count}") for code, label, count in renewal.counts() if code in TAKEN]
        groups = forms.MultipleChoiceField(
            label=_("Put on the list"),
            choices=found,
            widget=forms.CheckboxSelectMultiple,
            initial=[code for code, _label in found if code in PROPOSED],
        )
        self.take_up("groups", groups)


class ReasonForm(Form):
    """Why an enrolment is changed."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(ReasonForm):
    """The last day of a cover that ends early."""

    last_day = DateField(label=_("Last day of cover"))
    groups = (Group("", ("last_day", "reason"), wide=("reason",)),)
    field_order = ("last_day", "reason")
