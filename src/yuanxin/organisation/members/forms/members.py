"""What is asked about members. Forms parse and check; the services write."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.numbers import document_of, phone_of
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.organisation.members.choices import (
    DocumentType,
    Education,
    EmploymentForm,
    Ethnicity,
    HouseholdRegistration,
    LeaveKind,
    NewForm,
    Permission,
    PoliticalStatus,
    RetentionKind,
    Sex,
)
from yuanxin.organisation.members.rules import ENTERED_ENDS
from yuanxin.organisation.members.services.persons import checked_name


def optional(choices: type[Any], label: Any) -> forms.ChoiceField:
    """A choice that may be left open."""
    return forms.ChoiceField(choices=[("", "—"), *choices.choices], required=False, label=label)


def union_choice(label: Any) -> ScopedChoice:
    """A union in force, over which the actor may edit members."""
    return ScopedChoice(lambda: Union.objects.in_force(), permission=Permission.EDIT, label=label, own=True)


class YesNoUnknown(forms.TypedChoiceField):
    """Yes, no, or not known."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            choices=[("", "—"), ("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda text: text == "yes",
            empty_value=None,
            required=False,
            label=label,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


class ParticularsForm(Form):
    """What is known of a person. Sex and birth are asked only where the number does not tell them."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(
            _("Person"),
            ("name", "document_type", "document_number", "sex", "born_on", "phone"),
            help=_("A resident number tells sex and date of birth: leave both open."),
        ),
        Group(_("Work"), ("employer", "employer_name", "job", "employment_form", "new_form")),
        Group(_("More"), ("ethnicity", "political_status", "education", "household_registration", "migrant", "note")),
    )

    name = forms.CharField(label=_("Full name"), max_length=60)
    document_type = forms.ChoiceField(
        label=_("Type of document"), choices=DocumentType.choices, initial=DocumentType.RESIDENT_ID
    )
    document_number = forms.CharField(label=_("Identity document number"), max_length=40)
    sex = forms.TypedChoiceField(
        label=_("Sex"),
        choices=[("", "—"), (Sex.MALE, Sex.MALE.label), (Sex.FEMALE, Sex.FEMALE.label)],
        coerce=int,
        empty_value=Sex.UNKNOWN,  # type: ignore[arg-type]
        required=False,
    )
    born_on = DateField(label=_("Date of birth"), required=False)
    phone = forms.CharField(label=_("Mobile phone"), required=False, max_length=20)
    employer = ScopedChoice(
        lambda: Employer.objects.all(),
        label=_("Employer of the register"),
        required=False,
        code="name",
        name="credit_code",
    )
    employer_name = forms.CharField(label=_("Employer as written"), required=False, max_length=100)
    job = forms.CharField(label=_("Post at work"), required=False, max_length=50)
    employment_form = optional(EmploymentForm, _("Form of employment"))
    new_form = optional(NewForm, _("New form of employment"))
    ethnicity = optional(Ethnicity, _("Ethnic group"))
    political_status = optional(PoliticalStatus, _("Political status"))
    education = optional(Education, _("Education"))
    household_registration = optional(HouseholdRegistration, _("Household registration"))
    migrant = YesNoUnknown(_("Migrant worker"))
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class AdmitForm(ParticularsForm):
    """A new member."""

    groups: ClassVar[tuple[Group, ...]] = (Group(_("Membership"), ("union", "joined_on")), *ParticularsForm.groups)

    union = union_choice(_("Union"))
    joined_on = DateField(label=_("Joined on"))


class ApplicantForm(Form):
    """What is asked of somebody who wants to join: no more than the union needs to decide."""

    consent_missing: ClassVar[Any] = _("Read the text and tick it; without agreement nothing can be taken down.")

    name = forms.CharField(label=_("Full name"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    document_type = forms.ChoiceField(
        label=_("Type of document"), choices=DocumentType.choices, initial=DocumentType.RESIDENT_ID
    )
    document_number = forms.CharField(
        label=_("Identity document number"), max_length=40, widget=forms.TextInput({"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel-national"}),
    )
    employer_name = forms.CharField(label=_("Employer"), max_length=100)
    job = forms.CharField(label=_("Post at work"), required=False, max_length=50)
    # Not required for Django, whose words would ask to fill it in.
    consents = forms.BooleanField(label=_("I have read the text and agree"), required=False)

    def clean(self) -> dict[str, Any]:
        """Tell all that is wrong at once, before the service looks at the first."""
        given = super().clean() or {}
        checks: tuple[tuple[str, Callable[[], object]], ...] = (
            ("name", lambda: checked_name(given["name"])),
            (
                "document_number",
                lambda: document_of(given["document_number"], given.get("document_type", ""), today=self.today),
            ),
            ("phone", lambda: phone_of(given["phone"])),
        )
        for field, check in checks:
            if field in given:
                try:
                    check()
                except Refused as refusal:
                    self.add_error(field, str(refusal))
        if not given.get("consents"):
            self.add_error("consents", self.consent_missing)
        return given


class ApplicationForm(ApplicantForm):
    """An application that an officer enters from a paper."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Union"), ("union",)),
        Group(_("Person"), ("name", "document_type", "document_number", "phone")),
        Group(_("Work"), ("employer_name", "job")),
        Group(_("Consent"), ("consents",), wide=("consents",)),
    )
    consent_missing = _("Have the paper signed first; without agreement nothing can be taken down.")

    union = ScopedChoice(lambda: Union.objects.in_force(), permission=Permission.APPLY, label=_("Union"))
    consents = forms.BooleanField(
        label=_("The person has signed the paper application with its consent, and the union keeps it"), required=False
    )


class NumberForm(Form):
    """A document number that is looked at while it is typed."""

    document_type = ApplicantForm.base_fields["document_type"]
    document_number = ApplicantForm.base_fields["document_number"]


class JoinLinkForm(Form):
    """For whom a link to join is, and how long."""

    union = ScopedChoice(lambda: Union.objects.in_force(), permission=Permission.APPLY, label=_("Union"))
    expires_on = DateField(label=_("Last day"))
    uses = forms.IntegerField(
        label=_("How many may join by it"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("1 for one person; empty for a poster."),
    )


class CorrectPersonForm(ParticularsForm):
    """A person's particulars, and why, where the name or the number changes."""

    groups: ClassVar[tuple[Group, ...]] = (*ParticularsForm.groups, Group(_("Reason"), ("reason",), wide=("reason",)))

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=200, help_text=_("Needed for a new name or document number.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ClearForm(Form):
    """Why a masked value is to be shown."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is kept in the audit log."))


class CorrectMembershipForm(Form):
    """The day a membership began."""

    joined_on = DateField(label=_("Joined on"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class LeaveForm(Form):
    """The end of a membership."""

    kind = forms.ChoiceField(
        label=_("Way of leaving"), choices=[(kind.value, kind.label) for kind in LeaveKind if kind in ENTERED_ENDS]
    )
    left_on = DateField(label=_("No longer a member from"))
    educated_on = DateField(
        label=_("Educated on"),
        required=False,
        help_text=_("Only where somebody is deemed to have left: the day on which the member was talked to."),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class GraveForm(Form):
    """Why something grave is done with a membership."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It is kept in the audit log."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class RetainForm(Form):
    """Why and from when a membership is retained without dues."""

    kind = forms.ChoiceField(label=_("Kind"), choices=RetentionKind.choices)
    begins_on = DateField(label=_("From"))


class UnretainForm(Form):
    """From when a retained member pays dues again."""

    ends_on = DateField(label=_("Pays dues again from"))


class TransferForm(Form):
    """A member of another union who comes to one of ours."""

    union = union_choice(_("Receiving union"))
    name = forms.CharField(label=_("Full name"), max_length=60)
    document_number = forms.CharField(
        label=_("Identity document number"),
        max_length=40,
        help_text=_("The whole number, and the name as the document has it: only both together find the member."),
    )


class HandOverForm(Form):
    """The union, known by its code, to which a member goes."""

    code = forms.CharField(
        label=_("Code of the receiving union"), max_length=20, help_text=_("The receiving union tells it to you.")
    )
