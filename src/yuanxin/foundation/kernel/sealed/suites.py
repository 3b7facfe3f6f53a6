"""The two sets of algorithms: AES-256-GCM with BLAKE2b, and the national SM4-GCM with HMAC-SM3 (GM/T 0002, 0004)."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
TAG_BYTES = 16
DIGEST_BYTES = 16


class Suite(Protocol):
    """One set of algorithms. `code` is the second byte of every value it sealed and is never given to another."""

    code: int
    name: str

    def derive(self, master: bytes, purpose: bytes) -> bytes:
        """The key for one purpose from a master key (HKDF): knowing one tells nothing of the others."""

    def encryptor(self, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        """A function (nonce, text, header) → cipher text and tag; the header is authenticated with it."""

    def decryptor(self, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        """The inverse, (nonce, cipher text and tag, header) → text.

        Raises:
            InvalidTag: if a byte of any of them was changed or the key is another.
        """

    def digests(self, key: bytes, texts: Iterable[bytes]) -> list[bytes]:
        """The keyed digest of each text, `DIGEST_BYTES` long."""


class AesSuite:
    """AES-256-GCM for sealing, keyed BLAKE2b for look-up: the default."""

    code = 1
    name = "aes"

    def derive(self, master: bytes, purpose: bytes) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"yuanxin " + purpose).derive(master)

    def encryptor(self, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        return AESGCM(key).encrypt

    def decryptor(self, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        return AESGCM(key).decrypt

    def digests(self, key: bytes, texts: Iterable[bytes]) -> list[bytes]:
        fresh = hashlib.blake2b(digest_size=DIGEST_BYTES, key=key).copy
        answers = []
        for text in texts:
            digest = fresh()
            digest.update(text)
            answers.append(digest.digest())
        return answers


class SmSuite:
    """SM4-GCM for sealing, HMAC-SM3 cut to 16 bytes for look-up, where GB/T 39786 asks for national algorithms."""

    code = 2
    name = "sm"

    def derive(self, master: bytes, purpose: bytes) -> bytes:
        return HKDF(algorithm=hashes.SM3(), length=16, salt=None, info=b"yuanxin " + purpose).derive(master)

    def encryptor(self, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        cipher = algorithms.SM4(key)

        def encrypt(nonce: bytes, text: bytes, header: bytes) -> bytes:
            sealing = Cipher(cipher, modes.GCM(nonce)).encryptor()
            sealing.authenticate_additional_data(header)
            return sealing.update(text) + sealing.finalize() + sealing.tag

        return encrypt

    def decryptor(self, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        cipher = algorithms.SM4(key)

        def decrypt(nonce: bytes, body: bytes, header: bytes) -> bytes:
            if len(body) < TAG_BYTES:
                raise InvalidTag
            opening = Cipher(cipher, modes.GCM(nonce, body[-TAG_BYTES:])).decryptor()
            opening.authenticate_additional_data(header)
            return opening.update(body[:-TAG_BYTES]) + opening.finalize()

        return decrypt

    def digests(self, key: bytes, texts: Iterable[bytes]) -> list[bytes]:
        keyed = hmac.HMAC(key, hashes.SM3())
        answers = []
        for text in texts:
            digest = keyed.copy()
            digest.update(text)
            answers.append(digest.finalize()[:DIGEST_BYTES])
        return answers


SUITES: dict[str, Suite] = {"aes": AesSuite(), "sm": SmSuite()}
SUITE_BY_CODE: dict[int, Suite] = {suite.code: suite for suite in SUITES.values()}
