"""Taking a roster back: everything, once, and only while nothing stands on it."""

import datetime
import io

import pytest

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory
from tests.organisation.rosters.test_writing import MAN, WOMAN, person, row
from yuanxin.foundation.audit.journals import rows_about
from yuanxin.foundation.audit.services import record_clear_view
from yuanxin.foundation.documents.services import attach
from yuanxin.foundation.intake.choices import BatchState, Mode, QueueState
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.intake.services import AlreadyUndone, LaterWork, undo
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.organisation.members.choices import LeaveKind, RetentionKind, TransferState
from yuanxin.organisation.members.models import Membership, Person, TransferProposal
from yuanxin.organisation.members.services import correct_membership, leave, retain
from yuanxin.organisation.rosters.choices import EmployerState
from yuanxin.organisation.rosters.models import UnknownEmployer

pytestmark = pytest.mark.django_db

SECRET = {"version"}


def held():
    """Everything the registry holds of persons and memberships, versions aside."""
    return [
        [
            {name: value for name, value in values.items() if name not in SECRET}
            for values in model.objects.order_by("pk").values()
        ]
        for model in (Person, Membership)
    ]


def test_inserted_filled_overridden_and_proposed_is_put_back(bring, bringer, grassroots, street):
    MembershipFactory(
        union=grassroots,
        person__number=WOMAN,
        person__name="李四",
        person__ethnicity="01",
        person__phone_number="13900000000",
    )
    MembershipFactory(union=UnionFactory(parent=street), person__number="330106198506151233", person__name="王五")
    rejoining = MembershipFactory(
        union=street, person__number="330106197808084561", person__name="孙八",
        left_on=datetime.date(2016, 1, 1), leave_kind=LeaveKind.LEFT,
    )  # fmt: skip
    before = held()
    batch = bring(
        [
            row(employer="无人知晓厂"),
            row("李四", WOMAN, ethnicity="回族", phone="13812345678", employer="某厂", joined="2001-01-01"),
            row("王五", "330106198506151233"),
            row("孙八", "330106197808084561", ethnicity="汉"),
            row("周九", "33010619881203000X"),
            row("周十", "33010619881203000X"),
        ],
        grassroots,
        mode=Mode.OVERRIDE,
    )
    assert {name: count for name, count in batch.counts.items() if count} == {
        "new": 2, "updated": 1, "transfer": 1, "conflict": 2,
    }  # fmt: skip
    undo(actor=bringer, batch=batch)
    assert held() == before
    rejoining.person.refresh_from_db()
    assert rejoining.person.union == street
    assert TransferProposal.objects.get().state == TransferState.WITHDRAWN
    assert set(UnknownEmployer.objects.values_list("state", flat=True)) == {EmployerState.WITHDRAWN}
    assert set(QueuedRow.objects.values_list("state", flat=True)) == {QueueState.WITHDRAWN}


def test_whoever_has_a_restored_membership_open_writes_over_nothing(bring, bringer, grassroots):
    membership = MembershipFactory(union=grassroots, person__number=MAN, person__name="张三")
    batch = bring([row(joined="2015-01-01")], grassroots, mode=Mode.OVERRIDE)
    written = Membership.objects.get().version
    undo(actor=bringer, batch=batch)
    restored = Membership.objects.get()
    assert (restored.joined_on, restored.version) == (membership.joined_on, written + 1)


def test_what_a_later_roster_doubts_as_well_stays_to_be_decided(bring, bringer, grassroots):
    rows = [
        row("张三", MAN, employer="无人知晓厂"),
        row("周九", "33010619881203000X"),
        row("周十", "33010619881203000X"),
    ]
    first = bring([*rows, row("李四", WOMAN, employer="只此一家厂")], grassroots)
    second = bring(
        [row("王五", "330106198506151233", employer="无人知晓厂"), *rows[1:2], row("周百", rows[1][1])], grassroots
    )
    assert second.queued_rows.count() == 1
    undo(actor=bringer, batch=first)
    open_rows = QueuedRow.objects.filter(state=QueueState.OPEN)
    assert list(open_rows.order_by("number").values_list("batch", "number")) == [(second.pk, 5), (second.pk, 6)]
    assert list(UnknownEmployer.objects.order_by("name").values_list("name", "state", "persons")) == [
        ("只此一家厂", EmployerState.WITHDRAWN, 1),
        ("无人知晓厂", EmployerState.OPEN, 1),
    ]
    undo(actor=bringer, batch=second)
    assert not open_rows.exists()
    assert not UnknownEmployer.objects.filter(state=EmployerState.OPEN).exists()


def test_a_second_undo_says_that_it_is_undone(bring, bringer, grassroots):
    batch = bring([row()], grassroots)
    undo(actor=bringer, batch=batch)
    with pytest.raises(AlreadyUndone):
        undo(actor=bringer, batch=batch)


def test_what_was_undone_can_be_brought_in_again(bring, bringer, grassroots):
    undo(actor=bringer, batch=bring([row()], grassroots))
    assert bring([row()], grassroots).counts["new"] == 1
    assert person().memberships.count() == 1


def test_the_undoing_is_told_in_the_history(bring, bringer, grassroots):
    batch = bring([row()], grassroots)
    number = person().pk
    batch = undo(actor=bringer, batch=batch)
    history = rows_about("members.person", number)
    assert [(change.event, change.after is None) for change in history] == [
        (batch.event, False),
        (batch.undo_event, True),
    ]


def left(bringer):
    leave(
        actor=bringer,
        membership=Membership.objects.get(),
        left_on=clock.today(),
        kind=LeaveKind.LEFT,
        today=clock.today(),
    )


def retained(bringer):
    retain(
        actor=bringer,
        membership=Membership.objects.get(),
        kind=RetentionKind.RETIRED,
        begins_on=clock.today(),
        today=clock.today(),
    )


def corrected(bringer):
    correct_membership(
        actor=bringer,
        membership=Membership.objects.get(),
        joined_on=datetime.date(2015, 2, 1),
        today=clock.today(),
    )


@pytest.mark.parametrize("later", [left, corrected, retained])
def test_later_work_on_a_membership_whose_day_was_overridden_forbids_it(bring, bringer, grassroots, later):
    MembershipFactory(union=grassroots, person__number=MAN, person__name="张三")
    batch = bring([row(joined="2015-01-01")], grassroots, mode=Mode.OVERRIDE)
    assert batch.counts["updated"] == 1
    later(bringer)
    with pytest.raises(LaterWork, match="张三"):
        undo(actor=bringer, batch=batch)


def test_a_file_kept_with_a_person_forbids_it(bring, bringer, grassroots):
    batch = bring([row()], grassroots)
    attach(actor=Actor.system("tests"), target=person(), stream=io.BytesIO(b"%PDF-1.7"), name="入会申请.pdf")
    with pytest.raises(LaterWork, match="张三（上传附件）"):
        undo(actor=bringer, batch=batch)
    assert person()


def test_having_looked_at_a_person_does_not_forbid_it(bring, bringer, grassroots):
    batch = bring([row()], grassroots)
    record_clear_view(bringer, person(), ["phone"], "核对")
    undo(actor=bringer, batch=batch)
    assert not Person.objects.exists()


@pytest.mark.parametrize("later", [left, retained])
def test_later_work_on_a_record_forbids_it_and_is_listed(bring, bringer, grassroots, later):
    batch = bring([row()], grassroots)
    later(bringer)
    with pytest.raises(LaterWork) as refusal:
        undo(actor=bringer, batch=batch)
    assert len(refusal.value.told) == 1
    assert "张三" in refusal.value.told[0]
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED
    assert Person.objects.count() == 1


def test_a_later_roster_forbids_it_until_it_is_undone_itself(bring, bringer, grassroots):
    first = bring([row()], grassroots)
    second = bring([row(phone="13812345678")], grassroots)
    with pytest.raises(LaterWork):
        undo(actor=bringer, batch=first)
    undo(actor=bringer, batch=second)
    undo(actor=bringer, batch=first)
    assert not Person.objects.exists()


def test_at_most_twenty_are_listed(bring, bringer, grassroots):
    from tests.organisation.members.factories import invented_number

    rows = [row(f"张{chr(0x4E00 + n)}", invented_number(n)) for n in range(25)]
    batch = bring(rows, grassroots)
    bring([row(f"张{chr(0x4E00 + n)}", invented_number(n), phone="13812345678") for n in range(25)], grassroots)
    with pytest.raises(LaterWork) as refusal:
        undo(actor=bringer, batch=batch)
    assert len(refusal.value.told) == 20


def test_a_proposal_on_which_a_union_spoke_forbids_it(bring, bringer, grassroots, street, actor_as):
    from yuanxin.foundation.accounts.choices import Role
    from yuanxin.organisation.members.services import decide_transfer

    MembershipFactory(union=UnionFactory(parent=street), person__number=MAN)
    batch = bring([row()], grassroots)
    decide_transfer(
        actor=actor_as(Role.GRASSROOTS_OFFICER, grassroots),
        proposal=TransferProposal.objects.get(),
        side="receiving",
        consents=True,
        today=clock.today(),
    )
    with pytest.raises(LaterWork):
        undo(actor=bringer, batch=batch)
