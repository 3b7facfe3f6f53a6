"""A worker joins by phone: the union sends a link, the worker applies, the street approves, the union issues a card."""

import re

import pytest

from tests.journeys.traveller import Traveller
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.models import Card, Membership

NAME = "骆宾王"
BODY = "33010619950607811"
NUMBER = BODY + check_digit(BODY)


@pytest.fixture
def union() -> Union:
    return Appointment.objects.get(user__username="grassroots").union


@pytest.fixture
def officer(traveller: Traveller) -> Traveller:
    traveller.signs_in("grassroots")
    return traveller


@pytest.fixture
def worker(officer: Traveller) -> Traveller:
    """Somebody without an account, on a phone of their own."""
    context = officer.page.context.browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 800})
    return Traveller(context.new_page(), officer.site)


def test_a_worker_joins_by_a_link_and_gets_a_card(officer, worker, union):
    link = sends_a_link(officer, union)
    follows = applies(worker, link, union)
    is_approved_by_the_street(officer)
    worker.visits(follows)
    assert "已入会" in worker.reads()
    gets_a_card(officer, union)
    assert not worker.complaints


def sends_a_link(officer: Traveller, union: Union) -> str:
    officer.visits("organisation/members/applications/")
    officer.follows("入会链接")
    officer.fills(union=union.code, uses="1")
    assert officer.submits() == 200
    officer.finds_no_barrier()
    address = re.search(r"https?://\S+/join/\S+", officer.reads())[0]
    assert officer.page.locator("main svg.qr").count() == 1
    return address.removeprefix(officer.site)


def applies(worker: Traveller, link: str, union: Union) -> str:
    worker.visits(link)
    worker.needs_no_sideways_scrolling()
    assert union.name in worker.reads("h1")
    worker.fills(name=NAME, document_number=BODY + "0", phone="13800001111", employer_name="三墩文具店")
    worker.page.locator("#number-check .field-error, #number-check .field-good").first.wait_for()
    assert worker.submits() == 422, "a wrong number and no consent"
    worker.finds_no_barrier()
    worker.fills(document_number=NUMBER)
    worker.page.keyboard.press("Tab")
    worker.page.locator("#number-check .field-good").wait_for()
    worker.page.locator("main [name=consents]").check()
    worker.submits_well()
    worker.needs_no_sideways_scrolling()
    assert "待审批" in worker.reads()
    assert NUMBER not in worker.reads()
    return worker.page.url.removeprefix(worker.site)


def is_approved_by_the_street(officer: Traveller) -> None:
    officer.signs_out()
    officer.signs_in("street")
    officer.visits("flow/")
    officer.follows(NAME)
    officer.follows("批准")
    officer.submits_well()
    assert "已入会" in officer.reads()
    officer.signs_out()
    officer.signs_in("grassroots")


def gets_a_card(officer: Traveller, union: Union) -> None:
    membership = Membership.objects.select_related("person").get(person__name=NAME, left_on=None)
    assert membership.union == union
    officer.visits(f"organisation/members/?search={NAME}")
    officer.page.locator("main [name=pk]").first.check()
    officer.agrees_to("发放会员卡")
    officer.follows(NAME)
    card = Card.objects.get(person=membership.person)
    officer.visits(f"organisation/members/cards/{card.pk}/show/")
    assert card.number in officer.reads()
    assert NUMBER not in officer.reads()
    officer.visits(f"organisation/members/cards/code/{card.code}/")
    assert NAME in officer.reads("h1")
