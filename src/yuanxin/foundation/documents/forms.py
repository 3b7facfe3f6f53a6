"""What is asked when a file is attached or taken off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.choices import Permission
from yuanxin.foundation.documents.contents import KINDS
from yuanxin.foundation.ui.forms import Form
from yuanxin.foundation.unions.forms import OwnUnionChoice

TAKEN = ",".join(sorted(ending for kind in KINDS.values() for ending in kind.endings))


class AttachForm(Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, OFD, Word (.docx), Excel (.xlsx), JPEG or PNG, up to 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": TAKEN}),
    )
    purpose = forms.CharField(label=_("What it shows"), max_length=100, required=False)


class TakeOffForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class MarkForm(Form):
    """The mark of a union's document numbers."""

    union = OwnUnionChoice(Permission.SET_MARK, help_text=_("Name or code"))
    mark = forms.CharField(label=_("Agency mark"), max_length=20, help_text=_("西总工 in 西总工〔2016〕12号"))
