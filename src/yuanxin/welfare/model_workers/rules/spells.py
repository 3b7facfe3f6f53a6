"""The spells of a model worker, from honours with their days."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """An honour that makes its holder a model worker: level, from when, until before when."""

    level: int
    awarded_on: datetime.date
    withdrawn_on: datetime.date | None = None

    def on(self, day: datetime.date) -> bool:
        """Whether it is held on a day."""
        return self.awarded_on <= day and (self.withdrawn_on is None or self.withdrawn_on > day)


@dataclass(frozen=True, slots=True)
class LevelSpell:
    """A time of one level, from `begins_on` until before `ends_on`."""

    level: int
    begins_on: datetime.date
    ends_on: datetime.date | None = None


def highest_on(honours: Iterable[Held], day: datetime.date) -> int | None:
    """The highest level held on a day: the lowest number; None for who holds none."""
    return min((held.level for held in honours if held.on(day)), default=None)


def level_spells(honours: Iterable[Held], since: datetime.date | None = None) -> list[LevelSpell]:
    """The times of each level, from the first honour on, or from `since` where somebody came to the district later.

    The highest honour held counts; a time without one is no spell.
    """
    held = list(honours)
    turns = {each.awarded_on for each in held} | {each.withdrawn_on for each in held if each.withdrawn_on}
    if since is not None:
        turns = {max(day, since) for day in turns} | ({since} if held else set())
    spells: list[LevelSpell] = []
    for day in sorted(turns):
        level = highest_on(held, day)
        last = spells[-1] if spells else None
        if last is not None and last.ends_on is None:
            if last.level == level:
                continue
            spells[-1] = LevelSpell(last.level, last.begins_on, day)
        if level is not None:
            spells.append(LevelSpell(level, day))
    return [spell for spell in spells if spell.ends_on != spell.begins_on]
