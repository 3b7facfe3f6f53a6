"""Bringing sealed values under the present key, column by column, while the site works.

A value tells which key sealed it, so the work can stop anywhere and begin again: what is done is recognised and left.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction

from yuanxin.foundation.kernel.sealed import SealedField, needs_resealing, seal_many, unseal_many

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed values."""

    model: type[models.Model]
    field: SealedField

    def __str__(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.name}"

    @property
    def names(self) -> tuple[str, str, str]:
        """Table, column and primary key, as the database calls them."""
        meta = self.model._meta
        return meta.db_table, str(self.field.column), str(meta.pk.column)


@dataclass(frozen=True, slots=True)
class Resealed:
    """How far a column is: the rows looked at, and those sealed anew."""

    seen: int
    resealed: int


def sealed_columns() -> list[SealedColumn]:
    """Every column of the site that holds sealed values."""
    return [
        SealedColumn(model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField) and not model._meta.proxy
    ]


def reseal(column: SealedColumn, *, chunk: int = CHUNK) -> Iterator[Resealed]:
    """Seal the values of other keys anew; tells after each chunk, which is a transaction of its own.

    A row that somebody changes meanwhile is left as they wrote it: it was written under the present key.

    Raises:
        BrokenSeal: if a value does not open with any key of the ring.
    """
    last, seen, resealed = None, 0, 0
    rows = column.model._base_manager.order_by("pk").values_list("pk", column.field.attname)
    while True:
        page = list((rows if last is None else rows.filter(pk__gt=last))[:chunk])
        if not page:
            return
        last, seen = page[-1][0], seen + len(page)
        old = [(key, value) for key, value in page if value is not None and needs_resealing(value)]
        if old:
            new = seal_many(unseal_many(value for _key, value in old))
            resealed += _replace(column, [(after, key, before) for (key, before), after in zip(old, new, strict=True)])
        yield Resealed(seen, resealed)


def _replace(column: SealedColumn, values: list[tuple[bytes, int, bytes]]) -> int:
    table, sealed, key = (connection.ops.quote_name(name) for name in column.names)
    statement = f"UPDATE {table} SET {sealed} = %s WHERE {key} = %s AND {sealed} = %s"  # noqa: S608 - our own names
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, values)
        return max(cursor.rowcount, 0)
