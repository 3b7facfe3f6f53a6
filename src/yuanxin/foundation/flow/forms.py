"""The one form of every step: an opinion, and the version that was looked at."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.ui.forms import Form


class StepForm(Form):
    """What a person says when taking a step."""

    opinion = forms.CharField(
        label=_("Opinion"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
