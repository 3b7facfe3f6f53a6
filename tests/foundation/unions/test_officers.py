"""Posts and terms."""

import datetime

import pytest
from django.db import IntegrityError

from tests.foundation.unions.factories import OfficerFactory, TermFactory, UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.unions.choices import Engagement, Level, Post
from yuanxin.foundation.unions.queries import chair_of, officers_on, term_on
from yuanxin.foundation.unions.services import (
    ChairTaken,
    TermRefused,
    appoint_officer,
    begin_term,
    end_post,
    end_term,
)

TODAY = datetime.date(2016, 6, 30)
DAY = datetime.timedelta(days=1)


def appoint(actor, union, name="王秀英", begins_on=TODAY, post=Post.CHAIR, **values):
    values = {"engagement": Engagement.PART_TIME, "today": TODAY} | values
    return appoint_officer(actor=actor, union=union, name=name, post=post, begins_on=begins_on, **values)


def test_one_chair_at_a_time_and_the_next_may_begin_on_the_first_day_out(officer, grassroots):
    first = OfficerFactory(union=grassroots)
    with pytest.raises(ChairTaken):
        appoint(officer, grassroots)
    end_post(actor=officer, officer=first, ends_on=TODAY, today=TODAY)
    second = appoint(officer, grassroots)
    assert chair_of(grassroots, TODAY) == second
    assert chair_of(grassroots, TODAY - DAY) == first


def test_the_database_holds_two_open_chairs_apart(grassroots):
    OfficerFactory(union=grassroots)
    with pytest.raises(IntegrityError):
        OfficerFactory(union=grassroots)


def test_there_may_be_several_vice_chairs(officer, grassroots):
    for name in ("李娜", "张伟"):
        appoint(officer, grassroots, name=name, post=Post.VICE_CHAIR)
    assert [each.name for each in officers_on(grassroots, TODAY)] == ["李娜", "张伟"]


def test_a_post_ends_once_and_not_before_it_began(officer, grassroots):
    held = OfficerFactory(union=grassroots)
    with pytest.raises(Refused):
        end_post(actor=officer, officer=held, ends_on=held.begins_on - DAY, today=TODAY)
    end_post(actor=officer, officer=held, ends_on=TODAY, today=TODAY)
    with pytest.raises(Refused):
        end_post(actor=officer, officer=held, ends_on=TODAY, today=TODAY)


def test_a_siblings_officer_appoints_nobody_here(actor_as, district, street, grassroots):
    sibling = UnionFactory(level=Level.STREET, parent=district)
    with pytest.raises(OutOfScope):
        appoint(actor_as(Role.STREET_OFFICER, sibling), grassroots)


@pytest.mark.parametrize(
    ("begins_on", "ends_on"),
    [
        (datetime.date(2016, 1, 1), datetime.date(2018, 12, 31)),
        (datetime.date(2016, 1, 1), datetime.date(2020, 12, 31)),
        (datetime.date(2016, 2, 29), datetime.date(2021, 2, 28)),
    ],
)
def test_a_term_runs_three_or_five_years(officer, grassroots, begins_on, ends_on):
    term = begin_term(actor=officer, union=grassroots, number=1, begins_on=begins_on, ends_on=ends_on, today=TODAY)
    assert term_on(grassroots, ends_on) == term
    assert term_on(grassroots, ends_on + DAY) is None


@pytest.mark.parametrize(
    ("number", "begins_on", "ends_on", "field"),
    [
        (1, datetime.date(2020, 1, 1), datetime.date(2024, 12, 31), "number"),
        (2, datetime.date(2015, 4, 30), datetime.date(2020, 4, 29), "begins_on"),
        (2, datetime.date(2015, 5, 1), datetime.date(2019, 4, 30), "ends_on"),
    ],
)
def test_a_term_with_a_taken_number_shared_days_or_four_years_is_refused(
    officer, grassroots, number, begins_on, ends_on, field
):
    TermFactory(union=grassroots, number=1)
    with pytest.raises(TermRefused) as refusal:
        begin_term(actor=officer, union=grassroots, number=number, begins_on=begins_on, ends_on=ends_on, today=TODAY)
    assert refusal.value.field == field


def test_a_term_may_be_postponed_but_not_into_the_next(officer, grassroots):
    first = TermFactory(union=grassroots, number=1)
    later = first.ends_on + 60 * DAY
    assert end_term(actor=officer, term=first, ends_on=later, today=TODAY, reason="延期换届").ends_on == later
    TermFactory(union=grassroots, number=2, begins_on=later + DAY, ends_on=datetime.date(2020, 7, 1))
    with pytest.raises(TermRefused):
        end_term(actor=officer, term=first, ends_on=later + DAY, today=TODAY, reason="延期换届")
