"""A street mends what its records leave open (J15) until their quality is a hundred per cent: many by a roster, the
rest one by one.
"""

import datetime
import itertools

import pytest

from tests.journeys.rosters import brings, number_of, rows_of, waits_for, workbook
from tests.journeys.traveller import Traveller
from yuanxin.demo.departments.organisation.writing import credit_code
from yuanxin.demo.invention.days import years_before
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.unions.models import Coverage, Union
from yuanxin.organisation.rosters.queries.quality import BY_CODE, quality_of

QUALITY = "organisation/rosters/quality/"


@pytest.fixture
def street() -> Union:
    return Appointment.objects.get(user__username="street").union


def open_rules(street: Union) -> dict[str, int]:
    """The rules that some record of the street fails, and how many do."""
    found = quality_of(street, clock.today()).whole.found
    return {code: each.flaws for code, each in found.items() if each.flaws}


def here(traveller: Traveller) -> str:
    """The path of the page that is open, with its query."""
    return traveller.page.url.removeprefix(traveller.site)


def score_of(traveller: Traveller) -> str:
    traveller.visits(QUALITY)
    return traveller.page.locator(".number-box").first.inner_text().split()[0]


def test_a_street_mends_its_records_until_their_quality_is_a_hundred(traveller: Traveller, street: Union) -> None:
    opened = open_rules(street)
    assert opened["no_phone"] > 50, "more than anybody would mend one by one"
    assert set(opened) <= {"no_phone", "no_members", "no_credit_code", "term_over"}
    traveller.signs_in("street")
    assert float(score_of(traveller)) < 100
    fills_in_the_phones(traveller, opened["no_phone"])
    for place, union in enumerate(BY_CODE["no_members"].rows(street, clock.today())):
        admits_somebody(traveller, union, place)
    if "no_credit_code" in opened:
        enters_credit_codes(traveller, opened["no_credit_code"])
    if "term_over" in opened:
        enters_terms(traveller, opened["term_over"])
    assert open_rules(street) == {}
    assert score_of(traveller) == "100.0"
    assert "0" in traveller.page.locator("#dimension-1 td.number").first.inner_text()


def fills_in_the_phones(traveller: Traveller, number: int) -> None:
    traveller.visits(f"{QUALITY}no_phone/")
    traveller.follows("成批修正")
    assert traveller.submits() == 422, "numbers leave in clear only for a reason"
    traveller.finds_no_barrier()
    traveller.fills(reason="补登会员手机号")
    head, *rows = rows_of(traveller.takes_home("下载名册"))
    assert (head[-1], len(rows)) == ("手机号码", number)
    filled = [(*row[:-1], f"139{place:08d}") for place, row in enumerate(rows)]
    traveller.follows("导入补填后的名册")
    assert brings(traveller, "补登手机号.xlsx", workbook([tuple(head), *filled]), at=here(traveller)) == 200
    waits_for(traveller, "待确认")
    assert f"{number}" in traveller.reads(".number-boxes")
    traveller.submits()
    waits_for(traveller, "已写入")


def admits_somebody(traveller: Traveller, union: Union, place: int) -> None:
    """A union without a member brings its first, with all that quality asks of a member."""
    employer = Coverage.objects.filter(union=union, ends_on=None).first().employer
    head = ("姓名", "证件号码", "手机号码", "工作单位", "统一社会信用代码", "学历", "政治面貌", "工会编码")
    number = number_of(datetime.date(1991, 5, 1), 301 + 2 * place)
    row = (
        "费小雅",
        number,
        f"138{place:08d}",
        employer.name,
        employer.credit_code or "",
        "大学本科",
        "群众",
        union.code,
    )
    at = f"organisation/rosters/new/?union={union.code}"
    assert brings(traveller, "新会员.xlsx", workbook([head, row]), at=at) == 200
    waits_for(traveller, "待确认")
    traveller.submits()
    waits_for(traveller, "已写入")


def enters_credit_codes(traveller: Traveller, number: int) -> None:
    """The form of each employer opens on the field that is wrong, and leads to the next."""
    traveller.visits(f"{QUALITY}no_credit_code/next/")
    for place in range(number):
        traveller.fills(credit_code=credit_code("91", "330106", "MA8", place))
        traveller.submits_well()
    assert "已到最后" in traveller.reads() or "/quality/" in traveller.page.url


def enters_terms(traveller: Traveller, number: int) -> None:
    traveller.visits(f"{QUALITY}term_over/next/")
    first = clock.today()
    last = years_before(first, -5) - datetime.timedelta(days=1)
    for _term in itertools.repeat(None, number):
        traveller.fills(begins_on=first.isoformat(), ends_on=last.isoformat())
        traveller.submits_well()
