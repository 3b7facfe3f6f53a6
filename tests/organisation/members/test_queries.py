"""Finding people within scope."""

import datetime

import pytest
from django.db.models import Q

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory, PersonFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.members.queries import beginning, finding, search, ways_along_pinyin
from yuanxin.organisation.members.registers import MEMBERSHIPS

NAMES = ("张三", "张三丰", "章三", "欧阳一", "单于飞", "单飞", "李娜", "John Smith")


@pytest.fixture
def people(grassroots):
    return {name: PersonFactory(union=grassroots, name=name) for name in NAMES}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张三", ["张三", "张三丰"]),
        ("张", ["张三", "张三丰"]),
        ("zhangs", ["张三", "章三", "张三丰"]),
        ("ZSF", ["张三丰"]),
        ("单", ["单于飞", "单飞"]),
        ("单于", ["单于飞"]),
        ("欧阳", ["欧阳一"]),
        ("john", ["John Smith"]),
        ("王", []),
        ("", []),
        ("%", []),
    ],
)
def test_names_and_pinyin_are_found_by_their_beginning(officer, people, text, found):
    assert sorted(person.name for person in search(officer, text)) == sorted(found)


@pytest.mark.parametrize("text", [*NAMES, "张", "单", "zhang", "z", "ZS", "dan", "d", "js", "%", "13900000000", ""])
def test_whom_a_text_finds_stands_on_one_of_its_ways_along_the_list(people, text):
    everyone = Person.objects.all()
    found = set(finding(everyone, text))
    ways = ways_along_pinyin(text)
    met = {person for way in ways for person in everyone.filter(way)}
    assert found <= met
    # And no way leads through more than it must: a name's not through other readings, letters' not past their first.
    if ways != (Q(),):
        first = {person.pinyin[0] for person in found}
        assert {person.pinyin[0] for person in met} <= first or not found


def test_a_whole_number_or_phone_finds_its_person_and_a_part_of_it_nobody(officer, grassroots):
    person = PersonFactory(union=grassroots, number="330106199001010018", phone_number="13812345678")
    PersonFactory(union=grassroots)
    for text in ("330106199001010018", "138 1234 5678"):
        assert search(officer, text) == [person]
    for text in ("33010619900101", "1381234"):
        assert search(officer, text) == []


def test_namesakes_are_told_apart_by_the_last_four(officer, grassroots):
    person = PersonFactory(union=grassroots, number="33010619881203000X")
    PersonFactory.create_batch(3, union=grassroots)
    assert search(officer, "张三 000x") == [person]
    assert search(officer, "李四 000x") == []


def test_nobody_outside_the_own_unions_is_found(actor_as, street, grassroots):
    person = PersonFactory(union=grassroots, number="330106199001010018")
    sibling = actor_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street))
    for text in ("张三", "zs", "330106199001010018", "张三0018"):
        assert search(actor_as(Role.STREET_OFFICER, street), text) == [person]
        assert search(sibling, text) == []


def test_a_search_is_bounded_and_costs_the_same_queries_for_many(officer, grassroots, django_assert_num_queries):
    PersonFactory.create_batch(12, union=grassroots)
    with django_assert_num_queries(1):
        assert len(search(officer, "zs", limit=5)) == 5


@pytest.mark.parametrize(
    ("letters", "inside", "outside"), [("lz", "lzq", "ma"), ("zz", "zzz", "zy"), ("an", "ang", "ao")]
)
def test_a_beginning_is_a_range_also_after_z(grassroots, letters, inside, outside):
    for initials in (inside, outside):
        PersonFactory(union=grassroots, initials=initials)
    found = Person.objects.filter(beginning("initials", letters))
    assert [person.initials for person in found] == [inside]


def test_a_former_union_finds_its_spells_by_name_and_not_by_the_present_number(actor_as, street, grassroots):
    other = UnionFactory(parent=street)
    person = PersonFactory(union=other, number="330106199001010018", phone_number="13812345678")
    spell = MembershipFactory(union=grassroots, person=person, left_on=datetime.date(2016, 6, 1), leave_kind="left")
    former, upper = actor_as(Role.GRASSROOTS_OFFICER, grassroots), actor_as(Role.STREET_OFFICER, street)
    for text in ("张三", "zs", "330106199001010018", "13812345678", "张三 0018"):
        assert list(MEMBERSHIPS.find(MEMBERSHIPS.rows(upper), text, upper)) == [spell]
    assert list(MEMBERSHIPS.find(MEMBERSHIPS.rows(former), "张三", former)) == [spell]
    for text in ("330106199001010018", "13812345678", "张三 0018"):
        assert not MEMBERSHIPS.find(MEMBERSHIPS.rows(former), text, former).exists()
