"""Input of income surveys and of what is stated in them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.ui.forms import DateField, Form, Group, TableForm
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.model_workers.choices import Employment, Insurance, Permission
from yuanxin.welfare.model_workers.forms.workers import NOT_KNOWN
from yuanxin.welfare.model_workers.models import IncomeStatement
from yuanxin.welfare.model_workers.rules.incomes import twelve
from yuanxin.welfare.model_workers.services import Statement

INCOME = _("Income a month (yuan)")
MONTHS = [("", "—"), *((month, f"{month}月") for month in range(2, 13))]


def income_field(label: Any, *, required: bool = False, help_text: Any = "", told: str = "") -> forms.DecimalField:
    """An income a month, in yuan."""
    attrs = {"aria-label": told} if told else {}
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_value=999_999, max_digits=8, decimal_places=2,
        help_text=help_text, widget=forms.NumberInput(attrs=attrs),
    )  # fmt: skip


class SurveyForm(Form):
    """A survey to begin."""

    union = OwnUnionChoice(
        Permission.RUN_SURVEYS, rows=lambda: Union.objects.in_force().filter(level__in=(Level.DISTRICT, Level.CITY))
    )
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    due_on = DateField(
        label=_("To be answered by"),
        help_text=_("Every union that serves a model worker finds its statements in its inbox."),
    )


class ChangeSurveyForm(Form):
    """Another last day."""

    due_on = DateField(label=_("To be answered by"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class CloseSurveyForm(Form):
    """That nothing is stated any more."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class StatementForm(Form):
    """What one model worker lives on."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(_("Standing"), ("employment", "insurance")),
        Group(
            _("Monthly income"),
            ("income", "changed_from", "after"),
            help=_("Wage, pension or farm income and what comes besides, in yuan; kept sealed."),
        ),
        Group(_("Health and family"), ("situation",), wide=("situation",)),
    )

    employment = forms.ChoiceField(label=pgettext_lazy("model worker", "Standing"), choices=Employment.choices)
    insurance = forms.ChoiceField(
        label=pgettext_lazy("model worker", "Medical insurance"),
        choices=[NOT_KNOWN, *Insurance.choices],
        required=False,
    )
    income = income_field(INCOME, required=True)
    changed_from = forms.TypedChoiceField(
        label=_("Another income from month"), choices=MONTHS, coerce=int, empty_value=None, required=False
    )
    after = income_field(_("Income from then on (yuan)"))
    situation = forms.CharField(
        label=_("Health and family"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept sealed. Empty: what was said before stays."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def statement(self, situation: str = "") -> Statement:
        """What the service takes; `situation` is what was said before."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Statement(**given | {"situation": given["situation"] or situation})


class StatementsForm(TableForm):
    """The statements of many, a row each; rows without an income are left for later."""

    COLUMNS: ClassVar[tuple[str, ...]] = ("employment", "insurance", "income", "changed_from", "after")
    rows_label = _("Model workers")
    rows_help = _("Rows without an income are left for later. What is written is kept sealed.")
    lead_heads: ClassVar[tuple[str | Promise, ...]] = (
        _("Full name"), pgettext_lazy("honour", "Level"), _("Union"), _("Retired on"),
    )  # fmt: skip

    def __init__(self, *args: Any, statements: Sequence[IncomeStatement], **options: Any) -> None:
        super().__init__(*args, **options)
        self.statements = list(statements)
        for each in self.statements:
            self.fields[f"employment_{each.pk}"] = forms.ChoiceField(
                label=pgettext_lazy("model worker", "Standing"),
                choices=Employment.choices,
                initial=each.worker.employment,
            )
            self.fields[f"insurance_{each.pk}"] = forms.ChoiceField(
                label=pgettext_lazy("model worker", "Medical insurance"),
                choices=[NOT_KNOWN, *Insurance.choices],
                initial=each.worker.insurance,
                required=False,
            )
            self.fields[f"income_{each.pk}"] = income_field(INCOME)
            self.fields[f"changed_from_{each.pk}"] = forms.TypedChoiceField(
                label=_("Another income from month"), choices=MONTHS, coerce=int, empty_value=None, required=False
            )
            self.fields[f"after_{each.pk}"] = income_field(_("Income from then on (yuan)"))
            self.fields[f"version_{each.pk}"] = forms.IntegerField(widget=forms.HiddenInput, initial=each.version)

    def row_names(self) -> list[list[str]]:
        return [[f"{column}_{each.pk}" for column in self.COLUMNS] for each in self.statements]

    def leads(self) -> list[list[Any]]:
        return [
            [each.worker, each.worker.get_level_display(), each.union, each.worker.retired_on or "—"]
            for each in self.statements
        ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        filled = 0
        for each in self.statements:
            income, changed, after = (given.get(f"{name}_{each.pk}") for name in ("income", "changed_from", "after"))
            if income is None and changed is None and after is None:
                continue
            filled += 1
            if income is None:
                if not self.has_error(f"income_{each.pk}"):
                    self.add_error(f"income_{each.pk}", _("Fill in “%(label)s”.") % {"label": INCOME})
                continue
            try:
                twelve(income, changed_from=changed, after=after)
            except Refused as refusal:
                if not self.has_error(f"{refusal.field}_{each.pk}"):
                    self.add_error(f"{refusal.field}_{each.pk}", str(refusal))
        if not filled and not self.errors:
            self.add_error(None, _("Fill in at least one row."))
        return given

    def given(self) -> list[tuple[IncomeStatement, Statement, int]]:
        """The filled rows, as the service takes them."""
        told = self.cleaned_data
        return [
            (
                each,
                Statement(**{name: told[f"{name}_{each.pk}"] for name in self.COLUMNS}),
                told[f"version_{each.pk}"],
            )
            for each in self.statements
            if told[f"income_{each.pk}"] is not None
        ]
