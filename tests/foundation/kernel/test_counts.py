"""Counting by one statement."""

import pytest
from django.db.models import Q

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.kernel.counts import Counted, count_all, counting
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Employer, Union

pytestmark = pytest.mark.django_db


def test_many_are_counted_at_once_in_their_order(district, django_assert_num_queries):
    UnionFactory.create_batch(3, parent=district, level=Level.STREET)
    asked = {
        "streets": Union.objects.filter(level=Level.STREET).select_related("parent").order_by("name"),
        "nobody's": Union.objects.filter(pk__in=[]),
        "employers": Employer.objects.all(),
        "all": Union.objects.all(),
    }
    with django_assert_num_queries(1):
        found = count_all(asked)
    assert list(found.items()) == [("streets", 3), ("all", Union.objects.count())]


def test_what_meets_a_condition_is_told_beside_by_the_same_statement(district, django_assert_num_queries):
    UnionFactory.create_batch(3, parent=district, level=Level.STREET)
    asked = {"streets": Union.objects.filter(level=Level.STREET), "employers": Employer.objects.all()}
    last = Union.objects.order_by("-pk").first()
    with django_assert_num_queries(1):
        found = counting(asked, {"streets": Q(pk=last.pk), "employers": Q(name="")})()
    assert found == {"streets": Counted(3, 1)}


def test_a_list_that_is_cut_is_counted_as_far_as_it_goes(district):
    UnionFactory.create_batch(3, parent=district, level=Level.STREET)
    assert count_all({"two": Union.objects.order_by("name")[:2]}) == {"two": 2}


def test_nothing_is_asked_where_nothing_can_be(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert count_all({"none": Union.objects.none()}) == {}
