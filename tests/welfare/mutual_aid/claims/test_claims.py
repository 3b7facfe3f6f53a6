"""A claim from its first bill to its payment: who takes which step, and what each leaves behind."""

import datetime
from decimal import Decimal

import pytest

from tests.foundation.flow.cells import check_cell, every_cell
from tests.foundation.unions.factories import UnionFactory
from tests.welfare.mutual_aid.claims.claiming import CARD, PAID_ON, TODAY, entered, fresh, paid, step, with_bill
from tests.welfare.mutual_aid.claims.factories import BillFactory, ClaimFactory, EnrolmentFactory, IllnessFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.flow.queries import waiting_for
from yuanxin.foundation.flow.services import NotByYou
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.unions.choices import Level
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import BenefitKind
from yuanxin.welfare.mutual_aid.choices import ClaimState as S
from yuanxin.welfare.mutual_aid.models import Claim
from yuanxin.welfare.mutual_aid.states import CLAIM_FLOW

DAY = datetime.timedelta(days=1)


@every_cell(CLAIM_FLOW)
def test_every_cell_of_the_table(cell, grassroots, district, actor_as):
    dated = {"paid": Decimal(100), "paid_on": PAID_ON} if cell.state in {S.PAID, S.CLOSED} else {}
    claim = ClaimFactory(
        union=grassroots, state=cell.state, computed=Decimal(100), approved=Decimal(100), refused_for="R31", **dated
    )
    BillFactory(claim=claim)
    check_cell(cell, claim, actor_as(cell.role, district), today=TODAY)


def test_a_claim_goes_from_its_bill_to_its_payment(approved, officer, cashier, fund, worker):
    assert (approved.asked, approved.counted, approved.computed) == (Decimal(14_800), Decimal(14_800), Decimal(5_220))
    assert (approved.approved, approved.approved_on, approved.opinion) == (Decimal(5_220), TODAY, "")
    services.request_claims(actor=officer, claims=[approved], fund=fund, today=TODAY + DAY)
    payment = Payment.objects.get()
    assert (payment.kind, payment.payee_name, payment.payee_person) == ("mutual_aid.claim", "王芳", worker.pk)
    assert (payment.computed_fen, payment.approved_fen) == (Decimal(5_220), Decimal(5_220))
    assert unseal(payment.account) == CARD
    paid(approved, cashier)
    claim = fresh(approved)
    assert (claim.state, claim.paid, claim.paid_on) == (S.PAID, Decimal(5_220), PAID_ON)
    assert [(bill.approved, bill.paid) for bill in claim.bills.all()] == [(Decimal(5_220), Decimal(5_220))]
    step(claim, "close", officer, today=PAID_ON)
    assert fresh(claim).state == S.CLOSED


def test_each_step_waits_for_those_whose_it_is(draft, chair, clerk, officer, reviewer, approver):
    def waits_for():
        return {
            name
            for name, actor in {"chair": chair, "clerk": clerk, "officer": officer, "reviewer": reviewer,
                                "approver": approver}.items()
            if waiting_for(CLAIM_FLOW, actor, TODAY).exists()
        }  # fmt: skip

    assert waits_for() == {"chair", "clerk", "officer"}
    step(draft, "submit", chair)
    assert waits_for() == {"clerk", "reviewer"}
    step(draft, "check", clerk)
    assert waits_for() == {"officer"}
    step(draft, "compute", officer)
    assert waits_for() == {"officer"}
    step(draft, "skip", officer)
    assert waits_for() == {"reviewer"} | {"clerk"}, "the clerk may return it"
    step(draft, "review", reviewer)
    assert waits_for() == {"approver"}


def test_neither_reviewer_entered_the_claim_and_the_two_are_two(district, worker, hospital, illness, actor_as, officer):
    """Guard 1: the same person never approves what they sent in."""
    both = actor_as(Role.REVIEWER, district)
    user = int(both.key.removeprefix("user:"))
    for role in (Role.DISTRICT_OFFICER, Role.APPROVER):
        both = actor_as(role, district, user=User.objects.get(pk=user))
    claim = entered(both, worker, hospital, illness)
    with_bill(both, claim)
    step(claim, "submit", both)
    with pytest.raises(NotByYou):
        step(claim, "check", both)
    step(claim, "check", actor_as(Role.REVIEWER, district))
    step(claim, "compute", both)
    step(claim, "skip", both)
    for action in ("review", "refuse"):
        with pytest.raises(NotByYou):
            step(claim, action, both, opinion="x")
    second = actor_as(Role.REVIEWER, district)
    step(claim, "review", second)
    second = actor_as(Role.APPROVER, district, user=User.objects.get(pk=int(second.key.removeprefix("user:"))))
    for actor in (both, second):
        with pytest.raises(NotByYou):
            services.approve_claim(actor=actor, claim=fresh(claim), amount=Decimal(5_220), opinion="", today=TODAY)
    third = actor_as(Role.APPROVER, district)
    services.approve_claim(actor=third, claim=fresh(claim), amount=Decimal(5_220), opinion="", today=TODAY)
    assert fresh(claim).state == S.APPROVED


# --- entering --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"discharged_on": datetime.date(2016, 2, 28)}, "discharged_on"),
        ({"discharged_on": TODAY + DAY}, "discharged_on"),
        ({"special": "hardship"}, "evidence"),
        ({"account": "6212261202000000002"}, "account"),
        ({"account": "123"}, "account"),
    ],
)
def test_what_can_be_no_claim_is_refused_at_its_field(chair, worker, hospital, illness, other, field):
    with pytest.raises(Refused) as refused:
        entered(chair, worker, hospital, illness, **other)
    assert refused.value.field == field
    assert not Claim.objects.exists()


def test_only_who_may_enters_a_claim_and_only_of_their_own_people(
    worker, hospital, illness, reviewer, actor_as, district, chair
):
    with pytest.raises(NotAllowed):
        entered(reviewer, worker, hospital, illness)
    elsewhere = UnionFactory(parent=district, level=Level.STREET)
    with pytest.raises(OutOfScope):
        entered(actor_as(Role.STREET_OFFICER, elsewhere), worker, hospital, illness)
    other = EnrolmentFactory(union=UnionFactory(parent=elsewhere)).person
    with pytest.raises(OutOfScope):
        entered(chair, other, hospital, illness)


def test_illness_and_account_stand_sealed_and_are_shown_for_a_reason_only(draft, chair, officer, cashier):
    stored = Claim.objects.filter(pk=draft.pk).values("illness", "account").get()
    assert "阑尾炎".encode() not in bytes(stored["illness"])
    assert services.show_claim(actor=chair, claim=draft, reason="核对诊断") == {
        "illness": "K35.900 急性阑尾炎", "account": CARD,
    }  # fmt: skip
    event = Event.objects.get(action="audit.clear_viewed")
    assert (event.object_id, event.reason, event.details["fields"]) == (draft.pk, "核对诊断", ["illness", "account"])
    with pytest.raises(Refused):
        services.show_claim(actor=chair, claim=draft, reason=" ")
    for actor in (officer, cashier):
        with pytest.raises(NotAllowed):
            services.show_claim(actor=actor, claim=draft, reason="看看")
    assert Event.objects.filter(action="audit.clear_viewed").count() == 1


def test_the_trail_never_tells_the_illness(draft, chair):
    told = list(Event.objects.values_list("details", "object_label", "reason"))
    assert "阑尾炎" not in str(told)
    assert "K35" not in str(told)


def test_a_claim_is_sent_in_with_a_bill_and_dated_by_its_first_sending(chair, clerk, worker, hospital, illness):
    claim = entered(chair, worker, hospital, illness)
    with pytest.raises(Refused, match="票据"):
        step(claim, "submit", chair)
    with_bill(chair, claim)
    step(claim, "submit", chair)
    step(claim, "return", clerk, opinion="缺出院小结")
    step(claim, "submit", chair, today=TODAY + 90 * DAY)
    assert fresh(claim).submitted_on == TODAY


def test_what_was_sent_in_is_corrected_after_a_return_only(draft, chair, clerk, worker, hospital):
    given = {
        "kind": BenefitKind.OUTPATIENT, "accident": False, "hospital": hospital, "admitted_on": draft.admitted_on,
        "discharged_on": draft.discharged_on, "payee_name": "王芳", "bank": "", "special": "", "evidence": "",
    }  # fmt: skip
    corrected = services.correct_claim(actor=chair, claim=draft, version=draft.version, today=TODAY, **given)
    assert (corrected.kind, corrected.illness_listed) == (BenefitKind.OUTPATIENT, False)
    assert unseal(corrected.illness) == "K35.900 急性阑尾炎"
    listed = IllnessFactory(outpatient=True)
    with pytest.raises(Stale):
        services.correct_claim(actor=chair, claim=draft, version=1, today=TODAY, illness=listed, **given)
    version = fresh(draft).version
    corrected = services.correct_claim(
        actor=chair, claim=draft, version=version, today=TODAY, illness=listed, account=CARD, **given
    )
    assert corrected.illness_listed
    step(draft, "submit", chair)
    with pytest.raises(services.ClaimClosed):
        services.correct_claim(actor=chair, claim=fresh(draft), version=fresh(draft).version, today=TODAY, **given)


def test_a_death_by_accident_is_an_accident_and_asks_for_no_bill(chair, worker, hospital, illness):
    claim = entered(chair, worker, hospital, illness, kind=BenefitKind.ACCIDENTAL_DEATH, payee_name="王强")
    step(claim, "submit", chair)
    assert (fresh(claim).accident, fresh(claim).payee_name) == (True, "王强")
