"""The papers of enrolments: the roster of a list and the calculation of a subsidy."""

import io
from decimal import Decimal

import pytest
from docx import Document

from tests.welfare.mutual_aid.enrolments.factories import TODAY, SubsidyFactory
from yuanxin.foundation.documents.services import hand_out
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.welfare.mutual_aid.choices import UnitState
from yuanxin.welfare.mutual_aid.queries.papers import ROSTER_PAPER, SUBSIDY_PAPER
from yuanxin.welfare.mutual_aid.services.subsidies import settle_subsidy


@pytest.fixture(autouse=True)
def _in_the_window(on_the_day: None) -> None:
    """Every paper is printed on a day of the window."""


def test_the_roster_names_its_people_with_masked_numbers(unit_in, clerk):
    unit = unit_in(UnitState.CHECKED)
    person = unit.enrolments.first().person
    _name, content = hand_out(actor=clerk, paper=ROSTER_PAPER, target=unit, today=TODAY)
    said = text_of(content)
    for words in (unit.scheme.name, unit.union.name, person.name, "180.00", "壹佰捌拾元整"):
        assert words in said
    assert unseal(person.document_number) not in said


def test_a_list_that_is_being_made_is_no_paper(unit_in):
    assert not ROSTER_PAPER.when(unit_in(UnitState.DRAFT))


def test_the_calculation_of_a_subsidy_tells_each_step(grassroots, approver, fund):
    subsidy = SubsidyFactory(union=grassroots)
    said = text_of(hand_out(actor=approver, paper=SUBSIDY_PAPER, target=subsidy, today=TODAY)[1])
    assert "尚未核定" in said
    subsidy = settle_subsidy(
        actor=approver, subsidy=subsidy, amount=Decimal(140), fund=fund, reason="按实际在岗人数核减", today=TODAY
    )
    said = text_of(hand_out(actor=approver, paper=SUBSIDY_PAPER, target=subsidy, today=TODAY)[1])
    for words in ("10人×15.00元", "150.00", "140.00", "壹佰肆拾元整", "按实际在岗人数核减"):
        assert words in said


def text_of(content: bytes) -> str:
    """The text of a Word paper."""
    document = Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
