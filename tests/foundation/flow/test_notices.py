"""公示: working days, masks, objections, and what waits for its end."""

import dataclasses
import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.flow.conftest import REVIEW_FLOW
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.flow import registry
from yuanxin.foundation.flow.models import Notice, Objection
from yuanxin.foundation.flow.notices import NotForThePublic, shown_entries
from yuanxin.foundation.flow.queries import offers, waiting_for
from yuanxin.foundation.flow.services import NotPossible, act, object_to, settle_after_notices, show_contact
from yuanxin.foundation.flow.services.objections import MOST_FROM_ONE_PLACE, TooManyObjections
from yuanxin.foundation.flow.tables import Entry, FaultyTable, Publicity, To
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.policies.schemas import PUBLICITY
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.choices import TransferState as S

DAY = datetime.timedelta(days=1)
BEGUN = datetime.date(2016, 4, 28)
LAST = datetime.date(2016, 5, 6)
READER = Actor(key="nobody", label="", address="203.0.113.7")

SHOWN = Publicity(
    PUBLICITY,
    title=lambda _proposal: "关于会员转接的公示",
    entries=lambda proposal: [Entry(proposal.person.name, str(proposal.former_union), "拟转出")],
)
# A transfer's states, taken as: drafted, on public notice, approved.
NOTICE_FLOW = dataclasses.replace(
    REVIEW_FLOW,
    table={
        S.PROPOSED: {"refuse": To(S.REFUSED, "Publish", needs=Permission.EDIT, notice=SHOWN)},
        S.REFUSED: {
            "complete": To(S.DONE, "Approve", needs=Permission.EDIT, after_notice=True),
            "withdraw": To(S.PROPOSED, "Return", needs=Permission.EDIT, opinion=True, awaited=False),
        },
    },
    _entering={},
)


@pytest.fixture
def flow(monkeypatch):
    monkeypatch.setitem(registry._flows, NOTICE_FLOW.kind, NOTICE_FLOW)
    return NOTICE_FLOW


@pytest.fixture
def published(flow, proposal, clerks):
    """The proposal on public notice from 2016-04-28."""
    return act(proposal, "refuse", actor=clerks[0], today=BEGUN)


def objected(notice, **given):
    said = {"name": "李四", "contact": "13812345678", "text": "此人已退休。"} | given
    return object_to(actor=READER, notice=notice, today=BEGUN, **said)


def test_five_working_days_from_the_day_before_a_long_weekend(published):
    notice = Notice.objects.get()
    assert (notice.begins_on, notice.ends_on) == (BEGUN, LAST)


def test_the_record_goes_on_the_day_after_and_not_before(published, clerks, flow):
    for day in (BEGUN, LAST):
        assert [offer.action for offer in offers(published, clerks[0], day)] == ["withdraw"]
        assert list(waiting_for(flow, clerks[0], day)) == []
        with pytest.raises(NotPossible, match="2016-05-06"):
            act(published, "complete", actor=clerks[0], today=day)
    assert list(waiting_for(flow, clerks[0], LAST + DAY)) == [published]
    assert act(published, "complete", actor=clerks[0], today=LAST + DAY).state == S.DONE
    assert Notice.objects.get().taken_down_on is None


def test_a_return_takes_the_notice_down_and_a_second_one_runs_anew(published, clerks):
    act(published, "withdraw", actor=clerks[0], opinion="材料有误", today=BEGUN + DAY)
    first = Notice.objects.get()
    assert first.taken_down_on == BEGUN + DAY
    assert not Notice.objects.running(BEGUN + DAY).exists()
    act(published, "refuse", actor=clerks[0], today=datetime.date(2016, 5, 9))
    assert [notice.ends_on for notice in Notice.objects.of(published)] == [datetime.date(2016, 5, 16), LAST]
    with pytest.raises(NotPossible):
        act(published, "complete", actor=clerks[0], today=LAST + 2 * DAY)


def test_names_are_masked_where_they_are_people(published):
    assert Notice.objects.get().entries == [["张*", "圆心机械厂工会", "拟转出"]]
    assert shown_entries([Entry("圆心机械厂工会", person=False)]) == [["圆心机械厂工会", "", ""]]


@pytest.mark.parametrize(
    "text",
    ["330106199001010018", "33010619900101001X", "330106 19900101 0018", "13812345678", "138 1234 5678",
     "6212261202000000001", "0571-87654321", "电话13812345678转"],
)  # fmt: skip
def test_numbers_and_phones_never_reach_the_public(text):
    for entry in (Entry("张三", text), Entry("张三", matter=text), Entry(text, person=False)):
        with pytest.raises(NotForThePublic):
            shown_entries([entry])


def test_what_only_looks_a_little_like_a_number_is_shown():
    shown = shown_entries(
        [Entry("圆心厂工会", "西总工〔2016〕12号", "2016年1月1日至2016年6月30日，500000元", person=False)]
    )
    assert shown[0][2].endswith("500000元")


def test_an_objection_stops_the_record_until_it_is_answered(published, clerks):
    objection = objected(Notice.objects.get())
    assert objection.due_on == datetime.date(2016, 5, 6)
    with pytest.raises(NotPossible, match="1"):
        act(published, "complete", actor=clerks[0], today=LAST + DAY)
    with pytest.raises(Refused):
        act(objection, "reject", actor=clerks[1], today=LAST)
    act(objection, "reject", actor=clerks[1], opinion="经核实仍在职。", today=LAST)
    assert act(published, "complete", actor=clerks[0], today=LAST + DAY).state == S.DONE


def test_an_upheld_objection_stops_it_for_good(published, clerks, flow):
    act(objected(Notice.objects.get()), "uphold", actor=clerks[1], opinion="属实。", today=LAST)
    assert list(waiting_for(flow, clerks[0], LAST + DAY)) == []
    with pytest.raises(NotPossible):
        act(published, "complete", actor=clerks[0], today=LAST + DAY)
    assert act(published, "withdraw", actor=clerks[0], opinion="异议成立", today=LAST + DAY).state == S.PROPOSED


def test_the_contact_is_sealed_and_seen_only_for_a_reason(published, clerks, actor_as, street):
    objection = objected(Notice.objects.get())
    assert b"13812345678" not in bytes(Objection.objects.values_list("contact", flat=True).get())
    with pytest.raises(Refused):
        show_contact(actor=clerks[0], objection=objection, reason=" ", today=LAST)
    with pytest.raises(NotAllowed):
        show_contact(actor=actor_as(Role.LEADER, street), objection=objection, reason="核实", today=LAST)
    assert show_contact(actor=clerks[0], objection=objection, reason="核实", today=LAST) == "13812345678"


def test_a_flood_from_one_place_is_stopped(published):
    notice = Notice.objects.get()
    for _number in range(MOST_FROM_ONE_PLACE):
        objected(notice)
    with pytest.raises(TooManyObjections):
        objected(notice)


@pytest.mark.parametrize("missing", ["name", "contact", "text"])
def test_an_objection_says_who_and_why(published, missing):
    with pytest.raises(Refused) as refusal:
        objected(Notice.objects.get(), **{missing: "  "})
    assert refusal.value.field == missing


def test_nobody_objects_once_it_is_over(published):
    with pytest.raises(OutOfScope):
        object_to(actor=READER, notice=Notice.objects.get(), name="李四", contact="1", text="迟了", today=LAST + DAY)


def test_a_record_whose_table_says_so_goes_on_by_itself(monkeypatch, proposal, clerks):
    table = {
        **NOTICE_FLOW.table,
        S.REFUSED: {"complete": To(S.DONE, "Approve", automatic=True, after_notice=True)},
    }
    alone = dataclasses.replace(NOTICE_FLOW, table=table)
    monkeypatch.setitem(registry._flows, alone.kind, alone)
    act(proposal, "refuse", actor=clerks[0], today=BEGUN)
    system = Actor.system("tests")
    assert settle_after_notices(actor=system, today=LAST) == 0
    assert settle_after_notices(actor=system, today=LAST + DAY) == 1
    assert settle_after_notices(actor=system, today=LAST + DAY) == 0
    proposal.refresh_from_db()
    assert proposal.state == S.DONE


def test_a_table_that_waits_for_no_notice_is_refused():
    table = {S.PROPOSED: {"complete": To(S.DONE, needs=Permission.EDIT, after_notice=True)}}
    with pytest.raises(FaultyTable):
        dataclasses.replace(NOTICE_FLOW, table=table)


@pytest.fixture
def today(monkeypatch):
    """The site on the day the notice begins; `today(day)` moves it."""

    def move(day):
        monkeypatch.setattr(clock, "today", lambda: day)

    move(BEGUN)
    return move


def test_anybody_reads_it_while_it_runs_and_nobody_after(published, today, client: Client):
    notice = Notice.objects.get()
    address = reverse("flow:public-notice", args=[notice.token])
    listed = client.get(reverse("flow:public-notices")).content.decode()
    assert address in listed
    page = client.get(address).content.decode()
    assert "张*" in page
    assert "张三" not in page
    today(LAST + DAY)
    assert client.get(address).status_code == 404
    assert address not in client.get(reverse("flow:public-notices")).content.decode()


def test_an_objection_comes_in_without_sign_in_and_reads_its_answer(published, today, client: Client, clerks):
    address = reverse("flow:public-notice", args=[Notice.objects.get().token])
    refused = client.post(address, {"name": "李四", "contact": "", "text": "不实"})
    assert refused.status_code == 422
    sent = client.post(address, {"name": "李四", "contact": "13812345678", "text": "此人不实"})
    assert sent.status_code == 302
    page = client.get(sent["Location"]).content.decode()
    assert "此人不实" in page
    assert "13812345678" not in page
    act(Objection.objects.get(), "reject", actor=clerks[0], opinion="经查属实有效。", today=BEGUN)
    assert "经查属实有效。" in client.get(sent["Location"]).content.decode()


def test_the_owner_has_the_notice_with_its_objections_and_a_sibling_does_not(published, district):
    objection = objected(Notice.objects.get())
    addresses = [
        reverse("flow:notice-detail", args=[objection.notice_id]),
        reverse("flow:objection-detail", args=[objection.pk]),
        reverse("flow:objection-contact", args=[objection.pk]),
    ]
    own = browser_as(Role.STREET_OFFICER, published.union.parent)
    other = browser_as(Role.STREET_OFFICER, UnionFactory(parent=district))
    assert [own.get(address).status_code for address in addresses] == [200, 200, 200]
    assert [other.get(address).status_code for address in addresses] == [404, 404, 404]
    shown = own.get(addresses[1]).content.decode()
    assert "138****5678" in shown
    assert "13812345678" in own.post(addresses[2], {"reason": "核实"}).content.decode()


def test_the_register_leads_to_the_public_page(published):
    browser = browser_as(Role.STREET_OFFICER, published.union.parent)
    assert reverse("flow:public-notices") in browser.get(reverse("flow:notice-list")).content.decode()
