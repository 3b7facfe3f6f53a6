"""What an application to found a union asks, step by step."""

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.forms import AttachForm
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.policies.schemas import TERM_YEARS
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice, TableForm
from yuanxin.foundation.unions.choices import EmployerKind, Engagement, Post
from yuanxin.foundation.unions.choices import Form as UnionForm
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.rules import STREET_LEVELS
from yuanxin.foundation.unions.services import AREA_LEVELS
from yuanxin.organisation.founding.choices import Permission, Shape, Standing
from yuanxin.organisation.founding.forms.unions import EmployerForm
from yuanxin.organisation.founding.models import FoundingCandidate
from yuanxin.organisation.founding.services.elections import Candidacy, Vote
from yuanxin.organisation.founding.services.foundings import EmployerGiven

SPREADSHEETS = ".xlsx,.xls,.csv"
LARGEST_ROSTER = 5 * 1024 * 1024
ROWS = 12
ENDINGS = {Shape.COMMITTEE: "工会委员会", Shape.JOINT: "联合工会委员会", Shape.ORGANISER: "工会小组"}


class RosterField(forms.FileField):
    """A roster, as bytes."""

    default_error_messages = {"too_large": _("The file is larger than 5 MB; leave pictures out of it.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Roster of those who join"))
        options.setdefault(
            "help_text",
            _("Excel or CSV with the columns 姓名 and 证件号码; 性别, 手机号码, 岗位 and others are taken as well."),
        )
        options.setdefault("widget", forms.ClearableFileInput(attrs={"accept": SPREADSHEETS}))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > LARGEST_ROSTER:
            raise forms.ValidationError(self.error_messages["too_large"], code="too_large")
        return bytes(file.read())


class EmployerFields(Form):
    """What an employer says of itself."""

    EMPLOYER: ClassVar[Group] = Group(
        _("Employer"),
        (
            "employer_name", "credit_code", "kind", "industry", "staff", "women", "legal_representative", "address",
        ),
        wide=("employer_name", "address"),
    )  # fmt: skip
    groups: ClassVar[tuple[Group, ...]] = (EMPLOYER,)

    employer_name = forms.CharField(
        label=_("Employer's name"), max_length=100, help_text=_("In full, as on the business licence.")
    )
    credit_code = forms.CharField(
        label=_("Unified social credit code"), max_length=40, help_text=_("18 characters, on the business licence.")
    )
    kind = forms.ChoiceField(label=_("Kind of employer"), choices=EmployerKind.choices, initial=EmployerKind.PRIVATE)
    industry = EmployerForm.base_fields["industry"]
    staff = forms.IntegerField(label=_("Staff"), min_value=1, max_value=1_000_000)
    women = forms.IntegerField(label=_("Women among the staff"), min_value=0, max_value=1_000_000, initial=0)
    legal_representative = forms.CharField(label=_("Legal representative"), max_length=50, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)

    def employer(self) -> EmployerGiven:
        """The employer as the service takes it."""
        given = self.cleaned_data
        names = ("credit_code", "staff", "women", "kind", "industry", "address", "legal_representative")
        return EmployerGiven(name=given["employer_name"], **{name: given[name] for name in names})


class FoundingForm(EmployerFields):
    """An application as an office enters it."""

    groups: ClassVar[tuple[Group, ...]] = (
        EmployerFields.EMPLOYER,
        Group(_("Union"), ("union", "shape", "joins", "name"), wide=("name",)),
        Group(_("Contact person"), ("contact_name", "contact_phone")),
        Group(_("Those who join"), ("roster",), wide=("roster",)),
    )

    union: forms.Field = OwnUnionChoice(
        Permission.APPLY,
        rows=lambda: Union.objects.in_force().filter(level__in=AREA_LEVELS),
        label=_("Guiding union"),
        help_text=_("The street, town or park of the employer's address."),
    )
    shape = forms.ChoiceField(
        label=_("Shape"),
        choices=Shape.choices,
        help_text=_("From 25 members on a committee of its own; below that any of the four."),
    )
    joins: forms.Field = ScopedChoice(
        lambda: Union.objects.in_force().filter(form__in=[UnionForm.JOINT, UnionForm.UNION_FEDERATION]),
        permission=Permission.APPLY,
        label=_("Joint union to be joined"),
        required=False,
        help_text=_("Only for joining a joint union there is."),
    )
    name = forms.CharField(
        label=_("Name of the union to be"),
        max_length=100,
        required=False,
        help_text=_("Left empty, it is the employer's name with the ending of its shape."),
    )
    contact_name = forms.CharField(label=_("Contact person"), max_length=50, help_text=_("Who brings in the papers."))
    contact_phone = forms.CharField(label=_("Contact's phone"), max_length=20)
    roster = RosterField(required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("name") and given.get("employer_name"):
            given["name"] = (given["employer_name"] + ENDINGS.get(Shape(given.get("shape") or Shape.COMMITTEE), ""))[
                :100
            ]
        return given

    def application(self) -> dict[str, Any]:
        """The application as the service takes it."""
        names = ("union", "name", "shape", "joins", "contact_name", "contact_phone", "roster")
        return {name: self.cleaned_data[name] for name in names if name in self.fields} | {"employer": self.employer()}


class OnlineFoundingForm(FoundingForm):
    """An application as an employer sends it: the street is one of a public list, and no union is to be looked up."""

    joins = None  # type: ignore[assignment]
    union = forms.ModelChoiceField(
        Union.objects.in_force().filter(level__in=STREET_LEVELS).order_by("path"),
        label=_("Street, town or park"),
        empty_label="—",
        help_text=_("Where the employer has its address; its union will guide you."),
    )
    groups = (
        EmployerFields.EMPLOYER,
        Group(_("Union"), ("union", "shape", "name"), wide=("name",)),
        *FoundingForm.groups[2:],
    )


class CorrectFoundingForm(FoundingForm):
    """An application put right; the roster is taken on a page of its own."""

    roster = None  # type: ignore[assignment]
    groups = FoundingForm.groups[:3]
    version = forms.IntegerField(widget=forms.HiddenInput)
    contact_phone = forms.CharField(
        label=_("Contact's phone"), max_length=20, required=False, help_text=_("Left empty, it stays as it is.")
    )


class CorrectOnlineFoundingForm(CorrectFoundingForm):
    """The same by the employer itself."""

    joins = None  # type: ignore[assignment]
    union = OnlineFoundingForm.base_fields["union"]
    groups = OnlineFoundingForm.groups[:3]


class RosterForm(Form):
    """The roster of those who join."""

    roster = RosterField()


class MaterialForm(Form):
    """A paper that belongs to an application."""

    def __init__(self, *args: Any, purposes: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["purpose"].widget.choices = [(each, each) for each in purposes]  # type: ignore[attr-defined]

    purpose = forms.CharField(label=_("What it shows"), max_length=100, widget=forms.Select())
    file = AttachForm.base_fields["file"]


class CandidatesForm(TableForm):
    """Who stands for which post: rows of which only the filled ones count."""

    COLUMNS: ClassVar[tuple[str, ...]] = ("name", "post", "engagement", "standing")

    def __init__(self, *args: Any, organiser: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        posts = [(Post.ORGANISER, Post.ORGANISER.label)] if organiser else [
            (post, post.label) for post in Post if post != Post.ORGANISER
        ]  # fmt: skip
        for number in range(1, (2 if organiser else ROWS) + 1):
            self.fields[f"name_{number}"] = forms.CharField(label=_("Full name"), max_length=50, required=False)
            self.fields[f"post_{number}"] = forms.ChoiceField(
                label=_("Post"), choices=[("", "—"), *posts], required=False
            )
            self.fields[f"engagement_{number}"] = forms.ChoiceField(
                label=_("Engagement"), choices=Engagement.choices, initial=Engagement.PART_TIME, required=False
            )
            self.fields[f"standing_{number}"] = forms.ChoiceField(
                label=_("Office at work"), choices=Standing.choices, initial=Standing.ORDINARY, required=False
            )

    def row_names(self) -> list[list[str]]:
        numbers = sorted(int(name.removeprefix("name_")) for name in self.fields if re.fullmatch(r"name_\d+", name))
        return [[f"{column}_{number}" for column in self.COLUMNS] for number in numbers]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name, post, *_others in self.row_names():
            if bool(given.get(name)) != bool(given.get(post)):
                self.add_error(name if not given.get(name) else post, _("A candidate has a name and a post."))
        return given

    def candidates(self) -> list[Candidacy]:
        """The filled rows."""
        given = self.cleaned_data
        return [
            Candidacy(name=given[name], post=given[post], engagement=given[engagement], standing=given[standing])
            for name, post, engagement, standing, *_others in self.row_names()
            if given.get(name)
        ]

    @classmethod
    def initial_of(cls, candidates: Any) -> dict[str, Any]:
        """The rows of candidates there are."""
        return {
            f"{column}_{number}": getattr(each, column)
            for number, each in enumerate(candidates, start=1)
            for column in cls.COLUMNS
        }


class NominateForm(CandidatesForm):
    """The preparatory group, and its candidates."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Preparatory group"), ("prepared_on", "group_leader", "group_members"), wide=("group_members",)),
    )

    prepared_on = DateField(label=_("Formed on"))
    group_leader = forms.CharField(label=_("Leader of the group"), max_length=50)
    group_members = forms.CharField(label=_("Members of the group"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ElectionForm(TableForm):
    """The result of an election, candidate by candidate."""

    groups: ClassVar[tuple[Group, ...]] = (Group(_("Election"), ("elected_on", "entitled", "present", "term_years")),)

    elected_on = DateField(label=_("Election day"))
    entitled = forms.IntegerField(
        label=_("Entitled to vote"), min_value=1, max_value=1_000_000, help_text=_("Members, or their delegates.")
    )
    present = forms.IntegerField(label=_("Present"), min_value=0, max_value=1_000_000)
    term_years = forms.TypedChoiceField(label=_("Years of the term"), coerce=int)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, candidates: list[FoundingCandidate], **options: Any) -> None:
        super().__init__(*args, **options)
        self.candidates = candidates
        years = policy(TERM_YEARS, on=self.today).grassroots
        self.fields["term_years"].choices = [(each, each) for each in years]  # type: ignore[attr-defined]
        for each in candidates:
            label = f"{each.name} · {each.get_post_display()}"
            self.fields[f"votes_{each.pk}"] = forms.IntegerField(
                label=_("Votes"), min_value=0, max_value=1_000_000, initial=each.votes,
                widget=forms.NumberInput(attrs={"aria-label": f"{label} {_('Votes')}"}),
            )  # fmt: skip
            self.fields[f"elected_{each.pk}"] = forms.BooleanField(
                label=_("Elected"), required=False, initial=each.elected,
                widget=forms.CheckboxInput(attrs={"aria-label": f"{label} {_('Elected')}"}),
            )  # fmt: skip

    def row_names(self) -> list[list[str]]:
        return [[f"votes_{each.pk}", f"elected_{each.pk}"] for each in self.candidates]

    def votes(self) -> dict[int, Vote]:
        """What the election said of each candidate."""
        given = self.cleaned_data
        return {each.pk: Vote(given[f"votes_{each.pk}"], given[f"elected_{each.pk}"]) for each in self.candidates}

    def labelled_rows(self) -> list[tuple[FoundingCandidate, list[forms.BoundField]]]:
        """Each candidate with the fields of its row."""
        return list(zip(self.candidates, self.rows(), strict=True))


class ApprovalForm(Form):
    """The upper union's word."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(
            _("Approval"),
            ("approved_on", "opinion"),
            help=_("The number of the letter is the approving union's next one of the year."),
            wide=("opinion",),
        ),
    )

    approved_on = DateField(label=_("Approval day"), help_text=_("The union counts from this day on."))
    opinion = forms.CharField(
        label=_("Opinion"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
