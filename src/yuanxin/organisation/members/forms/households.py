"""What is asked about households."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.ui.forms import DateField, Form, Group
from yuanxin.foundation.ui.row_forms import RowsForm, RowTable
from yuanxin.organisation.members.choices import HouseholdEnd, MemberEnd, Relation
from yuanxin.organisation.members.models import HouseholdMember
from yuanxin.organisation.members.services import Relative

RELATIONS = [(value, label) for value, label in Relation.choices if value != Relation.SELF]
LEAVES = [(value, label) for value, label in MemberEnd.choices if value in {MemberEnd.MOVED, MemberEnd.DECEASED}]
NO_NUMBER = _("Leave it empty where there is none; a child needs none.")


def relation_field(*, required: bool = True) -> forms.ChoiceField:
    """The relation to the head."""
    return forms.ChoiceField(label=_("Relation to the head"), choices=[("", "—"), *RELATIONS], required=required)


def number_field() -> forms.CharField:
    """The number of the resident identity card."""
    return forms.CharField(label=_("Resident identity card"), max_length=40, required=False)


RELATIVES = RowTable(
    prefix="",
    label=_("Those who belong to the household"),
    columns={
        "name": lambda: forms.CharField(label=_("Full name"), max_length=50, required=False),
        "relation": lambda: relation_field(required=False),
        "document_number": number_field,
        "born_on": lambda: DateField(label=_("Date of birth"), required=False),
    },
    filled_by="name",
    help=_("Without the head. The number may be left empty where there is none; a child needs none."),
)


class HouseholdForm(RowsForm):
    """A household with those who belong to it."""

    groups: ClassVar[tuple[Group, ...]] = (Group(_("Household"), ("begins_on",)),)
    tables = (RELATIVES,)

    begins_on = DateField(label=_("Lives so since"), help_text=_("The day is enough if it is about right."))

    def relatives(self) -> list[Relative]:
        """Those who were entered, besides the head."""
        return [Relative(**values) for _row, values in self.filled(RELATIVES)]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for row, values in self.filled(RELATIVES):
            if not values["relation"]:
                self.add_error(f"relation_{row}", _("Choose the relation to the head."))
        return given


class RelativeForm(Form):
    """Somebody who belongs to a household."""

    name = forms.CharField(label=_("Full name"), max_length=50)
    relation = relation_field()
    document_number = forms.CharField(
        label=_("Resident identity card"), max_length=40, required=False, help_text=NO_NUMBER
    )
    born_on = DateField(
        label=_("Date of birth"), required=False, help_text=_("The number tells it, where there is one.")
    )
    since = DateField(label=_("Belongs to it since"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def relative(self) -> Relative:
        """Who it is."""
        return Relative(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class KnownRelativeForm(Form):
    """Somebody of the registry in a household: who it is stands there."""

    relation = relation_field()
    since = DateField(label=_("Belongs to it since"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EndRelativeForm(Form):
    """Since when somebody no longer belongs to a household."""

    kind = forms.ChoiceField(label=_("Why"), choices=LEAVES)
    ends_on = DateField(label=_("No longer belongs to it from"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndHouseholdForm(Form):
    """Since when a household is no more."""

    kind = forms.ChoiceField(label=_("Why"), choices=HouseholdEnd.choices)
    ends_on = DateField(label=_("Ends on"), help_text=_("One that was entered twice counts no day."))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ChangeHeadForm(Form):
    """Who heads the household from when on, and how everybody is related to that person."""

    def __init__(self, *args: Any, members: list[HouseholdMember], **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = members
        able = [row for row in members if row.person_id and row.relation != Relation.SELF]
        self.fields["head"] = forms.ChoiceField(
            label=_("New head"),
            choices=[("", "—"), *((row.pk, row.full_name) for row in able)],
            help_text=_("Somebody of the registry who belongs to the household."),
        )
        self.fields["on"] = DateField(label=_("From"))
        for row in members:
            own = row.relation == Relation.SELF
            self.fields[f"relation_{row.pk}"] = forms.ChoiceField(
                label=_("%(name)s is, to the new head") % {"name": row.full_name},
                choices=[("", "—"), *(LEAVES if own else []), *RELATIONS],
                required=own,
            )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = self.cleaned_data
        head = next(row for row in self.members if str(row.pk) == cleaned["head"])
        old = next(row for row in self.members if row.relation == Relation.SELF)
        return {
            "head": head,
            "relations": {
                row.pk: cleaned[f"relation_{row.pk}"]
                for row in self.members
                if row not in (head, old) and cleaned[f"relation_{row.pk}"]
            },
            "former": cleaned[f"relation_{old.pk}"],
            "on": cleaned["on"],
            "version": cleaned["version"],
        }
