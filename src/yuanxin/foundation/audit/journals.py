"""Where changed rows stand: in `audit.Change`, or in the journal of a bulk write that another app keeps.

A roster's staged rows hold each row before and after already; copying them into `Change` would be a second history.
So the app declares them as a journal, and row history, as-of questions and `audit verify` read both alike.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from django.db import models

from yuanxin.foundation.audit.digests import digest_rows
from yuanxin.foundation.audit.models import Change


class JournalRow(NamedTuple):
    """One row that an event changed. `before` is None for a new row, `after` for one taken back."""

    event: int
    kind: str
    object_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Journal(Protocol):
    """The changed rows of bulk writes. They are append-only from the moment their event is recorded."""

    def rows_about(self, kind: str, object_id: int) -> Iterable[JournalRow]:
        """The changes of one record, oldest first."""
        ...

    def stores(self, kind: str, object_id: int) -> Sequence[models.QuerySet[Any]]:
        """Where its changes of one record stand, for who counts them together with other things before reading any."""
        ...

    def rows_of(self, event: int) -> Iterable[JournalRow]:
        """The changes that one event made, in the order of its digest, streamed."""
        ...

    def digest(self, event: int) -> tuple[int, bytes]:
        """How many rows the event changed, and the digest over them, computed from the rows as they stand now."""
        ...


class ChangeTable:
    """The journal of ordinary writes: `audit.Change`."""

    def stores(self, kind: str, object_id: int) -> Sequence[models.QuerySet[Any]]:
        return (Change.objects.filter(kind=kind, object_id=object_id),)

    def digest(self, event: int) -> tuple[int, bytes]:
        return digest_rows(row[1:] for row in self.rows_of(event))

    def rows_about(self, kind: str, object_id: int) -> Iterable[JournalRow]:
        rows = Change.objects.filter(kind=kind, object_id=object_id).order_by("event", "id")
        return (JournalRow(*row) for row in rows.values_list(*JournalRow._fields))

    def rows_of(self, event: int) -> Iterable[JournalRow]:
        rows = Change.objects.filter(event=event).order_by("id").values_list(*JournalRow._fields)
        return (JournalRow(*row) for row in rows.iterator())


_journals: dict[str, Journal] = {}
_ordinary = ChangeTable()


def declare_journal(code: str, journal: Journal) -> None:
    """Make known where the rows of events with `journal=code` stand. Called in `apps.py`."""
    _journals[code] = journal


def journal(code: str) -> Journal:
    """The declared journal.

    Raises:
        LookupError: if no app declared it.
    """
    return _journals[code]


def is_declared(code: str) -> bool:
    return code in _journals


def rows_of(event: int, code: str) -> Iterable[JournalRow]:
    """The rows that an event changed, wherever they stand."""
    return (_journals[code] if code else _ordinary).rows_of(event)


def stores(kind: str, object_id: int) -> dict[str, Sequence[models.QuerySet[Any]]]:
    """Where the journals of bulk writes keep changes of one record, by code."""
    return {code: journal.stores(kind, object_id) for code, journal in _journals.items()}


def rows_about(kind: str, object_id: int) -> list[JournalRow]:
    """Every change of one record from all journals, oldest first."""
    found = [*_ordinary.rows_about(kind, object_id), *bulk_rows_about(kind, object_id)]
    return sorted(found, key=lambda row: row.event)


def bulk_rows_about(kind: str, object_id: int, *, without: Collection[str] = ()) -> list[JournalRow]:
    """The changes that bulk writes made of one record; journals known to hold none of it are passed by."""
    declared = [journal for code, journal in _journals.items() if code not in without]
    return [row for journal in declared for row in journal.rows_about(kind, object_id)]
