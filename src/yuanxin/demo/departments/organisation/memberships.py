"""The members of a synthetic district and their spells; as many first joinings in the period as the facts say."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from yuanxin.demo.departments.organisation.tree import Tree, UnionDraft
from yuanxin.demo.invention.days import ONE_DAY, draw_day, years_before
from yuanxin.demo.invention.people import FEMALE, Born, draw_birth
from yuanxin.demo.spec import Facts
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.organisation.members.choices import JoinKind, LeaveKind, RetentionKind

USUAL_JOINED_SHARE = 0.023
# The period's end is what later departments' counts stand on, so most members are there by then.
JOINED_AFTER_SHARE = 0.08
AT_FOUNDING_SHARE = 0.4
TRANSFER_SHARE, LEAVE_SHARE, REJOIN_SHARE, UNEMPLOYED_SHARE = 0.05, 0.022, 0.006, 0.004
LEAVINGS = ((LeaveKind.LEFT, 70), (LeaveKind.DEEMED_LEFT, 20), (LeaveKind.DECEASED, 8), (LeaveKind.EXPELLED, 2))
RETIREMENT_AGE = {FEMALE: 55}
RETIREMENT_AGE_OF_MEN = 60
LONGEST_FOUNDING_DAYS = 60
SHORTEST_SPELL = 45 * ONE_DAY
EDUCATED_BEFORE = 30 * ONE_DAY


@dataclass(slots=True, eq=False)
class SpellDraft:
    """One membership."""

    union: UnionDraft
    joined_on: datetime.date
    kind: JoinKind
    left_on: datetime.date | None = None
    leave_kind: str = ""

    @property
    def educated_on(self) -> datetime.date | None:
        """Who is deemed to have left was talked to before."""
        if self.leave_kind != LeaveKind.DEEMED_LEFT or self.left_on is None:
            return None
        return max(self.joined_on, self.left_on - EDUCATED_BEFORE)


@dataclass(slots=True, eq=False)
class RetentionDraft:
    """A time in which the person's last membership is kept without dues."""

    kind: RetentionKind
    begins_on: datetime.date
    ends_on: datetime.date | None = None


@dataclass(slots=True, eq=False)
class MemberDraft:
    """A person with spells in order of time; the last one says where the person belongs."""

    born: Born
    spells: list[SpellDraft] = field(default_factory=list)
    retention: RetentionDraft | None = None

    @property
    def union(self) -> UnionDraft:
        return self.spells[-1].union


class Memberships:
    """Draws members; every later spell is a transfer or a rejoining, so that first joinings stay as counted."""

    def __init__(self, tree: Tree, facts: Facts, *, members: int, stream: Random) -> None:
        self.tree = tree
        self.facts = facts
        self.members = members
        self.stream = stream
        self.horizon = tree.horizon
        self.joined = facts.count("members.joined", round(members * USUAL_JOINED_SHARE))

    def draw(self) -> Iterator[MemberDraft]:
        """All members, those of the period first."""
        first, last = self.facts.begins_on, self.facts.ends_on
        rest = self.members - self.joined
        after = min(round(self.members * JOINED_AFTER_SHARE), rest // 3) if self.horizon > last else 0
        yield from self._cohort(self.joined, first, last)
        yield from self._cohort(rest - after, None, first - ONE_DAY)
        yield from self._cohort(after, last + ONE_DAY, self.horizon)

    def _cohort(self, count: int, first: datetime.date | None, last: datetime.date) -> Iterator[MemberDraft]:
        """Members whose first joining lies from `first` (or the founding of their union) to `last`."""
        if not count:
            return
        unions = [
            union for union in self.tree.unions
            if union.size and union.grassroots and union.approved_on <= last
            and (union.ended_on is None or first is None or union.ended_on - SHORTEST_SPELL > last)
        ]  # fmt: skip
        shares = list(accumulate(union.size for union in unions))
        for union in self.stream.choices(unions, cum_weights=shares, k=count):
            yield self._member(union, self._joining_day(union, first, last))

    def _joining_day(self, union: UnionDraft, first: datetime.date | None, last: datetime.date) -> datetime.date:
        """Many join when their union is founded, the others over the years."""
        begin = max(union.approved_on, first or union.approved_on)
        if union.ended_on is not None:
            last = max(begin, min(last, union.ended_on - SHORTEST_SPELL))
        founding = begin == union.approved_on and self.stream.random() < AT_FOUNDING_SHARE
        if founding:
            return draw_day(self.stream, begin, min(last, begin + LONGEST_FOUNDING_DAYS * ONE_DAY))
        if first is None:
            # A union gains most of its members in its first years.
            last = begin + ONE_DAY * int((last - begin).days * self.stream.random() ** 1.5)
        return draw_day(self.stream, begin, last)

    def _member(self, union: UnionDraft, joined_on: datetime.date) -> MemberDraft:
        member = MemberDraft(draw_birth(self.stream, joined_on), [SpellDraft(union, joined_on, JoinKind.FIRST)])
        if union.ended_on is not None:
            self._union_ended(member)
        else:
            self._events(member, joined_on)
        self._retire(member)
        return member

    def _events(self, member: MemberDraft, joined_on: datetime.date) -> None:
        point = self.stream.random()
        earliest = joined_on + SHORTEST_SPELL
        if earliest >= self.horizon:
            return
        if point < TRANSFER_SHARE:
            day = draw_day(self.stream, earliest, self.horizon)
            self._go_on(member, self._other_union(member.union, day), day, JoinKind.TRANSFER, LeaveKind.TRANSFER)
        elif point < TRANSFER_SHARE + LEAVE_SHARE:
            kinds, weights = zip(*LEAVINGS, strict=True)
            leaving = self.stream.choices(kinds, weights)[0]
            self._leave(member, draw_day(self.stream, earliest, self.horizon), leaving)
        elif point < TRANSFER_SHARE + LEAVE_SHARE + REJOIN_SHARE and earliest + SHORTEST_SPELL < self.horizon:
            left = draw_day(self.stream, earliest, self.horizon - SHORTEST_SPELL)
            back = draw_day(self.stream, left + ONE_DAY, self.horizon)
            union = self._other_union(member.union, back)
            self._leave(member, left, LeaveKind.LEFT)
            member.spells.append(SpellDraft(union, back, JoinKind.REJOIN))
        elif point > 1 - UNEMPLOYED_SHARE:
            begin = draw_day(self.stream, earliest, self.horizon)
            end = begin + self.stream.randint(60, 400) * ONE_DAY
            member.retention = RetentionDraft(RetentionKind.UNEMPLOYED, begin, end if end <= self.horizon else None)

    def _union_ended(self, member: MemberDraft) -> None:
        """Members of a merged union go with it to the survivor, those of a revoked one leave."""
        union = member.union
        day = union.ended_on or self.horizon
        if union.state == UnionState.MERGED and union.merged_into is not None:
            self._go_on(member, union.merged_into, day, JoinKind.TRANSFER, LeaveKind.TRANSFER)
        else:
            self._leave(member, day, LeaveKind.LEFT)

    def _retire(self, member: MemberDraft) -> None:
        """Past retirement age an open membership is retained; some leave instead."""
        spell = member.spells[-1]
        if spell.left_on is not None:
            return
        age = RETIREMENT_AGE.get(member.born.sex, RETIREMENT_AGE_OF_MEN)
        retired_on = years_before(member.born.day, -age)
        if retired_on <= spell.joined_on or retired_on > self.horizon:
            return
        if self.stream.random() < 0.1:
            self._leave(member, retired_on, LeaveKind.LEFT)
            member.retention = None
        else:
            member.retention = RetentionDraft(RetentionKind.RETIRED, retired_on)

    def _go_on(
        self, member: MemberDraft, union: UnionDraft, day: datetime.date, kind: JoinKind, leaving: LeaveKind
    ) -> None:
        self._leave(member, day, leaving)
        member.spells.append(SpellDraft(union, day, kind))

    def _leave(self, member: MemberDraft, day: datetime.date, kind: LeaveKind) -> None:
        spell = member.spells[-1]
        spell.left_on, spell.leave_kind = max(day, spell.joined_on), kind

    def _other_union(self, union: UnionDraft, day: datetime.date) -> UnionDraft:
        """A union in force that was founded by `day`."""
        for _ in range(20):
            other = self.stream.choice(self.tree.unions)
            if (
                other is not union
                and other.size
                and other.grassroots
                and other.ended_on is None
                and other.approved_on <= day
            ):
                return other
        return union
