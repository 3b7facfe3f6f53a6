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
