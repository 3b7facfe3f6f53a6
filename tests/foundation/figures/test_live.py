"""The figures of the organisation department, measured."""

import datetime

import pytest

from tests.foundation.unions.factories import CoverageFactory, EmployerFactory, UnionFactory
from yuanxin.foundation.figures.queries import exported_rows, measure, rows_of
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.unions.choices import Level, UnionState

pytestmark = pytest.mark.django_db

H1_2016 = half_year(2016, 1)


def test_a_union_approved_on_the_last_day_counts_and_one_of_the_next_day_does_not(district, street):
    UnionFactory(parent=street, approved_on=datetime.date(2016, 6, 30))
    UnionFactory(parent=street, approved_on=datetime.date(2016, 7, 1))

    assert measure("unions.new", district, H1_2016).value == 1


@pytest.mark.parametrize(
    ("state", "counted"),
    [(UnionState.REVOKED, 1), (UnionState.MERGED, 1), (UnionState.ANNULLED, 0), (UnionState.PREPARING, 0)],
)
def test_a_later_end_takes_no_new_union_out_but_an_annulled_approval_does(district, street, state, counted):
    UnionFactory(parent=street, approved_on=datetime.date(2016, 3, 1), ended_on=datetime.date(2016, 5, 1), state=state)

    assert measure("unions.new", district, H1_2016).value == counted
    assert measure("unions.stock", district, H1_2016).value == 0


def test_only_grassroots_unions_count_as_new(district):
    UnionFactory(parent=district, level=Level.STREET, approved_on=datetime.date(2016, 3, 1))

    assert measure("unions.new", district, H1_2016).value == 0


def test_an_employer_counts_once_and_only_with_the_founding_that_covered_it_first(district, street):
    old = UnionFactory(parent=street)
    new = UnionFactory(parent=street, approved_on=datetime.date(2016, 3, 1))
    covered_before, fresh, joined_later = EmployerFactory.create_batch(3, union=street)
    CoverageFactory(union=old, employer=covered_before, founding=True)
    for employer in (covered_before, fresh):
        CoverageFactory(union=new, employer=employer, begins_on=datetime.date(2016, 3, 1), founding=True)
    CoverageFactory(union=new, employer=joined_later, begins_on=datetime.date(2016, 4, 1), founding=False)

    found = measure("unions.employers_newly_covered", district, H1_2016)

    assert found.value == 1
    assert [row.key for row in exported_rows(found.figure.code, district, H1_2016)] == [fresh.pk]


def test_an_employer_that_two_unions_cover_is_one_of_those_covered(district, street):
    employer = EmployerFactory(union=street)
    CoverageFactory(union=UnionFactory(parent=street), employer=employer)
    CoverageFactory(union=UnionFactory(parent=street), employer=employer)

    found = measure("unions.employers_covered", district, H1_2016)

    assert (found.value, found.rows) == (1, 2)


def test_the_rows_behind_a_figure_are_as_many_as_it_says(district, street):
    UnionFactory.create_batch(3, parent=street, approved_on=datetime.date(2016, 2, 1))

    found = measure("unions.new", district, H1_2016)

    assert found.rows == rows_of("unions.new", district, H1_2016).count() == 3
    assert found.text == "3家"


def test_a_figure_of_one_street_leaves_the_others_out(district, street):
    elsewhere = UnionFactory(parent=district, level=Level.STREET)
    UnionFactory(parent=elsewhere, approved_on=datetime.date(2016, 2, 1))

    assert measure("unions.new", street, H1_2016).value == 0
    assert measure("unions.new", elsewhere, H1_2016).value == 1
