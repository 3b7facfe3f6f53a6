"""Sections of a detail page. Apps above add their own by deriving from `Section`: Timeline, Attachments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers.columns import Column, column_for, find_field
from yuanxin.foundation.ui.registers.tables import draw_table

Text = str | Promise

MAIN, TAB, SIDE = "main", "tab", "side"
PARTICULARS = _("Particulars")


class Section:
    """A part of a detail page: `place` says where it stands, `template` draws `context`.

    `permission` hides it from who does not hold it over the record's union; empty for all who see the record.
    """

    label: Text = ""
    place: str = MAIN
    template: str = ""
    permission: str = ""

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        raise NotImplementedError

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        """Look-ups that the record should be loaded with."""
        return ()

    def draw(self, request: ActorRequest, record: Any) -> SafeString:
        return render_to_string(self.template, {"section": self, **self.context(request, record)}, request=request)


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: Any
    wide: bool
    url: str = ""


def named_address(actor: Actor, record: Any, field: str) -> str:
    """The page of the record that a field names; nothing where none is named, or where the actor may not open it."""
    from yuanxin.foundation.ui.registers.register import open_address

    declared, _relations = find_field(type(record), field)
    if not isinstance(declared, models.ForeignKey) or "__" in field:
        return ""
    return open_address(actor, getattr(record, field), near=record)


class Facts(Section):
    """Fields of the record as a definition grid; a masked or coloured one is given as a column."""

    template = "ui/registers/facts.html"

    def __init__(self, *fields: str | Column, label: Text = PARTICULARS, wide: tuple[str, ...] = ()) -> None:
        self.fields, self.label, self.wide = fields, label, wide

    def columns(self, model: type[models.Model]) -> list[Column]:
        return [column_for(model, field) for field in self.fields]

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return tuple(relation for column in self.columns(model) for relation in column.related)

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        columns = self.columns(type(record))
        row = draw_table(columns, [record]).rows[0]
        actor = request.actor
        return {
            "facts": [
                Fact(str(column.verbose_name), cell, column.key in self.wide, named_address(actor, record, column.key))
                for column, (_bound, cell) in zip(columns, row.items(), strict=True)
            ]
        }


class Related(Section):
    """Rows of another model that belong to the record, in a tab; the first `limit` in the order of `rows`.

    `rows` gives them for a record; they are cut to what the actor may see. `all_at` gives the page that lists them all,
    where there are more.
    """

    template = "ui/registers/related.html"
    place = TAB

    def __init__(
        self,
        label: Text,
        rows: Callable[[Any], models.QuerySet[Any]],
        columns: tuple[str | Column, ...],
        *,
        permission: str = "",
        limit: int = 50,
        link: str = "",
        all_at: Callable[[Any], str] | None = None,
    ) -> None:
        self.label, self.rows, self.columns = label, rows, columns
        self.permission, self.limit, self.link, self.all_at = permission, limit, link, all_at

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        rows = self.rows(record)
        columns = [column_for(rows.model, column) for column in self.columns]
        relations = {relation for column in columns for relation in column.related}
        visible = rows.visible_to(request.actor)  # type: ignore[attr-defined]
        shown = list(visible.select_related(*relations)[: self.limit + 1])
        return {
            "table": draw_table(columns, shown[: self.limit], link=self.link),
            "empty": not shown,
            "more": len(shown) > self.limit,
            "all_at": self.all_at(record) if self.all_at else "",
        }
