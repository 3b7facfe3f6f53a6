"""What the departments pay, each kind declared by its app in `apps.py`."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from yuanxin.foundation.payments.models import Payment

Text = str | Promise


class Told(Protocol):
    """Tells a department what became of its payments, inside the transaction that did it."""

    def __call__(self, payments: "Sequence[Payment]", *, today: datetime.date) -> None: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of payment.

    Args:
        code: `room.kind`; never changed once something was paid.
        label: what people call it (临时救助).
        view: the permission that opens payments of this kind; without it the register does not show them.
        url_name: the page of a cause, with its id; none where the cause has none.
        asks: the permission that has such a payment made, or called off; by default `view`.
        purpose: what the bank prints beside the amount (用途); by default the label.
        on_settled: told of payments that were paid, so that the department can date its records in bulk.
        on_reversed: told of payments that came back; each has its `reversed_on`.
    """

    code: str
    label: Text
    view: str
    url_name: str = ""
    asks: str = ""
    purpose: Text = ""
    on_settled: Told | None = None
    on_reversed: Told | None = None

    @property
    def permission_to_ask(self) -> str:
        return self.asks or self.view


class UnknownKind(LookupError):
    """A kind of payment that no app declared."""


_kinds: dict[str, Kind] = {}


def declare_kind(kind: Kind) -> Kind:
    """Make a kind of payment known to the desk."""
    _kinds[kind.code] = kind
    return kind


def forget_kinds(*codes: str) -> None:
    """Take kinds out again: for tests that declare their own."""
    for code in codes:
        _kinds.pop(code, None)


def kind_of(code: str) -> Kind:
    """The kind declared under `code`.

    Raises:
        UnknownKind: if no app declared it.
    """
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownKind(code) from None


def find_kind(code: str) -> Kind | None:
    """The kind declared under `code`; None for one that no app declares any more, of which payments may still stand."""
    return _kinds.get(code)


def kinds() -> tuple[Kind, ...]:
    """Every kind, in the order of declaration."""
    return tuple(_kinds.values())


def purpose_of(code: str) -> str:
    """What the bank prints beside an amount of the kind."""
    return str(_kinds[code].purpose or _kinds[code].label) if code in _kinds else code


def kind_label(code: str) -> str:
    """What people read for a kind; the code itself of one that no app declares any more."""
    return str(_kinds[code].label) if code in _kinds else code
