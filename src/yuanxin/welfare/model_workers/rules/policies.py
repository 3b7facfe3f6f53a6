"""What the policies of model workers' services hold; all amounts are set by level and change by year (C09)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.kernel.money import ZERO, yuan
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import Employment, ReliefCause

LOW_INCOME = "mw.low_income_line"
RELIEF = "mw.relief_tiers"
HOLIDAY = "mw.holiday_gift"
FUNERAL = "mw.funeral_gift"
MEDICAL = "mw.medical_ratio"
CHECK_DAYS = "mw.check_days"

# Keys of tables: a level (`2`), a level and who it is (`2.retired`), a cause and the sum paid from (`accident.10000`).
LEVELS = {str(level.value): level for level in HonourLevel}


@dataclass(frozen=True, slots=True)
class LowIncomeLine:
    """The line of low income a month (困难线), by level and standing; what a year's allowance is at least and at most.

    A level without a line has no allowance.
    """

    lines: dict[str, Decimal] = field(metadata={"label": gettext_lazy("Monthly line by level and standing")})
    least: Decimal = field(metadata={"label": gettext_lazy("Smallest allowance of a year")})
    caps: dict[str, Decimal] = field(metadata={"label": gettext_lazy("Largest allowance of a year by level")})

    def __post_init__(self) -> None:
        _check(self.lines, by_level_and_standing)
        _check(self.caps, by_level)
        _check_amounts({"": self.least})

    def line(self, level: int, employment: str) -> Decimal | None:
        """The monthly line; None where there is none."""
        return self.lines.get(f"{level}.{employment}")

    def cap(self, level: int) -> Decimal | None:
        """The largest allowance of a year."""
        return self.caps.get(str(level))


@dataclass(frozen=True, slots=True)
class ReliefTiers:
    """Special relief (特困救济) by cause and by what was paid oneself, from a sum on; a year's largest by level."""

    tiers: dict[str, Decimal] = field(metadata={"label": gettext_lazy("Relief by cause and sum paid from")})
    caps: dict[str, Decimal] = field(metadata={"label": gettext_lazy("Largest relief of a year by level")})

    def __post_init__(self) -> None:
        _check(self.tiers, by_cause_and_sum)
        _check(self.caps, by_level)

    def tiers_of(self, cause: str) -> list[tuple[Decimal, Decimal]]:
        """From which sum on, and how much, the highest first."""
        found = [
            (Decimal(start), amount)
            for key, amount in self.tiers.items()
            for of, _dot, start in [key.partition(".")]
            if of == cause
        ]
        return sorted(found, reverse=True)

    def cap(self, level: int) -> Decimal | None:
        """The largest relief of a year."""
        return self.caps.get(str(level))


@dataclass(frozen=True, slots=True)
class FlatGift:
    """An amount that everybody of a level is given alike."""

    amounts: dict[str, Decimal] = field(metadata={"label": gettext_lazy("Amount by level")})

    def __post_init__(self) -> None:
        _check(self.amounts, by_level)

    def of(self, level: int) -> Decimal | None:
        """The amount for a level; None where there is none."""
        return self.amounts.get(str(level))


@dataclass(frozen=True, slots=True)
class MedicalRatio:
    """How much of what one paid oneself for treatment comes back: deductible of a year, share, cap of a year."""

    ratios: dict[str, Decimal] = field(metadata={"label": gettext_lazy("Share in per cent by level")})
    deductibles: dict[str, Decimal] = field(metadata={"label": gettext_lazy("Deductible of a year by level")})
    caps: dict[str, Decimal] = field(metadata={"label": gettext_lazy("Largest reimbursement of a year by level")})

    def __post_init__(self) -> None:
        for table in (self.ratios, self.deductibles, self.caps):
            _check(table, by_level)
        if any(not 0 < ratio <= 100 for ratio in self.ratios.values()):
            raise ValueError(_("A share lies above 0 and at most at 100 per cent."))

    def of(self, level: int) -> tuple[Decimal, Decimal, Decimal | None] | None:
        """Share, deductible and cap of a level; None where nothing is reimbursed."""
        key = str(level)
        if key not in self.ratios:
            return None
        return self.ratios[key], self.deductibles.get(key, ZERO), self.caps.get(key)


def by_level(key: str) -> str:
    """What people read for a key that names a level.

    Raises:
        ValueError: for one that names none.
    """
    if key not in LEVELS:
        raise ValueError(_("“%(key)s” names no level: write 1 to 6.") % {"key": key})
    return str(LEVELS[key].label)


def by_level_and_standing(key: str) -> str:
    """What people read for a key that names a level and a standing; raises as `by_level`."""
    level, _dot, standing = key.partition(".")
    if standing not in Employment.values:
        raise ValueError(
            _("“%(key)s” names no standing: write level.%(standings)s.")
            % {"key": key, "standings": "|".join(Employment.values)}
        )
    return f"{by_level(level)}{Employment(standing).label}"


def by_cause_and_sum(key: str) -> str:
    """What people read for a key that names a cause and a sum; raises as `by_level`."""
    cause, _dot, start = key.partition(".")
    if cause not in ReliefCause.values or not start.isdigit():
        raise ValueError(
            _("“%(key)s” names no cause and sum: write %(cause)s.10000.")
            % {"key": key, "cause": "|".join(ReliefCause.values)}
        )
    return _("%(cause)s, from %(sum)s yuan") % {"cause": ReliefCause(cause).label, "sum": start}


def words_of_key(key: str) -> str:
    """What people read for any of these keys."""
    for read in (by_level, by_level_and_standing, by_cause_and_sum):
        try:
            return read(key)
        except ValueError:
            continue
    return key


def _check(table: Mapping[str, Decimal], read: Callable[[str], str]) -> None:
    for key in table:
        read(key)
    _check_amounts(table)


def _check_amounts(table: Mapping[str, Decimal]) -> None:
    for amount in table.values():
        if yuan(amount) < 0:
            raise ValueError(_("An amount is not negative."))
