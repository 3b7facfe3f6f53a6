"""The built district: records that hold the rules of the house, as the services write them."""

import polars as pl
import pytest
from django.db import transaction
from django.db.models import F
from django.utils import translation

from tests.demo.factories import MEMBERS, TODAY, build, facts_of
from yuanxin.demo.models import Demonstration
from yuanxin.demo.queries import notice
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.figures.services import unready, verify
from yuanxin.foundation.kernel.names import initials_of, pinyin_of, title_pinyin
from yuanxin.foundation.kernel.numbers import check_phones, check_resident_ids
from yuanxin.foundation.kernel.sealed import lookup_digest, unseal
from yuanxin.foundation.unions.choices import Form, Level, UnionState
from yuanxin.foundation.unions.models import Coverage, Employer, FormerCode, Officer, Term, Union
from yuanxin.foundation.unions.queries import find_by_code
from yuanxin.organisation.members.choices import DocumentType, JoinKind, Sex
from yuanxin.organisation.members.models import Membership, Person, Retention


@pytest.fixture(scope="module", autouse=True)
def built(django_db_setup, django_db_blocker):
    """One district for all tests of this file; they only read it, except in a transaction of their own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(facts_of(unions__new=9, unions__employers_newly_covered=40, members__joined=120))
        transaction.set_rollback(True)


def entered_in_bulk():
    """The people of the district, without those entered once more on the day it was made, for somebody to find."""
    again = Membership.objects.filter(joined_on=TODAY, join_kind=JoinKind.FIRST)
    return Person.objects.exclude(pk__in=again.values("person"))


def test_the_tree_holds_all_three_kinds_of_grassroots_unions():
    grassroots = Union.objects.filter(level=Level.GRASSROOTS)
    assert grassroots.filter(parent__level=Level.DISTRICT).exists()
    joints = grassroots.filter(
        form__in=(Form.JOINT, Form.UNION_FEDERATION), parent__level__in=(Level.STREET, Level.PARK)
    )
    assert grassroots.filter(form=Form.BRANCH, parent__in=joints).exists()
    assert Union.objects.filter(level=Level.STREET).count() == 12
    assert {"merged", "revoked", "annulled", "active"} == set(Union.objects.values_list("state", flat=True))


def test_paths_follow_the_parents():
    for union in Union.objects.exclude(parent=None).select_related("parent"):
        assert union.path[:-5] == union.parent.path
        assert union.approved_on >= union.parent.approved_on


def test_names_are_searchable_as_the_services_make_them():
    union = Union.objects.filter(level=Level.GRASSROOTS).first()
    assert (union.pinyin, union.initials) == title_pinyin(union.name)
    employer = Employer.objects.first()
    assert (employer.pinyin, employer.initials) == title_pinyin(employer.name)
    for person in Person.objects.all()[:50]:
        assert (person.pinyin, person.initials) == (pinyin_of(person.name), initials_of(person.name))


def test_document_numbers_and_phones_are_sealed_valid_and_found_by_their_digest():
    persons = list(Person.objects.all())
    numbers = [unseal(person.document_number) for person in persons]
    # Besides the members asked for stand some who were entered twice.
    assert len(set(numbers)) == len(persons) > MEMBERS
    known = dict(zip(persons, numbers, strict=True))
    known = {each: number for each, number in known.items() if each.document_type == DocumentType.RESIDENT_ID}
    assert check_resident_ids(pl.Series(known.values()), today=TODAY)["error"].is_null().all()
    for person, number in list(known.items())[:200]:
        assert bytes(person.document_digest) == lookup_digest(number)
        assert number[6:14] == person.born_on.strftime("%Y%m%d")
        assert (int(number[16]) % 2 == 1) == (person.sex == Sex.MALE)
    phones = [unseal(person.phone) for person in persons if person.phone]
    assert check_phones(pl.Series(phones))["error"].is_null().all()


def test_memberships_are_spells_that_follow_one_another():
    spells = Membership.objects.order_by("person", "joined_on", "id").select_related("union")
    last: dict[int, Membership] = {}
    for spell in spells:
        before = last.get(spell.person_id)
        assert (spell.join_kind == JoinKind.FIRST) == (before is None)
        assert before is None or before.left_on <= spell.joined_on
        assert spell.joined_on >= spell.union.approved_on
        assert spell.left_on is not None or spell.union.state == UnionState.ACTIVE
        last[spell.person_id] = spell
    assert set(last) >= set(entered_in_bulk().values_list("pk", flat=True))
    assert all(spell.union_id == spell.person.union_id for spell in last.values())


def test_members_are_retained_leave_and_are_transferred():
    assert Retention.objects.filter(membership__union=F("union")).count() == Retention.objects.count() > 0
    kinds = set(Membership.objects.values_list("join_kind", flat=True))
    assert kinds == {JoinKind.FIRST, JoinKind.REJOIN, JoinKind.TRANSFER}
    assert Membership.objects.filter(left_on__isnull=False).exclude(leave_kind="transfer").exists()


def test_merged_unions_and_old_codes_lead_to_the_survivor():
    merged = Union.objects.filter(state=UnionState.MERGED).first()
    assert find_by_code(merged.code) == merged.merged_into
    former = FormerCode.objects.first()
    assert find_by_code(former.code) == former.union
    assert not Coverage.objects.filter(union__state__in=("merged", "revoked"), ends_on=None).exists()


def test_unions_have_officers_and_terms():
    in_force = Union.objects.exclude(state=UnionState.ANNULLED)
    assert not in_force.exclude(pk__in=Officer.objects.values("union")).exists()
    assert not in_force.exclude(pk__in=Term.objects.values("union")).exists()
    assert not Term.objects.filter(ends_on__lte=F("begins_on")).exists()


def test_a_member_works_for_an_employer_that_the_union_covers_or_covered():
    for person in entered_in_bulk().exclude(employer=None).select_related("union__parent")[:300]:
        unions = [person.union_id, person.union.parent_id]
        assert Coverage.objects.filter(employer=person.employer_id, union__in=unions).exists()


def test_one_event_tells_of_the_whole_bulk():
    event = Event.objects.get(action="demo.district_built")
    assert event.details["rows"]["persons"] == MEMBERS
    assert event.union == Union.objects.get(parent=None).pk


def test_the_database_says_that_it_is_a_demonstration(monkeypatch):
    monkeypatch.setattr("yuanxin.demo.queries._demonstrations", {})
    mark = Demonstration.objects.get()
    assert (mark.union, mark.members, mark.seed, mark.made_on) == ("西湖区总工会", MEMBERS, 1, TODAY)
    with translation.override("zh-hans"):
        assert "演示数据" in notice()


def test_the_next_row_takes_a_free_id():
    district = Union.objects.get(parent=None)
    latest = Employer.objects.order_by("-pk").first()
    employer = Employer.objects.create(name="杭州后来有限公司", union=district)
    assert employer.pk > latest.pk
    employer.delete()


def test_the_cells_equal_the_records():
    assert unready() == []
    assert verify() == []
