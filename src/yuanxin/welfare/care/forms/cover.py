"""Claims of cover: reported, their losses, assessed, approved, refused."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.money import yuan
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.care.choices import REFUSALS, Cause, ClaimKind, Permission
from yuanxin.welfare.care.models import LossItem
from yuanxin.welfare.care.rules import GRADES
from yuanxin.welfare.care.services import Loss

LARGEST = 99_999_999
GRADE_CHOICES = [("", "—"), *((grade, f"{grade}级") for grade in GRADES)]


class LossesField(forms.CharField):
    """Losses or bills, one a line: what, amount, and the number of a bill."""

    default_error_messages = {
        "line": _("Line %(line)s: write the thing, a comma, the amount, and for a bill a comma and its number.")
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Losses or bills, one a line"))
        options.setdefault("widget", forms.Textarea(attrs={"rows": 6}))
        options.setdefault("help_text", _("Thing or bill, amount in yuan, number of the bill; commas between them."))
        super().__init__(**options)

    def clean(self, value: Any) -> list[Loss]:
        losses = []
        for number, line in enumerate(super().clean(value).splitlines(), start=1):
            parts = [part.strip() for part in line.replace("，", ",").split(",")]
            if parts == [""]:
                continue
            try:
                what, amount, *rest = parts
                losses.append(Loss(what, yuan(amount), rest[0] if rest else ""))
            except (ValueError, InvalidOperation) as error:
                raise forms.ValidationError(
                    self.error_messages["line"], code="line", params={"line": number}
                ) from error
        return losses


class ReportForm(Form):
    """An accident or a loss as it is reported."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Member concerned"), ("union", "person")),
        Group(
            _("What happened"),
            ("kind", "cause", "happened_on", "reported_on", "place", "details"),
            wide=("details",),
        ),
        Group(_("Losses and bills"), ("losses",), wide=("losses",)),
        Group(_("Account the money goes to"), ("payee_name", "account", "bank")),
    )

    union = ScopedChoice(lambda: Union.objects.in_force(), permission=Permission.REPORT, own=True, label=_("Union"))
    person = forms.CharField(
        label=_("Document number of the member"), max_length=40, help_text=_("Who was hurt, or whose home it is.")
    )
    kind = forms.ChoiceField(label=_("Item of the cover"), choices=ClaimKind.choices)
    cause = forms.ChoiceField(label=_("Cause of the loss"), choices=Cause.choices)
    happened_on = DateField(label=_("Happened on"))
    reported_on = DateField(label=_("Reported on"))
    place = forms.CharField(label=_("Place"), max_length=100)
    details = forms.CharField(
        label=_("What happened"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Kept sealed; only who handles the claim reads it."),
    )
    losses = LossesField(required=False)
    payee_name = forms.CharField(label=_("Payee"), required=False, max_length=50, help_text=_("By default the member."))
    account = forms.CharField(label=_("Bank card"), required=False, max_length=30)
    bank = forms.CharField(label=_("Bank and branch"), required=False, max_length=100)


class LossesForm(Form):
    """Further losses or bills of a claim."""

    losses = LossesField()


class AssessForm(Form):
    """What is taken of each loss or bill."""

    grade = forms.ChoiceField(label=_("Grade of disability"), choices=GRADE_CHOICES, required=False)
    opinion = forms.CharField(
        label=_("Opinion"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, items: Sequence[LossItem], kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = items
        if kind != ClaimKind.DISABILITY:
            del self.fields["grade"]
        for item in items:
            self.fields[f"item_{item.pk}"] = forms.DecimalField(
                label=" ".join(filter(None, (item.what, item.invoice))),
                min_value=0,
                max_value=item.claimed,
                max_digits=11,
                decimal_places=2,
                initial=item.claimed if item.assessed is None else item.assessed,
                help_text=_("Claimed: %(amount)s yuan") % {"amount": f"{item.claimed:,.2f}"},
            )
        self.order_fields([*(f"item_{item.pk}" for item in items), "grade", "opinion", "version"])

    def assessed(self) -> dict[int, Decimal]:
        """The amounts, by the id of the line."""
        return {item.pk: self.cleaned_data[f"item_{item.pk}"] for item in self.items}


class ApproveForm(Form):
    """What the cover pays, and out of which fund."""

    amount = forms.DecimalField(
        label=_("Approved amount (yuan)"), min_value=0, max_value=LARGEST, max_digits=11, decimal_places=2
    )
    fund = forms.ModelChoiceField(Fund.objects.none(), label=_("Fund"))
    opinion = forms.CharField(
        label=_("Opinion"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where the amount is not the computed one."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, union: Union, **options: Any) -> None:
        super().__init__(*args, **options)
        funds: Any = self.fields["fund"]
        funds.queryset = Fund.objects.drawn_on_by(union).order_by("name", "-year")


class RefuseForm(Form):
    """Why a claim is refused, in the words the household reads."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[(str(each), each.label) for each in REFUSALS], widget=forms.RadioSelect
    )
    opinion = forms.CharField(
        label=_("Opinion"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reasons: Any = self.fields["reason"]
        reasons.choices = [(str(each), each.label) for each in REFUSALS]
