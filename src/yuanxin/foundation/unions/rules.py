"""The rules of the tree: which level may stand under which, how spells and terms may lie."""

import datetime
from collections.abc import Collection, Iterable
from typing import NamedTuple

from yuanxin.foundation.unions.choices import Level

TOPMOST_LEVELS = frozenset({Level.CITY, Level.DISTRICT})
STREET_LEVELS = frozenset({Level.STREET, Level.PARK})

PARENT_LEVELS: dict[str, frozenset[Level]] = {
    Level.CITY: frozenset(),
    Level.DISTRICT: frozenset({Level.CITY}),
    Level.STREET: frozenset({Level.DISTRICT}),
    Level.PARK: frozenset({Level.DISTRICT}),
    # Directly under the district (区直属) and under another grassroots union (联合工会、分会) as well.
    Level.GRASSROOTS: frozenset({Level.CITY, Level.DISTRICT, Level.STREET, Level.PARK, Level.GRASSROOTS}),
}

MERGEABLE_LEVELS = (STREET_LEVELS, frozenset({Level.GRASSROOTS}), frozenset({Level.DISTRICT}))


class Spell(NamedTuple):
    """Days from `begins` until before `ends`; without `ends`, open."""

    begins: datetime.date
    ends: datetime.date | None


def may_stand_under(level: str, parent_level: str | None) -> bool:
    """Whether a union of `level` may have an upper union of `parent_level` (None: be the topmost)."""
    return level in TOPMOST_LEVELS if parent_level is None else parent_level in PARENT_LEVELS[level]


def may_merge(absorbed_level: str, survivor_level: str) -> bool:
    """Whether unions of these two levels may become one; a street and a park may."""
    return any(absorbed_level in levels and survivor_level in levels for levels in MERGEABLE_LEVELS)


def overlaps(new: Spell, others: Iterable[Spell]) -> bool:
    """Whether `new` shares a day with one of `others`; an empty spell shares none."""
    return any(
        (new.ends is None or other.begins < new.ends) and (other.ends is None or new.begins < other.ends)
        for other in others
        if other.ends != other.begins and new.ends != new.begins
    )


def anniversary(day: datetime.date, years: int) -> datetime.date:
    """The same day `years` later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)


def term_length(begins: datetime.date, ends: datetime.date, allowed_years: Collection[int]) -> int | None:
    """The number of years a term runs, both days in, if it is one of `allowed_years`, else None."""
    return next(
        (years for years in allowed_years if anniversary(begins, years) - ends == datetime.timedelta(days=1)), None
    )


class DatedSpell(NamedTuple):
    """A membership or a coverage as days: from `begins` until before `ends`; without `ends` it is open."""

    key: int
    begins: datetime.date
    ends: datetime.date | None

    @property
    def empty(self) -> bool:
        """Whether no day is left of it."""
        return self.ends == self.begins


def without_overlap(spells: Iterable[DatedSpell], stays: int | None = None) -> dict[int, DatedSpell]:
    """The spells of one thing so that no day stands in two of them, by key.

    The one that `stays` keeps all its days, then an open one, then the earlier ones. Of another spell the days before
    a kept one remain; where it begins inside a kept one, the days after. A spell of which none remain becomes empty:
    it ends on the day it began.
    """

    def rank(spell: DatedSpell) -> tuple[bool, bool, datetime.date, int]:
        return spell.key != stays, spell.ends is not None, spell.begins, spell.key

    kept: list[DatedSpell] = []
    settled: dict[int, DatedSpell] = {}
    for spell in sorted(spells, key=rank):
        rest = spell
        for other in sorted(kept, key=lambda each: each.begins):
            rest = _beside(rest, other)
        if rest.empty and not spell.empty:
            rest = spell._replace(ends=spell.begins)
        settled[spell.key] = rest
        if not rest.empty:
            kept.append(rest)
    return settled


def _beside(spell: DatedSpell, kept: DatedSpell) -> DatedSpell:
    """What remains of `spell` beside `kept`, the part before it where both parts would remain."""
    apart = (kept.ends is not None and kept.ends <= spell.begins) or (
        spell.ends is not None and spell.ends <= kept.begins
    )
    if apart or spell.empty:
        return spell
    if spell.begins < kept.begins:
        return spell._replace(ends=kept.begins)
    if kept.ends is None or (spell.ends is not None and spell.ends <= kept.ends):
        return spell._replace(ends=spell.begins)
    return spell._replace(begins=kept.ends)
