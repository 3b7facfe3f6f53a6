"""Every state × action × role of what is asked about files, and of relief; each record is put back after each cell."""

import datetime

import pytest
from django.db import transaction

from tests.foundation.flow.cells import cells, check_cell
from tests.welfare.hardship.factories import Office, applied, visited
from tests.welfare.hardship.steps import asked
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.flow.services import act
from yuanxin.welfare.hardship.choices import ReliefState, RequestKind, RequestState
from yuanxin.welfare.hardship.models import FileRequest, Relief
from yuanxin.welfare.hardship.services import approve_relief
from yuanxin.welfare.hardship.states import RELIEF_FLOW, REQUEST_FLOW

APPLIED = datetime.date(2016, 4, 18)
NOTICED = datetime.date(2016, 4, 20)
TODAY = datetime.date(2016, 5, 20)

# The steps from the entry to each state.
WAYS = {
    RequestState.SUBMITTED: [],
    RequestState.RETURNED: ["return"],
    RequestState.ON_NOTICE: ["publish"],
    RequestState.REVIEWED: ["publish", "review"],
    RequestState.REFUSED: ["refuse"],
    RequestState.WITHDRAWN: ["withdraw"],
}
RELIEF_WAYS = {
    ReliefState.SUBMITTED: [],
    ReliefState.RETURNED: ["return"],
    ReliefState.REVIEWED: ["review"],
    ReliefState.REFUSED: ["refuse"],
    ReliefState.WITHDRAWN: ["withdraw"],
}


class PutBack(Exception):
    """Ends a cell whose writes are not to stay."""


def check_cells(flow, state, record, actors):
    checked = set()
    for cell in cells(flow):
        if cell.state == state:
            with pytest.raises(PutBack), transaction.atomic():
                fresh = type(record)._default_manager.get(pk=record.pk)
                check_cell(cell, fresh, actors[cell.role], today=TODAY)
                raise PutBack
            checked.add(cell.action)
    assert checked == flow.actions


@pytest.fixture
def actors(district, actor_as):
    return {role: actor_as(role, district) for role in Role}


@pytest.fixture
def without(monkeypatch):
    """The table without an action in a state: for one that a condition keeps from this kind of request."""

    def leave_out(state, action):
        table = {
            known: {name: to for name, to in steps.items() if (known, name) != (state, action)}
            for known, steps in REQUEST_FLOW.table.items()
        }
        monkeypatch.setattr(REQUEST_FLOW, "table", table)

    return leave_out


@pytest.mark.parametrize("state", RequestState)
def test_every_state_action_and_role_of_an_application(state, office: Office, household, actors, without):
    if state == RequestState.APPROVED:
        request = office.approved(applied(office.officer, household))
    else:
        request = visited(office.officer, applied(office.officer, household))
        for action in WAYS[state]:
            by_street = action in {"return", "review", "refuse"}
            day = TODAY if action == "review" else NOTICED
            act(request, action, actor=office.reviewer if by_street else office.officer, today=day, opinion="意见")
    if state == RequestState.REVIEWED:
        FileRequest.objects.filter(pk=request.pk).update(approved_on=TODAY)
    # One that is to be shown in public is not reviewed before.
    without(RequestState.SUBMITTED, "review")
    check_cells(REQUEST_FLOW, state, request, actors)


def test_every_action_and_role_of_a_re_check(office: Office, household, actors, without):
    office.filed(household, today=datetime.date(2015, 4, 1))
    request = applied(office.officer, household, kind=RequestKind.RECHECK, today=APPLIED)
    # A household on file is not shown again.
    without(RequestState.SUBMITTED, "publish")
    check_cells(REQUEST_FLOW, RequestState.SUBMITTED, request, actors)


@pytest.mark.parametrize("state", ReliefState)
def test_every_state_action_and_role_of_relief(state, office: Office, household, actors, fund):
    relief = asked(office.officer, household)
    if state == ReliefState.APPROVED:
        act(relief, "review", actor=office.reviewer, today=TODAY, opinion="同意")
        approve_relief(actor=office.approver, relief=relief, approved=relief.computed_fen, fund=fund, today=TODAY)
    else:
        for action in RELIEF_WAYS[state]:
            actor = office.officer if action == "withdraw" else office.reviewer
            act(relief, action, actor=actor, today=TODAY, opinion="意见")
    if state == ReliefState.REVIEWED:
        Relief.objects.filter(pk=relief.pk).update(approved_on=TODAY, approved_fen=3000, fund=fund)
    check_cells(RELIEF_FLOW, state, relief, actors)
