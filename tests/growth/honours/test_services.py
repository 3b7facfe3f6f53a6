"""Awards entered, corrected, withdrawn and taken back, with what their holders may be."""

import datetime
from dataclasses import replace

import pytest

from tests.foundation.unions.factories import EmployerFactory, UnionFactory
from tests.growth.honours.factories import HonourFactory, HonourTitleFactory, shipped
from tests.organisation.members.factories import PersonFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.unions.models import Merge
from yuanxin.foundation.unions.services import merge_unions, unmerge_unions
from yuanxin.growth.honours.choices import HolderKind, Standing, Withdrawal
from yuanxin.growth.honours.models import Honour
from yuanxin.growth.honours.services import (
    AlreadyHeld,
    Award,
    correct_honour,
    enter_honour,
    on_honour_changed,
    restore_honour,
    withdraw_honour,
)
from yuanxin.growth.honours.services.following import _followers
from yuanxin.growth.honours.services.honours import WrongHolder
from yuanxin.organisation.members.services import merge_persons, unmerge_persons

TODAY = datetime.date(2016, 7, 1)
AWARDED = datetime.date(2016, 4, 28)


@pytest.fixture
def person(grassroots):
    return PersonFactory(union=grassroots, name="王启真")


@pytest.fixture
def award(person) -> Award:
    return Award(title=shipped("city_model_worker"), year=2016, awarded_on=AWARDED, person=person)


def test_an_award_belongs_to_the_union_of_its_holder_and_is_told_once(officer, award, grassroots, person):
    honour = enter_honour(actor=officer, award=award, today=TODAY)
    assert (honour.union, honour.holder_name, honour.standing) == (grassroots, "王启真", Standing.HELD)
    assert Event.objects.get(kind="honours.honour").action == "honours.entered"
    with pytest.raises(AlreadyHeld) as refused:
        enter_honour(actor=officer, award=replace(award, awarded_on=datetime.date(2016, 5, 1)), today=TODAY)
    assert "杭州市劳动模范" in str(refused.value)
    enter_honour(actor=officer, award=replace(award, year=2015), today=TODAY)
    assert Honour.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"awarded_on": datetime.date(2016, 7, 2)}, "awarded_on"),
        ({"year": 2017}, "year"),
        ({"year": 2010}, "year"),
        ({"person": None}, "holder_name"),
        ({"person": None, "holder_name": "无名氏"}, "union"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(officer, award, wrong, field):
    with pytest.raises(Refused) as refused:
        enter_honour(actor=officer, award=replace(award, **wrong), today=TODAY)
    assert refused.value.field == field
    assert not Honour.objects.exists()


def test_a_title_is_held_by_whom_it_is_for(officer, award, district, grassroots):
    factory = EmployerFactory(union=district)
    for title, holder, field in (
        ("city_model_worker", {"employer": factory}, "employer"),
        ("city_model_collective", {"person": award.person}, "person"),
        ("national_finance_award", {"employer": factory}, "employer"),
    ):
        given = Award(title=shipped(title), year=2016, awarded_on=AWARDED, holder_name="名称", **holder)
        with pytest.raises(WrongHolder) as refused:
            enter_honour(actor=officer, award=given, today=TODAY)
        assert refused.value.field == field
    collective = Award(title=shipped("city_workers_pioneer"), year=2016, awarded_on=AWARDED, employer=factory)
    for team in ("", "冲压班组", "装配班组"):
        enter_honour(actor=officer, award=replace(collective, holder_name=team), today=TODAY)
    assert set(Honour.objects.values_list("holder_name", flat=True)) == {factory.name, "冲压班组", "装配班组"}
    finance = Award(title=shipped("national_finance_award"), year=2015, awarded_on=AWARDED, holder_union=grassroots)
    assert enter_honour(actor=officer, award=finance, today=TODAY).union == grassroots


def test_a_title_that_is_awarded_no_more_is_not_entered_after_its_end(officer, award):
    ended = HonourTitleFactory(ended_on=datetime.date(2016, 4, 1))
    with pytest.raises(Refused) as refused:
        enter_honour(actor=officer, award=replace(award, title=ended), today=TODAY)
    assert refused.value.field == "awarded_on"
    before = replace(award, title=ended, awarded_on=datetime.date(2016, 3, 31))
    assert enter_honour(actor=officer, award=before, today=TODAY).pk


def test_who_may_not_is_refused(actor_as, award, district, street, grassroots):
    other = UnionFactory(parent=district)
    with pytest.raises(NotAllowed):
        enter_honour(actor=actor_as(Role.GRASSROOTS_OFFICER, grassroots), award=award, today=TODAY)
    with pytest.raises(OutOfScope):
        enter_honour(actor=actor_as(Role.STREET_OFFICER, other), award=award, today=TODAY)
    with pytest.raises(OutOfScope):
        # The union is the officer's own, the person is not.
        enter_honour(actor=actor_as(Role.STREET_OFFICER, other), award=replace(award, union=other), today=TODAY)
    honour = enter_honour(actor=actor_as(Role.STREET_OFFICER, street), award=award, today=TODAY)
    with pytest.raises(NotAllowed):
        withdraw_honour(
            actor=actor_as(Role.STREET_OFFICER, street), honour=honour, today=TODAY, version=1, reason="处分",
            withdrawn_on=TODAY,
        )  # fmt: skip


def test_a_correction_of_the_day_says_why_and_a_move_of_the_holder_changes_nothing(officer, award, person, district):
    honour = enter_honour(actor=officer, award=award, today=TODAY)
    won_in, other = honour.union, UnionFactory(parent=district)
    type(person).objects.filter(pk=person.pk).update(union=other)
    person.refresh_from_db()
    numbered = replace(award, person=person, document_number="杭政〔2016〕12号")
    correct_honour(actor=officer, honour=honour, award=numbered, today=TODAY, version=1)
    honour.refresh_from_db()
    assert (honour.union, honour.document_number) == (won_in, "杭政〔2016〕12号")
    later = replace(numbered, awarded_on=datetime.date(2016, 4, 29))
    with pytest.raises(Refused) as refused:
        correct_honour(actor=officer, honour=honour, award=later, today=TODAY, version=honour.version)
    assert refused.value.field == "reason"
    correct_honour(actor=officer, honour=honour, award=later, today=TODAY, version=2, reason="以证书日期为准")
    with pytest.raises(Stale):
        correct_honour(actor=officer, honour=honour, award=award, today=TODAY, version=2, reason="改回")
    assert Event.objects.filter(action="honours.corrected").latest("id").reason == "以证书日期为准"


def test_a_holder_unknown_at_first_is_found_in_the_register_later(officer, award, person, district):
    nameless = replace(award, person=None, holder_name="王启真", union=district)
    honour = enter_honour(actor=officer, award=nameless, today=TODAY)
    assert honour.person is None
    correct_honour(actor=officer, honour=honour, award=replace(nameless, person=person), today=TODAY, version=1)
    honour.refresh_from_db()
    assert honour.person == person


def test_a_withdrawal_is_taken_back_and_a_mistake_makes_room(officer, award):
    honour = enter_honour(actor=officer, award=award, today=TODAY)
    for day, field in ((datetime.date(2016, 7, 2), "withdrawn_on"), (datetime.date(2016, 4, 27), "withdrawn_on")):
        with pytest.raises(Refused) as refused:
            withdraw_honour(actor=officer, honour=honour, today=TODAY, version=1, reason="违纪", withdrawn_on=day)
        assert refused.value.field == field
    with pytest.raises(Refused):
        withdraw_honour(actor=officer, honour=honour, today=TODAY, version=1, reason=" ", withdrawn_on=TODAY)
    withdraw_honour(actor=officer, honour=honour, today=TODAY, version=1, reason="违纪", withdrawn_on=TODAY)
    honour.refresh_from_db()
    assert (honour.standing, honour.withdrawn_on) == (Standing.WITHDRAWN, TODAY)
    with pytest.raises(Refused, match="2016-07-01"):
        correct_honour(actor=officer, honour=honour, award=award, today=TODAY, version=2)
    restore_honour(actor=officer, honour=honour, today=TODAY, version=2, reason="复议改正")
    withdraw_honour(actor=officer, honour=honour, today=TODAY, version=3, reason="重复录入")
    honour.refresh_from_db()
    assert (honour.standing, honour.withdrawn_on) == (Standing.NEVER, AWARDED)
    again = enter_honour(actor=officer, award=award, today=TODAY)
    assert again.standing == Standing.HELD
    with pytest.raises(AlreadyHeld):
        restore_honour(actor=officer, honour=honour, today=TODAY, version=4, reason="改正")


def test_rooms_above_are_told_in_the_transaction_and_may_refuse(officer, award):
    told = []

    def follow(honour, *, actor, today):
        told.append((honour.standing, today))
        if honour.withdrawal == Withdrawal.REVOKED:
            raise Refused("劳模待遇未停发")

    on_honour_changed(follow)
    try:
        honour = enter_honour(actor=officer, award=award, today=TODAY)
        with pytest.raises(Refused, match="劳模待遇未停发"):
            withdraw_honour(actor=officer, honour=honour, today=TODAY, version=1, reason="违纪", withdrawn_on=TODAY)
    finally:
        _followers.remove(follow)
    assert told == [(Standing.HELD, TODAY), (Standing.WITHDRAWN, TODAY)]


def test_people_merged_hold_an_award_once_and_taken_apart_hold_it_each(officer, grassroots):
    one, other = (PersonFactory(union=grassroots, name="王启真") for _ in range(2))
    title = shipped("city_model_worker")
    kept = HonourFactory(union=grassroots, title=title, person=one)
    twice = HonourFactory(union=grassroots, title=title, person=other)
    else_ = HonourFactory(union=grassroots, title=shipped("city_may_day_medal"), person=other)
    merge = merge_persons(actor=officer, survivor=one, absorbed=other, today=TODAY, reason="同一人")
    for each in (kept, twice, else_):
        each.refresh_from_db()
    assert {kept.person, twice.person, else_.person} == {one}
    assert [each.standing for each in (kept, twice, else_)] == [Standing.HELD, Standing.NEVER, Standing.HELD]
    unmerge_persons(actor=officer, merge=merge, today=TODAY, reason="不是同一人")
    twice.refresh_from_db()
    assert (twice.person, twice.standing) == (other, Standing.HELD)


def test_a_merged_union_hands_its_honours_on_but_not_its_own(officer, street, grassroots):
    survivor = UnionFactory(parent=street)
    won = HonourFactory(union=grassroots, person=PersonFactory(union=grassroots))
    own = HonourFactory(
        union=grassroots, holder_union=grassroots, holder_name=grassroots.name,
        title=HonourTitleFactory(holder_kind=HolderKind.UNION),
    )  # fmt: skip
    merge_unions(actor=officer, absorbed=grassroots, survivor=survivor, on=TODAY, today=TODAY, reason="合并")
    for each in (won, own):
        each.refresh_from_db()
    assert (won.union, own.union, own.holder_union) == (survivor, survivor, grassroots)
    unmerge_unions(actor=officer, merge=Merge.objects.get(), today=TODAY, reason="撤销合并")
    won.refresh_from_db()
    assert won.union == grassroots
