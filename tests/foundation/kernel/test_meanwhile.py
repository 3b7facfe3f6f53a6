"""What goes on beside sees what is committed, and answers when it is asked."""

import datetime
import threading

import pytest
from django.db import transaction

from yuanxin.foundation.kernel.meanwhile import beside
from yuanxin.foundation.policies.models import Policy


def seen() -> tuple[int, int]:
    return threading.get_ident(), Policy.objects.filter(code="t").count()


def made() -> Policy:
    return Policy.objects.create(code="t", region="330106", begins_on=datetime.date(2016, 1, 1), parameters={})


def test_beside_goes_on_in_a_thread_that_sees_what_is_committed(own_database):
    made()
    with beside(seen) as answer, transaction.atomic():
        Policy.objects.filter(code="t").delete()
        assert answer()[1] == 1
        assert answer() == answer()
        assert answer()[0] != threading.get_ident()


def test_beside_sees_the_rows_of_the_transaction_that_it_stands_in(db):
    made()
    with beside(seen) as answer:
        assert answer() == (threading.get_ident(), 1)


def test_what_is_refused_beside_is_raised_where_it_is_asked_for(own_database):
    with beside(lambda: Policy.objects.get(code="none")) as answer, pytest.raises(Policy.DoesNotExist):
        answer()
