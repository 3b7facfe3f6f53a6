"""What a unit is given for enrolling its members: a rate a head, each step kept."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy

from yuanxin.welfare.mutual_aid.rules.enrolling import check_amount

UNIT_SUBSIDY = "mutual.unit_subsidy_rate"


@dataclass(frozen=True, slots=True)
class UnitSubsidyRate:
    """What a unit is given for each person it enrols, in yuan a head and period (单位补助标准)."""

    per_head: Decimal = field(metadata={"label": gettext_lazy("Yuan a head and period")})

    def __post_init__(self) -> None:
        check_amount(self.per_head)
