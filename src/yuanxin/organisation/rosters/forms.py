"""What is asked of who decides what a roster left open, and of who cleans the records."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.models import Employer, Union
from yuanxin.foundation.unions.queries import streets_of
from yuanxin.foundation.unions.rules import TOPMOST_LEVELS
from yuanxin.organisation.rosters.choices import PairKind, Permission, PilotKind, Result
from yuanxin.organisation.rosters.queries.comparison import Comparison, Line

KEPT, OTHER = "kept", "other"


class ConfirmEmployerForm(Form):
    """The registered employer that a name means."""

    employer = ScopedChoice(
        lambda: Employer.objects.all(),
        label=_("Employer of the register"),
        code="name",
        name="credit_code",
        help_text=_("Name or credit code; of employers with the same name, write the credit code."),
    )


class DismissEmployerForm(Form):
    """Why a name means no registered employer."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class StartCampaignForm(Form):
    """A new cleaning campaign."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Campaign"), ("union", "name", "begins_on", "ends_on", "pilot"), wide=("pilot",)),
        Group(
            _("Streets and parks"),
            ("streets",),
            help=_(
                "Tick none to give every street and park its task, and one for what is directly under the district."
            ),
            wide=("streets",),
        ),
    )

    union = OwnUnionChoice(Permission.CHECK, rows=lambda: Union.objects.in_force().filter(level__in=TOPMOST_LEVELS))
    name = forms.CharField(label=_("Name of the campaign"), max_length=60)
    begins_on = DateField(label=_("From"))
    ends_on = DateField(label=_("Until"), help_text=_("The last day; tasks are due on it."))
    pilot = forms.BooleanField(label=_("Pilot: the work is tried out in the chosen streets"), required=False)
    streets = forms.ModelMultipleChoiceField(
        Union.objects.none(), label=_("Streets and parks"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        top = Union.objects.visible_to(self.actor, Permission.CHECK).filter(level__in=TOPMOST_LEVELS).first()
        self.fields["streets"].queryset = streets_of(top) if top is not None else Union.objects.none()


class ChangeCampaignForm(Form):
    """The name and the last day of a campaign."""

    name = forms.CharField(label=_("Name of the campaign"), max_length=60)
    ends_on = DateField(label=_("Until"), help_text=_("The last day; tasks are due on it."))
    version = forms.IntegerField(widget=forms.HiddenInput)


class DecideItemForm(Form):
    """What the cleaning found of a union."""

    result = forms.ChoiceField(label=_("Result"), choices=Result.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where a union is confirmed whose records leave something open."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PilotTaskForm(Form):
    """Work done for the pilot of the city's platform."""

    kind = forms.ChoiceField(label=_("Kind of work"), choices=PilotKind.choices)
    subject = forms.CharField(label=_("Subject"), max_length=100)
    done_on = DateField(label=_("Done on"), help_text=_("The last day of the work."))
    staff = forms.CharField(label=_("Staff"), max_length=200, help_text=_("Names, with 、 between them."))
    hours = forms.IntegerField(
        label=_("Hours"), min_value=1, max_value=30000, help_text=_("Of all who took part together.")
    )
    result = forms.CharField(label=_("What came of it"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class EnterPilotTaskForm(PilotTaskForm):
    """The same, with the union whose staff did it."""

    union = OwnUnionChoice(Permission.CHECK)

    field_order: ClassVar[tuple[str, ...]] = ("union",)


class CorrectPilotTaskForm(PilotTaskForm):
    """The same, of work entered before."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawPilotTaskForm(Form):
    """Why pilot work was entered by mistake."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class StartSearchForm(Form):
    """What is searched for records entered twice."""

    kind = forms.ChoiceField(label=_("Kind of record"), choices=PairKind.choices)
    union = OwnUnionChoice(
        Permission.DECIDE_DUPLICATES,
        help_text=_("Everything below it is compared, also across its lower unions."),
    )


class MergePairForm(Form):
    """Which particulars of two records are kept, and why they are one; drawn as a table side by side."""

    kept_version = forms.IntegerField(widget=forms.HiddenInput)
    other_version = forms.IntegerField(widget=forms.HiddenInput)
    keep = forms.IntegerField(widget=forms.HiddenInput)
    on = DateField(label=_("From the day"), help_text=_("From this day its members and employers are the other's."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("By what you know that the two are one, such as the paper you looked at."),
    )

    def __init__(self, *args: Any, comparison: Comparison, kind: str, **options: Any) -> None:
        versions = {"kept_version": comparison.kept.version, "other_version": comparison.other.version}
        options["initial"] = {"keep": comparison.kept.pk, "on": options["today"], **versions}
        super().__init__(*args, **options)
        self.comparison = comparison
        if kind != PairKind.UNION:
            del self.fields["on"]
        sides = [(KEPT, _("Kept record")), (OTHER, _("Other record"))]
        for line in comparison.lines:
            if line.choosable:
                self.fields[f"take_{line.code}"] = forms.ChoiceField(
                    label=line.label, choices=sides, required=False, initial=OTHER if line.taken else KEPT
                )
        if kind == PairKind.PERSON and len(comparison.active) > 1:
            spells = [(str(spell.pk), f"{spell.place} {spell.days}") for spell in comparison.active]
            self.fields["stays"] = forms.ChoiceField(label=_("Membership that stays"), choices=spells)
            self.fields["stays"].error_messages["required"] = _("Choose which of the two memberships stays.")

    @property
    def taken(self) -> set[str]:
        """The particulars that are taken from the other record."""
        return {line.code for line in self.comparison.lines if self.cleaned_data.get(f"take_{line.code}") == OTHER}

    def drawn_lines(self) -> Iterator[tuple[Line, str, str]]:
        """Each line with its field's name, empty where nothing is to be chosen, and the side chosen so far."""
        for line in self.comparison.lines:
            name = f"take_{line.code}" if line.choosable else ""
            yield line, name, str(self[name].value() or KEPT) if name else KEPT

    def asked_below(self) -> list[forms.BoundField]:
        """The fields that stand below the table."""
        return [self[name] for name in ("on", "reason") if name in self.fields]


class TakeApartForm(Form):
    """Why two merged records are two."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
