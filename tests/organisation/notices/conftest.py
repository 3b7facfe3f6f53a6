"""A district with two streets, each with grassroots unions, and their officers."""

import pytest

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.unions.choices import Form, Level


@pytest.fixture
def park(district):
    """A second street of the district, with one union."""
    park = UnionFactory(name="圆心园区总工会", level=Level.PARK, form=Form.FEDERATION, parent=district)
    UnionFactory(name="园区软件公司工会", parent=park)
    return park


@pytest.fixture
def chair(actor_as, grassroots):
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def clerk(actor_as, street):
    return actor_as(Role.STREET_OFFICER, street)


@pytest.fixture
def park_clerk(actor_as, park):
    return actor_as(Role.STREET_OFFICER, park)
