"""Reads of the tree."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.unions.choices import Level, UnionState
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import (
    ancestors_of,
    by_street,
    children_of,
    street_of,
    streets_of,
    topmost_union,
    with_street,
)


@pytest.fixture
def park(district):
    return UnionFactory(name="西园区总工会", level=Level.PARK, parent=district)


def test_topmost_ancestors_and_streets(district, street, park, grassroots):
    assert topmost_union() == district
    assert ancestors_of(grassroots) == [district, street]
    assert list(streets_of(district)) == [street, park]


def test_by_street_has_a_row_for_each_street_and_one_for_those_directly_under_the_district(
    district, street, park, grassroots
):
    direct = UnionFactory(parent=district)
    branch = UnionFactory(parent=grassroots)
    rows = by_street(district)
    assert [row.street for row in rows] == [street, park, None]
    keys = dict(with_street(Union.objects.all(), by_street(district), path="path").values_list("pk", "street"))
    assert keys == {district.pk: 0, direct.pk: 0, park.pk: park.pk} | {
        each.pk: street.pk for each in (street, grassroots, branch)
    }


def test_by_street_below_a_street_is_that_street_alone(district, street, grassroots):
    assert [row.street for row in by_street(grassroots)] == [street]
    assert street_of(UnionFactory(parent=district)) is None
    assert [row.key for row in by_street(UnionFactory(parent=district))] == [0]


def test_children_know_whether_there_is_more_below(street, grassroots, django_assert_num_queries):
    UnionFactory.create_batch(2, parent=grassroots)
    UnionFactory(parent=grassroots, state=UnionState.REVOKED)
    with django_assert_num_queries(1):
        assert [(each.pk, each.below) for each in children_of(street)] == [(grassroots.pk, 2)]


def test_the_command_lists_unions_in_force_in_tree_order(district, street, grassroots, capsys):
    UnionFactory(parent=street, state=UnionState.REVOKED)
    call_command("unions", "list", "--json")
    listed = json.loads(capsys.readouterr().out)
    assert [each["code"] for each in listed] == [district.code, street.code, grassroots.code]
    assert listed[0] == {"code": district.code, "name": district.name, "level": "district", "parent": None}
    assert listed[2]["parent"] == street.code


def test_the_command_lists_all_below_one_union(district, street, grassroots, capsys):
    revoked = UnionFactory(parent=street, state=UnionState.REVOKED)
    call_command("unions", "list", "--under", street.code, "--all", "--json")
    assert [each["code"] for each in json.loads(capsys.readouterr().out)] == [
        street.code,
        grassroots.code,
        revoked.code,
    ]
    with pytest.raises(CommandError) as refusal:
        call_command("unions", "list", "--under", "nothing")
    assert refusal.value.returncode == 2
