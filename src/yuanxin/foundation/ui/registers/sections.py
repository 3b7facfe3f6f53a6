"""Sections of a detail page. Apps above add their own by deriving from `Section`: Timeline, Attachments."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.counts import count_all
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers.columns import EMPTY, Column, column_for, find_field
from yuanxin.foundation.ui.registers.tables import draw_table

Text = str | Promise
Found = TypeVar("Found")

MAIN, TAB, SIDE = "main", "tab", "side"
PARTICULARS = _("Particulars")


class Section:
    """A part of a detail page: `place` says where it stands, `template` draws `context`.

    `permission` hides it from who does not hold it over the record's union; empty for all who see the record.

    Most of what may belong to a record is not there. A section that names it in `asks` is drawn by `counted`, which
    then asks only for what is: one statement counts for all sections of the page.
    """

    label: Text = ""
    place: str = MAIN
    template: str = ""
    permission: str = ""

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        raise NotImplementedError

    def asks(self, request: ActorRequest, record: Any) -> Mapping[str, models.QuerySet[Any]]:
        """The rows that may belong to the record, by name."""
        return {}

    def counted(self, request: ActorRequest, record: Any, there: Mapping[str, int]) -> dict[str, Any]:
        """As `context`, knowing how many rows of each name in `asks` are `there`; names without any are left out."""
        return self.context(request, record)

    def number(self, there: Mapping[str, int]) -> str:
        """How many rows a tab holds, to be read beside its label; blank where it does not tell."""
        return ""

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        """Look-ups that the record should be loaded with."""
        return ()

    def draw(self, request: ActorRequest, record: Any, there: Mapping[str, int]) -> SafeString:
        context = {"section": self, **self.counted(request, record, there)}
        return render_to_string(self.template, context, request=request)


def once(record: Any, read: Callable[..., Found], *given: Any) -> Found:
    """What `read(*given)` gives, read once for all sections of a page: kept with the record that it was loaded with."""
    kept: dict[Any, Any] = record.__dict__.setdefault("_read_for_page", {})
    if read not in kept or kept[read][0] != given:
        kept[read] = given, read(*given)
    return kept[read][1]  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A section on its page; `number` tells how many rows its tab holds."""

    section: Section
    html: SafeString
    number: str


def draw_all(sections: Iterable[Section], request: ActorRequest, record: Any) -> list[Drawn]:
    """Sections of one record: counted together, then drawn."""
    shown = list(sections)
    asked = [section.asks(request, record) for section in shown]
    named = {f"{place} {name}": rows for place, asks in enumerate(asked) for name, rows in asks.items()}
    counted = count_all(named)
    drawn = []
    for place, (section, asks) in enumerate(zip(shown, asked, strict=True)):
        there = {name: number for name in asks if (number := counted.get(f"{place} {name}", 0))}
        drawn.append(Drawn(section, section.draw(request, record, there), section.number(there)))
    return drawn


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


def place_of_named(model: type[models.Model], field: str) -> str:
    """The look-up of the union by which a record that a field names is open or not; blank where none is needed."""
    declared, _relations = find_field(model, field)
    if not isinstance(declared, models.ForeignKey) or "__" in field:
        return ""
    way = getattr(declared.related_model._default_manager.all(), "scope_path", "")
    return f"{field}__{way.removesuffix('__path')}" if way.endswith("__path") else ""


class Facts(Section):
    """Fields of the record as a definition grid; a masked or coloured one is given as a column.

    `sparse` leaves out what the record does not have, for records of which each kind has fields of its own.
    """

    template = "ui/registers/facts.html"

    def __init__(
        self, *fields: str | Column, label: Text = PARTICULARS, wide: tuple[str, ...] = (), sparse: bool = False
    ) -> None:
        self.fields, self.label, self.wide, self.sparse = fields, label, wide, sparse

    def columns(self, model: type[models.Model]) -> list[Column]:
        return [column_for(model, field) for field in self.fields]

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        columns = self.columns(model)
        places = (place for column in columns if (place := place_of_named(model, column.key)))
        return (*(relation for column in columns for relation in column.related), *places)

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        columns = self.columns(type(record))
        row = draw_table(columns, [record]).rows[0]
        actor = request.actor
        return {
            "facts": [
                Fact(str(column.verbose_name), cell, column.key in self.wide, named_address(actor, record, column.key))
                for column, (_bound, cell) in zip(columns, row.items(), strict=True)
                if not self.sparse or cell != EMPTY
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

    def asks(self, request: ActorRequest, record: Any) -> Mapping[str, models.QuerySet[Any]]:
        visible: models.QuerySet[Any] = self.rows(record).visible_to(request.actor)  # type: ignore[attr-defined]
        return {"rows": visible[: self.limit + 1]}

    def number(self, there: Mapping[str, int]) -> str:
        found = there.get("rows", 0)
        return f"{self.limit}+" if found > self.limit else str(found or "")

    def counted(self, request: ActorRequest, record: Any, there: Mapping[str, int]) -> dict[str, Any]:
        rows = self.rows(record)
        columns = [column_for(rows.model, column) for column in self.columns]
        relations = {relation for column in columns for relation in column.related}
        visible = rows.visible_to(request.actor).select_related(*relations)  # type: ignore[attr-defined]
        shown = list(visible[: self.limit + 1]) if there else []
        return {
            "table": draw_table(columns, shown[: self.limit], link=self.link),
            "empty": not shown,
            "more": len(shown) > self.limit,
            "all_at": self.all_at(record) if self.all_at else "",
        }
