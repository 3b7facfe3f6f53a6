"""Columns of a register. A field name is enough for most; the classes here are for what a field does not tell.

django-tables2 draws the cells; what a column is for the export stands beside it in `exported`.
"""

import copy
import datetime
from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yuanxin.foundation.kernel.money import FenField
from yuanxin.foundation.kernel.relations import named_with
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.ui.charts.scales import grouped

Text = str | Promise
EMPTY = format_html('<span class="empty-cell">{}</span>', "—")


class Column(tables.Column):
    """One column: the value at `accessor` (`person__name`), what it is called, and what it is sorted by.

    Args:
        accessor: the look-up from the register's model.
        label: the head of the column, by default the field's own name.
        sort: the look-up that orders the register by this column; it needs an index. Without it, no sorting.
        css: classes of the cell: `number`, `wrapping`.
        related: look-ups of related records that drawing a cell reads.
    """

    verbose_name: Any

    def __init__(
        self, accessor: str, label: Text = "", *, sort: str = "", css: str = "", related: tuple[str, ...] = ()
    ) -> None:
        super().__init__(verbose_name=label or None, accessor=accessor, default=EMPTY, orderable=False)
        self.key = accessor
        self.sort = sort
        self.css = css
        self.related = related

    @property
    def sort_descending(self) -> str:
        """The order of this column from its end."""
        return f"-{self.sort}"

    def named(self, model: type[models.Model]) -> "Column":
        """A copy of the column, with the label and the relations that the model's field gives."""
        field, relations = find_field(model, self.key)
        column = copy.copy(self)
        if column.verbose_name is None:
            column.verbose_name = capfirst(field.verbose_name) if field is not None else self.key
        column.related = (*relations, *self.related)
        return column

    def as_kind(self, kind: "type[Column]") -> "Column":
        """The same column, drawn as its field wants it."""
        css = {"css": self.css} if self.css and kind not in {AmountColumn, NumberColumn, TextColumn} else {}
        return kind(self.key, self.verbose_name or "", sort=self.sort, related=self.related, **css)

    def render(self, value: Any) -> Any:
        return value

    def exported(self, record: models.Model, *, clear: bool = False) -> Any:
        """The value for the spreadsheet: text, number or date. `clear` lifts the mask, where there is one."""
        return displayed(record, self.key)


class DateColumn(Column):
    """A day, as 2016-06-30."""

    def __init__(self, accessor: str, label: Text = "", **options: Any) -> None:
        super().__init__(accessor, label, **{"css": "nowrap", **options})

    def render(self, value: datetime.date) -> str:
        return value.isoformat()


class TimeColumn(Column):
    """An instant, told in Shanghai time."""

    def render(self, value: datetime.datetime) -> str:
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")

    def exported(self, record: models.Model, *, clear: bool = False) -> Any:
        value = displayed(record, self.key)
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S") if value else None


class NumberColumn(Column):
    """A number, grouped and aligned right, with its unit."""

    def __init__(self, accessor: str, label: Text = "", *, unit: Text = "", **options: Any) -> None:
        super().__init__(accessor, label, css="number", **options)
        self.unit = unit

    def render(self, value: Any) -> Any:
        if not self.unit:
            return grouped(value)
        return format_html('{}<span class="unit">{}</span>', grouped(value), self.unit)


class AmountColumn(NumberColumn):
    """An amount of money in yuan, always with its two places, so that amounts below one another can be compared."""

    def render(self, value: Any) -> Any:
        amount = f"{value:,.2f}"
        return format_html('{}<span class="unit">{}</span>', amount, self.unit) if self.unit else amount


class YearColumn(Column):
    """A year: a number that is neither grouped nor counted with."""

    def render(self, value: int) -> str:
        return str(value)


class YesNoColumn(Column):
    """A yes or no; a thin dash where it is not known."""

    def render(self, value: bool) -> str:
        return _("Yes") if value else _("No")

    def exported(self, record: models.Model, *, clear: bool = False) -> Any:
        value = displayed(record, self.key)
        return None if value is None else self.render(value)


class ChipColumn(Column):
    """A state with its colour and word. `colours` maps the stored value to done, due, overdue, running or closed."""

    def __init__(self, accessor: str, colours: dict[str, str], label: Text = "", **options: Any) -> None:
        super().__init__(accessor, label, **options)
        self.colours = colours

    def render(self, value: Any, record: models.Model) -> SafeString:  # type: ignore[override]
        stored = tables.A(self.key).resolve(record)
        return format_html('<span class="chip {}">{}</span>', self.colours.get(str(stored), "closed"), value)


class MaskedColumn(Column):
    """A sealed value, shown masked and exported in clear only to who may and gives a reason.

    Args:
        reveal: the stored value as clear text (`kernel.sealed.unseal`).
        mask: the clear text as it may be shown (`kernel.masking`).
    """

    def __init__(
        self,
        accessor: str,
        label: Text = "",
        *,
        reveal: Callable[[Any], str],
        mask: Callable[[str], str],
        **options: Any,
    ) -> None:
        super().__init__(accessor, label, **options)
        self.reveal, self.mask = reveal, mask

    def render(self, value: Any) -> SafeString:
        return format_html('<span class="masked">{}</span>', self.mask(self.reveal(value)))

    def exported(self, record: models.Model, *, clear: bool = False) -> Any:
        stored = displayed(record, self.key)
        if not stored:
            return None
        return self.reveal(stored) if clear else self.mask(self.reveal(stored))


class TextColumn(Column):
    """A long text that may take several lines."""

    def __init__(self, accessor: str, label: Text = "", **options: Any) -> None:
        super().__init__(accessor, label, css="wrapping", **options)


def displayed(record: models.Model, accessor: str) -> Any:
    """The value at `accessor`, as words where the field has choices, as text where it is a record."""
    owner, name = tables.A(accessor).penultimate(record, quiet=True)
    display = getattr(owner, f"get_{name}_display", None)
    value = display() if display else tables.A(accessor).resolve(record, quiet=True)
    return str(value) if isinstance(value, models.Model) else value


def find_field(model: type[models.Model], accessor: str) -> tuple[Any, tuple[str, ...]]:
    """The model's field at `accessor`, None for a property; and the relations on the way, for select_related.

    A record shown by its name is loaded with what that name reads (`named_with`).
    """
    steps = accessor.split("__")
    relations: list[str] = []
    field: Any = None
    for depth, step in enumerate(steps, start=1):
        field = next((known for known in model._meta.get_fields() if known.name == step), None)
        if field is None:
            break
        if field.many_to_one or field.one_to_one:
            relations.append("__".join(steps[:depth]))
            model = field.related_model
    if field is not None and relations and relations[-1] == accessor:
        relations += [f"{accessor}__{relation}" for relation in named_with(model)]
    return field, tuple(relations)


class UnknownColumn(LookupError):
    """A register names a field its model does not have, or a sealed one without its mask."""


def column_for(model: type[models.Model], declared: "str | Column") -> Column:
    """The column that a register declared, by a field's name or as a column.

    Raises:
        UnknownColumn: for a name that is no field, one of Python's own, which no look-up reaches (`__str__`), or a
            sealed field named without its mask.
    """
    key = declared.key if isinstance(declared, Column) else declared
    if key.startswith("__"):
        raise UnknownColumn(f"{model.__name__}.{key}")
    if isinstance(declared, Column):
        return (declared.as_kind(kind_of(model, declared.key)) if type(declared) is Column else declared).named(model)
    field, _relations = find_field(model, declared)
    if field is None or not isinstance(field, models.Field):
        raise UnknownColumn(f"{model.__name__}.{declared}")
    if isinstance(field, models.BinaryField | SealedField):
        raise UnknownColumn(f"{model.__name__}.{declared} is sealed: declare a MaskedColumn")
    sort = declared if "__" not in declared and getattr(field, "db_index", False) and not field.is_relation else ""
    return kind_of(model, declared)(declared, sort=sort).named(model)


def kind_of(model: type[models.Model], accessor: str) -> type[Column]:
    """The column class that fits the field at `accessor`; the plain one for choices, relations and properties."""
    field, _relations = find_field(model, accessor)
    if field is None or getattr(field, "choices", None):
        return Column
    return next((kind for fields, kind in KINDS if isinstance(field, fields)), Column)


KINDS: list[tuple[Any, type[Column]]] = [
    (models.DateTimeField, TimeColumn),
    (models.DateField, DateColumn),
    (models.BooleanField, YesNoColumn),
    (FenField, AmountColumn),
    ((models.IntegerField, models.DecimalField), NumberColumn),
    (models.TextField, TextColumn),
]
