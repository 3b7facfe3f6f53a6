"""Filters of a register: each gives the fields of the query bar, the condition, and the words of its chip."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.kernel.actors import Actor, PathRange
from yuanxin.foundation.ui.forms import SCOPED, DateField, DateInput, ScopedChoice
from yuanxin.foundation.ui.registers.columns import UnknownColumn, find_field

Text = str | Promise
FIRST_LINE = 4


@dataclass(frozen=True, slots=True)
class Chip:
    """What one filter says of the list, and the parameters to drop to undo it."""

    label: str
    value: str
    drops: tuple[str, ...]


class Filter:
    """One condition of a query bar.

    `key` is the field's look-up from the register's model. `parameters` are the names in the address.
    """

    span = False

    def __init__(self, key: str, label: Text = "") -> None:
        self.key, self.label = key, label

    def bind(self, model: type[models.Model]) -> "Filter":
        """Take label and choices from the model's field.

        Raises:
            UnknownColumn: if the model has no such field.
        """
        self.field, _relations = find_field(model, self.key)
        if self.field is None:
            raise UnknownColumn(f"{model.__name__}.{self.key}")
        self.label = self.label or capfirst(self.field.verbose_name)
        return self

    def fields(self) -> dict[str, forms.Field]:
        raise NotImplementedError

    @property
    def parameters(self) -> tuple[str, ...]:
        return (self.key,)

    def apply(self, rows: models.QuerySet[Any], cleaned: dict[str, Any]) -> models.QuerySet[Any]:
        value = cleaned.get(self.key)
        return rows if value in (None, "", []) else rows.filter(self.condition(value))

    def condition(self, value: Any) -> models.Q:
        return models.Q(**{self.key: value})

    def chips(self, cleaned: dict[str, Any]) -> Iterator[Chip]:
        value = cleaned.get(self.key)
        if value not in (None, "", []):
            yield Chip(str(self.label), self.words(value), (self.key,))

    def words(self, value: Any) -> str:
        return str(value)


class Choice(Filter):
    """One of the field's choices."""

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", _("All")), *((value, label) for value, label in self.field.choices if value != "")]
        return {self.key: forms.TypedChoiceField(choices=choices, required=False, label=self.label)}  # type: ignore[arg-type]

    def words(self, value: Any) -> str:
        return str(dict(self.field.flatchoices).get(self.field.to_python(value), value))


class YesNo(Filter):
    """Yes or no."""

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", _("All")), ("yes", _("Yes")), ("no", _("No"))]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=self.label)}  # type: ignore[arg-type]

    def condition(self, value: Any) -> models.Q:
        return models.Q(**{self.key: value == "yes"})

    def words(self, value: Any) -> str:
        return _("Yes") if value == "yes" else _("No")


class Period(Filter):
    """From a day to a day, both in."""

    span = True

    @property
    def parameters(self) -> tuple[str, ...]:
        return (f"{self.key}_from", f"{self.key}_to")

    def fields(self) -> dict[str, forms.Field]:
        ends = (_("%(field)s from"), _("%(field)s to"))
        labels = (end % {"field": self.label} for end in ends)
        # The pair stands under one visible label, so each input says to who listens which end it is.
        return {
            parameter: DateField(required=False, label=label, widget=DateInput({"aria-label": label}))
            for parameter, label in zip(self.parameters, labels, strict=True)
        }

    def apply(self, rows: models.QuerySet[Any], cleaned: dict[str, Any]) -> models.QuerySet[Any]:
        first, last = (cleaned.get(parameter) for parameter in self.parameters)
        if first:
            rows = rows.filter(**{f"{self.key}__gte": first})
        if last:
            rows = rows.filter(**{f"{self.key}__lt": last + datetime.timedelta(days=1)})
        return rows

    def chips(self, cleaned: dict[str, Any]) -> Iterator[Chip]:
        first, last = (cleaned.get(parameter) for parameter in self.parameters)
        if first or last:
            yield Chip(str(self.label), f"{first or ''} – {last or ''}".strip(), self.parameters)


class UnionFilter(Filter):
    """A union and everything below it, chosen within the actor's scope by code or name.

    `key` leads to the union from the register's model; `self` where the model is the union itself.
    """

    parameter = "union"

    def bind(self, model: type[models.Model]) -> Filter:
        if self.key != "self":
            return super().bind(model)
        self.field = None
        self.unions = model
        self.label = self.label or gettext_lazy("Union")
        return self

    @property
    def parameters(self) -> tuple[str, ...]:
        return (self.parameter,)

    def fields(self) -> dict[str, forms.Field]:
        model = self.unions if self.field is None else self.field.related_model
        choice = ScopedChoice(
            model._default_manager.all, required=False, label=self.label, help_text=_("With everything below it")
        )
        return {self.parameter: choice}

    def apply(self, rows: models.QuerySet[Any], cleaned: dict[str, Any]) -> models.QuerySet[Any]:
        union = cleaned.get(self.parameter)
        if union is None:
            return rows
        part = PathRange.below(union.path)
        path = "path" if self.field is None else f"{self.key}__path"
        return rows.filter(**{f"{path}__gte": part.start, f"{path}__lt": part.stop})

    def chips(self, cleaned: dict[str, Any]) -> Iterator[Chip]:
        union = cleaned.get(self.parameter)
        if union is not None:
            yield Chip(str(self.label), str(union), self.parameters)


def filter_for(model: type[models.Model], declared: "str | Filter") -> Filter:
    """The filter a register declared: a field's name gives the one that fits the field.

    Raises:
        UnknownColumn: for a name that is no field, or a field that no filter fits.
    """
    if isinstance(declared, Filter):
        return declared.bind(model)
    field, _relations = find_field(model, declared)
    if field is None:
        raise UnknownColumn(f"{model.__name__}.{declared}")
    if getattr(field, "choices", None):
        return Choice(declared).bind(model)
    if isinstance(field, models.BooleanField):
        return YesNo(declared).bind(model)
    if field.is_relation and any(known.name == "path" for known in field.related_model._meta.get_fields()):
        return UnionFilter(declared).bind(model)
    raise UnknownColumn(f"{model.__name__}.{declared}: no filter fits; declare one")


class QueryForm(forms.Form):
    """The query bar of one request."""

    def __init__(self, filters: list[Filter], searches: bool, hint: str, actor: Actor, data: Any) -> None:
        super().__init__(data)
        self.filters, self.actor = filters, actor
        if searches:
            self.fields["search"] = forms.CharField(required=False, label=_("Search"), max_length=60)
            self.fields["search"].widget = forms.TextInput(attrs={"type": "search", "placeholder": hint})
        for one in filters:
            self.fields.update(one.fields())
        for field in self.fields.values():
            if isinstance(field, SCOPED):
                field.actor = actor

    def drawn(self) -> Iterator[tuple[str, list[forms.BoundField], bool]]:
        """Label and inputs of each place in the bar, and whether it stands behind the first line."""
        used = 0
        if "search" in self.fields:
            used += 1
            yield str(self["search"].label), [self["search"]], False
        for one in self.filters:
            used += len(one.parameters)
            yield str(one.label), [self[parameter] for parameter in one.parameters], used > FIRST_LINE

    @property
    def has_more(self) -> bool:
        """Whether some places stand behind the first line."""
        return any(behind for _label, _fields, behind in self.drawn())

    def apply(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """The rows that pass every filter that was filled in rightly."""
        self.is_valid()
        for one in self.filters:
            rows = one.apply(rows, self.cleaned_data)
        return rows

    @property
    def text(self) -> str:
        """What to search for."""
        self.is_valid()
        return str(self.cleaned_data.get("search", "")).strip()

    def chips(self) -> list[Chip]:
        """What is on."""
        self.is_valid()
        searched = [Chip(_("Search"), self.text, ("search",))] if self.text else []
        return [*searched, *(chip for one in self.filters for chip in one.chips(self.cleaned_data))]
