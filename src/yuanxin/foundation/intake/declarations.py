"""What an app declares of a spreadsheet it takes: its columns, how a row meets the registry, how it is written."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import polars as pl
from django.utils.functional import Promise

from yuanxin.foundation.intake.choices import Mode
from yuanxin.foundation.intake.parsers import Parser, text
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union

if TYPE_CHECKING:
    from yuanxin.foundation.intake.models import Batch


@dataclass(frozen=True)
class Column:
    """A column that is understood.

    Its label and synonyms are words of the file, Chinese whatever the language of the pages. `as_text` columns are
    written as text, so that Excel does not round their digits.
    """

    code: str
    label: str
    synonyms: tuple[str, ...] = ()
    parse: Parser = field(default_factory=text)
    required: bool = False
    as_text: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""
    width: int = 14


@dataclass(frozen=True)
class Circumstances:
    """Under what a file is read: who brings it, into which union, dated when, and what it may change."""

    actor: Actor
    union: Union
    dated_on: datetime.date
    mode: Mode
    today: datetime.date


@dataclass(frozen=True)
class Meeting:
    """What the declaration says of each row when it meets the registry.

    `rows` has the columns of `MEETING_SCHEMA`, one row for each row asked about; `differences` tells, for rows that
    differ from the registry, `row`, `field`, `held` and `written` as people may see them.
    """

    rows: pl.DataFrame


MEETING_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "row": pl.UInt32,
    "outcome": pl.String,
    "problems": pl.String,
    # The record the row is about, and the second record it writes or leans on.
    "record": pl.Int64,
    "detail": pl.Int64,
    # Fields that are written, and fields that differ but stay.
    "changed": pl.String,
    "kept": pl.String,
    # A digest of what the registry held: another one at applying means that the record changed since the preview.
    "seen": pl.UInt64,
}


class Declaration(ABC):
    """A kind of spreadsheet. One instance is registered under its `code` by the app, in its `apps.py`."""

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    permission: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    # The columns by which the file's own rows are compared: a digest of the key, and the name that goes with it.
    key: ClassVar[str]
    name: ClassVar[str]
    problem_labels: ClassVar[Mapping[str, str | Promise]] = {}

    @abstractmethod
    def check(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        """Checks over several columns, and what follows from them.

        `rows` has `row`, a column per field, and `errors` and `warnings` as texts of `field:code` separated by blanks.
        The answer has the same rows, among them the columns `key` (bytes) and `name`.
        """

    @abstractmethod
    def prepare(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        """What costs time and needs no registry, for the rows without errors: sealing, pinyin."""

    @abstractmethod
    def meet(self, rows: pl.DataFrame, circumstances: Circumstances) -> pl.DataFrame:
        """How sound rows stand to the registry now: a frame of `MEETING_SCHEMA`, in the order of `rows`."""

    @abstractmethod
    def reserve(self, met: pl.DataFrame) -> pl.DataFrame:
        """The same, with ids reserved in `record` and `detail` for the records that new rows will become."""

    @abstractmethod
    def write(self, rows: pl.DataFrame, batch: Batch, circumstances: Circumstances) -> pl.DataFrame:
        """Write rows (checked, prepared and met) inside the transaction of the import.

        Returns `row`, `detail` and `before` of the rows whose staged row must tell more than it did: sealed JSON of
        what was overwritten, or the proposal that was made.
        """

    @abstractmethod
    def later_work(self, batch: Batch, limit: int) -> list[str]:
        """What stands on the batch by now and forbids to undo it, at most `limit` sentences."""

    @abstractmethod
    def undo(self, batch: Batch, circumstances: Circumstances) -> None:
        """Put back what the batch wrote, inside the transaction of the undoing."""

    def column(self, code: str) -> Column:
        return next(column for column in self.columns if column.code == code)


_declarations: dict[str, Declaration] = {}


def declare(declaration: Declaration) -> None:
    """Make a kind of spreadsheet known; from an app's `apps.py`."""
    _declarations[declaration.code] = declaration


def declaration_of(code: str) -> Declaration:
    """The declaration under `code`.

    Raises:
        LookupError: if no app declares it.
    """
    return _declarations[code]
