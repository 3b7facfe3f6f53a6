"""A person's own cover, single enrolments undone or ended, renewal, and what merging does to enrolments."""

import datetime

import pytest

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory, PersonFactory
from tests.welfare.mutual_aid.enrolments.factories import (
    TODAY,
    EnrolmentFactory,
    SchemeFactory,
    UnitFactory,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.kernel.errors import NotAllowed, Refused, Stale
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.registry import Merger
from yuanxin.foundation.unions.services.merging import MergeRefused
from yuanxin.organisation.members.models import Membership
from yuanxin.organisation.members.services import merge_persons, unmerge_persons
from yuanxin.welfare.mutual_aid.choices import EnrolmentKind, EnrolmentState, UnitKind, UnitState
from yuanxin.welfare.mutual_aid.models import Enrolment, UnitEnrolment
from yuanxin.welfare.mutual_aid.queries.covers import cover_of_person, covers_on
from yuanxin.welfare.mutual_aid.queries.renewals import names_in, renewal_of
from yuanxin.welfare.mutual_aid.rules.renewing import AGED, CAME, DONE, JOINED, LEFT, MOVED, STAYS
from yuanxin.welfare.mutual_aid.services.checking import bring_forward
from yuanxin.welfare.mutual_aid.services.enrolments import cancel_enrolment, end_cover
from yuanxin.welfare.mutual_aid.services.merging import pass_units_on
from yuanxin.welfare.mutual_aid.services.renewals import renew
from yuanxin.welfare.mutual_aid.services.schemes import SchemeRefused, correct_scheme, set_up_scheme

H1 = Period(datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def covered(grassroots, scheme):
    """Somebody covered for 2016, waiting until the end of January."""
    unit = UnitFactory(union=grassroots, scheme=scheme, in_force=True)
    return EnrolmentFactory(
        unit=unit, union=grassroots, valid=True, kind=EnrolmentKind.FIRST, waiting_until=day("2016-01-30")
    )


@pytest.mark.parametrize(
    ("on", "count", "until", "waits"),
    [
        ("2015-12-31", 0, None, None),
        ("2016-01-01", 1, "2016-12-31", "2016-01-30"),
        ("2016-01-30", 1, "2016-12-31", "2016-01-30"),
        ("2016-01-31", 1, "2016-12-31", None),
        ("2016-12-31", 1, "2016-12-31", None),
        ("2017-01-01", 0, None, None),
    ],
)
def test_a_cover_holds_its_first_and_last_day(covered, clerk, on, count, until, waits):
    cover = cover_of_person(covered.person, day(on), clerk)
    assert len(cover.now) == len(covers_on(covered.person, day(on))) == count
    assert cover.until == (day(until) if until else None)
    assert cover.waits_until == (day(waits) if waits else None)


def test_a_cover_goes_on_into_the_one_that_follows_without_a_gap(covered, grassroots, clerk):
    unit = UnitFactory(union=grassroots, scheme=SchemeFactory(year=2017), in_force=True)
    EnrolmentFactory(unit=unit, union=grassroots, person=covered.person, valid=True)
    assert cover_of_person(covered.person, day("2016-12-01"), clerk).until == day("2017-12-31")
    before = cover_of_person(covered.person, TODAY, clerk)
    assert (before.now, before.coming) == ((), covered)


def test_which_union_enrolled_somebody_is_open_only_to_who_sees_it(covered, actor_as, street):
    other = UnionFactory(parent=street)
    stranger = actor_as(Role.GRASSROOTS_OFFICER, other)
    cover = cover_of_person(covered.person, day("2016-05-01"), stranger)
    assert [each.open for each in cover.all] == [False]
    assert cover.now, "that somebody is covered is told; through whom is not"


def test_an_enrolment_undone_as_a_mistake_never_counted(covered, checker, clerk, district):
    assert measure("mutual_aid.enrolments", district, H1).value == 1
    with pytest.raises(NotAllowed):
        cancel_enrolment(actor=clerk, enrolment=covered, reason="重复", version=1, today=TODAY)
    with pytest.raises(Stale):
        cancel_enrolment(actor=checker, enrolment=covered, reason="重复", version=7, today=TODAY)
    with pytest.raises(Refused):
        cancel_enrolment(actor=checker, enrolment=covered, reason=" ", version=1, today=TODAY)
    cancel_enrolment(actor=checker, enrolment=covered, reason="重复参保", version=1, today=TODAY)
    assert measure("mutual_aid.enrolments", district, H1).value == 0
    assert not covers_on(covered.person, day("2016-05-01"))


def test_a_cover_ended_early_stays_counted(covered, checker, district):
    for outside in ("2015-12-31", "2017-01-01"):
        with pytest.raises(Refused):
            end_cover(actor=checker, enrolment=covered, last_day=day(outside), reason="退保", version=1, today=TODAY)
    end_cover(actor=checker, enrolment=covered, last_day=day("2016-01-15"), reason="去世", version=1, today=TODAY)
    covered.refresh_from_db()
    assert (covered.effective_to, covered.waiting_until) == (day("2016-01-15"), day("2016-01-15"))
    assert measure("mutual_aid.enrolments", district, H1).value == 1
    assert not covers_on(covered.person, day("2016-01-16"))


def test_enrolments_and_persons_of_the_scheme_year(covered, grassroots, district):
    """人次 against persons (1e): two schemes of a year count twice, the person once."""
    extra = SchemeFactory(name="2016年度女职工专项互助")
    unit = UnitFactory(union=grassroots, scheme=extra, in_force=True)
    EnrolmentFactory(unit=unit, union=grassroots, person=covered.person, valid=True)
    last = UnitFactory(union=grassroots, scheme=SchemeFactory(year=2015), in_force=True)
    EnrolmentFactory(unit=last, union=grassroots, person=covered.person, valid=True)
    EnrolmentFactory(union=grassroots, unit=UnitFactory(union=grassroots, scheme=extra))
    told = {code: measure(f"mutual_aid.{code}", district, H1).value for code in ("enrolments", "persons", "units")}
    assert told == {"enrolments": 2, "persons": 1, "units": 1}
    assert measure("mutual_aid.enrolments", district, Period(day("2015-01-01"), day("2015-06-30"))).value == 1


@pytest.fixture
def last_time(grassroots, scheme):
    """The union's enrolment of 2015, in force."""
    return UnitFactory(union=grassroots, scheme=SchemeFactory(year=2015), in_force=True)


def enrolled_then(unit, person):
    return EnrolmentFactory(unit=unit, union=unit.union, person=person, valid=True).person


def test_last_time_is_proposed_with_the_differences(last_time, grassroots, street, clerk, scheme):
    other = UnionFactory(parent=street)
    stays = enrolled_then(last_time, MembershipFactory(union=grassroots, person__name="张三").person)
    left = enrolled_then(last_time, PersonFactory(union=grassroots))
    moved = enrolled_then(last_time, MembershipFactory(union=other).person)
    old = enrolled_then(last_time, MembershipFactory(union=grassroots).person)
    type(old).objects.filter(pk=old.pk).update(born_on=day("1945-01-01"))
    theirs = UnitFactory(union=other, scheme=last_time.scheme, in_force=True)
    came = enrolled_then(theirs, MembershipFactory(union=grassroots).person)
    joined = MembershipFactory(union=grassroots).person
    done = MembershipFactory(union=grassroots).person
    EnrolmentFactory(unit=UnitFactory(union=grassroots, scheme=scheme), union=grassroots, person=done)
    found = renewal_of(grassroots, scheme, clerk, TODAY)
    assert found.last == last_time.scheme
    groups = {
        STAYS: stays, LEFT: left, MOVED: moved, AGED: old, CAME: came, JOINED: joined, DONE: done,
    }  # fmt: skip
    assert {code: found.persons(code) for code in groups} == {code: [each.pk] for code, each in groups.items()}
    assert names_in(found, STAYS, 10) == [("张三", "")]
    assert not any(other.name in said for _name, said in names_in(found, MOVED, 10))


def test_accepted_groups_go_onto_the_new_list_and_the_old_one_is_renewed(
    last_time, grassroots, clerk, checker, scheme, actor_as, street
):
    stays = enrolled_then(last_time, MembershipFactory(union=grassroots).person)
    joined = MembershipFactory(union=grassroots).person
    with pytest.raises(Refused):
        renew(actor=clerk, union=grassroots, scheme=scheme, groups=[CAME], today=TODAY)
    (unit,) = renew(actor=clerk, union=grassroots, scheme=scheme, groups=[STAYS], today=TODAY).units
    assert (unit.renews, list(unit.enrolments.values_list("person", "kind"))) == (
        last_time,
        [(stays.pk, EnrolmentKind.RENEWAL)],
    )
    again = renew(actor=clerk, union=grassroots, scheme=scheme, groups=[STAYS, JOINED], today=TODAY)
    assert again.persons == (joined.pk,)
    UnitEnrolment.objects.filter(pk=unit.pk).update(state=UnitState.CHECKED, effective_from=scheme.begins_on)
    bring_forward(actor=checker, today=day("2016-01-01"))
    last_time.refresh_from_db()
    assert last_time.state == UnitState.RENEWED


def test_a_union_without_a_scheme_before_is_proposed_its_members(grassroots, clerk, scheme, members):
    persons = members(2)
    found = renewal_of(grassroots, scheme, clerk, TODAY)
    assert (found.last, sorted(found.persons(JOINED))) == (None, sorted(each.pk for each in persons))


def test_people_merged_have_one_enrolment_a_scheme_and_two_again_taken_apart(covered, grassroots, officer, district):
    twin = MembershipFactory(union=grassroots, left_on=day("2015-06-01"), leave_kind="left").person
    theirs = EnrolmentFactory(unit=covered.unit, union=grassroots, person=twin, valid=True)
    assert measure("mutual_aid.enrolments", district, H1).value == 2
    merge = merge_persons(
        actor=officer, survivor=covered.person, absorbed=twin, today=TODAY, reason="同一人，身份证抄错一位"
    )
    theirs.refresh_from_db()
    assert theirs.state == EnrolmentState.CANCELLED
    assert measure("mutual_aid.enrolments", district, H1).value == 1
    unmerge_persons(actor=officer, merge=merge, today=TODAY, reason="不是同一人")
    assert measure("mutual_aid.enrolments", district, H1).value == 2


def test_merging_keeps_the_enrolment_that_counts_more(covered, grassroots, officer, scheme):
    kept = MembershipFactory(union=grassroots).person
    listed = EnrolmentFactory(unit=UnitFactory(union=grassroots, scheme=scheme), union=grassroots, person=kept)
    Membership.objects.filter(person=covered.person).update(left_on=day("2015-06-01"), leave_kind="left")
    merge_persons(actor=officer, survivor=kept, absorbed=covered.person, today=TODAY, reason="同一人，身份证抄错")
    listed.refresh_from_db()
    assert (listed.state, listed.unit, listed.effective_from) == (
        EnrolmentState.VALID,
        covered.unit,
        scheme.begins_on,
    )
    assert Enrolment.objects.valid().count() == 1


def test_a_list_under_way_goes_to_the_union_that_takes_over(unit_in, street, officer, scheme):
    unit = unit_in(UnitState.DRAFT)
    survivor = UnionFactory(parent=street)
    UnitFactory(union=survivor, scheme=scheme, in_force=True)
    merger = Merger(officer, unit.union, survivor, TODAY)
    pass_units_on(merger)
    unit.refresh_from_db()
    assert (unit.union, unit.kind) == (survivor, UnitKind.SUPPLEMENT)
    assert set(unit.enrolments.values_list("union", flat=True)) == {survivor.pk}


def test_two_lists_under_way_keep_unions_from_merging(unit_in, street, officer, scheme):
    unit = unit_in(UnitState.DRAFT)
    survivor = UnionFactory(parent=street)
    UnitFactory(union=survivor, scheme=scheme)
    with pytest.raises(MergeRefused):
        pass_units_on(Merger(officer, unit.union, survivor, TODAY))


def test_schemes_are_the_districts_and_their_days_stand_once_units_enrol(officer, checker, scheme, unit_in):
    days = {
        "begins_on": day("2017-01-01"), "ends_on": day("2017-12-31"), "opens_on": day("2016-10-20"),
        "closes_on": day("2016-12-20"),
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        set_up_scheme(actor=checker, name="2017年度", today=TODAY, **days)
    set_up_scheme(actor=officer, name="2017年度", today=TODAY, **days)
    for wrong in (
        {"name": "2017年度"},
        {"ends_on": day("2016-12-31")},
        {"closes_on": day("2016-10-19")},
        {"opens_on": day("2018-01-01"), "closes_on": day("2018-02-01")},
    ):
        with pytest.raises(SchemeRefused):
            set_up_scheme(actor=officer, today=TODAY, **{"name": "另一期", **days, **wrong})
    unit_in(UnitState.DRAFT)
    standing = {name: getattr(scheme, name) for name in ("name", *days)}
    with pytest.raises(SchemeRefused):
        moved = standing | {"ends_on": day("2016-11-30")}
        correct_scheme(actor=officer, scheme=scheme, version=1, today=TODAY, **moved)
    longer = standing | {"closes_on": day("2016-01-10")}
    assert correct_scheme(actor=officer, scheme=scheme, version=1, today=TODAY, **longer).closes_on == day("2016-01-10")
    with pytest.raises(Stale):
        correct_scheme(actor=officer, scheme=scheme, version=1, today=TODAY, **standing)


def test_daily_work_done_twice_finds_nothing_left(unit_in, checker):
    unit = unit_in(UnitState.CHECKED)
    assert bring_forward(actor=checker, today=unit.scheme.begins_on) == 1
    assert bring_forward(actor=checker, today=unit.scheme.begins_on) == 0
