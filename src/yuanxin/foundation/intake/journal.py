"""The staged rows as a journal of the audit trail: an import is one event, and these are the rows it changed."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet

from yuanxin.foundation.audit.journals import JournalRow
from yuanxin.foundation.intake.applying import journal_digest
from yuanxin.foundation.intake.choices import RowClass
from yuanxin.foundation.intake.declarations import Recorded, declaration_of, declarations
from yuanxin.foundation.intake.models import Batch, StagedChunk, StagedRow
from yuanxin.foundation.intake.staging import unpacked
from yuanxin.foundation.kernel.sealed import unseal

FACTS = ("number", "outcome", "changed", "record", "detail", "before")
CHANGING = (RowClass.NEW, RowClass.UPDATED)


class StagedRows:
    """`audit.journals.Journal` over the staged rows; the undoing of a batch is the same rows, the other way round."""

    def rows_about(self, kind: str, object_id: int) -> Iterable[JournalRow]:
        """The changes of one record, oldest first."""
        for rows in self.stores(kind, object_id):
            for row in rows.select_related("batch").order_by("batch__event"):
                for recorded in recorded_by(row):
                    if (recorded.kind, recorded.object_id) == (kind, object_id):
                        yield from events_of(row.batch, recorded)

    def stores(self, kind: str, object_id: int) -> Sequence[QuerySet[StagedRow]]:
        """The staged rows that tell of one record, by its place in them."""
        # Each of the two ids has its index; asked together, neither would be read.
        stores = []
        for place, column in enumerate(("record", "detail")):
            codes = [each.code for each in declarations() if each.records[place : place + 1] == (kind,)]
            if codes:
                rows = StagedRow.objects.filter(**{column: object_id}, outcome__in=CHANGING)
                stores.append(rows.filter(batch__declaration__in=codes, batch__event__isnull=False))
        return stores

    def rows_of(self, event: int) -> Iterable[JournalRow]:
        """The changes that one event made."""
        batch = Batch.objects.get(Q(event=event) | Q(undo_event=event))
        for chunk in batch.chunks.order_by("number").iterator(chunk_size=1):
            values = {row["row"]: row for row in unpacked(chunk.values).iter_rows(named=True)}
            rows = StagedRow.objects.filter(
                batch=batch, number__range=(chunk.first_row, chunk.last_row), outcome__in=CHANGING
            ).order_by("number")
            for row in rows:
                for recorded in declaration_of(batch.declaration).journal(facts_of(row, batch), values[row.number]):
                    yield from (said for said in events_of(batch, recorded) if said.event == event)

    def digest(self, event: int) -> tuple[int, bytes]:
        """How many rows the event wrote or took back, and the digest over them as they stand now."""
        return journal_digest(Batch.objects.get(Q(event=event) | Q(undo_event=event)))


def facts_of(row: StagedRow, batch: Batch) -> dict[str, Any]:
    """What a declaration's journal asks of a staged row, `before` opened, and of the file."""
    facts = {name: getattr(row, name) for name in FACTS} | {"dated_on": batch.dated_on}
    facts["before"] = unseal(row.before) if row.before is not None else None
    return facts


def recorded_by(row: StagedRow) -> list[Recorded]:
    """The records that a staged row changed."""
    chunk = StagedChunk.objects.get(batch=row.batch_id, first_row__lte=row.number, last_row__gte=row.number)
    values = unpacked(chunk.values).row(by_predicate=pl.col("row") == row.number, named=True)
    return declaration_of(row.batch.declaration).journal(facts_of(row, row.batch), values)


def events_of(batch: Batch, recorded: Recorded) -> Iterator[JournalRow]:
    """The writing, and the undoing where there was one."""
    kind, key, before, after = recorded
    if batch.event is not None:
        yield JournalRow(batch.event, kind, key, before, after)
    if batch.undo_event is not None:
        yield JournalRow(batch.undo_event, kind, key, after, before)
