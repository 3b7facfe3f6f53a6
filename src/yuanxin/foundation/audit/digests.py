"""Digests of the trail: pure functions, so that writing and verifying cannot differ."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

SIZE = 32
LEAF_SIZE = 8 + 16
EVENT_FIELDS = (
    "at",
    "actor",
    "actor_label",
    "address",
    "action",
    "kind",
    "object_id",
    "object_label",
    "union",
    "reason",
    "details",
    "changes",
    "journal",
)

# One text of JSON for one value, however an engine stores it.
written = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class ChangesDigest:
    """A running digest over the changed rows of one event, in their order."""

    def __init__(self) -> None:
        self.rows = 0
        self._digest = hashlib.blake2b(digest_size=SIZE)

    def add(self, kind: str, object_id: int, before: Any, after: Any) -> None:
        """A row, its values as they are."""
        self.add_written(kind, object_id, written(before), written(after))

    def add_written(self, kind: str, object_id: int, before: str, after: str) -> None:
        """A row whose values are `written` already."""
        self.rows += 1
        self._digest.update(f"[{written(kind)},{object_id},{before},{after}]".encode())

    def value(self) -> bytes:
        """The digest so far; empty where there was no row."""
        return self._digest.digest() if self.rows else b""


def event_digest(values: Sequence[Any], changes_digest: bytes) -> bytes:
    """The digest of an event: `values` are those of `EVENT_FIELDS`, `changes_digest` that of its rows."""
    at, *others = values
    moment = at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    return hashlib.blake2b(canonical([moment, *others]) + changes_digest, digest_size=SIZE).digest()


def leaf(event: int, digest: bytes) -> bytes:
    """An event as a seal holds it: its number and the first half of its digest."""
    return event.to_bytes(8, "big") + digest[:16]


def leaves_of(packed: bytes) -> dict[int, bytes]:
    """The events a seal holds: number → half digest."""
    return {
        int.from_bytes(packed[start : start + 8], "big"): packed[start + 8 : start + LEAF_SIZE]
        for start in range(0, len(packed), LEAF_SIZE)
    }


def seal_digest(previous: bytes, leaves: bytes) -> bytes:
    """The digest of a seal, chained to the seal before (empty for the first)."""
    return hashlib.blake2b(previous + leaves, digest_size=SIZE).digest()


def canonical(value: Any) -> bytes:
    """As `written`, in bytes."""
    return written(value).encode()


def digest_rows(rows: Iterable[tuple[str, int, Any, Any]]) -> tuple[int, bytes]:
    """How many rows (kind, id, before, after) there are, and their digest."""
    digest = ChangesDigest()
    for row in rows:
        digest.add(*row)
    return digest.rows, digest.value()
