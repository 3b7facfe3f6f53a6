"""Forms of signing in and of the administrators' pages. They check input; services decide."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.accounts.choices import Permission, Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import user_by_name
from yuanxin.foundation.kernel.numbers import InvalidNumber, phone_of
from yuanxin.foundation.ui.forms import DateField, Form, ScopedChoice
from yuanxin.foundation.unions.models import Union


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()


class CodeForm(Form):
    """The six digits that the phone shows."""

    code = forms.RegexField(
        r"^\s*(\d{3}\s?\d{3})\s*$",
        label=_("Six-digit code"),
        help_text=_("The six digits your authenticator app shows now."),
        error_messages={"invalid": _("The code has six digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )

    def clean_code(self) -> str:
        return "".join(str(self.cleaned_data["code"]).split())


class PasswordForm(Form):
    """The present password, and the new one twice."""

    old_password = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    new_password = forms.CharField(
        label=_("New password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("New password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["new_password"].help_text = format_lazy("{}", " ".join(password_validators_help_texts()))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new_password") and cleaned.get("again") and cleaned["new_password"] != cleaned["again"]:
            self.add_error("again", _("The two new passwords differ. Type them again."))
        return cleaned


class UserForm(Form):
    """Name and phone of a user."""

    name = forms.CharField(label=_("Full name"), max_length=50)
    phone = forms.CharField(label=_("Mobile phone"), max_length=20, required=False)

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if not phone:
            return ""
        try:
            return phone_of(phone)
        except InvalidNumber as invalid:
            raise forms.ValidationError(str(invalid)) from invalid


class NewUserForm(UserForm):
    """A new account."""

    username = forms.CharField(
        label=_("User name"), max_length=40, help_text=_("3 to 40 small letters, digits, dots or hyphens.")
    )
    field_order = ("username", "name", "phone")


class ReasonForm(Form):
    """Why it is done; kept in the audit log."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Kept in the audit log."), widget=forms.Textarea({"rows": 2})
    )


class AppointmentForm(Form):
    """Who gets which role where, and from when."""

    username = forms.CharField(label=_("User name"), max_length=40)
    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Role.choices])
    union = ScopedChoice(
        Union.objects.in_force, permission=Permission.MANAGE_ROLES, label=_("Union"), help_text=_("Name or code")
    )
    begins_on = DateField(label=_("From"))
    ends_on = DateField(label=_("Ends on"), required=False, help_text=_("The first day without it; empty: open."))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def clean_username(self) -> User:
        user = user_by_name(str(self.cleaned_data["username"]))
        if user is None:
            raise forms.ValidationError(_("Nobody has this user name."))
        return user


class EndForm(Form):
    """When an appointment ends, and who takes the open work."""

    ends_on = DateField(label=_("Ends on"), help_text=_("The first day without it."))
    successor = forms.CharField(
        label=_("Successor's user name"),
        max_length=40,
        required=False,
        help_text=_("Takes the open work. Empty: a colleague with the same role, else the nearest superior."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def clean_successor(self) -> User | None:
        if not self.cleaned_data["successor"]:
            return None
        user = user_by_name(str(self.cleaned_data["successor"]))
        if user is None:
            raise forms.ValidationError(_("Nobody has this user name."))
        return user


class DeputyForm(Form):
    """Who acts for the reader, from when until the reader is back."""

    deputy = forms.ModelChoiceField(User.objects.none(), label=_("Deputy"), empty_label="—")
    begins_on = DateField(label=_("From"))
    ends_on = DateField(label=_("Back on"), help_text=_("The first day on which you act yourself again."))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, colleagues: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["deputy"].queryset = colleagues
        self.fields["deputy"].label_from_instance = lambda user: f"{user.name}（{user.username}）"
