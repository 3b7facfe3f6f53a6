"""The plan of a benefit (保障项目) as its dated policy holds it, and the same in whole fen for calculations. Pure."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.kernel.money import to_fen
from yuanxin.welfare.mutual_aid.choices import BenefitKind

# The policy of each benefit: a version of one changes nothing in another.
PLANS = {kind: f"mutual.{kind}" for kind in BenefitKind}

# How many days a claim may stay in one state.
CLAIM_DAYS = "mutual.claim_days"

# Rates are told in per cent with at most two places, so that a ten-thousandth is their smallest part.
WHOLE = 10_000
LARGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class BenefitPlan:
    """What one benefit of mutual aid comes to.

    Either by tiers, over what is left of own payments after the deductible of the scheme year, or as a fixed sum. A
    tier begins at so many yuan and ends where the next one begins; its rate holds for the part within it. For a special
    cause the benefit is paid so many points higher: 10 points make it 110 per cent.
    """

    deductible: Decimal = field(metadata={"label": gettext_lazy("Deductible of a scheme year (yuan)")})
    tiers: dict[int, Decimal] = field(metadata={"label": gettext_lazy("Tiers: from so many yuan = per cent")})
    cap: Decimal = field(metadata={"label": gettext_lazy("Limit of a scheme year (yuan)")})
    lump: Decimal = field(metadata={"label": gettext_lazy("Fixed sum in place of tiers (yuan, 0 for none)")})
    times: int = field(metadata={"label": gettext_lazy("Times in a scheme year (0 for any number)")})
    minimum: Decimal = field(metadata={"label": gettext_lazy("Smallest sum that is paid (yuan)")})
    claim_months: int = field(metadata={"label": gettext_lazy("Months to claim after discharge")})
    special_points: Decimal = field(metadata={"label": gettext_lazy("Points more for a special cause")})

    def __post_init__(self) -> None:
        amounts = (self.deductible, self.cap, self.lump, self.minimum)
        if any(not 0 <= amount <= LARGEST or amount != round(amount, 2) for amount in amounts):
            raise ValueError(_("An amount is from 0 to 10,000,000 yuan, with at most two places."))
        if bool(self.tiers) == bool(self.lump):
            raise ValueError(_("Give either tiers or a fixed sum."))
        if self.tiers and min(self.tiers) != 0:
            raise ValueError(_("The first tier begins at 0 yuan."))
        if any(not 0 <= rate <= 100 for rate in self.tiers.values()):
            raise ValueError(_("A rate is from 0 to 100 per cent."))
        if any(rate != round(rate, 2) for rate in (*self.tiers.values(), self.special_points)):
            raise ValueError(_("A rate has at most two places."))
        if not 0 <= self.special_points <= 100:
            raise ValueError(_("The points are from 0 to 100."))
        if self.times < 0 or self.claim_months < 1:
            raise ValueError(_("Times are not negative, and there is at least one month to claim."))

    def terms(self) -> "Terms":
        """The plan in whole fen and ten-thousandths."""
        return Terms(
            deductible=to_fen(self.deductible),
            tiers=tuple(Tier(start * 100, int(rate * 100)) for start, rate in sorted(self.tiers.items())),
            cap=to_fen(self.cap),
            lump=to_fen(self.lump),
            times=self.times,
            minimum=to_fen(self.minimum),
            claim_months=self.claim_months,
            factor=WHOLE + int(self.special_points * 100),
        )


class Tier(NamedTuple):
    """A tier: from so many fen, at so many ten-thousandths."""

    start: int
    rate: int


class Terms(NamedTuple):
    """A plan for exact arithmetic: amounts in fen, rates and the special factor in ten-thousandths."""

    deductible: int
    tiers: tuple[Tier, ...]
    cap: int
    lump: int
    times: int
    minimum: int
    claim_months: int
    factor: int

    @property
    def bounds(self) -> tuple[tuple[int, int | None, int], ...]:
        """Each tier as (from, up to, rate); the last has no end."""
        ends = (*(tier.start for tier in self.tiers[1:]), None)
        return tuple((tier.start, end, tier.rate) for tier, end in zip(self.tiers, ends, strict=False))
