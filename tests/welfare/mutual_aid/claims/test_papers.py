"""The approval form of a claim in Word: what was computed, by which steps, who agreed; never the diagnosis."""

import io
from decimal import Decimal

import pytest
from docx import Document

from tests.welfare.mutual_aid.claims.claiming import CARD, TODAY, fresh, step
from tests.welfare.mutual_aid.claims.factories import BillFactory, ClaimFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.documents.services import hand_out
from yuanxin.foundation.kernel.errors import NotAllowed
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import ClaimState as S
from yuanxin.welfare.mutual_aid.models import Enrolment
from yuanxin.welfare.mutual_aid.queries.claim_papers import CLAIM_PAPER


def text_of(actor, claim):
    _name, content = hand_out(actor=actor, paper=CLAIM_PAPER, target=fresh(claim), today=TODAY)
    document = Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_form_shows_every_step_the_amounts_and_who_agreed(approved, approver):
    text = text_of(approver, approved)
    for told in ("职工医疗互助理赔审批表", "王芳", "市第一人民医院", "48,000.00", "5,000.00 × 30%", "5,220.00",
                 "伍仟贰佰贰拾元整", "复审批准"):  # fmt: skip
        assert told in text, told
    for secret in ("K35", "阑尾炎", CARD, approved.person.document_number):
        assert str(secret) not in text


def test_a_cut_is_printed_with_its_code_and_sentence(worker, officer, reviewer):
    claim = ClaimFactory(enrolment=Enrolment.objects.get(person=worker), state=S.CHECKED)
    BillFactory(claim=claim, total=Decimal(150_000), pool=Decimal(80_000), excluded=Decimal(8_000))
    step(claim, "compute", officer)
    text = text_of(reviewer, claim)
    assert "R41：" in text
    assert "20,000.00" in text


def test_a_refusal_is_printed_with_its_reason(worker, officer, reviewer):
    claim = ClaimFactory(enrolment=Enrolment.objects.get(person=worker), state=S.CHECKED)
    BillFactory(claim=claim, total=Decimal(600), pool=Decimal(150), excluded=Decimal(0))
    step(claim, "compute", officer)
    step(claim, "skip", officer)
    services.refuse_claim(actor=reviewer, claim=fresh(claim), reason="R21", opinion="", today=TODAY)
    assert "不予补助，原因：R21" in text_of(reviewer, claim)


@pytest.mark.parametrize("role", [Role.DISTRICT_OFFICER, Role.FINANCE, Role.LEADER])
def test_who_sees_no_illness_takes_no_form(approved, actor_as, district, role):
    with pytest.raises(NotAllowed):
        text_of(actor_as(role, district), approved)


def test_there_is_no_form_before_the_claim_is_computed(draft):
    assert not CLAIM_PAPER.when(draft)
