"""Who is enrolled in which year: members of the unions that take part, drawn until the facts are met."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from yuanxin.demo.departments.organisation import Drafts
from yuanxin.demo.departments.organisation.memberships import MemberDraft
from yuanxin.demo.invention.days import ONE_DAY
from yuanxin.welfare.mutual_aid.choices import EnrolmentKind

# Whether somebody born on the first day may be covered from the second.
OfAge = Callable[[datetime.date, datetime.date], bool]

# Of the members of a union that takes part, from so many to so many in a hundred are enrolled.
FEWEST, MOST = 80, 99
# Of all enrolments so many in a hundred are newcomers of the running year.
NEWCOMERS = 2
# Who was enrolled this year, and a member then, was enrolled last year in so many of a hundred cases.
LAST_YEAR = 94


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A person enrolled through a union, from a day on."""

    person: int
    union: int
    begins: datetime.date
    kind: EnrolmentKind

    def renewing(self, before: set[int]) -> "Enrolled":
        """The same as a renewal, where the person was enrolled before and is no newcomer."""
        if self.kind == EnrolmentKind.FIRST and self.person in before:
            return replace(self, kind=EnrolmentKind.RENEWAL)
        return self


@dataclass(frozen=True, slots=True)
class Eligible:
    """The members of a district as schemes see them."""

    members: Sequence[MemberDraft]
    births: Sequence[datetime.date]
    of_age: OfAge

    @classmethod
    def of(cls, drafts: Drafts, of_age: OfAge) -> "Eligible":
        """Those of the district as it was drawn; a person's number is the place in that order."""
        return cls(drafts.members, [person.born_on for person in drafts.persons], of_age)

    def on(self, day: datetime.date, begins: datetime.date) -> Iterator[tuple[int, int]]:
        """Person and union of each member on `day` whose age fits a cover that begins on the other day."""
        for number, member in enumerate(self.members, start=1):
            for spell in member.spells:
                if spell.joined_on <= day and (spell.left_on is None or spell.left_on > day):
                    if self.fits(number, begins):
                        yield number, spell.union.id
                    break

    def newcomers(self, first: datetime.date, last: datetime.date) -> Iterator[tuple[int, int, datetime.date]]:
        """Person, union and day of each who joined between the days, and stayed beyond the second."""
        for number, member in enumerate(self.members, start=1):
            spell = member.spells[0]
            stays = spell.left_on is None or spell.left_on > last
            if first <= spell.joined_on <= last and stays and self.fits(number, spell.joined_on):
                yield number, spell.union.id, spell.joined_on

    def fits(self, number: int, day: datetime.date) -> bool:
        """Whether the person's age is one of the scheme's on that day."""
        return self.of_age(self.births[number - 1], day)


def draw(eligible: Eligible, wanted: int, begins: datetime.date, last: datetime.date, stream: Random) -> list[Enrolled]:
    """As many enrolments of a scheme as wanted, their cover beginning no later than `last`."""
    checked = begins - 12 * ONE_DAY
    late = list(eligible.newcomers(checked + ONE_DAY, last - ONE_DAY))
    stream.shuffle(late)
    share = min(len(late), wanted * NEWCOMERS // 100)
    regular = by_union(eligible.on(checked, begins), wanted - share, stream)
    rows = [Enrolled(person, union, begins, EnrolmentKind.FIRST) for person, union in regular]
    # Where the members of before are too few, more of those who came since are enrolled.
    for person, union, joined in late[: wanted - len(rows)]:
        rows.append(Enrolled(person, union, max(begins, joined + ONE_DAY), EnrolmentKind.NEWCOMER))
    return rows


def by_union(found: Iterator[tuple[int, int]], wanted: int, stream: Random) -> list[tuple[int, int]]:
    """So many of the people found, most of each union that takes part, union by union; all of them if need be."""
    unions: dict[int, list[int]] = defaultdict(list)
    for person, union in found:
        unions[union].append(person)
    order = sorted(unions)
    stream.shuffle(order)
    chosen: list[tuple[int, int]] = []
    left: list[tuple[int, int]] = []
    for union in order:
        people = unions[union]
        stream.shuffle(people)
        part = max(1, len(people) * stream.randint(FEWEST, MOST) // 100)
        part = min(part, wanted - len(chosen))
        chosen += [(person, union) for person in people[:part]]
        left += [(person, union) for person in people[part:]]
    return chosen + left[: wanted - len(chosen)]


def a_year_before(eligible: Eligible, chosen: Sequence[int], begins: datetime.date, stream: Random) -> list[Enrolled]:
    """Who was enrolled in the scheme before: most of those chosen for this one who were members then."""
    wanted = set(chosen)
    checked = begins - 12 * ONE_DAY
    return [
        Enrolled(person, union, begins, EnrolmentKind.FIRST if stream.random() < 0.1 else EnrolmentKind.RENEWAL)
        for person, union in eligible.on(checked, begins)
        if person in wanted and stream.randrange(100) < LAST_YEAR
    ]
