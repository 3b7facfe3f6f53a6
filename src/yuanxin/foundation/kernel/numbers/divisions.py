"""The divisions of GB/T 2260 with their years, also those abolished, from the table that python-stdnum ships."""

import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 0, 9999
# Younger than the table.
ADDED = {"330113": ("临平区", 2021), "330114": ("钱塘区", 2021)}
_SPELL = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[]+)")


class Spell(NamedTuple):
    """A name that a code had, with the first and the last calendar year it was in force."""

    name: str
    first: int
    last: int


@lru_cache(maxsize=1)
def divisions() -> dict[str, tuple[Spell, ...]]:
    """Every code of six digits that ever was, with its names in time; provinces under `NN0000`."""
    table: dict[str, tuple[Spell, ...]] = {}
    province = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        code, _, properties = line.strip().partition(" ")
        names = dict(re.findall(r'(\w+)="([^"]*)"', properties))
        if not line.startswith(" "):
            province = code
            table[f"{province}0000"] = (Spell(names["province"], FIRST_YEAR, LAST_YEAR),)
        else:
            table[province + code] = tuple(
                Spell(name, int(first or FIRST_YEAR), int(last or LAST_YEAR))
                for first, last, name in _SPELL.findall(names["county"])
            )
    for code, (name, first) in ADDED.items():
        table.setdefault(code, (Spell(name, first, LAST_YEAR),))
    return table


def division_name(code: str, year: int) -> str:
    """The name that the division had in `year`, or the last one before it; empty where the code was never given.

    >>> division_name("330106", 2016)
    '西湖区'
    """
    spells = divisions().get(code, ())
    in_force = [spell.name for spell in spells if spell.first <= year <= spell.last]
    before = [spell.name for spell in spells if spell.first <= year]
    return (in_force or before or [spell.name for spell in spells] or [""])[-1]


@lru_cache(maxsize=4)
def codes_in_force(year: int) -> frozenset[str]:
    """The codes in force in `year`; one abolished within it still counts."""
    return frozenset(
        code for code, spells in divisions().items() if any(spell.first <= year <= spell.last for spell in spells)
    )
