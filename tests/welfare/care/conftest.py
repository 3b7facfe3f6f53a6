"""Those who have a hand in condolences and claims, in a district with a street and a unit."""

from collections.abc import Callable

import pytest

from tests.foundation.payments.factories import FundEntryFactory, FundFactory
from tests.organisation.members.factories import HouseholdFactory, MembershipFactory
from tests.welfare.care.factories import GoodsItemFactory, ProgrammeFactory, ProgrammeGoodsFactory, RecipientFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.care.models import CondolenceProgramme, GoodsItem, Recipient


@pytest.fixture
def clerk(actor_as: Callable[..., Actor], grassroots: Union) -> Actor:
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def reviewer(actor_as: Callable[..., Actor], district: Union) -> Actor:
    return actor_as(Role.REVIEWER, district)


@pytest.fixture
def approver(actor_as: Callable[..., Actor], district: Union) -> Actor:
    return actor_as(Role.APPROVER, district)


@pytest.fixture
def payer(actor_as: Callable[..., Actor], district: Union) -> Actor:
    return actor_as(Role.FINANCE, district)


@pytest.fixture
def fund(district: Union) -> Fund:
    return FundEntryFactory(fund=FundFactory(union=district)).fund


@pytest.fixture
def parcels(district: Union) -> GoodsItem:
    """Twenty parcels of summer things in the district's store."""
    return GoodsItemFactory(union=district, name="夏令用品", remain=20)


@pytest.fixture
def programme(district: Union, parcels: GoodsItem) -> CondolenceProgramme:
    """A programme under way: a parcel for each, five workers on its list."""
    programme = ProgrammeFactory(union=district)
    ProgrammeGoodsFactory(programme=programme, item=parcels)
    RecipientFactory.create_batch(5, programme=programme)
    return programme


@pytest.fixture
def listed(programme: CondolenceProgramme) -> list[Recipient]:
    return list(programme.recipients.order_by("pk"))


@pytest.fixture
def member(grassroots: Union) -> Person:
    """A member who heads a household."""
    person = MembershipFactory(union=grassroots).person
    HouseholdFactory(head=person)
    return person
