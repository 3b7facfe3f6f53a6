"""What is asked of who decides what a roster left open."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.ui.forms import Form, ScopedChoice
from yuanxin.foundation.unions.models import Employer


class SettleForm(Form):
    """What was done about a doubtful row."""

    opinion = forms.CharField(
        label=_("Opinion"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was done: corrected by hand, brought in again with a mended file, or refused, and why."),
    )


class ConfirmEmployerForm(Form):
    """The registered employer that a name means."""

    employer = ScopedChoice(
        lambda: Employer.objects.all(),
        label=_("Employer of the register"),
        code="name",
        name="credit_code",
        help_text=_("Name or credit code; of employers with the same name, write the credit code."),
    )


class DismissEmployerForm(Form):
    """Why a name means no registered employer."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
