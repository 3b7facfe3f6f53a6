"""Word papers: their form as GB/T 9704-2012 wants it, their numbers, who takes them, and what the log is told."""

import datetime
import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.urls import reverse
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.flow.factories import NoticeFactory
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.documents.models import AgencyMark, DocumentNumber, NumberSeries
from yuanxin.foundation.documents.papers import Paper, declare_paper, declared, filling
from yuanxin.foundation.documents.papers.sheets import CHARACTERS, CLOSER, LINE, TEXT_WIDTH, sheet_of
from yuanxin.foundation.documents.services import NoAgencyMark, hand_out, issue_number, set_agency_mark
from yuanxin.foundation.documents.services.papers import NotYet
from yuanxin.foundation.flow.choices import Permission
from yuanxin.foundation.flow.models import Notice
from yuanxin.foundation.flow.papers import NOTICE_PAPER
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused

TODAY = datetime.date(2016, 4, 28)
SYSTEM = Actor.system("tests")

LETTER_TEXT = """\
# {{ agency }}关于同意成立{{ name }}的批复
> {{ name }}：
你单位的请示收悉。
一、组织设置
（一）委员会
{% if many %}
设经费审查委员会。
{% endif %}
| 序号:1 | 姓名:4
|{% for person in people %}
| {{ loop.index }} | {{ person }}
|{% endfor %}
@
= 抄送：{{ name }}。
+ 附件
## {{ name }}名单
"""


def letter_context(notice):
    return {
        "agency": notice.union.parent.name,
        "dated_on": notice.begins_on,
        "name": notice.object_label,
        "many": True,
        "people": ["张三", "李四 & <王五>"],
    }


LETTER = Paper(
    "tests.letter",
    "批复",
    Notice,
    "tests/letter.txt",
    letter_context,
    lambda notice: f"关于{notice.object_label}的批复",
    Permission.ANSWER_OBJECTIONS,
    numbered_by="union__parent",
)


@pytest.fixture
def letter(monkeypatch):
    """A numbered letter of the upper union, made of a notice."""
    monkeypatch.setattr(filling, "source_of", lambda _template: LETTER_TEXT)
    declare_paper(LETTER)
    yield LETTER
    declared.forget(LETTER.code)


@pytest.fixture
def notice(street):
    return NoticeFactory(union=street, object_label="圆心机械厂工会", begins_on=TODAY)


@pytest.fixture
def mark(officer, district):
    return set_agency_mark(actor=officer, union=district, mark="示总工", today=TODAY)


def opened(content):
    return Document(io.BytesIO(content))


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def font_of(document, text):
    """Font and size of the paragraph that holds `text`."""
    (paragraph,) = [each for each in document.paragraphs if text in each.text]
    run = next(run for run in paragraph.runs if run.text)
    return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt


def test_the_letter_has_the_form_of_the_standard(letter, notice, mark, officer):
    name, content = hand_out(actor=officer, paper=letter, target=notice, today=TODAY)
    document = opened(content)
    assert name == "关于圆心机械厂工会的批复.docx"
    section = document.sections[0]
    assert [round(edge.mm) for edge in (section.page_width, section.page_height)] == [210, 297]
    assert [round(edge.mm) for edge in (section.top_margin, section.left_margin)] == [37, 28]
    assert round((section.page_height - section.top_margin - section.bottom_margin) / Mm(1)) == 225
    grid = section._sectPr.find(qn("w:docGrid"))
    assert 225 <= int(grid.get(qn("w:linePitch"))) / 20 * 22 / 72 * 25.4 < 225.5, "22 lines"
    width = CHARACTERS * (16 + CLOSER / 20)
    assert width <= TEXT_WIDTH.pt < width + 16, "28 characters"
    assert font_of(document, "关于同意成立") == ("方正小标宋简体", 22)
    assert font_of(document, "收悉") == ("仿宋_GB2312", 16)
    assert font_of(document, "一、") == ("黑体", 16)
    assert font_of(document, "（一）") == ("楷体_GB2312", 16)
    assert font_of(document, "抄送") == ("仿宋_GB2312", 14)
    assert texts(document)[:2] == ["示范区总工会文件", "示总工〔2016〕1号"]
    signed = texts(document).index("示范区总工会")
    assert texts(document)[signed : signed + 3] == ["示范区总工会", "2016年4月28日", "抄送：圆心机械厂工会。"]


def test_an_annex_begins_a_page_and_a_heading_may_be_filled_in(letter, notice, mark, officer):
    document = opened(hand_out(actor=officer, paper=letter, target=notice, today=TODAY)[1])
    (annex,) = [each for each in document.paragraphs if each.text == "附件"]
    assert annex.paragraph_format.page_break_before
    assert annex.paragraph_format.first_line_indent is None
    kept = [each.text for each in document.paragraphs if each.paragraph_format.keep_with_next]
    headings, leads_to_table = ["一、组织设置", "（一）委员会"], "设经费审查委员会。"
    assert kept == [*headings, leads_to_table, "示范区总工会", "圆心机械厂工会名单"], "none stands alone on a page"
    rows = [
        [each.paragraphs[0].paragraph_format.keep_with_next for each in row.cells] for row in document.tables[0].rows
    ]
    assert rows == [[None, None]] * (len(rows) - 1) + [[True, True]], "the last row goes with the signature"
    assert font_of(document, "附件") == font_of(document, "圆心机械厂工会名单") == ("黑体", 16)


def test_pages_are_numbered_at_the_outer_edge(letter, notice, mark, officer):
    document = opened(hand_out(actor=officer, paper=letter, target=notice, today=TODAY)[1])
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((document.sections[0].footer, 2), (document.sections[0].even_page_footer, 0)):
        (paragraph,) = footer.paragraphs
        assert "".join(run.text for run in paragraph.runs if "—" in run.text) == "—  —"
        assert "PAGE" in paragraph._p.xml
        assert paragraph.alignment == side
        assert paragraph.runs[0].font.size.pt == 14


def test_agency_and_date_share_their_middle(letter, notice, mark, officer):
    document = opened(hand_out(actor=officer, paper=letter, target=notice, today=TODAY)[1])
    agency, date = [each for each in document.paragraphs if each.text in ("示范区总工会", "2016年4月28日")]
    # Six wide characters against three wide and seven narrow ones.
    middle = agency.paragraph_format.right_indent.pt / 16 + 6 / 2
    assert middle == pytest.approx(date.paragraph_format.right_indent.pt / 16 + 6.5 / 2, abs=0.1)
    assert min(agency.paragraph_format.right_indent.pt, date.paragraph_format.right_indent.pt) >= 32


def test_conditions_tables_and_odd_characters_come_out_whole(letter, notice, mark, officer):
    document = opened(hand_out(actor=officer, paper=letter, target=notice, today=TODAY)[1])
    assert "设经费审查委员会。" in texts(document)
    assert not [text for text in texts(document) if "{" in text]
    (table,) = document.tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells == [["序号", "姓名"], ["1", "张三"], ["2", "李四 & <王五>"]]
    assert table.columns[1].width == pytest.approx(table.columns[0].width * 4, rel=0.01)


def test_amounts_stand_at_the_right_and_a_form_has_no_head():
    document = sheet_of("| 项目:2 | 金额（元）:1>\n| 起付线 | 500.00\n\n| :1 | :3\n| 姓名 | 张三", red_head=False)
    amounts, form = document.tables
    sides = [[cell.paragraphs[0].alignment for cell in row.cells] for row in amounts.rows]
    centre, left, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
    assert sides == [[centre, centre], [left, right]]
    assert [[cell.text for cell in row.cells] for row in form.rows] == [["姓名", "张三"]]
    assert form.columns[1].width == pytest.approx(form.columns[0].width * 3, rel=0.01)


def test_a_table_stays_with_its_lead_and_half_a_line_parts_it_from_whatever_follows(monkeypatch):
    signed = "审批意见：\n| :1 | :3\n| 复核 | 同意\n@"
    text = "| :1 | :3\n| 姓名 | 张三\n{% if words %}\n大写：{{ words }}。\n{% endif %}\n" + signed
    monkeypatch.setattr(filling, "source_of", lambda _template: text)
    given = {"agency": "示范区总工会", "dated_on": TODAY}
    for words, after in (("壹佰元整", "大写：壹佰元整。"), ("", "审批意见：")):
        document = opened(filling.laid_out("any", {**given, "words": words}, title="审批表"))
        spaced = {each.text: each.paragraph_format.space_before for each in document.paragraphs}
        assert spaced[after].pt == pytest.approx(LINE.pt / 2, abs=0.1)
        assert spaced["示范区总工会"].pt == pytest.approx(LINE.pt * 2, abs=0.1)
        assert not spaced["2016年4月28日"]
        assert {each.text for each in document.paragraphs if each.paragraph_format.keep_with_next} > {"审批意见："}
    assert list(spaced) == ["审批意见：", "示范区总工会", "2016年4月28日"]


def test_a_row_that_is_signed_by_hand_has_room():
    (table,) = sheet_of("| 姓名:2 | 本人签名:3\n| 张三 |", red_head=False).tables
    assert table.rows[1].height.mm == pytest.approx(10, abs=0.1)


def test_a_demonstration_says_so_on_every_page(letter, notice, mark, officer, monkeypatch):
    monkeypatch.setattr(filling.shell, "demo_notice", lambda: "演示数据")
    document = opened(hand_out(actor=officer, paper=letter, target=notice, today=TODAY)[1])
    for header in (document.sections[0].header, document.sections[0].even_page_header):
        assert header.paragraphs[0].text == "演示数据"


def test_numbers_run_by_union_and_year_without_a_leading_nought(letter, street, mark, officer):
    given = [
        issue_number(
            actor=officer, paper=letter, target=NoticeFactory(union=street, begins_on=day, ends_on=day), today=day
        )
        for day in (TODAY, TODAY, datetime.date(2017, 1, 4))
    ]
    assert [str(number) for number in given] == ["示总工〔2016〕1号", "示总工〔2016〕2号", "示总工〔2017〕1号"]


def test_a_paper_keeps_its_number_whenever_it_is_made_again(letter, notice, mark, officer):
    first = issue_number(actor=officer, paper=letter, target=notice, today=TODAY)
    for _time in range(2):
        document = opened(hand_out(actor=officer, paper=letter, target=notice, today=TODAY)[1])
        assert str(first) in texts(document)
    assert DocumentNumber.objects.count() == 1


def test_what_is_rolled_back_leaves_no_gap(letter, street, mark, officer):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issue_number(actor=officer, paper=letter, target=NoticeFactory(union=street), today=TODAY)
        _nothing = 1 / 0
    assert issue_number(actor=officer, paper=letter, target=NoticeFactory(union=street), today=TODAY).number == 1


def test_many_at_once_get_numbers_without_gap_or_double(own_database, letter, street, mark):
    notices = [NoticeFactory(union=street) for _number in range(12)]
    start = threading.Barrier(4)

    def work(some):
        start.wait()
        try:
            for each in some:
                issue_number(actor=SYSTEM, paper=letter, target=Notice.objects.get(pk=each.pk), today=TODAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        # Two of the four ask for the same papers.
        list(pool.map(work, [notices[:6], notices[:6], notices[6:], notices[6:]]))
    assert sorted(DocumentNumber.objects.values_list("number", flat=True)) == list(range(1, 13))
    assert NumberSeries.objects.get().last == 12


def test_without_a_mark_no_number_is_given(letter, notice, officer, district):
    with pytest.raises(NoAgencyMark, match="示范区总工会"):
        hand_out(actor=officer, paper=letter, target=notice, today=TODAY)
    assert not DocumentNumber.objects.exists()


@pytest.mark.parametrize("mark", ["", "A", "西", "XHZG", "西总工〔", "西 总工"])
def test_a_mark_is_chinese_characters(mark, officer, district):
    with pytest.raises(Refused) as refusal:
        set_agency_mark(actor=officer, union=district, mark=mark, today=TODAY)
    assert refusal.value.field == "mark"


def test_a_mark_is_set_by_who_may_and_is_one_unions(mark, officer, street, actor_as):
    with pytest.raises(Refused):
        set_agency_mark(actor=officer, union=street, mark="示总工", today=TODAY)
    with pytest.raises(NotAllowed):
        set_agency_mark(actor=actor_as(Role.LEADER, street), union=street, mark="湖滨工", today=TODAY)
    with pytest.raises(OutOfScope):
        set_agency_mark(actor=actor_as(Role.STREET_OFFICER, UnionFactory()), union=street, mark="湖滨工", today=TODAY)
    assert AgencyMark.objects.get() == mark


def test_a_paper_is_taken_by_who_may_and_told_to_the_log(letter, notice, mark, officer, actor_as, street):
    with pytest.raises(NotAllowed):
        hand_out(actor=actor_as(Role.LEADER, street), paper=letter, target=notice, today=TODAY)
    hand_out(actor=officer, paper=letter, target=notice, today=TODAY)
    event = Event.objects.get(action="audit.exported")
    assert (event.union, event.details["number"], event.details["of"]) == (
        street.pk,
        "示总工〔2016〕1号",
        "flow.notice",
    )


def test_a_record_that_is_not_ready_gives_no_paper(notice, officer):
    early = Paper(
        "tests.early", "早", Notice, "x", letter_context, str, Permission.VIEW_NOTICES, when=lambda _notice: False
    )
    with pytest.raises(NotYet):
        hand_out(actor=officer, paper=early, target=notice, today=TODAY)


def test_the_page_offers_the_paper_and_gives_it(notice, street):
    browser = browser_as(Role.STREET_OFFICER, street)
    address = reverse("documents:paper", args=[NOTICE_PAPER.code, notice.pk])
    assert address in browser.get(reverse("flow:notice-detail", args=[notice.pk])).content.decode()
    assert browser.get(address).status_code == 405
    response = browser.post(address)
    shown = texts(opened(response.content))
    assert shown[0] == notice.title
    assert shown[-2:] == ["湖滨街道总工会", "2016年4月28日"]
    assert response["Content-Disposition"].startswith("attachment")
    assert browser.post(reverse("documents:paper", args=["no.such", notice.pk])).status_code == 404
    other = browser_as(Role.STREET_OFFICER, UnionFactory())
    assert other.post(address).status_code == 404


def test_the_mark_is_set_on_its_page(street):
    browser = browser_as(Role.STREET_OFFICER, street)
    refused = browser.post(reverse("documents:mark-set"), {"union": street.code, "mark": "HB"})
    assert refused.status_code == 422
    assert browser.post(reverse("documents:mark-set"), {"union": street.code, "mark": "湖滨工"}).status_code == 302
    assert "湖滨工" in browser.get(reverse("documents:agencymark-list")).content.decode()
