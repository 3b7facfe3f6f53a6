"""Sealing and opening with the keys of this site.

A sealed value is: version (1 byte), suite (1), key id (1), nonce (12), cipher text, tag (16). The first three bytes are
authenticated, so a value cannot be passed off as one of another suite or key.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from yuanxin.foundation.kernel.sealed.keys import KeyRing, read_key_ring
from yuanxin.foundation.kernel.sealed.suites import NONCE_BYTES, SUITE_BY_CODE, SUITES, TAG_BYTES, Suite

VERSION = 1
HEADER_BYTES = 3
SHORTEST = HEADER_BYTES + NONCE_BYTES + TAG_BYTES


class BrokenSeal(Exception):
    """Bytes that are no sealed value of this site: changed, cut, or sealed by a key the ring does not hold."""


class Vault:
    """The keys of one ring, ready for use."""

    def __init__(self, ring: KeyRing, suite: Suite) -> None:
        self.suite = suite
        self.header = bytes((VERSION, suite.code, ring.current))
        self._ring = ring
        self._encrypt = suite.encryptor(suite.derive(ring.masters[ring.current], b"sealing"))
        self._lookup_key = suite.derive(ring.lookup, b"look-up")
        self._decryptors: dict[bytes, Callable[[bytes, bytes, bytes], bytes]] = {}

    def seal_bytes(self, content: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return self.header + nonce + self._encrypt(nonce, content, self.header)

    def seal_many(self, texts: Sequence[str]) -> list[bytes]:
        nonces = os.urandom(NONCE_BYTES * len(texts))
        header, encrypt, answers, position = self.header, self._encrypt, [], 0
        for text in texts:
            nonce = nonces[position : position + NONCE_BYTES]
            position += NONCE_BYTES
            answers.append(header + nonce + encrypt(nonce, text.encode(), header))
        return answers

    def unseal(self, sealed: bytes) -> str:
        return self.unseal_bytes(sealed).decode()

    def unseal_bytes(self, sealed: bytes) -> bytes:
        header = sealed[:HEADER_BYTES]
        decrypt = self._decryptors.get(header) or self._decryptor(header)
        try:
            return decrypt(
                sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES], sealed[HEADER_BYTES + NONCE_BYTES :], header
            )
        except (InvalidTag, ValueError) as error:
            raise BrokenSeal(
                f"a value of {len(sealed)} bytes does not open: changed, or sealed by another key"
            ) from error

    def digests(self, texts: Iterable[str]) -> list[bytes]:
        return self.suite.digests(self._lookup_key, (text.encode() for text in texts))

    def _decryptor(self, header: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        if len(header) < HEADER_BYTES or header[0] != VERSION or header[1] not in SUITE_BY_CODE:
            raise BrokenSeal("not a sealed value")
        suite, master = SUITE_BY_CODE[header[1]], self._ring.masters.get(header[2])
        if master is None:
            raise BrokenSeal(f"sealed by key {header[2]}, which YUANXIN_DATA_KEY does not hold")
        self._decryptors[header] = suite.decryptor(suite.derive(master, b"sealing"))
        return self._decryptors[header]


@lru_cache(maxsize=8)
def _vault(data_key: str, suite: str) -> Vault:
    if suite not in SUITES:
        raise ImproperlyConfigured(f"YUANXIN_SEALING_SUITE: {suite!r} is not one of {', '.join(SUITES)}")
    return Vault(read_key_ring(data_key), SUITES[suite])


def vault() -> Vault:
    """The vault of the present settings: `DATA_KEY`, and `SEALING_SUITE` (`aes` unless set to `sm`).

    Raises:
        ImproperlyConfigured: if either cannot be read.
    """
    return _vault(settings.DATA_KEY, settings.SEALING_SUITE)


def seal(text: str) -> bytes:
    """Seal one text; each call gives other bytes."""
    return vault().seal_many((text,))[0]


def seal_many(texts: Sequence[str]) -> list[bytes]:
    """Seal a column; the way for bulk work."""
    return vault().seal_many(texts)


def seal_bytes(content: bytes) -> bytes:
    """Seal a file or any other bytes."""
    return vault().seal_bytes(content)


def unseal_bytes(sealed: bytes | memoryview) -> bytes:
    """The clear bytes of what `seal_bytes` made.

    Raises:
        BrokenSeal: if they were changed or their key is not in the ring.
    """
    return vault().unseal_bytes(bytes(sealed))


def unseal(sealed: bytes | memoryview) -> str:
    """The clear text of a sealed value. Whoever shows it to a person has checked the right and written the event.

    Raises:
        BrokenSeal: if the bytes were changed or their key is not in the ring.
    """
    return vault().unseal(bytes(sealed))


def unseal_many(sealed: Iterable[bytes | memoryview]) -> list[str]:
    """The clear texts of a column.

    Raises:
        BrokenSeal: at the first value that does not open.
    """
    opening = vault().unseal
    return [opening(bytes(value)) for value in sealed]


def lookup_digest(text: str) -> bytes:
    """16 bytes that stand for `text` in a look-up column; the same text gives the same bytes on this site only."""
    return vault().digests((text,))[0]


def lookup_digests(texts: Iterable[str]) -> list[bytes]:
    """The look-up digests of a column."""
    return vault().digests(texts)


def needs_resealing(sealed: bytes | memoryview) -> bool:
    """Whether a value was sealed by another key or suite than the present one."""
    return bytes(sealed[:HEADER_BYTES]) != vault().header
