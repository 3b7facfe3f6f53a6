"""Medical mutual aid: schemes of several years, who is enrolled, and what units were given (facts F84, F85)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from yuanxin.demo.bulk import advance_sequences, gather_statistics
from yuanxin.demo.departments import Site, register
from yuanxin.demo.departments.mutual_aid import lists, subsidies
from yuanxin.demo.departments.mutual_aid.people import Eligible, a_year_before, draw
from yuanxin.demo.departments.mutual_aid.units import UnitDraft, Writer
from yuanxin.demo.departments.organisation import Drafts
from yuanxin.demo.invention.days import ONE_DAY, draw_day
from yuanxin.welfare.mutual_aid.choices import UnitState
from yuanxin.welfare.mutual_aid.models import Enrolment, FeeReceipt, Scheme, UnitEnrolment, UnitSubsidy
from yuanxin.welfare.mutual_aid.queries.terms import terms_of, window_before

FIGURES = ("mutual_aid.enrolments", subsidies.FIGURE)
WRITTEN = (UnitEnrolment, Enrolment, FeeReceipt, UnitSubsidy)
# Where the facts say nothing, so many in a hundred of the members are enrolled.
USUAL_PERCENT = 55


@dataclass(frozen=True, slots=True)
class Enrolling:
    """What this department leaves for the next ones: the scheme of the facts, its units, and how more are enrolled."""

    scheme: Scheme
    units: Sequence[UnitDraft]
    eligible: Eligible
    writer: Writer


def build(site: Site) -> dict[str, int]:
    """Write the scheme of the facts and that of the year before, and lists that are being made today."""
    last_day, stream = site.facts.ends_on, site.stream("mutual aid")
    scheme, before = scheme_of(last_day.year), scheme_of(last_day.year - 1)
    eligible = Eligible.of(site.drafts[Drafts], terms_of(scheme).ages.fit)
    wanted = site.facts.count(FIGURES[0], site.members * USUAL_PERCENT // 100)

    def day_of(first: datetime.date, last: datetime.date) -> datetime.date:
        return draw_day(stream, first, last)

    chosen = draw(eligible, wanted, scheme.begins_on, last_day, stream)
    earlier = a_year_before(eligible, [each.person for each in chosen], before.begins_on, stream)
    renewing = {each.person for each in earlier}
    chosen = [each.renewing(renewing) for each in chosen]
    writer = Writer({union.id: union.name for union in site.drafts[Drafts].tree.unions})
    old = writer.settled(before, earlier, day_of, site.today, {})
    new = writer.settled(scheme, chosen, day_of, site.today, {unit.union: unit.id for unit in old})
    renewed = {unit.renews for unit in new}
    for unit in old:
        if unit.state == UnitState.ENDED and unit.id in renewed:
            unit.state = UnitState.RENEWED
    writer.write(old)
    writer.write(new)
    lists.leave_open(site, writer, eligible)
    site.drafts[Enrolling] = Enrolling(scheme, new, eligible, writer)
    former = subsidies.drafts_for(old, 1)
    subsidies.pay_exactly(
        former, subsidies.total_of(former), before.begins_on + 60 * ONE_DAY, before.begins_on + 240 * ONE_DAY, stream
    )
    given = subsidies.drafts_for(new, len(former) + 1)
    subsidies.pay_exactly(
        given, subsidies.asked(site.facts.get(subsidies.FIGURE), given), scheme.begins_on, last_day, stream
    )
    subsidies.pay_the_rest(given, last_day, site.today, stream)
    written = subsidies.write(former, before, site.today) | subsidies.write(given, scheme, site.today)
    advance_sequences(*WRITTEN)
    gather_statistics(*WRITTEN)
    return dict(writer.written) | written


def scheme_of(year: int) -> Scheme:
    """The scheme of a year, with the window that the policy gives it."""
    begins = datetime.date(year, 1, 1)
    opens, closes = window_before(begins)
    return Scheme.objects.get_or_create(
        name=f"{year}年度职工医疗互助",
        defaults={
            "begins_on": begins,
            "ends_on": datetime.date(year, 12, 31),
            "opens_on": opens,
            "closes_on": closes,
            "note": "没病我助人，有病人帮我",
        },
    )[0]


register("mutual_aid", FIGURES, build)
