"""Bringing a list in, in one call."""

import pytest

from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.intake.bringing import DAY, Rows, load, organiser, outcomes, stage, take_back
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.unions.choices import Form, Level
from yuanxin.foundation.unions.models import Union

__all__ = ["DAY", "Rows", "load", "organiser", "outcomes", "stage", "take_back"]


@pytest.fixture
def other_street_officer(street: Union) -> User:
    """An officer of one street."""
    return AppointmentFactory(role=Role.STREET_OFFICER, union=street, user__username="street-officer").user


@pytest.fixture
def other_street(district: Union) -> Union:
    """A street beside the one of the other fixtures."""
    return UnionFactory(parent=district, level=Level.STREET, form=Form.FEDERATION)
