"""Keyset paging on (sort key, id): a page costs the same at the beginning and at the end of a million rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.expressions import OrderBy
from django.db.models.lookups import IsNull

COUNT_UP_TO = 10_000
PAGE_SIZES = (20, 50, 100)


@dataclass(frozen=True, slots=True)
class Order:
    """What a register is sorted by: a look-up and its direction; the id settles ties."""

    key: str
    descending: bool = False

    @classmethod
    def read(cls, text: str) -> "Order":
        """`-joined_on` is the newest first."""
        return cls(text.removeprefix("-"), text.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.key}" if self.descending else self.key

    def ordering(self, *, nullable: bool, backward: bool = False) -> list[OrderBy]:
        """The ORDER BY; rows without a value come last, and first where the page is read backward."""
        down = self.descending != backward
        nulls = {"nulls_first": True} if backward else {"nulls_last": True}
        key = OrderBy(F(self.key), descending=down, **(nulls if nullable else {}))
        return [key, OrderBy(F("pk"), descending=down)] if self.key not in {"id", "pk"} else [key]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, and whether there are others on either side."""

    rows: list[Any]
    size: int
    has_previous: bool
    has_next: bool

    @property
    def first(self) -> int | None:
        return self.rows[0].pk if self.rows else None

    @property
    def last(self) -> int | None:
        return self.rows[-1].pk if self.rows else None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows, exact up to 10,000: nobody waits for a long count. `known` where none is needed."""

    number: int
    known: bool = False

    @property
    def is_many(self) -> bool:
        """Whether there are more than were counted."""
        return self.number > COUNT_UP_TO

    def __str__(self) -> str:
        return f"{COUNT_UP_TO}+" if self.is_many and not self.known else str(self.number)


@dataclass(frozen=True, slots=True)
class Mark:
    """The row that a page begins behind: its sort key and id, and whether the page is read backward from it."""

    value: Any
    pk: int
    backward: bool


def mark_of(model: type[models.Model], order: Order, after: int | None, before: int | None) -> Mark | None:
    """The row of id `after` or `before`; None where neither is named or it is gone."""
    pk = after if before is None else before
    if pk is None:
        return None
    found = list(model._base_manager.filter(pk=pk).values_list(order.key, flat=True)[:1])
    return Mark(found[0], pk, before is not None) if found else None


def read_page(
    rows: models.QuerySet[Any], order: Order, *, size: int, after: int | None = None, before: int | None = None
) -> Page:
    """The page after the row of id `after`, or before that of `before`; the first where neither is a row of these."""
    mark = mark_of(rows.model, order, after, before)
    return page_of(list(behind(mark, rows, order)[: size + 1]), size, mark)


def behind(mark: Mark | None, rows: models.QuerySet[Any], order: Order) -> models.QuerySet[Any]:
    """The rows in their order, as they are read from the mark on."""
    nullable = is_nullable(rows.model, order.key)
    taken = rows if mark is None else rows.filter(beyond(order, mark, nullable=nullable))
    return taken.order_by(*order.ordering(nullable=nullable, backward=mark is not None and mark.backward))


def page_of(read: list[Any], size: int, mark: Mark | None) -> Page:
    """The page of what was read from the mark on: one row more than fills it says that there are others."""
    more, rows = len(read) > size, read[:size]
    if mark is not None and mark.backward:
        return Page(rows[::-1], size, has_previous=more, has_next=True)
    return Page(rows, size, has_previous=mark is not None, has_next=more)


def read_ways(
    mark: Mark | None,
    rows: models.QuerySet[Any],
    loaded: models.QuerySet[Any],
    order: Order,
    size: int,
    ways: Sequence[Q] = (Q(),),
) -> Page:
    """A page of the many: the rows that pass one of `ways`, each walked along the order by itself, then put together.

    Only the ids are looked for on the walk: with another table to join, SQLite begins there and sorts what it gathers.

    Args:
        loaded: the same rows, with all that a page shows of them.
        ways: more than one only where the sort key is text that Python sorts as every database does, such as pinyin.
    """
    walked = along_the_order(rows)
    read = [behind(mark, walked.filter(way), order).values_list("pk", order.key)[: size + 1] for way in ways]
    met = dict(chain.from_iterable(read))
    ids = list(met)
    if len(read) > 1:
        down = order.descending != (mark is not None and mark.backward)
        ids.sort(key=lambda pk: (met[pk], pk), reverse=down)
    return with_rows(page_of(ids, size, mark), loaded)


def with_rows(page: Page, loaded: models.QuerySet[Any]) -> Page:
    """The page with its rows in the place of their ids."""
    read = {row.pk: row for row in loaded.filter(pk__in=page.rows)} if page.rows else {}
    return replace(page, rows=[read[pk] for pk in page.rows if pk in read])


NARROWED = """
    WITH found (pk, sorted_by) AS MATERIALIZED ({rows}),
    counted (number) AS (SELECT COUNT(*) FROM found)
    SELECT counted.number, found.pk FROM counted LEFT JOIN found ON counted.number <= {most}{beyond}
    ORDER BY found.sorted_by {direction} {nulls}, found.pk {direction} LIMIT {taken}
"""


def count_and_read(
    mark: Mark | None, rows: models.QuerySet[Any], loaded: models.QuerySet[Any], order: Order, size: int
) -> tuple[Counted, Page | None]:
    """How many `rows` are, and where they are few a page of them, by one search; None instead where they are many.

    The few are put aside and sorted. Asked for a sorted page, a planner would rather walk the index of the order, in
    the belief that they are spread evenly along it: everybody called Zhou stands at its end.

    Args:
        loaded: the same rows, with all that a page shows of them.
    """
    backward = mark is not None and mark.backward
    narrow = rows.order_by().values_list("pk", order.key)[: COUNT_UP_TO + 1]
    try:
        sql, parameters = narrow.query.sql_with_params()
    except EmptyResultSet:
        return Counted(0), page_of([], size, mark)
    further, values = ("", ()) if mark is None else beyond_found(rows.model, order, mark)
    with connection.cursor() as cursor:
        cursor.execute(
            NARROWED.format(
                rows=sql,
                most=COUNT_UP_TO,
                beyond=further,
                direction="DESC" if order.descending != backward else "ASC",
                nulls="NULLS FIRST" if backward else "NULLS LAST",
                taken=size + 1,
            ),
            [*parameters, *values],
        )
        found = cursor.fetchall()
    count = Counted(found[0][0])
    if count.is_many:
        return count, None
    return count, with_rows(page_of([pk for _number, pk in found if pk is not None], size, mark), loaded)


def beyond_found(model: type[models.Model], order: Order, mark: Mark) -> tuple[str, tuple[Any, ...]]:
    """What `beyond` says, of the rows put aside."""
    field = field_at(model, order.key)
    value = field.get_db_prep_value(mark.value, connection)
    step = "<" if order.descending != mark.backward else ">"
    if value is None:
        tie = f"found.pk {step} %s"
        without = f"found.sorted_by IS NULL AND {tie}"
        return f" AND ({f'found.sorted_by IS NOT NULL OR {without}' if mark.backward else without})", (mark.pk,)
    said = f"found.sorted_by {step} %s OR (found.sorted_by = %s AND found.pk {step} %s)"
    return f" AND ({said}{'' if mark.backward else ' OR found.sorted_by IS NULL'})", (value, value, mark.pk)


def beyond(order: Order, mark: Mark, *, nullable: bool) -> Q:
    """The rows behind the mark in reading direction; a range on the key first, so that an index serves it.

    Nothing else stands beside that range where the key is never missing: a condition that something is missing, though
    it never is, has PostgreSQL walk the index from its beginning.
    """
    step = "lt" if order.descending != mark.backward else "gt"
    tie = Q(**{f"pk__{step}": mark.pk})
    if order.key in {"id", "pk"}:
        return tie
    if mark.value is None:
        without = Q(**{f"{order.key}__isnull": True})
        return ~without | (without & tie) if mark.backward else without & tie
    same_or_beyond = Q(**{f"{order.key}__{step}e": mark.value})
    strictly = same_or_beyond & (Q(**{f"{order.key}__{step}": mark.value}) | tie)
    return strictly | Q(**{f"{order.key}__isnull": True}) if nullable and not mark.backward else strictly


def along_the_order(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """The same rows, asked for so that the database walks the index of the order and tests each row it meets.

    Where many rows qualify, a page is full after a few steps. SQLite's planner would rather gather all of them by
    their union and sort them: 0.8 s instead of 1 ms for the first page of 130,000 members. PostgreSQL's takes `EXISTS`
    for a join, which it begins where it pleases: 5 s for the people of one surname; what is asked for a value it leaves
    where it stands. Left as they are where the query carries more than its rows.
    """
    if rows.query.annotations or rows._prefetch_related_lookups:  # type: ignore[attr-defined]
        return rows
    met = rows.order_by().filter(pk=OuterRef("pk")).values("pk")
    return rows.model._base_manager.filter(IsNull(Subquery(met), False))


def is_nullable(model: type[models.Model], key: str) -> bool:
    """Whether rows can be without a value of the sort key."""
    return any(getattr(field, "null", False) for field in fields_to(model, key))


def field_at(model: type[models.Model], key: str) -> Any:
    """The field that a sort key leads to."""
    return fields_to(model, key)[-1]


def fields_to(model: type[models.Model], key: str) -> list[Any]:
    """The fields on the way to a sort key, itself the last."""
    fields: list[Any] = []
    for step in key.split("__"):
        fields.append(model._meta.pk if step == "pk" else model._meta.get_field(step))
        model = fields[-1].related_model or model
    return fields


def count_of(rows: models.QuerySet[Any]) -> Counted:
    """Count `rows` as far as a reader cares."""
    return Counted(rows.order_by()[: COUNT_UP_TO + 1].count())
