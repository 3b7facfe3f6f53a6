"""Claims of cover from the report to the money, through the services."""

import dataclasses
import datetime
import threading
from decimal import Decimal

import pytest
from django.db import connection

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import HouseholdFactory, MembershipFactory
from tests.welfare.care.factories import CARD, TODAY, ClaimFactory, LossFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.flow.cases import NotByYou
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import NotThePayer, reverse_payment, settle_directly
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.services import open_policy
from yuanxin.welfare.care.choices import Cause, ClaimKind, ClaimState, Reason
from yuanxin.welfare.care.models import CoverClaim
from yuanxin.welfare.care.rules import SUMS
from yuanxin.welfare.care.services import (
    Barred,
    ClaimRefused,
    Loss,
    NothingToPay,
    Report,
    approve_claim,
    ask_again,
    assess_claim,
    enter_losses,
    refuse_claim,
    report_claim,
)

H1 = half_year(2016, 1)
FIRE = datetime.date(2016, 6, 3)
LOSSES = [Loss("衣柜", Decimal("5000.00")), Loss("电视机", Decimal("3200.50"))]


def report_of(person, **given):
    values = {
        "person": person,
        "kind": ClaimKind.PROPERTY,
        "cause": Cause.FIRE,
        "happened_on": FIRE,
        "reported_on": datetime.date(2016, 6, 6),
        "place": "文三路自住房",
        "details": "电器短路起火，烧毁家具。",
        "account": CARD,
    }
    return Report(**values | given)


def documented(clerk, report, losses=LOSSES):
    """A claim whose papers are complete."""
    claim = report_claim(actor=clerk, report=report, losses=losses, today=TODAY)
    act(claim, "file", actor=clerk, today=TODAY)
    return act(claim, "complete", actor=clerk, today=TODAY)


def assessed(reviewer, claim, *, of_claimed=1, **given):
    """The claim, each line assessed at a part of what was claimed."""
    amounts = {item.pk: item.claimed * of_claimed for item in claim.items.all()}
    return assess_claim(actor=reviewer, claim=claim, assessed=amounts, today=TODAY, **given)


def approved(clerk, reviewer, approver, fund, report, **given):
    claim = assessed(reviewer, documented(clerk, report))
    amount = given.pop("amount", claim.computed)
    return approve_claim(actor=approver, claim=claim, amount=amount, fund=fund, today=TODAY, **given)


def test_from_the_report_to_the_money(clerk, reviewer, approver, payer, fund, member, district):
    claim = approved(clerk, reviewer, approver, fund, report_of(member))
    assert (claim.computed, claim.approved, claim.state) == (
        Decimal("8200.50"),
        Decimal("8200.50"),
        ClaimState.APPROVED,
    )
    assert claim.policy.code == SUMS
    assert claim.steps == [["losses", "8200.50"]]
    payment = Payment.objects.about(claim).get()
    assert (payment.household, payment.payee_person, payment.payee_name) == (
        claim.household_id,
        member.pk,
        member.name,
    )
    with pytest.raises(NotThePayer):
        settle_directly(
            actor=Actor(approver.key, approver.label, everywhere=True), payments=[payment], paid_on=TODAY, today=TODAY
        )
    settle_directly(actor=payer, payments=[payment], paid_on=TODAY, today=TODAY, receipt="签收单1")
    claim.refresh_from_db()
    assert (claim.state, claim.paid_on) == (ClaimState.PAID, TODAY)
    assert measure("care.cover_households", district, H1).text == "1户"
    assert measure("care.cover_paid", district, H1).text == "8200.5元"


def test_a_household_with_three_payments_counts_once_and_money_that_came_back_not_at_all(
    clerk, reviewer, approver, payer, fund, member, district
):
    """Guard 18."""
    for days in range(3):
        claim = approved(
            clerk, reviewer, approver, fund, report_of(member, happened_on=FIRE - datetime.timedelta(days))
        )
        settle_directly(actor=payer, payments=[Payment.objects.about(claim).get()], paid_on=TODAY, today=TODAY)
    for code in ("care.cover_households", "care.cover_paid"):
        found, rows = measure(code, district, H1), list(exported_rows(code, district, H1))
        assert found.figure.measure.recomputed(rows) == found.value
    assert measure("care.cover_households", district, H1).value == 1
    assert measure("care.cover_paid", district, H1).value == 3 * Decimal("8200.50")
    for payment in Payment.objects.standing():
        reverse_payment(actor=payer, payment=payment, reason="户名不符", today=TODAY)
    assert measure("care.cover_households", district, H1).value == 0
    assert measure("care.cover_paid", district, H1).value == 0
    claim.refresh_from_db()
    assert (claim.state, claim.paid_on) == (ClaimState.APPROVED, None)


def test_a_claim_is_paid_once(clerk, reviewer, approver, payer, fund, member):
    """Guard 2."""
    claim = approved(clerk, reviewer, approver, fund, report_of(member))
    with pytest.raises(NothingToPay):
        ask_again(actor=approver, claim=claim, today=TODAY)
    with pytest.raises(ClaimRefused):
        report_claim(actor=clerk, report=report_of(member), today=TODAY)
    [paid] = settle_directly(actor=payer, payments=[Payment.objects.get()], paid_on=TODAY, today=TODAY)
    reverse_payment(actor=payer, payment=paid, reason="户名不符", today=TODAY)
    claim.refresh_from_db()
    ask_again(actor=approver, claim=claim, today=TODAY)
    assert Payment.objects.about(claim).standing().count() == 1


def test_a_claim_over_the_cap_is_cut_with_the_reason(clerk, reviewer, member):
    claim = assessed(reviewer, documented(clerk, report_of(member), [Loss("房屋装修", Decimal("45000.01"))]))
    assert claim.computed == Decimal(30000)
    assert claim.reasons == [Reason.OVER_CAP]
    assert claim.steps == [["losses", "45000.01"], ["cap", "30000"]]


def test_lines_are_assessed_at_no_more_than_was_claimed(clerk, reviewer, member):
    claim = documented(clerk, report_of(member))
    with pytest.raises(ClaimRefused) as refused:
        assessed(reviewer, claim, of_claimed=2)
    assert refused.value.field.startswith("item_")
    claim = assessed(reviewer, claim, of_claimed=Decimal("0.5"))
    assert claim.computed == Decimal("4100.25")


def test_a_rule_changed_on_the_first_of_july_leaves_june_as_it_was(clerk, reviewer, member):
    """Guard 11."""
    standing = Policy.objects.get(code=SUMS)
    changed = {**standing.parameters, "property_caps": {"fire": "1000"}}
    july = datetime.date(2016, 7, 1)
    open_policy(actor=Actor.system("tests"), code=SUMS, begins_on=july, parameters=changed)
    later = datetime.date(2016, 7, 10)
    june = assessed(reviewer, documented(clerk, report_of(member)))
    assert june.computed == Decimal("8200.50")
    claim = report_claim(
        actor=clerk, report=report_of(member, happened_on=july, reported_on=july), losses=LOSSES, today=later
    )
    for action in ("file", "complete"):
        act(claim, action, actor=clerk, today=later)
    amounts = {item.pk: item.claimed for item in claim.items.all()}
    claim = assess_claim(actor=reviewer, claim=claim, assessed=amounts, today=later)
    assert claim.computed == Decimal(1000)


def test_late_or_uncovered_events_are_barred_and_refused_in_plain_words(clerk, reviewer, member, grassroots):
    claim = documented(clerk, report_of(member, happened_on=datetime.date(2016, 5, 1)))
    with pytest.raises(Barred, match=str(Reason.LATE.label)):
        assessed(reviewer, claim)
    claim = refuse_claim(
        actor=reviewer, claim=claim, reason=Reason.LATE, today=TODAY, opinion="5月1日出险，6月6日报案。"
    )
    assert (claim.state, claim.reasons) == (ClaimState.REFUSED, [Reason.LATE])
    newcomer = MembershipFactory(union=grassroots, joined_on=TODAY).person
    HouseholdFactory(head=newcomer)
    with pytest.raises(Barred, match=str(Reason.NOT_COVERED.label)):
        assessed(reviewer, documented(clerk, report_of(newcomer)))


def test_what_only_cuts_refuses_nothing(clerk, reviewer, member):
    claim = documented(clerk, report_of(member))
    with pytest.raises(ClaimRefused):
        refuse_claim(actor=reviewer, claim=claim, reason=Reason.OVER_CAP, today=TODAY)


def test_a_disability_is_paid_by_its_grade_and_a_death_as_a_whole(clerk, reviewer, member):
    hurt = report_of(member, kind=ClaimKind.DISABILITY, cause=Cause.ACCIDENT)
    claim = documented(clerk, hurt, [])
    with pytest.raises(ClaimRefused) as refused:
        assess_claim(actor=reviewer, claim=claim, assessed={}, today=TODAY)
    assert refused.value.field == "grade"
    claim = assess_claim(actor=reviewer, claim=claim, assessed={}, grade="9", today=TODAY)
    assert (claim.grade, claim.computed) == ("9", Decimal(10000))
    death = documented(clerk, dataclasses.replace(hurt, kind=ClaimKind.DEATH), [])
    death = assess_claim(actor=reviewer, claim=death, assessed={}, today=TODAY)
    assert death.computed == Decimal(50000)


def test_a_bill_stands_in_one_claim_until_that_is_given_up(clerk, reviewer, member, grassroots):
    """Guard 2: one 发票号 is never paid twice."""
    hurt = report_of(member, kind=ClaimKind.MEDICAL, cause=Cause.ACCIDENT)
    bill = [Loss("门诊票据", Decimal("800"), "03300160011")]
    claim = report_claim(actor=clerk, report=hurt, losses=bill, today=TODAY)
    other = MembershipFactory(union=grassroots).person
    HouseholdFactory(head=other)
    second = report_claim(actor=clerk, report=dataclasses.replace(hurt, person=other), today=TODAY)
    with pytest.raises(ClaimRefused) as refused:
        enter_losses(actor=clerk, claim=second, losses=bill, today=TODAY)
    assert refused.value.field == "losses"
    act(claim, "withdraw", actor=clerk, today=TODAY, opinion="填错人员")
    [item] = enter_losses(actor=clerk, claim=second, losses=bill, today=TODAY)
    assert item.active


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"happened_on": TODAY + datetime.timedelta(1)}, "happened_on"),
        ({"reported_on": FIRE - datetime.timedelta(1)}, "reported_on"),
        ({"place": " "}, "place"),
        ({"details": ""}, "details"),
        ({"cause": Cause.ACCIDENT}, "cause"),
        ({"account": "6212261202000000002"}, "account"),
    ],
)
def test_a_report_that_cannot_be_is_refused_at_its_field(clerk, member, changed, field):
    with pytest.raises(Refused) as refused:
        report_claim(actor=clerk, report=report_of(member, **changed), today=TODAY)
    assert refused.value.field == field
    assert not CoverClaim.objects.exists()


def test_without_a_household_nothing_is_reported(clerk, grassroots):
    alone = MembershipFactory(union=grassroots).person
    with pytest.raises(ClaimRefused) as refused:
        report_claim(actor=clerk, report=report_of(alone), today=TODAY)
    assert refused.value.field == "person"


def test_who_reported_neither_assesses_nor_approves(officer, reviewer, approver, fund, member, clerk):
    """Guard 1."""
    claim = documented(clerk, report_of(member))
    with pytest.raises(NotByYou):
        assessed(Actor(clerk.key, clerk.label, everywhere=True), claim)
    claim = assessed(reviewer, claim)
    both = Actor(reviewer.key, reviewer.label, everywhere=True)
    with pytest.raises(NotByYou):
        approve_claim(actor=both, claim=claim, amount=claim.computed, fund=fund, today=TODAY)


def test_another_amount_is_approved_with_a_reason_and_both_stand(clerk, reviewer, approver, fund, member):
    claim = assessed(reviewer, documented(clerk, report_of(member)))
    for amount, field in ((Decimal(8000), "opinion"), (Decimal(0), "amount")):
        with pytest.raises(Refused) as refused:
            approve_claim(actor=approver, claim=claim, amount=amount, fund=fund, today=TODAY)
        assert refused.value.field == field
    approve_claim(
        actor=approver, claim=claim, amount=Decimal(8000), fund=fund, today=TODAY, opinion="部分家具可修复使用"
    )
    payment = Payment.objects.about(claim).get()
    assert (payment.computed_fen, payment.approved_fen, payment.opinion) == (
        Decimal("8200.50"),
        Decimal(8000),
        "部分家具可修复使用",
    )


def test_what_is_returned_is_assessed_anew(clerk, reviewer, approver, member):
    claim = assessed(reviewer, documented(clerk, report_of(member)))
    claim = act(claim, "return", actor=approver, today=TODAY, opinion="重新定损")
    assert (claim.computed, claim.steps, claim.reasons) == (None, [], [])


def test_what_happened_and_the_card_are_sealed_also_in_the_trail(clerk, member):
    claim = report_claim(actor=clerk, report=report_of(member), losses=LOSSES, today=TODAY)
    assert unseal(claim.details) == "电器短路起火，烧毁家具。"
    told = str(list(Change.objects.values_list("before", "after")))
    assert "电器短路" not in told
    assert CARD not in told


def test_another_unions_officer_reports_nothing_here(member, actor_as, district, street):
    elsewhere = UnionFactory(parent=street)
    with pytest.raises(OutOfScope):
        report_claim(actor=actor_as(Role.GRASSROOTS_OFFICER, elsewhere), report=report_of(member), today=TODAY)
    with pytest.raises(NotAllowed):
        report_claim(actor=actor_as(Role.LEADER, district), report=report_of(member), today=TODAY)


def test_two_approvers_at_the_same_instant_pay_once(own_database, actor_as, district, clerk, reviewer, fund, member):
    claim = assessed(reviewer, documented(clerk, report_of(member)))
    approvers = [actor_as(Role.APPROVER, district) for _each in range(2)]
    told: list[str] = []
    ready = threading.Barrier(2)

    def approve(actor: Actor) -> None:
        try:
            current = CoverClaim.objects.select_related("union", "person", "household__head").get(pk=claim.pk)
            ready.wait()
            approve_claim(
                actor=actor, claim=current, amount=current.computed, fund=fund, today=TODAY, version=current.version
            )
            told.append("approved")
        except Stale:
            told.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[each]) for each in approvers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["approved", "told"]
    assert Payment.objects.count() == 1


def test_a_claim_without_losses_is_not_assessed(clerk, reviewer, member):
    claim = documented(clerk, report_of(member), [])
    with pytest.raises(ClaimRefused):
        assess_claim(actor=reviewer, claim=claim, assessed={}, today=TODAY)
    late = ClaimFactory(union=member.union, state=ClaimState.ASSESSED)
    LossFactory(claim=late)
    with pytest.raises(ClaimRefused):
        enter_losses(actor=clerk, claim=late, losses=LOSSES, today=TODAY)
