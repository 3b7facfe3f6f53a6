"""Every state × action × role of the flows about unions; each record is made once and put back after each cell."""

import pytest
from django.db import transaction

from tests.foundation.flow.cells import cells, check_cell
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.founding.stories import TODAY, applied, clerk, founding_in
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.unions.choices import Form
from yuanxin.organisation.founding.choices import FoundingState, Shape
from yuanxin.organisation.founding.models import Founding
from yuanxin.organisation.founding.states import FOUNDING_FLOW


class PutBack(Exception):
    """Ends a cell whose writes are not to stay."""


def check_cells(flow, state, record, actors):
    """Each cell of a state with each role, on the same record."""
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
    """A newly appointed user of each role, over the whole district."""
    return {role: actor_as(role, district) for role in Role}


def ready_to_decide(founding):
    """An application that waits for the approval has its day and number, entered on the page of that step."""
    if founding.state == FoundingState.REVIEWED:
        Founding.objects.filter(pk=founding.pk).update(approved_on=TODAY, approval_number="西总工〔2016〕1号")
    return founding


@pytest.mark.parametrize("state", FoundingState)
def test_every_state_action_and_role_of_a_founding(state, street, actors, monkeypatch):
    founding = ready_to_decide(founding_in(state, street, members=3))
    table = {known: {a: to for a, to in steps.items() if a != "ready"} for known, steps in FOUNDING_FLOW.table.items()}
    monkeypatch.setattr(FOUNDING_FLOW, "table", table)
    check_cells(FOUNDING_FLOW, state, founding, actors)


def test_every_action_and_role_where_a_joint_union_is_joined(street, actors, monkeypatch):
    joint = UnionFactory(parent=street, form=Form.JOINT)
    founding = applied(street, shape=Shape.EXISTING, members=5, joins=joint)
    act(founding, "accept", actor=clerk(1), today=TODAY, opinion="同意")
    table = {
        known: {action: to for action, to in steps.items() if action != "nominate"}
        for known, steps in FOUNDING_FLOW.table.items()
    }
    monkeypatch.setattr(FOUNDING_FLOW, "table", table)
    check_cells(FOUNDING_FLOW, FoundingState.PREPARING, founding, actors)
