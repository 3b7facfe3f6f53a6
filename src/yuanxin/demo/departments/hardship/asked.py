"""What the facts ask of relief, shared out among households: exact to the fen."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from django.utils.translation import gettext as _

from yuanxin.demo.departments import Site
from yuanxin.demo.spec import BadFacts
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import FEN, from_fen, to_fen
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.policies.services import open_policy
from yuanxin.welfare.hardship.services import DIBAO_LINE, RELIEF_CAPS

# As in the article, where the facts say nothing.
TEMPORARY, ROUTINE = (14, Decimal(43200)), (11, Decimal(31000))
# A district of few members helps fewer, where the facts say nothing.
MEMBERS_A_HOUSEHOLD = 1000


@dataclass(frozen=True, slots=True)
class Helped:
    """So many households, and what they were paid together."""

    households: int
    amount: Decimal
    stated: bool = True

    def within(self, there: int) -> "Helped":
        """The same for the households there are, where the facts leave it open."""
        if self.stated or self.households <= there:
            return self
        return Helped(there, (self.amount / self.households * there).quantize(FEN), stated=False)

    def shares(self, stream: Random) -> list[Decimal]:
        """What each household gets: about the same, more than nothing, together the amount to the fen."""
        if not self.households:
            return []
        total = to_fen(self.amount)
        each, over = divmod(total, self.households)
        fen = [each + (1 if place < over else 0) for place in range(self.households)]
        for place in range(1, self.households, 2):
            moved = min(stream.randint(0, each // 5) // 1000 * 1000, fen[place] - 1)
            fen[place - 1], fen[place] = fen[place - 1] + moved, fen[place] - moved
        return [from_fen(share) for share in fen]


@dataclass(frozen=True, slots=True)
class Asked:
    """Temporary and routine relief of the period."""

    temporary: Helped
    routine: Helped

    @property
    def households(self) -> int:
        """How many households are needed: one may be given both."""
        return max(self.temporary.households, self.routine.households)

    @property
    def needed(self) -> int:
        """How many of them the facts themselves ask for."""
        return max((each.households for each in (self.temporary, self.routine) if each.stated), default=0)

    def within(self, there: int) -> "Asked":
        """The same for the households there are, where the facts leave it open."""
        return Asked(self.temporary.within(there), self.routine.within(there))


def asked_for(site: Site) -> Asked:
    """What the facts ask for; what they do not speak of is as in the article.

    Raises:
        BadFacts: for an amount that so many households cannot be paid.
    """
    return Asked(helped(site, "temporary", *TEMPORARY), helped(site, "routine", *ROUTINE))


def helped(site: Site, kind: str, households: int, amount: Decimal) -> Helped:
    """The households and the amount of one kind."""
    counted, paid = site.facts.get(f"hardship.{kind}_households"), site.facts.get(f"hardship.{kind}_amount")
    number = counted.whole() if counted is not None else min(households, site.members // MEMBERS_A_HOUSEHOLD)
    if counted is None and paid is not None:
        number = max(number, 1) if paid.value else 0
    total = paid.value if paid is not None else (amount / households * number).quantize(FEN)
    if total != total.quantize(FEN) or bool(number) != bool(total) or total < number * FEN:
        raise BadFacts(
            _("%(number)s households cannot be paid %(amount)s yuan of relief.") % {"number": number, "amount": total},
            remedy=_("Give households and amount that go together."),
        )
    return Helped(number, total, stated=counted is not None or paid is not None)


def make_room(shares: list[Decimal], first: datetime.date) -> None:
    """Bring a cap into force under which each household's routine relief of a year has room."""
    line, caps = policy(DIBAO_LINE, on=first).monthly, policy(RELIEF_CAPS, on=first)
    needed = -(-2 * max(shares, default=Decimal(0)) // line)
    if needed <= caps.routine_months:
        return
    open_policy(
        actor=Actor.system("demo"),
        code=RELIEF_CAPS,
        begins_on=first,
        parameters={
            "routine_months": str(needed),
            "study_months": str(caps.study_months),
            "temporary_months": str(max(needed, caps.temporary_months)),
            "medical_percent": caps.medical_percent,
            "needs_file": list(caps.needs_file),
        },
        note="演示数据：按事实文件给定的金额放宽",
    )
