"""The members who are given a part in the records of a department, each in one part only."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.organisation import Drafts
from yuanxin.demo.departments.organisation.persons import PersonDraft

Fits = Callable[[PersonDraft], bool]


@dataclass(slots=True)
class Cast:
    """Members of before the period who are members still, in an order drawn once."""

    waiting: list[PersonDraft]

    @classmethod
    def of(cls, site: Site) -> "Cast":
        """The cast of a demonstration; the same one for every department."""
        if cls not in site.drafts:
            site.drafts[cls] = cls(drawn(site.drafts[Drafts], site.facts.begins_on, site.stream("cast")))
        cast: Cast = site.drafts[cls]
        return cast

    def give(self, count: int, fits: Fits = lambda _person: True) -> list[PersonDraft]:
        """So many who fit and have no part yet; fewer where there are no more."""
        given: list[PersonDraft] = []
        left: list[PersonDraft] = []
        while self.waiting and len(given) < count:
            person = self.waiting.pop()
            (given if fits(person) else left).append(person)
        self.waiting += reversed(left)
        return given


def drawn(drafts: Drafts, before: datetime.date, stream: Random) -> list[PersonDraft]:
    """Those whose first membership is older and whose last one is open, mixed."""
    steady = [
        person
        for member, person in zip(drafts.members, drafts.persons, strict=True)
        if member.spells[0].joined_on < before and member.spells[-1].left_on is None
    ]
    stream.shuffle(steady)
    return steady
