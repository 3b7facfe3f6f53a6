"""The households of the demonstration: a member of a union with a spouse and, mostly, a child."""

import datetime
from dataclasses import dataclass
from random import Random

from django.utils.translation import gettext as _

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.organisation.persons import PersonDraft
from yuanxin.demo.departments.people import Cast
from yuanxin.demo.invention.people import FEMALE, MALE, Names
from yuanxin.demo.signins import chief_places
from yuanxin.demo.spec import BadFacts
from yuanxin.organisation.members.choices import Relation
from yuanxin.organisation.members.models import Household, HouseholdMember, Person

MARRIED_FROM, CHILD_SHARE, PARENT_SHARE = 24, 0.7, 0.25
LIVED_SO_BEFORE = 6


@dataclass(slots=True)
class Home:
    """A household with its members, the head first."""

    household: Household
    head: PersonDraft
    rows: list[HouseholdMember]


def form_households(site: Site, wanted: int, needed: int, *, told: str = "hardship") -> list[Home]:
    """So many households, some of them of the union whose officer the demonstration has, first of all.

    Each department draws its own, `told` by its name.

    Raises:
        BadFacts: if fewer than `needed` members can head one.
    """
    stream = site.stream("households" if told == "hardship" else f"households of {told}")
    names = Names(stream)
    cast = Cast.of(site)
    own = chief_places()["grassroots"].pk
    heads = cast.give(8, lambda person: person.union_id == own and of_age(person, site))
    heads += cast.give(wanted - len(heads), lambda person: of_age(person, site))
    if len(heads) < needed:
        raise BadFacts(
            _("There are not members enough to head %(count)s households.") % {"count": needed},
            remedy=_("Ask for more members."),
        )
    since = datetime.date(site.facts.begins_on.year - LIVED_SO_BEFORE, 1, 1)
    persons = Person.objects.select_related("union").in_bulk([head.id for head in heads])
    households = [Household(head=persons[head.id], begins_on=since) for head in heads]
    Household.objects.bulk_create(households, batch_size=500)
    homes = [
        Home(household, head, family(stream, names, household, head, site))
        for household, head in zip(households, heads, strict=True)
    ]
    HouseholdMember.objects.bulk_create([row for home in homes for row in home.rows], batch_size=500)
    return homes


def of_age(person: PersonDraft, site: Site) -> bool:
    """Whether the person is old enough to have a household."""
    return person.born_on.year + MARRIED_FROM + 4 <= site.facts.begins_on.year


def family(stream: Random, names: Names, household: Household, head: PersonDraft, site: Site) -> list[HouseholdMember]:
    """Who lives with the head."""
    since = household.begins_on
    born = head.born_on.year
    male = head.sex == MALE
    rows = [HouseholdMember(household=household, relation=Relation.SELF, person=household.head, begins_on=since)]

    def add(relation: Relation, sex: int, born_on: datetime.date) -> None:
        rows.append(
            HouseholdMember(
                household=household,
                relation=relation,
                name=names.draw(sex, born_on.year),
                born_on=born_on,
                begins_on=max(since, born_on),
            )
        )

    add(
        Relation.SPOUSE, FEMALE if male else MALE, datetime.date(born + stream.randint(-2, 3), 5, stream.randint(1, 28))
    )
    if stream.random() < CHILD_SHARE:
        year = min(born + MARRIED_FROM + stream.randint(0, 10), site.facts.begins_on.year - 4)
        sex = stream.choice((MALE, FEMALE))
        add(Relation.SON if sex == MALE else Relation.DAUGHTER, sex, datetime.date(year, 9, stream.randint(1, 28)))
    if stream.random() < PARENT_SHARE:
        sex = stream.choice((MALE, FEMALE))
        add(Relation.PARENT, sex, datetime.date(max(born - 25, 1901), 3, stream.randint(1, 28)))
    return rows
