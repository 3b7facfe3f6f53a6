"""What a parser is given and what it gives."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from yuanxin.foundation.intake.reading.inspection import DAY_ZERO


@dataclass(frozen=True)
class Cells:
    """One column as written: blank cells null, `typed` where a cell holds a number (None where none does).

    `day_zero` is the day from which the file counts its serial days.
    """

    texts: pl.Series
    typed: pl.Series | None = None
    day_zero: datetime.date = DAY_ZERO

    @property
    def numeric(self) -> pl.Series:
        """Which cells hold a number."""
        if self.typed is not None:
            return self.typed
        return pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(self.texts))


@dataclass(frozen=True)
class Parsed:
    """A column read: the value, the code of an error, the code of a warning, and what else the column tells."""

    value: pl.Series
    error: pl.Series
    warning: pl.Series | None = None
    besides: dict[str, pl.Series] = field(default_factory=dict)


Parser = Callable[[Cells, datetime.date], Parsed]


def parsed(frame: pl.DataFrame, value: pl.Expr, error: pl.Expr) -> Parsed:
    """The two columns computed at once."""
    done = frame.select(value.alias("value"), error.alias("error"))
    return Parsed(done["value"], done["error"])
