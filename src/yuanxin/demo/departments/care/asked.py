"""What the facts ask of condolences and of the cover."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from django.utils.translation import gettext as _

from yuanxin.demo.departments import Site
from yuanxin.demo.spec import BadFacts
from yuanxin.foundation.kernel.money import FEN, from_fen, to_fen

# As in the article, where the facts say nothing.
RECEIVERS, HOUSEHOLDS, EACH = 200, 2, Decimal(8000)
# A district of few members reaches fewer, where the facts say nothing.
MEMBERS_A_RECEIVER = 20


@dataclass(frozen=True, slots=True)
class Paid:
    """So many households, and what the cover paid them together."""

    households: int
    amount: Decimal

    def shares(self, stream: Random) -> list[Decimal]:
        """What each household gets: about the same, more than nothing, together the amount to the fen."""
        if not self.households:
            return []
        each, over = divmod(to_fen(self.amount), self.households)
        fen = [each + (1 if place < over else 0) for place in range(self.households)]
        for place in range(1, self.households, 2):
            moved = min(stream.randint(0, each // 3) // 5000 * 5000, fen[place] - 1)
            fen[place - 1], fen[place] = fen[place - 1] + moved, fen[place] - moved
        return [from_fen(share) for share in fen]


@dataclass(frozen=True, slots=True)
class Asked:
    """Workers reached in the heat, and the cover of the period."""

    receivers: int
    cover: Paid
    stated: bool

    def with_homes(self, there: int) -> Paid:
        """The cover for the households there are, where the facts leave it open."""
        number = min(self.cover.households, there)
        return self.cover if self.stated or number == self.cover.households else Paid(number, EACH * number)


def asked_for(site: Site) -> Asked:
    """What the facts ask for; what they do not speak of is as in the article.

    Raises:
        BadFacts: for an amount that so many households cannot be paid.
    """
    receivers = site.facts.count("care.cool_recipients", min(RECEIVERS, site.members // MEMBERS_A_RECEIVER))
    counted, paid = site.facts.get("care.cover_households"), site.facts.get("care.cover_paid")
    number = counted.whole() if counted is not None else HOUSEHOLDS
    if counted is None and paid is not None and not paid.value:
        number = 0
    amount = paid.value if paid is not None else EACH * number
    if amount != amount.quantize(FEN) or bool(number) != bool(amount) or amount < number * FEN:
        raise BadFacts(
            _("The cover cannot pay %(amount)s yuan to %(number)s households.") % {"number": number, "amount": amount},
            remedy=_("Give households and amount that go together."),
        )
    return Asked(receivers, Paid(number, amount), stated=counted is not None or paid is not None)
