"""What is decided on a claim: refused for a reason, appealed against, returned, approved with an amount."""

import datetime
from decimal import Decimal

import pytest

from tests.welfare.mutual_aid.claims.claiming import TODAY, entered, fresh, step, with_bill
from yuanxin.foundation.flow.queries import offers, waiting_for
from yuanxin.foundation.flow.services import NotPossible
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.payments.models import Payment
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import ClaimState as S
from yuanxin.welfare.mutual_aid.choices import Reason
from yuanxin.welfare.mutual_aid.queries.claims import refusal_of
from yuanxin.welfare.mutual_aid.states import CLAIM_FLOW

DAY = datetime.timedelta(days=1)


@pytest.fixture
def in_vain(chair, clerk, officer, worker, hospital, illness):
    """A claim whose own payment lies within the deductible (互助 B)."""
    claim = entered(chair, worker, hospital, illness)
    with_bill(chair, claim, number="33010116 9999999999", total=Decimal(600), pool=Decimal(150))
    for action, actor in (("submit", chair), ("check", clerk), ("compute", officer), ("skip", officer)):
        step(claim, action, actor)
    return fresh(claim)


def test_what_comes_to_nothing_is_refused_with_the_reason_the_rule_found(in_vain, reviewer, approver):
    assert in_vain.computed == 0
    assert "review" not in {offer.action for offer in offers(in_vain, reviewer, TODAY)}
    with pytest.raises(NotPossible):
        step(in_vain, "review", reviewer)
    offered = [code for code, _label in services.reasons_to_refuse(in_vain)]
    assert offered == [Reason.WITHIN_DEDUCTIBLE, "R31", "R32", "R33"]
    with pytest.raises(Refused) as refused:
        services.refuse_claim(actor=reviewer, claim=in_vain, reason=Reason.LATE, opinion="", today=TODAY)
    assert refused.value.field == "reason"
    services.refuse_claim(actor=reviewer, claim=in_vain, reason=Reason.WITHIN_DEDUCTIBLE, opinion="", today=TODAY)
    claim = fresh(in_vain)
    assert (claim.state, claim.refused_for) == (S.REFUSED, Reason.WITHIN_DEDUCTIBLE)
    assert claim.calculation.reasons == [{"code": "R21", "base": "450.00", "left": "500.00"}]


def test_a_claim_that_pays_is_refused_for_reasons_of_officers_only(computed, officer, reviewer):
    step(computed, "skip", officer)
    assert [code for code, _label in services.reasons_to_refuse(fresh(computed))] == ["R31", "R32", "R33"]


def test_an_appeal_is_decided_by_another_person_and_begins_anew(
    in_vain, reviewer, approver, chair, officer, worker, hospital, illness
):
    services.refuse_claim(actor=reviewer, claim=in_vain, reason="R31", opinion="逾期未补", today=TODAY)
    assert not in_vain.bills.get().live
    step(in_vain, "appeal", chair, opinion="材料已补齐")
    assert waiting_for(CLAIM_FLOW, approver, TODAY).get() == in_vain
    with pytest.raises(NotAllowed):
        step(in_vain, "reopen", reviewer, opinion="同意")
    step(in_vain, "reopen", approver, opinion="同意重新审核")
    claim = fresh(in_vain)
    assert (claim.state, claim.refused_for, claim.computed) == (S.CHECKED, "", None)
    assert claim.bills.get().live
    step(claim, "compute", officer)
    assert fresh(claim).calculation.reasons[0]["code"] == "R21"


def test_an_appeal_may_be_in_vain_and_the_reason_stays(in_vain, reviewer, approver, chair):
    services.refuse_claim(actor=reviewer, claim=in_vain, reason="R33", opinion="", today=TODAY)
    step(in_vain, "appeal", chair, opinion="请复核")
    step(in_vain, "uphold", approver, opinion="维持原决定")
    claim = fresh(in_vain)
    assert (claim.state, claim.refused_for) == (S.REFUSED, "R33")
    told = refusal_of(claim)
    assert told is not None
    assert told.code == "R33", "what the calculation does not say is told beside it"


def test_the_bill_of_a_refused_claim_may_be_claimed_anew_and_then_the_old_one_stays_closed(
    in_vain, reviewer, approver, chair, worker, hospital, illness
):
    services.refuse_claim(actor=reviewer, claim=in_vain, reason="R31", opinion="", today=TODAY)
    other = entered(chair, worker, hospital, illness)
    with_bill(chair, other, number="33010116-9999999999")
    step(in_vain, "appeal", chair, opinion="请复核")
    with pytest.raises(services.DuplicateBill):
        step(in_vain, "reopen", approver, opinion="同意")
    assert fresh(in_vain).state == S.APPEALED


def test_a_return_lies_with_who_sent_it_in_and_takes_the_result_back(computed, officer, reviewer, chair, clerk):
    step(computed, "select", officer)
    step(computed, "return", reviewer, opinion="缺费用清单")
    claim = fresh(computed)
    assert (claim.state, claim.computed, claim.sampling) == (S.RETURNED, None, "")
    assert claim.calculations.count() == 1
    assert waiting_for(CLAIM_FLOW, chair, TODAY).get().lies_with == chair.key
    assert not waiting_for(CLAIM_FLOW, officer, TODAY).exists()


# --- amounts ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def reviewed(computed, officer, reviewer):
    step(computed, "skip", officer)
    step(computed, "review", reviewer)
    return fresh(computed)


@pytest.mark.parametrize(
    ("amount", "opinion", "field"), [("0", "", "amount"), ("5220.01", "多给", "amount"), ("5000", " ", "opinion")]
)
def test_the_amount_approved_is_that_of_the_rule_or_less_with_a_reason(reviewed, approver, amount, opinion, field):
    with pytest.raises(Refused) as refused:
        services.approve_claim(actor=approver, claim=reviewed, amount=Decimal(amount), opinion=opinion, today=TODAY)
    assert refused.value.field == field
    assert fresh(reviewed).approved is None


def test_all_amounts_stand_apart_with_the_reason(reviewed, approver, chair, officer, fund):
    services.approve_claim(
        actor=approver, claim=reviewed, amount=Decimal("5000.01"), opinion="已获校友捐助", today=TODAY
    )
    claim = fresh(reviewed)
    assert (claim.asked, claim.computed, claim.approved) == (Decimal(14_800), Decimal(5_220), Decimal("5000.01"))
    assert claim.opinion == "已获校友捐助"
    services.request_claims(actor=officer, claims=[claim], fund=fund, today=TODAY)
    payment = Payment.objects.get()
    assert (payment.computed_fen, payment.approved_fen, payment.opinion) == (
        Decimal(5_220), Decimal("5000.01"), "已获校友捐助",
    )  # fmt: skip


def test_an_amount_is_divided_among_the_bills_to_the_fen(chair, clerk, officer, reviewer, approver, draft):
    for total in ("1000.01", "333.33", "0.01"):
        with_bill(chair, draft, total=Decimal(total))
    for action, actor in (("submit", chair), ("check", clerk), ("compute", officer), ("skip", officer)):
        step(draft, action, actor)
    step(draft, "review", reviewer)
    claim = fresh(draft)
    services.approve_claim(actor=approver, claim=claim, amount=claim.computed, opinion="", today=TODAY)
    parts = [bill.approved for bill in draft.bills.all()]
    assert len(parts) == 4
    assert sum(parts) == fresh(draft).approved
