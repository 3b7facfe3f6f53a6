"""`Register`: a 台账 page, declared."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, partial
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui import menu
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import choosing, views
from yuanxin.foundation.ui.registers.actions import Action, BulkAction, Export, Importer
from yuanxin.foundation.ui.registers.columns import Column, UnknownColumn, column_for
from yuanxin.foundation.ui.registers.filters import Filter, QueryForm, filter_for
from yuanxin.foundation.ui.registers.paging import Order
from yuanxin.foundation.ui.registers.sections import SIDE, TAB, Section

Text = str | Promise

_with_detail: dict[str, Register] = {}
_joined: dict[str, list[Section]] = {}


def join_detail(kind: str, section: Section) -> None:
    """Add a section to the detail page of a kind of record (`members.person`): for an app above the one that shows it,
    in its `apps.py`. Give the section the permission that opens it."""
    _joined.setdefault(kind, []).append(section)


def detail_address(kind: str, pk: int | None) -> str:
    """Where a record is shown, by its kind (`members.person`) and id; nothing where no register shows its kind."""
    register = _with_detail.get(kind)
    return register.url("detail", pk) if register is not None and pk is not None else ""


def open_address(actor: Actor, named: Any, *, near: Any = None) -> str:
    """The page of a record that another one names, if `actor` may open it; `near` is the one that names it.

    Whether it is open is told by its union, which is known without asking where both records have the same.
    """
    register = _with_detail.get(named._meta.label_lower) if isinstance(named, models.Model) else None
    if register is None or named == near:
        return ""
    if hasattr(named, "path"):
        place = named
    elif not hasattr(named, "union_id"):
        return register.url("detail", named.pk) if actor.may_somewhere(register.permission) else ""
    else:
        place = near.union if named.union_id == getattr(near, "union_id", None) else named.union
    return register.url("detail", named.pk) if actor.may(register.permission, place) else ""


def register_of(kind: str) -> Register | None:
    """The register that shows records of a kind (`members.person`) in full; None where none does."""
    return _with_detail.get(kind)


def registers_with_detail() -> list[Register]:
    """Every register that shows records of a kind in full."""
    return list(_with_detail.values())


class Register:
    """List, filters, search, paging, export, print and detail of one model, from what is declared.

    Declared by the deriving class:

    - `model`, and `title`, `name` (in routes: `<app>:<name>-list`), `permission` where they differ from the model's; a
      list that stands in the menu is called what the menu calls it;
    - `order`: what the list is sorted by at first, with an index behind it; `Column.sort` offers others;
    - `columns`, `filters`: names of fields, or columns and filters;
    - `put_away`: the columns shown only to who asks for them, so that the others fit a desk's screen;
    - `search`: look-ups of the fields the search box reads, by `search_hint` told to the reader;
    - `advice`: what to do where there is no row yet;
    - `actions`, `bulk_actions`, `importer`, `export`, `printing`, `detail`;
    - `routed`: False where it only shows rows within another page, and no app has its routes.

    `rows`, `find`, `ways` and `opens` are the methods that a register may put its own in place of. What does not fit is
    a view.
    """

    model: ClassVar[type[models.Model]]
    title: ClassVar[Text] = ""
    name: ClassVar[str] = ""
    permission: ClassVar[str] = ""
    order: ClassVar[str] = "-id"
    columns: ClassVar[tuple[str | Column, ...]]
    put_away: ClassVar[tuple[str, ...]] = ()
    filters: ClassVar[tuple[str | Filter, ...]] = ()
    search: ClassVar[tuple[str, ...]] = ()
    search_hint: ClassVar[Text] = ""
    advice: ClassVar[Text] = ""
    actions: ClassVar[tuple[Action, ...]] = ()
    bulk_actions: ClassVar[tuple[BulkAction, ...]] = ()
    importer: ClassVar[Importer | None] = None
    export: ClassVar[Export | None] = None
    printing: ClassVar[bool] = True
    detail: ClassVar[tuple[Section, ...]] = ()
    routed: ClassVar[bool] = True

    def __init__(self) -> None:
        self.permission = self.permission or self.model.view_permission  # type: ignore[attr-defined,misc]
        self.name = self.name or str(self.model._meta.model_name)  # type: ignore[misc]
        self.title = self._as_in_the_menu(self.title or capfirst(self.model._meta.verbose_name_plural or ""))  # type: ignore[misc]
        if self.detail:
            _with_detail.setdefault(self.model._meta.label_lower, self)

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        """The rows that `actor` may see."""
        return self.model._default_manager.all().visible_to(actor, self.permission)  # type: ignore[no-any-return,attr-defined]

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        """Of `rows`, those that `actor` may see, the ones `text` finds: any of the `search` fields contains it."""
        found = models.Q()
        for lookup in self.search:
            found |= models.Q(**{f"{lookup}__icontains": text})
        return rows.filter(found)

    def ways(self, text: str) -> tuple[models.Q, ...]:
        """Where along the list's order the many that `text` finds stand; `read_ways` walks each by itself.

        What a planner cannot know: that people called Zhou are together at the end. Left alone it walks there.
        """
        return (models.Q(),)

    def place(self, actor: Actor, record: Any) -> dict[str, Any]:
        """The union a record belongs to, and its page where the reader may open it."""
        place: Any = getattr(record, "union", None) or getattr(record, "parent", None)
        if not isinstance(place, models.Model):
            # A trail keeps the number of a union, which says nothing to a reader.
            return {}
        return {"place": place, "place_address": open_address(actor, place, near=record)}

    def state(self, record: Any) -> Any:
        """The chip beside a record's name on its detail page: that of the first coloured column."""
        return views.chip_of(self, record)

    @cached_property
    def app(self) -> str:
        """The name space of the register's routes: the app that declares it."""
        config = apps.get_containing_app_config(type(self).__module__)
        return config.label if config is not None else self.model._meta.app_label

    def route(self, page: str) -> str:
        """The route of `list`, `detail`, `export`, `print`, `bulk` or `columns`."""
        return f"{self.app}:{self.name}-{page}"

    def url(self, page: str = "list", *args: Any) -> str:
        return reverse(self.route(page), args=args)

    @cached_property
    def drawn_columns(self) -> list[Column]:
        """The columns with their labels."""
        return [column_for(self.model, column) for column in self.columns]

    @cached_property
    def hidden_at_first(self) -> list[str]:
        """The numbers of the columns that are put away until a reader chooses.

        Raises:
            UnknownColumn: where `put_away` names what is no column, or the first, which always stays.
        """
        numbers = {column.key: str(at) for at, column in enumerate(self.drawn_columns) if at}
        for key in self.put_away:
            if key not in numbers:
                raise UnknownColumn(f"{type(self).__name__} puts away {key}, which is none of its further columns")
        return [numbers[key] for key in self.put_away]

    @cached_property
    def bound_filters(self) -> list[Filter]:
        return [filter_for(self.model, one) for one in self.filters]

    @property
    def searches(self) -> bool:
        """Whether there is a search box."""
        return bool(self.search) or type(self).find is not Register.find

    @cached_property
    def orders(self) -> dict[str, Order]:
        """What the list can be sorted by: each sortable column both ways, and the register's own order."""
        own = Order.read(self.order)
        keys = [own.key, *(column.sort for column in self.drawn_columns if column.sort)]
        return {str(order): order for key in keys for order in (Order(key), Order(key, descending=True))}

    def order_of(self, request: ActorRequest) -> Order:
        """The order that a request asks for, the register's own where it asks for none that exists."""
        return self.orders.get(request.GET.get("sort", ""), Order.read(self.order))

    def query(self, request: ActorRequest) -> QueryForm:
        """The query bar, filled from the request."""
        hint = str(self.search_hint) or "、".join(self._search_labels())
        return QueryForm(self.bound_filters, self.searches, hint, request.actor, request.GET)

    def selected(self, rows: models.QuerySet[Any], query: QueryForm) -> models.QuerySet[Any]:
        """The rows that the query bar leaves, loaded with what the columns read."""
        rows = query.apply(rows)
        return self.find(rows, query.text, query.actor) if query.text else rows

    def loaded(
        self, rows: models.QuerySet[Any], columns: Iterable[Column], sections: Iterable[Section] = ()
    ) -> models.QuerySet[Any]:
        """`rows` joined with what columns and sections read, so that no cell asks the database."""
        relations = {relation for column in columns for relation in column.related}
        relations.update(relation for section in sections for relation in section.relations(self.model))
        return rows.select_related(*sorted(relations)) if relations else rows

    def opens(self) -> tuple[str, str]:
        """The route that the first column of the list leads to, and where a row has the id for it; nothing where the
        register shows no details."""
        return (self.route("detail"), "pk") if self.detail else ("", "pk")

    @property
    def whole_detail(self) -> tuple[Section, ...]:
        """The sections declared, and those that apps above joined to the page on which the kind is shown in full."""
        kind = self.model._meta.label_lower
        return (*self.detail, *(_joined.get(kind, ()) if register_of(kind) is self else ()))

    def sections(self, actor: Actor, record: Any) -> dict[str, list[Section]]:
        """The sections that `actor` may see, by place."""
        shown: dict[str, list[Section]] = {"main": [], TAB: [], SIDE: []}
        place = record if hasattr(record, "path") else getattr(record, "union", None)
        for section in self.whole_detail:
            may = actor.may_somewhere if place is None else partial(actor.may, place=place)
            if not section.permission or may(section.permission):
                shown[section.place].append(section)
        return shown

    def _as_in_the_menu(self, declared: Text) -> Text:
        """What the list is called: as the menu calls its page, for one word for one thing; else as declared."""
        called: Text = lazy(lambda: str(menu.label_of(self.route("list")) or declared), str)()
        return called

    def _search_labels(self) -> list[str]:
        labels = []
        for lookup in self.search:
            field = column_for(self.model, lookup) if "__" not in lookup else None
            if field is not None:
                labels.append(str(field.verbose_name))
        return labels

    @property
    def urls(self) -> list[URLPattern]:
        """The routes of the register, for an app's `urlpatterns`."""
        made = [
            path("", views.list_view(self), name=f"{self.name}-list"),
            path("columns/", choosing.columns_view(self), name=f"{self.name}-columns"),
        ]
        if self.printing:
            made.append(path("print/", views.print_view(self), name=f"{self.name}-print"))
        if self.export:
            made.append(path("export/", views.export_view(self), name=f"{self.name}-export"))
        if self.bulk_actions:
            made.append(path("bulk/<slug:code>/", views.bulk_view(self), name=f"{self.name}-bulk"))
        if self.detail:
            made.append(path("<int:pk>/", views.detail_view(self), name=f"{self.name}-detail"))
        return made
