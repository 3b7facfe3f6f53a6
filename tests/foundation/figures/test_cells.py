"""The cells follow the records through any history, by whatever path it is written."""

import datetime
from random import Random

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foundation.figures.histories import ACTS, small_district
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.figures import live, queries, services
from yuanxin.foundation.figures.catalogue import all_figures
from yuanxin.foundation.figures.cells import triggers
from yuanxin.foundation.figures.cells.series import all_series
from yuanxin.foundation.kernel.periods import Period, half_year
from yuanxin.foundation.unions.models import Union

pytestmark = pytest.mark.django_db

H1_2016 = half_year(2016, 1)
SOON = Period(datetime.date(2016, 2, 10), datetime.date(2016, 2, 20))


def told(union):
    """What is read: from cells, and from the records of dirty days."""
    return {
        (code, period): (found.value, found.rows)
        for period in (H1_2016, SOON)
        for code, found in queries.measure_all(union, period).items()
    }


def true(union):
    """What the records say by one query a figure."""
    return {
        (figure.code, period): tuple(live.reading(figure, union, period))
        for period in (H1_2016, SOON)
        for figure in all_figures()
        if queries.told_of(figure, union)
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10**6)), min_size=1, max_size=12))
def test_any_history_leaves_cells_that_equal_the_records(db, history):
    with small_district():
        for number, (act, seed) in enumerate(history):
            act(Random(seed))  # noqa: S311 - a history, no secret
            if number % 3 == 2:
                services.refresh()
        for union in Union.objects.all():
            assert told(union) == true(union), "read with dirty days"
        services.refresh()
        for union in Union.objects.all():
            assert told(union) == true(union), "read from cells"
        assert services.verify() == []


@pytest.mark.parametrize("approved_on", [None, datetime.date(2016, 3, 1)])
def test_a_spell_that_never_holds_a_day_takes_nothing_from_a_stock(district, street, approved_on):
    UnionFactory(parent=street, approved_on=approved_on, ended_on=datetime.date(2016, 2, 1), state="revoked")

    for refresh in (False, True):
        if refresh:
            services.refresh()
        for period in (SOON, H1_2016):
            assert queries.measure("unions.stock", district, period).value == 0
    assert services.verify() == []


def test_a_read_with_dirty_days_writes_nothing(district, street):
    services.refresh()
    UnionFactory(parent=street, approved_on=datetime.date(2016, 2, 1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM figures_dirty")
        before = cursor.fetchone()

    assert queries.measure("unions.new", district, H1_2016).value == 1

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM figures_dirty")
        assert cursor.fetchone() == before


def test_all_figures_of_cells_are_read_by_one_statement(district, django_assert_num_queries):
    services.refresh()
    kept = [figure for figure in all_figures() if figure.in_cells]

    with django_assert_num_queries(3):  # the others ask for the printing units and for the scheme years
        queries.measure_all(district, H1_2016, kept)


def test_a_record_written_past_the_triggers_is_found(district, street):
    UnionFactory(parent=street, approved_on=datetime.date(2016, 2, 1))
    services.refresh()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE figures_cell SET own = own + 1 WHERE day = '2016-02-01'")

    found = services.verify()

    assert {difference.day for difference in found} == {datetime.date(2016, 2, 1)}
    assert "unions.new" in {difference.code for difference in found}


def test_every_trigger_stands_in_a_migrated_database(db):
    assert triggers.missing(all_series().values()) == []
    assert services.unready() == []


def test_a_missing_trigger_is_told_and_its_figures_are_built_anew(district, street):
    triggers.take_down()
    UnionFactory(parent=street, approved_on=datetime.date(2016, 2, 1))
    assert services.unready()

    services.prepare()

    assert services.unready() == []
    assert queries.measure("unions.new", district, H1_2016).value == 1
    assert services.verify() == []


def test_the_cells_of_a_changed_definition_are_not_read(district, street):
    """A series that was not built is measured by query until it is."""
    UnionFactory(parent=street, approved_on=datetime.date(2016, 2, 1))
    services.refresh()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM figures_definition WHERE code = 'unions.new'")
        cursor.execute("UPDATE figures_cell SET total = total + 7")

    assert queries.measure("unions.new", district, H1_2016).value == 1
