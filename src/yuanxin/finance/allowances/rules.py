"""What the allowance comes to, and in which year it counts. Pure."""

import datetime
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.kernel.money import FEN

RATE = "subsidy.off_establishment_rate"
REVIEW_DAYS = "subsidy.review_days"
SETTLE_DAYS = "subsidy.settle_days"
# What a rate is kept to.
PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class AllowanceRate:
    """What a unit gets for each of its off-establishment staff and year, in yuan (补助标准).

    `headcount_allowed`: whether a unit may give a number of heads with the list attached, in place of a roster.
    """

    rate: Decimal = field(metadata={"label": gettext_lazy("Yuan per head and year")})
    headcount_allowed: bool = field(
        metadata={"label": gettext_lazy("A number of heads with an attached list is enough")}
    )

    def __post_init__(self) -> None:
        if self.rate < 0:
            raise ValueError(_("A rate is not negative."))
        if self.rate != self.rate.quantize(PLACES):
            raise ValueError(_("A rate has at most four places."))


def computed(headcount: int, rate: Decimal) -> Decimal:
    """Heads × rate, rounded half up to the fen.

    >>> computed(6013, Decimal("500"))
    Decimal('3006500.00')
    >>> computed(3, Decimal("512.335"))
    Decimal('1537.01')

    Raises:
        ValueError: for fewer than no heads.
    """
    if headcount < 0:
        raise ValueError("there are no fewer than no heads")
    return (headcount * rate).quantize(FEN, ROUND_HALF_UP)


def counted_on(year: int, settled_on: datetime.date) -> datetime.date:
    """The day on which a settled allowance counts: that of its settling, or the nearest day of its own year.

    An allowance of 2016 that is settled in January 2017 is one of 2016, and no head is counted in two years.

    >>> counted_on(2016, datetime.date(2016, 5, 20)), counted_on(2016, datetime.date(2017, 1, 9))
    (datetime.date(2016, 5, 20), datetime.date(2016, 12, 31))
    """
    return min(max(settled_on, datetime.date(year, 1, 1)), datetime.date(year, 12, 31))
