"""Input of applications for the three funds, and of medical claims."""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.ui.forms import DateField, Form, Group, TableForm
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.queries import unions_of
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import BenefitKind, Permission, ReliefCause
from yuanxin.welfare.model_workers.queries.computing import TOGETHER
from yuanxin.welfare.model_workers.services import Bill
from yuanxin.welfare.model_workers.services.claims import MOST_BILLS

LARGEST = 9_999_999
LEVELS = [(level.value, level.label) for level in HonourLevel if level <= HonourLevel.DISTRICT]
BLANK_ROWS = 4


def amount_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DecimalField:
    """A sum in yuan and fen."""
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_value=LARGEST, max_digits=9, decimal_places=2,
        help_text=help_text,
    )  # fmt: skip


def other_amount() -> forms.DecimalField:
    """Another amount than the rule gives."""
    return amount_field(_("Another amount (yuan)"), required=False, help_text=_("Empty: as much as the rule gives."))


def why_other() -> forms.CharField:
    """Why another amount."""
    return forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed where another amount is applied for than the rule gives."),
    )


class ApplyForm(Form):
    """For whom and what is applied in one run; it only asks for the preview."""

    union = OwnUnionChoice(
        Permission.APPLY,
        help_text=_("All model workers whom it and the unions below serve."),
    )
    level = forms.TypedChoiceField(label=pgettext_lazy("honour", "Level"), choices=LEVELS, coerce=int)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    kinds = forms.MultipleChoiceField(
        label=pgettext_lazy("model worker", "What is applied for"),
        choices=[(kind.value, kind.label) for kind in TOGETHER],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Special relief is applied for from the page of the model worker."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        own = [union for union in unions_of(self.actor) if self.actor.may(Permission.APPLY, union)]
        self.initial = {
            "union": own[0] if len(own) == 1 else None,
            "level": HonourLevel.CITY,
            "year": self.today.year,
            "kinds": [BenefitKind.DIFFICULTY],
            **self.initial,
        }


class ConfirmForm(Form):
    """What the preview came to, so that nothing else is applied for."""

    count = forms.IntegerField(widget=forms.HiddenInput)
    total = forms.DecimalField(widget=forms.HiddenInput)

    def expected(self) -> tuple[int, Decimal]:
        """Number and sum."""
        return self.cleaned_data["count"], self.cleaned_data["total"]


class ReliefForm(Form):
    """Special relief of one model worker."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(pgettext_lazy("model worker", "Special hardship relief"), ("cause", "self_paid")),
        Group(_("Amount"), ("applied", "reason")),
    )

    cause = forms.ChoiceField(
        label=pgettext_lazy("model worker", "Cause"),
        choices=ReliefCause.choices,
        help_text=_("Kept sealed: it may tell an illness."),
    )
    self_paid = amount_field(_("Paid oneself (yuan)"), help_text=_("By the papers attached to the application."))
    applied = other_amount()
    reason = why_other()


class ResubmitBenefitForm(Form):
    """An application that was returned."""

    self_paid = amount_field(_("Paid oneself (yuan)"), required=False, help_text=_("Empty: as it was given before."))
    applied = other_amount()
    reason = why_other()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if kind != BenefitKind.RELIEF:
            del self.fields["self_paid"]


class BillsForm(TableForm):
    """The bills of a claim, a row each; only the filled ones count."""

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "invoice", "billed_on", "hospital", "total", "pooled", "aided", "insured", "excluded",
    )  # fmt: skip
    rows_label = _("Bills")
    rows_help = _(
        "What medical insurance, mutual aid and other insurance paid, and what lies outside the catalogue, is left out."
        " Only filled rows count; where more bills are there, save and add them in a second claim."
    )

    applied = other_amount()
    reason = why_other()

    def __init__(self, *args: Any, rows: int = BLANK_ROWS, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(1, min(max(rows, self.rows_sent()), MOST_BILLS) + 1):
            self.take_up(f"invoice_{number}", forms.CharField(label=_("Number of the invoice"), max_length=40))
            self.take_up(f"billed_on_{number}", DateField(label=_("Day of the invoice")))
            self.take_up(f"hospital_{number}", forms.CharField(label=_("Hospital"), max_length=80))
            for name, label in (
                ("total", _("Total cost")),
                ("pooled", _("Paid by medical insurance")),
                ("aided", _("Paid by mutual aid")),
                ("insured", _("Paid by other insurance")),
                ("excluded", _("Outside the catalogue")),
            ):
                self.take_up(f"{name}_{number}", amount_field(label))
            for name in self.COLUMNS:
                self.fields[f"{name}_{number}"].required = False

    def rows_sent(self) -> int:
        """How many rows came with the form."""
        return max((int(name.removeprefix("invoice_")) for name in self.data if INVOICE.fullmatch(name)), default=0)

    def row_names(self) -> list[list[str]]:
        numbers = sorted(int(name.removeprefix("invoice_")) for name in self.fields if INVOICE.fullmatch(name))
        return [[f"{column}_{number}" for column in self.COLUMNS] for number in numbers]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        ended = False
        for names in self.row_names():
            if self.is_blank(names):
                ended = True
                continue
            if ended:
                self.add_error(names[0], _("Fill the rows from the first one on, and leave none out."))
            for name in names[:4]:
                if given.get(name) in (None, "") and not self.has_error(name):
                    self.add_error(name, _("Fill in “%(label)s”.") % {"label": self.fields[name].label})
        return given

    def is_blank(self, names: list[str]) -> bool:
        """Whether nothing stands in a row."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in names)

    def bills(self) -> list[Bill]:
        """The filled rows."""
        told = self.cleaned_data
        filled = (names for names in self.row_names() if not self.is_blank(names))
        given: list[dict[str, Any]] = [
            {
                column: ZERO if told[name] is None else told[name]
                for column, name in zip(self.COLUMNS, names, strict=True)
            }
            for names in filled
        ]
        return [Bill(**row) for row in given]

    @classmethod
    def initial_of(cls, bills: Any) -> dict[str, Any]:
        """The rows of bills there are."""
        return {
            f"{column}_{number}": getattr(bill, column)
            for number, bill in enumerate(bills, start=1)
            for column in cls.COLUMNS
        }


INVOICE = re.compile(r"invoice_\d{1,2}")


class ClaimForm(BillsForm):
    """A medical claim."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Treatment"), ("treated_from", "treated_to", "diagnosis", "payee_name")),
        Group(_("Amount"), ("applied", "reason")),
    )

    treated_from = DateField(label=_("Treated from"))
    treated_to = DateField(label=_("Treated until"))
    diagnosis = forms.CharField(
        label=_("Diagnosis"), max_length=100, required=False, help_text=_("Kept sealed; it need not be given.")
    )
    payee_name = forms.CharField(
        label=_("Payee, if another"),
        max_length=50,
        required=False,
        help_text=_("Of the family, where the model worker cannot receive the money."),
    )


class ResubmitClaimForm(BillsForm):
    """The bills of a claim that was returned."""

    groups: ClassVar[tuple[Group, ...]] = (Group(_("Amount"), ("applied", "reason")),)

    version = forms.IntegerField(widget=forms.HiddenInput)
