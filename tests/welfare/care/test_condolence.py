"""Programmes, store, lists and receipts, through the services."""

import dataclasses
import datetime
import threading
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.db.models import Sum

from tests.organisation.members.factories import MembershipFactory, PersonFactory, invented_number
from tests.welfare.care.factories import TODAY, GoodsItemFactory, ProgrammeFactory, RecipientFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.flow.cases import NotByYou
from yuanxin.foundation.flow.services import NotPossible, act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.organisation.members.services import merge_persons
from yuanxin.welfare.care.choices import CareKind, ProgrammeState
from yuanxin.welfare.care.models import GoodsEntry, GoodsItem, Receipt, Receiver, Recipient
from yuanxin.welfare.care.services import (
    Named,
    NotADraft,
    NotInStore,
    NotUnderWay,
    OnTheListAlready,
    Plan,
    ProgrammeOver,
    ProgrammeRefused,
    correct_programme,
    list_recipients,
    plan_programme,
    register_goods,
    reverse_entry,
    set_goods,
    sign_for,
    take_back_receipt,
    take_into_store,
    take_off_list,
)

H1 = half_year(2016, 1)
PLAN = Plan(
    CareKind.COOL, "高温慰问", datetime.date(2016, 6, 1), datetime.date(2016, 8, 31), Decimal(30000), "G20峰会重点工程"
)


def signed(programme, recipients, officer, **given):
    values = {"received_on": TODAY, "signed_by": "陈班长", "today": TODAY} | given
    return sign_for(actor=officer, programme=programme, recipients=recipients, **values)


def reached(union):
    found = measure("care.cool_recipients", union, H1)
    rows = list(exported_rows("care.cool_recipients", union, H1))
    assert found.value == len({row.key for row in rows})
    return found.value


def test_a_programme_is_planned_corrected_and_approved_by_somebody_else(clerk, grassroots, actor_as, street):
    programme = plan_programme(actor=clerk, union=grassroots, plan=PLAN, today=TODAY)
    item = GoodsItemFactory(union=grassroots)
    set_goods(actor=clerk, programme=programme, per_head={item: 2}, today=TODAY)
    set_goods(actor=clerk, programme=programme, per_head={item: 0}, today=TODAY)
    assert not programme.standard.exists()
    longer = dataclasses.replace(PLAN, budget=Decimal("35000.50"))
    programme.refresh_from_db()
    correct_programme(actor=clerk, programme=programme, plan=longer, today=TODAY, version=programme.version)
    programme.refresh_from_db()
    act(programme, "submit", actor=clerk, today=TODAY)
    with pytest.raises(NotADraft):
        correct_programme(actor=clerk, programme=programme, plan=PLAN, today=TODAY)
    with pytest.raises(NotByYou):
        act(programme, "approve", actor=Actor(clerk.key, clerk.label, everywhere=True), today=TODAY)
    act(programme, "approve", actor=actor_as(Role.STREET_OFFICER, street), today=TODAY)
    assert (programme.state, programme.budget) == (ProgrammeState.RUNNING, Decimal("35000.50"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"ends_on": datetime.date(2016, 5, 31)}, "ends_on"),
        ({"budget": Decimal(-1)}, "budget"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(clerk, grassroots, changed, field):
    with pytest.raises(ProgrammeRefused) as refused:
        plan_programme(actor=clerk, union=grassroots, plan=dataclasses.replace(PLAN, **changed), today=TODAY)
    assert refused.value.field == field


def test_two_programmes_of_a_union_have_two_names_and_goods_come_from_the_own_store(clerk, grassroots, parcels):
    programme = plan_programme(actor=clerk, union=grassroots, plan=PLAN, today=TODAY)
    with pytest.raises(ProgrammeRefused) as refused:
        plan_programme(actor=clerk, union=grassroots, plan=PLAN, today=TODAY)
    assert refused.value.field == "name"
    with pytest.raises(ProgrammeRefused):
        set_goods(actor=clerk, programme=programme, per_head={parcels: 1}, today=TODAY)


def test_what_came_in_is_what_was_given_out_and_what_is_left(officer, programme, parcels, listed):
    signed(programme, listed[:2], officer)
    parcels.refresh_from_db()
    assert (parcels.received, parcels.issued, parcels.remain) == (20, 2, 18)
    with pytest.raises(Refused):
        take_into_store(actor=officer, item=parcels, quantity=0, on=TODAY, today=TODAY)
    with pytest.raises(Refused):
        take_into_store(actor=officer, item=parcels, quantity=1, on=TODAY + datetime.timedelta(1), today=TODAY)


def test_nothing_is_given_out_that_is_not_there(officer, programme, parcels, listed):
    GoodsItem.objects.filter(pk=parcels.pk).update(received=3, remain=3)
    with pytest.raises(NotInStore, match="夏令用品"):
        signed(programme, listed, officer)
    assert not Receipt.objects.exists()
    assert not Recipient.objects.received().exists()
    signed(programme, listed[:3], officer)
    assert GoodsItem.objects.get(pk=parcels.pk).remain == 0


def test_a_mistaken_entry_is_reversed_once_and_both_stay(officer, district):
    item = register_goods(actor=officer, union=district, name="急救包", measure="个", today=TODAY)
    entry = take_into_store(actor=officer, item=item, quantity=30, on=TODAY, today=TODAY, note="采购")
    reverse_entry(actor=officer, entry=entry, reason="数量录错", today=TODAY)
    with pytest.raises(Refused):
        reverse_entry(actor=officer, entry=entry, reason="再来", today=TODAY)
    item.refresh_from_db()
    assert (item.received, item.remain, GoodsEntry.objects.filter(item=item).count()) == (0, 0, 2)
    with pytest.raises(Refused):
        register_goods(actor=officer, union=district, name="急救包", measure="个", today=TODAY)


def test_goods_given_out_cannot_be_taken_out_of_what_came_in(officer, district, programme, listed):
    item = register_goods(actor=officer, union=district, name="凉茶", measure="箱", today=TODAY)
    entry = take_into_store(actor=officer, item=item, quantity=5, on=TODAY, today=TODAY)
    programme.goods.create(item=item, per_head=1)
    receipt = signed(programme, listed[:1], officer)
    with pytest.raises(NotInStore):
        reverse_entry(actor=officer, entry=entry, reason="退货", today=TODAY)
    with pytest.raises(Refused):
        reverse_entry(actor=officer, entry=receipt.entries.first(), reason="退回", today=TODAY)


def test_a_worker_is_listed_once_a_programme(officer, programme):
    lines = [
        Named("王大力", phone="13800001111", employer_name="隧道标段", line=1),
        Named("张小明", document_number=invented_number(3_600_000), line=2),
    ]
    first, second = list_recipients(actor=officer, programme=programme, named=lines, today=TODAY)
    assert unseal(first.phone) == "13800001111"
    assert unseal(second.document_number) == invented_number(3_600_000)
    with pytest.raises(OnTheListAlready, match="王大力"):
        list_recipients(actor=officer, programme=programme, named=[dataclasses.replace(lines[0], line=7)], today=TODAY)
    twice = [Named("李红", phone="13800002222", line=1), Named("李红", phone="138 0000 2222", line=2)]
    with pytest.raises(OnTheListAlready, match="2"):
        list_recipients(actor=officer, programme=programme, named=twice, today=TODAY)
    assert not Recipient.objects.filter(name="李红").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        Named("王", phone="13800001111", line=3),
        Named("王大力", line=3),
        Named("王大力", phone="12345", line=3),
        Named("王大力", document_number="330106199001010011", line=3),
    ],
)
def test_a_line_that_is_wrong_is_named(officer, programme, wrong):
    with pytest.raises(Refused, match="3") as refused:
        list_recipients(actor=officer, programme=programme, named=[wrong], today=TODAY)
    assert refused.value.field == "lines"


def test_a_member_of_the_registry_is_known_by_number_and_name(officer, programme, grassroots):
    number = invented_number(3_600_001)
    person = MembershipFactory(union=grassroots, person__number=number, person__name="周敏").person
    other = Named("吴静", document_number=number)
    [stranger] = list_recipients(actor=officer, programme=programme, named=[other], today=TODAY)
    assert stranger.person is None
    take_off_list(actor=officer, recipient=stranger, reason="写错姓名", today=TODAY)
    [known] = list_recipients(
        actor=officer, programme=programme, named=[Named("周敏", document_number=number)], today=TODAY
    )
    assert known.person == person
    assert known.receiver == stranger.receiver


def test_who_has_signed_stays_on_the_list_until_the_receipt_is_taken_back(officer, programme, listed):
    receipt = signed(programme, listed[:1], officer)
    with pytest.raises(Refused):
        take_off_list(actor=officer, recipient=listed[0], reason="误列", today=TODAY)
    with pytest.raises(Stale):
        signed(programme, listed[:2], officer)
    take_back_receipt(actor=officer, receipt=receipt, reason="重复录入", today=TODAY)
    take_off_list(actor=officer, recipient=listed[0], reason="误列", today=TODAY)
    with pytest.raises(Refused):
        take_off_list(actor=officer, recipient=listed[0], reason="误列", today=TODAY)
    with pytest.raises(Stale):
        signed(programme, listed[:1], officer)


def test_goods_are_signed_for_while_the_programme_is_under_way(officer, programme, listed):
    with pytest.raises(NotUnderWay) as refused:
        signed(programme, listed, officer, received_on=datetime.date(2016, 5, 31))
    assert refused.value.field == "received_on"
    for field, given in (("signed_by", {"signed_by": " "}), ("recipients", {})):
        with pytest.raises(Refused) as refused:
            signed(programme, listed if field == "signed_by" else [], officer, **given)
        assert refused.value.field == field
    act(programme, "close", actor=officer, today=TODAY)
    with pytest.raises(NotUnderWay):
        signed(programme, listed, officer)
    with pytest.raises(ProgrammeOver):
        list_recipients(actor=officer, programme=programme, named=[Named("王大力", phone="13800001111")], today=TODAY)


def test_a_programme_that_reached_somebody_is_not_dropped(officer, programme, listed, approver):
    receipt = signed(programme, listed[:1], officer)
    with pytest.raises(NotPossible):
        act(programme, "drop", actor=approver, today=TODAY, opinion="取消")
    take_back_receipt(actor=officer, receipt=receipt, reason="误录", today=TODAY)
    act(programme, "drop", actor=approver, today=TODAY, opinion="取消")
    assert programme.state == ProgrammeState.DROPPED


def test_the_figure_counts_different_workers_of_the_project_in_the_period(
    officer, district, programme, listed, parcels
):
    signed(programme, listed[:3], officer)
    again = ProgrammeFactory(union=district)
    again.goods.create(item=parcels, per_head=1)
    twice = RecipientFactory(programme=again, receiver=listed[0].receiver)
    signed(again, [twice], officer)
    other = ProgrammeFactory(union=district, project="地铁")
    other.goods.create(item=parcels, per_head=1)
    signed(other, [RecipientFactory(programme=other)], officer)
    winter = ProgrammeFactory(union=district, kind=CareKind.WARM)
    winter.goods.create(item=parcels, per_head=1)
    signed(winter, [RecipientFactory(programme=winter)], officer)
    late = datetime.date(2016, 7, 1)
    signed(programme, listed[3:4], officer, received_on=late, today=late)
    assert reached(district) == 3
    assert measure("care.cool_recipients", district, H1).text == "3名"
    assert measure("care.recipients", district, H1).value == 5
    assert measure("care.cool_goods", district, H1).value == 1


def test_a_receipt_taken_back_counts_nobody_and_its_goods_return(officer, district, programme, listed, parcels):
    receipt = signed(programme, listed, officer)
    take_back_receipt(actor=officer, receipt=receipt, reason="重复录入", today=TODAY, version=receipt.version)
    with pytest.raises(Refused):
        take_back_receipt(actor=officer, receipt=receipt, reason="再来", today=TODAY)
    parcels.refresh_from_db()
    assert (parcels.received, parcels.issued, parcels.remain) == (20, 0, 20)
    assert (reached(district), measure("care.cool_goods", district, H1).value) == (0, 0)


def test_people_made_one_count_once_and_keep_their_condolences(officer, district, parcels):
    kept, gone = (
        PersonFactory(union=district, number=invented_number(3_600_010 + each), name="周敏") for each in (0, 1)
    )
    for person in (kept, gone):
        programme = ProgrammeFactory(union=district)
        programme.goods.create(item=parcels, per_head=1)
        named = [Named("周敏", document_number=unseal(person.document_number))]
        signed(programme, list_recipients(actor=officer, programme=programme, named=named, today=TODAY), officer)
    assert reached(district) == 2
    merge_persons(actor=officer, survivor=kept, absorbed=gone, today=TODAY, reason="同一人")
    assert reached(district) == 1
    assert set(Recipient.objects.values_list("person", flat=True)) == {kept.pk}


def test_another_unions_officer_finds_nothing_and_a_leader_enters_nothing(
    programme, listed, actor_as, street, district
):
    with pytest.raises(OutOfScope):
        signed(programme, listed, actor_as(Role.STREET_OFFICER, street))
    with pytest.raises(NotAllowed):
        signed(programme, listed, actor_as(Role.LEADER, district))


def in_threads(number, do):
    """Call `do(place)` in so many threads, all released at once; what each said."""
    ready = threading.Barrier(number)
    told: list[str] = []

    def run(place: int) -> None:
        try:
            ready.wait()
            told.append(do(place))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_two_receipts_for_the_last_goods_at_the_same_instant_leave_nothing_below_nothing(
    own_database, officer, programme, listed, parcels
):
    GoodsItem.objects.filter(pk=parcels.pk).update(received=3, remain=3)

    def hand_over(place: int) -> str:
        try:
            signed(programme, listed[:2] if place == 0 else listed[2:4], officer)
        except NotInStore:
            return "short"
        return "signed"

    assert in_threads(2, hand_over) == ["short", "signed"]
    item = GoodsItem.objects.get(pk=parcels.pk)
    assert (item.issued, item.remain, Recipient.objects.received().count()) == (2, 1, 2)


def test_one_receiver_in_two_receipts_at_the_same_instant_receives_once(own_database, officer, programme, listed):
    def hand_over(_place: int) -> str:
        try:
            signed(programme, listed[:1], officer)
        except Stale:
            return "told"
        return "signed"

    assert in_threads(2, hand_over) == ["signed", "told"]
    assert Receipt.objects.count() == 1


def test_one_new_worker_in_two_programmes_at_the_same_instant_is_one_receiver(own_database, officer, district):
    programmes = [ProgrammeFactory(union=district) for _each in range(2)]

    def enlist(place: int) -> str:
        named = [Named("王大力", phone="13800001111")]
        list_recipients(actor=officer, programme=programmes[place], named=named, today=TODAY)
        return "listed"

    assert in_threads(2, enlist) == ["listed", "listed"]
    assert Receiver.objects.count() == 1


@pytest.mark.parametrize("seed", range(6))
def test_under_random_histories_the_store_is_what_its_entries_say(officer, district, seed):
    draw = Random(seed)  # noqa: S311 - drawn numbers, no secrets
    item = register_goods(actor=officer, union=district, name="急救包", measure="个", today=TODAY)
    programme = ProgrammeFactory(union=district)
    programme.goods.create(item=item, per_head=draw.randint(1, 3))
    refused = 0
    for _step in range(40):
        waiting = list(Recipient.objects.listed().filter(receipt=None)) or [RecipientFactory(programme=programme)]
        receipt = Receipt.objects.filter(withdrawn=False).order_by("?").first()
        entry = GoodsEntry.objects.filter(receipt=None, reverses=None, reversal=None).order_by("?").first()
        try:
            match draw.randrange(4):
                case 0:
                    take_into_store(actor=officer, item=item, quantity=draw.randint(1, 6), on=TODAY, today=TODAY)
                case 1:
                    signed(programme, waiting[: draw.randint(1, 3)], officer)
                case 2 if receipt is not None:
                    take_back_receipt(actor=officer, receipt=receipt, reason="误录", today=TODAY)
                case 3 if entry is not None:
                    reverse_entry(actor=officer, entry=entry, reason="误录", today=TODAY)
        except NotInStore:
            refused += 1
        item.refresh_from_db()
        sums = dict(item.entries.values_list("kind").annotate(Sum("quantity")))
        assert (item.received, item.issued) == (sums.get("received", 0), sums.get("issued", 0))
        assert item.received == item.issued + item.remain
        assert item.remain >= 0
    assert GoodsEntry.objects.count() > 5
    assert refused
