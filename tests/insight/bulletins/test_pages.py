"""The half-year page and what hangs on it, through the full stack."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from tests.foundation.accounts.browsers import browser_as, browser_of
from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.unions.factories import UnionFactory
from tests.insight.bulletins.factories import frozen
from tests.organisation.members.factories import MembershipFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.figures.choices import Theme
from yuanxin.foundation.figures.services import refresh
from yuanxin.foundation.unions.choices import Form, Level
from yuanxin.insight.bulletins.models import Bulletin

PAGE = "/insight/half-year/"
H1 = "begins_on=2016-01-01&ends_on=2016-06-30"


@pytest.fixture
def joined(grassroots):
    return [MembershipFactory(union=grassroots, joined_on=datetime.date(2016, 3, 1)) for _member in range(3)]


def text_of(response) -> str:
    return response.content.decode()


def words_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def test_the_page_tells_the_half_year_in_boxes_and_sentences(district, joined):
    shown = text_of(browser_as(Role.DISTRICT_OFFICER, district).get(f"{PAGE}?{H1}"))
    assert "2016年上半年，全区新增工会组织" in shown
    assert "发展会员" in shown
    assert "3名" in shown
    assert "规范建设，增强政治性" in shown
    assert "定位需求" not in shown
    assert f"暂不列示：{Theme.MASS.label}" in shown, "the parts without figures are named as left out"
    assert "草稿" in shown


def test_an_officer_sees_the_own_union_and_no_other(district, street, joined):
    sibling = UnionFactory(parent=district, level=Level.STREET, form=Form.FEDERATION)
    browser = browser_as(Role.STREET_OFFICER, street)
    assert street.name in text_of(browser.get(PAGE))
    for page in (PAGE, f"{PAGE}download/md/"):
        assert browser.get(f"{page}?{H1}&union={sibling.code}").status_code == 404
        assert browser.get(f"{page}?{H1}&union={district.code}").status_code == 404
    assert browser.post(f"{PAGE}freeze/?{H1}&union={sibling.code}").status_code == 404


def test_days_that_cannot_be_read_are_told_and_freeze_nothing(district):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    shown = browser.get(f"{PAGE}?begins_on=2016-07-01&ends_on=2016-06-30")
    assert shown.status_code == 200
    assert "早于" in text_of(shown)
    assert browser.post(f"{PAGE}freeze/?begins_on=2016-07-01&ends_on=2016-06-30").status_code == 404
    assert not Bulletin.objects.exists()


def test_a_figure_the_role_may_not_see_is_not_on_the_page(district, joined):
    shown = text_of(browser_as(Role.FINANCE, district).get(f"{PAGE}?{H1}"))
    assert "发展会员" not in shown


def test_the_charts_speak_of_the_chosen_figure(district, street, joined):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    page = browser.get(f"{PAGE}?{H1}&figure=members.joined").context["page"]
    assert page.chosen.told.code == "members.joined"
    assert [each.value for each in page.chosen.streets] == [3, 0]
    assert page.chosen.over_time[-1] == 3
    live = browser.get(f"{PAGE}?{H1}&figure=unions.employers_covered").context["page"]
    assert live.chosen.told.code == "unions.employers_covered"


def test_freezing_and_publishing_take_two_people(district, joined):
    officer = browser_as(Role.DISTRICT_OFFICER, district)
    answer = officer.post(f"{PAGE}freeze/?{H1}", follow=True)
    bulletin = Bulletin.objects.get()
    assert "已定稿" in text_of(answer)
    assert "3名" in text_of(answer)
    leader = browser_as(Role.LEADER, district)
    answer = leader.post(reverse("bulletins:publish", args=[bulletin.pk]), {"version": bulletin.version}, follow=True)
    assert "已发布" in text_of(answer)
    assert officer.post(reverse("bulletins:publish", args=[bulletin.pk])).status_code == 403


def test_who_froze_is_told_that_somebody_else_publishes(district, joined):
    user = AppointmentFactory(role=Role.LEADER, union=district).user
    leader = browser_of(user)
    leader.post(f"{PAGE}freeze/?{H1}")
    bulletin = Bulletin.objects.get()
    address = reverse("bulletins:publish", args=[bulletin.pk])
    own, others = (
        text_of(browser.get(reverse("bulletins:run", args=[bulletin.pk, 1])))
        for browser in (leader, browser_as(Role.LEADER, district))
    )
    assert address not in own, "what would be refused is not offered"
    assert "须由另一位审批人或领导发布" in own
    assert address in others
    answer = leader.post(address, {"version": bulletin.version}, follow=True)
    assert "定稿人不能自己发布" in text_of(answer)


def test_a_frozen_page_keeps_its_numbers_and_tells_what_moved(district, grassroots, joined):
    run = frozen(district)
    late = MembershipFactory(union=grassroots, joined_on=datetime.date(2016, 6, 30))
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    assert "3名" in text_of(browser.get(reverse("bulletins:run", args=[run.bulletin_id, 1])))
    assert "4名" in text_of(browser.get(f"{PAGE}?{H1}"))
    changes = browser.get(reverse("bulletins:changes", args=[run.bulletin_id, 1]))
    assert {each.figure.code: each.change for each in changes.context["compared"]}["members.joined"] == 1
    address = reverse("bulletins:frozen-figure", args=[run.bulletin_id, 1, "members.joined"])
    figure = text_of(browser.get(address, {"moved": 1}))
    assert "迟报" in figure
    assert str(late) in figure


def test_what_moved_follows_when_the_page_of_a_frozen_figure_stands(district, joined, django_assert_max_num_queries):
    run = frozen(district)
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    address = reverse("bulletins:frozen-figure", args=[run.bulletin_id, 1, "members.joined"])
    with django_assert_max_num_queries(9):
        page = browser.get(address)
    assert "moved" not in page.context
    assert 'hx-get="?moved=1"' in text_of(page)
    part = browser.get(address, {"moved": 1}, headers={"HX-Request": "true"})
    assert not part.context["moved"]
    assert "<html" not in text_of(part)


def test_a_frozen_figure_whose_rows_were_changed_says_so(district, joined, monkeypatch):
    run = frozen(district)
    monkeypatch.setattr("yuanxin.insight.bulletins.views.is_intact", lambda _figure, _chunks: False)
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    address = reverse("bulletins:frozen-figure", args=[run.bulletin_id, 1, "members.joined"])
    told = text_of(browser.get(address, {"moved": 1}))
    assert "定稿内容已被改动" in told


def test_runs_are_compared_on_their_page(district, grassroots, joined):
    run = frozen(district)
    MembershipFactory(union=grassroots, joined_on=datetime.date(2016, 6, 30))
    frozen(district)
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    changes = browser.get(reverse("bulletins:changes", args=[run.bulletin_id, 1]), {"against": "2"})
    assert {each.figure.code: each.change for each in changes.context["compared"]}["members.joined"] == 1
    address = reverse("bulletins:frozen-figure", args=[run.bulletin_id, 1, "members.joined"])
    assert len(browser.get(address, {"against": "2", "moved": 1}).context["moved"].came) == 1


@pytest.mark.parametrize("kind", ["html", "md", "docx"])
def test_the_page_goes_out_as_a_file(district, joined, kind):
    run = frozen(district)
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    for address in (f"{PAGE}download/{kind}/?{H1}", reverse("bulletins:download-run", args=[run.bulletin_id, 1, kind])):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        told = answer.content.decode() if kind != "docx" else words_of(answer.content)
        assert "3名" in told
    assert run.digest_words in told


def test_there_is_no_other_format(district):
    assert browser_as(Role.DISTRICT_OFFICER, district).get(f"{PAGE}download/pdf/").status_code == 404


def test_the_register_lists_what_was_frozen(district, street):
    frozen(district)
    frozen(street)
    shown = text_of(browser_as(Role.STREET_OFFICER, street).get(f"{PAGE}bulletins/"))
    assert street.name in shown
    assert shown.count(">2016年上半年</a>") == 1


def test_more_streets_and_records_ask_no_more_queries(district, grassroots, joined):
    browser = browser_as(Role.DISTRICT_OFFICER, district)

    def queries() -> int:
        refresh()
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"{PAGE}?{H1}").status_code == 200
        return len(asked)

    before = queries()
    for number in range(12):
        street = UnionFactory(parent=district, level=Level.STREET, form=Form.FEDERATION)
        MembershipFactory(union=UnionFactory(parent=street), joined_on=datetime.date(2016, 2, number + 1))
    assert queries() <= before


@pytest.mark.parametrize("code", ["members.joined", "unions.employers_covered", "unions.employers_newly_covered"])
def test_the_page_asks_at_most_twelve_queries_whichever_figure_is_chosen(
    district, street, grassroots, joined, code, django_assert_max_num_queries
):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    refresh()
    for union in (district, street, grassroots):
        with django_assert_max_num_queries(12):
            assert browser.get(f"{PAGE}?{H1}&union={union.code}&figure={code}").status_code == 200


def test_the_period_before_and_after_lead_on(district):
    page = browser_as(Role.DISTRICT_OFFICER, district).get(f"{PAGE}?{H1}")
    assert "begins_on=2015-07-01" in page.context["earlier"]
    assert "begins_on=2016-07-01" in page.context["later"]


def test_the_page_opens_with_the_half_year_just_frozen_and_not_with_the_one_that_begins(district, street):
    browser = browser_as(Role.DISTRICT_OFFICER, district)
    at_hand = browser.get(PAGE).context["page"].period
    frozen(district, at_hand)
    page = browser.get(PAGE).context["page"]
    assert page.period == at_hand
    assert page.bulletin.period == at_hand


def test_unions_of_the_scope_are_offered_while_somebody_types(district, street):
    browser = browser_as(Role.STREET_OFFICER, street)
    asked = {"offer": "union", "union": street.name[:2]}
    offered = text_of(browser.get(PAGE, asked, headers={"HX-Request": "true"}))
    assert street.code in offered
    assert district.code not in offered.replace(street.code, "")
