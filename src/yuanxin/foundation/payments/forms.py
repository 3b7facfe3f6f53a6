"""Forms of the payment desk: they read input, services do the rest."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.kernel.money import LARGEST
from yuanxin.foundation.payments.choices import BatchState, EntryKind, FundLevel, Outcome, Permission
from yuanxin.foundation.payments.models import Batch, Fund
from yuanxin.foundation.payments.registry import kinds
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice, ScopedSelect
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.models import Union

ENTERED = [choice for choice in EntryKind.choices if choice[0] != EntryKind.REVERSAL]
YEARS = (2000, 2100)


def reason_field(help_text: Any = "") -> forms.CharField:
    """Why something is done."""
    return forms.CharField(max_length=200, label=_("Reason"), help_text=help_text)


def amount_field(label: Any) -> forms.DecimalField:
    """An amount in yuan with at most two places."""
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, min_value=0, max_value=LARGEST)


class FundForm(Form):
    """A fund: whose money, of which year."""

    groups = (Group("", ("union", "name", "level", "year")),)

    union = OwnUnionChoice(Permission.FUND)
    name = forms.CharField(max_length=60, label=_("Name of the fund"))
    level = forms.ChoiceField(choices=FundLevel, label=_("Source of the money"))
    year = forms.IntegerField(
        required=False,
        min_value=YEARS[0],
        max_value=YEARS[1],
        label=_("Year of the money"),
        help_text=_("Left empty for money that is not of one year."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class MoneyForm(Form):
    """Money that came into a fund, or was transferred out of it."""

    groups = (Group("", ("kind", "amount_fen", "on", "note"), wide=("note",)),)

    kind = forms.ChoiceField(choices=ENTERED, label=_("Kind of entry"), initial=EntryKind.RECEIVED)
    amount_fen = amount_field(_("Amount (yuan)"))
    on = DateField(label=_("Day"))
    note = forms.CharField(
        required=False, max_length=200, label=_("Note"), help_text=_("Number of the document, where it came from.")
    )


class ReasonForm(Form):
    """Why something is taken back, closed or shown."""

    reason = reason_field()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReversalForm(Form):
    """When money came back, and why."""

    on = DateField(label=_("Came back on"))
    reason = reason_field(_("What the bank or the payee says."))


class CollectForm(Form):
    """Which waiting payments a batch is made of."""

    groups = (Group("", ("fund", "title", "until", "below", "wanted"), wide=("title", "wanted")),)

    fund = ScopedSelect(Fund.objects.all, permission=Permission.MAKE, label=_("Fund"))
    title = forms.CharField(
        max_length=100, label=_("Title of the batch"), help_text=_("For example: temporary relief of June 2016.")
    )
    until = DateField(label=_("Approved up to"))
    below = ScopedChoice(
        Union.objects.in_force,
        permission=Permission.MAKE,
        required=False,
        label=_("Only of this union"),
        help_text=_("With everything below it; left empty for all."),
    )
    wanted = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Kinds of payment"),
        help_text=_("None ticked means all."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        seen = [(kind.code, kind.label) for kind in kinds() if self.actor.may_somewhere(kind.view)]
        self.fields["wanted"].choices = seen  # type: ignore[attr-defined]


class AddForm(CollectForm):
    """Which further payments go into a draft."""

    groups = (Group("", ("until", "below", "wanted"), wide=("wanted",)),)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["fund"], self.fields["title"]


class PickForm(Form):
    """Into which draft the ticked payments go."""

    groups = (Group("", ("batch", "title")),)

    batch = ScopedSelect(
        lambda: Batch.objects.filter(state=BatchState.DRAFT),
        permission=Permission.MAKE,
        required=False,
        label=pgettext_lazy("payment batch", "Draft"),
        empty_label=_("A new batch"),
    )
    title = forms.CharField(required=False, max_length=100, label=_("Title of the new batch"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("batch") and not cleaned.get("title", "").strip():
            self.add_error("title", _("Give the new batch a title, or choose a draft."))
        return cleaned


class HandOutForm(Form):
    """When it was handed out, and where the signature is."""

    paid_on = DateField(label=_("Handed out on"))
    receipt = forms.CharField(
        required=False,
        max_length=200,
        label=pgettext_lazy("payment", "Receipt"),
        help_text=_("Where the signature is: list, page, number."),
    )


class AccountForm(Form):
    """Another account of a payment."""

    groups = (Group("", ("account", "bank", "reason"), wide=("reason",)),)

    account = forms.CharField(
        required=False,
        max_length=40,
        label=_("Account number"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Typed anew; left empty where it is handed out against a signature."),
    )
    bank = forms.CharField(required=False, max_length=100, label=_("Bank and branch"))
    reason = reason_field()
    version = forms.IntegerField(widget=forms.HiddenInput)


class TakeFileForm(Form):
    """Why a bank file is taken, and that it is known to have been taken before."""

    reason = reason_field(_("Which bank, by whom it is brought."))
    again = forms.BooleanField(
        required=False, label=_("The bank has not read the file that was taken before; I take it again.")
    )

    def __init__(self, *args: Any, taken: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not taken:
            del self.fields["again"]


class TellForm(Form):
    """What the bank said of a line, or of all that are awaited."""

    outcome = forms.ChoiceField(
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.AWAITED],
        label=_("What the bank says"),
        initial=Outcome.PAID,
    )
    told_on = DateField(label=pgettext_lazy("bank line", "Outcome of"))
    reason = forms.CharField(
        required=False, max_length=200, label=_("Reason of a failure"), help_text=_("Needed where it failed.")
    )


class MoneyOutForm(Form):
    """Of which union and days money out is told."""

    union = ScopedChoice(Union.objects.all, permission=Permission.VIEW, required=False, label=_("Union"))
    fund = ScopedSelect(Fund.objects.all, required=False, label=_("Fund"), empty_label=_("All"))
    first = DateField(required=False, label=_("From"))
    last = DateField(required=False, label=_("To"))


def numbers_of(values: Collection[str]) -> list[int]:
    """The ids that an address names."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]
