"""Workbooks that imports give: the rows that did not go in, with the reason, and the empty template."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import xlsxwriter
from django.db import transaction

from yuanxin.foundation.audit.services import record
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
TEMPLATE_ROWS = 5000
WIDTH = 16

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
    record(actor, "intake.given_back", batch, rows=rows)
    write_given_back(stream, header_of(batch), declaration_of(batch.declaration), _given_back_of(batch))
    return rows


def write_given_back(stream: BinaryIO, header: Header, declaration: Declaration, rows: Given) -> None:
    """The file's own columns and the reason: corrected, it can be brought in again as it is."""
    book = xlsxwriter.Workbook(
        stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("退回")
    bold, text = book.add_format({"bold": True, "num_format": "@"}), book.add_format({"num_format": "@"})
    labels = header.labels
    kept = [place for place, label in enumerate(labels) if label != REASON]
    sheet.freeze_panes(1, 0)
    for column, place in enumerate([*kept, None]):
        sheet.set_column(column, column, WIDTH if place is not None else 4 * WIDTH, text)
        sheet.write_string(0, column, REASON if place is None else labels[place], bold)
    for line, (cells, problems) in enumerate(rows, start=1):
        number, *written = cells
        for column, place in enumerate(kept):
            if written[place] is not None:
                # Always a text: a number keeps its digits, and what begins with = stays what it is.
                sheet.write_string(line, column, written[place], text)
        sheet.write_string(line, len(kept), "；".join(sentences(problems, declaration, header, number)), text)
    book.close()


def write_template(stream: BinaryIO, declaration: Declaration) -> None:
    """An empty workbook to fill in: notes, header, text cells where digits count, drop-downs where words are given."""
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet(str(declaration.label))
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bg_color": "#F1EFEC", "border": 1, "num_format": "@"})
    required = book.add_format(
        {"bold": True, "bg_color": "#F1EFEC", "border": 1, "num_format": "@", "color": "#C8161D"}
    )
    notes = "；".join(f"{column.label}：{column.note}" for column in declaration.columns if column.note)
    sheet.write_string(0, 0, "红色为必填项，其余可空。" + notes, book.add_format({"color": "#6B6661"}))
    for place, column in enumerate(declaration.columns):
        sheet.set_column(place, place, column.width, text if column.as_text else None)
        sheet.write_string(1, place, column.label, required if column.required else head)
        if column.choices:
            sheet.data_validation(
                2, place, TEMPLATE_ROWS, place,
                {"validate": "list", "source": list(column.choices), "error_type": "warning"},
            )  # fmt: skip
    sheet.freeze_panes(2, 2)
    book.close()


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
