"""Hardship at a glance: the stock by category, the flows of a period, the money of twelve months."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from yuanxin.foundation.figures.breakdowns import Part, by_kind, by_month
from yuanxin.foundation.figures.catalogue import figure_of
from yuanxin.foundation.figures.queries import Measured, measured
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import Union

FLOWS = ("files", "files_opened", "files_changed", "files_recovered", "files_closed", "files_returned")
MONEY = ("temporary_households", "temporary_amount", "routine_households", "routine_amount")
AMOUNTS = ("temporary_amount", "routine_amount")


@dataclass(frozen=True, slots=True)
class Number:
    """A figure of the period, and how it differs from the period before."""

    now: Measured
    change: Decimal

    @property
    def exact(self) -> str:
        """The value as a table tells it, amounts with their two places: not as the half-year prints it."""
        return f"{self.now.value:,.2f}" if self.now.figure.in_money else f"{self.now.value:,.0f}"


@dataclass(frozen=True, slots=True)
class Glance:
    """All that the page shows."""

    flows: Sequence[Number]
    money: Sequence[Number]
    categories: Sequence[Part]
    months: Sequence[Period]
    amounts: Sequence[tuple[str, Sequence[Decimal]]]


def glance(union: Union, period: Period) -> Glance:
    """Hardship in a union and all below it."""
    stock = figure_of("hardship.files")
    by_amount = [
        (figure_of(f"hardship.{name}"), by_month(figure_of(f"hardship.{name}"), union, period)) for name in AMOUNTS
    ]
    return Glance(
        flows=numbers(FLOWS, union, period),
        money=numbers(MONEY, union, period),
        categories=by_kind(stock, union, period, stock.splits[0]),
        months=[each for each, _amount in by_amount[0][1]],
        amounts=[(str(figure.label), [amount for _month, amount in months]) for figure, months in by_amount],
    )


def numbers(names: Sequence[str], union: Union, period: Period) -> list[Number]:
    """Figures of the period with their change, all read at once."""
    figures = [figure_of(f"hardship.{name}") for name in names]
    read = iter(measured([(figure, union, each) for figure in figures for each in (period, period.previous())]))
    return [Number(now, now.value - before.value) for now, before in zip(read, read, strict=True)]
