"""A district with a street and a unit, and everybody who has a hand in its allowance."""

from collections.abc import Callable

import pytest

from tests.finance.allowances.factories import AllowanceFactory, CallFactory, EntryFactory
from tests.foundation.payments.factories import FundEntryFactory, FundFactory
from tests.foundation.unions.factories import UnionFactory
from yuanxin.finance.allowances.models import AllowanceCall, StaffAllowance
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.unions.models import Union


@pytest.fixture
def call(district: Union) -> AllowanceCall:
    """The call of 2016."""
    return CallFactory(union=district)


@pytest.fixture
def draft(call: AllowanceCall, grassroots: Union) -> StaffAllowance:
    """A unit's draft with three names on its roster."""
    allowance = AllowanceFactory(union=grassroots, call=call)
    EntryFactory.create_batch(3, allowance=allowance)
    return allowance


@pytest.fixture
def fund(district: Union) -> Fund:
    """Where the treasury's money is entered."""
    return FundEntryFactory(fund=FundFactory(union=district)).fund


@pytest.fixture
def other_unit(street: Union) -> Union:
    """A second unit of the street."""
    return UnionFactory(name="湖滨小学工会", parent=street)


@pytest.fixture
def clerk(actor_as: Callable[..., Actor], grassroots: Union) -> Actor:
    """Who asks for the unit."""
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def street_officer(actor_as: Callable[..., Actor], street: Union) -> Actor:
    """Who reviews."""
    return actor_as(Role.STREET_OFFICER, street)


@pytest.fixture
def approver(actor_as: Callable[..., Actor], district: Union) -> Actor:
    """Who settles."""
    return actor_as(Role.APPROVER, district)


@pytest.fixture
def accountant(actor_as: Callable[..., Actor], district: Union) -> Actor:
    """Who asks the treasury."""
    return actor_as(Role.FINANCE, district)
