"""What is asked of who calls for allowances, asks for them, settles them, and enters the treasury's reply."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.finance.allowances.choices import Permission
from yuanxin.finance.allowances.models import AllowanceCall
from yuanxin.finance.allowances.queries.calls import units_with_public_employers
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.rules import TOPMOST_LEVELS
from yuanxin.organisation.members.choices import DocumentType

LARGEST = 999_999_999


class UnitsForm(Form):
    """Which units are asked: those of state organs and public institutions at once, and others by name."""

    public = forms.BooleanField(label=_("All unions of state organs and public institutions"), required=False)
    others = forms.CharField(
        label=_("Other units"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Codes or whole names of unions, one a line."),
    )

    def clean_others(self) -> list[Union]:
        """The unions that the lines name, within the actor's scope."""
        lines = [line.strip() for line in self.cleaned_data["others"].splitlines() if line.strip()]
        choice = ScopedChoice(lambda: Union.objects.in_force(), permission=Permission.GRANT)
        choice.actor = self.actor
        return [choice.clean(line) for line in lines]

    def units(self, district: Union) -> list[Union]:
        """Every unit chosen, each once."""
        public = list(units_with_public_employers(district, self.today)) if self.cleaned_data["public"] else []
        return list({unit.pk: unit for unit in [*public, *self.cleaned_data["others"]]}.values())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("public") and not cleaned.get("others"):
            self.add_error("others", _("Choose at least one unit."))
        return cleaned


class OpenCallForm(UnitsForm):
    """A new call."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Call for allowances"), ("union", "year", "closes_on", "note"), wide=("note",)),
        Group(_("Units asked"), ("public", "others"), wide=("public", "others")),
    )

    union = OwnUnionChoice(Permission.GRANT, rows=lambda: Union.objects.in_force().filter(level__in=TOPMOST_LEVELS))
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    closes_on = DateField(label=_("Answers until"), help_text=_("The last day on which units may submit."))
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class ChangeCallForm(Form):
    """The last day of a call, and its note."""

    closes_on = DateField(label=_("Answers until"), help_text=_("The last day on which units may submit."))
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class BeginForm(Form):
    """A unit that was not asked, and the call."""

    call = forms.ModelChoiceField(AllowanceCall.objects.none(), label=_("Call for allowances"))
    union = OwnUnionChoice(Permission.APPLY)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # A unit answers a call of its district, which lies above what it sees.
        self.fields["call"].queryset = AllowanceCall.objects.filter(closes_on__gte=self.today).order_by("-year")
        self.fields["call"].empty_label = None


class FillInForm(Form):
    """What a unit gives besides its roster."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Account the money goes to"), ("account", "bank")),
        Group(
            _("Heads"),
            ("headcount",),
            help=_(
                "The roster gives the heads. Only where the rule of the year allows it, a number does, with the "
                "stamped list attached to the allowance."
            ),
        ),
    )

    account = forms.CharField(label=_("Account number of the union"), max_length=40)
    bank = forms.CharField(label=_("Bank and branch"), required=False, max_length=100)
    headcount = forms.IntegerField(
        label=_("Number of heads, in place of a roster"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=_("Leave empty to submit by the roster."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class HeadForm(Form):
    """One of a unit's off-establishment staff."""

    name = forms.CharField(label=_("Name"), max_length=50)
    document_type = forms.ChoiceField(label=_("Type of document"), choices=DocumentType.choices)
    document_number = forms.CharField(label=_("Identity document number"), max_length=40)
    job = forms.CharField(label=_("Post at work"), required=False, max_length=50)
    note = forms.CharField(label=_("Note"), required=False, max_length=100)


class ReasonForm(Form):
    """Why somebody is taken off a roster."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class SettleForm(Form):
    """What a unit gets."""

    amount = forms.DecimalField(
        label=_("Settled amount (yuan)"), min_value=0, max_value=LARGEST, max_digits=12, decimal_places=2
    )
    opinion = forms.CharField(
        label=_("Opinion"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where the amount is not the computed one."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReplyForm(Form):
    """The treasury's reply to a summary."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Reply of the treasury"), ("document_number", "granted_on", "amount", "fund", "opinion")),
    )

    document_number = forms.CharField(label=_("Number of the treasury's paper"), max_length=100)
    granted_on = DateField(label=_("Granted on"))
    amount = forms.DecimalField(
        label=_("Amount of the paper (yuan)"),
        min_value=0,
        max_value=LARGEST,
        max_digits=12,
        decimal_places=2,
        help_text=_("Compared with the summary to the fen."),
    )
    fund = forms.ModelChoiceField(
        Fund.objects.none(), label=_("Fund"), help_text=_("Where the treasury's money is entered and paid from.")
    )
    opinion = forms.CharField(
        label=_("Opinion"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, union: Union, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["fund"].queryset = Fund.objects.drawn_on_by(union).order_by("name", "-year")
