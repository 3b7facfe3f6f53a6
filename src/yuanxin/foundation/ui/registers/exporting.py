"""A register as a spreadsheet. The writer and the trail stand above `ui`; they join here by `use`."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.db import models
from django.utils import timezone

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui import shell
from yuanxin.foundation.ui.registers.columns import Column

CHUNK = 2000
IN_MEMORY = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: name, head, rows, read once, and the mark on each page: who took them, and when."""

    name: str
    header: list[str]
    rows: Iterable[list[Any]]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class ExportTold:
    """What the trail keeps of an export."""

    register: str
    title: str
    kind: str
    rows: int
    clear: bool
    reason: str
    query: str


class NoWriter(RuntimeError):
    """No app above `ui` gave a spreadsheet writer."""


Writer = Callable[[IO[bytes], list[Sheet]], None]
Trail = Callable[[Actor, ExportTold], None]

_writer: Writer | None = None
_trail: Trail | None = None


def use(*, writer: Writer | None = None, trail: Trail | None = None) -> None:
    """Give the function that writes workbooks (documents), or the one that records exports (audit)."""
    global _writer, _trail
    _writer = writer or _writer
    _trail = trail or _trail


def can_export() -> bool:
    """Whether this site can write workbooks, and keeps a trail of them."""
    return _writer is not None and _trail is not None


def write(
    actor: Actor, rows: models.QuerySet[Any], columns: list[Column], told: ExportTold, *, clear: bool
) -> IO[bytes]:
    """The workbook of `rows`, written with constant memory and recorded; read from its beginning.

    Raises:
        NoWriter: if the site has no writer or no trail.
    """
    if _writer is None or _trail is None:
        raise NoWriter
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    counted = _Counted(_lines(rows, columns, clear=clear))
    header = [str(column.verbose_name) for column in columns]
    _writer(file, [Sheet(told.title[:31], header, counted, _mark(actor))])
    _trail(actor, ExportTold(told.register, told.title, told.kind, counted.count, clear, told.reason, told.query))
    file.seek(0)
    return file


def _mark(actor: Actor) -> str:
    """Who took the data and when; a copy of it can be traced to the event in the log."""
    return " ".join(filter(None, [shell.demo_notice(), actor.label, f"{timezone.localtime():%Y-%m-%d %H:%M}"]))


def _lines(rows: models.QuerySet[Any], columns: list[Column], *, clear: bool) -> Iterator[list[Any]]:
    for record in rows.iterator(chunk_size=CHUNK):
        yield [column.exported(record, clear=clear) for column in columns]


class _Counted:
    """Rows that know afterwards how many they were."""

    def __init__(self, rows: Iterator[list[Any]]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self.rows:
            self.count += 1
            yield row
