"""Sealed values: personal data that stands encrypted in the database, with a digest beside it for look-up."""

from django.db import models


class SealedField(models.BinaryField):
    """A short text, sealed at rest."""
