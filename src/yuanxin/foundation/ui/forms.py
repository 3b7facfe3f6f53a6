"""The base of every form: grouped cards, choices within the actor's scope, refusals shown at their field."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Group:
    """A card of a form: its heading and the fields in it. `wide` names those that take the whole line."""

    label: str | Promise
    fields: tuple[str, ...]
    help: str | Promise = ""
    wide: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawnGroup:
    """A group with its bound fields, as the template walks it."""

    key: str
    label: str | Promise
    help: str | Promise
    fields: list[tuple[forms.BoundField, bool]]


@dataclass(frozen=True, slots=True)
class Lead:
    """A cell before the fields of a row, under its head; an amount stands at the right."""

    head: str | Promise
    value: Any

    @property
    def is_amount(self) -> bool:
        return isinstance(self.value, Decimal)

    def __str__(self) -> str:
        return f"{self.value:,.2f}" if self.is_amount else str(self.value)


class DateInput(forms.DateInput):
    """A date field with the browser's own calendar; also takes typed 2016-6-30, 2016/6/30 and 20160630."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A day, as Chinese offices write it."""

    widget = DateInput
    default_error_messages = {"invalid": _("Write the date as 2016-06-30.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"], **options)


class ScopedChoice(forms.CharField):
    """One record of the actor's scope, told by its code or its whole name; near names are offered while typing.

    The form that holds it gives the actor; without one nothing can be chosen. The cleaned value is the record.

    Args:
        rows: the QuerySet to choose from, asked at each use.
        permission: what the actor must hold over the record, by default what seeing it takes.
        code, name: the model's fields that tell a record; the code may be that of a related one (`union__code`).
        own: not asked of who has only one to choose from; the form shows it as known. It begins with `first`.
    """

    default_error_messages = {
        "unknown": _("No record of your scope is called “%(text)s”. Choose one from the list, or write its code."),
        "ambiguous": _("Several records are called “%(text)s”. Write the code instead."),
    }
    OFFERED = 20

    def __init__(
        self,
        rows: Callable[[], models.QuerySet[Any]],
        *,
        permission: str = "",
        code: str = "code",
        name: str = "name",
        own: bool = False,
        **options: Any,
    ) -> None:
        self.rows, self.permission, self.code, self.name, self.own = rows, permission, code, name, own
        self.actor: Actor | None = None
        super().__init__(**options)

    def choices(self) -> models.QuerySet[Any]:
        """The records that may be chosen."""
        if self.actor is None:
            return self.rows().none()
        return self.rows().visible_to(self.actor, self.permission)  # type: ignore[no-any-return,attr-defined]

    def offered(self, text: str = "") -> Iterator[tuple[str, str]]:
        """Code and name of the first records that `text` may mean: part of a name, or the beginning of a code,
        pinyin or initials."""
        near = models.Q(**{f"{self.name}__icontains": text}) | models.Q(**{f"{self.code}__startswith": text})
        rows = self.choices()
        for spelled in {"pinyin", "initials"} & {field.name for field in rows.model._meta.concrete_fields}:
            near |= models.Q(**{f"{spelled}__startswith": text.lower()})
        yield from (rows.filter(near) if text else rows).values_list(self.code, self.name)[: self.OFFERED]

    def offers(self) -> bool:
        """Whether its input asks for near records while somebody types."""
        return True

    def only_one(self) -> models.Model | None:
        """The record of who has no other to choose."""
        found = list(self.choices()[:2])
        return found[0] if len(found) == 1 else None

    def first(self) -> models.Model | None:
        """The record that an empty form begins with, and that can be changed; here none."""
        return None

    def prepare_value(self, value: Any) -> Any:
        """A record as its name and code, so that people and `clean` know which one is meant."""
        if not isinstance(value, models.Model):
            return value
        return " ".join(dict.fromkeys(filter(None, (getattr(value, self.name), self.code_of(value)))))

    def code_of(self, record: models.Model) -> Any:
        """The code of a record."""
        return attrgetter(self.code.replace("__", "."))(record)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        told = models.Q(**{self.code: text}) | models.Q(**{self.name: text})
        name, _blank, code = text.rpartition(" ")
        if name:
            told |= models.Q(**{self.name: name, self.code: code})
        found = list(self.choices().filter(told)[:2])
        if not found:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"text": text})
        exact = [record for record in found if self.code_of(record) == text]
        if len(found) > 1 and len(exact) != 1:
            raise ValidationError(self.error_messages["ambiguous"], code="ambiguous", params={"text": text})
        return exact[0] if exact else found[0]


class ScopedSelect(forms.ModelChoiceField):
    """One of the few records of the actor's scope, from a drop-down.

    The form that holds it gives the actor; without one nothing can be chosen.

    Args:
        rows: the QuerySet to choose from, asked at each use.
        permission: what the actor must hold over the record, by default what seeing it takes.
    """

    own = False

    def __init__(self, rows: Callable[[], models.QuerySet[Any]], *, permission: str = "", **options: Any) -> None:
        self.rows, self.permission = rows, permission
        super().__init__(None, **{"empty_label": "—", **options})  # type: ignore[arg-type]

    @property
    def actor(self) -> Actor | None:
        """Who chooses."""
        return self._actor

    @actor.setter
    def actor(self, actor: Actor) -> None:
        self._actor = actor
        self.queryset = self.rows().visible_to(actor, self.permission)  # type: ignore[attr-defined]

    _actor: Actor | None = None


SCOPED = (ScopedChoice, ScopedSelect)


class Form(forms.Form):
    """A form that knows who fills it in and on which day.

    `groups` are its cards in order; fields in no group follow in one more. What the system knows is not asked:
    `known` gives label and text of facts shown in the first card. A refusal that names no field of the form is told at
    `refused_at`, where that is one; else it is told of the form as a whole.
    """

    groups: ClassVar[tuple[Group, ...]] = ()
    refused_at: ClassVar[str] = ""

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        today: datetime.date,
        known: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.actor, self.today = actor, today
        self.known = {label: day_told(value) for label, value in (known or {}).items()}
        for name, field in self.fields.items():
            self.take_up(name, field)

    def take_up(self, name: str, field: forms.Field) -> None:
        """Make a field one of this form's: it knows who fills it in, and what to say where it is left empty."""
        self.fields[name] = field
        field.error_messages["required"] = _("Fill in “%(label)s”.") % {"label": field.label or ""}
        if isinstance(field, SCOPED):
            field.actor = self.actor
            if field.own:
                self.settle(name)

    def settle(self, name: str) -> None:
        """Show the field as known instead of asking it, where there is only one record to choose; else let it begin
        with the reader's own."""
        field = self.fields[name]
        if not isinstance(field, ScopedChoice):
            return
        only = field.only_one()
        if only is not None:
            field.widget, self.initial[name] = forms.HiddenInput(), only
            self.known = {str(field.label): only, **self.known}
        elif not self.is_bound and not self.initial.get(name):
            self.initial[name] = field.first()

    def drawn_groups(self) -> Iterator[DrawnGroup]:
        """The cards with their fields."""
        grouped = {name for group in self.groups for name in group.fields}
        left = tuple(field.name for field in self.visible_fields() if field.name not in grouped)
        rest = (Group(_("More") if self.groups else "", left),) if left else ()
        for number, group in enumerate((*self.groups, *rest), start=1):
            fields = [
                (self[name], name in group.wide or self.is_long(name)) for name in group.fields if self.asks(name)
            ]
            if fields:
                yield DrawnGroup(f"group-{number}", group.label, group.help, fields)

    def is_long(self, name: str) -> bool:
        """Whether people write several lines into the field, which then takes the whole width."""
        return isinstance(self.fields[name].widget, forms.Textarea)

    def asks(self, name: str) -> bool:
        """Whether the field is there and to be filled in."""
        return name in self.fields and not self.fields[name].widget.is_hidden

    def carry_out(self, act: Callable[[], Result]) -> Result | None:
        """Call the service, if the input is right; a refusal becomes an error of its field, or of the whole form.

        Raises:
            OutOfScope, NotAllowed: these are pages of their own.
        """
        if not self.is_valid():
            return None
        try:
            return act()
        except (OutOfScope, NotAllowed):
            raise
        except Refused as refusal:
            named = (refusal.field, self.refused_at)
            self.add_error(next((field for field in named if self.asks(field)), None), str(refusal))
            return None


class TableForm(Form):
    """A form with a table of rows below its cards: what `row_names` names is drawn as a table (`ui/row_form.html`).

    `leads` are the cells before the fields of each row, where a row is about something known, by `lead_heads`.
    """

    rows_label: ClassVar[str | Promise] = ""
    rows_help: ClassVar[str | Promise] = ""
    lead_heads: ClassVar[tuple[str | Promise, ...]] = ()

    def row_names(self) -> list[list[str]]:
        """The names of the fields of each row."""
        raise NotImplementedError

    def leads(self) -> list[list[Any]]:
        """The cells before the fields, row by row."""
        return [[] for _row in self.row_names()]

    def drawn_groups(self) -> Iterator[DrawnGroup]:
        rowed = {name for row in self.row_names() for name in row}
        for group in super().drawn_groups():
            fields = [(bound, wide) for bound, wide in group.fields if bound.name not in rowed]
            if fields:
                yield DrawnGroup(group.key, group.label, group.help, fields)

    def heads(self) -> list[Any]:
        """The heads of the table's columns."""
        names = self.row_names()
        return [*self.lead_heads, *(self.fields[name].label for name in names[0])] if names else []

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each row."""
        return [[self[name] for name in row] for row in self.row_names()]

    def drawn_rows(self) -> list[tuple[list[Lead], list[forms.BoundField]]]:
        """The rows as the template draws them: known cells, then fields."""
        leads = [[Lead(*cell) for cell in zip(self.lead_heads, row, strict=True)] for row in self.leads()]
        return list(zip(leads, self.rows(), strict=True))


def day_told(value: Any) -> Any:
    """A known fact as pages write it: days as 2016-06-30."""
    return value.isoformat() if isinstance(value, datetime.date) else value
