"""Officers and terms of the unions of a synthetic district."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from yuanxin.demo.departments.organisation.tree import Tree, UnionDraft
from yuanxin.demo.invention.days import ONE_DAY, years_before
from yuanxin.demo.invention.people import FEMALE, MALE, Names
from yuanxin.foundation.unions.choices import Engagement, Form, Post, UnionState

# Posts of a committee, and the size of the union from which it fills them.
POSTS = ((Post.CHAIR, 0), (Post.WOMEN_DIRECTOR, 15), (Post.AUDIT_DIRECTOR, 20), (Post.VICE_CHAIR, 40))
MEMBERS_FROM_SIZE, MEMBERS_OF_COMMITTEE = 60, 3
FULL_TIME_FROM_SIZE = 200
GRASSROOTS_TERMS, FEDERATION_TERM = (3, 5, 5), 5
OVERDUE_SHARE = 0.04
# Grassroots officers of terms long past are not on record; their terms are.
TERMS_WITH_OFFICERS = 2


@dataclass(slots=True, eq=False)
class TermDraft:
    """A term, both days in."""

    union: UnionDraft
    number: int
    begins_on: datetime.date
    ends_on: datetime.date


@dataclass(slots=True, eq=False)
class OfficerDraft:
    """Somebody in a post, from a day until before another."""

    union: UnionDraft
    name: str
    post: Post
    engagement: Engagement
    begins_on: datetime.date
    ends_on: datetime.date | None


class Officers:
    """Draws the terms of each union since its founding, and who held its posts in the latest ones."""

    def __init__(self, tree: Tree, stream: Random) -> None:
        self.tree = tree
        self.stream = stream
        self.names = Names(stream)
        self.terms: list[TermDraft] = []
        self.officers: list[OfficerDraft] = []

    def draw(self) -> None:
        """Fill `terms` and `officers`."""
        for union in self.tree.unions:
            if union.state != UnionState.ANNULLED:
                terms = list(self._terms(union))
                self.terms += terms
                self._fill(union, terms)

    def _terms(self, union: UnionDraft) -> Iterator[TermDraft]:
        """Terms one after another; a few unions are late with their election (逾期未换届)."""
        years = self.stream.choice(GRASSROOTS_TERMS) if union.grassroots else FEDERATION_TERM
        last = union.ended_on or self.tree.horizon
        overdue = self.stream.random() < OVERDUE_SHARE
        begin, number = union.approved_on, 1
        while begin <= last:
            end = years_before(begin, -years) - ONE_DAY
            yield TermDraft(union, number, begin, end)
            begin, number = end + ONE_DAY, number + 1
            if overdue and years_before(begin, -1) > last:
                return

    def _fill(self, union: UnionDraft, terms: list[TermDraft]) -> None:
        for term in terms[-TERMS_WITH_OFFICERS:]:
            current = term is terms[-1]
            ends_on = union.ended_on if current else term.ends_on + ONE_DAY
            for post in self._posts(union):
                sex = FEMALE if post == Post.WOMEN_DIRECTOR or self.stream.random() < 0.4 else MALE
                born_in = term.begins_on.year - self.stream.randint(28, 55)
                name = self.names.draw(sex, born_in)
                engagement = self._engagement(union, post)
                self.officers.append(OfficerDraft(union, name, post, engagement, term.begins_on, ends_on))

    def _posts(self, union: UnionDraft) -> list[Post]:
        if union.form == Form.BRANCH and union.size < 25:
            return [Post.ORGANISER]
        size = union.size if union.grassroots else MEMBERS_FROM_SIZE
        posts = [post for post, least in POSTS if size >= least]
        return posts + [Post.COMMITTEE_MEMBER] * (MEMBERS_OF_COMMITTEE if size >= MEMBERS_FROM_SIZE else 0)

    def _engagement(self, union: UnionDraft, post: Post) -> Engagement:
        if not union.grassroots:
            return Engagement.FULL_TIME if post in {Post.CHAIR, Post.VICE_CHAIR} else Engagement.SECONDED
        if post == Post.CHAIR and union.size >= FULL_TIME_FROM_SIZE:
            return Engagement.FULL_TIME
        return Engagement.PART_TIME
