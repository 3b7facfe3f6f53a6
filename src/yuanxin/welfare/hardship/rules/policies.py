"""The parameters that policies hold, as typed schemas."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.welfare.hardship.choices import Category, Exclusion

# Poor households: the line, the categories above it, and the times.
DIBAO_LINE = "poor.dibao_line"
CATEGORY_RULES = "poor.category_rules"
EXCLUSIONS = "poor.exclusions"
PUBLICITY_DAYS = "poor.publicity_days"
REVIEW_MONTHS = "poor.review_months"
EXIT_MONTHS = "poor.exit_months"
SURVEY_DAYS = "poor.survey_days"
REVIEW_DAYS = "poor.review_days"
APPROVAL_DAYS = "poor.approval_days"
CHECK_CONSENT = "poor.check_consent"
# Relief.
RELIEF_CAPS = "relief.caps"
HOLIDAY_AMOUNTS = "relief.holiday_amounts"

CHILD_BELOW = 14


def labelled(label: Any) -> Any:
    """A field of a schema with what people read for it."""
    return field(metadata={"label": label})


@dataclass(frozen=True, slots=True)
class DibaoLine:
    """The minimum living allowance of a person and month (最低生活保障标准), in yuan."""

    monthly: Decimal = field(metadata={"label": gettext_lazy("Yuan a month")})

    def __post_init__(self) -> None:
        if self.monthly <= 0:
            raise ValueError(_("The line is more than 0."))


@dataclass(frozen=True, slots=True)
class CategoryRules:
    """Which households are in hardship: each category with the multiple of the line its net income lies below.

    A household is of the first category, by the lowest multiple, that it fits. One that fell into need by an accident
    and fits none of them is of the accident category below that multiple.
    """

    below: dict[str, Decimal] = field(metadata={"label": gettext_lazy("Category and multiple of the line")})
    accident_below: Decimal = field(metadata={"label": gettext_lazy("Hardship by accident below this multiple")})

    def __post_init__(self) -> None:
        unknown = set(self.below) - {Category.DIBAO, Category.EDGE, Category.DEEP, Category.RELATIVE}
        if unknown or not self.below:
            raise ValueError(_("Write categories as dibao, edge, deep or relative."))
        if any(multiple <= 0 for multiple in (*self.below.values(), self.accident_below)):
            raise ValueError(_("A multiple is more than 0."))

    @property
    def ladder(self) -> list[tuple[str, Decimal]]:
        """The categories from the lowest multiple up."""
        return sorted(self.below.items(), key=lambda each: each[1])


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What keeps a household out of the files (不予建档情形)."""

    homes: int = labelled(gettext_lazy("So many homes or more"))
    others: tuple[str, ...] = labelled(gettext_lazy("Other grounds: vehicle, business, luxury"))

    def __post_init__(self) -> None:
        if self.homes < 2 or set(self.others) - {Exclusion.VEHICLE, Exclusion.BUSINESS, Exclusion.LUXURY}:
            raise ValueError(_("Write at least two homes, and grounds as vehicle, business or luxury."))


@dataclass(frozen=True, slots=True)
class ReviewMonths:
    """Months until a file is looked into again (复核周期)."""

    usual: int = labelled(gettext_lazy("Usually"))
    accident: int = labelled(gettext_lazy("Hardship by accident"))

    def __post_init__(self) -> None:
        if min(self.usual, self.accident) < 1:
            raise ValueError(_("A time is at least one month."))

    def of(self, category: str) -> int:
        """The months for a category."""
        return self.accident if category == Category.ACCIDENT else self.usual


@dataclass(frozen=True, slots=True)
class ReliefCaps:
    """How much relief may come to (帮扶限额), in multiples of the monthly line; medical relief: in self-paid costs.

    `routine_months` holds for a household and year, `study_months` for a student and year, `temporary_months` for each
    case. `medical_percent` of what was paid by oneself after all insurance.
    """

    routine_months: Decimal = field(
        metadata={"label": gettext_lazy("Routine relief a household and year, in months of the line")}
    )
    study_months: Decimal = field(
        metadata={"label": gettext_lazy("Study relief a student and year, in months of the line")}
    )
    temporary_months: Decimal = field(
        metadata={"label": gettext_lazy("Temporary relief a case, in months of the line")}
    )
    medical_percent: int = labelled(gettext_lazy("Medical relief, per cent of self-paid costs"))
    needs_file: tuple[str, ...] = labelled(gettext_lazy("Kinds of relief that need a file"))

    def __post_init__(self) -> None:
        if min(self.routine_months, self.study_months, self.temporary_months) <= 0:
            raise ValueError(_("A cap is more than 0."))
        if not 0 < self.medical_percent <= 100:
            raise ValueError(_("A part is from 1 to 100 per cent."))


@dataclass(frozen=True, slots=True)
class HolidayAmounts:
    """What a household is given at a holiday (节日慰问标准), by category, in yuan."""

    amounts: dict[str, Decimal] = field(metadata={"label": gettext_lazy("Category and amount")})

    def __post_init__(self) -> None:
        if set(self.amounts) - set(Category.values) or any(amount <= 0 for amount in self.amounts.values()):
            raise ValueError(_("Write known categories, each with an amount above 0."))
