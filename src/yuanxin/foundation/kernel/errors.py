"""Refusals that a person reads: each names the thing, the reason and the remedy."""

from typing import Any, TypeVar

from django.utils.translation import gettext as _

R = TypeVar("R")


class Refused(Exception):
    """Something asked for cannot be done; `str(error)` is the sentence shown to the user.

    Args:
        message: what happened and why, in the user's language.
        remedy: what the user can do now.
        field: the form field the refusal belongs to, if any.
    """

    def __init__(self, message: Any, *, remedy: Any = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.field = field

    def __str__(self) -> str:
        message = str(self.message)
        # Chinese sentences follow one another without a space.
        between = "" if message.endswith(("。", "！", "？")) else " "
        return f"{message}{between}{self.remedy}".strip()


class NotAllowed(Refused):
    """The actor lacks the permission here."""


class OutOfScope(Refused):
    """What was asked for lies outside the actor's unions; told as if it did not exist (404)."""

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or _("There is no such record."))


class Stale(Refused):
    """The record was changed by someone else since it was shown."""


def found(record: R | None) -> R:
    """The record that a look-up in scope gave.

    Raises:
        OutOfScope: where it gave none.
    """
    if record is None:
        raise OutOfScope
    return record
