"""Computing claims from records: the plan of the day, the year of a person, many together, two at once."""

import datetime
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.organisation.members.factories import MembershipFactory
from tests.welfare.mutual_aid.claims.claiming import DAY, TODAY, checked, fresh, results, step
from tests.welfare.mutual_aid.claims.factories import (
    BillFactory,
    ClaimFactory,
    EnrolmentFactory,
    HospitalFactory,
    SchemeFactory,
)
from yuanxin.foundation.flow.services import act_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.services import open_policy
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import ClaimState as S
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, Reason
from yuanxin.welfare.mutual_aid.models import Claim, Enrolment
from yuanxin.welfare.mutual_aid.queries.claims import comes_again, reasons_of, statement_of, year_of


@pytest.fixture
def enrolment(worker):
    return Enrolment.objects.get(person=worker)


def computed(claim, officer):
    step(claim, "compute", officer)
    return fresh(claim)


def reasons(claim):
    return [each["code"] for each in claim.calculation.reasons]


@pytest.mark.parametrize(
    ("bill", "benefit", "codes"),
    [
        ({"total": 48_000, "pool": 30_000, "excluded": 3_200}, "5220.00", []),
        ({"total": 600, "pool": 150, "excluded": 0}, "0", ["R21"]),
        ({"total": 150_000, "pool": 80_000, "excluded": 8_000}, "20000.00", ["R41"]),
    ],
)
def test_the_vectors_of_the_domain_from_records(enrolment, officer, bill, benefit, codes):
    claim = ClaimFactory(enrolment=enrolment, state=S.CHECKED)
    BillFactory(claim=claim, **{name: Decimal(value) for name, value in bill.items()})
    claim = computed(claim, officer)
    assert (claim.computed, reasons(claim)) == (Decimal(benefit), codes)
    assert claim.calculation.benefit == claim.computed
    assert comes_again(claim.calculation)


def test_a_statement_tells_each_step_in_words(enrolment, officer):
    claim = ClaimFactory(enrolment=enrolment, state=S.CHECKED)
    BillFactory(claim=claim, total=Decimal(150_000), pool=Decimal(80_000), excluded=Decimal(8_000))
    claim = computed(claim, officer)
    assert [(line.label, line.how, line.amount) for line in statement_of(claim.calculation)] == [
        ("票据总费用", "", "150,000.00"),
        ("减：医保统筹支付", "", "-80,000.00"),
        ("减：大病保险支付", "", "0.00"),
        ("减：其他保险支付", "", "0.00"),
        ("减：目录外自费", "", "-8,000.00"),
        ("合规自付", "", "62,000.00"),
        ("减：年度起付线", "全年500.00元，此前已用0.00元", "-500.00"),
        ("计补基数", "", "61,500.00"),
        ("分段", "0至5,000元：5,000.00 × 30%", "1,500.00"),
        ("分段", "5,000至20,000元：15,000.00 × 40%", "6,000.00"),
        ("分段", "超过20,000元：41,500.00 × 50%", "20,750.00"),
        ("分段合计", "", "28,250.00"),
        ("四舍五入到分", "", "28,250.00"),
        ("年度封顶余额", "全年20,000.00元，此前已补0.00元", "20,000.00"),
        ("应补金额", "", "20,000.00"),
    ]
    (said,) = reasons_of(claim.calculation)
    assert said.code == "R41"
    assert said.sentence == (
        "按规定计算应补28,250.00元；本互助期封顶额20,000.00元，尚余20,000.00元，按余额支付，核减8,250.00元。"
    )


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"admitted_on": datetime.date(2016, 1, 30)}, "R12"),
        ({"admitted_on": datetime.date(2016, 1, 31)}, None),
        ({"admitted_on": datetime.date(2016, 1, 30), "accident": True}, None),
        ({"submitted_on": datetime.date(2017, 3, 10)}, None),
        ({"submitted_on": datetime.date(2017, 3, 11)}, "R13"),
        ({"illness_listed": False}, "R15"),
    ],
)
def test_guard_10_what_is_refused_is_refused_with_its_code(enrolment, officer, other, code):
    Enrolment.objects.filter(pk=enrolment.pk).update(waiting_until=datetime.date(2016, 1, 30))
    claim = computed(checked(enrolment, 10_000, **other), officer)
    assert reasons(claim) == ([code] if code else [])
    assert bool(claim.computed) is (code is None)


def test_a_hospital_counts_by_its_days_on_the_list(enrolment, officer):
    left = HospitalFactory(listed_until=datetime.date(2016, 3, 5))
    before = checked(enrolment, 10_000, hospital=left, admitted_on=datetime.date(2016, 3, 4))
    after = checked(enrolment, 10_000, hospital=left, admitted_on=datetime.date(2016, 3, 5))
    assert reasons(computed(before, officer)) == []
    assert reasons(computed(after, officer)) == [Reason.HOSPITAL_NOT_LISTED]


def test_a_cancelled_enrolment_covers_nothing_and_who_never_enrolled_neither(enrolment, officer, grassroots):
    claim = checked(enrolment, 10_000)
    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.CANCELLED)
    assert reasons(computed(claim, officer)) == ["R11"]
    never = MembershipFactory(union=grassroots).person
    claim = ClaimFactory(enrolment=None, person=never, union=grassroots, state=S.CHECKED)
    BillFactory(claim=claim)
    assert reasons(computed(claim, officer)) == ["R11"]


def test_guard_11_a_rule_changed_on_1_july_leaves_june_as_it_was(enrolment, officer):
    june = computed(checked(enrolment, 5_500, admitted_on=datetime.date(2016, 6, 30),
                            discharged_on=datetime.date(2016, 7, 5)), officer)  # fmt: skip
    before = june.computed
    old = Policy.objects.get(code="mutual.inpatient")
    changed = {**old.parameters, "tiers": {"0": "90"}, "cap": "90000"}
    open_policy(actor=Actor.system("tests"), code=old.code, begins_on=datetime.date(2016, 7, 1), parameters=changed)
    late = checked(enrolment, 5_000, admitted_on=datetime.date(2016, 6, 30), discharged_on=datetime.date(2016, 7, 6))
    july = checked(enrolment, 5_000, admitted_on=datetime.date(2016, 7, 1), discharged_on=datetime.date(2016, 7, 6))
    assert computed(late, officer).calculation.policy == old
    july = computed(july, officer)
    assert (july.computed, july.calculation.policy.begins_on) == (Decimal(4_500), datetime.date(2016, 7, 1))
    assert (fresh(june).computed, fresh(june).calculation_id) == (before, june.calculation_id)
    assert comes_again(fresh(june).calculation)
    assert comes_again(july.calculation)


# --- the year of a person --------------------------------------------------------------------------------------------

STAYS = [("600", 1), ("10000", 5), ("80000", 9), ("300", 9)]


def of_the_year(enrolment):
    return [checked(enrolment, own, discharged_on=datetime.date(2016, 3, day)) for own, day in STAYS]


def test_deductible_and_limit_of_the_year_do_not_depend_on_the_order_of_computing(enrolment, officer):
    claims = of_the_year(enrolment)
    act_all(Claim.objects.select_related("union").order_by("pk"), "compute", actor=officer, today=TODAY)
    expected = results(claims)
    assert [deductible for _benefit, deductible in expected] == [Decimal(500), 0, 0, 0]
    assert sum(benefit for benefit, _deductible in expected) == Decimal(20_000)
    for order in permutations(claims):
        Claim.objects.update(state=S.CHECKED, calculation=None, computed=None)
        for claim in order:
            step(claim, "compute", officer)
        assert results(claims) == expected


def test_what_another_claim_moved_is_computed_anew_and_what_it_left_alone_is_not(enrolment, officer):
    later = computed(checked(enrolment, 2_000, discharged_on=datetime.date(2016, 3, 20)), officer)
    assert later.computed == Decimal(450)
    earlier = computed(checked(enrolment, 2_000, discharged_on=datetime.date(2016, 3, 1)), officer)
    assert earlier.computed == Decimal(450)
    moved = fresh(later)
    assert (moved.computed, moved.calculations.count()) == (Decimal(600), 2)
    assert moved.version > later.version
    far = computed(checked(enrolment, 1_000, discharged_on=datetime.date(2016, 3, 30)), officer)
    assert far.computed == Decimal(300)
    assert fresh(later).calculations.count() == 2
    assert [claim.pk for claim in year_of(far).claims] == [earlier.pk, later.pk, far.pk]
    assert (year_of(far).deductible, year_of(far).granted) == (Decimal(500), Decimal(1_350))


def test_what_is_drawn_or_reviewed_keeps_what_it_took(enrolment, officer):
    later = computed(checked(enrolment, 2_000, discharged_on=datetime.date(2016, 3, 20)), officer)
    step(later, "skip", officer)
    earlier = computed(checked(enrolment, 2_000, discharged_on=datetime.date(2016, 3, 1)), officer)
    assert (fresh(later).computed, earlier.computed) == (Decimal(450), Decimal(600))


def test_what_leaves_the_year_gives_its_share_back(enrolment, officer, reviewer):
    first = computed(checked(enrolment, 2_000, discharged_on=datetime.date(2016, 3, 1)), officer)
    second = computed(checked(enrolment, 2_000, discharged_on=datetime.date(2016, 3, 2)), officer)
    assert (first.computed, second.computed) == (Decimal(450), Decimal(600))
    step(first, "skip", officer)
    services.refuse_claim(actor=reviewer, claim=fresh(first), reason="R31", opinion="", today=TODAY)
    assert fresh(second).computed == Decimal(450)


def test_another_benefit_and_another_scheme_have_a_year_of_their_own(enrolment, officer, worker):
    before = SchemeFactory(
        name="2015年度职工医疗互助", begins_on=datetime.date(2015, 1, 1), ends_on=datetime.date(2015, 12, 31)
    )
    last_year = EnrolmentFactory(
        person=worker, unit__scheme=before, effective_from=before.begins_on, effective_to=before.ends_on
    )
    claims = [
        checked(enrolment, 2_000),
        checked(enrolment, 2_000, kind="outpatient"),
        checked(last_year, 2_000, discharged_on=datetime.date(2015, 12, 20)),
    ]
    assert [computed(claim, officer).computed for claim in claims] == [Decimal(450)] * 3


def test_an_amount_approved_below_the_rule_leaves_more_of_the_limit(enrolment, officer, reviewer, approver):
    first = computed(checked(enrolment, 80_000, discharged_on=datetime.date(2016, 3, 1)), officer)
    step(first, "skip", officer)
    step(first, "review", reviewer)
    services.approve_claim(
        actor=approver, claim=fresh(first), amount=Decimal(15_000), opinion="已由其他渠道救助", today=TODAY
    )
    second = computed(checked(enrolment, 50_000, discharged_on=datetime.date(2016, 3, 2)), officer)
    assert (second.computed, reasons(second)) == (Decimal(5_000), ["R41"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_history_of_a_year_comes_to_the_same_in_whatever_order(data, officer, enrolment):
    """Each example stands on its own: what it entered is computed in two orders, and forgotten."""
    stays = data.draw(st.lists(st.tuples(st.integers(1, 9_000_000), st.integers(0, 20)), min_size=1, max_size=5))
    Claim.objects.update(state=S.WITHDRAWN)
    claims = [
        checked(enrolment, Decimal(own) / 100, discharged_on=datetime.date(2016, 3, 1) + day * DAY)
        for own, day in stays
    ]
    keys = [claim.pk for claim in claims]
    act_all(Claim.objects.filter(pk__in=keys).select_related("union"), "compute", actor=officer, today=TODAY)
    expected = results(claims)
    Claim.objects.filter(pk__in=keys).update(state=S.CHECKED, calculation=None, computed=None)
    for claim in data.draw(st.permutations(claims)):
        step(claim, "compute", officer)
    assert results(claims) == expected
    assert sum(deductible for _benefit, deductible in expected) <= 500
    assert sum(benefit for benefit, _deductible in expected) <= 20_000
    assert all(comes_again(fresh(claim).calculation) for claim in claims)
