"""Whatever writes ends by refreshing; what only reads does not."""

import datetime
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.figures import queries, services
from yuanxin.foundation.figures.cells import refresh, triggers
from yuanxin.foundation.figures.middleware import RefreshMiddleware
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.unions.models import Union

H1_2016 = half_year(2016, 1)
DAY = datetime.date(2016, 2, 1)


@pytest.mark.parametrize(("method", "refreshed"), [("get", False), ("head", False), ("post", True), ("delete", True)])
@pytest.mark.django_db
def test_only_a_request_that_may_have_written_refreshes(method, refreshed, rf, district, street):
    UnionFactory(parent=street, approved_on=DAY)
    answer = RefreshMiddleware(lambda _request: HttpResponse())

    answer(getattr(rf, method)("/"))

    assert refresh.is_dirty() is not refreshed


@pytest.mark.django_db
def test_a_command_leaves_nothing_dirty(district, street, capsys):
    UnionFactory(parent=street, approved_on=DAY)

    call_command("unions", "list")

    assert not refresh.is_dirty()


def test_a_refresh_that_dies_half_way_loses_nothing(own_database, district, street, monkeypatch):
    UnionFactory(parent=street, approved_on=DAY)
    with monkeypatch.context() as patched:
        patched.setattr(refresh, "APPLY", "SELECT 1 FROM no_such_table")
        with pytest.raises(Exception, match="no_such_table"):
            services.refresh()

    assert refresh.is_dirty()
    assert queries.measure("unions.new", district, H1_2016).value == 1
    services.refresh()
    assert services.verify() == []


def test_writers_and_refreshers_beside_one_another_leave_cells_that_equal_the_records(own_database, district, street):
    """Real transactions, real threads: one refresher at a time, and no day is lost between them."""
    failures: list[BaseException] = []

    def write_and_refresh(number: int) -> None:
        try:
            for each in range(6):
                UnionFactory(parent=district, code=f"W{number}{each}", path=f"{district.path}{number}{each:04d}")
                Union.objects.filter(code=f"W{number}{each}").update(approved_on=DAY)
                services.refresh(wait=number % 2 == 0)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=write_and_refresh, args=(number,)) for number in range(2, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert queries.measure("unions.new", district, H1_2016).value == 24
    services.refresh()
    assert queries.measure("unions.new", district, H1_2016).value == 24
    assert services.verify() == []


def test_outside_a_transaction_a_dirty_read_is_one_snapshot_and_writes_nothing(own_database, district, street):
    UnionFactory(parent=street, approved_on=DAY)

    assert queries.measure("unions.new", street, H1_2016).value == 1
    assert refresh.is_dirty()
    assert not connection.in_atomic_block


def test_a_migrated_database_has_every_trigger(own_database):
    call_command("migrate", verbosity=0)

    assert services.unready() == []
    assert triggers.standing()
