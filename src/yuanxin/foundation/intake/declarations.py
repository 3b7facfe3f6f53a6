"""What an app declares of a spreadsheet it takes: its columns, how a row meets the registry, how it is written."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import polars as pl
from django import forms
from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise

from yuanxin.foundation.intake.choices import Mode, Verdict
from yuanxin.foundation.intake.parsers import Parser, text
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.relations import with_names
from yuanxin.foundation.unions.models import Union

if TYPE_CHECKING:
    from yuanxin.foundation.intake.models import Batch, QueuedRow


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
    """Under what a file is read: who brings it, into which union, dated when, what it may change.

    `answers` are what its bringer was asked besides (`Declaration.questions`), as text. `digest` is that of the file,
    by which one that was brought before is known.
    """

    actor: Actor
    union: Union
    dated_on: datetime.date
    mode: Mode
    today: datetime.date
    answers: Mapping[str, str] = field(default_factory=dict)
    digest: bytes = b""


MEETING_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "row": pl.UInt32,
    "outcome": pl.String,
    "problems": pl.String,
    "warnings": pl.String,
    # The record the row is about, and the second record it writes or leans on.
    "record": pl.Int64,
    "detail": pl.Int64,
    # Fields that are written, and fields that differ and stay.
    "changed": pl.String,
    "kept": pl.String,
    # JSON of what the registry held in those fields.
    "before": pl.String,
    # What tells the state of the registry apart: another text at applying means a change since the preview. Null where
    # the registry holds nothing; then a unique index must refuse what somebody else wrote meanwhile.
    "seen": pl.String,
}
# A declaration may add this: what else its look-up found and its writing needs, in words of its own.
FOUND = "found"


class Declaration(ABC):
    """A kind of spreadsheet. One instance is registered under its `code` by the app, in its `apps.py`."""

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    # What its files are called, in Chinese whatever the language of the pages.
    file_name: ClassVar[str]
    permission: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    # Labels of the models that are written: that of `record`, then that of `detail`.
    records: ClassVar[tuple[str, ...]]
    # The columns by which people tell a row, each with the mask it is shown under.
    identity: ClassVar[Mapping[str, Callable[[str], str]]] = {}
    # Columns with a digest whose value belongs to one record: beside so many different keys of a file it is warned of.
    seldom_shared: ClassVar[Mapping[str, int]] = {}
    # Whether each row says where it belongs, so that a file usually goes into the union of who brings it.
    names_places: ClassVar[bool] = False
    # The route of the page on which a file that lists everybody is compared; blank where there is none.
    compares: ClassVar[str] = ""
    # Which of the usual questions are put to whoever brings a file: its date, what a row may change.
    asks: ClassVar[Collection[str]] = ("dated_on", "mode")
    # Whether a batch can be taken back: not where others act on what was written as soon as it is.
    undoable: ClassVar[bool] = True
    # Whether it brings what was kept elsewhere before a district came to work here, and so belongs to its loading.
    taken_over: ClassVar[bool] = False
    problem_labels: ClassVar[Mapping[str, str | Promise]] = {}
    # The route of what is done with a batch once it is written, and its label; it takes the number of the batch.
    afterwards: ClassVar[tuple[str, str | Promise] | None] = None
    # The name space of its pages, which `ImportPages` fills in.
    pages: str = ""

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
        """The same, with ids reserved in `record` and `detail` for the records that new rows will become.

        `met` has also `key`; ids ascend with it, so that rows are later written in the order of the unique index.
        """

    def additions(self, rows: pl.DataFrame, circumstances: Circumstances) -> Sequence[Addition]:
        """The records that rows (checked, prepared and met) of what the registry does not know add to it.

        They are laid ready before the transaction of the import, while nobody waits, and written in this order when
        `write` has done the rest.
        """
        return ()

    @abstractmethod
    def write(self, rows: pl.DataFrame, batch: Batch, circumstances: Circumstances) -> pl.DataFrame:
        """Write rows (checked, prepared and met) inside the transaction of the import, all but their `additions`.

        Returns `row` and `detail` where the second record is only known now, such as the proposal that was made.

        Raises:
            RegistryMoved: if another writer came between the look-up and the writing; the import begins anew.
        """

    @abstractmethod
    def later_work(self, batch: Batch, limit: int) -> list[str]:
        """What stands on the batch by now and forbids to undo it, at most `limit` sentences."""

    @abstractmethod
    def undo(self, batch: Batch, circumstances: Circumstances) -> None:
        """Put back what the batch wrote, inside the transaction of the undoing."""

    @abstractmethod
    def journal(self, row: Mapping[str, Any], values: Mapping[str, Any]) -> list[Recorded]:
        """The records that one staged row changed, before and after, for the history of each.

        `row` has the staged row's own fields, `before` opened, and the `dated_on` of its batch.
        """

    @abstractmethod
    def shown(self, field: str, held: Any) -> str:
        """A value that the registry held (as in `before`) for people, masked where it is personal."""

    def questions(self) -> Mapping[str, forms.Field]:
        """What is asked besides of whoever brings a file, such as which year it is for; answered by a choice, a text,
        or a record of the bringer's scope, whose number the rows find in `Circumstances.answers`."""
        return {}

    def told(self, answers: Mapping[str, str]) -> Mapping[str, str]:
        """The answers of a batch for people, by what was asked."""
        return {}

    def names(self, column: str, ids: Sequence[int]) -> dict[int, str]:
        """What people call the records with these ids: those of `column`, `record` or `detail`."""
        kind = self.records[("record", "detail").index(column)]
        rows = with_names(apps.get_model(kind)._base_manager.filter(pk__in=ids))
        return {each.pk: str(each) for each in rows}

    def standing_on(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the younger `rows` of a table, which refer to a record of a batch, that forbid to undo it."""
        return rows

    def compared(self, batch: Batch) -> None:
        """Called when a file that lists everybody was compared with the registry, in the step's last transaction."""
        return

    def write_besides(self, batch: Batch, circumstances: Circumstances) -> None:
        """Write what follows from the file as a whole, inside the transaction of the import, before its event."""
        return

    def verdicts(self, queued: QueuedRow) -> tuple[Verdict, ...]:
        """What may be decided of a doubtful row of this kind of spreadsheet, besides an opinion."""
        return ()

    def carry_out(
        self, queued: QueuedRow, verdict: Verdict, values: Mapping[str, Any], actor: Actor, reason: str
    ) -> None:
        """Write what one of `verdicts` on a doubtful row means, `values` being the row as read; inside its transaction.

        Raises:
            Refused: if what follows from it cannot be written.
        """
        raise NotImplementedError(f"{self.code} names verdicts and says not what they mean")

    def masked(self, field: str, written: str) -> str:
        """A cell as it may be shown: under the mask of a column that tells people apart."""
        return written

    def column(self, code: str) -> Column:
        return next(column for column in self.columns if column.code == code)


class Addition(NamedTuple):
    """New rows of one table, in the order in which they are best written: that of the unique key."""

    model: type[models.Model]
    rows: pl.DataFrame


class RegistryMoved(Exception):
    """Another writer changed a record between look-up and writing."""


class Recorded(NamedTuple):
    """One record before and after a row was written; `before` is None for a new one."""

    kind: str
    object_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


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


def declarations() -> tuple[Declaration, ...]:
    """Every declared kind of spreadsheet."""
    return tuple(_declarations.values())
