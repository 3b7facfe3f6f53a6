import pytest

from tests.foundation.accounts.factories import UserFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User


@pytest.fixture
def system(actor_as, district):
    return actor_as(Role.SYSTEM_ADMINISTRATOR, district)


@pytest.fixture
def security(actor_as, district):
    return actor_as(Role.SECURITY_ADMINISTRATOR, district)


@pytest.fixture
def auditor(actor_as, district):
    return actor_as(Role.AUDIT_ADMINISTRATOR, district)


@pytest.fixture
def user(tables) -> User:
    return UserFactory(username="lijuan", name="李娟")
