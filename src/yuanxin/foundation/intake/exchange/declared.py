"""What an app declares of a file that it exchanges."""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise

from yuanxin.foundation.intake.declarations import Declaration
from yuanxin.foundation.intake.exchange.formats import ExchangeFormat
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.models import Union


class Exchange(ABC):
    """A kind of file exchanged with another system; read in as a list of ours, and written from the registry."""

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    # What the file is called, in Chinese whatever the language of the pages.
    file_name: ClassVar[str]
    declaration: ClassVar[Declaration]
    # The code of the policy that holds the mapping.
    policy: ClassVar[str]
    # Our words for our codes, by column, which the list reads back.
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    # What is asked of who takes a file out, and of who takes it in clear: blank where nothing of it is masked.
    export: ClassVar[str]
    clear: ClassVar[str] = ""
    # The kind of record that the trail tells the taking of.
    kind: ClassVar[str]
    # The name space of its pages, which `ExchangePages` fills in.
    pages: str = ""

    @abstractmethod
    def records(self, union: Union, today: datetime.date) -> QuerySet[Any]:
        """What goes out of `union`, in the order of the file."""

    @abstractmethod
    def values(self, records: Sequence[Any], *, clear: bool) -> Iterable[Mapping[str, str]]:
        """Of each record our columns and our codes, as text; masked unless `clear`."""

    def format(self, day: datetime.date) -> ExchangeFormat:
        """The mapping in force on a day.

        Raises:
            NoPolicy: if no version holds on that day.
        """
        return policy(self.policy, on=day)  # type: ignore[no-any-return]


_exchanges: dict[str, Exchange] = {}


def add_exchange(exchange: Exchange) -> None:
    """Make an exchange known; from an app's `apps.py`."""
    _exchanges[exchange.code] = exchange


def exchanges() -> tuple[Exchange, ...]:
    """Every declared exchange."""
    return tuple(_exchanges.values())
