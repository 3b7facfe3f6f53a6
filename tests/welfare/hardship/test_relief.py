"""Relief: asked for, cut to its cap with the reason shown, approved by a third person, paid once, counted once."""

import datetime
from decimal import Decimal

import pytest

from tests.foundation.unions.factories import UnionFactory
from tests.welfare.hardship.factories import CARD, a_household
from tests.welfare.hardship.steps import H1, LATER, TODAY, approved, asked, paid, reviewed
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow.services import NotByYou, NotPossible, act
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import PaidAlready, reverse_payment, settle_directly
from yuanxin.welfare.hardship.choices import ReliefKind, ReliefState
from yuanxin.welfare.hardship.models import Relief
from yuanxin.welfare.hardship.rules.relief import Bills, NothingLeft
from yuanxin.welfare.hardship.services import (
    approve_relief,
    correct_relief,
)
from yuanxin.welfare.hardship.services.approving import OverCap
from yuanxin.welfare.hardship.services.relief import BillUsed
from yuanxin.welfare.hardship.services.requests import NotNow


def test_relief_is_asked_for_reviewed_approved_paid_and_counted_by_the_day_of_payment(
    office, household, fund, cashier, district
):
    relief = reviewed(office, household)
    approved(office, relief, fund)
    payment = Payment.objects.get()
    assert (payment.kind, payment.household, payment.payee_name) == ("hardship.temporary", household.pk, "张三")
    assert (payment.applied_fen, payment.computed_fen, payment.approved_fen) == (3000, 3000, 3000)
    assert measure("hardship.temporary_households", district, H1).value == 0
    paid(cashier, relief)
    relief.refresh_from_db()
    assert relief.paid_on == LATER
    assert measure("hardship.temporary_households", district, H1).value == 1
    assert measure("hardship.temporary_amount", district, H1).value == Decimal("3000.00")
    assert Event.objects.filter(action="hardship.relief_paid").exists()


def test_a_household_with_three_payments_counts_once(office, household, fund, cashier, district):
    """Guard 18."""
    for number in range(3):
        relief = reviewed(office, household, applied=1000 + number)
        approved(office, relief, fund, overlap_opinion="困难持续，分次救助")
        paid(cashier, relief)
    assert measure("hardship.temporary_households", district, H1).value == 1
    assert measure("hardship.temporary_amount", district, H1).value == Decimal(3003)


def test_the_same_is_never_paid_twice(office, household, fund, cashier):
    """Guard 2."""
    from yuanxin.foundation.payments.services import request_payments
    from yuanxin.welfare.hardship.services.approving import payment_of

    relief = approved(office, reviewed(office, household), fund)
    with pytest.raises(PaidAlready):
        request_payments(actor=office.approver, requests=[payment_of(relief, fund)], today=TODAY)
    paid(cashier, relief)
    with pytest.raises(Stale):
        settle_directly(actor=cashier, payments=[Payment.objects.get()], paid_on=LATER, today=LATER)


def test_money_that_came_back_counts_no_more_and_leaves_the_cap_free(office, household, fund, cashier, district):
    office.filed(household, today=datetime.date(2016, 3, 1))
    relief = approved(office, reviewed(office, household, ReliefKind.ROUTINE, 8928), fund)
    paid(cashier, relief)
    assert measure("hardship.routine_households", district, H1).value == 1
    with pytest.raises(NothingLeft):
        asked(office.officer, household, ReliefKind.ROUTINE, 2000)
    reverse_payment(actor=cashier, payment=Payment.objects.get(), reason="账户注销", today=LATER)
    relief.refresh_from_db()
    assert relief.reversed_on == LATER
    assert measure("hardship.routine_households", district, H1).value == 0
    assert measure("hardship.routine_amount", district, H1).value == 0
    assert asked(office.officer, household, ReliefKind.ROUTINE, 8000).computed_fen == Decimal("8000.00")


class TestCaps:
    def test_an_amount_over_the_cap_is_cut_with_the_reason_shown_never_refused(self, office, household, fund):
        relief = reviewed(office, household, applied=20000)
        assert relief.computed_fen == Decimal("8928.00")  # twelve months of 744
        steps = relief.computed()
        assert (steps.applied, steps.cap, steps.cut) == (Decimal(20000), Decimal("8928.00"), Decimal("11072.00"))
        with pytest.raises(OverCap):
            approved(office, relief, fund, 9000, opinion="特别困难")
        approved(office, relief, fund)

    def test_another_amount_than_the_rules_needs_a_reason(self, office, household, fund):
        relief = reviewed(office, household)
        with pytest.raises(Refused) as told:
            approved(office, relief, fund, 2500)
        assert told.value.field == "opinion"
        done = approved(office, relief, fund, 2500, opinion="已有单位补助")
        assert (done.applied_fen, done.computed_fen, done.approved_fen) == (3000, 3000, 2500)
        assert Payment.objects.get().opinion == "已有单位补助"

    def test_routine_relief_of_a_year_stops_at_twelve_months_of_the_line(self, office, household, fund):
        office.filed(household, today=datetime.date(2016, 3, 1))
        approved(office, reviewed(office, household, ReliefKind.ROUTINE, 8000), fund)
        second = asked(office.officer, household, ReliefKind.ROUTINE, 3000)
        assert second.computed_fen == Decimal("928.00")
        next_year = asked(office.officer, household, ReliefKind.ROUTINE, 3000, today=datetime.date(2017, 1, 4))
        assert next_year.computed_fen == 3000

    def test_what_was_approved_in_between_is_taken_into_account(self, office, household, fund):
        office.filed(household, today=datetime.date(2016, 3, 1))
        first = reviewed(office, household, ReliefKind.ROUTINE, 6000)
        second = reviewed(office, household, ReliefKind.ROUTINE, 6000)
        approved(office, first, fund, overlap_opinion="同年两次")
        with pytest.raises(OverCap):
            approved(office, second, fund, 6000, overlap_opinion="同年两次")
        done = approved(office, second, fund, "2928.00", overlap_opinion="同年两次")
        assert done.computed_fen == Decimal("2928.00")

    def test_study_relief_goes_by_student_and_medical_relief_by_bill(self, office, household):
        office.filed(household, today=datetime.date(2016, 3, 1))
        child = household.members.get(name="张小美")
        with pytest.raises(Refused) as told:
            asked(office.officer, household, ReliefKind.STUDY, 5000)
        assert told.value.field == "beneficiary"
        assert asked(office.officer, household, ReliefKind.STUDY, 9000, beneficiary=child).computed_fen == 7440
        bills = Bills(total=Decimal(30000), insurance=Decimal(21000), outside=Decimal(1000))
        ill = household.members.get(name="王芳")
        medical = {"beneficiary": ill, "bills": bills, "bill_number": "0571 8839"}
        assert asked(office.officer, household, ReliefKind.MEDICAL, 10000, **medical).computed_fen == 8000
        with pytest.raises(BillUsed):
            asked(office.officer, household, ReliefKind.MEDICAL, 10000, **medical | {"bill_number": "05718839"})
        with pytest.raises(Refused) as told:
            asked(office.officer, household, ReliefKind.MEDICAL, 10000, beneficiary=ill)
        assert told.value.field == "bill_number"

    def test_a_cap_of_june_holds_for_what_was_asked_in_june(self, office, household, fund):
        relief = reviewed(office, household, applied=20000, today=datetime.date(2016, 6, 30))
        done = approved(office, relief, fund, today=datetime.date(2016, 8, 1))
        assert done.approved_fen == Decimal("8928.00")
        other = asked(office.officer, household, applied=20000, today=datetime.date(2016, 7, 1))
        assert other.computed_fen == Decimal("9828.00")


class TestFiles:
    def test_relief_without_a_new_file_and_a_file_without_relief(self, office, household, grassroots, fund):
        office.filed(a_household(grassroots))
        assert not Relief.objects.exists()
        relief = asked(office.officer, household)
        assert relief.file is None
        with pytest.raises(Refused) as told:
            asked(office.officer, household, ReliefKind.ROUTINE)
        assert told.value.field == "kind"

    def test_the_card_of_the_file_is_taken(self, office, household, fund):
        office.filed(household)
        relief = approved(office, reviewed(office, household, ReliefKind.ROUTINE), fund)
        assert unseal(relief.account) == unseal(Payment.objects.get().account) == CARD

    @pytest.mark.parametrize(
        ("other", "field"),
        [({"applied": 0}, "applied"), ({"beneficiary": "stranger"}, "beneficiary")],
    )
    def test_what_is_wrong_is_named(self, office, household, grassroots, other, field):
        if other.get("beneficiary"):
            other = {"beneficiary": a_household(grassroots).members.first()}
        with pytest.raises(Refused) as told:
            asked(office.officer, household, **other)
        assert told.value.field == field

    def test_it_is_put_right_until_it_is_reviewed(self, office, household):
        relief = asked(office.officer, household)
        values = {"applied": Decimal(2000), "situation": "更正", "today": TODAY}
        relief = correct_relief(actor=office.officer, relief=relief, version=relief.version, **values)
        assert (relief.applied_fen, relief.computed_fen) == (2000, 2000)
        with pytest.raises(Stale):
            correct_relief(actor=office.officer, relief=relief, version=1, **values)
        act(relief, "review", actor=office.reviewer, today=TODAY, opinion="同意")
        with pytest.raises(NotNow):
            correct_relief(actor=office.officer, relief=relief, **values)


class TestWhoDecides:
    def test_nobody_approves_what_he_asked_for_or_reviewed(self, actor_as, household, district, fund, office):
        """Guard 1."""
        one = actor_as(Role.DISTRICT_OFFICER, district)
        relief = asked(one, household)
        with pytest.raises(NotByYou):
            act(relief, "review", actor=one, today=TODAY, opinion="同意")
        act(relief, "review", actor=office.reviewer, today=TODAY, opinion="同意")
        with pytest.raises(NotByYou):
            approve_relief(actor=one, relief=relief, approved=Decimal(3000), fund=fund, today=TODAY)
        assert not Payment.objects.exists()

    @pytest.mark.parametrize("role", [Role.GRASSROOTS_OFFICER, Role.STREET_OFFICER, Role.LEADER, Role.FINANCE])
    def test_others_do_not_approve(self, role, actor_as, household, district, fund, office):
        relief = reviewed(office, household)
        with pytest.raises((NotAllowed, OutOfScope)):
            approve_relief(
                actor=actor_as(role, district), relief=relief, approved=Decimal(3000), fund=fund, today=TODAY
            )

    def test_a_neighbouring_union_sees_none_of_it(self, office, household, street, actor_as):
        relief = asked(office.officer, household)
        stranger = actor_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street))
        assert not Relief.objects.visible_to(stranger).exists()
        with pytest.raises(OutOfScope):
            correct_relief(actor=stranger, relief=relief, applied=Decimal(1), situation="更正", today=TODAY)

    def test_an_application_still_under_review_is_not_approved(self, office, household, fund):
        relief = asked(office.officer, household)
        with pytest.raises(NotPossible):
            approved(office, relief, fund)
        relief.refresh_from_db()
        assert (relief.approved_fen, relief.state) == (None, ReliefState.SUBMITTED)


def test_the_trail_holds_no_situation_bill_or_card_in_clear(office, household, fund):
    office.filed(household, today=datetime.date(2016, 3, 1))
    bills = Bills(total=Decimal("30001"), insurance=Decimal("21002"))
    ill = household.members.get(name="王芳")
    asked(office.officer, household, ReliefKind.MEDICAL, 5000, beneficiary=ill, bills=bills, bill_number="NO889977")
    kept = str(list(Change.objects.values_list("before", "after")))
    for secret in ("积蓄用尽", "30001", "21002", "889977", CARD):
        assert secret not in kept
