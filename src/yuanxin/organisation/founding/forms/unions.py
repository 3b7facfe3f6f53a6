"""What is asked about unions, officers, terms, employers and coverage. Forms parse and check; the services write."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions import choices as words
from yuanxin.foundation.unions.choices import Permission
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.foundation.unions.services import AREA_LEVELS


def union_choice(label: Any, permission: str, **options: Any) -> ScopedChoice:
    """A union in force over which the actor holds `permission`."""
    return ScopedChoice(lambda: Union.objects.in_force(), permission=permission, label=label, **options)


class ParticularsForm(Form):
    """What a union's papers say."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Founding"), ("form", "founding_mode", "approved_on", "approval_number")),
        Group(_("Registration and address"), ("credit_code", "division", "address", "telephone")),
    )

    form = forms.ChoiceField(label=_("Form"), choices=words.Form.choices)
    founding_mode = forms.ChoiceField(
        label=_("Founding mode"), choices=[("", "—"), *words.FoundingMode.choices], required=False
    )
    approved_on = DateField(label=_("Approval day"), required=False)
    approval_number = forms.CharField(label=_("Approval number"), required=False, max_length=40)
    credit_code = forms.CharField(label=_("Unified social credit code"), required=False, max_length=18)
    division = forms.CharField(label=_("Division code"), required=False, max_length=12)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    telephone = forms.CharField(label=_("Office telephone"), required=False, max_length=20)


class NewUnionForm(ParticularsForm):
    """A new union under the one whose page it was opened from."""

    groups: ClassVar[tuple[Group, ...]] = (Group(_("Union"), ("name", "code", "level")), *ParticularsForm.groups)

    name = forms.CharField(label=_("Union name"), max_length=100)
    code = forms.CharField(
        label=_("Union code"), max_length=20, help_text=_("It never changes and is never given twice.")
    )
    level = forms.ChoiceField(label=_("Level"), choices=words.Level.choices, initial=words.Level.GRASSROOTS)


class CorrectUnionForm(ParticularsForm):
    """Particulars of a union there is."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(Form):
    """Why a union changes."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It stays in the record."))


class FormerCodeForm(Form):
    """A code of other papers that leads to the union."""

    code = forms.CharField(
        label=_("Former code"),
        max_length=20,
        help_text=_("A code that older papers or another system have for this union. It is never given to another."),
    )


class RenameForm(ReasonForm):
    """A union's new name."""

    field_order = ("name", "reason")
    name = forms.CharField(label=_("New name"), max_length=100)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(ReasonForm):
    """A union's new place."""

    field_order = ("parent", "reason")
    parent = union_choice(_("New upper union"), Permission.CHANGE_TREE)


class MergeForm(ReasonForm):
    """Into which union, and from when."""

    field_order = ("survivor", "on", "reason")
    survivor = union_choice(_("Union that stays"), Permission.CHANGE_TREE)
    on = DateField(label=_("From"))


class RevokeForm(ReasonForm):
    """From when a union is no longer in force."""

    field_order = ("on", "reason")
    on = DateField(label=_("First day no longer in force"))


class OfficerForm(Form):
    """Who holds a post."""

    name = forms.CharField(label=_("Full name"), max_length=50)
    post = forms.ChoiceField(label=_("Post"), choices=words.Post.choices)
    engagement = forms.ChoiceField(label=_("Engagement"), choices=words.Engagement.choices)
    begins_on = DateField(label=_("From"))
    ends_on = DateField(label=_("First day out"), required=False, help_text=_("Only for a post held before."))


class EndForm(Form):
    """The first day out of a spell."""

    ends_on = DateField(label=_("First day out"))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)


class TermForm(Form):
    """A term, both days in."""

    number = forms.IntegerField(label=_("Term number"), min_value=1, max_value=200)
    begins_on = DateField(label=_("From"))
    ends_on = DateField(label=_("Last day"), help_text=_("The last day in office; the election is due by then."))


class EndTermForm(ReasonForm):
    """Another last day of a term."""

    field_order = ("ends_on", "reason")
    ends_on = DateField(label=_("Last day"))


class EmployerForm(Form):
    """An employer."""

    union: forms.Field = OwnUnionChoice(
        Permission.EDIT_EMPLOYERS,
        rows=lambda: Union.objects.in_force().filter(level__in=AREA_LEVELS),
        label=_("Area"),
        help_text=_("The street, town or park of its address."),
    )
    name = forms.CharField(label=_("Employer's name"), max_length=100)
    credit_code = forms.CharField(label=_("Unified social credit code"), required=False, max_length=18)
    kind = forms.ChoiceField(
        label=_("Kind of employer"), choices=words.EmployerKind.choices, initial=words.EmployerKind.PRIVATE
    )
    industry = forms.ChoiceField(
        label=_("Industry section"),
        choices=[("", "—"), *((section.value, f"{section.value} {section.label}") for section in words.Industry)],
        required=False,
        help_text=_("A section of GB/T 4754."),
    )
    staff = forms.IntegerField(label=_("Staff"), required=False, min_value=0)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)


class CorrectEmployerForm(EmployerForm):
    """An employer there is; its area is asked only of who may move it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CoverForm(Form):
    """Which employer a union covers, and from when."""

    employer = ScopedChoice(
        lambda: Employer.objects.all(),
        label=_("Employer"),
        code="name",
        name="credit_code",
        help_text=_("By name or credit code; enter it first where it is not in the register."),
    )
    begins_on = DateField(label=_("From"))
    founding = forms.BooleanField(label=_("Brought by the union's own founding"), required=False)
