"""What the facts ask of model workers' services, shared out among people: exact to the fen, within the rules."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from django.utils.translation import gettext as _

from yuanxin.demo.departments import Site
from yuanxin.demo.spec import BadFacts, Facts
from yuanxin.foundation.kernel.money import FEN, ZERO, from_fen, to_fen
from yuanxin.foundation.policies.queries import policy
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.welfare.model_workers.choices import Employment
from yuanxin.welfare.model_workers.queries.by_rule import HOLIDAY, LOW_INCOME, MEDICAL

# As in the article, where the facts say nothing: how many people, and what was paid or applied for together.
USUAL = {
    "national": (12, Decimal(106800)), "provincial": (17, Decimal(217500)), "city": (24, Decimal(224300)),
    "medical": (34, Decimal(199500)),
}  # fmt: skip
LEVELS = {"national": HonourLevel.NATIONAL, "provincial": HonourLevel.PROVINCIAL, "city": HonourLevel.CITY}
# A district of few members has fewer model workers, where the facts say nothing.
MEMBERS_A_WORKER = 2000
# Everybody has been on the register for longer, and months have no fewer days for who applies.
MONTHS = 12
THOUSAND_FEN = 1000


@dataclass(frozen=True, slots=True)
class Shared:
    """So many people, what they come to together, and what one of them may come to."""

    people: int
    amount: Decimal
    least: Decimal
    most: Decimal

    def shares(self, stream: Random) -> list[Decimal]:
        """What each comes to: about the same, within the bounds, together the amount to the fen."""
        if not self.people:
            return []
        each, over = divmod(to_fen(self.amount), self.people)
        fen = [each + (1 if place < over else 0) for place in range(self.people)]
        least, most = to_fen(self.least), to_fen(self.most)
        for place in range(1, self.people, 2):
            room = min(fen[place] - least, most - fen[place - 1], each // 5)
            moved = stream.randint(0, max(room, 0)) // THOUSAND_FEN * THOUSAND_FEN
            fen[place - 1], fen[place] = fen[place - 1] + moved, fen[place] - moved
        return [from_fen(share) for share in fen]


@dataclass(frozen=True, slots=True)
class Asked:
    """Applications of the period by level, and medical reimbursements paid in it."""

    applied: dict[HonourLevel, Shared]
    medical: Shared


def asked_for(site: Site, on: datetime.date) -> Asked:
    """What the facts ask for by the rules of the day `on`; what they do not speak of is as in the article, in a small
    district less.

    Raises:
        BadFacts: for amounts that the rules cannot give so many people.
    """
    applied = {level: shared(site, name, "applicants", "applied", *bounds(level, on)) for name, level in LEVELS.items()}
    found = policy(MEDICAL, on=on).of(HonourLevel.CITY)
    cap = found[2] if found is not None and found[2] is not None else ZERO
    return Asked(applied, shared(site, "medical", "persons", "paid", FEN, cap))


def bounds(level: HonourLevel, on: datetime.date) -> tuple[Decimal, Decimal]:
    """The least and the most that one model worker of a level is given in a year: an allowance, and at the national
    level a gift besides."""
    rule = policy(LOW_INCOME, on=on)
    line = rule.line(level, Employment.RETIRED) or ZERO
    cap = rule.cap(level)
    most = line * MONTHS if cap is None else min(cap, line * MONTHS)
    return rule.least, most + gift_of(level, on)


def gift_of(level: HonourLevel, on: datetime.date) -> Decimal:
    """The holiday gift that national model workers are applied for together with the allowance."""
    return (policy(HOLIDAY, on=on).of(level) or ZERO) if level == HonourLevel.NATIONAL else ZERO


def shared(site: Site, name: str, people: str, money: str, least: Decimal, most: Decimal) -> Shared:
    """The people and the amount of one kind."""
    facts: Facts = site.facts
    usual_people, usual_amount = USUAL[name]
    counted, summed = facts.get(f"model_workers.{name}_{people}"), facts.get(f"model_workers.{name}_{money}")
    number = counted.whole() if counted is not None else min(usual_people, site.members // MEMBERS_A_WORKER)
    if counted is None and summed is not None:
        number = -(-to_fen_or_refuse(summed.value) // to_fen(most)) if number * most < summed.value else max(number, 1)
        number = number if summed.value else 0
    total = summed.value if summed is not None else (usual_amount / usual_people * number).quantize(FEN)
    if summed is None and number:
        total = min(max(total, number * least), number * most)
    to_fen_or_refuse(total)
    if not number * least <= total <= number * most:
        raise BadFacts(
            _("model_workers.%(name)s: %(number)s model workers cannot come to %(amount)s yuan by the rules.")
            % {"name": f"{name}_{money}", "number": number, "amount": total},
            remedy=_("Give an amount from %(least)s to %(most)s yuan.")
            % {"least": number * least, "most": number * most},
        )
    return Shared(number, total, least, most)


def to_fen_or_refuse(amount: Decimal) -> int:
    """The amount in fen.

    Raises:
        BadFacts: for parts of a fen, or less than nothing.
    """
    if amount < 0 or amount != amount.quantize(FEN):
        raise BadFacts(_("%(amount)s yuan is no amount of money.") % {"amount": amount})
    return to_fen(amount)
