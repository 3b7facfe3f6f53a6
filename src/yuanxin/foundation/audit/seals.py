"""Sealing the trail, and finding out whether anybody touched it."""

import time
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit import digests, journals
from yuanxin.foundation.audit.models import Change, Event, Seal
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import Refused

EVENTS_PER_SEAL = 5_000
EVENTS_AT_ONCE = 1_000
ROWS_AT_ONCE = 2_000
WAIT_SECONDS = 30.0
WAIT_STEP = 0.05


class Broken(Refused):
    """The trail is not as it was written; `event` is the first one that differs."""

    def __init__(self, event: int, message: Any) -> None:
        super().__init__(message)
        self.event = event


class Verified(NamedTuple):
    """What `verify` went through. `digest` is the last seal's; noted outside, it proves the whole trail later."""

    events: int
    changes: int
    seals: int
    digest: bytes


def seal() -> int:
    """Seal the events that no seal holds yet, and return how many. No writer waits for it.

    An event may be numbered before others and committed after them; so the numbers given out so far are settled
    first. Two that seal at once cannot both link to the same seal: the later one leaves the work to the other.
    """
    latest = _latest()
    if not _settled():
        return 0
    sealed = 0
    while True:
        try:
            with transaction.atomic():
                made = _seal_next(latest)
        except IntegrityError:
            return sealed
        if not made:
            return sealed
        sealed += made


def _latest() -> int:
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _seal_next(latest: int) -> int:
    previous = Seal.objects.order_by("-number").first()
    events = Event.objects.filter(id__gt=previous.last_event if previous else 0, id__lte=latest)
    found = list(events.order_by("id").values_list("id", "digest")[:EVENTS_PER_SEAL])
    if not found:
        return 0
    leaves = b"".join(digests.leaf(event, bytes(digest)) for event, digest in found)
    Seal.objects.create(
        number=previous.number + 1 if previous else 1,
        made_at=clock.now(),
        last_event=found[-1][0],
        events=len(found),
        leaves=leaves,
        digest=digests.seal_digest(bytes(previous.digest) if previous else b"", leaves),
    )
    return len(found)


def _settled() -> bool:
    """Wait until every transaction that may hold an event number given out by now has ended.

    SQLite has one writer, so numbers are committed in order. On PostgreSQL each writer of the table holds a lock on it
    until its end, which is seen without standing in anybody's way.
    """
    if connection.vendor == "sqlite":
        return True
    writers = _writers()
    deadline = time.monotonic() + WAIT_SECONDS
    while writers:
        if time.monotonic() > deadline:
            return False
        time.sleep(WAIT_STEP)
        writers &= _writers()
    return True


def _writers() -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, virtualtransaction FROM pg_locks WHERE relation = %s::regclass AND granted"
            " AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [Event._meta.db_table],
        )
        return set(cursor.fetchall())


def verify() -> Verified:
    """Check every seal, every event and its changed rows, then seal the tail. Rows are streamed.

    What is written meanwhile is left to the next time.

    Raises:
        Broken: naming the first event that was changed, taken out, or put in after its time.
    """
    latest = _latest()
    _settled()
    events = changes = 0
    digest, last = b"", 0
    links = Seal.objects.filter(last_event__lte=latest).order_by("number")
    for seals, link in enumerate(links.iterator(chunk_size=20), start=1):
        leaves = bytes(link.leaves)
        first = last + 1
        if link.number != seals or bytes(link.digest) != digests.seal_digest(digest, leaves):
            raise Broken(
                first,
                _("Event %(event)s and later ones: seal %(seal)s was changed.") % {"event": first, "seal": seals},
            )
        counted = _check_events(last, link.last_event, digests.leaves_of(leaves))
        events, changes = events + counted[0], changes + counted[1]
        digest, last = bytes(link.digest), link.last_event
    counted = _check_events(last, latest, None)
    seal()
    newest = Seal.objects.order_by("-number").first()
    return Verified(
        events + counted[0],
        changes + counted[1],
        newest.number if newest else 0,
        bytes(newest.digest) if newest else b"",
    )


def _check_events(after: int, until: int, expected: dict[int, bytes] | None) -> tuple[int, int]:
    """Check the events after one number until another; against the leaves of their seal, where they are sealed."""
    awaited = iter(expected or ())
    events = changes = 0
    while after < until:
        page = list(
            Event.objects.filter(id__gt=after, id__lte=until)
            .order_by("id")
            .values_list("id", "digest", *digests.EVENT_FIELDS)[:EVENTS_AT_ONCE]
        )
        end = page[-1][0] if len(page) == EVENTS_AT_ONCE else until
        with _ChangedRows(after, end) as changed:
            for number, digest, *values in page:
                if expected is not None:
                    _check_leaf(number, bytes(digest), next(awaited, None), expected)
                events += 1
                changes += _check_content(number, bytes(digest), values, changed)
        after = end
    missing = next(awaited, None)
    if missing is not None:
        raise _taken_out(missing)
    return events, changes


def _check_leaf(number: int, digest: bytes, leaf: int | None, expected: dict[int, bytes]) -> None:
    if leaf is not None and leaf < number:
        raise _taken_out(leaf)
    if leaf != number:
        raise Broken(number, _("Event %(event)s was put into the trail after its time.") % {"event": number})
    if expected[number] != digest[:16]:
        raise Broken(number, _("Event %(event)s was changed after it was sealed.") % {"event": number})


def _check_content(number: int, digest: bytes, values: Sequence[Any], changed: "_ChangedRows") -> int:
    content = dict(zip(digests.EVENT_FIELDS, values, strict=True))
    rows, rows_digest = changed.of(number, content["journal"])
    if digests.event_digest(values, rows_digest) != digest or rows != content["changes"]:
        raise Broken(number, _("Event %(event)s or the rows it changed are not as written.") % {"event": number})
    return rows


def _taken_out(event: int) -> Broken:
    return Broken(event, _("Event %(event)s was taken out of the trail.") % {"event": event})


class _ChangedRows:
    """The rows of `audit.Change` of a stretch of events, streamed while those are walked in the same order."""

    def __init__(self, after: int, until: int) -> None:
        rows = Change.objects.filter(event__gt=after, event__lte=until).order_by("event", "id")
        self._rows = rows.values_list("event", "kind", "object_id", "before", "after").iterator(ROWS_AT_ONCE)
        self._groups = groupby(self._rows, key=itemgetter(0))
        self._next = next(self._groups, None)

    def __enter__(self) -> "_ChangedRows":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        self._rows.close()  # type: ignore[attr-defined] # an abandoned cursor would stay open on the server
        if kind is None:
            self._refuse_orphans(None)

    def of(self, event: int, journal: str) -> tuple[int, bytes]:
        """How many rows the event changed, and their digest."""
        self._refuse_orphans(event)
        if journal:
            if not journals.is_declared(journal):
                raise Broken(event, _("Event %(event)s names an unknown journal.") % {"event": event})
            try:
                return journals.journal(journal).digest(event)
            except ObjectDoesNotExist:
                return 0, b""
        if self._next is None or self._next[0] != event:
            return 0, b""
        result = digests.digest_rows(row[1:] for row in self._next[1])
        self._next = next(self._groups, None)
        return result

    def _refuse_orphans(self, before: int | None) -> None:
        if self._next is not None and (before is None or self._next[0] < before):
            orphan = self._next[0]
            raise Broken(orphan, _("Event %(event)s is missing, but rows it changed are there.") % {"event": orphan})
