"""Who acts for whom, with whom a record lies, and who is reminded."""

import dataclasses
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.foundation.accounts.factories import AppointmentFactory, UserFactory
from tests.foundation.flow.conftest import REVIEW_FLOW, TODAY
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory, TransferProposalFactory
from yuanxin.foundation.accounts import services as accounts
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Deputy
from yuanxin.foundation.accounts.queries import actor_for, key_of
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.documents import registry as holders
from yuanxin.foundation.documents.queries import attachments_of
from yuanxin.foundation.flow import inbox, registry
from yuanxin.foundation.flow.cases import Case
from yuanxin.foundation.flow.columns import history
from yuanxin.foundation.flow.models import Assignment, DecisionFile, Reminder
from yuanxin.foundation.flow.queries import decisions_on, lies_with, offers, waiting_for
from yuanxin.foundation.flow.services import NotByYou, act, assign, begin, remind_overdue
from yuanxin.foundation.flow.tables import Side, Standing, To
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.choices import TransferState as S
from yuanxin.organisation.members.models import TransferProposal

DAY = datetime.timedelta(days=1)
SYSTEM = Actor.system("tests")


@pytest.fixture
def people(street, district):
    """An officer of the street, a colleague there, and one of the district who holds nothing at the street."""
    return [AppointmentFactory(role=Role.STREET_OFFICER, union=street).user for _number in range(2)] + [
        AppointmentFactory(role=Role.REVIEWER, union=district).user
    ]


def named(principal, deputy, begins_on=TODAY, ends_on=TODAY + 10 * DAY):
    return accounts.name_deputy(
        actor=actor_for(principal, today=TODAY),
        principal=principal,
        deputy=deputy,
        begins_on=begins_on,
        ends_on=ends_on,
        today=TODAY,
        reason="外出学习",
    )


def test_a_deputy_acts_with_the_officers_rights_and_both_are_named(review, proposal, people):
    officer, _colleague, reviewer = people
    assert not actor_for(reviewer, today=TODAY).may_somewhere(Permission.EDIT)
    named(officer, reviewer)
    acting = actor_for(reviewer, today=TODAY)
    assert [offer.acting_for for offer in offers(proposal, acting, TODAY)] == [officer.name]
    assert list(waiting_for(review, acting, TODAY)) == [proposal]
    act(proposal, "refuse", actor=acting, today=TODAY)
    decision = decisions_on(proposal).get()
    assert (decision.actor, decision.for_actor, decision.for_label) == (
        key_of(reviewer),
        key_of(officer),
        officer.name,
    )
    assert Event.objects.get(action="members.transferproposal_refuse").details["acting_for"] == officer.name
    assert inbox.done(acting)[0].acting_for == officer.name
    told = history(Case(review, proposal, TODAY), acting)[0]
    assert told["acting_for"] == officer.name
    assert decision.office == officer.appointments.get().union.name


def test_a_deputy_has_the_rights_from_the_first_day_until_the_officer_is_back(people):
    officer, _colleague, reviewer = people
    named(officer, reviewer, TODAY + DAY, TODAY + 3 * DAY)
    days = [TODAY + number * DAY for number in range(5)]
    held = [actor_for(reviewer, today=day).may_somewhere(Permission.EDIT) for day in days]
    assert held == [False, True, True, False, False]


def test_the_own_right_comes_before_the_deputys(review, proposal, people):
    officer, colleague, _reviewer = people
    named(officer, colleague)
    act(proposal, "refuse", actor=actor_for(colleague, today=TODAY), today=TODAY)
    assert decisions_on(proposal).get().for_actor == ""


def test_two_persons_stay_two_behind_a_deputy(review, proposal, people):
    """Sender and approver are two persons, whoever acted for whom."""
    officer, colleague, reviewer = people
    named(officer, reviewer)
    act(proposal, "refuse", actor=actor_for(reviewer, today=TODAY), today=TODAY)
    for barred in (officer, reviewer):
        acting = actor_for(barred, today=TODAY)
        assert offers(proposal, acting, TODAY) == []
        assert list(waiting_for(review, acting, TODAY)) == []
        with pytest.raises(NotByYou):
            act(proposal, "complete", actor=acting, today=TODAY)
    act(proposal, "complete", actor=actor_for(colleague, today=TODAY), today=TODAY)


def test_the_senders_deputy_does_not_approve_for_the_sender(review, proposal, people):
    officer, _colleague, reviewer = people
    act(proposal, "refuse", actor=actor_for(officer, today=TODAY), today=TODAY)
    named(officer, reviewer)
    with pytest.raises(NotByYou):
        act(proposal, "complete", actor=actor_for(reviewer, today=TODAY), today=TODAY)


def test_what_a_deputy_enters_counts_as_entered_by_both(review, proposal, people):
    officer, _colleague, _reviewer = people
    stranger = AppointmentFactory(role=Role.GRASSROOTS_OFFICER, union=proposal.union).user
    chair = AppointmentFactory(role=Role.GRASSROOTS_OFFICER, union=UnionFactory(parent=proposal.union.parent)).user
    Deputy.objects.create(principal=officer, deputy=chair, begins_on=TODAY, ends_on=TODAY + DAY, reason="外出")
    copied = ("person", "membership", "former_union", "proposing_union")
    new = TransferProposal(
        **{name: getattr(proposal, name) for name in copied},
        union=proposal.union.parent,
        source="hand",
        proposed_on=TODAY,
    )
    begin(new, actor=actor_for(chair, today=TODAY), today=TODAY)
    assert decisions_on(new).get().people == {key_of(chair), key_of(officer)}
    assert key_of(stranger) not in decisions_on(new).get().people


def test_only_a_colleague_deputises_and_only_for_an_office(people, street):
    officer, colleague, _reviewer = people
    outsider = AppointmentFactory(role=Role.STREET_OFFICER, union=UnionFactory()).user
    worker = AppointmentFactory(role=Role.WORKER, union=street).user
    administrator = AppointmentFactory(role=Role.SECURITY_ADMINISTRATOR, union=street).user
    for nobody in (outsider, worker, administrator, officer):
        with pytest.raises(Refused) as refusal:
            named(officer, nobody)
        assert refusal.value.field == "deputy"
    with pytest.raises(Refused):
        named(administrator, colleague)
    with pytest.raises(NotAllowed):
        accounts.name_deputy(
            actor=actor_for(colleague, today=TODAY), principal=officer, deputy=colleague,
            begins_on=TODAY, ends_on=TODAY + DAY, today=TODAY, reason="代",
        )  # fmt: skip


def test_days_of_deputies_do_not_overlap_and_lie_ahead(people):
    officer, colleague, reviewer = people
    first = named(officer, colleague)
    for begins_on, ends_on in (
        (TODAY + DAY, TODAY + 2 * DAY),
        (TODAY + 9 * DAY, TODAY + 20 * DAY),
        (TODAY, TODAY),
        (TODAY - 5 * DAY, TODAY - DAY),
    ):
        with pytest.raises(Refused):
            named(officer, reviewer, begins_on, ends_on)
    with pytest.raises(OutOfScope):
        accounts.end_deputy(actor=actor_for(reviewer, today=TODAY), deputy=first, today=TODAY)
    accounts.end_deputy(actor=actor_for(officer, today=TODAY), deputy=first, today=TODAY + DAY)
    with pytest.raises(Refused):
        accounts.end_deputy(actor=actor_for(officer, today=TODAY), deputy=first, today=TODAY + DAY)
    named(officer, reviewer, TODAY + DAY, TODAY + 2 * DAY)


def test_a_deputy_who_lost_the_own_office_acts_no_longer(people):
    officer, _colleague, reviewer = people
    named(officer, reviewer)
    reviewer.appointments.update(ends_on=TODAY)
    assert actor_for(reviewer, today=TODAY).grants == ()


@pytest.fixture
def returning(monkeypatch):
    """The review flow, whose return goes back to the sender, and whose sender may withdraw."""
    table = {
        S.PROPOSED: REVIEW_FLOW.table[S.PROPOSED],
        S.REFUSED: {
            "complete": To(S.DONE, "Approve", needs=Permission.EDIT, not_by=("refuse",)),
            "overtake": To(
                S.PROPOSED, "Return", needs=Permission.EDIT, not_by=("refuse",), opinion=True, back_to="refuse"
            ),
            "withdraw": To(S.WITHDRAWN, "Withdraw", needs=Permission.EDIT, by=("refuse",), awaited=False),
        },
    }
    flow = dataclasses.replace(REVIEW_FLOW, table=table, _entering={})
    monkeypatch.setitem(registry._flows, flow.kind, flow)
    return flow


def test_a_returned_record_lies_with_who_sent_it_in(returning, proposal, clerks):
    sender, reviewer = clerks
    act(proposal, "refuse", actor=sender, today=TODAY)
    act(proposal, "overtake", actor=reviewer, opinion="缺章", today=TODAY)
    assert lies_with(proposal).key == sender.key
    assert list(waiting_for(returning, sender, TODAY)) == [proposal]
    assert list(waiting_for(returning, reviewer, TODAY)) == []
    act(proposal, "refuse", actor=sender, today=TODAY)
    assert lies_with(proposal) is None


def test_only_the_sender_withdraws(returning, proposal, clerks):
    sender, reviewer = clerks
    act(proposal, "refuse", actor=sender, today=TODAY)
    assert "withdraw" not in [offer.action for offer in offers(proposal, reviewer, TODAY)]
    with pytest.raises(NotByYou):
        act(proposal, "withdraw", actor=reviewer, today=TODAY)
    assert act(proposal, "withdraw", actor=sender, today=TODAY).state == S.WITHDRAWN


def test_a_record_is_given_to_a_colleague_who_may_go_on(review, proposal, people):
    officer, colleague, reviewer = people
    giver = actor_for(officer, today=TODAY)
    given = {"actor": giver, "shown": proposal, "today": TODAY, "reason": "由其经办"}
    for nobody in (reviewer, UserFactory()):
        with pytest.raises(Refused) as refusal:
            assign(to=nobody, **given)
        assert refusal.value.field == "to"
    assign(to=colleague, **given)
    assert list(waiting_for(review, giver, TODAY)) == []
    assert list(waiting_for(review, actor_for(colleague, today=TODAY), TODAY)) == [proposal]
    with pytest.raises(Refused):
        assign(to=colleague, **given)
    with pytest.raises(NotAllowed):
        assign(to=officer, **given | {"actor": actor_for(reviewer, today=TODAY)})
    assert history(Case(review, proposal, TODAY), giver)[-1]["opinion"] == f"办理人：{colleague.name}：由其经办"


def end(user, actor, successor=None):
    appointment = user.appointments.get()
    return accounts.end_appointment(
        actor=actor, appointment=appointment, ends_on=TODAY, today=TODAY, successor=successor, reason="调离"
    )


@pytest.fixture
def security(actor_as, district):
    return actor_as(Role.SECURITY_ADMINISTRATOR, district)


def test_open_work_goes_to_the_successor_and_the_history_says_so(review, proposal, street, people, security):
    officer, colleague, _reviewer = people
    assign(actor=actor_for(colleague, today=TODAY), shown=proposal, to=officer, today=TODAY, reason="由其经办")
    successor = AppointmentFactory(role=Role.STREET_OFFICER, union=street).user
    end(officer, security, successor)
    assert lies_with(proposal).key == key_of(successor)
    assert list(waiting_for(review, actor_for(successor, today=TODAY), TODAY)) == [proposal]
    told = history(Case(review, proposal, TODAY), actor_for(successor, today=TODAY))[-1]
    assert told["opinion"] == f"{officer.name} → {successor.name}：任职结束"
    assert Event.objects.get(action="flow.handed_over").details["count"] == 1


def test_without_a_successor_it_goes_to_the_superior(review, proposal, street, security, actor_as):
    chair = AppointmentFactory(role=Role.GRASSROOTS_OFFICER, union=proposal.union).user
    superior = actor_as(Role.STREET_OFFICER, street)
    end(chair, security)
    assert lies_with(proposal).key == superior.key


def test_who_may_not_go_on_with_it_does_not_get_it(review, proposal, security):
    chair = AppointmentFactory(role=Role.GRASSROOTS_OFFICER, union=proposal.union).user
    end(chair, security, UserFactory())
    assert lies_with(proposal) is None


def test_the_successor_of_the_sender_may_withdraw_and_gets_what_is_returned(
    returning, proposal, street, security, clerks
):
    sender = AppointmentFactory(role=Role.STREET_OFFICER, union=street).user
    heir = AppointmentFactory(role=Role.STREET_OFFICER, union=street).user
    act(proposal, "refuse", actor=actor_for(sender, today=TODAY), today=TODAY)
    end(sender, security, heir)
    acting = actor_for(heir, today=TODAY)
    assert "withdraw" in [offer.action for offer in offers(proposal, acting, TODAY)]
    act(proposal, "overtake", actor=clerks[0], opinion="补正", today=TODAY)
    assert lies_with(proposal).key == key_of(heir)


def test_a_late_record_is_reminded_of_once_a_round(review, proposal, clerks, people):
    act(proposal, "refuse", actor=clerks[0], today=TODAY)
    late = TODAY + 16 * DAY
    assert remind_overdue(actor=SYSTEM, today=TODAY + 15 * DAY) == 0
    assign(actor=clerks[1], shown=proposal, to=people[1], today=late, reason="请速办")
    assert remind_overdue(actor=SYSTEM, today=late) == 1
    assert remind_overdue(actor=SYSTEM, today=late) == 0
    reminder = Reminder.objects.get()
    assert (reminder.holder, reminder.due_on) == (key_of(people[1]), TODAY + 15 * DAY)
    (waiting,) = inbox.waiting(actor_for(people[1], today=late), late)
    assert [(item.overdue, item.reminded) for item in waiting.items] == [(True, True)]
    assert history(Case(review, proposal, TODAY), clerks[0])[-1]["label"] == "已催办"


def test_files_come_with_the_opinion_and_stand_in_the_history(review, proposal, clerks, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    holders.take_attachments(TransferProposal, view=Permission.VIEW, edit=Permission.EDIT)
    try:
        file = SimpleUploadedFile("证明.pdf", b"%PDF-1.7")
        act(proposal, "refuse", actor=clerks[0], today=TODAY, opinion="见附件", files=[file])
        assert attachments_of(proposal).get().name == "证明.pdf"
        assert [each.name for each in history(Case(review, proposal, TODAY), clerks[1])[0]["files"]] == ["证明.pdf"]
        with pytest.raises(Refused):
            broken = SimpleUploadedFile("证明.exe", io.BytesIO(b"MZ").read())
            act(proposal, "complete", actor=clerks[1], today=TODAY, files=[broken])
        assert DecisionFile.objects.count() == 1
    finally:
        holders.forget(TransferProposal)


OFFICES = (
    Side("organising", "union", "组织部"),
    Side("rights", "union", "权益部", needs=Permission.EXPORT),
)


def heard(standing: Standing) -> bool:
    return not standing.lacks("consent", OFFICES)


@pytest.fixture
def consulting(monkeypatch):
    """Two offices of one union give their opinion before it decides."""
    table = {
        S.PROPOSED: {
            "consent": To(S.PROPOSED, "Give an opinion", needs=Permission.EDIT, sides=OFFICES, opinion=True),
            "refuse": To(S.REFUSED, "Decide", needs=Permission.EDIT, when=heard),
        }
    }
    flow = dataclasses.replace(REVIEW_FLOW, table=table, _entering={})
    monkeypatch.setitem(registry._flows, flow.kind, flow)
    return flow


def test_opinions_of_several_offices_are_complete_before_the_next_step(consulting, proposal, clerks, actor_as, other):
    one, two = clerks
    act(proposal, "consent", actor=one, side="organising", opinion="同意", today=TODAY)
    assert "refuse" not in [offer.action for offer in offers(proposal, two, TODAY)]
    with pytest.raises(NotByYou):
        act(proposal, "consent", actor=one, side="rights", opinion="同意", today=TODAY)
    chair = actor_as(Role.GRASSROOTS_OFFICER, other)
    with pytest.raises(NotAllowed):
        act(proposal, "consent", actor=chair, side="rights", opinion="同意", today=TODAY)
    act(proposal, "consent", actor=two, side="rights", opinion="同意", today=TODAY)
    assert act(proposal, "refuse", actor=two, today=TODAY).state == S.REFUSED


@pytest.mark.parametrize("count", [2, 12])
def test_a_hand_over_costs_the_same_number_of_queries(
    review, grassroots, street, other, security, count, django_assert_max_num_queries
):
    for _number in range(count):
        TransferProposalFactory(membership=MembershipFactory(union=grassroots), union=other)
    chair = AppointmentFactory(role=Role.GRASSROOTS_OFFICER, union=other).user
    AppointmentFactory(role=Role.STREET_OFFICER, union=street)
    # What it takes apart from the records: a few for each flow that there is.
    with django_assert_max_num_queries(20 + 2 * len(registry.flows())):
        end(chair, security)
    assert Assignment.objects.count() == count
