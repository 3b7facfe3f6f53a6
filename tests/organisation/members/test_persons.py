"""Correcting a person, and the reasoned clear view."""

import pytest

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import PersonFactory, invented_number
from tests.organisation.members.test_memberships import TODAY
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.members.services import NumberTaken, correct_person, show_in_clear


@pytest.fixture
def person(grassroots):
    return PersonFactory(union=grassroots, phone_number="13812345678")


def test_a_correction_changes_what_is_named_and_journals_both_sides(officer, person):
    correct_person(actor=officer, person=person, today=TODAY, job="焊工", phone="13900000000")
    person.refresh_from_db()
    assert (person.job, unseal(person.phone)) == ("焊工", "13900000000")
    change = Change.objects.get(event=Event.objects.get(action="members.person_corrected").pk)
    assert (change.before["job"], change.after["job"]) == ("", "焊工")
    assert change.before["document_number"] == change.after["document_number"]


def test_correcting_nothing_writes_nothing(officer, person):
    before = Event.objects.count()
    correct_person(actor=officer, person=person, today=TODAY, phone="138-1234-5678")
    assert Event.objects.count() == before
    assert Person.objects.get().version == person.version


def test_a_new_name_or_number_needs_a_reason(officer, person):
    for corrected in ({"name": "张三丰"}, {"document_number": invented_number(4_000_000)}):
        with pytest.raises(Refused) as refusal:
            correct_person(actor=officer, person=person, today=TODAY, **corrected)
        assert refusal.value.field == "reason"
    corrected = correct_person(actor=officer, person=person, today=TODAY, name="张三丰", reason="户口簿")
    assert (corrected.name, corrected.initials) == ("张三丰", "zsf")


def test_another_persons_number_is_refused(officer, person, grassroots):
    taken = PersonFactory(union=grassroots, name="李四")
    with pytest.raises(NumberTaken):
        correct_person(
            actor=officer,
            person=person,
            today=TODAY,
            document_number=unseal(taken.document_number),
            reason="录入错误",
        )


def test_two_people_correcting_one_person_do_not_overwrite_each_other(officer, person):
    shown = person.version
    correct_person(actor=officer, person=person, today=TODAY, version=shown, job="焊工")
    with pytest.raises(Stale):
        correct_person(actor=officer, person=person, today=TODAY, version=shown, job="钳工")


def test_a_clear_view_needs_the_right_and_a_reason_and_is_logged(actor_as, officer, person, street, grassroots):
    with pytest.raises(Refused):
        show_in_clear(actor=officer, person=person, reason=" ", today=TODAY)
    with pytest.raises(NotAllowed):
        show_in_clear(actor=actor_as(Role.LEADER, street), person=person, reason="核对", today=TODAY)
    sibling = actor_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street))
    with pytest.raises(OutOfScope):
        show_in_clear(actor=sibling, person=person, reason="核对", today=TODAY)
    assert not Event.objects.filter(action="audit.clear_viewed").exists()

    shown = show_in_clear(actor=officer, person=person, reason="核对医保", today=TODAY)

    assert (shown.document_number, shown.phone) == (unseal(person.document_number), "13812345678")
    event = Event.objects.get(action="audit.clear_viewed")
    assert (event.object_id, event.reason) == (person.pk, "核对医保")
