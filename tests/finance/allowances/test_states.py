"""Every state × action × role of an allowance and of a grant."""

from tests.finance.allowances.factories import TODAY, AllowanceFactory, CallFactory, EntryFactory, GrantFactory
from tests.foundation.flow.cells import check_cell, every_cell
from yuanxin.finance.allowances.choices import AllowanceState, GrantState
from yuanxin.finance.allowances.models import StaffAllowance
from yuanxin.finance.allowances.states import ALLOWANCE_FLOW, GRANT_FLOW
from yuanxin.foundation.flow.models import Decision


@every_cell(ALLOWANCE_FLOW)
def test_every_cell_of_an_allowance(cell, district, grassroots, actor_as):
    allowance = AllowanceFactory(union=grassroots, call=CallFactory(union=district), state=cell.state)
    EntryFactory(allowance=allowance)
    if cell.state == AllowanceState.PAID:
        StaffAllowance.objects.filter(pk=allowance.pk).update(paid_on=TODAY)
        allowance.refresh_from_db()
    actor = actor_as(cell.role, district)
    if cell.action == "take_back" and cell.state == AllowanceState.SUBMITTED:
        # Only whoever sent it in takes it back.
        Decision.objects.create(
            kind=ALLOWANCE_FLOW.kind, object_id=allowance.pk, round=0, action="submit", to_state=cell.state,
            actor=actor.key, at="2016-05-19T08:00Z",
        )  # fmt: skip
    if cell.action == "settle":
        # The amount is entered on the page of the step.
        StaffAllowance.objects.filter(pk=allowance.pk).update(approved=allowance.computed, counts_on=TODAY)
    check_cell(cell, allowance, actor, today=TODAY)


@every_cell(GRANT_FLOW)
def test_every_cell_of_a_grant(cell, district, grassroots, actor_as, fund):
    grant = GrantFactory(union=district, state=cell.state, fund=fund)
    if cell.action == "grant" and cell.state == GrantState.SENT:
        grant.document_number, grant.granted_on = "西财〔2016〕31号", TODAY
        grant.save(update_fields=["document_number", "granted_on"])
    AllowanceFactory(union=grassroots, call=grant.call, grant=grant, state=AllowanceState.APPROVED)
    check_cell(cell, grant, actor_as(cell.role, district), today=TODAY)


def test_only_what_is_not_asked_for_is_an_end():
    assert ALLOWANCE_FLOW.ends == {AllowanceState.WITHDRAWN}
    assert GRANT_FLOW.ends == {GrantState.DISSOLVED}
