"""What mutual aid paid for claims: to the fen of the facts, every benefit out of bills by the rule (fact F86)."""

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from yuanxin.demo.bulk import advance_sequences, gather_statistics
from yuanxin.demo.departments import Site, register
from yuanxin.demo.departments.benefits import lists, writing
from yuanxin.demo.departments.benefits.amounts import divided, how_many
from yuanxin.demo.departments.benefits.drafts import ClaimDraft, Cover, Draws, covers_of
from yuanxin.demo.departments.mutual_aid import Enrolling, scheme_of
from yuanxin.demo.departments.organisation import Drafts
from yuanxin.demo.invention.days import ONE_DAY
from yuanxin.demo.invention.people import FEMALE
from yuanxin.demo.spec import BadFacts
from yuanxin.foundation.kernel.money import FEN, to_fen
from yuanxin.welfare.mutual_aid.choices import BenefitKind
from yuanxin.welfare.mutual_aid.models import Bill, Calculation, Claim, Hospital, Illness

FIGURE = "mutual_aid.benefits_paid"
WRITTEN = (Hospital, Illness, Claim, Bill, Calculation)
# Where the facts say nothing, so much is paid for each of those enrolled.
USUAL_PER_HEAD = Decimal("6.85")
# A fixed sum for one of so many claims; together never more than a quarter of the whole.
LUMPS = ((BenefitKind.MAJOR_ILLNESS, 50), (BenefitKind.WOMEN, 120), (BenefitKind.ACCIDENTAL_DEATH, 300))
# Of all people who are enrolled one in so many had a claim in the year before, and one after the period.
ONE_IN, MOST = 200, 250
REFUSED = 4
# Of the claims by bills so many in a hundred are of outpatients.
OUTPATIENT = 8


def build(site: Site) -> dict[str, int]:
    """Write the lists, and the claims of the facts' year and of the year before with all that came of them."""
    enrolling, persons = site.drafts[Enrolling], site.drafts[Drafts].persons
    scheme, before = enrolling.scheme, scheme_of(enrolling.scheme.begins_on.year - 1)
    last, stream = min(site.facts.ends_on, site.today), site.stream("benefits")
    hospitals = lists.write_lists()
    draws = Draws(stream, persons, len(hospitals))
    people = [
        each.person
        for unit in enrolling.units
        if unit.effective_from is not None and unit.effective_from <= last
        for each in unit.people
    ]
    stream.shuffle(people)
    parts = parts_of(site, draws, len(people), scheme.begins_on)
    usual = min(len(people) // ONE_IN, MOST)
    covers = covers_of(scheme, people[: len(parts) + 2 * usual + 20 * REFUSED])
    exact = list(settle(draws, covers, parts, scheme.begins_on, last))
    if sum(each.approved for each in exact) != sum(amount for _kind, amount in parts):
        raise _unpayable(site, len(people))
    rest = covers[len(parts) :]
    drafts = [*exact, *refused(draws, rest, scheme.begins_on, last)]
    if (end := min(site.today, scheme.ends_on)) > last:
        again = covers[: usual // 3] + rest[REFUSED * 20 :]
        drafts += usual_claims(draws, again[:usual], last + ONE_DAY, end)
    former = list(usual_claims(draws, covers_of(before, people[-usual:]), before.begins_on, before.ends_on))
    written = writing.write([*former, *drafts], persons, hospitals, site.today, stream)
    writing.pay(former, before, site.today)
    writing.pay(drafts, scheme, site.today)
    advance_sequences(*WRITTEN)
    gather_statistics(*WRITTEN)
    return written


def parts_of(site: Site, draws: Draws, people: int, first: datetime.date) -> list[tuple[BenefitKind, int]]:
    """What the claims of the period are to come to: fixed sums and benefits by bills, in fen.

    Raises:
        BadFacts: for an amount that no claims of these people come to.
    """
    fact = site.facts.get(FIGURE)
    amount = fact.value if fact is not None else (USUAL_PER_HEAD * people).quantize(FEN)
    if amount < 0 or amount != amount.quantize(FEN):
        raise BadFacts(
            _("%(id)s %(figure)s: %(value)s is no amount of money with whole fen.")
            % {"id": fact.id if fact else "", "figure": FIGURE, "value": amount}
        )
    total = to_fen(amount)
    _policy, terms = draws.plan(BenefitKind.INPATIENT, first)
    try:
        number = how_many(total, people, terms)
        lumps = [part for part in _lumps(draws, number, first) if part[1]]
        if 4 * sum(part for _kind, part in lumps) > total or number + len(lumps) > people:
            lumps = []
        left = total - sum(part for _kind, part in lumps)
        shares = divided(draws.stream, left, number, least=terms.minimum, most=terms.cap) if total else []
    except ValueError as impossible:
        raise _unpayable(site, people) from impossible
    return [*lumps, *((_by_bills(draws, share, first), share) for share in shares)]


def _lumps(draws: Draws, claims: int, first: datetime.date) -> Iterator[tuple[BenefitKind, int]]:
    for kind, one_in in LUMPS:
        for _each in range(claims // one_in):
            yield kind, draws.plan(kind, first)[1].lump


def _by_bills(draws: Draws, share: int, first: datetime.date) -> BenefitKind:
    """Few are outpatients, and none beyond the limit of that benefit."""
    fits = share < draws.plan(BenefitKind.OUTPATIENT, first)[1].cap
    return BenefitKind.OUTPATIENT if fits and draws.stream.randrange(100) < OUTPATIENT else BenefitKind.INPATIENT


def settle(
    draws: Draws,
    covers: Sequence[Cover],
    parts: Sequence[tuple[BenefitKind, int]],
    first: datetime.date,
    last: datetime.date,
) -> Iterator[ClaimDraft]:
    """A claim for each part, paid between the days; each person has one of them."""
    waiting = list(covers[: len(parts)])
    for kind, amount in parts:
        women = (each for each in waiting if draws.persons[each.person - 1].sex == FEMALE)
        cover = next(women, waiting[0]) if kind == BenefitKind.WOMEN else waiting[0]
        waiting.remove(cover)
        yield draws.claim(cover, kind, first, last, benefit=amount)


def refused(draws: Draws, covers: Sequence[Cover], first: datetime.date, last: datetime.date) -> Iterator[ClaimDraft]:
    """Claims for which the rule gives nothing: below the deductible, too little, in the waiting period."""
    for cover in covers[:REFUSED]:
        yield draws.claim(cover, BenefitKind.INPATIENT, first, last, own=draws.stream.randrange(60_00, 490_00))
    for cover in covers[REFUSED : 2 * REFUSED]:
        yield draws.claim(cover, BenefitKind.INPATIENT, first, last, own=draws.stream.randrange(505_00, 530_00))
    early = [each for each in covers[2 * REFUSED : 20 * REFUSED] if each.waiting_until is not None]
    for cover in early[:REFUSED]:
        until = min(cover.waiting_until or last, last)
        yield draws.claim(
            cover, BenefitKind.INPATIENT, cover.begins, until, own=draws.stream.randrange(900_00, 9_000_00), waits=True
        )


def usual_claims(
    draws: Draws, covers: Sequence[Cover], first: datetime.date, last: datetime.date
) -> Iterator[ClaimDraft]:
    """Claims of stays as they come, nothing being asked of their sum."""
    for cover in covers:
        own = int(100 * draws.stream.lognormvariate(8.1, 0.8))
        yield draws.claim(cover, BenefitKind.INPATIENT, first, last, own=own)


def _unpayable(site: Site, people: int) -> BadFacts:
    fact = site.facts.get(FIGURE)
    return BadFacts(
        _("%(id)s %(figure)s: %(value)s cannot be paid to %(people)s people within the limits of the plan.")
        % {"id": fact.id if fact else "", "figure": FIGURE, "value": fact.value if fact else "", "people": people}
    )


register("benefits", (FIGURE,), build)
