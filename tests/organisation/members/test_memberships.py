"""Joining, leaving, retention, and what a merger does to members."""

import datetime

import pytest
from django.db import IntegrityError

from tests.foundation.unions.factories import EmployerFactory, UnionFactory
from tests.organisation.members.factories import MembershipFactory, PersonFactory, RetentionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.services import StillInUse, merge_unions, revoke_union
from yuanxin.organisation.members.choices import JoinKind, LeaveKind, RetentionKind, Sex
from yuanxin.organisation.members.models import Membership, Person, Retention
from yuanxin.organisation.members.queries import active_membership, find_by_number, members_of
from yuanxin.organisation.members.services import (
    ActiveElsewhere,
    AlreadyMember,
    AnotherName,
    NotAdmittedAgain,
    Particulars,
    admit,
    correct_membership,
    leave,
    retain,
    unretain,
)

TODAY = datetime.date(2016, 6, 30)
DAY = datetime.timedelta(days=1)
NUMBER = "330106199001010018"


def ended(membership: Membership, kind: LeaveKind) -> None:
    """The membership as it stands after such an end, whoever decided it."""
    Membership.objects.filter(pk=membership.pk).update(left_on=TODAY, leave_kind=kind)


@pytest.fixture
def other(street):
    return UnionFactory(name="圆心电子厂工会", parent=street)


def join(actor, union, joined_on=TODAY, **given):
    given = {"name": "张 三", "document_number": NUMBER, "phone": "138 1234 5678"} | given
    return admit(actor=actor, union=union, particulars=Particulars(**given), joined_on=joined_on, today=TODAY)


def test_a_first_joining_stores_the_number_sealed_with_what_it_tells(officer, grassroots):
    membership = join(officer, grassroots)
    person = membership.person
    assert membership.join_kind == JoinKind.FIRST
    assert (person.name, person.initials, person.sex, person.born_on) == (
        "张三",
        "zs",
        Sex.MALE,
        datetime.date(1990, 1, 1),
    )
    assert unseal(person.document_number) == NUMBER
    assert NUMBER.encode() not in bytes(person.document_number)
    assert unseal(person.phone) == "13812345678"
    event = Event.objects.get(action="members.admitted")
    assert event.changes == 2
    assert NUMBER not in str(list(Change.objects.filter(event=event.pk).values_list("after", flat=True)))


def test_an_employer_of_the_register_gives_its_name(officer, street, grassroots):
    employer = EmployerFactory(union=street)
    assert join(officer, grassroots, employer=employer).person.employer_name == employer.name


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"document_number": "330106199001010017"}, "document_number"),
        ({"name": "·张三"}, "name"),
        ({"phone": "1381234"}, "phone"),
        ({"sex": Sex.FEMALE}, "sex"),
        ({"born_on": datetime.date(1990, 1, 2)}, "born_on"),
        ({"joined_on": TODAY + DAY}, "joined_on"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field_and_nothing_is_written(officer, grassroots, given, field):
    with pytest.raises(Refused) as refusal:
        join(officer, grassroots, **given)
    assert refusal.value.field == field
    assert not Person.objects.exists()


def test_a_second_active_membership_is_refused_and_says_only_active_elsewhere(officer, grassroots, other):
    join(officer, grassroots)
    with pytest.raises(AlreadyMember):
        join(officer, grassroots)
    with pytest.raises(ActiveElsewhere) as refusal:
        join(officer, other)
    assert grassroots.name not in str(refusal.value)
    assert Membership.objects.count() == 1


def test_the_database_holds_one_open_membership_a_person(grassroots, other):
    membership = MembershipFactory(union=grassroots)
    with pytest.raises(IntegrityError):
        MembershipFactory(union=other, person=membership.person)


def test_a_rejoining_moves_the_person_keeps_what_is_blank_and_is_no_first_joining(officer, grassroots, other):
    first = join(officer, grassroots, joined_on=TODAY - 30 * DAY, job="钳工")
    leave(actor=officer, membership=first, left_on=TODAY - DAY, kind=LeaveKind.LEFT, today=TODAY)
    with pytest.raises(Refused) as refusal:
        join(officer, other, joined_on=TODAY - 2 * DAY)
    assert refusal.value.field == "joined_on"
    again = join(officer, other, phone="", education="20")
    person = Person.objects.get()
    assert (again.join_kind, person.union) == (JoinKind.REJOIN, other)
    assert (person.job, person.education, unseal(person.phone)) == ("钳工", "20", "13812345678")
    assert active_membership(person) == again
    assert Membership.objects.get(pk=first.pk).union == grassroots


def test_a_known_number_under_another_name_is_refused(officer, grassroots, other):
    leave(actor=officer, membership=join(officer, grassroots), left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY)
    with pytest.raises(AnotherName):
        join(officer, other, name="李四")


@pytest.mark.parametrize("kind", [LeaveKind.DECEASED, LeaveKind.EXPELLED])
def test_nobody_joins_again_after_death_or_expulsion(officer, grassroots, other, kind):
    ended(join(officer, grassroots), kind)
    with pytest.raises(NotAdmittedAgain):
        join(officer, other)


def test_only_the_own_unions_members_are_admitted_and_ended(actor_as, grassroots, other):
    sibling = actor_as(Role.GRASSROOTS_OFFICER, other)
    with pytest.raises(OutOfScope):
        join(sibling, grassroots)
    membership = MembershipFactory(union=grassroots)
    with pytest.raises(OutOfScope):
        leave(actor=sibling, membership=membership, left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY)
    with pytest.raises(NotAllowed):
        join(actor_as(Role.LEADER, grassroots), grassroots)


def test_leaving_ends_the_retention_and_happens_once(officer, grassroots):
    membership = MembershipFactory(union=grassroots)
    retention = RetentionFactory(membership=membership)
    shown = membership.version
    ended = leave(actor=officer, membership=membership, left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY, version=shown)
    assert (ended.left_on, Retention.objects.get(pk=retention.pk).ends_on) == (TODAY, TODAY)
    with pytest.raises(Stale):
        leave(actor=officer, membership=membership, left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY, version=shown)
    with pytest.raises(Refused):
        leave(actor=officer, membership=membership, left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "left_on", "field"),
    [
        (LeaveKind.TRANSFER, TODAY, "kind"),
        (LeaveKind.EXPELLED, TODAY, "kind"),
        (LeaveKind.DEEMED_LEFT, TODAY, "reason"),
        (LeaveKind.LEFT, TODAY + DAY, "left_on"),
        (LeaveKind.LEFT, datetime.date(2015, 2, 28), "left_on"),
    ],
)
def test_a_leaving_that_cannot_be_is_refused_at_its_field(officer, grassroots, kind, left_on, field):
    membership = MembershipFactory(union=grassroots)
    with pytest.raises(Refused) as refusal:
        leave(actor=officer, membership=membership, left_on=left_on, kind=kind, today=TODAY)
    assert refusal.value.field == field


def test_a_membership_is_retained_once_at_a_time(officer, grassroots):
    membership = MembershipFactory(union=grassroots)
    kept = retain(
        actor=officer, membership=membership, kind=RetentionKind.UNEMPLOYED, begins_on=TODAY - DAY, today=TODAY
    )
    with pytest.raises(Refused):
        retain(actor=officer, membership=membership, kind=RetentionKind.RETIRED, begins_on=TODAY, today=TODAY)
    unretain(actor=officer, retention=kept, ends_on=TODAY, today=TODAY)
    retain(actor=officer, membership=membership, kind=RetentionKind.RETIRED, begins_on=TODAY, today=TODAY)
    assert Retention.objects.filter(membership=membership).count() == 2


def test_a_membership_counts_on_its_first_day_and_not_on_its_first_day_out(grassroots, street):
    MembershipFactory(union=grassroots, joined_on=TODAY - 9 * DAY, left_on=TODAY, leave_kind=LeaveKind.LEFT)
    counted = [members_of(street, TODAY - days * DAY).count() for days in (10, 9, 1, 0)]
    assert counted == [0, 1, 1, 0]


def test_the_beginning_is_corrected_but_not_into_another_membership(officer, grassroots, other):
    person = PersonFactory(union=other)
    MembershipFactory(
        person=person, union=grassroots, joined_on=TODAY - 90 * DAY, left_on=TODAY - 60 * DAY, leave_kind=LeaveKind.LEFT
    )
    present = MembershipFactory(person=person, union=other, joined_on=TODAY - 30 * DAY)
    correct_membership(actor=officer, membership=present, joined_on=TODAY - 60 * DAY, today=TODAY)
    with pytest.raises(Refused):
        correct_membership(actor=officer, membership=present, joined_on=TODAY - 61 * DAY, today=TODAY)


def test_members_pass_on_when_unions_merge_and_their_former_spells_stay(officer, grassroots, other):
    active = MembershipFactory(union=grassroots)
    RetentionFactory(membership=active)
    late = MembershipFactory(union=grassroots, joined_on=TODAY)
    former = MembershipFactory(union=grassroots, left_on=TODAY - DAY, leave_kind=LeaveKind.LEFT)
    with pytest.raises(StillInUse):
        revoke_union(actor=officer, union=grassroots, on=TODAY, today=TODAY, reason="停业")

    merge_unions(actor=officer, absorbed=grassroots, survivor=other, on=TODAY - 9 * DAY, today=TODAY, reason="企业合并")

    assert Membership.objects.open().filter(union=grassroots).count() == 0
    taken = {each.person_id: each for each in Membership.objects.open().filter(union=other)}
    assert set(taken) == {active.person_id, late.person_id}
    assert taken[active.person_id].join_kind == JoinKind.TRANSFER
    assert taken[active.person_id].joined_on == TODAY - 9 * DAY
    assert taken[late.person_id].joined_on == TODAY
    assert Retention.objects.get(ends_on=None).membership == taken[active.person_id]
    assert set(Person.objects.values_list("union", flat=True)) == {other.pk}
    assert Membership.objects.get(pk=former.pk).union == grassroots
    event = Event.objects.get(action="unions.merged")
    assert event.changes == Change.objects.filter(event=event.pk).count()


def test_find_by_number_takes_any_way_of_writing_it(officer, grassroots):
    person = join(officer, grassroots, document_number="33010619881203000x").person
    assert find_by_number(" 33010619881203000X ") == person
    assert find_by_number("330106881203000") == person
    assert find_by_number("nothing") is None


@pytest.mark.parametrize("kind", [LeaveKind.DECEASED, LeaveKind.EXPELLED])
def test_how_and_when_a_membership_ended_is_told_only_to_who_sees_its_union(actor_as, officer, grassroots, other, kind):
    ended(join(officer, grassroots, joined_on=TODAY - DAY), kind)
    outside = actor_as(Role.GRASSROOTS_OFFICER, other)
    told = {}
    for actor in (officer, outside):
        with pytest.raises(NotAdmittedAgain) as refusal:
            join(actor, other)
        told[actor] = str(refusal.value)
    label = str(LeaveKind(kind).label)
    assert label in told[officer]
    assert label not in told[outside]
    Membership.objects.update(leave_kind=LeaveKind.LEFT)
    for actor in (officer, outside):
        with pytest.raises(Refused) as refusal:
            join(actor, other, joined_on=TODAY - DAY)
        told[actor] = str(refusal.value)
    assert str(TODAY) in told[officer]
    assert str(TODAY) not in told[outside]
