"""Tables drawn by django-tables2: columns and rows only; sorting, paging and counting are ours."""

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import signature
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django_tables2.utils import call_with_appropriate

from yuanxin.foundation.ui.registers.columns import Column

END_OF_HEADING, END_OF_CELL = SafeString("</th>"), SafeString("</td>")


class RegisterTable(tables.Table):
    """The rows of one page. The first column leads to the record."""

    class Meta:
        orderable = False
        template_name = "ui/registers/rows.html"

    @cached_property
    def frames(self) -> list[tuple[SafeString, SafeString]]:
        """What stands before and after a cell of each column, written once a table, not once a cell."""
        first, *others = self.columns
        heading = format_html('<th scope="row" class="first row-name {}">', first.column.css)
        cells = [format_html('<td class="{}" data-label="{}">', each.column.css, each.header) for each in others]
        return [(heading, END_OF_HEADING), *((cell, END_OF_CELL) for cell in cells)]

    def drawn_rows(self) -> Iterator[tuple[Any, SafeString]]:
        """Each record with its cells, the first one its heading."""
        drawers = [
            (before, drawer_of(bound.column), after)
            for (before, after), bound in zip(self.frames, self.columns, strict=True)
        ]
        for row in self.rows:
            record = row.record
            cells = (before + conditional_escape(draw(record)) + after for before, draw, after in drawers)
            yield record, SafeString("".join(cells))


def drawer_of(column: Column) -> Callable[[Any], Any]:
    """What draws a column's cells, record by record: as django-tables2 does, which asks anew for every cell what its
    column's `render` takes."""
    render: Callable[..., Any] = column.render
    default, empty = column.default, column.empty_values
    takes_record = "record" in signature(render).parameters
    value_of = reader_of(column.key)

    def draw(record: Any) -> Any:
        value = value_of(record)
        if value in empty:
            return default
        return render(value=value, record=record) if takes_record else render(value=value)

    return draw


def reader_of(accessor: str) -> Callable[[Any], Any]:
    """What reads the value at `accessor` from a record, in words where its field has choices; None for what is not
    there."""
    *way, last = accessor.split("__")
    words = f"get_{last}_display"
    # Django looks through all choices again for each record.
    known: dict[Any, str] = {}

    def read(record: Any) -> Any:
        for step in way:
            record = getattr(record, step, None)
        value = getattr(record, last, None)
        if (told := getattr(record, words, None)) is not None:
            if value not in known:
                known[value] = told()
            return known[value]
        return value() if callable(value) and not getattr(value, "do_not_call_in_templates", False) else value

    return read


def draw_table(columns: Sequence[Column], rows: Iterable[Any], *, link: str = "", through: str = "pk") -> RegisterTable:
    """A table of `rows`; `link` is the route that the first column leads to, with the id that the record has at
    `through`: its own, or that of a record it belongs to."""
    named = [(f"column_{at}", copy.copy(column)) for at, column in enumerate(columns)]
    if link and named:
        first = named[0][1]
        first.render = _linked(first, link, through)  # type: ignore[method-assign]
    # Never with the request: django-tables2 would cut the page to 25 rows of its own.
    return RegisterTable(list(rows), extra_columns=named)


def _linked(column: Column, link: str, through: str) -> Any:
    drawn = column.render

    def render(value: Any, record: Any) -> Any:
        text = call_with_appropriate(drawn, {"value": value, "record": record})
        return format_html('<a href="{}">{}</a>', reverse(link, args=[getattr(record, through)]), text)

    return render
