"""Doubtful rows decided by one click: exactly one decision, and what follows from it written by the services."""

import datetime

import pytest
from django.urls import reverse

from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory, PersonFactory
from tests.organisation.rosters.test_writing import MAN, WOMAN, person, row
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.intake.choices import Mode, QueueState, Verdict
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.intake.services import Decided, decide_row, decide_rows, settle_row, undo
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.kernel.sealed import lookup_digest, seal, unseal
from yuanxin.organisation.members.choices import LeaveKind
from yuanxin.organisation.members.models import Membership, TransferProposal
from yuanxin.organisation.members.services import leave, propose_transfers

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2016, 6, 1)


def known(name, number, union, **particulars):
    """Somebody active in `union`."""
    made = PersonFactory(
        name=name,
        document_number=seal(number),
        document_digest=lookup_digest(number),
        union=union,
        sex=1 if int(number[16]) % 2 else 2,
        born_on=datetime.date(1990, 1, 1),
        **particulars,
    )
    MembershipFactory(person=made, union=union, joined_on=datetime.date(2010, 1, 1))
    return made


def officer_of(union, role=Role.STREET_OFFICER):
    return actor_for(AppointmentFactory(role=role, union=union).user, today=clock.today())


@pytest.fixture
def doubt(bring, grassroots):
    """A row whose number the registry knows under another name; the registry's phone is blank, its people's is not."""
    known("张三丰", MAN, grassroots, phone=None, phone_digest=None, ethnicity="11")
    bring([row("张三", MAN, "男", "汉", "13812345678")], grassroots)
    return QueuedRow.objects.get()


def test_the_registrys_name_is_kept_and_the_row_fills_what_is_blank(doubt, bringer):
    decide_row(actor=bringer, row=doubt, verdict=Verdict.KEPT, today=TODAY)
    kept = person()
    assert (kept.name, unseal(kept.phone), kept.ethnicity) == ("张三丰", "13812345678", "11")
    doubt.refresh_from_db()
    assert (doubt.state, doubt.verdict, doubt.decided_by) == (QueueState.SETTLED, Verdict.KEPT, bringer.label)


def test_the_files_name_is_a_correction_with_its_reason_in_the_trail(doubt, bringer):
    decide_row(actor=bringer, row=doubt, verdict=Verdict.TAKEN, today=TODAY, opinion="已核对身份证")
    taken = person()
    assert (taken.name, taken.pinyin, unseal(taken.phone)) == ("张三", "zhangsan", "13812345678")
    corrected = Event.objects.filter(action="members.person_corrected", object_id=taken.pk).order_by("pk").first()
    assert corrected.reason == "已核对身份证"
    assert Event.objects.get(action="intake.settled").reason == "已核对身份证"


@pytest.mark.parametrize("verdict", [Verdict.RETURNED, Verdict.DISMISSED])
def test_what_goes_back_or_is_dismissed_writes_nobody(verdict, doubt, bringer):
    before = person().version
    decide_row(actor=bringer, row=doubt, verdict=verdict, today=TODAY)
    assert (person().name, person().version) == ("张三丰", before)
    assert Membership.objects.count() == 1


def test_of_two_deciders_one_wins_and_the_other_is_told_who_and_what(doubt, bringer, street):
    second, stale = officer_of(street), QueuedRow.objects.get()
    decide_row(actor=bringer, row=doubt, verdict=Verdict.KEPT, today=TODAY)
    with pytest.raises(Decided) as refusal:
        decide_row(actor=second, row=stale, verdict=Verdict.TAKEN, today=TODAY)
    assert bringer.label in str(refusal.value)
    assert str(Verdict.KEPT.label) in str(refusal.value)
    assert person().name == "张三丰"
    with pytest.raises(Decided):
        settle_row(actor=second, row=stale, opinion="x", today=TODAY)
    assert Event.objects.filter(action="intake.settled").count() == 1


def test_who_may_not_correct_the_person_decides_nothing(bring, grassroots, street, district):
    elsewhere = UnionFactory(parent=UnionFactory(parent=district), name="别处的秘密工会")
    known("张三丰", MAN, elsewhere)
    bring([row("张三", MAN)], grassroots)
    doubt, officer = QueuedRow.objects.get(), officer_of(street)
    with pytest.raises(OutOfScope) as refusal:
        decide_row(actor=officer, row=doubt, verdict=Verdict.TAKEN, today=TODAY)
    assert elsewhere.name not in str(refusal.value)
    doubt.refresh_from_db()
    assert (doubt.state, doubt.verdict, person().name) == (QueueState.OPEN, "", "张三丰")
    # Keeping the registry's name asks both unions for the transfer and writes nothing else.
    decide_row(actor=officer, row=doubt, verdict=Verdict.KEPT, today=TODAY)
    assert TransferProposal.objects.get().union == grassroots
    assert Membership.objects.get().union == elsewhere


def test_of_two_names_for_one_number_the_right_one_comes_in_and_the_other_is_closed(bring, bringer, grassroots):
    bring([row("李四", WOMAN, joined="2016-03-01"), row("李斯", WOMAN)], grassroots)
    first, second = QueuedRow.objects.order_by("number")
    with pytest.raises(Refused):
        decide_row(actor=bringer, row=first, verdict=Verdict.KEPT, today=TODAY)
    decide_row(actor=bringer, row=first, verdict=Verdict.TAKEN, today=TODAY)
    assert (person(WOMAN).name, Membership.objects.get().joined_on) == ("李四", datetime.date(2016, 3, 1))
    second.refresh_from_db()
    assert (second.state, second.verdict) == (QueueState.SETTLED, Verdict.DISMISSED)


def test_a_former_member_comes_back_under_the_name_that_was_decided(bring, bringer, grassroots):
    former = known("张三丰", MAN, grassroots)
    spell = former.memberships.get()
    leave(actor=bringer, membership=spell, left_on=datetime.date(2016, 1, 1), kind=LeaveKind.LEFT, today=TODAY)
    bring([row("张三", MAN, joined="2015-01-01")], grassroots)
    decide_row(actor=bringer, row=QueuedRow.objects.get(), verdict=Verdict.TAKEN, today=TODAY)
    opened = Membership.objects.get(left_on=None)
    assert (opened.person.name, opened.joined_on >= datetime.date(2016, 1, 1)) == ("张三", True)


def test_a_barred_person_can_only_go_back(bring, bringer, grassroots):
    former = known("张三", MAN, grassroots)
    Membership.objects.filter(person=former).update(left_on=datetime.date(2016, 1, 1), leave_kind=LeaveKind.DECEASED)
    bring([row("张三", MAN)], grassroots)
    doubt = QueuedRow.objects.get()
    with pytest.raises(Refused):
        decide_row(actor=bringer, row=doubt, verdict=Verdict.TAKEN, today=TODAY)
    decide_row(actor=bringer, row=doubt, verdict=Verdict.RETURNED, today=TODAY)
    assert not Membership.objects.open().exists()


def test_override_writes_what_differs_and_fill_never_does(bring, bringer, grassroots):
    known("张三丰", MAN, grassroots, ethnicity="11", job="钳工")
    bring([row("张三", MAN, None, "汉")], grassroots, mode=Mode.OVERRIDE)
    decide_row(actor=bringer, row=QueuedRow.objects.get(), verdict=Verdict.KEPT, today=TODAY)
    assert (person().name, person().ethnicity, person().job) == ("张三丰", "01", "钳工")


def test_many_are_decided_alike_and_those_that_were_not_are_named(bring, bringer, grassroots):
    known("张三丰", MAN, grassroots)
    known("李四光", WOMAN, grassroots)
    bring([row("张三", MAN), row("李四", WOMAN)], grassroots)
    rows = list(QueuedRow.objects.order_by("number"))
    settle_row(actor=bringer, row=rows[0], opinion="x", today=TODAY)
    decided, refused = decide_rows(actor=bringer, rows=rows, verdict=Verdict.TAKEN, today=TODAY)
    assert (decided, len(refused)) == (1, 1)
    assert str(rows[0]) in refused[0]
    assert (person().name, person(WOMAN).name) == ("张三丰", "李四")


def test_the_queue_is_decided_on_its_pages(client, doubt, importer):
    client.force_login(importer)
    page = client.get(reverse("rosters:queuedrow-detail", args=[doubt.pk]))
    assert "张三丰" in page.content.decode()
    assert "138****5678" in page.content.decode()
    answer = client.post(reverse("rosters:queuedrow-bulk", args=["returned"]), {"pk": [doubt.pk]}, follow=True)
    doubt.refresh_from_db()
    assert (answer.status_code, doubt.verdict) == (200, Verdict.RETURNED)
    again = client.post(reverse("rosters:queuedrow-decide", args=[doubt.pk]), {"verdict": "taken"}, follow=True)
    assert str(Verdict.RETURNED.label) in again.content.decode()
    assert client.post(reverse("rosters:queuedrow-decide", args=[doubt.pk]), {"verdict": "x"}).status_code == 302


def test_an_undone_batch_leaves_nothing_to_decide(bring, bringer, grassroots):
    known("张三丰", MAN, grassroots)
    batch = bring([row("张三", MAN), row("李四", WOMAN)], grassroots)
    doubt = QueuedRow.objects.get()
    undo(actor=bringer, batch=batch)
    with pytest.raises(Decided):
        decide_row(actor=bringer, row=doubt, verdict=Verdict.TAKEN, today=TODAY)
    assert person().name == "张三丰"


def test_a_transfer_is_never_accepted_for_somebody_who_left_meanwhile(bring, bringer, grassroots, street):
    elsewhere = UnionFactory(parent=street)
    known("张三", MAN, elsewhere)
    bring([row("张三", MAN)], grassroots)
    spell = Membership.objects.get()
    proposal = TransferProposal.objects.get()
    leave(actor=bringer, membership=spell, left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY)
    proposal.refresh_from_db()
    assert proposal.state == "refused"
    assert propose_transfers(actor=bringer, union=grassroots, memberships=[], today=TODAY) == []
    assert not Membership.objects.filter(union=grassroots).exists()
