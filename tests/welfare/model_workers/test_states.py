"""Every cell of the three tables, and what is seen in the inbox."""

import datetime
from dataclasses import replace

import pytest

from tests.foundation.flow.cells import check_cell, every_cell
from tests.welfare.model_workers.factories import (
    BenefitFactory,
    FilingFactory,
    IncomeStatementFactory,
    MedicalClaimFactory,
)
from tests.welfare.model_workers.ways import TODAY
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.flow import inbox
from yuanxin.foundation.flow.models import Decision, Notice
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.flow.tables import BEGIN
from yuanxin.welfare.model_workers.choices import EntitlementState, FilingState, Permission, Purpose
from yuanxin.welfare.model_workers.states import BENEFIT_FLOW, CLAIM_FLOW, FILING_FLOW

PAID = {"approved": 700, "paid": 700, "paid_on": TODAY, "granted_on": TODAY}
AMOUNTS = {
    EntitlementState.GRANTED: {"approved": 700, "granted_on": TODAY},
    EntitlementState.PAID: PAID,
    EntitlementState.SIGNED: PAID | {"signed_on": TODAY},
}


def begun_by(record, actor) -> None:
    """The record was entered by the actor, as some steps ask."""
    Decision.objects.create(
        kind=record._meta.label_lower, object_id=record.pk, round=1, action=BEGIN, to_state=record.state,
        actor=actor.key, actor_label=actor.label, at=datetime.datetime(2016, 3, 1, tzinfo=datetime.UTC),
    )  # fmt: skip


def check_entitlement(cell, factory, worker, actor, district, **values):
    filing = FilingFactory(union=district, purpose=Purpose.MEDICAL, level=None)
    record = factory(worker=worker, filing=filing, state=cell.state, **AMOUNTS.get(cell.state, {}), **values)
    if cell.action == "withdraw" and cell.state == EntitlementState.SUBMITTED:
        begun_by(record, actor)
    check_cell(cell, record, actor, today=TODAY)


@every_cell(BENEFIT_FLOW)
def test_every_step_of_a_benefit(cell, actor_as, worker, district):
    check_entitlement(cell, BenefitFactory, worker, actor_as(cell.role, district), district)


def test_a_claim_goes_as_a_benefit_does_but_for_who_enters_it():
    """So that the cells of one table speak for both."""
    assert set(CLAIM_FLOW.table) == set(BENEFIT_FLOW.table)
    for state, action, to in CLAIM_FLOW.steps():
        like = BENEFIT_FLOW.step(state, action)
        asks = Permission.CLAIM if like.needs == Permission.APPLY else like.needs
        own_page = like.page.replace("benefit", "medicalclaim")
        assert to == replace(like, needs=asks, page=own_page)


def test_a_claim_goes_all_the_way(actor_as, worker, district, grassroots):
    claim = MedicalClaimFactory(worker=worker)
    for role, action, state in (
        (Role.GRASSROOTS_OFFICER, "check", EntitlementState.CHECKED),
        (Role.REVIEWER, "return", EntitlementState.RETURNED),
        (Role.GRASSROOTS_OFFICER, "resubmit", EntitlementState.SUBMITTED),
        (Role.STREET_OFFICER, "check", EntitlementState.CHECKED),
        (Role.REVIEWER, "refuse", EntitlementState.REFUSED),
    ):
        act(claim, action, actor=actor_as(role, district), today=TODAY, opinion="意见")
        assert claim.state == state


@every_cell(FILING_FLOW)
def test_every_step_of_a_filing(cell, actor_as, worker, district):
    own = cell.action == "submit"
    filing = FilingFactory(
        union=district, state=cell.state, purpose=Purpose.MEDICAL if own else Purpose.BENEFITS, level=None if own else 3
    )
    inside = {
        FilingState.OPEN: EntitlementState.REVIEWED,
        FilingState.NOTICE: EntitlementState.REVIEWED,
        FilingState.REPORTED: EntitlementState.REPORTED,
    }.get(cell.state, EntitlementState.GRANTED)
    if cell.action == "drop":
        inside = EntitlementState.REFUSED
    (MedicalClaimFactory if own else BenefitFactory)(
        worker=worker, filing=filing, state=inside, **AMOUNTS.get(inside, {})
    )
    if cell.state == FilingState.NOTICE:
        Notice.objects.create(
            union=district, kind="model_workers.filing", object_id=filing.pk, object_label=str(filing), round=1,
            title="公示", text="", entries=[], begins_on=datetime.date(2016, 2, 22), ends_on=datetime.date(2016, 3, 1),
        )  # fmt: skip
    check_cell(cell, filing, actor_as(cell.role, district), today=TODAY)


def test_what_waits_is_seen_by_whose_turn_it_is(worker, district, chair, reviewer, clerk, approver):
    filing = FilingFactory(union=district)
    benefit = BenefitFactory(worker=worker, filing=filing)

    def waits(actor) -> set[str]:
        return {item.subject for found in inbox.waiting(actor, TODAY) for item in found.items}

    assert str(benefit) in waits(chair)
    assert str(benefit) not in waits(reviewer) | waits(clerk)
    type(benefit).objects.filter(pk=benefit.pk).update(state=EntitlementState.CHECKED)
    assert str(benefit) in waits(reviewer)
    assert filing.title in waits(clerk)
    assert filing.title not in waits(approver)


@pytest.mark.parametrize("flow", [BENEFIT_FLOW, CLAIM_FLOW, FILING_FLOW], ids=lambda flow: flow.kind)
def test_every_state_is_coloured_and_reached(flow):
    assert set(flow.colours) == set(flow.states)
    reached = {to.state for _state, _action, to in flow.steps()} | {flow.starts}
    assert reached == set(flow.states)


def test_a_statement_to_be_given_waits_for_the_union_that_serves(worker, survey, chair, reviewer):
    IncomeStatementFactory(survey=survey, worker=worker, income=None)
    codes = {found.code for found in inbox.waiting(chair, TODAY)}
    assert "model_workers.statements" in codes
    assert "model_workers.statements" not in {found.code for found in inbox.waiting(reviewer, TODAY)}
