"""An exchange format: which names another system's file gives our columns and our codes. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class ExchangeFormat:
    """A version of an exchange format: our column → its head in the file, our code → its code.

    `codes` has keys such as `sex.1` or `migrant.yes`. A column without codes of its own is exchanged in our words. A
    subclass says which columns of a list may be exchanged, in their order, and without which no row is told apart.
    """

    exchanged: ClassVar[tuple[str, ...]] = ()
    required: ClassVar[tuple[str, ...]] = ()

    columns: dict[str, str] = field(metadata={"label": gettext_lazy("Head of each column")})
    codes: dict[str, str] = field(metadata={"label": gettext_lazy("Code for each of ours")})

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.columns) - set(self.exchanged)):
            raise ValueError(_("There is no column %(columns)s to exchange.") % {"columns": "、".join(unknown)})
        if missing := [name for name in self.required if not self.columns.get(name, "").strip()]:
            raise ValueError(_("The columns %(columns)s need a head.") % {"columns": "、".join(missing)})
        if twice := _twice(self.columns.values()):
            raise ValueError(_("Two columns have the head %(heads)s.") % {"heads": "、".join(twice)})
        for key in self.codes:
            column, dot, code = key.partition(".")
            if not dot or not code or column not in self.columns:
                raise ValueError(_("“%(key)s” names no code of an exchanged column.") % {"key": key})
        for column in self.columns:
            if twice := _twice(self.words(column).values()):
                raise ValueError(
                    _("Two codes of “%(column)s” are exchanged as %(words)s.")
                    % {"column": column, "words": "、".join(twice)}
                )

    @property
    def heads(self) -> dict[str, str]:
        """The columns in the order of our list: a database need not keep that of the mapping."""
        return {code: self.columns[code] for code in self.exchanged if code in self.columns}

    def words(self, column: str) -> dict[str, str]:
        """Our code → the file's, for one column."""
        return {
            key.removeprefix(f"{column}."): word for key, word in self.codes.items() if key.startswith(f"{column}.")
        }

    @cached_property
    def read(self) -> Mapping[str, Mapping[str, str]]:
        """The file's code → ours, by column."""
        return {column: {theirs: ours for ours, theirs in words.items()} for column, words in self.written.items()}

    @cached_property
    def written(self) -> Mapping[str, Mapping[str, str]]:
        """Our code → the file's, by column."""
        return {column: words for column in self.columns if (words := self.words(column))}


def _twice(values: object) -> list[str]:
    return [value for value, number in Counter(values).items() if number > 1]  # type: ignore[call-overload]
