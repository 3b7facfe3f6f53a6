"""Input of titles and honours."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.growth.honours.choices import HolderKind, HonourLevel, Permission
from yuanxin.growth.honours.models import HonourTitle
from yuanxin.growth.honours.services import Award, TitleValues
from yuanxin.organisation.members.queries import only_person

FIELDS_OF = {
    HolderKind.PERSON: ("person", "holder_name", "union"),
    HolderKind.COLLECTIVE: ("employer", "holder_name", "union"),
    HolderKind.UNION: ("holder_union",),
}


class TitleForm(Form):
    """A title that is awarded."""

    code = forms.SlugField(
        label=_("Code of the title"),
        max_length=40,
        help_text=_("Small Latin letters and underlines; figures know the title by it, so it never changes."),
    )
    name = forms.CharField(label=_("Honour title"), max_length=60)
    level = forms.TypedChoiceField(label=pgettext_lazy("honour", "Level"), choices=HonourLevel.choices, coerce=int)
    holder_kind = forms.ChoiceField(label=pgettext_lazy("honour", "Held by"), choices=HolderKind.choices)
    granting_body = forms.CharField(label=_("Granted by"), max_length=100)
    model_worker = forms.BooleanField(
        label=_("Who holds it is a model worker"),
        required=False,
        help_text=_("Its holders are offered to the register of model workers."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    groups = (
        Group(
            _("Honour title"),
            ("code", "name", "level", "holder_kind", "granting_body", "model_worker", "note"),
            wide=("note",),
        ),
    )

    def values(self) -> TitleValues:
        """What the service takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name in TitleValues.__slots__}
        return TitleValues(
            **given | {"level": HonourLevel(given["level"]), "holder_kind": HolderKind(given["holder_kind"])}
        )


class CorrectTitleForm(TitleForm):
    """As `TitleForm`, of a title that is there."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed where level or model worker changes of a title that was awarded."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["code"]


class EndTitleForm(Form):
    """From when a title is awarded no more."""

    ended_on = DateField(label=_("Awarded no more from"))
    reason = forms.CharField(label=_("Reason"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ChooseTitleForm(Form):
    """Which title was awarded."""

    title = ScopedChoice(HonourTitle.objects.all, label=_("Honour title"), help_text=_("Name or code"))


class HonourForm(Form):
    """An award of one title; who can hold it decides what is asked."""

    person = forms.CharField(
        label=_("Person of the register"),
        max_length=60,
        required=False,
        help_text=_("Whole document number, or the name with its last four characters. Empty for who is not there."),
    )
    employer = ScopedChoice(
        Employer.objects.all,
        code="credit_code",
        required=False,
        label=_("Employer of the register"),
        help_text=_("Name or credit code; for a team, the employer it belongs to."),
    )
    holder_union = ScopedChoice(
        Union.objects.all, permission=Permission.EDIT, label=_("Union that holds it"), help_text=_("Name or code")
    )
    holder_name = forms.CharField(
        label=_("Name as the award has it"),
        max_length=100,
        required=False,
        help_text=_("Only where it differs from the register, such as that of a team, or where it is not there."),
    )
    union = ScopedChoice(
        Union.objects.in_force,
        permission=Permission.EDIT,
        required=False,
        label=_("Union that counts it"),
        help_text=_("Empty: the one that the holder belongs to."),
    )
    year = forms.IntegerField(label=_("For the year"), min_value=1949, max_value=2099)
    awarded_on = DateField(label=_("Awarded on"))
    document_number = forms.CharField(label=_("Number of the decision"), max_length=60, required=False)
    certificate_number = forms.CharField(label=_("Certificate number"), max_length=60, required=False)

    def __init__(self, *args: Any, title: HonourTitle, **options: Any) -> None:
        super().__init__(*args, **options)
        self.title = title
        asked = FIELDS_OF[HolderKind(title.holder_kind)]
        for name in {"person", "employer", "holder_union", "holder_name", "union"} - set(asked):
            del self.fields[name]
        if title.holder_kind != HolderKind.PERSON and "holder_name" in self.fields:
            self.fields["holder_name"].help_text = _("Of a team, or where it differs from the employer's own.")
        self.groups = (  # type: ignore[misc]
            Group(_("Holder"), asked, wide=("person", "employer", "holder_union")),
            Group(_("Award"), ("year", "awarded_on", "document_number", "certificate_number")),
        )

    def clean_person(self) -> Any:
        """The person of the register that is meant."""
        text = self.cleaned_data["person"].strip()
        if not text:
            return None
        try:
            return only_person(self.actor, text)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def award(self) -> Award:
        """What the service takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name in Award.__slots__}
        return Award(title=self.title, **given)


class CorrectHonourForm(HonourForm):
    """As `HonourForm`, of an award that is there; who holds it stays unless another is named."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Needed where the year or the day changes.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(Form):
    """From when an honour is held no longer, and why."""

    withdrawn_on = DateField(label=_("Held no longer from"), help_text=_("It counts until the day before."))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("With the number of the decision that withdraws it.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)
