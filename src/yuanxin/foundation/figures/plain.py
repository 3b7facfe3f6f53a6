"""Plain QuerySets: conditions on the rows' own table and on tables reached by foreign keys, and nothing else.

Only plain rows can share one GROUP BY, and only their dependence on other tables can be read off the query.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Aggregate, QuerySet, Window
from django.db.models.expressions import Col, Exists, Subquery
from django.db.models.sql import Query
from django.db.models.sql.where import WhereNode

ROW_FUNCTIONS_WITH_CLOCK = ("Now",)


class NotPlain(Exception):
    """The sentence says what makes the rows not plain."""


def check_plain(rows: QuerySet[Any]) -> None:
    """Raise `NotPlain` unless `rows` is a filter over its table and tables reached by foreign keys."""
    query = rows.query
    if query.is_sliced or query.distinct or query.combinator or query.extra:
        raise NotPlain("its rows are sliced, made distinct or combined")
    if query.group_by is not None:
        raise NotPlain("its rows are grouped")
    for alias in _joined(query):
        join = query.alias_map[alias]
        if not join.join_field.many_to_one and not join.join_field.one_to_one:  # type: ignore[attr-defined]
            raise NotPlain(f"its rows join {join.table_name}, of which there can be several to a row")
    for expression in _expressions(query.where):
        if isinstance(expression, Exists | Subquery | Query | QuerySet):
            raise NotPlain("its rows ask another table by a subquery")
        if isinstance(expression, Aggregate | Window):
            raise NotPlain("its rows depend on other rows")
        if type(expression).__name__ in ROW_FUNCTIONS_WITH_CLOCK:
            raise NotPlain("its rows depend on the clock")


def readers_of(rows: QuerySet[Any]) -> set[tuple[str, str]]:
    """The (path, field) pairs that the conditions of plain rows read; the path is empty for their own table."""
    query = rows.query
    paths = {query.get_initial_alias(): ""}
    for alias in _joined(query):
        join = query.alias_map[alias]
        paths[alias] = f"{paths[join.parent_alias]}__{join.join_field.name}".removeprefix("__")  # type: ignore[attr-defined]
    found = {
        (paths[column.alias], column.target.name)
        for column in _expressions(query.where)
        if isinstance(column, Col) and column.alias in paths
    }
    for alias in _joined(query):
        join = query.alias_map[alias]
        found.add((paths[join.parent_alias], join.join_field.name))  # type: ignore[attr-defined]
    return found


def condition_in(query: Query, rows: QuerySet[Any]) -> WhereNode:
    """The condition of plain `rows`, said in another query over the same table, which gets the joins it needs."""
    own = query.get_initial_alias()
    names = {rows.query.get_initial_alias(): own}
    for alias in _joined(rows.query):
        join = rows.query.alias_map[alias].relabeled_clone(names)
        names[alias] = query.join(join, reuse=set(query.alias_map))
    where = rows.query.where.clone()
    where.relabel_aliases({old: new for old, new in names.items() if old != new})
    return where


def _joined(query: Query) -> list[str]:
    query.get_initial_alias()
    return [alias for alias in list(query.alias_map)[1:] if query.alias_refcount[alias]]


def _expressions(node: Any) -> Iterator[Any]:
    for child in getattr(node, "children", ()) or ():
        yield from _expressions(child)
    if isinstance(node, WhereNode):
        return
    yield node
    if isinstance(node, models.Lookup):
        yield from _expressions(node.lhs)
        yield from _each(node.rhs)
    elif hasattr(node, "get_source_expressions"):
        for source in node.get_source_expressions():
            if source is not None:
                yield from _expressions(source)


def _each(value: Any) -> Iterator[Any]:
    if hasattr(value, "resolve_expression") or isinstance(value, Query | QuerySet):
        yield from _expressions(value)
