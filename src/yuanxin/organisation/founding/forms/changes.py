"""What an application about a union there is asks, kind by kind."""

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.policies.schemas import TERM_YEARS
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions.choices import Form as UnionForm
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.foundation.unions.queries import union_with_code
from yuanxin.foundation.unions.rules import anniversary
from yuanxin.organisation.founding.choices import ChangeKind, Fate
from yuanxin.organisation.founding.forms.foundings import CandidatesForm
from yuanxin.organisation.founding.services.changes import Asked, Elect


class UnionByCode(forms.CharField):
    """A union told by its code, also one outside the scope: who asks to go there need know no more of it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, **options)

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Union) else value

    def clean(self, value: Any) -> Union | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return union_with_code(text)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class AskForm(Form):
    """What every application says."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It stays in the record."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def asked(self) -> Asked:
        """What is asked, as the service takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Asked(**given)


class AskChangeForm(AskForm):
    """Another name, form, address, upper union, or other employers; what is left empty stays."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(
            _("What is to be otherwise"),
            ("new_name", "new_form", "new_parent", "new_address"),
            help=_("What is left empty stays as it is."),
            wide=("new_address",),
        ),
        Group(_("Employers"), ("covers", "uncovers")),
        Group(_("Reason"), ("reason",), wide=("reason",)),
    )

    new_name = forms.CharField(label=_("New name"), max_length=100, required=False)
    new_form = forms.ChoiceField(label=_("Form"), choices=[("", "—"), *UnionForm.choices], required=False)
    new_address = forms.CharField(label=_("Address"), max_length=200, required=False)
    new_parent = UnionByCode(label=_("Code of the new upper union"), required=False)
    covers = ScopedChoice(
        lambda: Employer.objects.all(),
        label=_("Employer to be covered"),
        code="name",
        name="credit_code",
        required=False,
        help_text=_("By name or credit code; enter it first where it is not in the register."),
    )
    uncovers = ScopedChoice(
        lambda: Employer.objects.all(),
        label=_("Employer no longer to be covered"),
        code="name",
        name="credit_code",
        required=False,
    )

    def asked(self) -> Asked:
        given = dict(self.cleaned_data)
        given.pop("version", None)
        for name in ("covers", "uncovers"):
            given[name] = [given[name]] if given[name] is not None else []
        return Asked(**given)


class AskMergerForm(AskForm):
    """Into which union."""

    field_order = ("survivor", "reason")
    survivor = UnionByCode(label=_("Code of the union that takes over"))


class AskRevocationForm(AskForm):
    """What becomes of members and employers."""

    field_order = ("fate", "survivor", "reason")
    fate = forms.ChoiceField(label=_("Members and employers"), choices=Fate.choices)
    survivor = UnionByCode(label=_("Code of the union that takes over"), required=False)


class AskPostponementForm(AskForm):
    """Until when."""

    field_order = ("term_ends_on", "reason")
    term_ends_on = DateField(label=_("New last day of the term"))


class AskRenewalForm(CandidatesForm):
    """The election of a new committee."""

    COLUMNS = (*CandidatesForm.COLUMNS, "votes", "elected")
    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Election"), ("elected_on", "entitled", "present")),
        Group(_("Term"), ("term_number", "term_begins_on", "term_years", "reason")),
    )

    elected_on = DateField(label=_("Election day"))
    entitled = forms.IntegerField(
        label=_("Entitled to vote"), min_value=1, max_value=1_000_000, help_text=_("Members, or their delegates.")
    )
    present = forms.IntegerField(label=_("Present"), min_value=0, max_value=1_000_000)
    term_number = forms.IntegerField(label=_("Term number"), min_value=1, max_value=200)
    term_begins_on = DateField(label=_("First day of the term"))
    term_years = forms.TypedChoiceField(label=_("Years of the term"), coerce=int)
    reason = forms.CharField(label=_("Reason"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        years = policy(TERM_YEARS, on=self.today).grassroots
        self.fields["term_years"].choices = [(each, each) for each in years]  # type: ignore[attr-defined]
        for row in self.row_names():
            number = row[0].removeprefix("name_")
            self.fields[f"votes_{number}"] = forms.IntegerField(label=_("Votes"), min_value=0, required=False)
            self.fields[f"elected_{number}"] = forms.BooleanField(label=_("Elected"), required=False)

    def asked(self) -> Asked:
        """What is asked, as the service takes it."""
        given = self.cleaned_data
        begins_on: datetime.date = given["term_begins_on"]
        stood = [
            Elect(**{column: given[name] for column, name in zip(self.COLUMNS, row, strict=True)})
            for row in self.row_names()
            if given.get(row[0])
        ]
        names = ("reason", "elected_on", "entitled", "present", "term_number", "term_begins_on")
        return Asked(
            **{name: given[name] for name in names},
            term_ends_on=anniversary(begins_on, given["term_years"]) - datetime.timedelta(days=1),
            candidates=stood,
        )


FORMS: Mapping[ChangeKind, type[Any]] = {
    ChangeKind.CHANGE: AskChangeForm,
    ChangeKind.MERGER: AskMergerForm,
    ChangeKind.REVOCATION: AskRevocationForm,
    ChangeKind.RENEWAL: AskRenewalForm,
    ChangeKind.POSTPONEMENT: AskPostponementForm,
}
