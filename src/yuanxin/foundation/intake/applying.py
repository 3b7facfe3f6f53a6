"""The step that writes a staged batch: one transaction, whichever the engine and however many rows."""

import hashlib
from collections.abc import Callable, Container, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any

import polars as pl
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record_bulk
from yuanxin.foundation.intake.accepting import accepted_in, hold_back
from yuanxin.foundation.intake.choices import WRITTEN, BatchState, RowClass
from yuanxin.foundation.intake.declarations import (
    FOUND,
    Addition,
    Circumstances,
    Declaration,
    RegistryMoved,
    declaration_of,
)
from yuanxin.foundation.intake.hooks import run_after_apply
from yuanxin.foundation.intake.models import Batch, QueuedRow, StagedChunk, StagedRow
from yuanxin.foundation.intake.staging import chunks, circumstances_of, met_chunks
from yuanxin.foundation.kernel import bulk, clock
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.long_work import Hold
from yuanxin.foundation.kernel.meanwhile import beside
from yuanxin.foundation.kernel.relations import high_water_marks, relations_to

JOURNAL = "intake"
# One import at a time; any number not used elsewhere as an advisory lock.
IMPORT_LOCK = 7_301_001
ATTEMPTS = 3
COMPARED = ("outcome", "seen", "changed", "before")
MOVED = (IntegrityError, RegistryMoved)


def write(batch: Batch, hold: Hold[Batch]) -> None:
    """Write the batch's rows, or nothing.

    Another writer may come between the look-up and the writing; then the transaction is rolled back and begun anew.

    Raises:
        Refused: if that happens again and again, or a union was revoked meanwhile.
        OutOfScope, NotAllowed: if the user lost the right meanwhile.
    """
    if batch.state == BatchState.APPLIED:
        return
    # Computed while the rows are written; it holds as long as the writing changes no staged row.
    with beside(partial(journal_digest, batch)) as digest:
        rows = staged_rows(batch)
        with bulk.laid_ready(additions(batch, rows)) as ready:
            for attempt in range(ATTEMPTS):
                try:
                    with transaction.atomic():
                        lock_imports()
                        hold.beat(total=sum(batch.counts.values()))
                        _write(batch, rows, digest, ready, meet_all=attempt > 0)
                        # Its own transaction kept the signs of life back: whoever waited for it finds a fresh one.
                        hold.beat()
                    return
                except MOVED:
                    continue
    raise Refused(
        _("Others keep changing the same records."), remedy=_("Nothing was written; try again in some minutes.")
    )


def refresh(_batch: Batch, _hold: Hold[Batch]) -> None:
    """What follows an import: the figures."""
    run_after_apply()


def lock_imports() -> None:
    """One import or undo at a time; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def staged_rows(batch: Batch) -> pl.DataFrame | None:
    """The rows that would be written, as read and as met, of all chunks; None for a file without rows."""
    parts = [
        values.drop("errors", "warnings").join(
            met.filter(pl.col("outcome").is_in(list(WRITTEN))), on="row", how="inner", maintain_order="left"
        )
        for values, met in met_chunks(batch)
    ]
    rows = pl.concat(parts) if parts else None
    return rows.filter(accepted_in(batch, pl.col("outcome"), pl.col("row"))) if rows is not None else None


def additions(batch: Batch, rows: pl.DataFrame | None) -> Sequence[Addition]:
    """What those rows add whom the registry does not know."""
    if rows is None:
        return ()
    return declaration_of(batch.declaration).additions(rows.filter(pl.col("seen").is_null()), circumstances_of(batch))


def _write(
    batch: Batch,
    rows: pl.DataFrame | None,
    digest: Callable[[], tuple[int, bytes]],
    ready: Sequence[bulk.Ready],
    *,
    meet_all: bool,
) -> None:
    declaration, circumstances = declaration_of(batch.declaration), circumstances_of(batch)
    circumstances.actor.require(declaration.permission, batch.union)
    marks: dict[str, Any] = {}
    if rows is not None and not rows.is_empty():
        asked = rows if meet_all else rows.filter(pl.col("seen").is_not_null())
        moved = _moved(asked, declaration, circumstances)
        same = rows.join(moved, on="row", how="anti", maintain_order="left")
        written = declaration.write(same, batch, circumstances)
        with bulk.laid_ready(additions(batch, same)) if meet_all else nullcontext(ready) as added:
            for addition in added:
                addition.write()
        _tell_details(batch, written)
        _tell_moved(batch, moved)
        if not (written.is_empty() and moved.is_empty()):
            digest = partial(journal_digest, batch)
        referring = {each.related_model for label in declaration.records for each in relations_to(label)}
        marks = high_water_marks(referring)
    declaration.write_besides(batch, circumstances)
    if batch.whole:
        hold_back(batch)
        digest = partial(journal_digest, batch)
    queue_conflicts(batch)
    counts = dict(
        StagedRow.objects.filter(batch=batch)
        .values("outcome")
        .annotate(n=models.Count("number"))
        .values_list("outcome", "n")
    )
    batch.counts = {name: counts.get(name, 0) for name in RowClass.values}
    number, rows_digest = digest()
    event = record_bulk(
        circumstances.actor,
        "intake.applied",
        batch,
        journal=JOURNAL,
        rows=number,
        rows_digest=rows_digest,
        **{name: count for name, count in batch.counts.items() if count},
    )
    batch.event, batch.applied_at, batch.state, batch.marks = event.pk, clock.now(), BatchState.APPLIED, marks
    batch.save(update_fields=["counts", "event", "applied_at", "state", "marks"])


def _moved(rows: pl.DataFrame, declaration: Declaration, circumstances: Circumstances) -> pl.DataFrame:
    """The rows (`row`, `outcome` now) that no longer stand to the registry as they did in the preview.

    Rows that the registry did not know are asked only when the writing was refused: most of a roster is new, and if
    somebody came before it, the unique index says so.
    """
    now = declaration.meet(rows.drop(set(rows.columns) & set(MET_COLUMNS)), circumstances)
    both = rows.select("row", *COMPARED).join(
        now.select("row", *COMPARED), on="row", suffix="_now", maintain_order="left"
    )
    changed = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in COMPARED)
    return both.filter(changed).select("row", pl.col("outcome_now").alias("outcome"))


MET_COLUMNS = ("outcome", "problems", "warnings", "record", "detail", "changed", "kept", "before", "seen", FOUND)


def _tell_details(batch: Batch, written: pl.DataFrame) -> None:
    details = written.select(pl.lit(batch.pk).alias("batch_id"), pl.col("row").alias("number"), "detail")
    bulk.update(StagedRow, details, keys=("batch_id", "number"), blanks=True)


def _tell_moved(batch: Batch, moved: pl.DataFrame) -> None:
    """A row whose record changed since the preview goes to the queue, unless nothing is left to write."""
    for rows, values in (
        (moved.filter(pl.col("outcome") == RowClass.UNCHANGED.value), {"outcome": RowClass.UNCHANGED}),
        (
            moved.filter(pl.col("outcome") != RowClass.UNCHANGED.value),
            {"outcome": RowClass.CONFLICT, "problems": "row:changed_since"},
        ),
    ):
        for numbers in bulk.in_pieces(rows["row"].to_list()):
            StagedRow.objects.filter(batch=batch, number__among=numbers).update(
                **values, record=None, detail=None, changed="", kept="", before=None
            )


def queue_conflicts(batch: Batch, among: Container[bytes] | None = None) -> None:
    """Every conflict, or those with their digest `among` these, waits for a person's decision.

    One that waits already is not queued twice.
    """
    rows = StagedRow.objects.filter(batch=batch, outcome=RowClass.CONFLICT).values_list("number", "problems", "record")
    conflicts = {number: (problems, record) for number, problems, record in rows}
    if not conflicts:
        return
    wanted = pl.Series(list(conflicts), dtype=pl.UInt32)
    queued = []
    for _number, values in chunks(batch, holding=conflicts):
        doubtful = values.filter(pl.col("row").is_in(wanted.implode())).select("row", "union_id", "key", "name")
        for number, union, key, name in doubtful.iter_rows():
            problems, record = conflicts[number]
            digest = hashlib.blake2b(key + name.encode(), digest_size=16).digest()
            if among is None or digest in among:
                queued.append(
                    QueuedRow(
                        batch=batch, union_id=union, number=number, reason=problems[:60], record=record, digest=digest
                    )
                )
    QueuedRow.objects.bulk_create(queued, batch_size=1000, ignore_conflicts=True)


def journal_digest(batch: Batch) -> tuple[int, bytes]:
    """How many rows the batch wrote, and a digest over them and over what they were written from."""
    digest = hashlib.blake2b(digest_size=32)
    for key, first, last in batch.chunks.order_by("number").values_list("pk", "first_row", "last_row"):
        (values,) = bulk.large(StagedChunk, key, "values")
        digest.update(f"{first}-{last}".encode() + hashlib.blake2b(values, digest_size=32).digest())
    number = 0
    rows = StagedRow.objects.filter(batch=batch, outcome__in=WRITTEN).order_by("number")
    for row in rows.values_list("number", "outcome", "changed", "record", "detail", "before").iterator(
        chunk_size=20_000
    ):
        number += 1
        *facts, before = row
        digest.update(repr(facts).encode() + (bytes(before) if before is not None else b"-"))
    return number, digest.digest() if number else b""
