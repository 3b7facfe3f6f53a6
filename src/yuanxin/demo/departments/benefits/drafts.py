"""Claims as they are drawn: a person's stay, its days up to the payment, its bills, and what the rule gives."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from yuanxin.demo.departments.benefits import lists
from yuanxin.demo.departments.benefits.amounts import bills_of, own_payment_for
from yuanxin.demo.departments.organisation.persons import PersonDraft
from yuanxin.demo.invention.days import ONE_DAY, draw_day
from yuanxin.demo.invention.people import FEMALE
from yuanxin.foundation.policies.models import Policy
from yuanxin.welfare.mutual_aid.choices import BenefitKind, Reason, Sampling, SpecialCause
from yuanxin.welfare.mutual_aid.models import Enrolment, Scheme
from yuanxin.welfare.mutual_aid.queries.benefits import (
    NOTHING,
    Facts,
    Outcome,
    Sums,
    Terms,
    Used,
    compute,
    plan_on,
    used_after,
)

# Of the claims by bills so many in a hundred are inspected, have a special cause, follow an accident.
INSPECTED, SPECIAL, ACCIDENT = 5, 3, 14
# The stretches of a claim backwards from its payment: the fewest and the most days.
STRETCHES = (("approved", 1, 6), ("reviewed", 1, 4), ("computed", 1, 4), ("checked", 0, 3), ("submitted", 1, 4),
             ("entered", 0, 2), ("discharged", 4, 40), ("admitted", 3, 16))  # fmt: skip
AT_ONCE = 900
LESS = "按当年支付总额核减"


class Cover(NamedTuple):
    """An enrolment: whose it is and which days it covers."""

    id: int
    person: int
    union: int
    begins: datetime.date
    ends: datetime.date
    waiting_until: datetime.date | None


@dataclass(slots=True)
class ClaimDraft:
    """A claim to be written."""

    cover: Cover
    kind: BenefitKind
    days: Mapping[str, datetime.date]
    illness: tuple[str, str]
    hospital: int
    facts: Facts
    outcome: Outcome
    policy: Policy
    terms: Terms
    bills: Sequence[Sums]
    special: str = ""
    sampling: str = Sampling.SKIPPED
    approved: int = 0
    opinion: str = ""
    id: int = 0

    @property
    def refused_for(self) -> Reason | None:
        """Why the rule gives nothing, if it does not."""
        return None if self.outcome.benefit else self.outcome.reasons[0]


class Draws:
    """Draws claims from one stream; deductible and limit are followed by cover and benefit."""

    def __init__(self, stream: Random, persons: Sequence[PersonDraft], hospitals: int) -> None:
        self.stream, self.persons, self.hospitals = stream, persons, hospitals
        self.used: dict[tuple[int, BenefitKind], tuple[Used, datetime.date]] = {}
        self._plans: dict[tuple[BenefitKind, datetime.date], tuple[Policy, Terms]] = {}

    def plan(self, kind: BenefitKind, day: datetime.date) -> tuple[Policy, Terms]:
        """The plan of a benefit that holds for a stay that begins on the day."""
        if (kind, day) not in self._plans:
            self._plans[kind, day] = plan_on(kind, day)
        return self._plans[kind, day]

    def claim(
        self,
        cover: Cover,
        kind: BenefitKind,
        first: datetime.date,
        last: datetime.date,
        *,
        benefit: int | None = None,
        own: int = 0,
        waits: bool = False,
    ) -> ClaimDraft:
        """A claim decided between two days.

        Args:
            benefit: what it must come to; the own payment is found for it.
            own: the own payment, where no benefit is given.
            waits: it is an illness even if it falls into the waiting period.
        """
        used, free = self.used.get((cover.id, kind), (NOTHING, cover.begins))
        days = self.days(free, first, last)
        policy, terms = self.plan(kind, days["admitted"])
        in_waiting = cover.waiting_until is not None and days["admitted"] <= cover.waiting_until
        accident = (
            kind == BenefitKind.ACCIDENTAL_DEATH
            or (in_waiting and not waits)
            or (kind == BenefitKind.INPATIENT and not waits and self.stream.randrange(100) < ACCIDENT)
        )
        special = ""
        if kind == BenefitKind.INPATIENT and not waits and self.stream.randrange(100) < SPECIAL:
            special = SpecialCause.HARDSHIP
        facts = Facts(
            Sums(0), days["admitted"], days["discharged"], days["submitted"], cover.begins, cover.ends,
            cover.waiting_until, accident=accident, special=bool(special), used=used,
        )  # fmt: skip
        if terms.tiers:
            own = own_payment_for(benefit, terms, facts) if benefit is not None else own
            # What is cut to the limit was more than it by chance, not to the fen.
            if benefit == terms.cap:
                own += self.stream.randrange(20_000_00)
            bills = bills_of(max(own, 1), self.stream)
            facts = replace(facts, sums=Sums(*map(sum, zip(*bills, strict=True))))
        else:
            bills = []
        outcome = compute(terms, facts)
        approved = outcome.benefit if benefit is None else min(benefit, outcome.benefit)
        after = used_after(used, outcome)._replace(granted=used.granted + approved)
        self.used[cover.id, kind] = (after, days["discharged"] + ONE_DAY)
        return ClaimDraft(
            cover=cover, kind=kind, days=days, illness=self.illness(cover, kind, accident), facts=facts,
            outcome=outcome, policy=policy, terms=terms, bills=bills, special=special, approved=approved,
            opinion=LESS if approved < outcome.benefit else "",
            hospital=self.stream.randrange(self.hospitals),
            sampling=Sampling.INSPECTED if self.stream.randrange(100) < INSPECTED else Sampling.SKIPPED,
        )  # fmt: skip

    def days(self, earliest: datetime.date, first: datetime.date, last: datetime.date) -> dict[str, datetime.date]:
        """The days of a claim that is paid between two days, none before the earliest."""
        first = min(max(first, earliest), last)
        # Most are paid some time after the year begins, since a stay comes first.
        day = draw_day(self.stream, first + (last - first) // 4, last)
        days = {"paid": day}
        for name, fewest, most in STRETCHES:
            day = max(earliest, day - self.stream.randint(fewest, most) * ONE_DAY)
            days[name] = day
        return days

    def illness(self, cover: Cover, kind: BenefitKind, accident: bool) -> tuple[str, str]:
        """One that counts for the benefit."""
        if accident:
            return self.stream.choice(lists.ACCIDENTS)
        if kind in {BenefitKind.OUTPATIENT, BenefitKind.MAJOR_ILLNESS}:
            return self.stream.choice(lists.LASTING)
        if kind == BenefitKind.WOMEN:
            return self.stream.choice(lists.OF_WOMEN)
        woman = self.persons[cover.person - 1].sex == FEMALE
        common = [each for each in lists.COMMON if woman or each not in lists.ONLY_WOMEN]
        return self.stream.choice(common)


def covers_of(scheme: Scheme, persons: Sequence[int]) -> list[Cover]:
    """The enrolments of people in a scheme that are valid, in the order of the people."""
    found = {}
    for start in range(0, len(persons), AT_ONCE):
        rows = Enrolment.objects.valid().filter(scheme=scheme, person__in=persons[start : start + AT_ONCE])
        for values in rows.values_list(
            "pk", "person_id", "union_id", "effective_from", "effective_to", "waiting_until"
        ):
            cover = Cover(*values)
            found[cover.person] = cover
    return [found[person] for person in persons if person in found]
