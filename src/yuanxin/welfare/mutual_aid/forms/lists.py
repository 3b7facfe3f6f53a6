"""Input of the lists of hospitals and illnesses, and of what is done over many claims."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.ui.forms import DateField, Form
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.welfare.mutual_aid.choices import HospitalLevel, Permission
from yuanxin.welfare.mutual_aid.forms.claims import AmountField


class HospitalForm(Form):
    """A hospital of the list."""

    code = forms.CharField(label=_("Code of the hospital"), max_length=30)
    name = forms.CharField(label=_("Name of the hospital"), max_length=100)
    level = forms.ChoiceField(
        label=_("Level of the hospital"), required=False, choices=[("", "—"), *HospitalLevel.choices]
    )
    listed_from = DateField(label=_("On the list from"))
    listed_until = DateField(
        label=_("No longer listed from"),
        required=False,
        help_text=_("Stays that begin before this day are still paid for."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class IllnessForm(Form):
    """An illness of the code table, and the lists it stands on."""

    code = forms.CharField(label=_("Code (ICD-10)"), max_length=20)
    name = forms.CharField(label=_("Name of the illness"), max_length=150)
    outpatient = forms.BooleanField(label=_("Treated as outpatient special illness"), required=False)
    major_illness = forms.BooleanField(label=_("On the list of major illnesses"), required=False)
    women = forms.BooleanField(label=_("On the list of illnesses of women"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ComputingForm(Form):
    """Over which union's claims."""

    union = OwnUnionChoice(Permission.HANDLE_CLAIMS, help_text=_("With everything below it"))


class SamplingForm(ComputingForm):
    """How many are drawn."""

    percent = forms.DecimalField(
        label=_("Per cent drawn by lot"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    threshold = AmountField(
        label=_("All from this benefit on (yuan)"),
        required=False,
        min_value=0.01,
        help_text=_("Empty: by lot only."),
    )
    seed = forms.CharField(
        label=_("Seed of the lot"),
        required=False,
        max_length=32,
        help_text=_("Empty: a new one. It is kept, so that the same can be drawn again."),
    )
