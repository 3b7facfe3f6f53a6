"""A unit's enrolment from its list to the end of the scheme: who may stand on it, the fee, the check, the cover."""

import datetime
from decimal import Decimal

import pytest

from tests.foundation.flow.cells import check_cell, every_cell
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory
from tests.welfare.mutual_aid.enrolments.conftest import pay
from tests.welfare.mutual_aid.enrolments.factories import (
    TODAY,
    EnrolmentFactory,
    ReceiptFactory,
    SchemeFactory,
    UnitFactory,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.flow.services import NotByYou, act
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.policies.models import Policy
from yuanxin.organisation.members.choices import LeaveKind
from yuanxin.organisation.members.models import Membership
from yuanxin.organisation.members.services import leave
from yuanxin.welfare.mutual_aid.choices import EnrolmentKind, EnrolmentState, UnitKind, UnitState
from yuanxin.welfare.mutual_aid.models import Enrolment, UnitEnrolment, UnitSubsidy
from yuanxin.welfare.mutual_aid.queries.units import due_of
from yuanxin.welfare.mutual_aid.rules import listing
from yuanxin.welfare.mutual_aid.services.checking import ListRefused, bring_forward, check_all
from yuanxin.welfare.mutual_aid.services.fees import ReceiptRefused, enter_receipt
from yuanxin.welfare.mutual_aid.services.lists import (
    ListSettled,
    NotListed,
    begin_list,
    list_person,
    list_persons,
    strike_off,
)
from yuanxin.welfare.mutual_aid.states import UNIT_FLOW


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@every_cell(UNIT_FLOW)
def test_every_cell_of_the_flow(cell, actor_as, district, grassroots, scheme):
    fee = None if cell.state == UnitState.DRAFT else Decimal(60)
    unit = UnitFactory(union=grassroots, scheme=scheme, state=cell.state, persons=1, fee=fee, paid_on=TODAY)
    EnrolmentFactory(unit=unit, union=grassroots)
    if cell.state in (UnitState.PAID, UnitState.SUBMITTED):
        ReceiptFactory(unit=unit)
    check_cell(cell, unit, actor_as(cell.role, district), today=TODAY)


def test_a_list_goes_from_draft_to_the_end_of_the_scheme(unit_in, members, checker, clerk):
    persons = members(3)
    unit = unit_in(UnitState.CHECKED, persons)
    assert (unit.kind, unit.persons, unit.per_head, unit.fee) == (UnitKind.REGULAR, 3, 60, Decimal("180.00"))
    assert unit.fee_policy == Policy.objects.get(code="mutual.fee")
    rows = Enrolment.objects.filter(unit=unit)
    assert {each.state for each in rows} == {EnrolmentState.VALID}
    assert {(each.effective_from, each.effective_to, each.waiting_until) for each in rows} == {
        (day("2016-01-01"), day("2016-12-31"), day("2016-01-30"))
    }
    bring_forward(actor=checker, today=day("2015-12-31"))
    unit.refresh_from_db()
    assert unit.state == UnitState.CHECKED
    assert bring_forward(actor=checker, today=day("2016-01-01")) == 1
    unit.refresh_from_db()
    assert unit.state == UnitState.IN_FORCE
    bring_forward(actor=checker, today=day("2017-01-01"))
    unit.refresh_from_db()
    assert unit.state == UnitState.ENDED
    steps = Decision.objects.on(unit).values_list("action", flat=True)
    assert list(steps) == ["begin", "submit", "pay", "check", "come_into_force", "end"]


def test_whoever_submits_or_pays_does_not_check(actor_as, district, grassroots, scheme, members):
    """Guard 1."""
    clerk = actor_as(Role.DISTRICT_OFFICER, district)
    persons = [each.pk for each in members(2)]
    (unit,) = list_persons(actor=clerk, union=grassroots, scheme=scheme, persons=persons, today=TODAY).units
    act(unit, "submit", actor=clerk, today=TODAY)
    pay(unit, clerk, TODAY)
    with pytest.raises(NotByYou):
        act(unit, "check", actor=clerk, today=TODAY)
    assert check_all(actor=clerk, units=[unit], today=TODAY)[0] == 0
    act(unit, "check", actor=actor_as(Role.DISTRICT_OFFICER, district), today=TODAY)
    assert Enrolment.objects.valid().count() == 2


def test_only_active_members_of_the_union_stand_on_its_list(clerk, grassroots, street, scheme, members):
    (here,) = members(1)
    elsewhere = MembershipFactory(union=UnionFactory(parent=street)).person
    former = MembershipFactory(union=grassroots, left_on=day("2015-10-01"), leave_kind="left").person
    listed = list_persons(
        actor=clerk, union=grassroots, scheme=scheme, persons=[here.pk, elsewhere.pk, former.pk], today=TODAY
    )
    assert listed.persons == (here.pk,)
    assert dict(listed.left_out) == {elsewhere.pk: "member_elsewhere", former.pk: "not_a_member"}


def test_one_person_one_enrolment_a_scheme(clerk, actor_as, unit_in, members, street, scheme):
    (person,) = members(1)
    unit = unit_in(UnitState.DRAFT, [person])
    again = list_persons(actor=clerk, union=unit.union, scheme=scheme, persons=[person.pk], today=TODAY)
    assert again.left_out == ((person.pk, "enrolled_here"),)
    other = UnionFactory(parent=street)
    Membership.objects.filter(person=person).update(left_on=TODAY, leave_kind="transfer")
    MembershipFactory(union=other, person=person, joined_on=TODAY)
    theirs = actor_as(Role.GRASSROOTS_OFFICER, other)
    listed = list_persons(actor=theirs, union=other, scheme=scheme, persons=[person.pk], today=TODAY)
    assert listed.left_out == ((person.pk, "enrolled_elsewhere"),)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    ("born_on", "obstacle"),
    [("2000-01-01", None), ("2000-01-02", "age=15"), ("1950-01-02", None), ("1949-12-31", "age=66")],
)
def test_ages_are_reckoned_on_the_first_day_of_cover(clerk, grassroots, scheme, members, born_on, obstacle):
    (person,) = members(1)
    type(person).objects.filter(pk=person.pk).update(born_on=day(born_on))
    listed = list_persons(actor=clerk, union=grassroots, scheme=scheme, persons=[person.pk], today=TODAY)
    assert dict(listed.left_out).get(person.pk) == obstacle


def test_a_person_is_put_on_the_list_by_number_and_name(clerk, unit_in, members, scheme):
    unit = unit_in(UnitState.DRAFT, members(1))
    number = "330106199001010018"
    with pytest.raises(NotListed, match=listing.in_words(listing.UNKNOWN)):
        list_person(actor=clerk, unit=unit, number=number, name="张三", today=TODAY)
    MembershipFactory(union=unit.union, person__number=number, person__name="钱十一")
    with pytest.raises(NotListed) as refused:
        list_person(actor=clerk, unit=unit, number=number, name="张三", today=TODAY)
    assert refused.value.field == "name"
    enrolment = list_person(actor=clerk, unit=unit, number=number, name="钱十一", today=TODAY)
    assert (enrolment.unit, enrolment.state) == (unit, EnrolmentState.LISTED)
    with pytest.raises(NotListed):
        list_person(actor=clerk, unit=unit, number=number, name="钱十一", today=TODAY)


def test_who_is_struck_off_can_be_listed_again(clerk, unit_in, members, scheme):
    unit = unit_in(UnitState.DRAFT, members(2))
    first, _second = Enrolment.objects.order_by("pk")
    assert strike_off(actor=clerk, enrolments=[first], reason="已离职", today=TODAY) == 1
    first.refresh_from_db()
    assert first.state == EnrolmentState.CANCELLED
    assert Event.objects.filter(action="mutual_aid.struck_off").get().reason == "已离职"
    again = list_persons(actor=clerk, union=unit.union, scheme=scheme, persons=[first.person_id], today=TODAY)
    assert again.persons == (first.person_id,)
    first.refresh_from_db()
    assert (first.state, Enrolment.objects.count()) == (EnrolmentState.LISTED, 2)
    with pytest.raises(Refused):
        strike_off(actor=clerk, enrolments=[first], reason=" ", today=TODAY)
    act(unit, "submit", actor=clerk, today=TODAY)
    with pytest.raises(ListSettled):
        strike_off(actor=clerk, enrolments=[first], reason="已离职", today=TODAY)


def test_a_list_with_somebody_who_left_goes_no_further(clerk, checker, officer, unit_in, members):
    persons = members(2)
    unit = unit_in(UnitState.DRAFT, persons)
    spell = Membership.objects.get(person=persons[0])
    leave(actor=officer, membership=spell, left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY)
    with pytest.raises(ListRefused, match="张三"):
        act(unit, "submit", actor=clerk, today=TODAY)
    unit.refresh_from_db()
    gone = Enrolment.objects.get(person=persons[0])
    strike_off(actor=clerk, enrolments=[gone], reason="已离会", today=TODAY)
    act(unit, "submit", actor=clerk, today=TODAY)
    assert (unit.persons, unit.fee) == (1, 60)
    pay(unit, clerk, TODAY)
    second = Membership.objects.get(person=persons[1])
    leave(actor=officer, membership=second, left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY)
    with pytest.raises(ListRefused, match="李四"):
        act(unit, "check", actor=checker, today=TODAY)


def test_an_empty_list_is_not_submitted(clerk, unit_in):
    unit = unit_in(UnitState.DRAFT, [])
    with pytest.raises(ListRefused):
        act(unit, "submit", actor=clerk, today=TODAY)


def test_receipts_add_up_to_the_fee_and_no_further(clerk, unit_in):
    unit = unit_in(UnitState.SUBMITTED)
    with pytest.raises(ReceiptRefused) as refused:
        pay(unit, clerk, TODAY, Decimal("180.01"))
    assert refused.value.field == "amount"
    pay(unit, clerk, TODAY, Decimal("100.00"), "A1")
    assert (unit.state, due_of(unit)) == (UnitState.SUBMITTED, Decimal("80.00"))
    with pytest.raises(ReceiptRefused) as refused:
        pay(unit, clerk, TODAY, Decimal("80.00"), "A1")
    assert refused.value.field == "number"
    for wrong in ("0.00", "-1.00", "80.01"):
        with pytest.raises(ReceiptRefused):
            pay(unit, clerk, TODAY, Decimal(wrong), "A2")
    pay(unit, clerk, TODAY, Decimal("80.00"), "A2")
    assert (unit.state, unit.paid_on) == (UnitState.PAID, TODAY)
    with pytest.raises(ReceiptRefused):
        pay(unit, clerk, TODAY, Decimal("1.00"), "A3")


def test_a_receipt_of_a_day_to_come_is_refused(clerk, unit_in):
    unit = unit_in(UnitState.SUBMITTED)
    with pytest.raises(Refused) as refused:
        enter_receipt(
            actor=clerk, unit=unit, number="B1", amount=Decimal(180), received_on=day("2015-11-03"), payer="厂",
            today=TODAY,
        )  # fmt: skip
    assert refused.value.field == "received_on"


def test_money_is_given_back_before_a_list_is_given_up(clerk, checker, unit_in):
    unit = unit_in(UnitState.PAID)
    act(unit, "return", actor=checker, today=TODAY, opinion="名册有误")
    with pytest.raises(ListRefused, match="180"):
        act(unit, "give_up", actor=clerk, today=TODAY, opinion="不参保了")
    unit.refresh_from_db()
    pay(unit, clerk, TODAY, Decimal("-180.00"), "C1")
    act(unit, "give_up", actor=clerk, today=TODAY, opinion="不参保了")
    assert not Enrolment.objects.exclude(state=EnrolmentState.CANCELLED).exists()


def test_a_list_returned_and_shortened_is_paid_once_the_rest_is_given_back(clerk, checker, unit_in):
    unit = unit_in(UnitState.PAID)
    act(unit, "return", actor=checker, today=TODAY, opinion="名册有误")
    strike_off(actor=clerk, enrolments=[Enrolment.objects.first()], reason="重复", today=TODAY)
    unit.refresh_from_db()
    act(unit, "submit", actor=clerk, today=TODAY)
    assert (unit.state, due_of(unit)) == (UnitState.SUBMITTED, Decimal("-60.00"))
    pay(unit, clerk, TODAY, Decimal("-60.00"), "D1")
    assert (unit.state, unit.fee) == (UnitState.PAID, Decimal("120.00"))


def test_a_list_returned_and_unchanged_is_paid_at_once(clerk, checker, unit_in):
    unit = unit_in(UnitState.PAID)
    act(unit, "return", actor=checker, today=TODAY, opinion="请附名册")
    act(unit, "submit", actor=clerk, today=TODAY)
    assert unit.state == UnitState.PAID


def test_cover_begins_the_day_after_a_fee_paid_late(clerk, checker, unit_in):
    unit = unit_in(UnitState.SUBMITTED)
    pay(unit, clerk, day("2016-01-10"))
    act(unit, "check", actor=checker, today=day("2016-01-12"))
    enrolment = Enrolment.objects.filter(unit=unit).first()
    assert (enrolment.effective_from, enrolment.waiting_until) == (day("2016-01-11"), day("2016-02-09"))


def test_who_was_covered_until_the_day_before_renews_without_waiting(unit_in, members, grassroots, clerk, checker):
    persons = members(2)
    last = SchemeFactory(year=2015)
    old = UnitFactory(union=grassroots, scheme=last, in_force=True)
    EnrolmentFactory(unit=old, union=grassroots, person=persons[0], valid=True)
    unit_in(UnitState.CHECKED, persons)
    now = {each.person_id: each for each in Enrolment.objects.filter(scheme__begins_on=day("2016-01-01"))}
    assert now[persons[0].pk].kind == EnrolmentKind.RENEWAL
    assert now[persons[0].pk].waiting_until is None
    assert now[persons[1].pk].kind == EnrolmentKind.FIRST


def test_a_gap_makes_a_first_enrolment_of_a_renewal(unit_in, members, grassroots, clerk, checker):
    (person,) = members(1)
    last = SchemeFactory(year=2015)
    old = UnitFactory(union=grassroots, scheme=last, in_force=True)
    EnrolmentFactory(unit=old, union=grassroots, person=person, valid=True)
    unit = unit_in(UnitState.SUBMITTED, [person])
    assert Enrolment.objects.get(unit=unit).kind == EnrolmentKind.RENEWAL
    pay(unit, clerk, day("2016-01-04"))
    act(unit, "check", actor=checker, today=day("2016-01-04"))
    enrolment = Enrolment.objects.get(unit=unit)
    assert (enrolment.kind, enrolment.waiting_until) == (EnrolmentKind.FIRST, day("2016-02-03"))


def test_after_the_window_only_newcomers_are_enrolled_by_a_supplement(unit_in, members, clerk, checker, scheme):
    persons = members(1)
    first = unit_in(UnitState.CHECKED, persons)
    late = day("2016-03-10")
    newcomer = MembershipFactory(union=first.union, joined_on=day("2016-03-01")).person
    old_hand = MembershipFactory(union=first.union, joined_on=day("2015-12-20")).person
    too_long_ago = MembershipFactory(union=first.union, joined_on=day("2015-12-21")).person
    listed = list_persons(
        actor=clerk,
        union=first.union,
        scheme=scheme,
        persons=[newcomer.pk, old_hand.pk, too_long_ago.pk],
        today=day("2016-03-21"),
    )
    assert dict(listed.left_out) == {old_hand.pk: "not_a_newcomer", too_long_ago.pk: "not_a_newcomer"}
    (unit,) = listed.units
    assert (unit.kind, unit.pk != first.pk) == (UnitKind.SUPPLEMENT, True)
    act(unit, "submit", actor=clerk, today=late)
    pay(unit, clerk, late)
    act(unit, "check", actor=checker, today=late)
    enrolment = Enrolment.objects.get(person=newcomer)
    assert (enrolment.kind, enrolment.effective_from) == (EnrolmentKind.NEWCOMER, day("2016-03-11"))
    assert (enrolment.waiting_until, enrolment.effective_to) == (day("2016-04-09"), day("2016-12-31"))


def test_a_regular_list_is_submitted_within_the_window_or_once_returned(clerk, checker, unit_in):
    late = day("2015-12-21")
    unit = unit_in(UnitState.DRAFT)
    with pytest.raises(ListRefused):
        act(unit, "submit", actor=clerk, today=late)
    unit.refresh_from_db()
    act(unit, "submit", actor=clerk, today=day("2015-12-20"))
    pay(unit, clerk, late)
    act(unit, "return", actor=checker, today=late, opinion="请补回单")
    act(unit, "submit", actor=clerk, today=day("2015-12-22"))
    assert unit.state == UnitState.PAID


@pytest.mark.parametrize("today", ["2015-10-19", "2017-01-01"])
def test_lists_are_begun_while_the_scheme_can_be_enrolled_in(clerk, grassroots, scheme, today):
    with pytest.raises(Refused):
        begin_list(actor=clerk, union=grassroots, scheme=scheme, today=day(today))


def test_one_list_of_a_union_is_under_way_at_a_time(clerk, unit_in, members, scheme):
    unit = unit_in(UnitState.DRAFT)
    assert begin_list(actor=clerk, union=unit.union, scheme=scheme, today=TODAY) == unit
    act(unit, "submit", actor=clerk, today=TODAY)
    with pytest.raises(ListSettled):
        begin_list(actor=clerk, union=unit.union, scheme=scheme, today=TODAY)
    assert UnitEnrolment.objects.count() == 1


def test_a_list_is_an_affair_of_its_union(clerk, actor_as, street, scheme, unit_in):
    sibling = UnionFactory(parent=street)
    with pytest.raises(OutOfScope):
        begin_list(actor=clerk, union=sibling, scheme=scheme, today=TODAY)
    leader = actor_as(Role.LEADER, sibling)
    with pytest.raises(NotAllowed):
        begin_list(actor=leader, union=sibling, scheme=scheme, today=TODAY)


def test_nothing_to_pay_means_paid(clerk, unit_in):
    Policy.objects.filter(code="mutual.fee").update(parameters={"per_head": "0"})
    unit = unit_in(UnitState.DRAFT)
    act(unit, "submit", actor=clerk, today=TODAY)
    assert (unit.state, unit.paid_on) == (UnitState.PAID, TODAY)


def test_a_rule_of_july_leaves_the_scheme_of_january_as_it_was(unit_in):
    """Guard 11: what holds is the rule of the scheme's first day."""
    old = Policy.objects.get(code="mutual.fee")
    Policy.objects.filter(pk=old.pk).update(ends_on=day("2016-07-01"))
    Policy.objects.create(code="mutual.fee", begins_on=day("2016-07-01"), parameters={"per_head": "100"})
    unit = unit_in(UnitState.SUBMITTED, today=day("2015-12-01"))
    assert (unit.fee_policy_id, unit.per_head) == (old.pk, 60)


def test_no_subsidy_where_the_rule_gives_none(unit_in):
    Policy.objects.filter(code="mutual.unit_subsidy_rate").update(parameters={"per_head": "0"})
    unit_in(UnitState.CHECKED)
    assert not UnitSubsidy.objects.exists()
