"""The three funds: checked, reviewed, on notice, sent up, granted, paid, signed for; and what stops them."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.db import connection

from tests.welfare.model_workers.factories import (
    CARD,
    BenefitFactory,
    IncomeStatementFactory,
    IncomeSurveyFactory,
    ModelWorkerFactory,
    a_fund,
)
from tests.welfare.model_workers.ways import (
    AFTER_NOTICE,
    BOTH,
    REPLY,
    TODAY,
    grant_all,
    run,
    steps_on,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.flow.models import Decision, Notice
from yuanxin.foundation.flow.services import NotByYou, NotPossible, act
from yuanxin.foundation.kernel.errors import NotAllowed, Refused, Stale
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.kernel.sealed import seal, unseal
from yuanxin.foundation.payments.choices import PaymentState
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import NotThePayer, reverse_payment, settle_directly
from yuanxin.organisation.members.models import Household
from yuanxin.welfare.model_workers.choices import BenefitKind, FilingState
from yuanxin.welfare.model_workers.choices import EntitlementState as S
from yuanxin.welfare.model_workers.models import Benefit, Filing
from yuanxin.welfare.model_workers.services import (
    Answer,
    Statement,
    enter_death,
    grant,
    move_out,
    regrant,
    resubmit_benefit,
    state_incomes,
)


class TestTheWayThroughTheOffices:
    def test_nobody_takes_two_steps_that_two_have_to_take(self, clerk, chair, reviewer, actor_as, applied, district):
        benefit = applied.benefits.first()
        both = actor_as(Role.GRASSROOTS_OFFICER, benefit.union)
        with pytest.raises(NotAllowed):
            act(benefit, "check", actor=clerk, today=TODAY)
        own = BenefitFactory(worker=ModelWorkerFactory(union=benefit.union))
        Decision.objects.create(
            kind="model_workers.benefit", object_id=own.pk, round=1, action="begin", to_state=S.SUBMITTED,
            actor=both.key, actor_label=both.label, at=datetime.datetime.now(datetime.UTC),
        )  # fmt: skip
        with pytest.raises(NotByYou):
            act(own, "check", actor=both, today=TODAY)
        act(benefit, "check", actor=chair, today=TODAY)
        with pytest.raises(NotAllowed):
            act(benefit, "review", actor=chair, today=TODAY)
        act(benefit, "review", actor=reviewer, today=TODAY)
        assert benefit.state == S.REVIEWED

    def test_a_filing_waits_until_everything_in_it_is_reviewed(self, clerk, chair, reviewer, applied):
        with pytest.raises(NotPossible):
            act(applied, "publish", actor=clerk, today=TODAY)
        first, second = applied.benefits.order_by("pk")
        for benefit in (first, second):
            act(benefit, "check", actor=chair, today=TODAY)
        act(first, "review", actor=reviewer, today=TODAY)
        with pytest.raises(NotPossible):
            act(applied, "publish", actor=clerk, today=TODAY)
        act(second, "refuse", actor=reviewer, today=TODAY, opinion="家庭另有收入")
        act(applied, "publish", actor=clerk, today=TODAY)
        assert len(Notice.objects.get().entries) == 1

    def test_what_is_sent_up_goes_together_and_comes_back_together(self, clerk, applied, take_on):
        filing = take_on(applied, FilingState.REPORTED)
        assert set(filing.benefits.values_list("state", flat=True)) == {S.REPORTED}
        assert filing.reported_on == AFTER_NOTICE
        act(filing, "come_back", actor=clerk, today=AFTER_NOTICE, opinion="市总要求补充材料")
        assert set(filing.benefits.values_list("state", flat=True)) == {S.REVIEWED}
        assert filing.reported_on is None

    def test_the_notice_lasts_its_working_days(self, clerk, applied, take_on):
        filing = take_on(applied, FilingState.NOTICE)
        with pytest.raises(NotPossible):
            act(filing, "report", actor=clerk, today=datetime.date(2016, 3, 17))
        act(filing, "report", actor=clerk, today=AFTER_NOTICE)

    def test_an_income_changed_after_the_application_is_computed_anew_before_it_goes_on(
        self, clerk, chair, reviewer, applied, poor
    ):
        benefit = applied.benefits.get(kind=BenefitKind.DIFFICULTY)
        act(benefit, "check", actor=chair, today=TODAY)
        said = Statement(employment="retired", income=Decimal(4600))
        state_incomes(actor=chair, statements=[(poor, said, 1)], today=TODAY)
        benefit = Benefit.objects.select_related("statement").get(pk=benefit.pk)
        with pytest.raises(NotPossible):
            act(benefit, "review", actor=reviewer, today=TODAY)
        act(benefit, "return", actor=reviewer, today=TODAY, opinion="收入已变更，请重新测算")
        again = resubmit_benefit(actor=clerk, benefit=benefit, today=TODAY, version=benefit.version)
        assert (again.computed, again.applied, again.state) == (4800, 4800, S.SUBMITTED)
        act(again, "check", actor=chair, today=TODAY)

    def test_a_returned_application_may_ask_for_another_amount_with_a_reason(self, clerk, chair, applied):
        benefit = applied.benefits.get(kind=BenefitKind.DIFFICULTY)
        act(benefit, "return", actor=chair, today=TODAY, opinion="请核实")
        with pytest.raises(Refused) as refused:
            resubmit_benefit(actor=clerk, benefit=benefit, today=TODAY, version=benefit.version, applied=Decimal(10000))
        assert refused.value.field == "reason"
        again = resubmit_benefit(
            actor=clerk,
            benefit=benefit,
            today=TODAY,
            version=benefit.version,
            applied=Decimal(10000),
            reason="本人申请",
        )
        assert (again.computed, again.applied) == (12000, 10000)
        with pytest.raises(NotPossible):
            resubmit_benefit(actor=clerk, benefit=again, today=TODAY, version=again.version)

    def test_an_application_withdrawn_counts_no_more_from_that_day(self, clerk, applied, district):
        def persons(end):
            period = Period(datetime.date(2016, 1, 1), end)
            found = measure("model_workers.city_applicants", district, period)
            rows = list(exported_rows("model_workers.city_applicants", district, period))
            assert found.value == found.figure.measure.recomputed(rows)
            return found.value

        assert persons(TODAY) == 1
        later = datetime.date(2016, 4, 1)
        benefit = applied.benefits.get(kind=BenefitKind.DIFFICULTY)
        act(benefit, "withdraw", actor=clerk, today=later)
        assert (persons(TODAY), persons(later)) == (1, 0)


class TestGranting:
    @pytest.fixture
    def fund(self, district):
        return a_fund(district)

    @pytest.fixture
    def reported(self, applied, take_on):
        return take_on(applied, FilingState.REPORTED)

    def test_amounts_stand_apart_from_application_to_signature(
        self, reported, approver, treasurer, chair, fund, worker, district
    ):
        worker.account, worker.bank = seal(CARD), "工商银行"
        worker.save()
        Household.objects.create(head=worker.person, begins_on=datetime.date(2010, 1, 1))
        allowance = reported.benefits.get(kind=BenefitKind.DIFFICULTY)
        payments = grant_all(approver, reported, fund, answers={allowance.pk: Answer(Decimal(11000), "市总核定")})
        assert len(payments) == 2
        allowance.refresh_from_db()
        assert (allowance.state, allowance.granted_on, allowance.approved) == (S.GRANTED, AFTER_NOTICE, 11000)
        payment = Payment.objects.about(allowance).get()
        assert (payment.computed_fen, payment.applied_fen, payment.approved_fen) == (12000, 12000, 11000)
        assert (payment.opinion, payment.fund, payment.payee_person) == ("市总核定", fund, worker.person.pk)
        assert unseal(payment.account) == CARD
        with pytest.raises((NotThePayer, NotAllowed)):
            settle_directly(actor=approver, payments=payments, paid_on=AFTER_NOTICE, today=AFTER_NOTICE)
        settle_directly(actor=treasurer, payments=payments, paid_on=AFTER_NOTICE, today=AFTER_NOTICE, receipt="签收表")
        allowance.refresh_from_db()
        assert (allowance.state, allowance.paid, allowance.paid_on) == (S.PAID, 11000, AFTER_NOTICE)
        signed_on = datetime.date(2016, 3, 21)
        act(allowance, "sign", actor=chair, today=signed_on)
        allowance.refresh_from_db()
        assert (allowance.state, allowance.signed_on) == (S.SIGNED, signed_on)
        assert steps_on(allowance) == ["begin", "check", "review", "report", "grant", "pay", "sign"]
        h1 = Period(datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))
        assert measure("model_workers.city_applied", district, h1).value == 12000
        assert measure("model_workers.benefits_paid", district, h1).value == 12000

    def test_another_amount_needs_its_reason_and_nothing_is_half_granted(self, reported, approver, fund):
        allowance = reported.benefits.get(kind=BenefitKind.DIFFICULTY)
        for answer, field in ((Answer(Decimal(1)), "reason"), (Answer(Decimal(-1), "x"), "approved")):
            with pytest.raises(Refused) as refused:
                grant_all(approver, reported, fund, answers={allowance.pk: answer})
            assert refused.value.field == f"{field}_{allowance.pk}"
        reported.refresh_from_db()
        assert reported.state == FilingState.REPORTED
        assert not Payment.objects.exists()

    def test_what_is_granted_nothing_is_refused(self, reported, approver, fund):
        allowance = reported.benefits.get(kind=BenefitKind.DIFFICULTY)
        payments = grant_all(approver, reported, fund, answers={allowance.pk: Answer(Decimal(0), "不符合条件")})
        assert [payment.cause_id for payment in payments] == [reported.benefits.get(kind=BenefitKind.HOLIDAY).pk]
        allowance.refresh_from_db()
        assert (allowance.state, allowance.approved) == (S.REFUSED, 0)

    def test_who_applied_does_not_grant_and_two_at_once_grant_once(
        self, reported, actor_as, clerk, approver, fund, district
    ):
        with pytest.raises(NotAllowed):
            grant_all(clerk, reported, fund)
        with pytest.raises(Stale):
            grant(
                actor=approver, filing=reported, fund=fund, reply_number=REPLY, answers={}, granted_on=AFTER_NOTICE,
                today=AFTER_NOTICE, version=reported.version - 1,
            )  # fmt: skip
        grant_all(approver, reported, fund)
        with pytest.raises((Stale, NotPossible)):
            grant_all(actor_as(Role.APPROVER, district), reported, fund)
        assert Payment.objects.count() == 2

    def test_two_approvers_at_the_same_instant_pay_once(self, own_database, clerk, district, grassroots, actor_as):
        survey = IncomeSurveyFactory(union=district)
        worker = ModelWorkerFactory(union=grassroots)
        IncomeStatementFactory(survey=survey, worker=worker)
        filing, benefits = run(clerk, district)
        Benefit.objects.filter(filing=filing).update(state=S.REPORTED)
        Filing.objects.filter(pk=filing.pk).update(state=FilingState.REPORTED, reported_on=TODAY)
        filing.refresh_from_db()
        fund, said = a_fund(district), []
        approvers = [actor_as(Role.APPROVER, district) for _ in range(3)]

        def decide(actor) -> None:
            try:
                grant_all(actor, Filing.objects.get(pk=filing.pk), fund)
                said.append("granted")
            except (Stale, NotPossible):
                said.append("too late")
            finally:
                connection.close()

        threads = [threading.Thread(target=decide, args=(actor,)) for actor in approvers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == ["granted", "too late", "too late"]
        assert Payment.objects.standing().count() == len(benefits)

    def test_a_granted_amount_is_changed_by_calling_the_payment_off(self, reported, approver, fund):
        grant_all(approver, reported, fund)
        allowance = reported.benefits.get(kind=BenefitKind.DIFFICULTY)
        payment = regrant(
            actor=approver, entitlement=allowance, approved=Decimal(9000), reason="复核调减", today=AFTER_NOTICE,
            version=allowance.version,
        )  # fmt: skip
        assert payment.approved_fen == 9000
        states = Payment.objects.about(allowance).order_by("pk").values_list("state", flat=True)
        assert list(states) == [PaymentState.CANCELLED, PaymentState.WAITING]
        allowance.refresh_from_db()
        assert (
            regrant(
                actor=approver, entitlement=allowance, approved=Decimal(0), reason="本人去世", today=AFTER_NOTICE,
                version=allowance.version,
            )
            is None
        )  # fmt: skip
        allowance.refresh_from_db()
        assert allowance.state == S.STOPPED
        assert not Payment.objects.standing().about(allowance).exists()

    def test_money_that_came_back_is_granted_still_and_paid_anew(
        self, reported, approver, treasurer, fund, actor_as, district
    ):
        payments = grant_all(approver, reported, fund)
        settle_directly(actor=treasurer, payments=payments, paid_on=AFTER_NOTICE, today=AFTER_NOTICE)
        back = datetime.date(2016, 3, 25)
        for payment in Payment.objects.paid():
            reverse_payment(actor=treasurer, payment=payment, reason="账号有误", today=back)
        allowance = reported.benefits.get(kind=BenefitKind.DIFFICULTY)
        assert (allowance.state, allowance.paid, allowance.paid_on) == (S.GRANTED, None, None)
        again = regrant(
            actor=approver, entitlement=allowance, approved=allowance.approved, reason="更正账号后重新发放", today=back,
            version=allowance.version,
        )  # fmt: skip
        settle_directly(actor=treasurer, payments=[again], paid_on=back, today=back)
        allowance.refresh_from_db()
        assert allowance.state == S.PAID


class TestLeaving:
    """Death stops benefits from the next month on; a move leaves the later months to the other district."""

    def test_an_allowance_is_cut_to_the_months_lived_and_a_gift_stopped(self, clerk, applied, worker, chair):
        allowance, gift = (applied.benefits.get(kind=kind) for kind in BOTH)
        enter_death(actor=clerk, worker=worker, died_on=datetime.date(2016, 3, 1), today=TODAY, version=1)
        allowance.refresh_from_db()
        gift.refresh_from_db()
        assert (allowance.computed, allowance.applied, allowance.state) == (3000, 12000, S.SUBMITTED)
        assert "2016-03-01" in allowance.reason
        assert gift.state == S.STOPPED

    def test_it_is_granted_as_computed_anew(self, clerk, applied, worker, take_on, approver, district):
        filing = take_on(applied, FilingState.REPORTED)
        enter_death(actor=clerk, worker=worker, died_on=datetime.date(2016, 3, 9), today=AFTER_NOTICE, version=1)
        filing.refresh_from_db()
        payments = grant_all(approver, filing, a_fund(district))
        assert [(each.applied_fen, each.approved_fen, each.account) for each in payments] == [(12000, 3000, None)]

    def test_a_death_on_the_day_before_a_month_stops_that_month(self, clerk, applied, worker):
        enter_death(actor=clerk, worker=worker, died_on=datetime.date(2016, 2, 29), today=TODAY, version=1)
        assert applied.benefits.get(kind=BenefitKind.DIFFICULTY).computed == 2000

    def test_the_family_is_given_the_condolence_once(self, clerk, chair, reviewer, approver, worker, district):
        condolence = enter_death(actor=clerk, worker=worker, died_on=TODAY, today=TODAY, version=1, payee_name="王小明")
        assert (condolence.computed, condolence.filing.title) == (2000, "2016年劳模丧葬慰问")
        act(condolence, "check", actor=chair, today=TODAY)
        act(condolence, "review", actor=reviewer, today=TODAY)
        filing = act(condolence.filing, "submit", actor=clerk, today=TODAY)
        payments = grant_all(approver, filing, a_fund(district), today=TODAY)
        assert [(each.payee_name, each.approved_fen) for each in payments] == [("王小明", 2000)]
        worker.refresh_from_db()
        with pytest.raises(Refused):
            enter_death(actor=clerk, worker=worker, died_on=TODAY, today=TODAY, version=worker.version)

    def test_a_move_leaves_the_months_after_it_to_the_other_district(self, clerk, applied, worker):
        move_out(
            actor=clerk, worker=worker, on=datetime.date(2016, 3, 5), to="上城区", reason="迁移", today=TODAY, version=1
        )
        assert applied.benefits.get(kind=BenefitKind.DIFFICULTY).computed == 3000
