"""Reads of imports that pages and commands share."""

from typing import Any

import polars as pl
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yuanxin.foundation.intake.choices import GIVEN_BACK
from yuanxin.foundation.intake.declarations import Declaration
from yuanxin.foundation.intake.models import Batch, QueuedRow, StagedChunk, StagedRow
from yuanxin.foundation.intake.staging import unpacked
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import OutOfScope


def batches_of(actor: Actor, declaration: Declaration) -> QuerySet[Batch]:
    """The batches of a kind of spreadsheet that the actor may work on, the newest first."""
    rows = Batch.objects.filter(declaration=declaration.code).visible_to(actor, declaration.permission)
    return rows.select_related("union", "made_by").order_by("-id")


def batch_with_number(actor: Actor, declaration: Declaration, number: int) -> Batch:
    """One of them.

    Raises:
        OutOfScope: if there is none, or not for this actor.
    """
    batch = batches_of(actor, declaration).filter(pk=number).first()
    if batch is None:
        raise OutOfScope(_("There is no batch %(batch)s.") % {"batch": number})
    return batch


def queue_of(actor: Actor, declaration: Declaration) -> QuerySet[QueuedRow]:
    """The queue of doubtful rows, the oldest first."""
    rows = QueuedRow.objects.filter(batch__declaration=declaration.code).visible_to(actor, declaration.permission)
    return rows.select_related("batch", "union").order_by("id")


def given_back(batch: Batch) -> QuerySet[StagedRow]:
    """The rows that did not go in, in the file's order."""
    return batch.staged_rows.filter(outcome__in=GIVEN_BACK).order_by("number")


def written_as(batch: Batch, numbers: list[int]) -> dict[int, dict[str, Any]]:
    """The cells of some rows as the file has them, by row number and header."""
    found: dict[int, dict[str, Any]] = {}
    labels = batch.header["labels"]
    for chunk in StagedChunk.objects.filter(batch=batch).only("first_row", "last_row").order_by("number"):
        wanted = [number for number in numbers if chunk.first_row <= number <= chunk.last_row]
        if wanted:
            cells = unpacked(StagedChunk.objects.values_list("cells", flat=True).get(pk=chunk.pk))
            for row in cells.filter(pl.col("row").is_in(wanted)).iter_rows():
                found[row[0]] = dict(zip(labels, row[1:], strict=False))
    return found


class WrittenRows:
    """The rows of some files as written, one asked at a time; each chunk is opened once, for as long as this lives."""

    def __init__(self) -> None:
        self._chunks: dict[int, list[tuple[int, int, int]]] = {}
        self._cells: dict[int, pl.DataFrame] = {}

    def cell(self, batch: Batch, number: int, column: str) -> str:
        """What the row has under a declared column; blank without one, or where nothing is kept of the row."""
        fields = batch.header.get("fields", [])
        chunk = self._chunk_of(batch, number)
        if chunk is None or column not in fields:
            return ""
        row = self._opened(chunk).row(by_predicate=pl.col("row") == number)
        return row[1 + fields.index(column)] or ""

    def _chunk_of(self, batch: Batch, number: int) -> int | None:
        if batch.pk not in self._chunks:
            self._chunks[batch.pk] = list(batch.chunks.values_list("first_row", "last_row", "pk"))
        return next((pk for first, last, pk in self._chunks[batch.pk] if first <= number <= last), None)

    def _opened(self, chunk: int) -> pl.DataFrame:
        if chunk not in self._cells:
            self._cells[chunk] = unpacked(StagedChunk.objects.values_list("cells", flat=True).get(pk=chunk))
        return self._cells[chunk]
