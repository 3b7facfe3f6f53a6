"""Medical claims: bills, deductible and cap over a year, invoices once, and the way to the payment."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.foundation.unions.factories import UnionFactory
from tests.welfare.model_workers.factories import ModelWorkerFactory, a_fund
from tests.welfare.model_workers.ways import TODAY
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.flow.services import NotPossible, act
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.services import reverse_payment, settle_directly
from yuanxin.welfare.model_workers.choices import EntitlementState as S
from yuanxin.welfare.model_workers.choices import FilingState, WorkerState
from yuanxin.welfare.model_workers.models import Filing, MedicalBill, MedicalClaim
from yuanxin.welfare.model_workers.services import (
    Bill,
    InvoiceUsed,
    NothingComputed,
    enter_death,
    grant,
    resubmit_claim,
    submit_claim,
)
from yuanxin.welfare.model_workers.services.claims import MOST_BILLS
from yuanxin.welfare.model_workers.services.spells import NotActive

H1 = Period(datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))
BILL = Bill(
    invoice="ZJ2016000001", billed_on=datetime.date(2016, 1, 20), hospital="浙江省立同德医院",
    total=Decimal(10000), pooled=Decimal(6000), aided=Decimal(1000), excluded=Decimal(500),
)  # fmt: skip


def claim(actor, worker, *bills, **options) -> MedicalClaim:
    given = {
        "treated_from": datetime.date(2016, 1, 10), "treated_to": datetime.date(2016, 1, 20), "today": TODAY,
    } | options  # fmt: skip
    return submit_claim(actor=actor, worker=worker, bills=bills or (BILL,), **given)


def another(number: int, **changes) -> Bill:
    return replace(BILL, invoice=f"ZJ20160001{number:02d}", **changes)


class TestSubmitting:
    def test_what_others_paid_is_left_out_and_it_joins_the_filing_of_the_half_year(self, chair, worker, district):
        made = claim(chair, worker, diagnosis="高血压")
        assert made.computed == (Decimal(2500) - 500) * Decimal("0.7")
        assert (made.filing.title, made.filing.union) == ("2016年上半年劳模医疗费用报销", district)
        assert unseal(made.diagnosis) == "高血压"
        assert "高血压" not in str(list(Change.objects.values_list("after"))) + str(list(Event.objects.values()))
        again = claim(chair, ModelWorkerFactory(union=worker.union), another(1))
        assert again.filing == made.filing

    def test_the_deductible_counts_once_a_year_and_the_cap_cuts_with_its_reason(self, chair, worker):
        claim(chair, worker)
        second = claim(chair, worker, another(1))
        assert second.computed == Decimal(2500) * Decimal("0.7")
        third = claim(chair, worker, another(2, total=Decimal(90000), pooled=Decimal(0), aided=Decimal(0)))
        assert third.computed == Decimal(30000) - 1400 - 1750
        assert "30000" in third.reason
        with pytest.raises(NothingComputed, match="30000"):
            claim(chair, worker, another(3))

    def test_bills_below_the_deductible_wait_for_later_ones(self, chair, worker):
        small = another(1, total=Decimal(400), pooled=Decimal(0), aided=Decimal(0), excluded=Decimal(0))
        with pytest.raises(NothingComputed):
            claim(chair, worker, small)
        assert not MedicalBill.objects.exists()
        assert claim(chair, worker, small, another(2, total=Decimal(700), pooled=Decimal(0), aided=Decimal(0),
                                                   excluded=Decimal(0))).computed == Decimal(420)  # fmt: skip

    def test_an_invoice_is_claimed_once_wherever(self, chair, worker, street, street_officer):
        claim(chair, worker)
        other = ModelWorkerFactory(union=street)
        with pytest.raises(InvoiceUsed, match="ZJ2016000001"):
            claim(street_officer, other)
        assert MedicalClaim.objects.count() == 1

    def test_the_invoice_of_a_claim_that_came_to_nothing_may_come_again(self, chair, reviewer, street_officer, worker):
        first = claim(chair, worker)
        act(first, "check", actor=street_officer, today=TODAY)
        act(first, "refuse", actor=reviewer, today=TODAY, opinion="缺少费用清单")
        assert claim(chair, worker).bills.get().invoice == BILL.invoice
        assert first.bills.get().void

    @pytest.mark.parametrize(
        ("bills", "field"),
        [
            ((), "invoice_1"),
            ((replace(BILL, invoice=" "),), "invoice_1"),
            ((BILL, BILL), "invoice_2"),
            ((replace(BILL, billed_on=datetime.date(2016, 3, 11)),), "billed_on_1"),
            ((replace(BILL, total=Decimal(0)),), "total_1"),
            ((BILL, another(1, pooled=Decimal(-1))), "total_2"),
            ((replace(BILL, insured=Decimal(2501)),), "total_1"),
            (tuple(another(number) for number in range(MOST_BILLS + 1)), ""),
        ],
    )
    def test_bills_that_cannot_be_are_refused_at_their_field(self, chair, worker, bills, field):
        with pytest.raises(Refused) as refused:
            submit_claim(actor=chair, worker=worker, bills=bills, treated_from=TODAY, treated_to=TODAY, today=TODAY)
        assert refused.value.field == field

    @pytest.mark.parametrize(
        ("days", "field"), [({"treated_to": datetime.date(2016, 3, 11)}, "treated_to"),
                            ({"treated_to": datetime.date(2016, 1, 9)}, "treated_to")],
    )  # fmt: skip
    def test_days_that_cannot_be_are_refused(self, chair, worker, days, field):
        with pytest.raises(Refused) as refused:
            claim(chair, worker, **days)
        assert refused.value.field == field

    def test_who_may_not_is_refused(self, actor_as, district, worker):
        with pytest.raises(NotAllowed):
            claim(actor_as(Role.APPROVER, district), worker)
        with pytest.raises(OutOfScope):
            claim(actor_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=district)), worker)

    def test_the_family_claims_for_who_died_and_nobody_for_who_lost_the_title(self, clerk, chair, worker):
        enter_death(actor=clerk, worker=worker, died_on=TODAY, today=TODAY, version=1)
        made = claim(chair, worker, payee_name="王小明")
        assert made.payee_name == "王小明"
        gone = ModelWorkerFactory(union=worker.union, state=WorkerState.REVOKED)
        with pytest.raises(NotActive):
            claim(chair, gone, another(1))


class TestTheWay:
    @pytest.fixture
    def passed(self, chair, street_officer, reviewer, worker) -> MedicalClaim:
        made = claim(chair, worker)
        act(made, "check", actor=street_officer, today=TODAY)
        return act(made, "review", actor=reviewer, today=TODAY)

    def test_a_returned_claim_comes_again_with_other_bills(self, chair, street_officer, worker):
        made = claim(chair, worker)
        act(made, "return", actor=street_officer, today=TODAY, opinion="少一张发票")
        again = resubmit_claim(actor=chair, claim=made, bills=(BILL, another(1)), today=TODAY, version=made.version)
        assert (again.state, again.computed) == (S.SUBMITTED, Decimal(3150))
        assert sorted(again.bills.values_list("invoice", "void")) == [
            (BILL.invoice, False), (BILL.invoice, True), (another(1).invoice, False),
        ]  # fmt: skip
        with pytest.raises(NotPossible):
            resubmit_claim(actor=chair, claim=again, bills=(BILL,), today=TODAY, version=again.version)

    def test_a_refused_correction_leaves_the_bills_as_they_were(self, chair, street_officer, worker):
        made = claim(chair, worker)
        act(made, "return", actor=street_officer, today=TODAY, opinion="请核对")
        small = replace(BILL, total=Decimal(7600))
        with pytest.raises(NothingComputed):
            resubmit_claim(actor=chair, claim=made, bills=(small,), today=TODAY, version=made.version)
        assert made.bills.get().void is False

    def test_the_district_grants_it_without_public_notice_and_it_is_paid(
        self, passed, clerk, approver, treasurer, district, worker
    ):
        with pytest.raises(NotPossible):
            act(passed.filing, "publish", actor=clerk, today=TODAY)
        filing = act(Filing.objects.get(), "submit", actor=clerk, today=TODAY)
        assert filing.state == FilingState.REPORTED
        payments = grant(
            actor=approver, filing=filing, fund=a_fund(district, level="district"), reply_number="", answers={},
            granted_on=TODAY, today=TODAY, version=filing.version,
        )  # fmt: skip
        assert persons(district) == paid(district) == 0
        settle_directly(actor=treasurer, payments=payments, paid_on=TODAY, today=TODAY)
        passed.refresh_from_db()
        assert (passed.state, passed.paid) == (S.PAID, Decimal(1400))
        assert (persons(district), paid(district)) == (1, 1400)
        reverse_payment(
            actor=treasurer, payment=payments[0], reason="账户注销", today=datetime.date(2016, 7, 2),
        )  # fmt: skip
        assert (persons(district), paid(district)) == (1, 1400), "the half-year stays as it was"
        year = Period(datetime.date(2016, 1, 1), datetime.date(2016, 12, 31))
        assert (persons(district, year), paid(district, year)) == (0, 0)


def value(code, district, period):
    found = measure(code, district, period)
    assert found.value == found.figure.measure.recomputed(list(exported_rows(code, district, period)))
    return found.value


def persons(district, period=H1):
    return value("model_workers.medical_persons", district, period)


def paid(district, period=H1):
    return value("model_workers.medical_paid", district, period)
