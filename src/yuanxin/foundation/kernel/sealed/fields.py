"""The column that takes sealed values only."""

from typing import Any

from django.db import models

from yuanxin.foundation.kernel.sealed.vault import SHORTEST, VERSION


class SealedField(models.BinaryField):
    """A short text, sealed at rest. The attribute holds the sealed bytes; `unseal` opens them.

    Storing anything but a sealed value is refused, so that a clear number cannot slip into the database.
    """

    def from_db_value(self, value: bytes | memoryview | None, *_: Any) -> bytes | None:
        return None if value is None else bytes(value)

    def get_prep_value(self, value: Any) -> bytes | None:
        """The bytes to store.

        Raises:
            TypeError: for a text, or bytes that no `seal` made.
        """
        if value is None:
            return None
        if not isinstance(value, bytes | bytearray | memoryview) or len(value) < SHORTEST or value[0] != VERSION:
            raise TypeError(f"{self.name} takes what `seal` returned, not a clear value")
        return bytes(value)
