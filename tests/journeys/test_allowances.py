"""J7: a unit's roster of off-establishment staff, reviewed, settled by heads and rate, summarised, granted, counted."""

import datetime
from decimal import Decimal

import pytest

from tests.journeys.rosters import brings, number_of, waits_for, workbook
from tests.journeys.traveller import Traveller
from yuanxin.finance.allowances.choices import AllowanceState, GrantState
from yuanxin.finance.allowances.models import AllowanceCall, AllowanceGrant, StaffAllowance
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.periods import half_year_of
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import topmost_union

ROOM = "finance/allowances"
PEOPLE = ("陈国良", "方晓燕", "鲁一鸣")


@pytest.fixture
def unit() -> Union:
    """The officer's own union."""
    return Appointment.objects.get(user__username="grassroots").union


def test_a_roster_becomes_an_allowance_that_the_treasury_grants(traveller: Traveller, unit: Union):
    today = clock.today()
    traveller.signs_in("district")
    traveller.visits(f"{ROOM}/calls/new/")
    traveller.page.locator("main [name=public]").uncheck()
    traveller.fills(year=str(today.year), closes_on=str(today + datetime.timedelta(days=20)), others=unit.code)
    traveller.submits_well()
    call = AllowanceCall.objects.get(year=today.year)
    allowance = StaffAllowance.objects.get(call=call)
    amount, page = call.rate * len(PEOPLE), f"{ROOM}/{allowance.pk}/"

    traveller.hands_over_to("grassroots")
    brings_roster(traveller)
    traveller.takes_step(page, "填报", account="6222021202041701419", bank="工商银行西湖支行")
    traveller.takes_step(page, "提交审核")
    traveller.hands_over_to("street")
    traveller.takes_step(page, "审核通过")
    traveller.hands_over_to("approver")
    traveller.takes_step(page, "核定金额")
    traveller.finds_no_barrier()
    shown = traveller.reads()
    assert f"{len(PEOPLE)}" in shown
    assert f"{amount:,.2f}" in shown

    traveller.hands_over_to("district")
    traveller.takes_step(f"{ROOM}/calls/{call.pk}/", "编制汇总")
    grant = AllowanceGrant.objects.get(call=call)
    assert traveller.takes_home("补助汇总 (Word)").startswith(b"PK")
    is_granted(traveller, grant, amount)
    allowance.refresh_from_db()
    grant.refresh_from_db()
    assert (allowance.state, grant.state) == (AllowanceState.GRANTED, GrantState.GRANTED)
    assert Payment.objects.about(allowance).get().approved_fen == amount
    # The printed number leads to the unit, and the unit to its people.
    period = half_year_of(today)
    assert measure("allowances.amount", topmost_union(), period).value == amount
    assert [row.part for row in exported_rows("allowances.staff", topmost_union(), period)] == [len(PEOPLE)]


def brings_roster(officer: Traveller) -> None:
    """The unit's people come as a workbook, one of them with a number that is none."""
    day = datetime.date(1988, 5, 1)
    rows = [(name, number_of(day, 201 + order), "协管员") for order, name in enumerate(PEOPLE)]
    content = workbook([("姓名", "证件号码", "岗位"), *rows, ("错号码", rows[0][1][:-2] + "00", "")])
    assert brings(officer, "编外人员名册.xlsx", content, at=f"{ROOM}/allowance_staff/new/") == 200
    waits_for(officer, "待确认")
    officer.submits()
    waits_for(officer, "已写入")


def is_granted(traveller: Traveller, grant: AllowanceGrant, amount: Decimal) -> None:
    """The summary goes to the treasury, and its reply comes back."""
    page = f"{ROOM}/grants/{grant.pk}/"
    traveller.takes_step(page, "报送财政")
    traveller.visits(page)
    traveller.follows("录入财政批复", exactly=True)
    fund = traveller.page.locator("main [name=fund] option").filter(has_text="编外人员").first.inner_text()
    traveller.fills(document_number="西财行〔2016〕35号", amount=f"{amount:.2f}", fund=fund)
    traveller.submits_well()
