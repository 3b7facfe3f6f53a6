"""What the facts ask of the allowances, and how it is shared out among the units: exact to the fen."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanxin.demo.departments import Site
from yuanxin.demo.spec import BadFacts, Fact
from yuanxin.finance.allowances.services import PLACES, RATE, computed
from yuanxin.foundation.kernel.money import FEN, ZERO, split
from yuanxin.foundation.policies.queries import policy

STAFF, AMOUNT = 6013, "allowances.amount"
# A district of few members has fewer of them, where the facts say nothing.
A_HEAD_OF_SO_MANY_MEMBERS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """So many heads at a rate, and what is settled for them, by `last_day`."""

    staff: int
    rate: Decimal
    amount: Decimal
    last_day: datetime.date

    @property
    def year(self) -> int:
        return self.last_day.year

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, 1, 1)

    def before(self, percent: int) -> "Asked":
        """The year before, with fewer heads at the rate of that time, and what the rule gives for them."""
        staff = self.staff * percent // 100
        last_day = datetime.date(self.year - 1, 12, 31)
        rate: Decimal = policy(RATE, on=last_day).rate
        return Asked(staff, rate, computed(staff, rate), last_day)

    def settled(self, heads: Sequence[int]) -> list[Decimal]:
        """What each unit with so many heads gets: by the rule, but for what the last of them takes up.

        Where the last one cannot take it up, every unit is settled in proportion to its heads.
        """
        amounts = [computed(number, self.rate) for number in heads]
        left = self.amount - sum(amounts, ZERO)
        if left and amounts[-1] + left < 0:
            shares = split(self.amount, dict(enumerate(heads)))
            return [shares[place] for place in range(len(heads))]
        return [*amounts[:-1], amounts[-1] + left] if amounts else []


def asked_for(site: Site) -> Asked:
    """What the facts ask for; what they do not speak of comes from the others, or is as in the article.

    Raises:
        BadFacts: for a rate that no policy keeps, an amount that no settling comes to, or money without heads.
    """
    staff = site.facts.count("allowances.staff", min(STAFF, site.members // A_HEAD_OF_SO_MANY_MEMBERS))
    rate_fact, amount_fact = site.facts.get("allowances.rate"), site.facts.get(AMOUNT)
    rate = rate_fact.value if rate_fact is not None else policy(RATE, on=site.facts.ends_on).rate
    if rate_fact is not None and (rate < 0 or rate != rate.quantize(PLACES)):
        raise refused(rate_fact, _("a rate is not negative and has at most four places"))
    amount = amount_fact.value if amount_fact is not None else computed(staff, rate)
    if amount_fact is not None and (amount < 0 or amount != amount.quantize(FEN)):
        raise refused(amount_fact, _("an amount is not negative and has whole fen"))
    if amount_fact is not None and amount and not staff:
        raise refused(amount_fact, _("there is nobody whom it could be settled for"))
    return Asked(staff, rate, amount, site.facts.ends_on)


def refused(fact: Fact, why: str) -> BadFacts:
    """The refusal of a value that no records come to."""
    return BadFacts(
        _("%(id)s %(figure)s: %(value)s cannot be told, since %(why)s.")
        % {"id": fact.id, "figure": fact.figure, "value": fact.value, "why": why}
    )
