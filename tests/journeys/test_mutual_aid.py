"""J6: a unit enrols its members for the year, up to its subsidy; a worker claims with bills, up to the payment."""

import csv
import datetime
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from playwright.sync_api import Browser

from tests.journeys.batches import brings_the_return, returned, waits_for_the_worker
from tests.journeys.conftest import OPTIONS
from tests.journeys.rosters import brings, rows_of, waits_for, workbook
from tests.journeys.traveller import Traveller
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.periods import half_year_of
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.choices import BatchState
from yuanxin.foundation.payments.models import Batch, Payment
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.welfare.mutual_aid.choices import ClaimState, EnrolmentState
from yuanxin.welfare.mutual_aid.models import Claim, Enrolment, Hospital, Illness, Scheme, UnitEnrolment, UnitSubsidy

NAME = "职工医疗互助（新一期）"
HEADER = ("姓名", "身份证号")
ROOM = "welfare/mutual-aid"
CLAIMS = f"{ROOM}/claims"
BATCHES = "finance/payments/batches"
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Roster:
    """The members whom the union enrols; two of their rows are written wrong at first, and a stranger is among them."""

    union: Union
    good: list[Person]
    misspelt: Person
    mistyped: Person
    stranger: Person

    @property
    def rows(self) -> list[tuple[str, str]]:
        wrong = unseal(self.mistyped.document_number)
        return [
            *(row_of(person) for person in self.good),
            ("错" + self.misspelt.name, unseal(self.misspelt.document_number)),
            (self.mistyped.name, wrong[:-1] + ("0" if wrong[-1] != "0" else "1")),
            row_of(self.stranger),
        ]

    @property
    def persons(self) -> list[Person]:
        return [*self.good, self.misspelt, self.mistyped]


def row_of(person: Person) -> tuple[str, str]:
    return person.name, unseal(person.document_number)


@pytest.fixture
def roster(site: str) -> Roster:
    """Members of the officer's union of an age to be enrolled, and one of another union."""
    union = Appointment.objects.get(user__username="grassroots").union
    today = clock.today()
    ages = (today.replace(year=today.year - 60, day=1), today.replace(year=today.year - 18, day=1))
    members = Membership.objects.open().filter(person__born_on__range=ages).select_related("person").order_by("pk")
    *good, misspelt, mistyped = [each.person for each in members.filter(union=union)[:6]]
    stranger = members.exclude(union=union)[0].person
    return Roster(union, good, misspelt, mistyped, stranger)


def test_a_unit_enrols_its_members_and_is_given_its_subsidy(traveller: Traveller, roster: Roster):
    district, period = topmost_union(), half_year_of(clock.today())
    traveller.signs_in("district")
    sets_the_scheme_up(traveller)
    before = measure("mutual_aid.enrolments", district, period).value

    traveller.hands_over_to("grassroots")
    unit = lists_its_members(traveller, roster)
    hands_the_list_in_and_pays(traveller, unit)

    traveller.hands_over_to("street")
    checks_the_list(traveller, unit)
    assert measure("mutual_aid.enrolments", district, period).value == before + len(roster.persons)

    traveller.hands_over_to("approver")
    settles_the_subsidy(traveller, unit)

    traveller.hands_over_to("grassroots")
    traveller.visits(f"organisation/members/{roster.mistyped.pk}/")
    traveller.page.get_by_role("tab", name="医疗互助").click()
    traveller.finds_no_barrier()
    told = traveller.reads()
    assert NAME in told
    enrolment = Enrolment.objects.get(scheme=scheme(), person=roster.mistyped)
    assert enrolment.waiting_until is not None, "a first enrolment waits for illness"
    assert f"{enrolment.waiting_until:%Y-%m-%d}" in told


def sets_the_scheme_up(traveller: Traveller) -> None:
    """A scheme whose window is open, and whose cover has begun."""
    today = clock.today()
    traveller.visits(f"{ROOM}/schemes/")
    traveller.follows("新建互助期")
    days = {
        "begins_on": today, "ends_on": today + 364 * ONE_DAY, "opens_on": today - 5 * ONE_DAY, "closes_on": today,
    }  # fmt: skip
    written = {name: day.isoformat() for name, day in days.items()}
    traveller.fills(name=NAME, **{**written, "ends_on": (today - ONE_DAY).isoformat()})
    assert traveller.submits() == 422, "a scheme that ends before it begins is refused"
    traveller.finds_no_barrier()
    traveller.fills(name=NAME, **written)
    traveller.submits_well()


def lists_its_members(traveller: Traveller, roster: Roster) -> UnitEnrolment:
    """Template, a roster with mistakes, the rows that come back, mended; the same once more changes nothing."""
    traveller.visits(f"{ROOM}/rosters/new/?scheme={scheme().pk}")
    template = rows_of(traveller.takes_home("下载模板"))
    assert {"姓名", "证件号码"} <= {str(cell).strip("*") for row in template for cell in row}

    is_brought(traveller, [HEADER, *roster.rows])
    preview = traveller.reads()
    assert roster.good[0].name in preview
    assert roster.stranger.union.name not in preview, "nobody learns where somebody else works"
    traveller.submits()
    waits_for(traveller, "已写入")
    given_back = rows_of(traveller.takes_home("下载退回行"))
    place = next(number for number, row in enumerate(given_back) if "姓名" in row)
    header, rows = given_back[place], given_back[place + 1 :]
    assert [row[0] for row in rows] == [row[0] for row in roster.rows[-3:]]
    assert all(row[-1] for row in rows), "each row says what is wrong with it"

    mended = [row_of(roster.misspelt), row_of(roster.mistyped)]
    file = [tuple(header), *((*row, said[-1]) for row, said in zip(mended, rows, strict=False))]
    is_brought(traveller, file)
    traveller.submits()
    waits_for(traveller, "已写入")
    listed = Enrolment.objects.filter(scheme=scheme())
    assert {each.person_id for each in listed} == {person.pk for person in roster.persons}
    is_brought(traveller, [HEADER, *(row_of(person) for person in roster.persons)])
    assert listed.count() == len(roster.persons)
    return UnitEnrolment.objects.get(scheme=scheme(), union=roster.union)


def is_brought(traveller: Traveller, rows: list[tuple[str, ...]]) -> None:
    """A roster up to its preview."""
    at = f"{ROOM}/rosters/new/?scheme={scheme().pk}"
    assert brings(traveller, "参保名册.xlsx", workbook(rows), at=at) == 200
    waits_for(traveller, "待确认")


def hands_the_list_in_and_pays(traveller: Traveller, unit: UnitEnrolment) -> None:
    """Half of the fee is not enough; the rest is."""
    page = f"{ROOM}/{unit.pk}/"
    traveller.visits(page)
    traveller.follows("提交名册", exactly=True)
    traveller.submits_well()
    unit.refresh_from_db()
    fee = unit.fee
    assert fee is not None
    assert fee > 0
    yesterday = (clock.today() - ONE_DAY).isoformat()
    for number, amount in (("HD-1", Decimal(60)), ("HD-2", fee - 60)):
        traveller.visits(page)
        traveller.follows("登记缴费回单", exactly=True)
        traveller.fills(
            number=number, amount=str(amount), received_on=yesterday, bank="工商银行西湖支行",
            account="1202020209900000001",
        )  # fmt: skip
        traveller.submits_well()
    assert "待核对" in traveller.reads()
    assert "核对无误" not in traveller.reads("aside"), "who paid the fee does not check the list"


def checks_the_list(traveller: Traveller, unit: UnitEnrolment) -> None:
    traveller.visits(f"{ROOM}/{unit.pk}/")
    assert traveller.takes_home("参保名册").startswith(b"PK")
    traveller.follows("名册和费用核对无误", exactly=True)
    traveller.submits_well()
    assert "生效中" in traveller.reads()


def settles_the_subsidy(traveller: Traveller, unit: UnitEnrolment) -> None:
    """At another amount than the rule's only with a reason; then it waits at the payment desk."""
    subsidy = UnitSubsidy.objects.get(unit=unit)
    traveller.visits(f"{ROOM}/subsidies/{subsidy.pk}/")
    assert f"{unit.persons}人×" in traveller.reads(), "the calculation is told step by step"
    traveller.follows("核定", exactly=True)
    settled = subsidy.computed - 1
    fund = traveller.page.locator("main [name=fund] option").nth(1).inner_text()
    traveller.fills(amount=str(settled), fund=fund)
    assert traveller.submits() == 422, "another amount needs its reason"
    traveller.finds_no_barrier()
    traveller.fills(amount=str(settled), fund=fund, reason="按实际在岗人数核减")
    traveller.submits_well()
    assert "已核定待支付" in traveller.reads()
    payment = Payment.objects.about(subsidy).get()
    assert (payment.approved_fen, payment.paid_on) == (settled, None)
    assert traveller.takes_home("补助核算单").startswith(b"PK")


def scheme() -> Scheme:
    return Scheme.objects.get(name=NAME)


Desk = Callable[[str], Traveller]
# 互助 A in two bills: 48,000 yuan, of which insurance paid 30,000; 3,200 lie outside the catalogue.
BILLS = (
    {"number": "33010126 0000900001", "total": "40000", "pool": "26000", "excluded": "3000"},
    {"number": "33010126 0000900002", "total": "8000", "pool": "4000", "excluded": "200"},
)


@pytest.fixture
def desk(browser: Browser, site: str) -> Iterator[Desk]:
    """Whoever is asked for, signed in at a desk of their own, where they stay until the end."""
    taken: dict[str, Traveller] = {}

    def sits_down(username: str) -> Traveller:
        if username not in taken:
            context = browser.new_context(**OPTIONS)
            context.set_default_timeout(45_000)
            taken[username] = Traveller(context.new_page(), site)
            taken[username].goes_to("accounts/sign-in/")
            taken[username].signs_in(username)
        return taken[username]

    yield sits_down
    complaints = [said for traveller in taken.values() for said in traveller.complaints]
    for traveller in taken.values():
        traveller.page.context.close()
    assert not complaints, complaints


@pytest.fixture
def covered(site: str) -> Enrolment:
    """The cover of a member of the officer's union who waits no more and claimed nothing yet."""
    union = Appointment.objects.get(user__username="grassroots").union
    today = clock.today()
    enrolments = Enrolment.objects.filter(
        union=union, state=EnrolmentState.VALID, waiting_until=None, claims=None,
        effective_from__lt=today - 40 * ONE_DAY, effective_to__gte=today,
    )  # fmt: skip
    return enrolments.select_related("person").earliest("pk")


def test_a_worker_claims_and_is_paid(desk: Desk, covered: Enrolment):
    district, period = topmost_union(), half_year_of(clock.today())
    before = measure("mutual_aid.benefits_paid", district, period).value
    claim = enters_the_claim(desk("grassroots"), covered)

    takes(desk("street"), claim, "材料齐全")
    officer = desk("district")
    takes(officer, claim, "计算补助")
    told = officer.reads("#statement")
    for step in (
        "合规自付\t14,800.00",
        "-500.00",
        "0至5,000元：5,000.00 × 30%\t1,500.00",
        "9,300.00 × 40%\t3,720.00",
        "5,220.00",
    ):
        assert step in told
    assert "肠" not in officer.reads(), "who computes learns nothing of the illness"
    takes(officer, claim, "不抽查，送初审")
    takes(desk("reviewer"), claim, "初审同意")

    approver = desk("approver")
    approver.visits(f"{CLAIMS}/{claim.pk}/")
    approver.follows("复审批准", exactly=True)
    approver.fills(amount="5220.01")
    assert approver.submits() == 422, "nobody approves more than the rule gives"
    approver.fills(amount="5220.00")
    approver.submits_well()
    assert approver.takes_home("理赔审批表").startswith(b"PK")

    officer.visits(f"{CLAIMS}/{claim.pk}/")
    officer.follows("申请支付", exactly=True)
    officer.submits_well()
    goes_through_the_bank(desk, Payment.objects.about(claim).get())

    claim.refresh_from_db()
    assert (claim.state, claim.paid, claim.paid_on) == (ClaimState.PAID, Decimal(5_220), clock.today())
    chair = desk("grassroots")
    chair.visits(f"{CLAIMS}/{claim.pk}/")
    assert "已支付" in chair.reads()
    others = sum(payment.paid_fen for payment in Payment.objects.of("mutual_aid.claim").filter(paid_on=clock.today()))
    assert measure("mutual_aid.benefits_paid", district, period).value == before + others


def enters_the_claim(chair: Traveller, covered: Enrolment) -> Claim:
    """The form with its suggestions, the bills, one of them twice by mistake, and the claim handed in."""
    name, number = row_of(covered.person)
    chair.visits(f"{CLAIMS}/")
    chair.follows("录入理赔申请")
    today = clock.today()
    hospital, illness = Hospital.objects.earliest("pk"), Illness.objects.filter(name__contains="肠").earliest("pk")
    chair.fills(
        number=number, name=name, admitted_on=(today - 30 * ONE_DAY).isoformat(), hospital=hospital.code,
        discharged_on=(today - 20 * ONE_DAY).isoformat(), illness=illness.code, account="6212261202000000001",
        bank="工商银行西湖支行",
    )  # fmt: skip
    chair.submits_well()
    claim = Claim.objects.get(enrolment=covered)
    assert "还没有票据" in chair.reads()
    for bill in BILLS:
        chair.follows("添加票据")
        chair.fills(**bill)
        chair.submits_well()
    chair.follows("添加票据", exactly=True)
    chair.fills(**BILLS[0])
    assert chair.submits() == 422, "a bill is claimed once"
    assert claim.number in chair.reads()
    takes(chair, claim, "提交申报")
    return claim


def takes(traveller: Traveller, claim: Claim, step: str) -> None:
    """A step of the claim, from its page."""
    traveller.goes_to(f"{CLAIMS}/{claim.pk}/")
    with traveller.page.expect_navigation():
        traveller.page.get_by_role("link", name=step, exact=True).click()
    assert traveller.submits() == 200, traveller.reads()


def goes_through_the_bank(desk: Desk, payment: Payment) -> None:
    """Maker, checker and payer take the payments of the fund to the bank, and the bank has paid them all."""
    officer, approver, finance = desk("district"), desk("approver"), desk("finance")
    officer.goes_to(f"{BATCHES}/new/?fund={payment.fund_id}")
    officer.fills(title="医疗互助理赔支付批次")
    officer.submits()
    batch = Batch.objects.get(title="医疗互助理赔支付批次")
    waits_for_the_worker(officer, "批次笔数")
    for traveller, step in ((officer, "提交复核"), (approver, "复核通过"), (finance, "送交银行")):
        traveller.goes_to(f"{BATCHES}/{batch.pk}/")
        with traveller.page.expect_navigation():
            traveller.page.get_by_role("link", name=step).click()
        assert traveller.submits() == 200, traveller.reads()
    waits_for_the_worker(finance, "银行文件")
    finance.goes_to(f"{BATCHES}/{batch.pk}/file/csv/")
    finance.fills(reason="送工商银行代发")
    header, *lines = csv.reader(io.StringIO(finance.takes_home("取出文件").decode("gb18030")))
    assert [line for line in lines if payment.payee_name in line]
    finance.goes_to(f"{BATCHES}/{batch.pk}/")
    brings_the_return(finance, returned(header, lines), clock.today().isoformat())
    batch.refresh_from_db()
    assert batch.state == BatchState.SETTLED
