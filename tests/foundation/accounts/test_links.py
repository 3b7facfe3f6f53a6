"""Links for people without an account: made, opened, used, ended; no way from one to anything else."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.accounts.link_urls import OTHER, PURPOSE
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts import services
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.links import LinkEnded, TooOften, actor_by, open_link, purpose_of, spent
from yuanxin.foundation.accounts.models import Link, LinkUse
from yuanxin.foundation.accounts.services.links import end_of
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.unions.choices import Level

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.foundation.accounts.link_urls")]

TODAY = clock.today()
SOON = TODAY + datetime.timedelta(days=7)


def made(actor, union, **given) -> services.NewLink:
    given = {"purpose": PURPOSE.code, "expires_on": SOON, "today": TODAY, "label": "机械厂答复"} | given
    return services.make_link(actor=actor, union=union, **given)


def page(token: str) -> str:
    return f"/try/answers/{token}/"


def test_the_database_holds_nothing_that_opens_a_link(officer, grassroots):
    link, token = made(officer, grassroots, subject=grassroots)
    key = token.split(".")[0]
    stored = repr(list(Link.objects.values_list())) + repr(list(Change.objects.values_list("after")))
    stored += repr(list(Event.objects.values_list("details", "object_label")))
    assert key not in stored
    assert bytes(link.key_digest).hex() not in repr(list(Change.objects.values_list("after")))
    assert (link.kind, link.object_id) == ("unions.union", grassroots.pk)


def test_a_link_opens_for_its_purpose_until_its_last_day_is_over(officer, grassroots):
    link, token = made(officer, grassroots)
    last = end_of(SOON)
    assert open_link(token, PURPOSE.code, last - datetime.timedelta(seconds=1)) == link
    with pytest.raises(LinkEnded):
        open_link(token, PURPOSE.code, last)
    for purpose in (OTHER.code, "tests.none"):
        with pytest.raises(OutOfScope):
            open_link(token, purpose, clock.now())


def test_a_guess_is_refused_without_a_look_into_the_database(officer, grassroots):
    _link, token = made(officer, grassroots)
    key, signature = token.split(".")
    forged = [key, f"{key}.", f"{key[:-1]}x.{signature}", f"{key}.{signature[:-1]}", "", "." * 100]
    with CaptureQueriesContext(connection) as queries:
        for guess in forged:
            with pytest.raises(OutOfScope):
                open_link(guess, PURPOSE.code, clock.now())
    assert not len(queries)


def test_only_who_may_do_the_work_makes_the_link(actor_as, district, street, grassroots):
    sibling = UnionFactory(parent=district, level=Level.STREET)
    with pytest.raises(OutOfScope):
        made(actor_as(Role.STREET_OFFICER, sibling), grassroots)
    with pytest.raises(NotAllowed):
        made(actor_as(Role.LEADER, street), grassroots)
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"), [({"expires_on": TODAY - datetime.timedelta(days=1)}, "expires_on"), ({"uses": 0}, "uses")]
)
def test_a_link_that_could_never_be_used_is_not_made(officer, grassroots, wrong, field):
    with pytest.raises(Refused) as refusal:
        made(officer, grassroots, **wrong)
    assert refusal.value.field == field


def test_a_withdrawn_link_is_dead_at_once_and_tells_why(officer, grassroots):
    link, token = made(officer, grassroots)
    services.revoke_link(actor=officer, link=link, reason="海报已撤")
    with pytest.raises(LinkEnded):
        open_link(token, PURPOSE.code, clock.now())
    with pytest.raises(Refused):
        services.revoke_link(actor=officer, link=link, reason="再撤一次")
    assert Event.objects.get(action="accounts.link_revoked").reason == "海报已撤"
    answer = Client().get(page(token))
    assert answer.status_code == 410
    assert grassroots.name not in answer.content.decode()


def test_a_link_is_spent_as_often_as_it_may_be_and_no_more(officer, grassroots):
    link, _token = made(officer, grassroots, uses=2)
    for left in (False, True):
        services.spend(link=link)
        assert spent(link) is left
    with pytest.raises(LinkEnded):
        services.spend(link=link)
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.filter(pk=link.pk).update(uses=3)
    unlimited, _token = made(officer, grassroots)
    for _unused in range(5):
        services.spend(link=unlimited)
    assert not spent(unlimited)


def test_the_holder_sees_what_the_link_is_for_and_nothing_else(officer, street, grassroots):
    UnionFactory(name="隔壁工会", parent=street)
    link, token = made(officer, grassroots)
    answer = Client().get(page(token))
    assert answer.content.decode() == f"{grassroots.name}|link:{link.pk}|False"
    assert not actor_by(link, "").may("unions.edit", grassroots)


def test_a_signed_in_officer_who_opens_a_link_is_its_holder(officer, street, grassroots):
    link, token = made(officer, grassroots)
    answer = browser_as(Role.STREET_OFFICER, street).get(page(token))
    assert answer.content.decode() == f"{grassroots.name}|link:{link.pk}|False"


def test_the_address_of_a_link_leaks_nowhere(officer, grassroots):
    _link, token = made(officer, grassroots)
    for asked in (token, token[:-1]):
        headers = Client().get(page(asked)).headers
        assert headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"]
        assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_looking_writes_nothing_and_sending_is_told_each_time(officer, grassroots):
    link, token = made(officer, grassroots)
    browser = Client(REMOTE_ADDR="10.1.2.3")
    before = Event.objects.count()
    assert browser.get(page(token)).status_code == 200
    assert (Event.objects.count(), LinkUse.objects.count()) == (before, 0)
    browser.post(page(token))
    event = Event.objects.get(action="accounts.link_used")
    assert (event.actor, event.object_id, event.union, event.address) == (
        f"link:{link.pk}", link.pk, grassroots.pk, "10.1.2.3",
    )  # fmt: skip


def test_an_address_that_sends_too_often_waits_an_hour_and_others_do_not(officer, grassroots, time_machine):
    _link, token = made(officer, grassroots)
    time_machine.move_to(clock.now(), tick=False)
    here, there = Client(REMOTE_ADDR="10.1.2.3"), Client(REMOTE_ADDR="10.1.2.4")
    assert [here.post(page(token)).status_code for _unused in range(PURPOSE.an_hour + 1)] == [200] * 3 + [429]
    assert there.post(page(token)).status_code == 200
    time_machine.shift(datetime.timedelta(hours=1, seconds=1))
    assert here.post(page(token)).status_code == 200


def test_the_limit_holds_for_the_service_as_well(officer, grassroots):
    link, _token = made(officer, grassroots)
    holder = actor_by(link, "10.1.2.3")
    for _unused in range(purpose_of(link.purpose).an_hour):
        services.note_use(actor=holder, link=link, page="link-answer")
    with pytest.raises(TooOften):
        services.note_use(actor=holder, link=link, page="link-answer")


def test_officers_list_their_unions_links_and_withdraw_them(officer, district, street, grassroots):
    sibling = UnionFactory(parent=district, level=Level.STREET)
    link, token = made(officer, grassroots)
    browser = browser_as(Role.STREET_OFFICER, street)
    listed = browser.get(reverse("accounts:link-list")).content.decode()
    assert link.label in listed
    assert token not in listed
    address = reverse("accounts:link-revoke", args=[link.pk])
    assert browse_status(Role.STREET_OFFICER, sibling, address) == 404
    assert browser.post(address, {"reason": " "}).status_code == 422
    assert browser.post(address, {"reason": "张贴错了"}).status_code == 302
    link.refresh_from_db()
    assert link.revoked_at is not None


def browse_status(role, union, address) -> int:
    return browser_as(role, union).get(address).status_code
