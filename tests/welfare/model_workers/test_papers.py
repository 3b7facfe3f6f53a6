"""The Word papers: whole tables, amounts that add up, and nothing that is sealed."""

import io

from docx import Document

from tests.welfare.model_workers.ways import TODAY, run
from yuanxin.foundation.documents.papers.filling import filled
from yuanxin.welfare.model_workers.queries.papers import FILE, FORM, SUMMARY


def cells_of(paper, record) -> list[list[list[str]]]:
    document = Document(io.BytesIO(filled(paper, record, None)))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def test_the_summary_of_a_filing_ends_with_what_it_comes_to(clerk, district, poor):
    filing, benefits = run(clerk, district)
    (rows,) = cells_of(SUMMARY, filing)
    assert [row[1] for row in rows] == ["姓名", *["王启真"] * len(benefits), "合计"]
    total = sum(benefit.applied for benefit in benefits)
    assert rows[-1] == ["", "合计", "", "", f"{total:,.2f}", f"{total:,.2f}"]


def test_the_form_leaves_room_for_the_opinions_and_shows_nothing_sealed(clerk, district, poor):
    _filing, benefits = run(clerk, district)
    person, amounts, opinions = cells_of(FORM, benefits[0])
    assert ["姓名、性别", f"王启真，{poor.worker.person.get_sex_display()}"] in person
    assert amounts[1] == [f"{benefits[0].computed:,.2f}", f"{benefits[0].applied:,.2f}", ""]
    assert [row[1] for row in opinions[1:]] == ["", "", ""]
    assert "4,000" not in str([person, amounts, opinions])


def test_the_file_tells_titles_time_on_the_register_and_help(clerk, district, poor):
    _filing, benefits = run(clerk, district)
    worker = poor.worker
    person, honours, spells, given = cells_of(FILE, worker)
    assert ["银行卡", "未登记"] in person
    assert honours[1][0] == worker.honour.title.name
    assert spells[1][0] == worker.union.name
    assert len(given) == 1 + len(benefits)
    assert given[1][0] == str(TODAY)
