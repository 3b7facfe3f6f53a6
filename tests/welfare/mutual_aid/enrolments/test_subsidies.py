"""What a unit is given: computed by the rule, settled by an approver, paid by the desk, counted by fact F85."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.flow.cells import check_cell, every_cell
from tests.foundation.unions.factories import UnionFactory
from tests.welfare.mutual_aid.enrolments.factories import TODAY, SubsidyFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow.services import NotByYou, NotPossible, act
from yuanxin.foundation.kernel.errors import NotAllowed, Refused, Stale
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import (
    ShortFund,
    cancel_payment,
    reverse_payment,
    settle_directly,
)
from yuanxin.foundation.policies.models import Policy
from yuanxin.welfare.mutual_aid.choices import SubsidyState, UnitState
from yuanxin.welfare.mutual_aid.models import UnitSubsidy
from yuanxin.welfare.mutual_aid.queries.subsidies import steps_told, sum_of, to_be_settled
from yuanxin.welfare.mutual_aid.rules.subsidies import UnitSubsidyRate, subsidy_of
from yuanxin.welfare.mutual_aid.services.fees import enter_receipt
from yuanxin.welfare.mutual_aid.services.subsidies import NoReason, settle_by_rule, settle_subsidy
from yuanxin.welfare.mutual_aid.states import SUBSIDY_FLOW

H1 = Period(datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))
SPRING = datetime.date(2016, 3, 15)


@every_cell(SUBSIDY_FLOW)
def test_every_cell_of_the_flow(cell, actor_as, district, grassroots, scheme):
    subsidy = SubsidyFactory(union=grassroots, state=cell.state, paid_on=SPRING if cell.state == "paid" else None)
    check_cell(cell, subsidy, actor_as(cell.role, district), today=SPRING)


def test_the_rule_gives_the_rate_for_each_person():
    """Domain section 8: 15 yuan a head; 71,700 people come to 1,075,500.00."""
    amount, steps = subsidy_of(71_700, UnitSubsidyRate(Decimal(15)))
    assert amount == Decimal("1075500.00")
    assert [step.stored() for step in steps] == [
        {
            "code": "persons_by_rate",
            "numbers": {"persons": "71700", "per_head": "15.00"},
            "result": "1075500.00",
        }
    ]


@given(persons=st.integers(0, 100_000), fen=st.integers(0, 100_000))
def test_no_fen_is_lost(persons, fen):
    amount, _steps = subsidy_of(persons, UnitSubsidyRate(Decimal(fen) / 100))
    assert int(amount * 100) == persons * fen


def test_a_rate_has_whole_fen():
    for wrong in ("15.001", "-1"):
        with pytest.raises(ValueError, match=r"\S"):
            UnitSubsidyRate(Decimal(wrong))


def test_it_is_computed_when_the_list_is_checked(unit_in):
    unit = unit_in(UnitState.CHECKED)
    subsidy = UnitSubsidy.objects.get(unit=unit)
    assert (subsidy.persons, subsidy.rate, subsidy.computed) == (3, 15, Decimal("45.00"))
    assert subsidy.policy == Policy.objects.get(code="mutual.unit_subsidy_rate")
    assert steps_told(subsidy)[0][1] == Decimal("45.00")
    assert subsidy.state == SubsidyState.COMPUTED


def test_an_approver_settles_it_and_it_waits_at_the_payment_desk(unit_in, clerk, checker, approver, fund):
    unit = unit_in(UnitState.SUBMITTED)
    enter_receipt(
        actor=clerk,
        unit=unit,
        number="HD1",
        amount=unit.fee,
        received_on=TODAY,
        payer="圆心机械厂工会委员会",
        bank="工商银行湖滨支行",
        account="1202 0202 0990 0123 456",
        today=TODAY,
    )
    unit.refresh_from_db()
    act(unit, "check", actor=checker, today=TODAY)
    subsidy = UnitSubsidy.objects.get()
    settle_subsidy(actor=approver, subsidy=subsidy, amount=Decimal(45), fund=fund, today=SPRING)
    payment = Payment.objects.get()
    assert (payment.kind, payment.payee_name, payment.bank) == (
        "mutual_aid.unit_subsidy",
        "圆心机械厂工会委员会",
        "工商银行湖滨支行",
    )
    assert unseal(payment.account) == "1202020209900123456"
    assert (payment.cause_kind, payment.cause_id) == ("mutual_aid.unitsubsidy", subsidy.pk)


def test_another_amount_needs_its_reason(grassroots, approver, fund):
    subsidy = SubsidyFactory(union=grassroots)
    with pytest.raises(NoReason) as refused:
        settle_subsidy(actor=approver, subsidy=subsidy, amount=Decimal("149.99"), fund=fund, today=SPRING)
    assert refused.value.field == "reason"
    for nothing in ("0.00", "-5.00"):
        with pytest.raises(Refused):
            settle_subsidy(
                actor=approver, subsidy=subsidy, amount=Decimal(nothing), fund=fund, reason="核减", today=SPRING
            )
    assert not Payment.objects.exists()
    settled = settle_subsidy(
        actor=approver, subsidy=subsidy, amount=Decimal("149.99"), fund=fund, reason="重复人员核减", today=SPRING
    )
    payment = Payment.objects.get()
    assert (settled.settled, settled.reason, settled.settled_on) == (Decimal("149.99"), "重复人员核减", SPRING)
    assert (payment.approved_fen, payment.computed_fen, payment.opinion) == (
        Decimal("149.99"),
        Decimal("150.00"),
        "重复人员核减",
    )


def test_it_is_settled_once(grassroots, approver, fund):
    subsidy = SubsidyFactory(union=grassroots)
    shown = UnitSubsidy.objects.get(pk=subsidy.pk)
    settle_subsidy(actor=approver, subsidy=subsidy, amount=Decimal(150), fund=fund, today=SPRING)
    with pytest.raises((NotPossible, Stale)):
        settle_subsidy(actor=approver, subsidy=shown, amount=Decimal(150), fund=fund, today=SPRING, version=1)
    assert Payment.objects.count() == 1


def test_who_checked_the_list_does_not_settle(unit_in, actor_as, district, clerk, fund):
    """Guard 1: whoever had it computed is not the approver, also not in another role."""
    appointment = AppointmentFactory(role=Role.DISTRICT_OFFICER, union=district)
    checker = actor_as(Role.APPROVER, district, user=appointment.user)
    act(unit_in(UnitState.PAID), "check", actor=checker, today=TODAY)
    subsidy = UnitSubsidy.objects.get()
    with pytest.raises(NotByYou):
        settle_subsidy(actor=checker, subsidy=subsidy, amount=subsidy.computed, fund=fund, today=SPRING)
    with pytest.raises(NotAllowed):
        settle_subsidy(actor=clerk, subsidy=subsidy, amount=subsidy.computed, fund=fund, today=SPRING)


def test_who_settles_does_not_pay(grassroots, approver, payer, fund):
    subsidy = SubsidyFactory(union=grassroots)
    settle_subsidy(actor=approver, subsidy=subsidy, amount=Decimal(150), fund=fund, today=SPRING)
    with pytest.raises(NotAllowed):
        settle_directly(actor=approver, payments=list(Payment.objects.all()), paid_on=SPRING, today=SPRING)
    settle_directly(actor=payer, payments=list(Payment.objects.all()), paid_on=SPRING, today=SPRING)
    subsidy.refresh_from_db()
    assert (subsidy.state, subsidy.paid_on) == (SubsidyState.PAID, SPRING)


def test_many_are_settled_at_what_the_rule_gives(
    grassroots, street, approver, fund, scheme, django_assert_max_num_queries
):
    SubsidyFactory(union=grassroots)
    others = [SubsidyFactory(union=UnionFactory(parent=street), computed=Decimal(15)) for _ in range(4)]
    UnitSubsidy.objects.filter(pk=others[0].pk).update(state=SubsidyState.REFUSED)
    waiting = to_be_settled(approver, street, scheme)
    assert (waiting.count(), sum_of(waiting)) == (4, Decimal("195.00"))
    rows = list(waiting.select_related(*SUBSIDY_FLOW.related, "unit__union"))
    with django_assert_max_num_queries(60):
        assert settle_by_rule(actor=approver, subsidies=rows, fund=fund, today=SPRING) == 4
    assert sum(payment.approved_fen for payment in Payment.objects.all()) == Decimal("195.00")
    assert set(UnitSubsidy.objects.exclude(pk=others[0].pk).values_list("settled", "state")) == {
        (Decimal("150.00"), SubsidyState.SETTLED),
        (Decimal("15.00"), SubsidyState.SETTLED),
    }


def test_the_figure_counts_what_was_paid_and_nets_what_came_back(grassroots, district, approver, payer, fund):
    subsidy = SubsidyFactory(union=grassroots)
    settle_subsidy(actor=approver, subsidy=subsidy, amount=Decimal("120.50"), fund=fund, reason="核减", today=SPRING)
    assert measure("mutual_aid.unit_subsidies", district, H1).value == 0
    settle_directly(actor=payer, payments=list(Payment.objects.all()), paid_on=SPRING, today=SPRING)
    assert measure("mutual_aid.unit_subsidies", district, H1).value == Decimal("120.50")
    assert measure("mutual_aid.unit_subsidies", grassroots, H1).value == Decimal("120.50")
    before = Period(datetime.date(2016, 1, 1), SPRING - datetime.timedelta(days=1))
    assert measure("mutual_aid.unit_subsidies", district, before).value == 0
    later = datetime.date(2016, 7, 4)
    reverse_payment(actor=payer, payment=Payment.objects.get(), reason="账号有误", today=later)
    assert measure("mutual_aid.unit_subsidies", district, H1).value == Decimal("120.50"), "June stays as it was"
    year = Period(datetime.date(2016, 1, 1), datetime.date(2016, 12, 31))
    assert measure("mutual_aid.unit_subsidies", district, year).value == 0
    subsidy.refresh_from_db()
    assert (subsidy.state, subsidy.paid_on, subsidy.settled) == (SubsidyState.COMPUTED, None, None)
    settle_subsidy(actor=approver, subsidy=subsidy, amount=Decimal(150), fund=fund, today=later)
    assert Payment.objects.standing().count() == 1


def test_a_settlement_is_taken_back_while_it_is_not_paid(grassroots, approver, payer, fund):
    subsidy = SubsidyFactory(union=grassroots)
    settle_subsidy(actor=approver, subsidy=subsidy, amount=Decimal(150), fund=fund, today=SPRING)
    subsidy.refresh_from_db()
    act(subsidy, "reopen", actor=approver, today=SPRING, opinion="人数有误")
    assert not Payment.objects.standing().exists()
    subsidy.refresh_from_db()
    assert (subsidy.state, subsidy.settled) == (SubsidyState.COMPUTED, None)
    settle_subsidy(actor=approver, subsidy=subsidy, amount=Decimal(140), fund=fund, reason="核减", today=SPRING)
    payment = Payment.objects.standing().get()
    settle_directly(actor=payer, payments=[payment], paid_on=SPRING, today=SPRING)
    subsidy.refresh_from_db()
    with pytest.raises(NotPossible):
        act(subsidy, "reopen", actor=approver, today=SPRING, opinion="人数有误")


def test_a_payment_called_off_at_the_desk_can_be_settled_anew(grassroots, approver, fund):
    subsidy = SubsidyFactory(union=grassroots)
    settle_subsidy(actor=approver, subsidy=subsidy, amount=Decimal(150), fund=fund, today=SPRING)
    payment = Payment.objects.get()
    cancel_payment(actor=approver, payment=payment, reason="账号有误", today=SPRING, version=payment.version)
    subsidy.refresh_from_db()
    act(subsidy, "reopen", actor=approver, today=SPRING, opinion="账号有误")
    settle_subsidy(actor=approver, subsidy=subsidy, amount=Decimal(150), fund=fund, today=SPRING)
    assert Payment.objects.standing().count() == 1


def test_a_fund_pays_no_more_than_it_holds(grassroots, approver, payer, fund):
    subsidy = SubsidyFactory(union=grassroots, computed=Decimal("100000.01"))
    settle_subsidy(actor=approver, subsidy=subsidy, amount=subsidy.computed, fund=fund, today=SPRING)
    with pytest.raises(ShortFund):
        settle_directly(actor=payer, payments=list(Payment.objects.all()), paid_on=SPRING, today=SPRING)
    subsidy.refresh_from_db()
    assert subsidy.state == SubsidyState.SETTLED
