"""What a claim comes to: base, deductible, tiers, factor, limit, each step kept, in exact fen. Pure.

    base     = total - pool - major-illness insurance - other insurance - outside the catalogue - struck off
    counted  = max(0, base - what is left of the deductible of the scheme year)
    benefit  = sum of each tier's part x its rate, x the special factor, half up to the fen,
               cut to what is left of the limit of the year; nothing below the smallest sum

Claims of one person, scheme year and benefit are computed in the order of discharge, and of entry within a day, so that
what each of them uses of deductible and limit does not depend on which was computed first.
"""

import calendar
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from yuanxin.welfare.mutual_aid.choices import Reason
from yuanxin.welfare.mutual_aid.rules.plans import WHOLE, Terms

# Products of fen, rate and factor are counted in these parts of a fen, so that nothing is rounded before the end.
PARTS = WHOLE * WHOLE
# The bills of one claim together stay below a hundred million yuan, so that parts of a fen fit into 64 bits.
LARGEST_FEN = 10**10 - 1


class Sums(NamedTuple):
    """The bills of a claim added up, in fen; `struck` is what reviewers struck off."""

    total: int
    pool: int = 0
    major: int = 0
    other: int = 0
    excluded: int = 0
    struck: int = 0

    @property
    def own(self) -> int:
        """What the worker paid of what the catalogue has: asked of mutual aid."""
        return self.total - self.pool - self.major - self.other - self.excluded

    @property
    def base(self) -> int:
        """What of it counts."""
        return self.own - self.struck


class Used(NamedTuple):
    """What earlier claims of the person used of the scheme year for this benefit: deductible, limit, times."""

    deductible: int = 0
    granted: int = 0
    times: int = 0


NOTHING = Used()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a calculation stands on besides the plan: the bills' sums, the days, the cover, what was used before.

    `covered_from` and `covered_until` are the first and the last day of the enrolment that holds the day of admission,
    `waiting_until` the last day of its waiting period; None where there is none. The last two say whether hospital and
    illness are on their lists.
    """

    sums: Sums
    admitted_on: datetime.date
    discharged_on: datetime.date
    submitted_on: datetime.date
    covered_from: datetime.date | None = None
    covered_until: datetime.date | None = None
    waiting_until: datetime.date | None = None
    accident: bool = False
    special: bool = False
    hospital_listed: bool = True
    illness_listed: bool = True
    used: Used = NOTHING

    @property
    def covered(self) -> bool:
        """Whether the enrolment holds the day of admission."""
        if self.covered_from is None or self.covered_until is None:
            return False
        return self.covered_from <= self.admitted_on <= self.covered_until

    @property
    def waits(self) -> bool:
        """Whether an illness began in the waiting period; accidents are covered at once."""
        return not self.accident and self.waiting_until is not None and self.admitted_on <= self.waiting_until


class Outcome(NamedTuple):
    """What the rule says, in fen; `exact` and `parts` in `PARTS` and `WHOLE` of a fen. `benefit` is what is paid."""

    base: int
    deductible: int
    counted: int
    parts: tuple[int, ...]
    factor: int
    exact: int
    rounded: int
    limit: int
    benefit: int
    reasons: tuple[Reason, ...]


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day `months` later, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day_to_claim(terms: Terms, discharged_on: datetime.date) -> datetime.date:
    """The last day on which a claim is in time."""
    return months_after(discharged_on, terms.claim_months)


def refusing_reasons(terms: Terms, facts: Facts) -> Iterator[Reason]:
    """Why nothing is paid whatever the bills say."""
    if not facts.covered:
        yield Reason.NOT_COVERED
    elif facts.waits:
        yield Reason.WAITING
    if facts.submitted_on > last_day_to_claim(terms, facts.discharged_on):
        yield Reason.LATE
    if not facts.hospital_listed:
        yield Reason.HOSPITAL_NOT_LISTED
    if not facts.illness_listed:
        yield Reason.ILLNESS_NOT_LISTED
    if terms.times and facts.used.times >= terms.times:
        yield Reason.TIMES_USED


def compute(terms: Terms, facts: Facts) -> Outcome:
    """What one claim comes to.

    Raises:
        ValueError: for bills whose insurers paid more than their total, or that are too large to be counted exactly.
    """
    base = facts.sums.base
    if not 0 <= base <= facts.sums.total <= LARGEST_FEN:
        raise ValueError(f"{facts.sums} cannot be the bills of a claim")
    refused = tuple(refusing_reasons(terms, facts))
    limit = max(0, terms.cap - facts.used.granted)
    factor = terms.factor if facts.special else WHOLE
    if refused:
        return Outcome(base, 0, 0, tuple(0 for _tier in terms.tiers), factor, 0, 0, limit, 0, refused)
    left = max(0, terms.deductible - facts.used.deductible) if terms.tiers else 0
    deductible = min(base, left)
    counted = base - deductible
    parts = tuple(
        max(0, min(counted, counted if end is None else end) - start) * rate for start, end, rate in terms.bounds
    )
    exact = (sum(parts) if terms.tiers else terms.lump * WHOLE) * factor
    rounded = (2 * exact + PARTS) // (2 * PARTS)
    benefit = min(rounded, limit)
    reasons: list[Reason] = []
    if terms.tiers and not counted:
        reasons.append(Reason.WITHIN_DEDUCTIBLE)
    elif rounded and not limit:
        reasons.append(Reason.CAP_USED)
    elif rounded > limit:
        reasons.append(Reason.OVER_CAP)
    if benefit < max(terms.minimum, 1) and not {Reason.WITHIN_DEDUCTIBLE, Reason.CAP_USED} & set(reasons):
        reasons.append(Reason.BELOW_MINIMUM)
        benefit = 0
    return Outcome(base, deductible, counted, parts, factor, exact, rounded, limit, benefit, tuple(reasons))


def used_after(used: Used, outcome: Outcome) -> Used:
    """What is used of the year once the claim is computed; a claim that is paid nothing may use up deductible."""
    return Used(
        used.deductible + outcome.deductible, used.granted + outcome.benefit, used.times + (outcome.benefit > 0)
    )


def compute_in_order(terms: Terms, claims: Iterable[Facts], used: Used = NOTHING) -> list[tuple[Facts, Outcome]]:
    """The claims of one person, scheme year and benefit, one after another in the order given, each with what it used.

    `used` is what those before them took; what stands in `Facts.used` is not asked.
    """
    found = []
    for facts in claims:
        known = replace(facts, used=used)
        outcome = compute(terms, known)
        used = used_after(used, outcome)
        found.append((known, outcome))
    return found
