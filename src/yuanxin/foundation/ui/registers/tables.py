"""Tables drawn by django-tables2: columns and rows only; sorting, paging and counting are ours."""

import copy
from collections.abc import Iterable, Sequence
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django_tables2.utils import call_with_appropriate

from yuanxin.foundation.ui.registers.columns import Column


class RegisterTable(tables.Table):
    """The rows of one page. The first column leads to the record."""

    class Meta:
        orderable = False
        template_name = "ui/registers/rows.html"


def draw_table(columns: Sequence[Column], rows: Iterable[Any], *, link: str = "") -> RegisterTable:
    """A table of `rows`; `link` is the route, with the record's id, that the first column leads to."""
    named = [(f"column_{at}", copy.copy(column)) for at, column in enumerate(columns)]
    if link and named:
        first = named[0][1]
        first.render = _linked(first, link)  # type: ignore[method-assign]
    # Never with the request: django-tables2 would cut the page to 25 rows of its own.
    return RegisterTable(list(rows), extra_columns=named)


def _linked(column: Column, link: str) -> Any:
    drawn = column.render

    def render(value: Any, record: Any) -> Any:
        text = call_with_appropriate(drawn, {"value": value, "record": record})
        return format_html('<a href="{}">{}</a>', reverse(link, args=[record.pk]), text)

    return render
