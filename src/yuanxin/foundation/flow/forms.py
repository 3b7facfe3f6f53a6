"""The one form of every step, the giving of a record to a colleague, and an objection."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.documents.forms import TAKEN
from yuanxin.foundation.ui.forms import Form


class FilesInput(forms.ClearableFileInput):
    """An input for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; the cleaned value is their list."""

    MOST = 5
    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if len(given) > self.MOST:
            raise forms.ValidationError(_("At most %(count)s files at once.") % {"count": self.MOST})
        return [super(FilesField, self).clean(each, initial) for each in given]


class StepForm(Form):
    """What a person says when taking a step, with the files that belong to it."""

    opinion = forms.CharField(
        label=_("Opinion"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    files = FilesField(
        label=_("Attachments"),
        required=False,
        widget=FilesInput(attrs={"accept": TAKEN}),
        help_text=_("PDF, OFD, Word (.docx), Excel (.xlsx), JPEG or PNG, up to 20 MB."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AssignForm(Form):
    """Who is to deal with the record, and why."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label="—")
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, colleagues: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = colleagues


class ObjectionForm(forms.Form):
    """What a reader of a public notice objects; anybody may, so it knows no actor."""

    name = forms.CharField(label=_("Your name"), max_length=50)
    contact = forms.CharField(
        label=_("How we can reach you"), max_length=100, help_text=_("Phone or address; kept sealed and never shown.")
    )
    text = forms.CharField(label=_("What you object to"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))


class ContactForm(Form):
    """Why the contact of an objector is needed."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Kept in the audit log."))
