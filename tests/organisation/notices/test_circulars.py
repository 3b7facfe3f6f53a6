"""Notices: who is addressed, who sees them, who has read them, and what it costs for two thousand unions."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as, browser_of
from tests.foundation.flow.cells import check_cell, every_cell
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.notices.factories import TODAY, CircularFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.documents.queries import attachment_visible_to
from yuanxin.foundation.documents.services import attach
from yuanxin.foundation.flow import inbox
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.ui import desk
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.notices import services
from yuanxin.organisation.notices.choices import Audience, CircularState
from yuanxin.organisation.notices.models import Circular, Receipt
from yuanxin.organisation.notices.queries import one_by_one, progress, unread
from yuanxin.organisation.notices.services.circulars import AlreadySent
from yuanxin.organisation.notices.states import CIRCULAR_FLOW

LAST = datetime.date(2016, 6, 30)
DAY = datetime.timedelta(days=1)


def drafted(officer, union, **given):
    values = {"target": None, "audience": Audience.ALL, "title": "通知", "text": "请办理。", "until": LAST} | given
    return services.draft_circular(actor=officer, union=union, today=TODAY, **values)


def sent(officer, union, **given):
    return act(drafted(officer, union, **given), "send", actor=officer, today=TODAY)


@every_cell(CIRCULAR_FLOW)
def test_every_cell_of_the_table(cell, district, street, actor_as):
    circular = CircularFactory(union=district, state=cell.state, until=LAST)
    check_cell(cell, circular, actor_as(cell.role, district), today=TODAY)


def test_a_notice_is_a_draft_until_it_is_sent_and_then_reaches_everybody_below(
    officer, district, clerk, chair, park_clerk
):
    circular = drafted(officer, district)
    for actor in (clerk, chair, park_clerk):
        assert not Circular.objects.visible_to(actor).exists()
    act(circular, "send", actor=officer, today=TODAY)
    assert circular.sent_on == TODAY
    for actor in (clerk, chair, park_clerk):
        assert list(Circular.objects.visible_to(actor)) == [circular]
        assert list(unread(actor, TODAY)) == [circular]
    assert list(unread(officer, TODAY)) == []


@pytest.mark.parametrize(
    ("audience", "reads_street", "reads_grassroots"),
    [(Audience.ALL, True, True), (Audience.STREETS, True, False), (Audience.GRASSROOTS, False, True)],
)
def test_only_the_addressed_read_it(officer, district, clerk, chair, audience, reads_street, reads_grassroots):
    circular = sent(officer, district, audience=audience)
    assert unread(clerk, TODAY).exists() == reads_street
    assert unread(chair, TODAY).exists() == reads_grassroots
    assert Circular.objects.visible_to(chair).exists() == reads_grassroots
    assert Circular.objects.visible_to(clerk).exists(), "a street sees what is addressed to the unions below it"
    assert {union.level for union in circular.recipients()} <= {"street", "park", "grassroots"}


def test_another_streets_notice_is_not_there(officer, district, street, clerk, park, park_clerk, chair):
    circular = sent(officer, district, target=street)
    assert list(unread(chair, TODAY)) == [circular]
    assert not Circular.objects.visible_to(park_clerk).exists()
    own = sent(clerk, street)
    assert not Circular.objects.visible_to(park_clerk).exists()
    assert list(Circular.objects.visible_to(chair).order_by("pk")) == [circular, own]


def test_who_sends_and_to_whom(officer, district, street, clerk, chair, park, grassroots):
    with pytest.raises(NotAllowed):
        drafted(chair, grassroots)
    with pytest.raises(OutOfScope):
        drafted(clerk, park)
    with pytest.raises(Refused) as refusal:
        drafted(clerk, street, target=park)
    assert refusal.value.field == "target"
    with pytest.raises(Refused) as refusal:
        drafted(clerk, street, audience=Audience.STREETS)
    assert refusal.value.field == "audience"
    with pytest.raises(Refused) as refusal:
        drafted(clerk, street, until=TODAY - DAY)
    assert refusal.value.field == "until"


def test_a_draft_is_corrected_and_what_was_sent_stays(officer, district, grassroots, street):
    circular = drafted(officer, district)
    given = {"target": street, "audience": Audience.ALL, "title": "新标题", "text": "请办理。", "until": LAST}
    with pytest.raises(Stale):
        services.correct_circular(actor=officer, circular=circular, version=9, today=TODAY, **given)
    corrected = services.correct_circular(actor=officer, circular=circular, version=1, today=TODAY, **given)
    assert (corrected.title, corrected.target) == ("新标题", street)
    act(corrected, "send", actor=officer, today=TODAY)
    with pytest.raises(AlreadySent):
        services.correct_circular(actor=officer, circular=corrected, version=corrected.version, today=TODAY, **given)


def test_a_draft_whose_last_day_is_past_is_not_sent(officer, district, grassroots):
    circular = drafted(officer, district)
    with pytest.raises(Refused):
        act(circular, "send", actor=officer, today=LAST + DAY)
    circular.refresh_from_db()
    assert circular.state == CircularState.DRAFT


def test_reading_is_confirmed_once_a_union_and_told_street_by_street(
    officer, district, street, grassroots, chair, clerk, park_clerk
):
    circular = sent(officer, district)
    assert services.acknowledge(actor=chair, circular=circular, today=TODAY) == 1
    assert not unread(chair, TODAY).exists()
    with pytest.raises(Refused):
        services.acknowledge(actor=chair, circular=circular, today=TODAY)
    with pytest.raises(OutOfScope):
        services.acknowledge(actor=officer, circular=circular, today=TODAY)
    seen = {each.row.label: (each.done, each.addressed) for each in progress(circular, officer)}
    assert seen == {"湖滨街道总工会": (1, 2), "圆心园区总工会": (0, 2)}
    assert [(each.done, each.addressed) for each in progress(circular, park_clerk)] == [(0, 2)]
    told = {union.name: union.done_by for union in one_by_one(circular, officer, street.pk)}
    assert told == {"湖滨街道总工会": None, "圆心机械厂工会": chair.label}
    event = Event.objects.get(action="notices.acknowledged")
    assert (event.union, event.changes) == (grassroots.pk, 1)


def test_it_leaves_the_inbox_after_its_last_day_and_when_it_is_taken_back(officer, district, chair, clerk):
    circular = sent(officer, district)
    assert unread(chair, LAST).exists()
    assert not unread(chair, LAST + DAY).exists()
    act(circular, "withdraw", actor=officer, opinion="内容有误", today=TODAY)
    assert not unread(chair, TODAY).exists()
    assert not Circular.objects.visible_to(chair).exists()


def test_a_union_founded_meanwhile_is_addressed_too(officer, district, street, grassroots):
    circular = sent(officer, district)
    newcomer = UnionFactory(parent=street)
    assert newcomer in circular.recipients()


def test_its_files_open_to_the_addressed_and_to_nobody_else(
    officer, district, street, chair, park_clerk, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    circular = drafted(officer, district, target=street)
    file = attach(actor=officer, target=circular, stream=io.BytesIO(b"%PDF-1.7"), name="附件.pdf")
    with pytest.raises(OutOfScope):
        attachment_visible_to(chair, file.pk)
    act(circular, "send", actor=officer, today=TODAY)
    assert attachment_visible_to(chair, file.pk) == file
    with pytest.raises(OutOfScope):
        attachment_visible_to(park_clerk, file.pk)


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def many(street, count):
    """So many grassroots unions more."""
    for _number in range(count):
        UnionFactory(parent=street)


@pytest.mark.parametrize("count", [2, 12])
def test_sending_costs_the_same_however_many_are_addressed(
    officer, district, street, count, django_assert_max_num_queries
):
    many(street, count)
    with django_assert_max_num_queries(16):
        circular = drafted(officer, district)
    with django_assert_max_num_queries(24):
        act(circular, "send", actor=officer, today=TODAY)
    assert circular.recipients().count() == count + 1


def test_pages_cost_the_same_for_two_unions_and_for_twelve(officer, district, street, today):
    many(street, 2)
    circular = sent(officer, district)
    browser = browser_of(User.objects.get(pk=int(officer.key.removeprefix("user:"))))
    addresses = [
        reverse("notices:circular-detail", args=[circular.pk]),
        reverse("notices:circular-readers", args=[circular.pk]) + f"?street={street.pk}",
    ]
    costs = []
    for more in (0, 10):
        many(street, more)
        costs.append([_queries(browser, address) for address in addresses])
    assert costs[0] == costs[1]


def _queries(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_the_inbox_and_the_workbench_show_it(officer, district, chair, today):
    circular = sent(officer, district, title="关于开展夏送清凉的通知")
    (waiting,) = inbox.waiting(chair, TODAY)
    assert [item.subject for item in waiting.items] == [circular.title]
    ((_board, latest),) = desk.news_of(chair, TODAY, 8)
    assert [one.what for one in latest] == [circular.title]
    user = User.objects.get(pk=int(chair.key.removeprefix("user:")))
    browser = browser_of(user)
    assert browser.get("/").content.decode().count(circular.title) == 2
    page = reverse("notices:circular-detail", args=[circular.pk])
    assert "签阅" in browser.get(page).content.decode()
    assert browser.post(reverse("notices:circular-confirm", args=[circular.pk])).status_code == 302
    assert Receipt.objects.get().reader == user.name
    assert inbox.waiting(chair, TODAY) == []


def test_a_notice_is_written_in_the_browser(district, street, grassroots, today):
    browser = browser_as(Role.STREET_OFFICER, street)
    address = reverse("notices:circular-new")
    given = {"union": street.code, "audience": "grassroots", "title": "通知", "text": "请办理。", "until": "2016-06-30"}
    assert browser.get(address).status_code == 200
    wrong = browser.post(address, given | {"until": "2016-05-01"})
    assert wrong.status_code == 422
    assert "已过" in wrong.content.decode()
    assert browser.post(address, given | {"target": district.code}).status_code == 422
    assert browser.post(address, given).status_code == 302
    circular = Circular.objects.get()
    edit = reverse("notices:circular-edit", args=[circular.pk])
    changed = {name: value for name, value in given.items() if name != "union"} | {"title": "更正", "version": 1}
    assert browser.post(edit, changed).status_code == 302
    assert Circular.objects.get().title == "更正"
    assert Union.objects.filter(pk=circular.target_id).get() == street
