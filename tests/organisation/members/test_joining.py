"""Joining by a link: the worker's pages, over the full stack, and what they never tell."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Link
from yuanxin.foundation.accounts.services import make_link
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel import clock
from yuanxin.organisation.members.choices import ApplicationState as S
from yuanxin.organisation.members.choices import ConsentChannel
from yuanxin.organisation.members.models import Application, Membership, TransferProposal
from yuanxin.organisation.members.services.applications import JOIN

pytestmark = pytest.mark.django_db
NUMBER = "330106199001010018"
GIVEN = {
    "name": "王芳",
    "document_type": "resident_id",
    "document_number": NUMBER,
    "phone": "138 1234 5678",
    "employer_name": "钱塘电机厂",
    "consents": "on",
}


@pytest.fixture
def chair(actor_as, grassroots):
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


def link_of(actor, union, uses=None) -> str:
    today = clock.today()
    made = make_link(
        actor=actor,
        purpose=JOIN,
        union=union,
        expires_on=today + datetime.timedelta(days=7),
        today=today,
        label="入会",
        uses=uses,
    )
    return reverse("members:join", args=[made.token])


def text(answer, status=200) -> str:
    assert answer.status_code == status, answer
    return answer.content.decode()


def test_a_worker_applies_by_the_link_and_follows_the_application(chair, grassroots, actor_as):
    phone = Client()
    address = link_of(chair, grassroots)
    assert grassroots.name in text(phone.get(address))
    sent = phone.post(address, GIVEN)
    application = Application.objects.get()
    assert (application.union, application.consent_channel) == (grassroots, ConsentChannel.ONLINE)
    page = text(phone.get(sent.url))
    assert str(S.WAITING.label) in page
    assert application.due_on.isoformat() in page
    assert not [secret for secret in (NUMBER, "王芳", "13812345678", "钱塘电机厂") if secret in page]
    colleague = actor_as(Role.GRASSROOTS_OFFICER, grassroots)
    act(application, "approve", actor=colleague, today=clock.today())
    assert Membership.objects.get().joined_on.isoformat() in text(phone.get(sent.url))
    assert colleague.label not in text(phone.get(sent.url))


def test_wrong_input_is_told_at_its_field_and_nothing_is_lost(chair, grassroots):
    address = link_of(chair, grassroots)
    page = text(Client().post(address, GIVEN | {"document_number": "330106199001010019"}), 422)
    assert 'id="id_document_number_error"' in page
    assert "钱塘电机厂" in page
    assert text(Client().post(address, {**GIVEN, "consents": ""}), 422)
    assert not Application.objects.exists()


def test_the_number_is_looked_at_while_typing_and_the_register_is_not_asked(chair, grassroots):
    MembershipFactory(union=grassroots, person__number=NUMBER, person__name="王芳")
    address = link_of(chair, grassroots) + "number/"
    good = text(Client().post(address, {"document_type": "resident_id", "document_number": "330106 19900101 0018"}))
    assert "1990-01-01" in good
    wrong = text(Client().post(address, {"document_type": "resident_id", "document_number": "330106199001010019"}))
    assert "field-error" in wrong
    assert Event.objects.filter(action="accounts.link_used").count() == 2


def test_a_link_for_one_person_shows_after_its_use_how_the_application_stands(chair, grassroots):
    address = link_of(chair, grassroots, uses=1)
    Client().post(address, GIVEN)
    page = text(Client().get(address))
    assert str(S.WAITING.label) in page
    assert "<form" not in page.split('id="content"')[1], "there is nothing more to send"
    text(Client().post(address, GIVEN | {"document_number": "330106199001010034"}))
    assert Application.objects.count() == 1


def test_a_link_for_several_is_closed_when_all_have_applied(chair, grassroots):
    address = link_of(chair, grassroots, uses=2)
    for number in ("330106199001010018", "330106199001010034"):
        assert Client().post(address, GIVEN | {"document_number": number}).status_code == 302
    page = text(Client().get(address), 410)
    assert "王" not in page


def test_who_sends_the_same_again_is_led_to_the_application_that_waits(chair, grassroots):
    address = link_of(chair, grassroots)
    first, again = Client().post(address, GIVEN), Client().post(address, GIVEN)
    assert Application.objects.count() == 1
    assert (first.status_code, again.status_code) == (302, 302)
    assert text(Client().get(again.url)) is not None
    stranger = text(Client().post(address, GIVEN | {"phone": "13987654321"}), 422)
    assert "id_document_number_error" in stranger


def test_who_is_active_elsewhere_is_told_that_and_no_more(chair, grassroots, street):
    away = UnionFactory(name="圆心电子厂工会", parent=street)
    MembershipFactory(union=away, person__number=NUMBER, person__name="王芳")
    sent = Client().post(link_of(chair, grassroots), GIVEN)
    page = text(Client().get(sent.url))
    assert TransferProposal.objects.get().union == grassroots
    assert str(S.TRANSFER.label) in page
    assert away.name not in page
    officers_page = text(
        browser_as(Role.GRASSROOTS_OFFICER, grassroots).get(
            reverse("members:application-detail", args=[Application.objects.get().pk])
        )
    )
    assert away.name not in officers_page


def test_a_strangers_name_on_a_known_number_learns_nothing(chair, grassroots, street):
    MembershipFactory(union=UnionFactory(parent=street), person__number=NUMBER, person__name="李四")
    sent = Client().post(link_of(chair, grassroots), GIVEN)
    page = text(Client().get(sent.url))
    assert str(S.WAITING.label) in page
    assert not TransferProposal.objects.exists()


def test_an_applicant_takes_the_application_back(chair, grassroots):
    sent = Client().post(link_of(chair, grassroots), GIVEN)
    answer = Client().post(f"{sent.url}withdraw/")
    assert answer.status_code == 302
    assert Application.objects.get().state == S.WITHDRAWN
    assert text(Client().post(f"{sent.url}withdraw/"), 422)


def test_the_link_of_one_application_opens_no_other(chair, grassroots):
    address = link_of(chair, grassroots)
    first = Client().post(address, GIVEN)
    second = Client().post(address, GIVEN | {"document_number": "330106199001010034"})
    token = second.url.rstrip("/").rsplit("/", 1)[1]
    assert Client().get(reverse("members:join", args=[token])).status_code == 404
    Client().post(f"{first.url}withdraw/")
    assert list(Application.objects.order_by("pk").values_list("state", flat=True)) == [S.WITHDRAWN, S.WAITING]


def test_a_refusal_is_told_with_its_reason(chair, grassroots):
    sent = Client().post(link_of(chair, grassroots), GIVEN)
    act(Application.objects.get(), "refuse", actor=chair, opinion="非本单位职工", today=clock.today())
    assert "非本单位职工" in text(Client().get(sent.url))


def test_an_officer_makes_the_link_and_sees_it_once(grassroots, street):
    browser = browser_as(Role.GRASSROOTS_OFFICER, grassroots)
    soon = clock.today() + datetime.timedelta(days=7)
    given = {"union": grassroots.code, "expires_on": soon.isoformat(), "uses": ""}
    page = text(browser.post(reverse("members:application-link"), given))
    address = re.search(r"<code>(http://[^<]+)</code>", page)[1]
    assert "<svg" in page
    assert Client().get(address.removeprefix("http://testserver")).status_code == 200
    assert address not in text(browser.get(reverse("accounts:link-detail", args=[Link.objects.get().pk])))
    other = browser_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street))
    assert text(other.post(reverse("members:application-link"), given), 422)
