"""Input of claims: who, which treatment, which bills; what reviewers say of them."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yuanxin.foundation.audit.services import REASON_LENGTH
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import LARGEST
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.ui.forms import DateField, Form, Group, ScopedChoice
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.members.queries import find_by_number, names_known
from yuanxin.welfare.mutual_aid.choices import STRIKING, BenefitKind, Permission, SpecialCause
from yuanxin.welfare.mutual_aid.forms.subsidies import FundField
from yuanxin.welfare.mutual_aid.models import Claim, Hospital, Illness
from yuanxin.welfare.mutual_aid.queries.claims import last_fund


class AmountField(forms.DecimalField):
    """An amount in yuan, with at most two places."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": LARGEST, "max_digits": 14, "decimal_places": 2, **options})


class TreatmentForm(Form):
    """The treatment or event, and to whom is paid."""

    kind = forms.ChoiceField(label=gettext_lazy("Benefit claimed"), choices=BenefitKind.choices)
    admitted_on = DateField(
        label=gettext_lazy("Admitted on"), help_text=gettext_lazy("Of outpatient treatment and of accidents: the day.")
    )
    discharged_on = DateField(label=gettext_lazy("Discharged on"))
    hospital = ScopedChoice(
        Hospital.objects.all,
        label=gettext_lazy("Hospital"),
        help_text=gettext_lazy("Name, code or initials in pinyin"),
    )
    illness = ScopedChoice(
        Illness.objects.all,
        label=gettext_lazy("Diagnosis"),
        help_text=gettext_lazy("Code (ICD-10) or name, as on the discharge papers"),
    )
    accident = forms.BooleanField(
        label=gettext_lazy("By an accident"),
        required=False,
        help_text=gettext_lazy("An accident is covered in the waiting period too; attach its proof."),
    )
    special = forms.ChoiceField(
        label=gettext_lazy("Special cause"), required=False, choices=[("", gettext_lazy("None")), *SpecialCause.choices]
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence of the special cause"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Number of the file or certificate, and who issued it"),
    )
    payee_name = forms.CharField(
        label=gettext_lazy("Payee"),
        required=False,
        max_length=50,
        help_text=gettext_lazy("Empty: the worker. After a death, who receives it."),
    )
    account = forms.CharField(label=gettext_lazy("Bank card"), required=False, max_length=30)
    bank = forms.CharField(label=gettext_lazy("Bank and branch"), required=False, max_length=100)
    groups: ClassVar[tuple[Group, ...]] = (
        Group(gettext_lazy("Treatment"), ("kind", "accident", "admitted_on", "discharged_on", "hospital", "illness")),
        Group(
            gettext_lazy("Special cause"),
            ("special", "evidence"),
            help=gettext_lazy("For a special cause the benefit is paid higher, as the plan says."),
        ),
        Group(gettext_lazy("Payment"), ("payee_name", "account", "bank")),
    )


class ClaimForm(TreatmentForm):
    """A new claim; the worker is told by number and name, or known from the page that led here."""

    number = forms.CharField(label=gettext_lazy("Identity document number"), max_length=40)
    name = forms.CharField(label=gettext_lazy("Full name"), max_length=50)
    groups = (
        Group(gettext_lazy("Worker"), ("number", "name")),
        *TreatmentForm.groups,
    )

    def __init__(self, *args: Any, person: Person | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person
        if person is not None:
            del self.fields["number"], self.fields["name"]

    def given(self) -> dict[str, Any]:
        """What the service takes.

        Raises:
            Refused: if no worker of the actor's unions has this number and name.
        """
        values = dict(self.cleaned_data)
        number, name = values.pop("number", ""), values.pop("name", "")
        return {"person": self.person or self._found(number, name), **values}

    def _found(self, number: str, name: str) -> Person:
        person = find_by_number(number)
        if (
            person is None
            or name.strip() not in names_known(person)
            or not self.actor.may(Permission.CLAIM, person.union)
        ):
            raise Refused(
                _("No worker of your unions has this number and this name."),
                remedy=_("Compare both with the document; whoever works elsewhere claims there."),
                field="number",
            )
        return person


class CorrectClaimForm(TreatmentForm):
    """A claim once more; diagnosis and card are not shown, and stay as they are where nothing is written."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("illness", "account"):
            self.fields[name].required = False
            self.fields[name].help_text = _("Empty: stays as it is.")


class BillForm(Form):
    """A bill, as its statement of settlement has it."""

    number = forms.CharField(
        label=gettext_lazy("Number of the bill"),
        max_length=60,
        help_text=gettext_lazy("Code and number of the bill, one after the other"),
    )
    issued_on = DateField(label=gettext_lazy("Date of the bill"))
    total = AmountField(label=gettext_lazy("Total (yuan)"), min_value=0.01)
    pool = AmountField(label=gettext_lazy("Paid by the pool of medical insurance (yuan)"), required=False)
    major = AmountField(label=gettext_lazy("Paid by major-illness insurance (yuan)"), required=False)
    other = AmountField(label=gettext_lazy("Paid by other insurance (yuan)"), required=False)
    excluded = AmountField(
        label=gettext_lazy("Outside the catalogue (yuan)"),
        required=False,
        help_text=gettext_lazy("What medical insurance does not know (自费)"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    groups = (
        Group(gettext_lazy("Bill"), ("number", "issued_on", "total")),
        Group(
            gettext_lazy("Less"),
            ("pool", "major", "other", "excluded"),
            help=gettext_lazy("Copied from the statement of settlement; empty is 0."),
        ),
    )

    def __init__(self, *args: Any, corrects: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if corrects:
            self.fields["number"].required = False
            self.fields["number"].help_text = _("Empty: stays as it is.")

    def given(self) -> dict[str, Any]:
        """What the service takes: an amount left empty is 0."""
        values = dict(self.cleaned_data)
        if values.get("version") is None:
            values.pop("version", None)
        amounts = ("pool", "major", "other", "excluded")
        return values | {name: values[name] if values[name] is not None else 0 for name in amounts}


class StrikeForm(Form):
    """What is struck off a bill, and why."""

    struck = AmountField(
        label=gettext_lazy("Struck off the own payment (yuan)"), help_text=gettext_lazy("0 takes it back.")
    )
    reason = forms.ChoiceField(
        label=pgettext_lazy("claim", "Reason"),
        required=False,
        choices=[("", "—"), *((each.value, each.label) for each in STRIKING)],
    )
    note = forms.CharField(label=gettext_lazy("Which item"), required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ShowForm(Form):
    """Why diagnosis and account are looked at."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        help_text=gettext_lazy("What the view is needed for; it stays in the audit log."),
    )


class RefuseForm(Form):
    """For which reason a claim is refused."""

    reason = forms.ChoiceField(label=pgettext_lazy("claim", "Reason"))
    opinion = forms.CharField(
        label=gettext_lazy("Opinion"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, reasons: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]


class ApproveForm(Form):
    """The amount that is approved."""

    amount = AmountField(label=gettext_lazy("Amount approved (yuan)"))
    opinion = forms.CharField(
        label=gettext_lazy("Opinion"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed where another amount than that of the rule is approved."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class FundForm(Form):
    """Out of which fund is paid: the one that paid claims last, unless another is chosen."""

    fund = FundField(Fund.objects.none(), label=gettext_lazy("Fund"))

    def __init__(self, *args: Any, claims: list[Claim], **options: Any) -> None:
        super().__init__(*args, **options)
        funds = Fund.objects.with_balances()
        for union in {claim.union_id: claim.union for claim in claims}.values():
            funds = funds.filter(pk__in=Fund.objects.drawn_on_by(union).values("pk"))
        self.fields["fund"].queryset = funds.order_by("-year", "level", "pk")  # type: ignore[attr-defined]
        self.initial.setdefault("fund", last_fund())
