"""What a unit is given for enrolling its members: a rate a head, each step kept."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy

from yuanxin.foundation.kernel.money import yuan
from yuanxin.welfare.mutual_aid.rules.enrolling import check_amount

UNIT_SUBSIDY = "mutual.unit_subsidy_rate"


@dataclass(frozen=True, slots=True)
class UnitSubsidyRate:
    """What a unit is given for each person it enrols, in yuan a head and period (单位补助标准)."""

    per_head: Decimal = field(metadata={"label": gettext_lazy("Yuan a head and period")})

    def __post_init__(self) -> None:
        check_amount(self.per_head)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a calculation, as it is kept: a code, the numbers that went in, and what came out, in yuan."""

    code: str
    numbers: dict[str, str]
    result: str

    def stored(self) -> dict[str, object]:
        """As JSON keeps it."""
        return {"code": self.code, "numbers": self.numbers, "result": self.result}


def subsidy_of(persons: int, rate: UnitSubsidyRate) -> tuple[Decimal, list[Step]]:
    """What a unit is given for so many people, and how it was reckoned."""
    amount = yuan(rate.per_head * persons)
    numbers = {"persons": str(persons), "per_head": str(yuan(rate.per_head))}
    return amount, [Step("persons_by_rate", numbers, str(amount))]
