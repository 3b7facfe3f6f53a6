"""Frozen rows as bytes: sorted by record, numbers delta-coded, compressed, under a digest of what they say.

The digest is taken before compression, so that it stays the same whatever compresses the bytes.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple, TypeAlias

Key: TypeAlias = "int | str"
DIGEST_BYTES = 32
COMPRESSION = 6


class FrozenRow(NamedTuple):
    """One row behind a figure: its kind and number, and what it says to the measure (`key`, `part`)."""

    kind: str
    number: int
    key: Key
    part: Decimal

    @property
    def record(self) -> str:
        return f"{self.kind}:{self.number}"


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows packed: their bytes, how many they are, and the digest over what they say."""

    content: bytes
    rows: int
    digest: bytes


class BrokenRows(ValueError):
    """Bytes that do not say what their digest says."""


def pack(rows: Iterable[FrozenRow]) -> Packed:
    """Pack rows; the same rows in any order give the same digest."""
    ordered = sorted(rows, key=lambda row: (row.kind, row.number, str(row.key), row.part))
    text = json.dumps(
        [_group(kind, group) for kind, group in _by_kind(ordered)], ensure_ascii=False, separators=(",", ":")
    )
    plain = text.encode()
    return Packed(zlib.compress(plain, COMPRESSION), len(ordered), digest_of(plain))


def unpack(content: bytes, digest: bytes) -> list[FrozenRow]:
    """The rows, in the order of their kinds and numbers.

    Raises:
        BrokenRows: if the bytes were changed.
    """
    return [row for group in json.loads(_opened(content, digest)) for row in _rows(group)]


def is_whole(content: bytes, digest: bytes) -> bool:
    """Whether the bytes hold what their digest says."""
    try:
        _opened(content, digest)
    except BrokenRows:
        return False
    return True


def _opened(content: bytes, digest: bytes) -> bytes:
    try:
        plain = zlib.decompress(content)
    except zlib.error as error:
        raise BrokenRows("the bytes do not open") from error
    if digest_of(plain) != digest:
        raise BrokenRows("the rows are not those that were frozen")
    return plain


def digest_of(*parts: bytes) -> bytes:
    """32 bytes over the parts, each told apart from the next."""
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def _by_kind(rows: Sequence[FrozenRow]) -> Iterator[tuple[str, list[FrozenRow]]]:
    groups: dict[str, list[FrozenRow]] = {}
    for row in rows:
        groups.setdefault(row.kind, []).append(row)
    yield from groups.items()


def _group(kind: str, rows: Sequence[FrozenRow]) -> list[object]:
    """Kind, deltas of the numbers, keys (empty where each is the number), parts (empty where each is one)."""
    numbers = [row.number for row in rows]
    keys = [row.key for row in rows]
    parts = [row.part for row in rows]
    deltas = [number - before for before, number in zip([0, *numbers[:-1]], numbers, strict=True)]
    return [
        kind,
        deltas,
        [] if keys == numbers else keys,
        [] if all(part == 1 for part in parts) else [f"{part:f}" for part in parts],
    ]


def _rows(group: Sequence[object]) -> Iterator[FrozenRow]:
    kind, deltas, keys, parts = group
    numbers = list(accumulate(deltas))  # type: ignore[call-overload]
    kept_keys = keys or numbers
    kept_parts = [Decimal(part) for part in parts] if parts else [Decimal(1)] * len(numbers)  # type: ignore[attr-defined]
    for number, key, part in zip(numbers, kept_keys, kept_parts, strict=True):  # type: ignore[call-overload]
        yield FrozenRow(str(kind), number, key, part)
