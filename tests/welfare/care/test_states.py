"""Every state × action × role of a programme and of a claim."""

from decimal import Decimal

from tests.foundation.flow.cells import check_cell, every_cell
from tests.welfare.care.factories import TODAY, ClaimFactory, ProgrammeFactory
from yuanxin.foundation.flow.models import Decision
from yuanxin.welfare.care.choices import ClaimState, ProgrammeState
from yuanxin.welfare.care.models import CoverClaim
from yuanxin.welfare.care.states import CLAIM_FLOW, PROGRAMME_FLOW


@every_cell(PROGRAMME_FLOW)
def test_every_cell_of_a_programme(cell, district, grassroots, actor_as):
    programme = ProgrammeFactory(union=grassroots, state=cell.state)
    actor = actor_as(cell.role, district)
    if cell.action == "take_back" and cell.state == ProgrammeState.SUBMITTED:
        # Only whoever sent it in takes it back.
        Decision.objects.create(
            kind=PROGRAMME_FLOW.kind, object_id=programme.pk, round=0, action="submit", to_state=cell.state,
            actor=actor.key, at="2016-05-19T08:00Z",
        )  # fmt: skip
    check_cell(cell, programme, actor, today=TODAY)


@every_cell(CLAIM_FLOW)
def test_every_cell_of_a_claim(cell, district, grassroots, actor_as, fund):
    claim = ClaimFactory(union=grassroots, state=cell.state)
    if cell.action == "approve":
        # The amount and the fund are entered on the page of the step.
        CoverClaim.objects.filter(pk=claim.pk).update(approved=Decimal(8000), computed=Decimal(8000), fund=fund)
    if cell.state == ClaimState.PAID:
        CoverClaim.objects.filter(pk=claim.pk).update(paid_on=TODAY)
    claim.refresh_from_db()
    check_cell(cell, claim, actor_as(cell.role, district), today=TODAY)


def test_what_was_not_carried_out_refused_or_withdrawn_is_an_end():
    assert PROGRAMME_FLOW.ends == {ProgrammeState.DROPPED}
    assert CLAIM_FLOW.ends == {ClaimState.REFUSED, ClaimState.WITHDRAWN}
