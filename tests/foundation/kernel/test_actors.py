from dataclasses import dataclass

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.kernel.actors import Actor, Grant, PathRange, Principal, merged, name_of
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope


@dataclass(frozen=True)
class Place:
    path: str


DISTRICT = Place("00001")
STREET = Place("0000100002")
SIBLING = Place("0000100003")
GRASSROOTS = Place("000010000200001")

paths = st.lists(st.integers(1, 99998), min_size=1, max_size=8).map(lambda steps: "".join(f"{n:05d}" for n in steps))


def officer_of(place: Place, *permissions: str) -> Actor:
    return Actor(key="user:1", label="张三", grants=(Grant("street_officer", place.path, frozenset(permissions)),))


def test_a_permission_holds_for_the_union_and_everything_below_it():
    actor = officer_of(STREET, "members.edit")
    assert actor.may("members.edit", STREET)
    assert actor.may("members.edit", GRASSROOTS)
    assert not actor.may("members.edit", SIBLING)
    assert not actor.may("members.edit", DISTRICT)


def test_without_an_appointment_nothing_is_allowed_anywhere():
    actor = Actor(key="user:1", label="张三")
    assert not actor.may("members.view", DISTRICT)
    assert not actor.may_somewhere("members.view")
    assert actor.ranges("members.view") == ()


def test_what_lies_outside_is_told_as_if_it_did_not_exist():
    actor = officer_of(STREET, "members.edit")
    with pytest.raises(OutOfScope):
        actor.require("members.edit", SIBLING)
    with pytest.raises(NotAllowed):
        actor.require("members.export", GRASSROOTS)


def test_two_roles_give_the_union_of_their_ranges():
    actor = Actor(
        key="user:1",
        label="张三",
        grants=(
            Grant("grassroots_officer", GRASSROOTS.path, frozenset({"members.view"})),
            Grant("street_officer", STREET.path, frozenset({"members.view"})),
            Grant("reviewer", SIBLING.path, frozenset({"members.view"})),
        ),
    )
    assert actor.ranges("members.view") == (PathRange.below(STREET.path), PathRange.below(SIBLING.path))


@given(outer=paths, inner=paths)
def test_a_range_holds_exactly_the_paths_that_start_with_it(outer, inner):
    assert PathRange.below(outer).holds(inner) == inner.startswith(outer)


@given(parts=st.lists(paths, max_size=8), probe=paths)
def test_merging_ranges_keeps_their_coverage(parts, probe):
    ranges = [PathRange.below(path) for path in parts]
    assert any(r.holds(probe) for r in merged(ranges)) == any(r.holds(probe) for r in ranges)


def test_places_are_named_once_the_topmost_first():
    grants = [Grant("reviewer", STREET.path, frozenset(), "街道"), Grant("leader", DISTRICT.path, frozenset(), "区")]
    assert Actor("user:1", "张三", (*grants, grants[0])).places == ["区", "街道"]


def test_what_the_system_did_bears_no_name_out_of_the_code():
    system = Actor.system("flow")
    with translation.override("zh-hans"):
        assert name_of(system.key, system.label) == "系统自动办理"
    assert name_of("user:1", "张三") == "张三"
    assert name_of("system:demo-district", "区总工会") == "区总工会", "whom the system stands for is told"


def test_who_acts_does_so_from_the_nearest_of_its_unions_above_the_record():
    principal = Principal("user:2", "李四")
    actor = Actor(
        key="user:1",
        label="张三",
        grants=(
            Grant("district_officer", DISTRICT.path, frozenset(), "区总工会"),
            Grant("street_officer", STREET.path, frozenset(), "街道总工会"),
            Grant("street_officer", SIBLING.path, frozenset(), "另一街道总工会", principal),
        ),
    )
    assert actor.office(lambda: GRASSROOTS) == "街道总工会"
    assert actor.office(lambda: SIBLING) == "区总工会"
    assert actor.office(lambda: GRASSROOTS, principal) == "另一街道总工会", "the only one is not asked where it lies"
    assert Actor.system("tests").office(lambda: GRASSROOTS) == ""
