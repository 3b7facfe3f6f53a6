"""The kinds of records that take attachments, each declared by its app in `apps.py`."""

from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True, slots=True)
class Holder:
    """A model whose records hold attachments.

    Args:
        view, edit: the permissions, over the record's union, that open its attachments and change them.
    """

    model: type[models.Model]
    view: str
    edit: str


class TakesNone(LookupError):
    """A kind of record that no app declared to take attachments."""


_holders: dict[str, Holder] = {}


def take_attachments(model: type[models.Model], *, view: str, edit: str) -> None:
    """Let the records of a scoped model hold attachments."""
    _holders[model._meta.label_lower] = Holder(model, view, edit)


def holder_of(kind: str) -> Holder:
    """What was declared for a kind (`members.person`).

    Raises:
        TakesNone: if nothing was.
    """
    try:
        return _holders[kind]
    except KeyError:
        raise TakesNone(kind) from None


def takes_attachments(model: type[models.Model]) -> bool:
    """Whether some app declared that the model's records hold attachments."""
    return model._meta.label_lower in _holders


def forget(model: type[models.Model]) -> None:
    """Take a declaration back."""
    _holders.pop(model._meta.label_lower, None)
