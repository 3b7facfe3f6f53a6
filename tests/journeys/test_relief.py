"""J5: a worker in hardship: application, visit, notice, review, approval, relief, payment, and the figure."""

import datetime

import pytest

from tests.journeys.traveller import Traveller
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow.models import Notice
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.periods import half_year_of
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.organisation.members.models import HouseholdMember, Membership, Person
from yuanxin.welfare.hardship.models import FileRequest, HardshipFile, Relief

ILLNESS = "慢性肾衰竭"


@pytest.fixture
def worker() -> Person:
    """Somebody of the officer's own union whose household nobody has entered."""
    union = Appointment.objects.get(user__username="grassroots").union
    helped = HouseholdMember.objects.filter(person__isnull=False).values("person")
    spells = Membership.objects.open().filter(union=union).exclude(person__in=helped)
    return spells.select_related("person").order_by("pk")[0].person


def test_a_worker_in_hardship_is_put_on_file_helped_and_counted_once(traveller: Traveller, worker: Person):
    district, period = topmost_union(), half_year_of(clock.today())
    before = measure("hardship.temporary_households", district, period).value
    traveller.signs_in("grassroots")
    declares(traveller, worker)
    request = FileRequest.objects.get(applicant=worker)
    shown = traveller.reads()
    assert "深度困难" in shown, "the means test is shown with its steps"
    assert ILLNESS not in shown

    traveller.follows("登记入户调查")
    traveller.fills(agrees="一致", findings="住房简陋，配偶卧床，与申报一致", name_2="李明华")
    traveller.submits_well()
    traveller.follows("发布公示")
    traveller.submits_well()
    notice = Notice.objects.get(kind=request._meta.label_lower, object_id=request.pk)
    traveller.visits(f"flow/public/{notice.token}/")
    public = traveller.reads()
    assert worker.name not in public
    assert worker.name[0] in public
    # The five working days go by.
    past = clock.today() - datetime.timedelta(days=12)
    Notice.objects.filter(pk=notice.pk).update(begins_on=past, ends_on=past + datetime.timedelta(days=8))

    traveller.goes_to("/")
    traveller.hands_over_to("street")
    traveller.visits(f"welfare/hardship/requests/{request.pk}/")
    traveller.follows("审核上报")
    traveller.fills(opinion="情况属实，公示无异议，同意上报")
    traveller.submits_well()
    traveller.hands_over_to("district")
    traveller.visits(f"welfare/hardship/requests/{request.pk}/")
    traveller.follows("批准", exactly=True)
    traveller.submits_well()
    file = HardshipFile.objects.get(household__head=worker)
    assert traveller.takes_home("审批表").startswith(b"PK")

    traveller.hands_over_to("grassroots")
    for amount in ("3000", "20000"):
        traveller.visits(f"welfare/hardship/files/{file.pk}/")
        traveller.follows("申请帮扶")
        traveller.fills(kind="临时救助", applied=amount, situation="住院费用")
        traveller.submits_well()
    assert "超过限额核减" in traveller.reads()
    reliefs = list(Relief.objects.filter(household__head=worker).order_by("pk"))
    for relief in reliefs:
        is_decided(traveller, relief)
    payments = [Payment.objects.about(relief).get() for relief in reliefs]
    traveller.hands_over_to("finance")
    for payment in payments:
        traveller.visits(f"finance/payments/{payment.pk}/")
        traveller.follows("当面发放")
        traveller.submits_well()
    assert measure("hardship.temporary_households", district, period).value == before + 1
    traveller.visits(f"welfare/hardship/households/{file.household_id}/")
    assert "年合计" in traveller.reads()


def declares(traveller: Traveller, worker: Person) -> None:
    """From looking for the worker to the declaration that is sent in."""
    traveller.visits(f"welfare/hardship/apply/?text={worker.name}")
    traveller.page.locator(f"main a[href$='/hardship/apply/{worker.pk}/']").click()
    traveller.finds_no_barrier()
    traveller.fills(name_1="王小芳", relation_1="配偶")
    traveller.submits_well()
    head, spouse = HouseholdMember.objects.filter(household__head=worker).order_by("pk")
    health = {f"health_{head.pk}": "健康", f"health_{spouse.pk}": "重大疾病", f"illness_{spouse.pk}": ILLNESS}
    work = {f"employment_{head.pk}": "在岗", f"employment_{spouse.pk}": "无劳动能力"}
    insured = {f"insurance_{head.pk}": "职工医保", f"insurance_{spouse.pk}": "居民医保"}
    traveller.fills(
        household_type="城镇家庭", housing="租房", vehicle="无车辆", main_cause="疾病",
        account="6212261202000000001", bank="工商银行西湖支行",
        income_kind_1="工资", income_amount_1="30000", costs_kind_1="自付医疗费", costs_amount_1="18000",
        costs_paper_1="医院发票", **health, **work, **insured,
    )  # fmt: skip
    traveller.page.locator("main [name=consents]").check()
    traveller.submits_well()


def is_decided(traveller: Traveller, relief: Relief) -> None:
    """The street passes it on, the district approves, answering to the other help that it sees."""
    page = f"welfare/hardship/relief/{relief.pk}/"
    traveller.hands_over_to("street")
    traveller.visits(page)
    traveller.follows("审核上报")
    traveller.fills(opinion="情况属实")
    traveller.submits_well()
    traveller.hands_over_to("district")
    traveller.visits(page)
    traveller.follows("批准", exactly=True)
    fund = traveller.page.locator("main [name=fund] option").filter(has_text="困难职工帮扶资金").first.inner_text()
    traveller.fills(fund=fund)
    answered = traveller.page.locator("main [name=overlap_opinion]")
    assert answered.count(), "the file's other application is told before the approval"
    answered.fill("分次救助，与其他帮扶不重复")
    traveller.submits_well()
