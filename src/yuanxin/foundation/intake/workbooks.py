"""Workbooks that imports give: the rows that did not go in, with the reason, and the empty template."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import record
from yuanxin.foundation.documents.spreadsheets import Column, Kind, Sheet, write_workbook
from yuanxin.foundation.intake.choices import GIVEN_BACK
from yuanxin.foundation.intake.declarations import Declaration, declaration_of
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.problems import sentences
from yuanxin.foundation.intake.queries import given_back
from yuanxin.foundation.intake.reading import Header
from yuanxin.foundation.intake.services import CheckedFile
from yuanxin.foundation.intake.staging import cell_chunks, header_of
from yuanxin.foundation.kernel.actors import Actor

REASON = "错误原因"

Given = Iterator[tuple[tuple[Any, ...], str]]


def give_back_checked(checked: CheckedFile, declaration: Declaration, path: Path) -> Path | None:
    """The workbook of a trial run's rows that would not go in; None where there is none."""
    problems = checked.met.filter(pl.col("outcome").is_in(list(GIVEN_BACK))).select("row", "problems")
    if problems.is_empty():
        return None
    rows = checked.cells.join(problems, on="row", how="inner", maintain_order="left")
    with path.open("wb") as stream:
        write_given_back(stream, checked.header, declaration, _split(rows))
    return path


def give_back_batch(batch: Batch, actor: Actor, path: Path) -> Path | None:
    """The workbook of a batch's rows that did not go in; None where there is none."""
    if not given_back(batch).exists():
        return None
    with path.open("wb") as stream:
        give_back(batch, actor, stream)
    return path


@transaction.atomic
def give_back(batch: Batch, actor: Actor, stream: BinaryIO) -> int:
    """Write the rows of a batch that did not go in, all of them; return how many.

    They hold numbers in clear, as the user brought them, so the trail tells who took them.
    """
    actor.require(declaration_of(batch.declaration).permission, batch.union)
    rows = given_back(batch).count()
    record(actor, "intake.given_back", batch, reason=_("Rows given back to whoever brought them"), rows=rows)
    write_given_back(stream, header_of(batch), declaration_of(batch.declaration), _given_back_of(batch))
    return rows


def write_given_back(stream: BinaryIO, header: Header, declaration: Declaration, rows: Given) -> None:
    """The file's own columns and the reason: corrected, it can be brought in again as it is."""
    kept = [place for place, label in enumerate(header.labels) if label != REASON]
    columns = [*(Column(header.labels[place], Kind.TEXT) for place in kept), Column(REASON, Kind.TEXT, width=64)]

    def lines() -> Iterator[list[Any]]:
        for (number, *written), problems in rows:
            reasons = "；".join(sentences(problems, declaration, header, number))
            yield [*(written[place] for place in kept), reasons]

    write_workbook(stream, [Sheet("退回", columns, lines())])


def write_template(stream: BinaryIO, declaration: Declaration) -> None:
    """An empty workbook to fill in: notes, header, text cells where digits count, drop-downs where words are given."""
    notes = "；".join(f"{column.label}：{column.note}" for column in declaration.columns if column.note)
    columns = [
        Column(
            column.label,
            Kind.TEXT if column.as_text else Kind.ANY,
            required=column.required,
            choices=column.choices,
            hint=str(column.note),
            width=column.width,
        )
        for column in declaration.columns
    ]
    sheet = Sheet(str(declaration.label), columns, notes=[f"红色为必填项，其余可空。{notes}"], template=True)
    write_workbook(stream, [sheet])


def _given_back_of(batch: Batch) -> Given:
    problems = dict(given_back(batch).values_list("number", "problems"))
    for cells in cell_chunks(batch):
        told = pl.DataFrame(
            {"row": list(problems), "problems": list(problems.values())},
            schema={"row": pl.UInt32, "problems": pl.String},
        )
        yield from _split(cells.join(told, on="row", how="inner", maintain_order="left"))


def _split(rows: pl.DataFrame) -> Given:
    for *cells, problems in rows.iter_rows():
        yield tuple(cells), problems
