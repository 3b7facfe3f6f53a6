"""The main job: an officer of a grassroots union brings the roster in, looks at what came of it, and takes it back."""

import pytest

from tests.journeys.rosters import HEADER, NEW, Roster, brings, roster_of, rows_of, waits_for
from tests.journeys.traveller import Traveller
from yuanxin.foundation.accounts.models import Appointment

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)


@pytest.fixture
def officer(traveller: Traveller) -> Traveller:
    traveller.signs_in("grassroots")
    return traveller


def counts_on(officer: Traveller) -> dict[str, int]:
    """The number boxes of the page: label and figure."""
    boxes = [box.inner_text().split() for box in officer.page.locator(".number-box").all()]
    return {words[-1]: int("".join(filter(str.isdigit, words[0]))) for words in boxes}


def test_a_roster_comes_in_and_is_taken_back(officer):
    roster = roster_of(Appointment.objects.get(user__username="grassroots").union)

    officer.visits("organisation/rosters/")
    template = rows_of(officer.takes_home("下载模板"))
    assert {"姓名", "证件号码"} <= {str(cell).strip("*") for row in template for cell in row}

    sees_the_preview(officer, roster)
    writes_it(officer)
    takes_the_rest_home(officer)
    finds_a_new_member(officer)
    takes_it_back(officer)


def sees_the_preview(officer: Traveller, roster: Roster) -> None:
    assert brings(officer, "花名册.xlsx", roster.content) == 200
    waits_for(officer, "待确认")
    assert counts_on(officer) == roster.counts
    preview = officer.reads()
    assert NEW[0] in preview
    assert "330106********" in preview, "numbers are masked"
    officer.follows("无效")
    assert "错号码" in officer.reads()
    officer.page.go_back()


def writes_it(officer: Traveller) -> None:
    officer.submits()
    waits_for(officer, "已写入")


def takes_the_rest_home(officer: Traveller) -> None:
    """The four rows that did not go in, in their own columns, each with its reason."""
    given_back = rows_of(officer.takes_home("下载退回行"))
    header = next(number for number, row in enumerate(given_back) if "姓名" in row)
    assert [*given_back[header]] == [*HEADER, "错误原因"]
    assert sorted(row[0] for row in given_back[header + 1 :]) == sorted(["错号码", "甲某", "乙某", NEW[0]])
    assert all(row[-1] for row in given_back[header + 1 :])


def finds_a_new_member(officer: Traveller) -> None:
    """In the register by initials, masked; then the person's page, and the number in clear for a reason."""
    officer.visits("organisation/members/?search=oyjy")
    assert NEW[0] in officer.reads()
    officer.follows(NEW[0])
    assert officer.page.get_by_role("heading", name="办理记录").is_visible()
    assert "330106********" in officer.reads()
    assert "叶红" in officer.reads("aside"), "the timeline tells who brought the person in"

    officer.follows("查看明文")
    assert officer.submits() == 422, "no reason, no clear view"
    officer.finds_no_barrier()
    officer.fills(reason="核对本人证件")
    officer.submits_well()
    assert "33010619900301" in officer.reads()


def takes_it_back(officer: Traveller) -> None:
    """Undoes the batch; somebody who had the page still open is told that it is undone already."""
    officer.goes_to("organisation/rosters/")
    officer.page.locator(".register-table tbody a").first.click()
    waits_for(officer, "已写入")
    left_open = Traveller(officer.page.context.new_page(), officer.site)
    left_open.page.goto(officer.page.url)

    officer.agrees_to("撤销")
    assert officer.page.locator("main .chip", has_text="已撤销").count()
    officer.visits("organisation/members/?search=oyjy")
    assert NEW[0] not in officer.reads()

    left_open.agrees_to("撤销")
    assert "已于" in left_open.reads("[role=alert], [role=status], .notice")
    assert not left_open.complaints


def test_a_picture_that_calls_itself_a_workbook_is_refused_in_words(officer):
    status = brings(officer, "花名册.xlsx", PICTURE)
    if status == 200:
        waits_for(officer, "无法读取")
    assert "图片" in officer.reads()
    officer.finds_no_barrier()
