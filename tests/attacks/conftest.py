"""The town that is attacked, built once; each attack on it is taken back."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from tests import databases
from tests.attacks import town as towns
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.unions.choices import Form, Level


@pytest.fixture(scope="session")
def built_town(django_db_setup, django_db_blocker) -> Iterator[tuple[str, towns.Town]]:
    """The name of a database with the town, and the town."""
    with django_db_blocker.unblock():
        source = str(connection.settings_dict["NAME"])
        name = f"{source}_town"
        databases.drop(name)
        databases.copy(source, name)
        try:
            with databases.in_use(name):
                district = UnionFactory(name="示范区总工会", level=Level.DISTRICT, form=Form.FEDERATION)
                built = towns.build(district)
            yield name, built
        finally:
            databases.drop(name)


@pytest.fixture
def town(built_town: tuple[str, towns.Town], django_db_blocker) -> Iterator[towns.Town]:
    name, built = built_town
    with django_db_blocker.unblock(), databases.in_use(name):
        attack = transaction.atomic()
        attack._from_testcase = True  # as Django marks the transaction of a test
        with attack:
            yield built
            transaction.set_rollback(True)
