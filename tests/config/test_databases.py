"""The harness itself: a test that owns its database sees real commits, and nobody else sees them."""

import os
import subprocess
import sys
import threading

import pytest
from django.db import connection

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.unions.models import Union


@pytest.mark.parametrize("attempt", [1, 2])
def test_each_test_that_owns_a_database_starts_from_the_prepared_one(own_database, attempt):
    assert not Union.objects.exists()
    UnionFactory()


def test_another_thread_sees_what_is_committed(own_database):
    UnionFactory(name="线程工会")
    seen = []

    def look():
        seen.extend(Union.objects.values_list("name", flat=True))
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == ["线程工会"]


def test_another_process_takes_the_database_by_its_address(own_database):
    UnionFactory(name="进程工会")
    connection.close()
    program = (
        "import django; django.setup()\n"
        "from yuanxin.foundation.unions.models import Union\n"
        "print(Union.objects.get().name)"
    )
    environment = os.environ | {"DATABASE_URL": own_database.url, "DJANGO_SETTINGS_MODULE": "yuanxin.config.settings"}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"}
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "进程工会"


def test_shared_fixtures_serve_a_test_that_owns_its_database(own_database, officer, grassroots):
    assert officer.sees(grassroots)
    assert not connection.in_atomic_block
