"""J6: a unit enrols its members for the year, from the template to the subsidy that an approver settles."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.journeys.rosters import brings, rows_of, waits_for, workbook
from tests.journeys.traveller import Traveller
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.periods import half_year_of
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.welfare.mutual_aid.models import Enrolment, Scheme, UnitEnrolment, UnitSubsidy

NAME = "职工医疗互助（新一期）"
HEADER = ("姓名", "身份证号")
ROOM = "welfare/mutual-aid"
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


def changes_hands(traveller: Traveller, username: str) -> None:
    """Another colleague sits down at the browser."""
    traveller.goes_to("/")
    traveller.signs_out()
    traveller.signs_in(username)


def test_a_unit_enrols_its_members_and_is_given_its_subsidy(traveller: Traveller, roster: Roster):
    district, period = topmost_union(), half_year_of(clock.today())
    traveller.signs_in("district")
    sets_the_scheme_up(traveller)
    before = measure("mutual_aid.enrolments", district, period).value

    changes_hands(traveller, "grassroots")
    unit = lists_its_members(traveller, roster)
    hands_the_list_in_and_pays(traveller, unit)

    changes_hands(traveller, "street")
    checks_the_list(traveller, unit)
    assert measure("mutual_aid.enrolments", district, period).value == before + len(roster.persons)

    changes_hands(traveller, "approver")
    settles_the_subsidy(traveller, unit)

    changes_hands(traveller, "grassroots")
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
