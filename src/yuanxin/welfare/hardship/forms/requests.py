"""What a household declares, and what is entered of it on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.ui.forms import DateField, Form, Group
from yuanxin.foundation.ui.row_forms import RowsForm, RowTable
from yuanxin.organisation.members.models import HouseholdMember
from yuanxin.welfare.hardship.choices import (
    Cause,
    CloseReason,
    CostKind,
    Disability,
    Employment,
    Health,
    HouseholdType,
    Housing,
    IncomeKind,
    Insurance,
    ModelWorker,
    Stage,
    Vehicle,
)
from yuanxin.welfare.hardship.rules.declared import Declared, DeclaredMember, Money, is_child
from yuanxin.welfare.hardship.services import Authorisation, Card, VisitorGiven

LINES = 8
UNSEEN = gettext_lazy("What is known is not shown; left empty, it stays as it is.")
FOR_ALL = "0"


def chosen(choices: type[Any], label: Any, *, required: bool = True, **options: Any) -> forms.ChoiceField:
    """One of the choices."""
    return forms.ChoiceField(label=label, choices=[("", "—"), *choices.choices], required=required, **options)


def amount(label: Any, *, required: bool = False, **options: Any) -> forms.DecimalField:
    """An amount in yuan."""
    return forms.DecimalField(label=label, max_digits=12, decimal_places=2, min_value=0, required=required, **options)


def line_table(prefix: str, label: Any, kinds: type[Any], help_text: Any) -> RowTable:
    """A table of income or costs."""
    return RowTable(
        prefix=prefix,
        label=label,
        columns={
            "kind": lambda: chosen(kinds, gettext_lazy("Item"), required=False),
            "member": lambda: forms.ChoiceField(label=gettext_lazy("Whose"), initial=FOR_ALL, required=False),
            "amount": lambda: amount(gettext_lazy("Yuan in twelve months")),
            "paper": lambda: forms.CharField(label=gettext_lazy("Proved by"), max_length=50, required=False),
        },
        filled_by="amount",
        rows=LINES,
        help=help_text,
    )


INCOME = line_table(
    "income_",
    gettext_lazy("Income of the last twelve months"),
    IncomeKind,
    gettext_lazy("Everything the household has lived on, social assistance too."),
)
COSTS = line_table(
    "costs_",
    gettext_lazy("Costs that could not be avoided"),
    CostKind,
    gettext_lazy("Of the last twelve months, after what insurance and others have paid, with the bills at hand."),
)


class DeclareForm(RowsForm):
    """The declaration of a household: how it lives, why it is in need, each member, income and costs."""

    tables = (INCOME, COSTS)
    HOME: ClassVar = Group(
        gettext_lazy("Household and home"),
        ("household_type", "housing", "homes", "area", "vehicle", "business", "luxury", "exception"),
        wide=("exception",),
    )
    NEED: ClassVar = Group(
        gettext_lazy("Why the household is in need"),
        ("main_cause", "further_causes", "situation", "dibao_number", "dibao_monthly", "model_worker"),
        wide=("further_causes", "situation"),
    )
    CARD: ClassVar = Group(gettext_lazy("Bank card that relief goes to"), ("account", "bank"))
    WORD: ClassVar = Group(
        gettext_lazy("Authorisation"),
        ("authorised_on", "consents"),
        help=gettext_lazy("The signed paper is kept with the file; scan it among the attachments."),
    )

    household_type = chosen(HouseholdType, gettext_lazy("Type of household"))
    housing = chosen(Housing, gettext_lazy("Housing"))
    homes = forms.IntegerField(label=gettext_lazy("Homes owned"), min_value=0, max_value=50, initial=0)
    area = forms.DecimalField(
        label=gettext_lazy("Floor area, m²"), min_value=0, max_digits=7, decimal_places=1, required=False
    )
    vehicle = chosen(Vehicle, gettext_lazy("Car"))
    business = forms.BooleanField(label=gettext_lazy("Somebody owns a business"), required=False)
    luxury = forms.BooleanField(label=gettext_lazy("Spends on luxuries"), required=False)
    exception = forms.CharField(
        label=gettext_lazy("Exception"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Why the household is let in although homes, a car, a business or luxury forbid it."),
    )
    main_cause = chosen(Cause, gettext_lazy("Main cause"))
    further_causes = forms.MultipleChoiceField(
        label=gettext_lazy("Further causes, three at most"),
        choices=Cause.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    situation = forms.CharField(
        label=gettext_lazy("Situation in words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Read by those who decide only. Illness is entered with its person below."),
    )
    dibao_number = forms.CharField(
        label=gettext_lazy("Number of the minimum-living certificate"), max_length=40, required=False
    )
    dibao_monthly = amount(gettext_lazy("Minimum-living allowance a month"))
    model_worker = chosen(ModelWorker, gettext_lazy("Model worker"), required=False)
    account = forms.CharField(
        label=gettext_lazy("Card number"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Of the worker. What is known is not shown; left empty, it stays as it is."),
    )
    bank = forms.CharField(label=gettext_lazy("Bank and branch"), max_length=100, required=False)
    authorised_on = DateField(label=gettext_lazy("Authorisation signed on"))
    consents = forms.BooleanField(
        label=gettext_lazy("All adults of the household have signed the authorisation above"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, members: list[HouseholdMember], declared_before: Declared | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.members, self.declared_before = members, declared_before
        whose = [(FOR_ALL, _("The household")), *((str(row.pk), row.full_name) for row in members)]
        for table in self.tables:
            for names in table.every_row():
                self.fields[names["member"]].choices = whose  # type: ignore[attr-defined]
        self.groups = (  # type: ignore[misc]
            self.HOME,
            self.NEED,
            *(self.member_group(row) for row in members),
            self.CARD,
            self.WORD,
        )

    def member_group(self, row: HouseholdMember) -> Group:
        """The card of one member, with its fields; of a child only what is needed."""
        child = is_child(row.birthday, self.today)
        known = row.pk in self.kept()
        made: dict[str, forms.Field] = {
            "health": chosen(Health, _("Health"), required=not known, help_text=UNSEEN if known else ""),
            "illness": forms.CharField(
                label=_("Illness"), max_length=100, required=False, help_text=UNSEEN if known else ""
            ),
            "disability": chosen(Disability, _("Kind of disability"), required=False),
        }
        if not child:
            made |= {
                "employment": chosen(Employment, _("Work")),
                "insurance": chosen(Insurance, _("Medical insurance")),
            }
        made["stage"] = chosen(Stage, _("School"), required=False)
        if child:
            made["consent"] = forms.BooleanField(label=_("The guardian agrees to what is entered"), required=False)
        for column, field in made.items():
            self.fields[f"{column}_{row.pk}"] = field
        told = f"{row.full_name} · {row.get_relation_display()}"
        return Group(told, tuple(f"{column}_{row.pk}" for column in made))

    def kept(self) -> dict[int, DeclaredMember]:
        """What was declared of the members before, by the id of the row."""
        return {each.member: each for each in self.declared_before.members} if self.declared_before else {}

    def declared(self) -> Declared:
        """The declaration, with what was left empty because it is not shown."""
        given = self.cleaned_data
        plain = ("household_type", "housing", "homes", "vehicle", "business", "luxury", "exception", "main_cause",
                 "situation", "dibao_number", "model_worker")  # fmt: skip
        return Declared(
            **{name: given[name] for name in plain},
            area=given["area"] or ZERO,
            dibao_monthly=given["dibao_monthly"] or ZERO,
            further_causes=tuple(given["further_causes"]),
            members=tuple(self.declared_members()),
            income=tuple(self.lines(INCOME)),
            costs=tuple(self.lines(COSTS)),
        )

    def declared_members(self) -> Iterator[DeclaredMember]:
        """What is declared of each."""
        kept = self.kept()
        for row in self.members:
            columns = ("health", "illness", "disability", "employment", "insurance", "stage", "consent")
            values = {column: self.cleaned_data.get(f"{column}_{row.pk}", "") for column in columns}
            told = DeclaredMember(member=row.pk, **values | {"consent": bool(values["consent"])})
            before = kept.get(row.pk)
            if before is not None and not told.health:
                told = replace(
                    told, health=before.health, illness=told.illness or before.illness, disability=before.disability
                )
            yield told

    def lines(self, table: RowTable) -> Iterator[Money]:
        """The lines of income or costs."""
        for _row, values in self.filled(table):
            yield Money(
                kind=values["kind"] or "other",
                amount=Decimal(values["amount"]),
                member=int(values["member"] or 0),
                paper=values["paper"],
            )

    def authorisation(self) -> Authorisation:
        """The household's word."""
        return Authorisation(signed_on=self.cleaned_data["authorised_on"], consents=self.cleaned_data["consents"])

    def card(self) -> Card:
        """The card that was given."""
        return Card(number=self.cleaned_data["account"], bank=self.cleaned_data["bank"])


def initial_of(declared: Declared) -> dict[str, Any]:
    """What a form shows of a declaration: everything but health and illness."""
    plain = ("household_type", "housing", "homes", "area", "vehicle", "business", "luxury", "exception", "main_cause",
             "situation", "dibao_number", "dibao_monthly", "model_worker")  # fmt: skip
    values: dict[str, Any] = {name: getattr(declared, name) for name in plain}
    values["further_causes"] = list(declared.further_causes)
    for each in declared.members:
        for column in ("employment", "insurance", "stage", "consent"):
            values[f"{column}_{each.member}"] = getattr(each, column)
    for table, lines in ((INCOME, declared.income), (COSTS, declared.costs)):
        rows: list[Mapping[str, Any]] = [
            {"kind": line.kind, "member": str(line.member), "amount": line.amount, "paper": line.paper}
            for line in lines
        ]
        values |= RowsForm.rows_initial(table, rows)
    return values


VISITORS = RowTable(
    prefix="",
    label=gettext_lazy("Who visited"),
    columns={
        "name": lambda: forms.CharField(label=gettext_lazy("Full name"), max_length=50, required=False),
        "post": lambda: forms.CharField(label=gettext_lazy("Post"), max_length=50, required=False),
    },
    filled_by="name",
    rows=3,
    help=gettext_lazy("Two people at least, neither of them of the household."),
)


class VisitForm(RowsForm):
    """A home visit."""

    tables = (VISITORS,)

    visited_on = DateField(label=gettext_lazy("Visited on"))
    agrees = forms.TypedChoiceField(
        label=gettext_lazy("Does it agree with what was declared?"),
        choices=[("", "—"), ("yes", gettext_lazy("It agrees")), ("no", gettext_lazy("It does not"))],
        coerce=lambda text: text == "yes",
    )
    findings = forms.CharField(
        label=gettext_lazy("Findings"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Home, people, what was seen of income and illness. Read by those who decide only."),
    )

    def visitors(self, account: User | None) -> list[VisitorGiven]:
        """Who went; the officer who enters it, by the account too."""
        return [
            VisitorGiven(
                name=values["name"],
                post=values["post"],
                user=account if account is not None and values["name"] == account.name else None,
            )
            for _row, values in self.filled(VISITORS)
        ]


class CloseForm(Form):
    """Why a file is to be closed."""

    close_reason = chosen(CloseReason, gettext_lazy("Reason of the closing"))


class ReasonForm(Form):
    """A reason, for what the log keeps."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class PairForm(Form):
    """Who looks after the household."""

    officer = forms.CharField(
        label=gettext_lazy("Paired officer"), max_length=50, required=False, help_text=gettext_lazy("Empty for nobody.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class OpinionForm(Form):
    """The district's word on a request."""

    opinion = forms.CharField(
        label=gettext_lazy("Opinion"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class FindWorkerForm(Form):
    """Whom it is about."""

    text = forms.CharField(
        label=gettext_lazy("The worker"),
        max_length=60,
        help_text=gettext_lazy("Name, pinyin, document number, phone, or the name with the last four of the number."),
    )
