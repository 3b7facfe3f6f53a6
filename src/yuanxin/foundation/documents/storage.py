"""Where files stand: outside the web root, named by the digest of their content, never overwritten."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings

CHUNK = 1024 * 1024


class FileDamaged(Exception):
    """The file is gone, or is no longer what was stored."""


def keep(stream: IO[bytes]) -> tuple[str, int]:
    """Store the content and return its SHA-256 and size. The same content is stored once.

    The file is complete and on disk before it gets its name; a transaction that fails later leaves a file no row names.
    """
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".incoming-", delete=False) as aside:
        try:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                size += aside.write(chunk)
            aside.flush()
            os.fsync(aside.fileno())
            place = path_of(digest.hexdigest())
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.replace(aside.name, place)
        except BaseException:
            Path(aside.name).unlink(missing_ok=True)
            raise
    return digest.hexdigest(), size


def path_of(digest: str) -> Path:
    """Where the content with this SHA-256 stands."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest


def checked(digest: str) -> bytes:
    """The stored content, proved by its digest; read whole, so that what was proved is what is given out.

    Raises:
        FileDamaged: if it is missing or differs.
    """
    try:
        content = path_of(digest).read_bytes()
    except OSError as error:
        raise FileDamaged(digest) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise FileDamaged(digest)
    return content
