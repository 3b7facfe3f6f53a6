"""Sealed values: personal data that stands encrypted in the database, with a digest beside it for look-up.

A value is sealed by `seal` and opened by `unseal`, each an explicit call, so that a clear view is always a decision
somebody took. Two seals of one text differ; `lookup_digest` of one text is always the same 16 bytes, which is what a
unique column and a look-up by the whole value use. The keys stand in the settings, never in the database.
"""

from yuanxin.foundation.kernel.sealed.fields import SealedField
from yuanxin.foundation.kernel.sealed.vault import (
    BrokenSeal,
    lookup_digest,
    lookup_digests,
    needs_resealing,
    seal,
    seal_bytes,
    seal_many,
    unseal,
    unseal_bytes,
    unseal_many,
)

__all__ = [
    "BrokenSeal",
    "SealedField",
    "lookup_digest",
    "lookup_digests",
    "needs_resealing",
    "seal",
    "seal_bytes",
    "seal_many",
    "unseal",
    "unseal_bytes",
    "unseal_many",
]
