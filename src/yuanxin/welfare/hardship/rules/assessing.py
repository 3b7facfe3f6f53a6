"""The means test (测算): net income per head and month, and the category that the rules of a day give it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from yuanxin.foundation.kernel.money import FEN, ZERO
from yuanxin.welfare.hardship.choices import Category, Cause, Exclusion, Vehicle
from yuanxin.welfare.hardship.rules.declared import Declared
from yuanxin.welfare.hardship.rules.policies import CategoryRules, Exclusions

MONTHS = 12
NO_CATEGORY = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison of the net income with a multiple of the line."""

    category: str
    multiple: Decimal
    limit: Decimal
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What the means test gave, with all that leads to it; made again from the same things it is the same."""

    members: int
    income: Decimal
    costs: Decimal
    net: Decimal
    line: Decimal
    compared: tuple[Compared, ...]
    exclusions: tuple[str, ...]
    exception: str
    category: str

    def as_text(self) -> str:
        """The text that is sealed."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The result that `as_text` wrote."""
        values: dict[str, Any] = json.loads(text)
        for name in ("income", "costs", "net", "line"):
            values[name] = Decimal(values[name])
        values["compared"] = tuple(
            Compared(each["category"], Decimal(each["multiple"]), Decimal(each["limit"]), each["fits"])
            for each in values["compared"]
        )
        values["exclusions"] = tuple(values["exclusions"])
        return cls(**values)


def net_per_head(income: Decimal, costs: Decimal, members: int) -> Decimal:
    """(income of twelve months − rigid costs) ÷ 12 ÷ members, to the fen, half up.

    >>> net_per_head(Decimal(42000), Decimal(21000), 3), net_per_head(Decimal(36000), Decimal(40000), 2)
    (Decimal('583.33'), Decimal('-166.67'))
    """
    return ((income - costs) / (MONTHS * members)).quantize(FEN, ROUND_HALF_UP)


def assess(declared: Declared, line: Decimal, rules: CategoryRules, exclusions: Exclusions) -> Assessed:
    """The means test of a household by the line and the rules of one day."""
    income = sum((each.amount for each in declared.income), ZERO)
    costs = sum((each.amount for each in declared.costs), ZERO)
    net = net_per_head(income, costs, len(declared.members))
    found = excluded(declared, exclusions)
    compared = comparisons(net, line, rules, declared.causes)
    fitting = next((each.category for each in compared if each.fits), NO_CATEGORY)
    kept_out = bool(found) and not declared.exception.strip()
    return Assessed(
        members=len(declared.members),
        income=income,
        costs=costs,
        net=net,
        line=line,
        compared=tuple(compared),
        exclusions=found,
        exception=declared.exception.strip(),
        category=NO_CATEGORY if kept_out else fitting,
    )


def comparisons(net: Decimal, line: Decimal, rules: CategoryRules, causes: Sequence[str]) -> list[Compared]:
    """The comparisons in their order, up to the first that fits."""
    ladder = list(rules.ladder)
    if Cause.ACCIDENT in causes:
        ladder.append((Category.ACCIDENT, rules.accident_below))
    made = []
    for category, multiple in ladder:
        limit = (line * multiple).quantize(FEN, ROUND_HALF_UP)
        made.append(Compared(str(category), multiple, limit, net < limit))
        if net < limit:
            break
    return made


def excluded(declared: Declared, rules: Exclusions) -> tuple[str, ...]:
    """What keeps the household out of the files by the rules."""
    grounds = {
        Exclusion.HOMES: declared.homes >= rules.homes,
        Exclusion.VEHICLE: declared.vehicle == Vehicle.PRIVATE and Exclusion.VEHICLE in rules.others,
        Exclusion.BUSINESS: declared.business and Exclusion.BUSINESS in rules.others,
        Exclusion.LUXURY: declared.luxury and Exclusion.LUXURY in rules.others,
    }
    return tuple(str(ground) for ground, holds in grounds.items() if holds)
