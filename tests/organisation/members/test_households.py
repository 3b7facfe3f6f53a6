"""Households: who belongs to one on which day, never to two at once, also when people are merged."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import (
    HouseholdFactory,
    HouseholdMemberFactory,
    MembershipFactory,
    PersonFactory,
    invented_number,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.unions.services.merging import MergeRefused
from yuanxin.organisation.members.choices import HouseholdEnd, MemberEnd, Relation
from yuanxin.organisation.members.models import Household, HouseholdMember, Person
from yuanxin.organisation.members.queries import household_members, household_of, households_of
from yuanxin.organisation.members.services import (
    AnotherName,
    InAnotherHousehold,
    Particulars,
    Relative,
    add_relative,
    admit,
    change_head,
    correct_relative,
    end_household,
    end_relative,
    form_household,
    merge_persons,
    unmerge_persons,
)

TODAY = datetime.date(2016, 6, 30)
BEGIN = datetime.date(2016, 1, 1)
REASON = "同一人，身份证抄错一位"
CHILD = Relative(relation=Relation.DAUGHTER, name="张小美", born_on=datetime.date(2010, 9, 1))


@pytest.fixture
def chair(actor_as, grassroots):
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def head(grassroots) -> Person:
    return MembershipFactory(union=grassroots).person


@pytest.fixture
def household(chair, head) -> Household:
    return formed(chair, head, CHILD)


def formed(actor, head, *relatives, begins_on=BEGIN) -> Household:
    return form_household(actor=actor, head=head, begins_on=begins_on, relatives=relatives, today=TODAY)


def names(household, day=TODAY) -> list[str]:
    return [row.full_name for row in household_members(household, day)]


def test_a_household_is_formed_with_all_who_belong_to_it_by_one_event(chair, head):
    number = invented_number(4_000_001)
    spouse = Relative(relation=Relation.SPOUSE, name="王 芳", document_number=number)
    household = formed(chair, head, CHILD, spouse)
    assert names(household) == ["张三", "王芳", "张小美"]
    assert household_of(head, TODAY) == household
    assert household_of(head, BEGIN - datetime.timedelta(days=1)) is None
    row = household.members.get(relation=Relation.SPOUSE)
    assert row.birthday == datetime.date.fromisoformat(number[6:14])
    event = Event.objects.get(action="members.household_formed")
    assert (event.changes, event.union) == (4, head.union_id)
    assert number not in str(list(Change.objects.values_list("after", flat=True)))


def test_who_is_in_the_registry_is_linked_and_not_written_twice(chair, head, street):
    number = invented_number(4_000_002)
    PersonFactory(union=UnionFactory(parent=street), name="李娜", number=number)
    household = formed(chair, head, Relative(relation=Relation.SPOUSE, name="李娜", document_number=number))
    row = household.members.get(relation=Relation.SPOUSE)
    assert (row.person.name, row.name, row.document_number, row.born_on) == ("李娜", "", None, None)
    with pytest.raises(AnotherName):
        formed(
            chair,
            MembershipFactory(union=head.union).person,
            Relative(relation=Relation.SPOUSE, name="李丽", document_number=number),
        )


def test_who_joins_the_registry_later_is_found_in_the_household_all_the_same(chair, head, household):
    number = invented_number(4_000_003)
    relative = Relative(relation=Relation.SPOUSE, name="王芳", document_number=number)
    row = add_relative(actor=chair, household=household, relative=relative, today=TODAY)
    spell = admit(
        actor=chair,
        union=head.union,
        particulars=Particulars(name="王芳", document_number=number),
        joined_on=TODAY,
        today=TODAY,
    )
    assert household_of(spell.person, TODAY) == household
    with pytest.raises(InAnotherHousehold):
        formed(chair, spell.person)
    correct_relative(actor=chair, member=row, relative=Relative.of(row), today=TODAY)
    row.refresh_from_db()
    assert (row.person, row.document_number) == (spell.person, None)


def test_nobody_belongs_to_two_households_on_one_day(chair, head, household, grassroots):
    other = MembershipFactory(union=grassroots).person
    with pytest.raises(InAnotherHousehold):
        formed(chair, head)
    second = formed(chair, other)
    number = invented_number(4_000_004)
    spouse = Relative(relation=Relation.SPOUSE, name="王芳", document_number=number)
    row = add_relative(actor=chair, household=household, relative=spouse, today=TODAY)
    with pytest.raises(InAnotherHousehold) as told:
        add_relative(actor=chair, household=second, relative=spouse, today=TODAY)
    assert told.value.field == "name"
    assert "圆心" not in str(told.value)
    end_relative(actor=chair, member=row, kind=MemberEnd.MOVED, ends_on=TODAY, today=TODAY)
    add_relative(actor=chair, household=second, relative=spouse, today=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdMemberFactory(household=household, number=number)


@pytest.mark.parametrize(
    ("relative", "field"),
    [
        (Relative(relation=Relation.SELF, name="张三"), "relation"),
        (Relative(relation=Relation.SON, name="1"), "name"),
        (Relative(relation=Relation.SON, name="张小明", document_number="330106199001010017"), "document_number"),
        (Relative(relation=Relation.SON, name="张小明", born_on=TODAY + datetime.timedelta(days=1)), "born_on"),
        (Relative(relation=Relation.SON, name="张小明", since=BEGIN - datetime.timedelta(days=1)), "since"),
        (
            Relative(
                relation=Relation.SON,
                name="张小明",
                document_number=invented_number(1),
                born_on=datetime.date(1999, 1, 1),
            ),
            "born_on",
        ),
    ],
)
def test_a_wrong_entry_is_refused_at_its_field(chair, household, relative, field):
    with pytest.raises(Refused) as told:
        add_relative(actor=chair, household=household, relative=relative, today=TODAY)
    assert told.value.field == field
    assert household.members.count() == 2


def test_households_are_for_officers_of_the_heads_union(actor_as, chair, head, household, street):
    stranger = actor_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street))
    reader = actor_as(Role.REVIEWER, street)
    assert not Household.objects.visible_to(stranger).exists()
    assert not HouseholdMember.objects.visible_to(stranger).exists()
    assert Household.objects.visible_to(reader).count() == 1
    for actor, error in ((stranger, OutOfScope), (reader, NotAllowed)):
        with pytest.raises(error):
            add_relative(actor=actor, household=household, relative=CHILD, today=TODAY)
        with pytest.raises(error):
            end_household(actor=actor, household=household, kind=HouseholdEnd.DISSOLVED, ends_on=TODAY, today=TODAY)


def test_two_officers_do_not_enter_the_same_child(chair, household):
    version = household.version
    add_relative(actor=chair, household=household, relative=CHILD, today=TODAY, version=version)
    with pytest.raises(Stale):
        add_relative(actor=chair, household=household, relative=CHILD, today=TODAY, version=version)


def test_a_correction_of_relation_and_name_keeps_the_sealed_number(chair, household):
    number = invented_number(4_000_005)
    row = add_relative(
        actor=chair,
        household=household,
        relative=Relative(relation=Relation.PARENT, name="张大海", document_number=number),
        today=TODAY,
    )
    sealed = bytes(row.document_number)
    corrected = Relative(relation=Relation.GRANDPARENT, name="张大江", document_number=number, since=BEGIN)
    row = correct_relative(actor=chair, member=row, relative=corrected, today=TODAY, version=1)
    assert (row.name, row.relation, bytes(row.document_number), row.version) == ("张大江", "60", sealed, 2)
    change = Change.objects.filter(kind="members.householdmember").latest("pk")
    assert (change.before["name"], change.after["name"]) == ("张大海", "张大江")


def test_the_household_stays_the_same_one_under_another_head(chair, head, household, grassroots):
    number = invented_number(4_000_006)
    wife = MembershipFactory(
        person=PersonFactory(union=grassroots, name="李娜", number=number), union=grassroots
    ).person
    row = add_relative(
        actor=chair,
        household=household,
        relative=Relative(relation=Relation.SPOUSE, name="李娜", document_number=number),
        today=TODAY,
    )
    child = household.members.get(relation=Relation.DAUGHTER)
    with pytest.raises(Refused):
        change_head(
            actor=chair, household=household, head=row, relations={}, former=MemberEnd.DECEASED, on=TODAY, today=TODAY
        )
    with pytest.raises(Refused):
        end_relative(
            actor=chair,
            member=household.members.get(relation=Relation.SELF),
            kind=MemberEnd.DECEASED,
            ends_on=TODAY,
            today=TODAY,
        )
    household.refresh_from_db()
    change_head(
        actor=chair,
        household=household,
        head=row,
        relations={child.pk: Relation.DAUGHTER},
        former=MemberEnd.DECEASED,
        on=TODAY,
        today=TODAY,
        version=household.version,
    )
    household.refresh_from_db()
    assert household.head == wife
    assert names(household) == ["李娜", "张小美"]
    assert names(household, BEGIN) == ["张三", "张小美"]
    assert household_of(wife, TODAY) == household
    assert household_of(head, TODAY) is None


def test_a_household_ends_with_all_its_spells_and_one_entered_twice_counts_no_day(chair, head, household):
    end_household(actor=chair, household=household, kind=HouseholdEnd.DUPLICATE, ends_on=TODAY, today=TODAY)
    assert household_of(head, BEGIN) is None
    assert not household.members.open().exists()
    again = formed(chair, head)
    end_household(actor=chair, household=again, kind=HouseholdEnd.DISSOLVED, ends_on=TODAY, today=TODAY)
    assert household_of(head, BEGIN) == again
    assert households_of([head]) == {}
    with pytest.raises(Refused):
        add_relative(actor=chair, household=again, relative=CHILD, today=TODAY)


def test_the_households_of_many_are_found_by_as_few_statements_as_those_of_two(grassroots):
    def statements(count: int) -> int:
        heads = [spell.person for spell in MembershipFactory.create_batch(count, union=grassroots)]
        for head in heads:
            HouseholdFactory(head=head)
        with CaptureQueriesContext(connection) as queries:
            found = households_of(heads, TODAY)
            assert [found[head.pk].union.name for head in heads] == [grassroots.name] * count
        return len(queries)

    assert statements(2) == statements(12)


class TestMerging:
    @pytest.fixture
    def twice(self, grassroots) -> tuple[Person, Person]:
        return (
            MembershipFactory(union=grassroots).person,
            PersonFactory(union=grassroots),
        )

    def test_the_household_follows_its_head_and_back(self, officer, twice):
        kept, gone = twice
        household = HouseholdFactory(head=gone)
        merge = merge_persons(actor=officer, survivor=kept, absorbed=gone, today=TODAY, reason=REASON)
        household.refresh_from_db()
        assert household.head == kept
        assert household_of(kept, TODAY) == household
        unmerge_persons(actor=officer, merge=merge, today=TODAY, reason=REASON)
        household.refresh_from_db()
        assert household.head == gone
        assert household_of(kept, TODAY) is None

    def test_two_heads_are_not_merged_before_one_household_is_ended(self, officer, twice):
        kept, gone = twice
        HouseholdFactory(head=kept)
        second = HouseholdFactory(head=gone)
        with pytest.raises(MergeRefused):
            merge_persons(actor=officer, survivor=kept, absorbed=gone, today=TODAY, reason=REASON)
        end_household(actor=officer, household=second, kind=HouseholdEnd.DUPLICATE, ends_on=TODAY, today=TODAY)
        merge_persons(actor=officer, survivor=kept, absorbed=gone, today=TODAY, reason=REASON)
        assert household_of(kept, TODAY).head == kept

    def test_who_stands_in_one_household_twice_stands_in_it_once(self, officer, twice):
        kept, gone = twice
        household = HouseholdFactory(head=kept)
        HouseholdMemberFactory(household=household, person=gone, name="", born_on=None)
        merge = merge_persons(actor=officer, survivor=kept, absorbed=gone, today=TODAY, reason=REASON)
        assert [row.person for row in household_members(household, TODAY)] == [kept]
        unmerge_persons(actor=officer, merge=merge, today=TODAY, reason=REASON)
        assert {row.person for row in household_members(household, TODAY)} == {kept, gone}

    def test_a_member_entered_by_number_only_bars_a_merge_into_another_household(self, officer, twice, grassroots):
        kept, gone = twice
        number = invented_number(4_000_007)
        Person.objects.filter(pk=gone.pk).update(document_digest=PersonFactory.build(number=number).document_digest)
        HouseholdMemberFactory(household=HouseholdFactory(head=PersonFactory(union=grassroots)), number=number)
        HouseholdFactory(head=kept)
        gone.refresh_from_db()
        with pytest.raises(MergeRefused):
            merge_persons(actor=officer, survivor=kept, absorbed=gone, today=TODAY, reason=REASON)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60), st.booleans()), max_size=12))
def test_no_history_of_moves_puts_somebody_into_two_households_on_a_day(chair, grassroots, steps):
    """Random entries and ends of one person in three households: every day has one household at most."""
    with transaction.atomic():
        households = [HouseholdFactory(head=PersonFactory(union=grassroots)) for _ in range(3)]
        mover = PersonFactory(union=grassroots, name="李娜", number=invented_number(4_500_000))
        moving = Relative(relation=Relation.SIBLING, name="李娜", document_number=invented_number(4_500_000))
        for place, offset, ends in steps:
            day = BEGIN + datetime.timedelta(days=offset)
            row = HouseholdMember.objects.open().filter(person=mover, household=households[place]).first()
            try:
                with transaction.atomic():
                    if ends and row is not None:
                        end_relative(actor=chair, member=row, kind=MemberEnd.MOVED, ends_on=day, today=TODAY)
                    else:
                        moved = Relative(
                            relation=moving.relation,
                            name=moving.name,
                            document_number=moving.document_number,
                            since=day,
                        )
                        add_relative(actor=chair, household=households[place], relative=moved, today=TODAY)
            except Refused:
                pass
        for offset in range(62):
            day = BEGIN + datetime.timedelta(days=offset)
            there = HouseholdMember.objects.lived().on(day).filter(person=mover).values_list("household", flat=True)
            assert len(there) <= 1
            found = household_of(mover, day)
            assert (found.pk if found else None) == (there[0] if there else None)
        transaction.set_rollback(True)
