"""The figure catalogue (指标字典): every published figure, declared once in its department's `figures.py`.

From one declaration come the value, the rows, the export, the definition page and, for additive figures, the daily
cells. A declaration that cannot work is refused at start-up with a sentence that says what to change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models
from django.utils.functional import Promise

from yuanxin.foundation.figures.choices import Theme, Window
from yuanxin.foundation.figures.measures import Composite, Count, Distinct, Measure, Parameter, Rows, Sum
from yuanxin.foundation.figures.plain import NotPlain, check_plain, readers_of
from yuanxin.foundation.kernel.money import FenField
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Union

Text: TypeAlias = str | Promise

DISTRICT: Final = "district"
"""`union=DISTRICT`: the figure is told of the district as a whole; its rows belong to no union."""

SELF: Final = "self"
"""`union=SELF`: the rows are unions themselves."""

CODE = re.compile(r"[a-z_]+\.[a-z0-9_]+")


class BadDeclaration(Exception):
    """A figure is declared in a way that cannot be measured; the sentence says what to change."""


@dataclass(frozen=True, slots=True)
class Split:
    """A figure told apart by a field with choices (按类别): one part for each choice."""

    field: str
    label: Text


@dataclass(frozen=True, slots=True)
class Watch:
    """Rows depend on `fields` of another table, reached from them over `path`, a chain of foreign keys."""

    model: type[models.Model]
    fields: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Figure:
    """One declared figure. The meaning of each part stands at `figure()`."""

    code: str
    label: Text
    unit: str
    measure: Measure
    rows: Rows | Callable[[Period], Rows] | None
    on: str
    until: str
    lapses: str
    union: str
    window: Window
    printing: str
    theme: Theme | None
    definition: Text
    owner: Text
    view: str
    view_rows: str
    export: str
    splits: tuple[Split, ...]
    watches: tuple[Watch, ...]
    details: tuple[tuple[Text, str], ...]
    scheme: Callable[[], Sequence[Period]] | None
    live: bool

    @property
    def in_cells(self) -> bool:
        """Whether daily cells hold it; all others are measured by one query."""
        return self.measure.additive and not self.live

    @property
    def model(self) -> type[models.Model] | None:
        """The kind of record behind it; None for a composite, a parameter or rows known only for a period."""
        return self.rows.model if isinstance(self.rows, models.QuerySet) else None

    @property
    def in_money(self) -> bool:
        """Whether it is told in yuan: its values then have two places."""
        if isinstance(self.measure, Composite):
            return any(part.in_money for part in parts_of(self))
        return self.unit == "元"

    @property
    def is_stock(self) -> bool:
        """Whether it counts spells that hold a day."""
        return bool(self.until)

    @property
    def of_district(self) -> bool:
        """Whether it is told of the district only."""
        return self.union == DISTRICT

    @property
    def union_path(self) -> str:
        """The look-up of the path of the union a row belongs to."""
        return "path" if self.union == SELF else f"{self.union}__path"

    def rows_for(self, period: Period) -> Rows:
        """The declared rows, before union and window."""
        if callable(self.rows) and not isinstance(self.rows, models.QuerySet):
            return self.rows(period)
        if self.rows is None:
            raise TypeError(f"{self.code} has no rows of its own")
        return self.rows


_figures: dict[str, Figure] = {}


def figure(
    code: str,
    label: Text,
    *,
    unit: str,
    definition: Text,
    owner: Text,
    measure: Measure,
    view: str,
    rows: Rows | Callable[[Period], Rows] | None = None,
    on: str | tuple[str, str] = "",
    lapses: str = "",
    union: str = "union",
    window: Window = Window.PERIOD,
    printing: str = "",
    theme: Theme | None = None,
    view_rows: str = "",
    export: str = "",
    splits: Sequence[Split] = (),
    watches: Sequence[Watch | tuple[type[models.Model], Sequence[str], str]] = (),
    details: Sequence[tuple[Text, str]] = (),
    scheme: Callable[[], Sequence[Period]] | None = None,
    live: bool = False,
) -> Figure:
    """Declare a figure.

    Args:
        code: `room.name`; never changed once published.
        unit: the measure word it is told in (家, 人, 元 …).
        definition: what is counted, told in words, with the rule's source; the definition page shows it.
        owner: the department that answers for it.
        measure: how rows become the value, see `measures`.
        view: the permission that opens the value; `view_rows` the one that opens the rows (by default the same).
        rows: the records, a QuerySet; or a function of the period, for a condition on the clock or a policy.
        on: the date field of a row; for spells (first day, first day out) the pair of both: then it is a stock.
        lapses: the date field from whose day on a row counts no more (money that came back, an honour withdrawn);
            windows that end before that day still count it.
        union: the field that holds a row's union; `SELF` where rows are unions, `DISTRICT` where they have none.
        window: which days it speaks of.
        printing: pattern of its printed text (`kernel.printing`), such as `{n}余名`, cut to the unit that the policy
            `report.approx_units` states; by default the exact number.
        theme: the quality of union work it speaks for.
        export: the permission that exports the rows, by default `figures.export`.
        splits: fields with choices that its page tells it apart by.
        watches: the fields of other tables that its rows' conditions read; needed for cells.
        details: further columns (heading, look-up) of the exported rows; never personal data.
        scheme: gives the days of every scheme year there is; needed for `SCHEME_YEAR`.
        live: measure it by a query each time, though its measure adds up: for a condition that cells cannot follow.

    Raises:
        BadDeclaration: with a sentence that says what to change.
    """
    begin, until = on if isinstance(on, tuple) else (on, "")
    declared = Figure(
        code=code,
        label=label,
        unit=unit,
        measure=measure,
        rows=rows,
        on=begin,
        until=until,
        lapses=lapses,
        union=union,
        window=window,
        printing=printing,
        theme=theme,
        definition=definition,
        owner=owner,
        view=view,
        view_rows=view_rows or view,
        export=export or "figures.export",
        splits=tuple(splits),
        watches=tuple(each if isinstance(each, Watch) else Watch(each[0], tuple(each[1]), each[2]) for each in watches),
        details=tuple(details),
        scheme=scheme,
        live=live or (callable(rows) and not isinstance(rows, models.QuerySet)),
    )
    check(declared)
    _figures[code] = declared
    return declared


class UnknownFigure(LookupError):
    """No figure is declared under this code."""


def figure_of(code: str) -> Figure:
    """The figure declared under `code`.

    Raises:
        UnknownFigure: if there is none.
    """
    try:
        return _figures[code]
    except KeyError:
        raise UnknownFigure(code) from None


def label_of(code: str) -> str:
    """What people read for a figure; the code itself of one that no app declares yet, or any more."""
    found = _figures.get(code)
    return str(found.label) if found is not None else code


def all_figures() -> tuple[Figure, ...]:
    """Every declared figure, in the order of declaration."""
    return tuple(_figures.values())


def forget(codes: Iterable[str]) -> None:
    """Take figures out of the catalogue again: for tests that declare their own."""
    for code in codes:
        _figures.pop(code, None)


def parts_of(declared: Figure) -> tuple[Figure, ...]:
    """The figures a composite adds up; the figure itself for any other."""
    if isinstance(declared.measure, Composite):
        return tuple(part for code in declared.measure.codes for part in parts_of(figure_of(code)))
    return (declared,)


def field_of(model: type[models.Model], lookup: str) -> models.Field[Any, Any]:
    """The concrete field at the end of `lookup` (`person__sex`).

    Raises:
        FieldDoesNotExist: if there is none.
    """
    *relations, name = lookup.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model  # type: ignore[assignment]
        if model is None or isinstance(model, str):
            raise FieldDoesNotExist(lookup)
    return model._meta.pk if name == "pk" else model._meta.get_field(name)  # type: ignore[return-value]


def check(declared: Figure) -> None:
    """Refuse a figure that cannot be measured as declared."""
    if not CODE.fullmatch(declared.code):
        raise BadDeclaration(f"{declared.code!r}: a code is room.name in small letters")
    if declared.code in _figures:
        raise BadDeclaration(f"{declared.code}: declared twice")
    if declared.window is Window.SCHEME_YEAR and declared.scheme is None:
        raise BadDeclaration(f"{declared.code}: a scheme year needs scheme=, the days of every scheme year")
    if isinstance(declared.measure, Composite):
        _check_composite(declared, declared.measure)
    elif isinstance(declared.measure, Parameter):
        if declared.rows is not None:
            raise BadDeclaration(f"{declared.code}: a parameter has no rows of its own")
    elif declared.rows is None:
        raise BadDeclaration(f"{declared.code}: give rows=, a QuerySet")
    elif not declared.on:
        raise BadDeclaration(f"{declared.code}: give on=, the date of a row")
    elif isinstance(declared.rows, models.QuerySet):
        _check_fields(declared, declared.rows)
        if declared.in_cells:
            _check_cells(declared, declared.rows)


def _check_composite(declared: Figure, measure: Composite) -> None:
    for code in measure.codes:
        if code not in _figures:
            raise BadDeclaration(f"{declared.code}: adds up {code}, which must be declared before it")
        part = _figures[code]
        if not isinstance(part.measure, Count | Sum | Distinct | Composite):
            raise BadDeclaration(f"{declared.code}: {code} does not add up; only counts, sums and distinct do")
        if part.unit != declared.unit:
            raise BadDeclaration(f"{declared.code}: in {declared.unit}, but {code} is in {part.unit}")


def _check_fields(declared: Figure, rows: Rows) -> None:
    model = rows.model
    dates = [name for name in (declared.on, declared.until, declared.lapses) if name]
    for name in dates:
        field = _existing(declared, model, name)
        if not isinstance(field, models.DateField) or isinstance(field, models.DateTimeField):
            raise BadDeclaration(f"{declared.code}: on={name!r} is no DateField; days are Shanghai dates")
    if declared.is_stock and declared.window is not Window.AS_OF:
        raise BadDeclaration(f"{declared.code}: a stock (first day, first day out) is told as_of a day")
    if declared.is_stock and declared.lapses:
        raise BadDeclaration(f"{declared.code}: a spell ends by itself; lapses= is for single days")
    if declared.union == SELF:
        if model is not Union:
            raise BadDeclaration(f"{declared.code}: union=SELF is for rows that are unions")
    elif not declared.of_district and _existing(declared, model, declared.union).related_model is not Union:
        raise BadDeclaration(f"{declared.code}: union={declared.union!r} does not lead to a union")
    field_name = getattr(declared.measure, "field", "")
    if field_name and not set(field_name.split("__")) & set(rows.query.annotations):
        _existing(declared, model, field_name)
    for split in declared.splits:
        if not _existing(declared, model, split.field).choices:
            raise BadDeclaration(f"{declared.code}: splits by {split.field}, a field without choices")


def _check_cells(declared: Figure, rows: Rows) -> None:
    advice = "mend it, or say live=True"
    if declared.of_district:
        raise BadDeclaration(f"{declared.code}: cells stand by union; {advice}")
    if declared.lapses:
        raise BadDeclaration(f"{declared.code}: what lapses later still counts in earlier windows; {advice}")
    for name in (declared.on, declared.until, declared.union):
        if "__" in name:
            raise BadDeclaration(f"{declared.code}: cells need {name} on the rows' own table; {advice}")
    if isinstance(declared.measure, Sum):
        field = field_of(rows.model, declared.measure.field)
        if "__" in declared.measure.field or not isinstance(field, models.IntegerField | FenField):
            raise BadDeclaration(f"{declared.code}: cells add whole numbers and fen of the rows' own table; {advice}")
    try:
        conditioned = [rows, *(rows.filter(**{f"{split.field}__isnull": False}) for split in declared.splits)]
        if where := getattr(declared.measure, "where", None):
            conditioned.append(rows.filter(where))
        for queryset in conditioned:
            check_plain(queryset)
    except (NotPlain, FieldError) as error:
        raise BadDeclaration(f"{declared.code}: {error}; {advice}") from error
    for name in filter(None, (declared.on, declared.until)):
        if declared.union != SELF and not _indexed(rows.model, declared.union, name):
            raise BadDeclaration(
                f"{declared.code}: {rows.model.__name__} needs an index that begins with {declared.union}, {name}; "
                f"{advice}"
            )
    watched = {(watch.path, name) for watch in declared.watches for name in watch.fields}
    for watch in declared.watches:
        for name in watch.fields:
            if _existing(declared, rows.model, f"{watch.path}__{name}").model is not watch.model:
                raise BadDeclaration(f"{declared.code}: {watch.path} does not lead to {watch.model.__name__}")
    for queryset in conditioned:
        for path, name in readers_of(queryset):
            if path and (path, name) not in watched:
                raise BadDeclaration(
                    f"{declared.code}: its rows depend on {path}__{name} of another table, which it does not watch; "
                    f'add it to watches=, as (Model, ["{name}"], "{path}")'
                )


def _indexed(model: type[models.Model], *fields: str) -> bool:
    listed = [*model._meta.indexes, *model._meta.constraints]
    return any(tuple(getattr(each, "fields", ()))[: len(fields)] == fields for each in listed)


def _existing(declared: Figure, model: type[models.Model], lookup: str) -> models.Field[Any, Any]:
    try:
        return field_of(model, lookup)
    except FieldDoesNotExist:
        raise BadDeclaration(f"{declared.code}: {model.__name__} has no field {lookup}") from None
