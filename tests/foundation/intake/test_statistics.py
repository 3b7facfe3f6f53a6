"""What SQLite knows of its tables, which chooses among its indexes."""

import pytest
from django.db import connection

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.intake.hooks import run_after_apply
from yuanxin.foundation.unions.models import Union

pytestmark = pytest.mark.django_db


def test_after_an_import_the_database_knows_how_full_its_tables_are(tables):
    UnionFactory.create_batch(30)
    run_after_apply()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'unions_union' LIMIT 1")
            assert cursor.fetchone()[0].split()[0] == str(Union.objects.count())
        else:
            cursor.execute("SHOW autovacuum")
            assert cursor.fetchone()[0] == "on"
