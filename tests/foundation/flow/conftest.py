"""A flow with everything in it, on the model of the real case: sending in, review by another person, return."""

import dataclasses
import datetime

import pytest

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory, TransferProposalFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.flow import registry
from yuanxin.foundation.flow.tables import BEGIN, Deadline, To
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.choices import TransferState as S
from yuanxin.organisation.members.states import TRANSFER_FLOW

TODAY = datetime.date(2016, 6, 30)

# The states of a transfer, taken as: drafted, sent in, approved, and returned to the first for correction.
REVIEW_FLOW = dataclasses.replace(
    TRANSFER_FLOW,
    table={
        S.PROPOSED: {
            "refuse": To(
                S.REFUSED, "Send in", needs=Permission.EDIT, deadline=Deadline("member.transfer_timeout_days")
            ),
        },
        S.REFUSED: {
            "complete": To(S.DONE, "Approve", needs=Permission.EDIT, not_by=(BEGIN, "refuse")),
            "withdraw": To(S.PROPOSED, "Return", needs=Permission.EDIT, not_by=("refuse",), opinion=True),
        },
    },
    first_deadline=None,
    _entering={},
)


@pytest.fixture
def other(street):
    return UnionFactory(name="圆心电子厂工会", parent=street)


@pytest.fixture
def proposal(grassroots, other):
    """From `grassroots` to `other`."""
    return TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other)


@pytest.fixture
def review(monkeypatch):
    """The review flow in the place of the transfer's."""
    monkeypatch.setitem(registry._flows, REVIEW_FLOW.kind, REVIEW_FLOW)
    return REVIEW_FLOW


@pytest.fixture
def clerks(actor_as, street):
    """Two street officers."""
    return actor_as(Role.STREET_OFFICER, street), actor_as(Role.STREET_OFFICER, street)
