"""The built district: records that hold the rules of the house, and come to the facts by themselves."""

import datetime

import polars as pl
import pytest
from django.db.models import Count, F, Q
from django.utils import translation

from tests.demo.factories import TODAY, facts_of
from yuanxin.demo import services
from yuanxin.demo.departments import Site
from yuanxin.demo.departments.organisation import draft
from yuanxin.demo.models import Demonstration
from yuanxin.demo.queries import notice
from yuanxin.demo.services import NotEmpty, TooFewMembers, build_district
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.names import initials_of, pinyin_of, title_pinyin
from yuanxin.foundation.kernel.numbers import check_phones, check_resident_ids
from yuanxin.foundation.kernel.sealed import lookup_digest, unseal
from yuanxin.foundation.unions.choices import Form, Level, UnionState
from yuanxin.foundation.unions.models import Coverage, Employer, FormerCode, Officer, Term, Union
from yuanxin.foundation.unions.queries import find_by_code
from yuanxin.organisation.members.choices import JoinKind, Sex
from yuanxin.organisation.members.models import Membership, Person, Retention

MEMBERS = 3000
ACTOR = Actor.system("demo")


def build(facts=None, *, members=MEMBERS, seed=1, today=TODAY):
    return build_district(actor=ACTOR, facts=facts or facts_of(), members=members, seed=seed, today=today)


@pytest.fixture
def built(db):
    return build(facts_of(unions__new=9, unions__employers_newly_covered=40, members__joined=120))


def test_the_tree_holds_all_three_kinds_of_grassroots_unions(built):
    grassroots = Union.objects.filter(level=Level.GRASSROOTS)
    assert grassroots.filter(parent__level=Level.DISTRICT).exists()
    joints = grassroots.filter(
        form__in=(Form.JOINT, Form.UNION_FEDERATION), parent__level__in=(Level.STREET, Level.PARK)
    )
    assert grassroots.filter(form=Form.BRANCH, parent__in=joints).exists()
    assert Union.objects.filter(level=Level.STREET).count() == 12
    assert {"merged", "revoked", "annulled", "active"} == set(Union.objects.values_list("state", flat=True))


def test_paths_follow_the_parents(built):
    for union in Union.objects.exclude(parent=None).select_related("parent"):
        assert union.path[:-5] == union.parent.path
        assert union.approved_on >= union.parent.approved_on


def test_names_are_searchable_as_the_services_make_them(built):
    union = Union.objects.filter(level=Level.GRASSROOTS).first()
    assert (union.pinyin, union.initials) == title_pinyin(union.name)
    employer = Employer.objects.first()
    assert (employer.pinyin, employer.initials) == title_pinyin(employer.name)
    for person in Person.objects.all()[:50]:
        assert (person.pinyin, person.initials) == (pinyin_of(person.name), initials_of(person.name))


def test_document_numbers_and_phones_are_sealed_valid_and_found_by_their_digest(built):
    persons = list(Person.objects.all())
    numbers = [unseal(person.document_number) for person in persons]
    assert len(set(numbers)) == len(persons) == MEMBERS
    checked = check_resident_ids(pl.Series(numbers), today=TODAY)
    assert checked["error"].is_null().all()
    for person, number in list(zip(persons, numbers, strict=True))[:200]:
        assert bytes(person.document_digest) == lookup_digest(number)
        assert number[6:14] == person.born_on.strftime("%Y%m%d")
        assert (int(number[16]) % 2 == 1) == (person.sex == Sex.MALE)
    phones = [unseal(person.phone) for person in persons if person.phone]
    assert check_phones(pl.Series(phones))["error"].is_null().all()


def test_memberships_are_spells_that_follow_one_another(built):
    spells = Membership.objects.order_by("person", "joined_on", "id").select_related("union")
    last: dict[int, Membership] = {}
    for spell in spells:
        before = last.get(spell.person_id)
        assert (spell.join_kind == JoinKind.FIRST) == (before is None)
        assert before is None or before.left_on <= spell.joined_on
        assert spell.joined_on >= spell.union.approved_on
        assert spell.left_on is not None or spell.union.state == UnionState.ACTIVE
        last[spell.person_id] = spell
    assert len(last) == MEMBERS
    assert all(spell.union_id == spell.person.union_id for spell in last.values())


def test_members_are_retained_leave_and_are_transferred(built):
    assert Retention.objects.filter(membership__union=F("union")).count() == Retention.objects.count() > 0
    kinds = set(Membership.objects.values_list("join_kind", flat=True))
    assert kinds == {JoinKind.FIRST, JoinKind.REJOIN, JoinKind.TRANSFER}
    assert Membership.objects.filter(left_on__isnull=False).exclude(leave_kind="transfer").exists()


def test_merged_unions_and_old_codes_lead_to_the_survivor(built):
    merged = Union.objects.filter(state=UnionState.MERGED).first()
    assert find_by_code(merged.code) == merged.merged_into
    former = FormerCode.objects.first()
    assert find_by_code(former.code) == former.union
    assert not Coverage.objects.filter(union__state__in=("merged", "revoked"), ends_on=None).exists()


def test_unions_have_officers_and_terms(built):
    without = Union.objects.exclude(state=UnionState.ANNULLED).annotate(
        officers=Count("pk", filter=Q(pk__in=Officer.objects.values("union")))
    )
    assert not without.filter(officers=0).exists()
    assert not Term.objects.filter(ends_on__lte=F("begins_on")).exists()


def test_a_member_works_for_an_employer_that_the_union_covers_or_covered(built):
    for person in Person.objects.exclude(employer=None).select_related("union__parent")[:300]:
        unions = [person.union_id, person.union.parent_id]
        assert Coverage.objects.filter(employer=person.employer_id, union__in=unions).exists()


def test_one_event_tells_of_the_whole_bulk(built):
    event = Event.objects.get(action="demo.district_built")
    assert event.details["rows"]["persons"] == MEMBERS
    assert event.union == Union.objects.get(parent=None).pk


def test_the_database_says_that_it_is_a_demonstration(built):
    mark = Demonstration.objects.get()
    assert (mark.union, mark.members, mark.seed, mark.made_on) == ("西湖区总工会", MEMBERS, 1, TODAY)
    with translation.override("zh-hans"):
        assert "演示数据" in notice()


def test_a_database_of_real_records_says_nothing(db):
    assert notice() == ""


def test_the_next_row_takes_a_free_id(built):
    district = Union.objects.get(parent=None)
    employer = Employer.objects.create(name="杭州后来有限公司", union=district)
    assert employer.pk > Employer.objects.exclude(pk=employer.pk).order_by("-pk").first().pk


def test_the_same_seed_draws_the_same_records():
    assert fingerprint(seed=7) == fingerprint(seed=7)
    assert fingerprint(seed=7) != fingerprint(seed=8)


def fingerprint(*, seed):
    drafts = draft(Site(facts=facts_of(), members=MEMBERS, seed=seed, today=TODAY))
    return (
        [(union.code, union.name, union.approved_on, union.ended_on) for union in drafts.tree.unions],
        [(officer.union.code, officer.name, officer.post) for officer in drafts.officers.officers],
        [[(spell.union.code, spell.joined_on, spell.left_on) for spell in member.spells] for member in drafts.members],
        drafts.persons,
    )


def test_records_are_never_mixed_with_a_demonstration(district):
    with pytest.raises(NotEmpty):
        build()
    assert Union.objects.count() == 1


def test_fewer_members_than_the_facts_need_are_refused(db):
    with pytest.raises(TooFewMembers, match="3000"):
        build(facts_of(members__joined=2500), members=2999)
    assert not Union.objects.exists()


def test_a_fact_that_no_department_serves_is_told(db):
    built = build(facts_of(unions__new=1, visits__unions_visited=73))
    assert [fact.figure for fact in built.skipped] == ["visits.unions_visited"]


def test_a_build_that_fails_leaves_nothing(db, monkeypatch):
    def fail(**_):
        raise RuntimeError("stopped")

    monkeypatch.setattr(services, "create_sign_ins", fail)
    with pytest.raises(RuntimeError):
        build()
    assert not Union.objects.exists()
    assert not Demonstration.objects.exists()


def test_a_district_elsewhere_and_in_another_year(db):
    period = (datetime.date(2023, 7, 1), datetime.date(2023, 9, 30))
    build(facts_of(period=period, division="110105", unions__new=4), today=datetime.date(2023, 9, 30))
    assert Union.objects.get(parent=None).code == "110105"
    assert not Union.objects.filter(approved_on__gt=period[1]).exists()
