"""J8: a model worker: title, file, income, an allowance from the rule to the signature; and a medical refund."""

import datetime
from decimal import Decimal

import pytest

from tests.journeys.traveller import Traveller
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.flow.models import Notice
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.welfare.model_workers.choices import EntitlementState, FilingState, Purpose
from yuanxin.welfare.model_workers.models import Benefit, Filing, IncomeStatement, MedicalClaim, ModelWorker

ROOM = "welfare/model-workers"
INCOME = Decimal(4000)


@pytest.fixture
def holder() -> Person:
    """A member of the officer's own union who holds no title."""
    union = Appointment.objects.get(user__username="grassroots").union
    spells = Membership.objects.open().filter(union=union, person__honours=None, person__born_on__year__lt=1990)
    return spells.select_related("person").order_by("pk")[0].person


def takes_step(traveller: Traveller, page: str, label: str) -> None:
    """Opens a record and takes a step of it."""
    traveller.visits(page)
    traveller.follows(label, exactly=True)
    traveller.submits_well()


def test_an_allowance_goes_from_the_survey_to_the_signature(traveller: Traveller, holder: Person):
    traveller.signs_in("district")
    worker = is_registered(traveller, holder)
    states_income(traveller, worker)
    benefit = is_applied_for(traveller, worker)
    page, filing = f"{ROOM}/benefits/{benefit.pk}/", f"{ROOM}/filings/{benefit.filing_id}/"
    traveller.hands_over_to("grassroots")
    takes_step(traveller, page, "核实通过")
    traveller.hands_over_to("reviewer")
    takes_step(traveller, page, "审核通过")
    traveller.hands_over_to("district")
    takes_step(traveller, filing, "发布公示")
    notice = Notice.objects.get(kind=Filing._meta.label_lower, object_id=benefit.filing_id)
    assert str(benefit.applied) not in str(notice.entries)
    # The working days of the notice go by.
    past = clock.today() - datetime.timedelta(days=12)
    Notice.objects.filter(pk=notice.pk).update(begins_on=past, ends_on=past + datetime.timedelta(days=8))
    takes_step(traveller, filing, "上报")
    assert traveller.takes_home("申报汇总表").startswith(b"PK")

    approved = benefit.applied - 1000
    traveller.hands_over_to("approver")
    traveller.visits(filing)
    traveller.follows("录入批复", exactly=True)
    grants(traveller, "劳模三金专项资金", {benefit.pk: (approved, "上级核定")})
    is_paid(traveller, benefit)
    traveller.hands_over_to("grassroots")
    takes_step(traveller, page, "登记签收")
    benefit.refresh_from_db()
    assert benefit.state == EntitlementState.SIGNED
    assert (benefit.computed, benefit.approved, benefit.paid) == (benefit.applied, approved, approved)
    shown = traveller.reads()
    assert all(f"{amount:,.2f}" in shown for amount in (benefit.applied, approved))


def test_a_medical_refund_is_computed_and_another_one_granted_and_paid(traveller: Traveller, holder: Person):
    traveller.signs_in("district")
    worker = is_registered(traveller, holder)
    traveller.hands_over_to("grassroots")
    traveller.visits(f"{ROOM}/{worker.pk}/")
    traveller.follows("录入医疗报销")
    day = clock.today() - datetime.timedelta(days=9)
    traveller.fills(
        treated_from=str(day), treated_to=str(day), diagnosis="冠心病", invoice_1="浙财医88000001",
        billed_on_1=str(day), hospital_1="浙江省立同德医院", total_1="10000",
        pooled_1="6000", aided_1="1000", excluded_1="500",
    )  # fmt: skip
    traveller.submits_well()
    claim = MedicalClaim.objects.get(worker=worker)
    # Provincial: (10,000 − 6,000 − 1,000 − 500 − 300 deductible) × 80 %.
    assert claim.computed == Decimal(1760)
    shown = traveller.reads()
    assert "浙财医88000001" in shown
    assert "冠心病" not in shown

    filing = Filing.objects.get(purpose=Purpose.MEDICAL, state=FilingState.REPORTED)
    traveller.hands_over_to("approver")
    traveller.visits(f"{ROOM}/filings/{filing.pk}/")
    traveller.follows("录入批复", exactly=True)
    grants(traveller, "劳模医疗补助资金", {})
    granted = filing.medicalclaims.order_by("pk")[0]
    is_paid(traveller, granted)
    granted.refresh_from_db()
    assert (granted.state, granted.paid) == (EntitlementState.PAID, granted.applied)


def is_registered(traveller: Traveller, holder: Person) -> ModelWorker:
    """The district enters the title, and opens the file that is offered for it."""
    traveller.visits("growth/honours/new/")
    traveller.fills(title="浙江省劳动模范")
    traveller.submits_well()
    last_four = unseal(holder.document_number)[-4:]
    traveller.fills(person=f"{holder.name} {last_four}", year="2014", awarded_on="2014-04-28")
    traveller.submits_well()
    traveller.visits(f"{ROOM}/candidates/?search={holder.name}")
    honour = holder.honours.get()
    traveller.page.locator(f"main input[name=pk][value='{honour.pk}']").check()
    traveller.agrees_to("登记所选")
    worker = ModelWorker.objects.get(person=holder)
    traveller.visits(f"{ROOM}/{worker.pk}/")
    assert "省部级" in traveller.reads()
    return worker


def states_income(traveller: Traveller, worker: ModelWorker) -> None:
    """The union that serves finds the statement in its inbox, and gives it."""
    statement = IncomeStatement.objects.awaited().get(worker=worker)
    traveller.hands_over_to("grassroots")
    traveller.visits("flow/")
    traveller.follows("劳模收入填报")
    traveller.follows("劳模收入调查")
    traveller.fills(**{f"employment_{statement.pk}": "退休", f"income_{statement.pk}": str(INCOME)})
    traveller.submits_well()
    assert str(INCOME) not in traveller.reads().replace("4000–5000", "")


def is_applied_for(traveller: Traveller, worker: ModelWorker) -> Benefit:
    """The district looks at the preview, and applies for all of it."""
    traveller.hands_over_to("district")
    year = clock.today().year
    traveller.visits(
        f"{ROOM}/benefits/apply/?union={worker.union.code}&level={worker.level}&year={year}&kinds=difficulty"
    )
    assert worker.person.name in traveller.reads()
    traveller.submits_well()
    benefit = Benefit.objects.get(worker=worker)
    assert benefit.applied == (5500 - INCOME) * 12
    # Relief of the demonstration that waits for its review would keep the filing back.
    Benefit.objects.filter(filing=benefit.filing).exclude(pk=benefit.pk).update(filing=None)
    return benefit


def grants(traveller: Traveller, fund: str, answers: dict[int, tuple[Decimal, str]]) -> None:
    """Enters the reply, with the amounts that differ."""
    said = traveller.page.locator("main [name=fund] option").filter(has_text=fund).first.inner_text()
    traveller.fills(reply_number="浙总工办〔2016〕31号", fund=said)
    for pk, (amount, reason) in answers.items():
        traveller.fills(**{f"approved_{pk}": str(amount), f"reason_{pk}": reason})
    traveller.submits_well()


def is_paid(traveller: Traveller, entitlement: Benefit | MedicalClaim) -> None:
    """The cashier hands the money out."""
    payment = Payment.objects.about(entitlement).get()
    traveller.hands_over_to("finance")
    traveller.visits(f"finance/payments/{payment.pk}/")
    traveller.follows("当面发放")
    traveller.submits_well()
