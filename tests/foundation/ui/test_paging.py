"""Keyset pages hold every row once, in one order, read forward and backward, also where the key is missing."""

import datetime

import pytest
from django.db.models import Q

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.ui.registers import paging
from yuanxin.foundation.ui.registers.paging import (
    Order,
    Page,
    along_the_order,
    count_and_read,
    count_of,
    mark_of,
    read_page,
    read_ways,
)
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


def counted(order: Order, size: int, **mark: int) -> Page:
    """The page that `count_and_read` gives, whose count is right."""
    rows = Union.objects.all()
    count, page = count_and_read(
        mark_of(Union, order, mark.get("after"), mark.get("before")), rows, rows.select_related("parent"), order, size
    )
    assert count.number == rows.count()
    assert page is not None
    return page


@pytest.mark.parametrize("order", ORDERS)
def test_few_rows_counted_and_read_by_one_search_are_the_same_pages(unions, order):
    order = Order.read(order)
    for pk in [None, *Union.objects.values_list("pk", flat=True)]:
        for mark in [{}] if pk is None else [{"after": pk}, {"before": pk}]:
            assert counted(order, 5, **mark) == read_page(Union.objects.all(), order, size=5, **mark)


def test_few_rows_take_two_statements_however_many(unions, django_assert_num_queries):
    rows = Union.objects.all()
    with django_assert_num_queries(2):
        count_and_read(None, rows, rows.select_related("parent"), Order("path"), 5)
    with django_assert_num_queries(0):
        count, page = count_and_read(None, Union.objects.none(), Union.objects.none(), Order("path"), 5)
    assert (count.number, page.rows) == (0, [])


def test_many_rows_are_counted_no_further_and_left_to_be_walked(unions, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_UP_TO", 10)
    rows = Union.objects.all()
    count, page = count_and_read(None, rows, rows, Order("path"), 5)
    assert (str(count), page) == ("10+", None)


@pytest.mark.parametrize("order", ["path", "-path"])
@pytest.mark.parametrize("mark", [{}, "after", "before"])
def test_ways_that_overlap_are_one_list(unions, district, order, mark):
    order = Order.read(order)
    below = Union.objects.exclude(pk=district.pk)
    level, days = Q(level="grassroots"), Q(approved_on__day=2)
    everything = list(below.filter(level | days).order_by(*order.ordering(nullable=False)))
    asked = {mark: everything[len(everything) // 2].pk} if mark else {}
    at = mark_of(Union, order, asked.get("after"), asked.get("before"))
    together = read_ways(at, below, below.select_related("parent"), order, 3, [level, days])
    assert together == read_page(below.filter(level | days), order, size=3, **asked)
