"""The pure rules of the tree."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.rules import Spell, anniversary, may_stand_under, overlaps, term_length

DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2000, 3, 1))


@st.composite
def spells(draw):
    begins, ends = sorted([draw(DAYS), draw(DAYS)])
    return Spell(begins, draw(st.sampled_from([ends, None])))


def days_of(spell: Spell) -> set[datetime.date]:
    ends = spell.ends or datetime.date(2000, 6, 1)
    return {spell.begins + datetime.timedelta(days=number) for number in range((ends - spell.begins).days)}


@given(spells(), st.lists(spells(), max_size=3))
def test_spells_overlap_when_they_share_a_day(new, others):
    assert overlaps(new, others) == any(days_of(new) & days_of(other) for other in others)


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2050, 1, 1)), st.sampled_from([3, 5]))
def test_a_term_of_whole_years_is_told_by_its_length(begins, years):
    ends = anniversary(begins, years) - datetime.timedelta(days=1)
    assert term_length(begins, ends, (3, 5)) == years
    assert term_length(begins, ends + datetime.timedelta(days=1), (3, 5)) is None


@pytest.mark.parametrize("level", list(Level))
def test_only_a_city_or_a_district_is_topmost(level):
    assert may_stand_under(level, None) == (level in {Level.CITY, Level.DISTRICT})
