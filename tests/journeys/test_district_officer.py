"""From the desk to the half-year, from a number to its rows, and what moved since it was frozen."""

import pytest

from tests.journeys.rosters import rows_of
from tests.journeys.traveller import Traveller
from yuanxin.foundation.figures.queries import rows_of as rows_behind
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.unions.queries import topmost_union

HALF_YEAR = "from=2016-01-01&to=2016-06-30"
PAGE = "insight/half-year/?begins_on=2016-01-01&ends_on=2016-06-30"


@pytest.fixture
def officer(visitor: Traveller) -> Traveller:
    visitor.signs_in("district")
    return visitor


def numbers_on(officer: Traveller) -> dict[str, str]:
    """The number boxes: label, and the number as printed."""
    boxes = [box.inner_text().split("\n") for box in officer.page.locator(".number-box").all()]
    return {words[1]: words[0] for words in boxes}


def counted(officer: Traveller) -> int:
    """How many rows the register says it holds."""
    return int(officer.reads(".register-count strong"))


def test_the_half_year_opens_from_the_desk_and_its_numbers_open_their_rows(officer):
    officer.finds_no_barrier()
    told = {"新增工会组织": "21家", "新建工会覆盖单位": "129家", "发展会员": "3000余名"}
    assert told.items() <= numbers_on(officer).items()
    officer.follows("半年报", within="#menu")
    assert told.items() <= numbers_on(officer).items()
    text = officer.reads(".half-year-text")
    assert all(number in text for number in told.values())

    officer.follows("新增工会组织")
    assert counted(officer) == 21
    assert officer.page.locator(".register-table tbody tr").count() == 20, "one page of them"
    officer.follows("定义")
    assert "批复" in officer.reads("main")
    officer.follows("查看明细")

    officer.follows("导出")
    assert officer.submits() == 422, "no reason, no export"
    officer.finds_no_barrier()
    officer.fills(reason="半年报附件")
    sheet = rows_of(officer.takes_home("导出 XLSX"))
    header = next(number for number, row in enumerate(sheet) if "record" in row)
    assert len([row for row in sheet[header + 1 :] if row[0] != ""]) == 21


def test_other_periods_and_unions_have_their_half_year_too(officer):
    officer.visits("insight/half-year/")
    officer.follows("上期")
    assert "2015-07-01 – 2015-12-31" in officer.reads()
    officer.page.locator("summary", has_text="选择工会和期间").click()
    officer.fills(union="三墩镇总工会", begins_on="2016-01-01", ends_on="2016-03-31")
    with officer.page.expect_navigation():
        officer.page.get_by_role("button", name="显示", exact=True).click()
    officer.finds_no_barrier()
    assert "三墩镇总工会" in officer.reads("h1")
    assert "2016-01-01 – 2016-03-31" in officer.reads()


def test_the_catalogue_tells_every_figure_and_its_trend(officer):
    officer.visits(f"insight/figures/?{HALF_YEAR}")
    officer.follows("发展会员")
    assert "3026" in officer.reads()
    assert officer.page.locator("svg[role=img], figure svg").count(), "a trend is drawn"


def test_what_is_frozen_stays_and_a_changed_record_shows_as_the_difference(traveller):
    officer = traveller
    officer.signs_in("district")
    officer.visits(PAGE)
    officer.agrees_to("定稿")
    assert "21家" in numbers_on(officer).values()
    frozen = officer.page.url

    union = rows_behind("unions.new", topmost_union(), half_year(2016, 1)).first()
    officer.visits(f"organisation/founding/unions/{union.pk}/")
    officer.follows("修改")
    officer.fills(approved_on="2015-12-20")
    officer.submits_well()

    officer.visits(PAGE)
    assert "20家" in numbers_on(officer).values(), "the draft follows the records"
    officer.page.goto(frozen)
    assert "21家" in numbers_on(officer).values(), "the frozen run does not"
    officer.follows("定稿后的变动")
    changed = officer.page.locator("tbody tr", has_text="新增工会组织").inner_text()
    assert "21" in changed
    assert "20" in changed
    with officer.page.expect_navigation():
        officer.page.locator("tbody tr", has_text="新增工会组织").locator("a").click()
    officer.finds_no_barrier()
    assert str(union.pk) in officer.reads()
    assert union.name in officer.reads()
