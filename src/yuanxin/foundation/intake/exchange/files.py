"""Another system's file as a list of ours, and our codes in its words."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from yuanxin.foundation.intake.exchange.declared import Exchange
from yuanxin.foundation.intake.exchange.formats import ExchangeFormat
from yuanxin.foundation.intake.parsers.identities import LOST_FROM
from yuanxin.foundation.intake.reading import open_table
from yuanxin.foundation.intake.reading.tables import Table

CHUNK = 2000


def first_words(table: Mapping[str, str]) -> dict[str, str]:
    """The first word of each code of a table word → code, as the template offers it."""
    found: dict[str, str] = {}
    for word, code in table.items():
        if word != code:
            found.setdefault(code, word)
    return found


class Lines:
    """The lines of a file out, read by the thousand; afterwards it knows how many they were."""

    def __init__(self, exchange: Exchange, records: QuerySet[Any], format: ExchangeFormat, *, clear: bool) -> None:
        self.exchange, self.records, self.format, self.clear = exchange, records, format, clear
        self.number = 0

    def __iter__(self) -> Iterator[list[str]]:
        read = self.records.iterator(chunk_size=CHUNK)
        while chunk := list(islice(read, CHUNK)):
            for values in self.exchange.values(chunk, clear=self.clear):
                self.number += 1
                yield [self._said(column, values.get(column, "")) for column in self.format.heads]

    def _said(self, column: str, value: str) -> str:
        """A value of ours as the file has it: by the mapping, else in our own words."""
        return self.format.written.get(column, {}).get(value) or self.exchange.words.get(column, {}).get(value, value)


def as_own(content: bytes, exchange: Exchange, format: ExchangeFormat) -> bytes:
    """A file of the other system as a list of ours, each row in its line, each cell in its column.

    A code that the mapping does not know stays as it is written, so that the list refuses it in its cell.

    Raises:
        UnreadableFile: if it cannot be read, or names the columns otherwise than the mapping says.
    """
    own = {column.code: column for column in exchange.declaration.columns}
    table = open_table(content, [replace(own[code], label=head, synonyms=()) for code, head in format.heads.items()])
    heads = [
        own[field].label if field else label
        for field, label in zip(table.header.fields, table.header.labels, strict=True)
    ]
    back = [_back(exchange, format, field) for field in table.header.fields]
    stream = io.StringIO()
    csv.writer(stream).writerows(_lines(table, heads, back))
    return stream.getvalue().encode("utf-8-sig")


def _lines(table: Table, heads: Sequence[str], back: Sequence[Mapping[str, str]]) -> Iterator[Sequence[str | None]]:
    blank = [None] * len(heads)
    line = table.header.row
    yield from [blank] * (line - 1)
    yield heads
    for chunk in table.chunks():
        numeric = [chunk.typed.get(f"c{place}") for place in range(len(heads))]
        for at, (number, *cells) in enumerate(chunk.cells.iter_rows()):
            yield from [blank] * (number - line - 1)
            line = number
            yield [
                _kept(back[place].get(cell, cell) if cell else cell, typed is not None and bool(typed[at]))
                for place, (cell, typed) in enumerate(zip(cells, numeric, strict=True))
            ]


def _back(exchange: Exchange, format: ExchangeFormat, field: str | None) -> Mapping[str, str]:
    """The file's codes of a column as words that our list reads."""
    own = exchange.words.get(field or "", {})
    return {theirs: own.get(ours, ours) for theirs, ours in format.read.get(field or "", {}).items()}


def _kept(cell: str | None, numeric: bool) -> str | None:
    """A number of sixteen digits that stood in a number cell has lost some; written so, the list says it too."""
    if cell and numeric and cell.isdigit() and len(cell) >= LOST_FROM:
        return f"{float(cell):.5E}"
    return cell
