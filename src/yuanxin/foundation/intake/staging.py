"""The steps that stage a file: reading it in chunks, then comparing all its rows with one another and the registry."""

import io
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

import polars as pl
from django.db import transaction

from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.intake.choices import BatchState, Mode
from yuanxin.foundation.intake.declarations import Circumstances, declaration_of
from yuanxin.foundation.intake.models import Batch, HeaderMeaning, StagedChunk, StagedRow, Upload
from yuanxin.foundation.intake.problems import hidden_notices, remarked
from yuanxin.foundation.intake.reading import (
    Guidance,
    Header,
    Inspection,
    LeftOut,
    NoHeader,
    RawChunk,
    SeveralTables,
    open_table,
)
from yuanxin.foundation.intake.rows import Part, check, classify, comparable, counted, met_when_read
from yuanxin.foundation.kernel import bulk, clock
from yuanxin.foundation.kernel.long_work import Hold
from yuanxin.foundation.kernel.meanwhile import ahead
from yuanxin.foundation.kernel.sealed import seal_bytes, seal_many, unseal_bytes


def circumstances_of(batch: Batch) -> Circumstances:
    """Under what the batch is worked on now: its user with the rights of today."""
    today = clock.today()
    return Circumstances(
        actor=actor_for(batch.made_by, today=today, address=batch.address),
        union=batch.union,
        dated_on=batch.dated_on,
        mode=Mode(batch.mode),
        today=today,
        answers=batch.answers,
        digest=bytes(batch.file_digest),
    )


def header_of(batch: Batch) -> Header:
    """The header found in the batch's file."""
    stored = batch.header
    return Header(
        stored["row"], stored["first_column"], tuple(stored["labels"]), tuple(stored["fields"]), tuple(stored["twice"])
    )


def read(batch: Batch, hold: Hold[Batch]) -> None:
    """Read, check and seal the rows, a chunk a transaction; chunks that are there already are passed by.

    Raises:
        UnreadableFile: if the file cannot be read.
        OutOfScope, NotAllowed: if the user lost the right meanwhile.
    """
    declaration, circumstances = declaration_of(batch.declaration), circumstances_of(batch)
    circumstances.actor.require(declaration.permission, batch.union)
    # It was looked through when it came, and its seal says that it is the same.
    inspection = Upload.objects.values_list("inspection", flat=True).get(batch=batch)
    try:
        table = open_table(
            unseal_bytes(*bulk.large(Upload, batch.pk, "content")),
            declaration.columns,
            inspection=Inspection.of_json(inspection),
            guidance=Guidance(batch.sheet, remembered(batch)),
        )
    except (NoHeader, SeveralTables) as refusal:
        if not batch.attended:
            raise
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.MAPPING, notices=[str(refusal)])
        return
    notices = table.notices + hidden_notices(table)
    with transaction.atomic():
        hold.beat(total=table.height)
        Batch.objects.filter(pk=batch.pk).update(sheet=table.title[:100], header=asdict(table.header), notices=notices)
    last = StagedChunk.objects.filter(batch=batch).order_by("number").last()
    if last:
        _forget_met(batch)
    for raw in ahead(table.chunks(after=last.last_row, number=last.number) if last else table.chunks()):
        chunk = check(raw, table.header, declaration, circumstances, prepare=True)
        if chunk.cells.is_empty():
            with transaction.atomic():
                tell_left_out(batch, raw)
                hold.beat(done=table.height)
            continue
        # The registry is asked here already: its answer comes while the next rows are read.
        met = packed(met_when_read(chunk.values, declaration, circumstances))
        cells, values = packed(chunk.cells), packed(chunk.values)
        with transaction.atomic():
            bulk.insert_large(
                StagedChunk,
                batch_id=batch.pk,
                number=raw.number,
                first_row=chunk.cells["row"][0],
                last_row=chunk.cells["row"][-1],
                cells=cells,
                values=values,
                met=met,
            )
            tell_left_out(batch, raw)
            hold.beat(done=chunk.cells["row"][-1] - table.header.row)


def remembered(batch: Batch) -> dict[bytes, dict[str, str]]:
    """What headers mean that somebody explained for the batch's union."""
    said = HeaderMeaning.objects.filter(union=batch.union_id, declaration=batch.declaration)
    return {bytes(digest): fields for digest, fields in said.values_list("digest", "fields")}


def tell_left_out(batch: Batch, raw: RawChunk) -> None:
    """Keep which rows of a chunk are nobody's; a chunk that is read again tells the same."""
    if raw.left_out:
        batch.left_out = merged_left_out(batch.left_out, raw.left_out)
        Batch.objects.filter(pk=batch.pk).update(left_out=batch.left_out)


def merged_left_out(known: dict[str, list[int]], more: Mapping[LeftOut, list[int]]) -> dict[str, list[int]]:
    """The rows that are nobody's, those of another chunk among them."""
    return {why: sorted({*known.get(why, []), *more.get(LeftOut(why), [])}) for why in {*known, *more}}


def compare(batch: Batch, hold: Hold[Batch]) -> None:
    """Put every row in its class and reserve the ids of what new rows will become; begins anew when broken off.

    What the registry said while the rows were read holds where the same rows are to be asked, unless the work was
    broken off since.
    """
    if batch.state == BatchState.MAPPING:
        return
    declaration, circumstances = declaration_of(batch.declaration), circumstances_of(batch)
    StagedRow.objects.filter(batch=batch).delete()
    if batch.attempt > 1:
        _forget_met(batch)
    parts = [
        Part(comparable(unpacked(values), declaration.seldom_shared), partial(_values_of, key), met and unpacked(met))
        for key, values, met in _columns(batch, "id", "values", "met")
    ]
    if parts:
        total = 2 * sum(part.light.height for part in parts)
        met = pl.concat(
            list(classify(parts, declaration, circumstances, progress=lambda rows: hold.beat(done=rows, total=total)))
        )
        with transaction.atomic():
            met = declaration.reserve(met).drop("key")
        _keep(batch, met, hold)
        counts, remarks = counted(met), remarked(met["warnings"])
    else:
        counts, remarks = {}, []
    with transaction.atomic():
        hold.beat()
        if batch.whole:
            declaration.compared(batch)
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.READY, counts=counts, remarks=remarks)
        if not batch.attended:
            Upload.objects.filter(batch=batch).delete()


def _forget_met(batch: Batch) -> None:
    """Have the registry asked anew: what it said before the work was broken off may be long ago."""
    StagedChunk.objects.filter(batch=batch).update(met=None)


def _values_of(key: int) -> pl.DataFrame:
    """The rows of one chunk as read."""
    return unpacked(bulk.large(StagedChunk, key, "values")[0])


def _keep(batch: Batch, met: pl.DataFrame, hold: Hold[Batch]) -> None:
    """Write the staged rows of each chunk, a transaction each."""
    done = met.height
    for chunk in StagedChunk.objects.filter(batch=batch).defer("cells", "values").order_by("number"):
        part = met.filter(pl.col("row").is_between(chunk.first_row, chunk.last_row))
        with transaction.atomic():
            bulk.insert(StagedRow, staged_frame(batch, part))
            chunk.met = packed(part)
            chunk.save(update_fields=["met"])
            done += part.height
            hold.beat(done=done)


def staged_frame(batch: Batch, met: pl.DataFrame) -> pl.DataFrame:
    """The rows of `StagedRow` for classified rows."""
    there = met["before"].is_not_null()
    sealed = iter(seal_many(met["before"].drop_nulls().to_list()))
    before = pl.Series("before", [next(sealed) if known else None for known in there], dtype=pl.Binary)
    return met.select(
        pl.lit(batch.pk, dtype=pl.Int64).alias("batch_id"),
        pl.col("row").alias("number"),
        "outcome",
        *[pl.col(name).fill_null("") for name in ("problems", "warnings", "changed", "kept")],
        "record",
        "detail",
        before,
    )


def chunks(batch: Batch, holding: Collection[int] | None = None) -> Iterator[tuple[int, pl.DataFrame]]:
    """The rows as read, chunk by chunk: all, or those chunks in which a row of these numbers stands."""
    for number, values in _columns(batch, "number", "values", holding=holding):
        yield number, unpacked(values)


def met_chunks(batch: Batch) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """The rows as read and as they met the registry, chunk by chunk."""
    for values, met in _columns(batch, "values", "met"):
        yield unpacked(values), unpacked(met)


def cell_chunks(batch: Batch) -> Iterator[pl.DataFrame]:
    """The rows as written, chunk by chunk."""
    for (cells,) in _columns(batch, "cells"):
        yield unpacked(cells)


def _columns(batch: Batch, *columns: str, holding: Collection[int] | None = None) -> Iterator[tuple[Any, ...]]:
    """Columns of each chunk, a query a chunk.

    No cursor stays open: whoever writes between two chunks would write behind an old snapshot, which SQLite refuses as
    soon as somebody else has written.
    """
    found = list(StagedChunk.objects.filter(batch=batch).order_by("number").values_list("pk", "first_row", "last_row"))
    rows = None if holding is None else sorted(holding)
    for key, first, last in found:
        if rows is None or bisect_left(rows, first) < bisect_right(rows, last):
            yield bulk.large(StagedChunk, key, *columns)


def packed(frame: pl.DataFrame) -> bytes:
    """A frame, compressed and sealed."""
    buffer = io.BytesIO()
    frame.write_ipc(buffer, compression="lz4")
    return seal_bytes(buffer.getvalue())


def unpacked(sealed: bytes | memoryview) -> pl.DataFrame:
    """The frame again."""
    return pl.read_ipc(io.BytesIO(unseal_bytes(sealed)))
