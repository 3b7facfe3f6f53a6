"""Finding records entered twice, who sees the pairs, and what a decision does."""

import datetime

import polars as pl
import pytest
from django.urls import reverse

from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.unions.factories import CoverageFactory, EmployerFactory, UnionFactory
from tests.organisation.members.factories import MembershipFactory, PersonFactory, invented_number
from tests.organisation.rosters.factories import PairFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.flow import inbox
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.sealed import lookup_digest, seal
from yuanxin.foundation.unions.choices import Level, UnionState
from yuanxin.foundation.unions.models import Coverage, Employer, Union
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.organisation.members.services import merge_persons
from yuanxin.organisation.rosters.choices import PairKind, PairState
from yuanxin.organisation.rosters.models import DuplicatePair, DuplicateSearch
from yuanxin.organisation.rosters.queries.duplicates import COMPARED, OF_PEOPLE, open_pairs, reasons
from yuanxin.organisation.rosters.rules.duplicates import core_names, core_union_names, plain_addresses, upgraded
from yuanxin.organisation.rosters.services import (
    begin_search,
    cancel_search,
    merge_pair,
    refuse_pairs,
    take_apart,
)
from yuanxin.organisation.rosters.tasks import SEARCHING

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2016, 7, 1)


@pytest.fixture
def searcher(district):
    return AppointmentFactory(role=Role.DISTRICT_OFFICER, union=district).user


@pytest.fixture
def search(searcher, district):
    """`search(kind)`: the pairs of a search over the district, as (left, right)."""

    def run(kind=PairKind.PERSON, union=district):
        work = DuplicateSearch.objects.create(kind=kind, union=union, made_by=searcher, made_at=clock.now())
        SEARCHING.run(work)
        return list(DuplicatePair.objects.filter(kind=kind).open().order_by("left").values_list("left", "right"))

    return run


def entered(union, name="欧阳小明", number=1, **values):
    """A member by the name, whose number differs from that of number 1 in one digit and the check digit."""
    person = PersonFactory(union=union, name=name, number=invented_number(number), **values)
    MembershipFactory(person=person, union=union)
    return person


def test_one_person_under_two_numbers_is_found_and_said_why(search, grassroots, street):
    one = entered(grassroots, phone_number="13812345678")
    two = entered(UnionFactory(parent=street), number=3, phone_number="13812345678")
    entered(grassroots, name="王大力", number=5)
    assert search() == [(one.pk, two.pk)]
    pair = DuplicatePair.objects.get()
    assert (pair.score, pair.label) == (100, "欧阳小明")
    said = reasons(pair)
    assert [reason.points for reason in said] == [35, 30, 25, 25, 10]
    words = COMPARED | OF_PEOPLE
    assert {str(words[code]) for code in ("phone", "name", "born_on", "digits", "rare_name")} == {
        reason.label for reason in said
    }
    assert not any("138" in str(part) for part in pair.explanation)


def test_namesakes_born_on_one_day_with_other_numbers_and_families_with_one_phone_are_left_alone(search, grassroots):
    entered(grassroots, name="张伟", number=1, phone_number="13812345678")
    other = "110105198501014539"
    person = PersonFactory(union=grassroots, name="张伟", number=other, born_on=datetime.date(1985, 1, 1))
    entered(grassroots, name="李秀英", number=2000, phone_number="13812345678")
    assert person.born_on == Person.objects.first().born_on
    assert search() == []


def test_a_number_of_fifteen_digits_in_another_type_of_document_is_the_same_number(search, grassroots):
    number = invented_number(1)
    one = entered(grassroots)
    old = number[:6] + number[8:17]
    two = PersonFactory(
        union=grassroots, name="欧阳晓明", document_type="other", document_number=seal(old),
        document_digest=lookup_digest(old), number=number,
    )  # fmt: skip
    assert search() == [(one.pk, two.pk)]
    assert {reason.points for reason in reasons(DuplicatePair.objects.get())} >= {100}


def test_old_numbers_are_written_with_eighteen_digits():
    column = upgraded(pl.Series("number", ["330106800101001", "E1234567", None, "330106198001010013"]))
    assert column.to_list() == ["330106198001010013", "E1234567", None, "330106198001010013"]


def test_names_of_employers_lose_legal_form_places_and_brackets():
    names = [
        "浙江圆心科技（杭州）有限责任公司",
        "杭州圆心科技有限公司",
        "圆心科技公司",
        "杭州市西湖区圆心科技(集团)股份有限公司",
    ]
    assert core_names(pl.Series("name", names)).to_list() == ["圆心科技"] * 4
    assert core_names(pl.Series("name", ["有限公司", "西湖区"])).to_list() == ["", "西湖区"]
    assert core_union_names(pl.Series("name", ["圆心科技有限公司工会委员会", "杭州圆心科技联合工会"])).to_list() == [
        "圆心科技",
        "圆心科技",
    ]


def test_addresses_are_compared_without_the_places_all_of_them_begin_with():
    written = pl.Series("address", ["浙江省杭州市西湖区文三路 １２ 号", "杭州文三路12", ""])
    assert plain_addresses(written).to_list() == ["文三路12", "文三路12", None]


def test_employers_alike_are_found_and_those_with_another_code_are_not(search, street):
    one = EmployerFactory(union=street, name="杭州圆心科技有限公司", credit_code="91330106MA27X1A03B")
    two = EmployerFactory(union=street, name="圆心科技有限责任公司（杭州）", address="文三路 1 号")
    EmployerFactory(union=street, name="圆心科技集团有限公司", credit_code="91330100799655058B")
    assert (one.pk, two.pk) in search(PairKind.EMPLOYER)
    assert all(one.pk not in pair or two.pk in pair for pair in search(PairKind.EMPLOYER))


def test_unions_alike_are_found_by_name_upper_union_and_employers_covered(search, street):
    one = UnionFactory(parent=street, name="圆心科技有限公司工会委员会")
    two = UnionFactory(parent=street, name="杭州圆心科技有限公司工会")
    UnionFactory(parent=street, name="方正机械厂工会")
    employer = EmployerFactory(union=street)
    for union in (one, two):
        CoverageFactory(union=union, employer=employer)
    assert search(PairKind.UNION) == [(one.pk, two.pk)]


def test_a_refused_pair_never_comes_back_also_for_the_survivor_of_a_merge(officer, search, grassroots):
    one, two, three = entered(grassroots), entered(grassroots, number=3), entered(grassroots, number=5)
    assert search() == [(one.pk, two.pk), (one.pk, three.pk), (two.pk, three.pk)]
    pairs = {(pair.left, pair.right): pair for pair in DuplicatePair.objects.all()}
    assert refuse_pairs(actor=officer, pairs=[pairs[one.pk, three.pk].pk], today=TODAY) == 1
    assert search() == [(one.pk, two.pk), (two.pk, three.pk)]
    merge_pair(
        actor=officer, pair=pairs[one.pk, two.pk], keep=two.pk, today=TODAY, reason="同一人",
        stays=Membership.objects.get(person=two),
    )  # fmt: skip
    assert search() == []
    assert Event.objects.filter(action="rosters.pairs_refused").count() == 1


def test_a_pair_no_longer_alike_lapses_and_opens_again_when_it_is(search, grassroots):
    one, two = entered(grassroots), entered(grassroots, number=3)
    assert search() == [(one.pk, two.pk)]
    Person.objects.filter(pk=two.pk).update(name="王大力", pinyin="wangdali", initials="wdl")
    assert search() == []
    assert DuplicatePair.objects.get().state == PairState.LAPSED
    Person.objects.filter(pk=two.pk).update(name=one.name, pinyin=one.pinyin, initials=one.initials)
    assert search() == [(one.pk, two.pk)]


def test_a_pair_waits_in_the_inbox_of_who_may_decide_until_it_is_decided(actor_as, grassroots, street, district):
    other = UnionFactory(parent=street)
    pair = PairFactory(union=grassroots, one=PersonFactory(union=other))
    EmployerFactory.create_batch(2, union=street)
    employers = sorted(Employer.objects.values_list("pk", flat=True))
    PairFactory(union=street, kind=PairKind.EMPLOYER, left=employers[0], right=employers[1], label="第一厂")
    actors = {
        "below": actor_as(Role.GRASSROOTS_OFFICER, grassroots),
        "above": actor_as(Role.STREET_OFFICER, street),
        "leader": actor_as(Role.LEADER, street),
        "beside": actor_as(Role.STREET_OFFICER, UnionFactory(parent=district, level=Level.STREET)),
    }
    shown = {
        name: [item for source in inbox.waiting(actor, TODAY) for item in source.items]
        for name, actor in actors.items()
    }
    assert {name: len(items) for name, items in shown.items()} == {"below": 0, "above": 2, "leader": 0, "beside": 0}
    assert {item.url for item in shown["above"]} == {
        reverse("rosters:personpair-detail", args=[pair.pk]),
        reverse("rosters:employerpair-detail", args=[DuplicatePair.objects.get(kind=PairKind.EMPLOYER).pk]),
    }
    assert shown["above"][0].subject.startswith("张三 — ")
    refuse_pairs(actor=actors["above"], pairs=[pair.pk], today=TODAY)
    assert inbox.loads(actors["above"], TODAY)["rosters.pairs"].waiting == 1


def test_a_pair_across_two_unions_is_seen_above_both_only_and_as_things_stand_now(
    actor_as, search, grassroots, street, district
):
    other = UnionFactory(parent=street)
    one, two = entered(grassroots), entered(other, number=3)
    search()
    roles = {grassroots: Role.GRASSROOTS_OFFICER, other: Role.GRASSROOTS_OFFICER, street: Role.STREET_OFFICER}
    seen = {union.pk: open_pairs(actor_as(role, union), PairKind.PERSON).count() for union, role in roles.items()}
    assert seen == {grassroots.pk: 0, other.pk: 0, street.pk: 1}
    Person.objects.filter(pk=two.pk).update(union=grassroots)
    below = actor_as(Role.GRASSROOTS_OFFICER, grassroots)
    assert open_pairs(below, PairKind.PERSON).count() == 1
    Person.objects.filter(pk=one.pk).update(union=UnionFactory(parent=district))
    pair = DuplicatePair.objects.get()
    with pytest.raises(OutOfScope):
        refuse_pairs(actor=below, pairs=[pair.pk], today=TODAY)
    with pytest.raises(OutOfScope):
        merge_pair(actor=below, pair=pair, keep=one.pk, today=TODAY, reason="同一人")


def test_a_search_looks_only_below_its_union_and_is_begun_by_who_may_decide(
    actor_as, searcher, search, grassroots, street
):
    other = UnionFactory(parent=street)
    entered(grassroots)
    entered(other, number=3)
    assert search(union=grassroots) == []
    with pytest.raises(OutOfScope):
        begin_search(
            actor=actor_as(Role.GRASSROOTS_OFFICER, grassroots), user=searcher, kind=PairKind.PERSON, union=other,
            today=TODAY,
        )  # fmt: skip
    with pytest.raises((NotAllowed, OutOfScope)):
        begin_search(
            actor=actor_as(Role.LEADER, street), user=searcher, kind=PairKind.PERSON, union=street, today=TODAY
        )


def test_a_search_is_begun_once_at_a_time_and_can_be_cancelled(searcher, district):
    actor = actor_for(searcher, today=clock.today())
    asked = {"actor": actor, "user": searcher, "kind": PairKind.PERSON, "union": district, "today": TODAY}
    work = begin_search(**asked)
    with pytest.raises(Refused):
        begin_search(**asked)
    assert cancel_search(actor=actor, search=work, today=TODAY)
    work.refresh_from_db()
    assert work.work_state == WorkState.CANCELLED
    assert not cancel_search(actor=actor, search=work, today=TODAY)
    SEARCHING.run(begin_search(**asked) and DuplicateSearch.objects.create(
        kind=PairKind.UNION, union=district, made_by=searcher, made_at=clock.now()
    ))  # fmt: skip
    assert DuplicateSearch.objects.latest("pk").ended_at is not None


def test_a_search_broken_off_begins_again_and_stores_nothing_twice(search, searcher, district, grassroots, monkeypatch):
    one, two = entered(grassroots), entered(grassroots, number=3)
    work = DuplicateSearch.objects.create(kind=PairKind.PERSON, union=district, made_by=searcher, made_at=clock.now())
    from yuanxin.organisation.rosters.services import searching

    whole = searching.store

    def half(*arguments, **options):
        whole(*arguments, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(searching, "store", half)
    with pytest.raises(KeyboardInterrupt):
        SEARCHING.run(work)
    monkeypatch.setattr(searching, "store", whole)
    work.refresh_from_db()
    SEARCHING.run(work)
    assert list(DuplicatePair.objects.values_list("left", "right")) == [(one.pk, two.pk)]


def test_a_decided_pair_is_decided_once(officer, search, grassroots):
    one, _two = entered(grassroots), entered(grassroots, number=3)
    search()
    pair = DuplicatePair.objects.get()
    refuse_pairs(actor=officer, pairs=[pair.pk], today=TODAY)
    assert refuse_pairs(actor=officer, pairs=[pair.pk], today=TODAY) == 0
    with pytest.raises(Stale):
        merge_pair(actor=officer, pair=pair, keep=one.pk, today=TODAY, reason="同一人")
    assert Person.objects.count() == 2


def test_taken_apart_the_pair_is_open_again(officer, search, grassroots):
    one, _two = entered(grassroots), entered(grassroots, number=3)
    search()
    pair = DuplicatePair.objects.get()
    merge = merge_pair(
        actor=officer, pair=pair, keep=one.pk, today=TODAY, reason="同一人", stays=Membership.objects.get(person=one)
    )
    assert open_pairs(officer, PairKind.PERSON).count() == 0
    pair.refresh_from_db()
    assert (pair.state, pair.merge, pair.decided_by) == (PairState.MERGED, merge, officer.label)
    take_apart(actor=officer, merge=merge, today=TODAY, reason="不是同一人")
    assert open_pairs(officer, PairKind.PERSON).count() == 1
    assert Membership.objects.open().count() == 2


def test_a_merge_made_elsewhere_takes_its_pair_from_the_list(officer, search, grassroots):
    one, two = entered(grassroots), entered(grassroots, number=3)
    search()
    merge_persons(
        actor=officer,
        survivor=one,
        absorbed=two,
        stays=Membership.objects.get(person=one),
        today=TODAY,
        reason="同一人",
    )
    assert open_pairs(officer, PairKind.PERSON).count() == 0


def test_unions_and_employers_are_merged_from_their_pairs(officer, search, street, grassroots):
    kept = UnionFactory(parent=street, name="圆心科技有限公司工会委员会")
    gone = UnionFactory(parent=street, name="杭州圆心科技有限公司工会")
    employers = [EmployerFactory(union=street, name=name) for name in ("杭州圆心科技有限公司", "圆心科技有限责任公司")]
    for union, employer in zip((kept, gone), employers, strict=True):
        CoverageFactory(union=union, employer=employer)
    for kind, keep in ((PairKind.EMPLOYER, employers[0]), (PairKind.UNION, kept)):
        search(kind)
        pair = DuplicatePair.objects.get(kind=kind)
        merge = merge_pair(actor=officer, pair=pair, keep=keep.pk, today=TODAY, reason="重复建档", on=TODAY)
        take_apart(actor=officer, merge=merge, today=TODAY, reason="合错了")
        merge_pair(actor=officer, pair=pair, keep=keep.pk, today=TODAY, reason="重复建档", on=TODAY)
    assert list(Employer.objects.all()) == [employers[0]]
    assert Union.objects.get(pk=gone.pk).state == UnionState.MERGED
    assert set(Coverage.objects.filter(ends_on=None).values_list("union", "employer")) == {(kept.pk, employers[0].pk)}
