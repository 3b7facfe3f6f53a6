"""The model workers of a demonstration: members with a title won long ago, each with a file and a spell."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from django.utils.translation import gettext as _
from stdnum import luhn

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.model_workers.asked import Asked
from yuanxin.demo.departments.organisation.persons import PersonDraft
from yuanxin.demo.departments.people import Cast
from yuanxin.demo.spec import BadFacts
from yuanxin.foundation.kernel.sealed import seal_many
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.growth.honours.models import Honour, HonourTitle
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.model_workers.choices import Employment, Health, Insurance
from yuanxin.welfare.model_workers.models import ModelWorker, WorkerSpell

TITLES = {
    HonourLevel.NATIONAL: "national_model_worker",
    HonourLevel.PROVINCIAL: "provincial_model_worker",
    HonourLevel.CITY: "city_model_worker",
    HonourLevel.DISTRICT: "district_model_worker",
}
# How many of each level are on the register beside those whom the facts ask for; in a small district fewer.
OTHERS = {HonourLevel.NATIONAL: 3, HonourLevel.PROVINCIAL: 9, HonourLevel.CITY: 30, HonourLevel.DISTRICT: 18}
MEMBERS_FOR_ALL = 100_000
AWARD_YEARS = {HonourLevel.NATIONAL: 5, HonourLevel.PROVINCIAL: 4, HonourLevel.CITY: 3, HonourLevel.DISTRICT: 2}
AWARD_MONTH, AWARD_DAY = 4, 28
BORN_BY, YOUNGEST_HOLDER, AT_LEAST_SINCE = 1972, 24, 3
BANKS = (("工商银行杭州西湖支行", "621226"), ("农业银行杭州西湖支行", "622848"), ("建设银行杭州文三支行", "621700"))
HEALTH = (Health.GOOD, Health.FAIR, Health.CHRONIC, Health.CHRONIC, Health.SERIOUS)
RETIREMENT = 58


@dataclass(slots=True)
class Register:
    """Model workers by level, those whom the facts ask for first."""

    by_level: dict[HonourLevel, list[ModelWorker]]

    def __iter__(self) -> Iterator[ModelWorker]:
        for workers in self.by_level.values():
            yield from workers

    def claimants(self) -> list[ModelWorker]:
        """Those who may be reimbursed up to the cap of the city: the city's from the last, then the others."""
        city, provincial, national = (
            self.by_level[level] for level in (HonourLevel.CITY, HonourLevel.PROVINCIAL, HonourLevel.NATIONAL)
        )
        return [*reversed(city), *reversed(provincial), *reversed(national)]


def write_register(site: Site, asked: Asked) -> Register:
    """Honours, files and spells.

    Raises:
        BadFacts: if the district has not so many members who could be model workers.
    """
    stream = site.stream("model workers")
    needed, wanted = numbers(site, asked)
    drafts = people(site, needed, wanted)
    persons = Person.objects.select_related("union").in_bulk([draft.id for of in drafts.values() for draft in of])
    titles = HonourTitle.objects.in_bulk(list(TITLES.values()), field_name="code")
    honours, workers = [], []
    for level, of_level in drafts.items():
        for draft in of_level:
            person = persons[draft.id]
            honours.append(awarded(site, stream, titles[TITLES[level]], person))
            workers.append(filed(site, stream, person, honours[-1], level))
    Honour.objects.bulk_create(honours, batch_size=500)
    for worker in workers:
        worker.honour_id = worker.honour.pk
    ModelWorker.objects.bulk_create(workers, batch_size=500)
    WorkerSpell.objects.bulk_create(
        [
            WorkerSpell(worker=each, union_id=each.union_id, level=each.level, begins_on=each.honour.awarded_on)
            for each in workers
        ],
        batch_size=500,
    )
    return Register({level: [each for each in workers if each.level == level] for level in TITLES})


def numbers(site: Site, asked: Asked) -> tuple[dict[HonourLevel, int], dict[HonourLevel, int]]:
    """How many model workers of each level the facts need, and how many there should be."""
    needed = {level: asked.applied[level].people if level in asked.applied else 0 for level in TITLES}
    needed[HonourLevel.CITY] += max(asked.medical.people - sum(needed.values()), 0)
    of_others = min(site.members / MEMBERS_FOR_ALL, 1)
    wanted = {level: number + max(round(OTHERS[level] * of_others), 1) for level, number in needed.items()}
    return needed, wanted


def people(
    site: Site, needed: dict[HonourLevel, int], wanted: dict[HonourLevel, int]
) -> dict[HonourLevel, list[PersonDraft]]:
    """Who they are: elder members, as far as there are; first as many as are needed.

    Raises:
        BadFacts: if there are fewer.
    """
    cast = Cast.of(site)
    total = sum(wanted.values())
    given = cast.give(total, lambda person: person.born_on.year <= BORN_BY)
    given += cast.give(total - len(given))
    if len(given) < sum(needed.values()):
        raise BadFacts(
            _("The district has %(there)s members who could be model workers; %(needed)s are needed.")
            % {"there": len(given), "needed": sum(needed.values())},
            remedy=_("Give smaller numbers, or build it with more members."),
        )
    spare = len(given) - sum(needed.values())
    found = {}
    for level, number in needed.items():
        more = min(wanted[level] - number, spare)
        spare -= more
        found[level] = [given.pop() for _place in range(number + more)]
    return found


def awarded(site: Site, stream: Random, title: HonourTitle, person: Person) -> Honour:
    """The title, won in one of the years in which its level awards."""
    latest = site.facts.begins_on.year - AT_LEAST_SINCE
    earliest = min(max((person.born_on.year if person.born_on else 1950) + YOUNGEST_HOLDER, 1978), latest)
    every = AWARD_YEARS[HonourLevel(title.level)]
    years = [year for year in range(earliest, latest + 1) if year % every == 0] or [latest]
    year = stream.choice(years)
    return Honour(
        title=title,
        union_id=person.union_id,
        person=person,
        holder_name=person.name,
        year=year,
        awarded_on=datetime.date(year, AWARD_MONTH, AWARD_DAY),
        certificate_number=f"{year}-{stream.randint(1, 900):03d}",
    )


def filed(site: Site, stream: Random, person: Person, honour: Honour, level: HonourLevel) -> ModelWorker:
    """The file that stands on an honour."""
    age = site.facts.begins_on.year - (person.born_on.year if person.born_on else 1955)
    retired = age >= RETIREMENT or stream.random() < 0.6
    bank, prefix = stream.choice(BANKS)
    body = f"{prefix}{stream.randint(10**11, 10**12 - 1)}"
    health, account, phone = seal_many(
        [stream.choice(HEALTH).value, body + luhn.calc_check_digit(body), f"139{stream.randint(10**7, 10**8 - 1)}"]
    )
    return ModelWorker(
        person=person,
        union=person.union,
        honour=honour,
        level=level,
        employment=Employment.RETIRED if retired else Employment.EMPLOYED,
        insurance=Insurance.EMPLOYEE,
        health=health,
        account=account,
        bank=bank,
        contact_name=f"{person.name[0]}小{stream.choice('明红军芳伟')}",
        contact_phone=phone,
    )
