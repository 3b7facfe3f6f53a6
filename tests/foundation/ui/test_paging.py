"""Keyset pages hold every row once, in one order, read forward and backward, also where the key is missing."""

import datetime

import pytest

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.ui.registers import paging
from yuanxin.foundation.ui.registers.paging import Order, along_the_order, count_of, read_page
from yuanxin.foundation.unions.models import Union

pytestmark = pytest.mark.django_db
ORDERS = ["approved_on", "-approved_on", "level", "-level", "path", "-path", "id", "-id", "parent__approved_on"]


@pytest.fixture
def unions(district) -> int:
    """Twelve unions: days that many share, and some without a day."""
    for number in range(11):
        day = None if number % 4 == 0 else datetime.date(2016, 1, 1 + number % 3)
        UnionFactory(parent=district, approved_on=day)
    return Union.objects.count()


def forward(order: Order, size: int) -> list[list[int]]:
    pages, after = [], None
    while True:
        page = read_page(Union.objects.all(), order, size=size, after=after)
        assert page.has_previous is (after is not None)
        pages.append([union.pk for union in page.rows])
        if not page.has_next:
            return pages
        after = page.last


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 5, 12, 20])
def test_pages_hold_every_row_once_and_turn_back_the_same_way(unions, order, size):
    order = Order.read(order)
    pages = forward(order, size)
    assert sorted(pk for page in pages for pk in page) == sorted(Union.objects.values_list("pk", flat=True))
    back = [pages[-1]]
    while True:
        page = read_page(Union.objects.all(), order, size=size, before=back[0][0])
        if not page.rows:
            break
        back.insert(0, [union.pk for union in page.rows])
    assert [pk for page in back for pk in page] == [pk for page in pages for pk in page]


@pytest.mark.parametrize("order", ["approved_on", "-approved_on"])
def test_rows_without_a_value_come_last_in_both_directions(unions, order):
    days = [union.approved_on for union in read_page(Union.objects.all(), Order.read(order), size=20).rows]
    known = [day for day in days if day is not None]
    assert days == known + [None] * (len(days) - len(known))
    assert known == sorted(known, reverse=order.startswith("-"))


def test_a_mark_that_is_gone_gives_the_first_page(unions):
    first = read_page(Union.objects.all(), Order("path"), size=5)
    for gone in ({"after": 10**9}, {"before": 10**9}):
        assert read_page(Union.objects.all(), Order("path"), size=5, **gone).rows == first.rows


def test_nobody_waits_for_a_long_count(unions, monkeypatch):
    assert str(count_of(Union.objects.all())) == str(unions)
    monkeypatch.setattr(paging, "COUNT_UP_TO", 10)
    assert str(count_of(Union.objects.all())) == "10+"


@pytest.mark.parametrize("order", ORDERS)
def test_many_rows_are_the_same_rows_in_the_same_order_read_along_the_index(unions, district, order):
    few = Union.objects.within(district).filter(level="grassroots")
    order = Order.read(order)
    along = read_page(along_the_order(few), order, size=7)
    assert along == read_page(few, order, size=7)
    assert read_page(along_the_order(few), order, size=7, after=along.last).rows == list(
        few.order_by(*order.ordering(nullable=True))[7:14]
    )
