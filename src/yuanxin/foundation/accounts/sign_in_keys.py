"""The key that ties a signed cookie to its `SignIn` row."""

import hashlib
import secrets

SESSION_KEY = "sign_in"
SEEN_KEY = "seen"


def new_key() -> str:
    """A key nobody can guess."""
    return secrets.token_urlsafe(24)


def digest_of(key: str) -> bytes:
    """What the database holds of the key; the key is random, so that a plain digest is enough."""
    return hashlib.blake2b(key.encode(), digest_size=32).digest()
