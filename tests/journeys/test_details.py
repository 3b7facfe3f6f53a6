"""What the page of one record costs: the same few statements for every kind, in whatever state it is."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import databases
from yuanxin.demo.queries import _demonstrations as demonstrations
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.ui.registers.register import Register, registers_with_detail

MOST = 12
STATES = ("state", "status", "kind")


def of_each_state(register: Register, actor: Any) -> Iterator[int]:
    """The first record and the last one, and one of each state."""
    keys = register.rows(actor).order_by("pk").values_list("pk", flat=True)
    yield from (key for key in (keys.first(), keys.last()) if key is not None)
    for name in {field.name for field in register.model._meta.concrete_fields}.intersection(STATES):
        for value in keys.order_by(name).values_list(name, flat=True).distinct():
            yield keys.filter(**{name: value}).last()


@pytest.fixture
def officer(demonstration: str) -> Iterator[User]:
    """The officer of the demonstration's district, who sees all of it."""
    with databases.in_use(demonstration):
        demonstrations.clear()
        yield User.objects.get(username="district")


def test_the_page_of_every_record_asks_at_most_twelve_statements(officer: User) -> None:
    browser, actor = Client(), actor_for(officer, today=clock.today())
    browser.force_login(officer)
    seen, over = 0, {}
    for register in registers_with_detail():
        if not actor.may_somewhere(register.permission):
            continue
        for key in sorted(set(of_each_state(register, actor))):
            address = register.url("detail", key)
            browser.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(address).status_code == 200, address
            seen += 1
            if len(asked) > MOST:
                over[address] = len(asked)
    assert seen > 60
    assert over == {}
