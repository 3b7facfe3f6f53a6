"""Joining: an application is entered, decided by somebody else, and makes a member on the day of its approval."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.flow.cells import check_cell, every_cell
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import ApplicationFactory, MembershipFactory, PersonFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow.queries import decisions_on, offers, waiting_for
from yuanxin.foundation.flow.services import NotByYou, act
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.kernel.numbers import InvalidNumber
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.services import StillInUse, merge_unions, revoke_union
from yuanxin.organisation.members.choices import ApplicationState as S
from yuanxin.organisation.members.choices import ConsentChannel, JoinKind, LeaveKind, TransferSource
from yuanxin.organisation.members.models import Application, Membership, Person, TransferProposal
from yuanxin.organisation.members.queries import known_of_applicant
from yuanxin.organisation.members.services import (
    AlreadyApplied,
    AlreadyMember,
    AnotherName,
    ConsentMissing,
    NotAdmittedAgain,
    Particulars,
    admit,
    apply,
    approve_all,
    leave,
)
from yuanxin.organisation.members.states import APPLICATION_FLOW

TODAY = datetime.date(2016, 6, 30)
LATER = datetime.date(2016, 7, 4)
H1 = Period(datetime.date(2016, 1, 1), TODAY)
NUMBER = "330106199001010018"
GIVEN = {"name": "王芳", "document_number": NUMBER, "phone": "13812345678", "employer_name": "圆心机械厂"}


@pytest.fixture
def chair(actor_as, grassroots):
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def colleague(actor_as, grassroots):
    return actor_as(Role.GRASSROOTS_OFFICER, grassroots)


def applied(actor, union, *, consents=True, **given) -> Application:
    return apply(
        actor=actor,
        union=union,
        particulars=Particulars(**GIVEN | given),
        channel=ConsentChannel.PAPER,
        consents=consents,
        today=TODAY,
    )


def approve(application, actor, today=TODAY):
    return act(application, "approve", actor=actor, today=today)


def test_an_approved_application_makes_a_member_from_the_day_of_its_approval(chair, colleague, grassroots):
    application = applied(chair, grassroots)
    assert not Person.objects.exists(), "nobody is in the register for having asked"
    approve(application, colleague, LATER)
    membership = Membership.objects.get()
    assert (membership.union, membership.joined_on, membership.join_kind) == (grassroots, LATER, JoinKind.FIRST)
    assert (membership.person.name, membership.person.employer_name) == ("王芳", "圆心机械厂")
    application.refresh_from_db()
    assert (application.state, application.membership) == (S.APPROVED, membership)


def test_f09_counts_a_first_joining_on_the_day_of_its_approval(chair, colleague, grassroots, district):
    in_time, late = applied(chair, grassroots), applied(chair, grassroots, document_number="330106199001010034")
    assert measure("members.joined", union=district, period=H1).value == 0
    approve(in_time, colleague, TODAY)
    approve(late, colleague, TODAY + datetime.timedelta(days=1))
    assert measure("members.joined", union=district, period=H1).value == 1


def test_it_is_to_be_decided_within_three_working_days_by_somebody_else(chair, colleague, grassroots):
    application = applied(chair, grassroots)
    assert application.due_on == datetime.date(2016, 7, 5), "a Thursday; the weekend does not count"
    assert list(waiting_for(APPLICATION_FLOW, colleague, TODAY)) == [application]
    with pytest.raises(NotByYou):
        approve(application, chair)
    assert "approve" not in {offer.action for offer in offers(application, chair, TODAY)}


def test_what_was_agreed_to_is_kept_with_the_application(chair, grassroots):
    application = applied(chair, grassroots)
    text = policy("member.join_consent", on=TODAY)
    assert (application.consent_version, application.consent_digest) == (text.version, text.digest)
    with pytest.raises(ConsentMissing):
        applied(chair, grassroots, consents=False, document_number="330106199001010034")


def test_the_number_stands_sealed_in_the_table_and_in_the_trail(chair, grassroots):
    application = applied(chair, grassroots)
    stored = repr(Application.objects.values_list().get(pk=application.pk)) + repr(
        list(Change.objects.values_list("after"))
    )
    assert NUMBER not in stored
    assert "13812345678" not in stored


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"document_number": "330106199001010019"}, InvalidNumber),
        ({"name": "王"}, Refused),
        ({"phone": "12345"}, InvalidNumber),
    ],
)
def test_wrong_particulars_are_refused_at_their_field(chair, grassroots, wrong, refusal):
    with pytest.raises(refusal) as told:
        applied(chair, grassroots, **wrong)
    assert told.value.field == next(iter(wrong))
    assert not Application.objects.exists()


def test_only_an_officer_of_the_union_enters_one(actor_as, district, street, grassroots):
    with pytest.raises(OutOfScope):
        applied(actor_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street)), grassroots)
    with pytest.raises(NotAllowed):
        applied(actor_as(Role.LEADER, district), grassroots)


def test_one_number_waits_once_wherever_it_was_entered(chair, grassroots, street, actor_as):
    waiting = applied(chair, grassroots)
    with pytest.raises(AlreadyApplied) as here:
        applied(chair, grassroots)
    assert here.value.application == waiting
    other = UnionFactory(name="圆心电子厂工会", parent=street)
    with pytest.raises(AlreadyApplied) as elsewhere:
        applied(actor_as(Role.GRASSROOTS_OFFICER, other), other)
    assert elsewhere.value.application is None
    assert grassroots.name not in str(elsewhere.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationFactory(union=other, number=NUMBER)


def test_a_member_of_this_union_does_not_apply(chair, grassroots):
    MembershipFactory(union=grassroots, person__number=NUMBER, person__name="王芳")
    with pytest.raises(AlreadyMember):
        applied(chair, grassroots)


def test_who_is_active_elsewhere_is_proposed_for_transfer_and_no_union_is_named(chair, colleague, grassroots, street):
    away = UnionFactory(name="圆心电子厂工会", parent=street)
    present = MembershipFactory(union=away, person__number=NUMBER, person__name="王芳")
    application = applied(chair, grassroots)
    proposal = TransferProposal.objects.get()
    assert (application.state, application.proposal) == (S.TRANSFER, proposal)
    assert (proposal.membership, proposal.union, proposal.source) == (present, grassroots, TransferSource.JOINING)
    assert [each.action for each in decisions_on(proposal)] == ["begin"], "nobody has agreed yet"
    told = known_of_applicant(application, colleague)
    assert away.name not in " ".join(told.sentences)
    assert told.person is None


def test_who_joined_elsewhere_meanwhile_is_not_approved_but_may_be_proposed(chair, colleague, grassroots, street):
    application = applied(chair, grassroots)
    away = UnionFactory(parent=street)
    person = PersonFactory(union=away, number=NUMBER, name="王芳")
    present = MembershipFactory(union=away, person=person)
    with pytest.raises(Refused):
        approve(application, colleague)
    application.refresh_from_db()
    assert application.state == S.WAITING
    act(application, "transfer", actor=colleague, today=TODAY)
    assert application.proposal.membership == present
    assert decisions_on(application.proposal).get(action="consent").actor == colleague.key
    assert Membership.objects.open().get() == present


def test_a_transfer_that_is_proposed_already_is_taken_up(chair, colleague, grassroots, street, officer):
    away = UnionFactory(parent=street)
    present = MembershipFactory(union=away, person__number=NUMBER, person__name="王芳")
    first = applied(chair, grassroots).proposal
    again = applied(colleague, grassroots)
    assert (again.proposal, TransferProposal.objects.get().membership) == (first, present)


def test_another_name_waits_for_the_officer_to_compare_the_document(chair, colleague, grassroots, street):
    away = UnionFactory(name="圆心电子厂工会", parent=street)
    MembershipFactory(union=away, person__number=NUMBER, person__name="李四")
    application = applied(chair, grassroots)
    assert application.state == S.WAITING
    with pytest.raises(AnotherName):
        approve(application, colleague)
    assert "李四" not in " ".join(known_of_applicant(application, colleague).sentences)


def test_who_was_expelled_is_not_admitted_again(chair, colleague, grassroots):
    spell = MembershipFactory(union=grassroots, person__number=NUMBER, person__name="王芳")
    Membership.objects.filter(pk=spell.pk).update(left_on=TODAY, leave_kind=LeaveKind.EXPELLED)
    application = applied(chair, grassroots)
    with pytest.raises(NotAdmittedAgain):
        approve(application, colleague)


def test_who_left_joins_again_and_is_not_counted_again(chair, colleague, grassroots):
    spell = MembershipFactory(union=grassroots, person__number=NUMBER, person__name="王芳")
    leave(actor=chair, membership=spell, left_on=TODAY, kind=LeaveKind.LEFT, today=TODAY)
    approve(applied(chair, grassroots), colleague)
    assert Membership.objects.open().get().join_kind == JoinKind.REJOIN


def test_a_refusal_needs_its_reason(chair, colleague, grassroots):
    application = applied(chair, grassroots)
    with pytest.raises(Refused):
        act(application, "refuse", actor=colleague, today=TODAY)
    act(application, "refuse", actor=colleague, opinion="非本单位职工", today=TODAY)
    assert (application.state, decisions_on(application).last().opinion) == (S.REFUSED, "非本单位职工")


def test_an_application_whose_person_joined_or_died_otherwise_waits_no_longer(chair, grassroots):
    joined = applied(chair, grassroots)
    admit(actor=chair, union=grassroots, particulars=Particulars(**GIVEN), joined_on=TODAY, today=TODAY)
    joined.refresh_from_db()
    assert joined.state == S.REFUSED
    dead = "330106199001010034"
    spell = MembershipFactory(union=grassroots, person__number=dead, person__name="王芳")
    waiting = ApplicationFactory(union=grassroots, number=dead, name="王芳")
    leave(actor=chair, membership=spell, left_on=TODAY, kind=LeaveKind.DECEASED, today=TODAY)
    waiting.refresh_from_db()
    assert waiting.state == S.REFUSED
    assert decisions_on(waiting).get(action="overtake").opinion


def test_many_are_approved_together_and_the_others_told_with_their_reasons(chair, colleague, grassroots, street):
    numbers = ["330106199001010018", "330106199001010034", "330106199001010050"]
    sent = [applied(chair, grassroots, document_number=number) for number in numbers[:2]]
    own = applied(colleague, grassroots, document_number=numbers[2])
    approved, refused = approve_all(actor=colleague, applications=[*sent, own], today=TODAY)
    assert approved == sent
    assert [(each.pk, type(why)) for each, why in refused] == [(own.pk, NotByYou)]
    assert Membership.objects.count() == 2


def test_ticked_applications_are_approved_on_the_page_within_the_readers_unions(chair, grassroots, street):
    application = applied(chair, grassroots)
    address = reverse("members:application-bulk", args=["approve"])
    browser_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street)).post(address, {"pk": [application.pk]})
    assert not Membership.objects.exists()
    browser_as(Role.GRASSROOTS_OFFICER, grassroots).post(address, {"pk": [application.pk]})
    assert Membership.objects.get().union == grassroots


def test_a_merger_hands_waiting_applications_to_the_survivor_and_a_revocation_waits_for_them(
    chair, grassroots, street, officer
):
    application = applied(chair, grassroots)
    with pytest.raises(StillInUse):
        revoke_union(actor=officer, union=grassroots, on=TODAY, today=TODAY, reason="停业")
    survivor = UnionFactory(parent=street)
    merge_unions(actor=officer, absorbed=grassroots, survivor=survivor, on=TODAY, today=TODAY, reason="合并")
    application.refresh_from_db()
    assert application.union == survivor


def test_an_officer_enters_one_on_the_page_and_is_led_to_it(grassroots):
    browser = browser_as(Role.GRASSROOTS_OFFICER, grassroots)
    address = reverse("members:application-new")
    given = GIVEN | {"document_type": "resident_id", "union": grassroots.code}
    assert browser.post(address, given).status_code == 422
    answer = browser.post(address, given | {"consents": "on"})
    application = Application.objects.get()
    assert answer.url == reverse("members:application-detail", args=[application.pk])
    page = browser.get(answer.url).content.decode()
    assert NUMBER not in page
    assert Event.objects.filter(action="members.application_begin").count() == 1


@every_cell(APPLICATION_FLOW)
def test_every_state_action_and_role(cell, grassroots, street, actor_as):
    number = NUMBER
    if cell.action == "transfer":
        MembershipFactory(union=UnionFactory(parent=street), person__number=number, person__name="王芳")
    record = ApplicationFactory(union=grassroots, number=number, name="王芳", state=cell.state)
    check_cell(cell, record, actor_as(cell.role, street), today=TODAY)
