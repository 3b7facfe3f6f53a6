"""What is asked about relief and goods."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.ui.forms import DateField, Form, Group
from yuanxin.foundation.ui.row_forms import RowsForm, RowTable
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.models import HouseholdMember
from yuanxin.welfare.hardship.choices import Category, Permission, ReliefKind
from yuanxin.welfare.hardship.forms.requests import amount
from yuanxin.welfare.hardship.rules.relief import Bills
from yuanxin.welfare.hardship.services import Card, GoodsLine

# Holiday relief is entered for many at once.
ASKED = [(value, label) for value, label in ReliefKind.choices if value != ReliefKind.HOLIDAY]


class ReliefForm(Form):
    """An application for relief."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(
            gettext_lazy("What is asked for"),
            ("kind", "applied", "beneficiary", "situation"),
            help=gettext_lazy("An amount over the cap is cut to it; by how much is shown."),
            wide=("situation",),
        ),
        Group(
            gettext_lazy("Bill, for medical relief"),
            ("bill_number", "total", "insurance", "other_cover", "outside"),
            help=gettext_lazy("What counts is what is left after all insurance and what lies outside the list."),
        ),
        Group(
            gettext_lazy("Bank card"),
            ("account", "bank"),
            help=gettext_lazy("Left empty, the card of the file is taken."),
        ),
    )

    kind = forms.ChoiceField(label=gettext_lazy("Kind of relief"), choices=[("", "—"), *ASKED])
    applied = amount(gettext_lazy("Amount asked for, yuan"), required=True)
    beneficiary = forms.TypedChoiceField(
        label=gettext_lazy("Student or patient"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("For study and medical relief."),
    )
    situation = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Read by those who decide only."),
    )
    bill_number = forms.CharField(label=gettext_lazy("Number of the bill"), max_length=40, required=False)
    total = amount(gettext_lazy("Total costs"))
    insurance = amount(gettext_lazy("Paid by medical insurance"))
    other_cover = amount(gettext_lazy("Paid by mutual aid and others"))
    outside = amount(gettext_lazy("Outside the insurance list"))
    account = forms.CharField(label=gettext_lazy("Card number"), max_length=30, required=False)
    bank = forms.CharField(label=gettext_lazy("Bank and branch"), max_length=100, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, members: list[HouseholdMember], kind: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = {row.pk: row for row in members}
        self.fields["beneficiary"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((row.pk, f"{row.full_name} · {row.get_relation_display()}") for row in members),
        ]
        if kind:
            del self.fields["kind"]
            self.known = {str(_("Kind of relief")): ReliefKind(kind).label, **self.known}

    def asked(self) -> dict[str, Any]:
        """What the service takes, but the kind."""
        given = self.cleaned_data
        bills = Bills(**{name: given[name] or ZERO for name in ("total", "insurance", "other_cover", "outside")})
        return {
            "applied": given["applied"],
            "situation": given["situation"],
            "beneficiary": self.members.get(given["beneficiary"]),
            "bills": bills if bills.total else None,
            "bill_number": given["bill_number"],
            "card": Card(number=given["account"], bank=given["bank"]),
        }


def fund_field(union: Union) -> forms.ModelChoiceField:
    """The funds that a union may draw on."""
    return forms.ModelChoiceField(
        Fund.objects.drawn_on_by(union).order_by("name", "-year"), label=_("Fund"), empty_label="—"
    )


class ApproveReliefForm(Form):
    """The district's word on relief."""

    def __init__(self, *args: Any, union: Union, overlaps: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["approved"] = amount(_("Amount approved, yuan"), required=True)
        self.fields["fund"] = fund_field(union)
        self.fields["opinion"] = forms.CharField(
            label=_("Opinion"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Needed where another amount than the rule's is approved."),
        )
        if overlaps:
            self.fields["overlap_opinion"] = forms.CharField(
                label=_("On the other help"),
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Why this relief is given although the household has had what is told above."),
            )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)


class OccasionForm(Form):
    """Holiday relief for many households at once."""

    occasion = forms.CharField(
        label=gettext_lazy("Occasion"),
        max_length=60,
        help_text=gettext_lazy("Such as 2016年春节送温暖. A household is given the same occasion once."),
    )
    union = OwnUnionChoice(Permission.APPLY)
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Categories"),
        choices=[(value, label) for value, label in Category.choices if value != Category.RECOVERED],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all."),
    )


class ApproveOccasionForm(Form):
    """The district's word on relief of one occasion."""

    def __init__(self, *args: Any, occasions: Sequence[tuple[str, int, int]], union: Union, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["occasion"] = forms.ChoiceField(
            label=_("Occasion"),
            choices=[
                (f"{year} {name}", _("%(name)s: %(count)s households") % {"name": name, "count": count})
                for name, year, count in occasions
            ],
        )
        self.fields["fund"] = fund_field(union)
        self.fields["overlap_opinion"] = forms.CharField(
            label=_("On other help"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("Needed where some of the households have had other help this year."),
        )

    @property
    def chosen(self) -> tuple[int, str]:
        """Year and name of the occasion."""
        year, _blank, name = self.cleaned_data["occasion"].partition(" ")
        return int(year), name


GOODS = RowTable(
    prefix="",
    label=gettext_lazy("Goods"),
    columns={
        "name": lambda: forms.CharField(label=gettext_lazy("Goods"), max_length=50, required=False),
        "quantity": lambda: forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1, required=False),
        "measure": lambda: forms.CharField(
            label=gettext_lazy("Measure word"), max_length=10, initial="件", required=False
        ),
        "price": lambda: amount(gettext_lazy("Price of each, yuan")),
    },
    filled_by="name",
    rows=6,
)


class GoodsForm(RowsForm):
    """Goods given to a household."""

    tables = (GOODS,)

    occasion = forms.CharField(label=gettext_lazy("Occasion"), max_length=60)
    given_on = DateField(label=gettext_lazy("Given on"))
    received_by = forms.CharField(
        label=gettext_lazy("Signed for by"),
        max_length=50,
        help_text=gettext_lazy("Who of the household signed; scan the receipt among the attachments."),
    )

    def lines(self) -> list[GoodsLine]:
        """What was given."""
        return [
            GoodsLine(
                name=values["name"],
                quantity=values["quantity"] or 0,
                measure=values["measure"] or "件",
                price=values["price"] if values["price"] is not None else Decimal(-1),
            )
            for _row, values in self.filled(GOODS)
        ]


class RevokeForm(Form):
    """Why an entry of goods is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)
