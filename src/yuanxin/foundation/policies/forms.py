"""A version of a policy as a form: its fields come from the policy's schema."""

from dataclasses import fields
from typing import Any, get_origin

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.parameters import WrongParameters, from_json, from_text, label_of, told, types_of
from yuanxin.foundation.policies.registry import Declaration, declarations
from yuanxin.foundation.ui.forms import DateField, Form, Group

# Set before the names of parameters, which are free to be called like the fields below.
PARAMETER = "parameter-"
LONG_KINDS = {tuple: _("Separate several by commas."), dict: _("One a line: name = value.")}


class ChooseForm(Form):
    """Which policy, and for which division."""

    code = forms.ChoiceField(label=_("Policy"))
    region = forms.RegexField(
        r"^(\d{6}|\d{9})$",
        label=_("Division"),
        required=False,
        help_text=_("Code of the division, if the rule holds for it only; otherwise leave it empty."),
        error_messages={"invalid": _("A division has a code of six or nine digits.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = [(known.code, known.label) for known in declarations()]


class VersionForm(Form):
    """A new version of one policy; `parameters` of the cleaned data is what the service takes."""

    begins_on = DateField(label=_("In force from"))
    ends_on = DateField(
        label=_("Until before"),
        required=False,
        help_text=_("Only for a rule that ends by itself, such as a year's holidays."),
    )
    document_number = forms.CharField(label=_("Number of the paper"), max_length=100, required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, policy: Declaration, before: Policy | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.policy = policy
        # What holds for one year alone says nothing of the next, but when it begins.
        yearly = before is not None and hasattr(policy.schema, "check_period")
        shown = before.typed if before is not None and not yearly else None
        if before is not None and before.ends_on is not None and yearly:
            self.fields["begins_on"].initial = before.ends_on
            self.fields["ends_on"].initial = before.ends_on.replace(year=before.ends_on.year + 1)
        self.named = {f"{PARAMETER}{field.name}": field for field in fields(policy.schema)}
        for key, field in self.named.items():
            self.fields[key] = _field_for(types_of(policy.schema)[field.name], label_of(field))
            if shown is not None:
                value = getattr(shown, field.name)
                self.fields[key].initial = value if isinstance(value, bool) else told(value)
        self.groups = (  # type: ignore[misc]
            Group(_("Time and source"), ("begins_on", "ends_on", "document_number", "note"), wide=("note",)),
            Group(_("Parameters"), tuple(self.named), wide=tuple(self.named)),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kinds, values = types_of(self.policy.schema), {}
        for key, field in self.named.items():
            typed = cleaned.get(key, "")
            try:
                values[field.name] = typed if isinstance(typed, bool) else from_text(kinds[field.name], typed, field)
            except WrongParameters as refusal:
                self.add_error(key, str(refusal))
        if not self.errors:
            try:
                from_json(self.policy.schema, values)
            except WrongParameters as refusal:
                key = f"{PARAMETER}{refusal.field}"
                self.add_error(key if key in self.fields else None, str(refusal))
        return {**cleaned, "parameters": values}


class CloseForm(Form):
    """The end of a version without another in its place."""

    ends_on = DateField(label=_("No longer in force from"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


def _field_for(kind: Any, label: str) -> forms.Field:
    if kind is bool:
        return forms.BooleanField(label=label, required=False)
    if get_origin(kind) in LONG_KINDS:
        widget = forms.Textarea(attrs={"rows": 6})
        return forms.CharField(label=label, required=False, widget=widget, help_text=LONG_KINDS[get_origin(kind)])
    return forms.CharField(label=label, required=False)
