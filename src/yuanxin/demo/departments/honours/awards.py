"""The awards of a demonstration: in the period as many as the facts say, others around it, and withdrawals."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.honours.numbers import advanced, beautiful
from yuanxin.demo.departments.organisation import Drafts
from yuanxin.demo.departments.organisation.persons import PersonDraft
from yuanxin.demo.departments.organisation.tree import EmployerDraft
from yuanxin.demo.departments.people import Cast, Fits
from yuanxin.demo.invention.days import ONE_DAY, draw_day
from yuanxin.demo.invention.people import FEMALE, MALE, Names
from yuanxin.foundation.unions.models import Union
from yuanxin.growth.honours.choices import Withdrawal
from yuanxin.growth.honours.models import Honour, HonourTitle

USUAL_RUN = 2
FINANCE, XIHU, WORKERS = "national_finance_award", "most_beautiful_xihu", "most_beautiful_workers"
TITLES = {
    "honours.city_model_workers": "city_model_worker",
    "honours.city_may_day_medals": "city_may_day_medal",
    "honours.city_model_collectives": "city_model_collective",
    "honours.provincial_may_day_certificates": "provincial_may_day_certificate",
}
COLLECTIVES = frozenset({"city_model_collective", "provincial_may_day_certificate"})
# Titles of which some were awarded in each year before, with how many.
HISTORY = {
    "city_may_day_medal": 2, "provincial_may_day_medal": 1, "city_model_collective": 1, "city_workers_pioneer": 3,
    "provincial_workers_pioneer": 1, WORKERS: 6, XIHU: 2,
}  # fmt: skip
HISTORY_YEARS = 3
# The titles, and how many of each, that come after the period.
LATER = {"city_workers_pioneer": 2, "provincial_may_day_medal": 1, "district_model_worker": 3}
DECISIONS = {
    "most_beautiful_xihu": "西总工〔{year}〕28号",
    "most_beautiful_workers": "西总工〔{year}〕28号",
    "city_model_worker": "杭政函〔{year}〕61号",
    "city_model_collective": "杭政函〔{year}〕61号",
    "city_may_day_medal": "杭总工〔{year}〕35号",
    "provincial_may_day_certificate": "浙总工发〔{year}〕22号",
}
AWARD_MONTH, AWARD_DAY = 4, 28
AS_LONG_AS = 90 * ONE_DAY
BORN_BEFORE = 1975


@dataclass(slots=True)
class Awards:
    """Writes awards, each holder drawn once."""

    site: Site
    stream: Random
    names: Names
    titles: dict[str, HonourTitle]
    district: Union
    firms: list[EmployerDraft]
    teams: int = 0
    rows: list[Honour] = field(default_factory=list)

    @classmethod
    def of(cls, site: Site) -> "Awards":
        """Ready to award to the people and employers of the demonstration."""
        stream = site.stream("honours")
        firms = list(site.drafts[Drafts].tree.employers)
        stream.shuffle(firms)
        titles = {title.code: title for title in HonourTitle.objects.all()}
        return cls(site, stream, Names(stream), titles, Union.objects.get(parent=None), firms)

    def to_people(self, title: str, days: Sequence[datetime.date], people: Sequence[PersonDraft] = ()) -> None:
        """One award of the title on each day, to `people` as far as they are given, then to others."""
        given = list(people) + Cast.of(self.site).give(len(days) - len(people), elder(self.titles[title], self.site))
        for day, person in zip(days, given, strict=False):
            self.add(title, day, person.name, union_id=person.union_id, person_id=person.id)
        for day in days[len(given) :]:
            # All members have a part already: somebody whom the register does not know.
            name = self.names.draw(self.stream.choice((MALE, FEMALE)), BORN_BEFORE)
            self.add(title, day, f"{name}（{len(self.rows) + 1}号）", union_id=self.district.pk)

    def to_collectives(self, title: str, days: Sequence[datetime.date]) -> None:
        """One award of the title on each day, to employers; when all have one, to teams of them."""
        for day in days:
            firm = self.firms[self.teams % len(self.firms)]
            team = self.teams // len(self.firms)
            self.teams += 1
            name = f"{firm.firm.name}第{team}班组" if team else firm.firm.name
            self.add(title, day, name, union_id=firm.area.id, employer_id=firm.id)

    def to_district(self, years: Sequence[int]) -> None:
        """The award in union finance for each of the years, at the end of it."""
        for year in years:
            self.add(
                FINANCE,
                datetime.date(year, 12, 20),
                self.district.name,
                union_id=self.district.pk,
                holder_union_id=self.district.pk,
            )

    def add(self, title: str, day: datetime.date, name: str, **holder: int) -> Honour:
        """One award."""
        honour = Honour(
            title=self.titles[title],
            year=day.year,
            awarded_on=day,
            holder_name=name,
            document_number=DECISIONS.get(title, "").format(year=day.year),
            **holder,
        )
        self.rows.append(honour)
        return honour


def build(site: Site) -> dict[str, int]:
    """Write the awards; the numbers of rows by table.

    Raises:
        BadFacts: for numbers that no awards come to.
    """
    awards = Awards.of(site)
    in_the_period(awards)
    before_and_after(awards)
    withdraw_some(awards)
    Honour.objects.bulk_create(awards.rows, batch_size=1000)
    return {"honours": len(awards.rows)}


def in_the_period(awards: Awards) -> None:
    """What the facts count."""
    facts, stream = awards.site.facts, awards.stream
    first, last = facts.begins_on, facts.ends_on
    numbers = beautiful(facts)
    # Announced together, two months after the call.
    announced = draw_day(stream, first, last)
    people = Cast.of(awards.site).give(numbers.xihu, elder(awards.titles[XIHU], awards.site))
    awards.to_people(XIHU, [announced] * numbers.xihu, people)
    both = awards.rows[: numbers.twice]
    awards.to_people(WORKERS, [announced] * (numbers.workers - numbers.twice))
    for honour in both:
        holder = {"union_id": honour.union_id, "person_id": honour.person_id}
        awards.add(WORKERS, announced, honour.holder_name, **{key: pk for key, pk in holder.items() if pk})
    for figure, count in advanced(facts).items():
        title = TITLES[figure]
        days = [within(datetime.date(last.year, AWARD_MONTH, AWARD_DAY), first, last)] * count
        (awards.to_collectives if title in COLLECTIVES else awards.to_people)(title, days)
    run = facts.count("honours.finance_award_run", USUAL_RUN)
    awards.to_district([last.year - 1 - place for place in range(run)])
    # An older one, after a gap.
    awards.to_district([last.year - run - 3])


def before_and_after(awards: Awards) -> None:
    """Awards of earlier years, so that there is something to compare with, and of the time since."""
    facts = awards.site.facts
    for back in range(1, HISTORY_YEARS + 1):
        day = min(datetime.date(facts.begins_on.year - back, AWARD_MONTH, AWARD_DAY), facts.begins_on - ONE_DAY)
        for title, count in HISTORY.items():
            (awards.to_people if is_of_people(awards.titles[title]) else awards.to_collectives)(title, [day] * count)
    if awards.site.today > facts.ends_on:
        last = min(awards.site.today, facts.ends_on + AS_LONG_AS)
        for title, count in LATER.items():
            days = [draw_day(awards.stream, facts.ends_on + ONE_DAY, last)] * count
            (awards.to_people if is_of_people(awards.titles[title]) else awards.to_collectives)(title, days)


def withdraw_some(awards: Awards) -> None:
    """One withdrawn within the period and one entered by mistake, which count no more; one withdrawn after it does."""
    facts, today = awards.site.facts, awards.site.today
    first, last = facts.begins_on, facts.ends_on
    withdrawn = awards.add(WORKERS, first, awards.names.draw(MALE, BORN_BEFORE), union_id=awards.district.pk)
    withdrawn.withdrawn_on, withdrawn.withdrawal = last, Withdrawal.REVOKED
    mistake = awards.add("city_may_day_medal", last, awards.names.draw(FEMALE, BORN_BEFORE),
                         union_id=awards.district.pk)  # fmt: skip
    mistake.withdrawn_on, mistake.withdrawal = last, Withdrawal.MISTAKE
    counted = [row for row in awards.rows if row.title.code == WORKERS and first <= row.awarded_on <= last]
    standing = next((row for row in counted if not row.withdrawal), None)
    if standing is not None and today > last:
        standing.withdrawn_on, standing.withdrawal = last + ONE_DAY, Withdrawal.REVOKED


def elder(title: HonourTitle, site: Site) -> Fits:
    """Whoever has worked long enough for the title: model workers are no beginners."""
    born_by = site.facts.begins_on.year - (38 if title.model_worker else 25)
    return lambda person: person.born_on.year <= born_by


def is_of_people(title: HonourTitle) -> bool:
    """Whether people hold it."""
    return title.holder_kind == "person"


def within(day: datetime.date, first: datetime.date, last: datetime.date) -> datetime.date:
    """The day, or the nearest of the period."""
    return min(max(day, first), last)
