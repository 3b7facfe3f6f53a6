"""The enrolment roster: each row meets a member of the registry, and what stands in the way is said."""

import datetime
import io
from threading import Barrier, Thread

import openpyxl
import pytest
from django.db import connection

from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory, invented_number
from tests.welfare.mutual_aid.enrolments.conftest import row_of
from tests.welfare.mutual_aid.enrolments.factories import EnrolmentFactory, SchemeFactory, UnitFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.queries import history
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.intake.choices import QueueState, RowClass, Verdict
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.intake.services import LaterWork, apply, decide_row, undo
from yuanxin.foundation.intake.workbooks import give_back, write_template
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.organisation.members.models import Membership
from yuanxin.organisation.members.services import merge_persons
from yuanxin.welfare.mutual_aid.choices import EnrolmentKind, EnrolmentState, UnitKind, UnitState
from yuanxin.welfare.mutual_aid.intake.enrolments import ROSTER
from yuanxin.welfare.mutual_aid.models import Enrolment, UnitEnrolment
from yuanxin.welfare.mutual_aid.services.lists import strike_off


def outcomes(batch) -> list[tuple[str, str]]:
    return list(batch.staged_rows.order_by("number").values_list("outcome", "problems"))


def actor_of(batch):
    return actor_for(batch.made_by, today=clock.today())


def test_members_go_onto_the_list_of_their_union(bring, members, grassroots, scheme):
    persons = members(3)
    batch = bring([row_of(person) for person in persons], grassroots)
    assert batch.counts[RowClass.NEW] == 3
    unit = UnitEnrolment.objects.get()
    assert (unit.union, unit.scheme, unit.kind, unit.state) == (
        grassroots,
        scheme,
        UnitKind.REGULAR,
        UnitState.DRAFT,
    )
    assert set(Enrolment.objects.values_list("person", "unit", "union", "state", "kind")) == {
        (person.pk, unit.pk, grassroots.pk, EnrolmentState.LISTED, EnrolmentKind.FIRST) for person in persons
    }
    assert list(batch.staged_rows.values_list("detail", flat=True).distinct()) == [unit.pk]


def test_one_file_of_a_street_fills_the_lists_of_all_its_unions(bring, members, grassroots, street):
    other = UnionFactory(parent=street)
    rows = [row_of(person) for person in (*members(2), *members(3, other))]
    bring(rows, street, role=Role.STREET_OFFICER)
    counted = {unit.union_id: unit.enrolments.count() for unit in UnitEnrolment.objects.all()}
    assert counted == {grassroots.pk: 2, other.pk: 3}


def test_the_same_file_twice_changes_nothing(bring, members, grassroots):
    """Guard 16."""
    rows = [row_of(person) for person in members(4)]
    bring(rows, grassroots)
    before = list(Enrolment.objects.order_by("pk").values())
    again = bring(rows, grassroots)
    assert again.counts[RowClass.UNCHANGED] == 4
    assert sum(again.counts.values()) == 4
    assert list(Enrolment.objects.order_by("pk").values()) == before
    assert UnitEnrolment.objects.count() == 1
    assert set(outcomes(again)) == {(RowClass.UNCHANGED, "row:enrolled_here")}


def test_who_cannot_be_enrolled_comes_back_with_the_reason(bring, members, grassroots, street):
    (here,) = members(1)
    elsewhere = MembershipFactory(union=UnionFactory(parent=street)).person
    former = MembershipFactory(union=grassroots, left_on=clock.today(), leave_kind="left").person
    young = MembershipFactory(union=grassroots, person__number=born("20010101")).person
    rows = [
        row_of(here),
        row_of(elsewhere),
        row_of(former),
        row_of(young),
        ("李四", invented_number(4_000_000)),
        ("王五", "330106199001010017"),
        ("赵六", None),
    ]
    batch = bring(rows, grassroots)
    assert [problem for _outcome, problem in outcomes(batch)] == [
        "",
        "row:member_elsewhere",
        "row:not_a_member",
        "row:age=15",
        "row:unknown_person",
        "document_number:check_digit",
        "document_number:missing",
    ]
    assert (batch.counts[RowClass.NEW], batch.counts[RowClass.INVALID]) == (1, 6)
    stream = io.BytesIO()
    give_back(batch, actor_of(batch), stream)
    sheet = openpyxl.load_workbook(stream).active
    told = [row[-1].value for row in sheet.iter_rows()]
    assert told[0] == "错误原因"
    assert any("15" in (each or "") for each in told)
    assert not any(elsewhere.union.name in (each or "") for each in told), "nobody learns where somebody works"


def born(day: str) -> str:
    return f"330106{day}001" + check_digit(f"330106{day}001")


def test_enrolled_through_another_union_is_said_and_not_which(bring, members, grassroots, street):
    (person,) = members(1)
    former = UnionFactory(parent=street, name="从前的工会")
    EnrolmentFactory(union=former, person=person, unit=UnitFactory(union=former, in_force=True), valid=True)
    batch = bring([row_of(person)], grassroots)
    assert outcomes(batch) == [(RowClass.INVALID, "row:enrolled_elsewhere")]
    assert not any("从前的工会" in str(value) for value in ROSTER.problem_labels.values())


def test_a_doubtful_name_is_decided_by_a_person(bring, members, grassroots):
    first, second = members(2)
    batch = bring([row_of(first, "张三丰"), row_of(second)], grassroots)
    assert outcomes(batch)[0] == (RowClass.CONFLICT, "name:known_by_other_name")
    queued = QueuedRow.objects.get()
    decide_row(actor=actor_of(batch), row=queued, verdict=Verdict.KEPT, today=clock.today())
    assert Enrolment.objects.filter(person=first, state=EnrolmentState.LISTED).exists()
    assert QueuedRow.objects.get().state == QueueState.SETTLED
    again = bring([row_of(first, "张三丰")], grassroots)
    queued = QueuedRow.objects.get(batch=again)
    with pytest.raises(Refused):
        decide_row(actor=actor_of(again), row=queued, verdict=Verdict.TAKEN, today=clock.today())
    decide_row(actor=actor_of(again), row=queued, verdict=Verdict.DISMISSED, today=clock.today())
    assert Enrolment.objects.count() == 2


def test_both_numbers_of_a_merged_person_enrol_once(bring, members, grassroots, officer):
    kept, gone = members(2)
    gone_number = unseal(gone.document_number)
    Membership.objects.filter(person=gone).update(left_on=clock.today(), leave_kind="left")
    merge_persons(actor=officer, survivor=kept, absorbed=gone, today=clock.today(), reason="同一人，身份证抄错一位")
    batch = bring([("李四", gone_number), row_of(kept)], grassroots)
    assert [outcome for outcome, _problem in outcomes(batch)] == [RowClass.NEW, RowClass.DUPLICATE]
    assert list(Enrolment.objects.values_list("person", flat=True)) == [kept.pk]


def test_a_number_twice_in_the_file_goes_in_once(bring, members, grassroots):
    (person,) = members(1)
    batch = bring([row_of(person), row_of(person)], grassroots)
    assert [outcome for outcome, _problem in outcomes(batch)] == [RowClass.NEW, RowClass.DUPLICATE]


def test_who_was_struck_off_is_taken_up_again_and_undone(bring, members, grassroots, clerk):
    (person,) = members(1)
    bring([row_of(person)], grassroots)
    enrolment = Enrolment.objects.get()
    strike_off(actor=clerk, enrolments=[enrolment], reason="误列", today=clock.today())
    again = bring([row_of(person)], grassroots)
    assert again.counts[RowClass.NEW] == 1
    enrolment.refresh_from_db()
    assert (enrolment.state, Enrolment.objects.count()) == (EnrolmentState.LISTED, 1)
    undo(actor=actor_of(again), batch=again)
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.CANCELLED


def test_a_list_that_is_submitted_takes_nobody_in(bring, members, grassroots, clerk):
    first, second = members(2)
    bring([row_of(first)], grassroots)
    act(UnitEnrolment.objects.get(), "submit", actor=clerk, today=clock.today())
    batch = bring([row_of(first), row_of(second)], grassroots)
    assert outcomes(batch) == [
        (RowClass.UNCHANGED, "row:enrolled_here"),
        (RowClass.INVALID, "row:list_sent_in"),
    ]


def test_a_list_submitted_after_the_preview_stays_as_it_was_submitted(bring, members, grassroots, clerk):
    first, second = members(2)
    bring([row_of(first)], grassroots)
    waiting = bring([row_of(second)], grassroots, written=False)
    unit = UnitEnrolment.objects.get()
    act(unit, "submit", actor=clerk, today=clock.today())
    apply(actor=actor_of(waiting), batch=waiting)
    waiting.refresh_from_db()
    assert waiting.counts[RowClass.NEW] == 0
    assert unit.enrolments.count() == unit.persons == 1


def test_two_previews_of_one_union_end_on_one_list(bring, members, grassroots):
    first, second = members(2)
    one = bring([row_of(first)], grassroots, written=False)
    other = bring([row_of(second)], grassroots, written=False)
    for batch in (one, other):
        apply(actor=actor_of(batch), batch=batch)
    unit = UnitEnrolment.objects.get()
    assert unit.enrolments.count() == 2
    assert set(other.staged_rows.values_list("detail", flat=True)) == {unit.pk}


def test_a_person_previewed_twice_is_enrolled_once(bring, members, grassroots):
    (person,) = members(1)
    one = bring([row_of(person)], grassroots, written=False)
    other = bring([row_of(person)], grassroots, written=False)
    for batch in (one, other):
        apply(actor=actor_of(batch), batch=batch)
        batch.refresh_from_db()
    assert Enrolment.objects.count() == 1
    assert other.counts[RowClass.NEW] == 0


def test_undoing_takes_people_off_and_gives_up_the_list(bring, members, grassroots):
    persons = members(2)
    batch = bring([row_of(person) for person in persons], grassroots)
    enrolment = Enrolment.objects.first()
    told = history("mutual_aid.enrolment", enrolment.pk, actor=actor_of(batch))
    assert [entry.event.action for entry in told] == ["intake.applied"]
    undo(actor=actor_of(batch), batch=batch)
    assert not Enrolment.objects.exists()
    assert UnitEnrolment.objects.get().state == UnitState.WITHDRAWN
    again = bring([row_of(person) for person in persons], grassroots)
    assert again.counts[RowClass.NEW] == 2
    assert UnitEnrolment.objects.filter(state=UnitState.DRAFT).count() == 1


def test_undoing_is_refused_once_the_list_went_on(bring, members, grassroots, clerk):
    batch = bring([row_of(person) for person in members(2)], grassroots)
    act(UnitEnrolment.objects.get(), "submit", actor=clerk, today=clock.today())
    with pytest.raises(LaterWork):
        undo(actor=actor_of(batch), batch=batch)
    assert Enrolment.objects.count() == 2


def test_undoing_leaves_what_others_put_on_the_same_list(bring, members, grassroots):
    first, second = members(2)
    batch = bring([row_of(first)], grassroots)
    bring([row_of(second)], grassroots)
    undo(actor=actor_of(batch), batch=batch)
    assert list(Enrolment.objects.values_list("person", flat=True)) == [second.pk]
    assert UnitEnrolment.objects.get().state == UnitState.DRAFT


def test_after_the_window_newcomers_come_as_newcomers(bring, grassroots, scheme, time_machine):
    time_machine.move_to("2016-03-10T10:00:00+08:00", tick=False)
    newcomer = MembershipFactory(union=grassroots, joined_on=datetime.date(2016, 3, 1)).person
    old_hand = MembershipFactory(union=grassroots, joined_on=datetime.date(2015, 3, 1)).person
    batch = bring([row_of(newcomer), row_of(old_hand)], grassroots)
    assert outcomes(batch) == [(RowClass.NEW, ""), (RowClass.INVALID, "row:not_a_newcomer")]
    assert Enrolment.objects.get().kind == EnrolmentKind.NEWCOMER


def test_before_the_window_nobody_is_taken(bring, members, grassroots):
    coming = SchemeFactory(year=2017)
    batch = bring([row_of(person) for person in members(1)], grassroots, to=coming)
    assert outcomes(batch) == [(RowClass.INVALID, "row:not_open")]


def test_who_was_enrolled_last_time_is_told_as_renewing(bring, members, grassroots):
    (person,) = members(1)
    unit = UnitFactory(union=grassroots, scheme=SchemeFactory(year=2015), in_force=True)
    EnrolmentFactory(unit=unit, union=grassroots, person=person, valid=True)
    bring([row_of(person)], grassroots)
    assert Enrolment.objects.get(unit__state=UnitState.DRAFT).kind == EnrolmentKind.RENEWAL


def test_a_roster_is_an_affair_of_its_union(bring, grassroots, street, scheme, members):
    sibling = UnionFactory(parent=street)
    user = AppointmentFactory(role=Role.GRASSROOTS_OFFICER, union=sibling).user
    batch = bring([row_of(person) for person in members(1)], grassroots, written=False)
    with pytest.raises(OutOfScope):
        apply(actor=actor_for(user, today=clock.today()), batch=batch)


def test_headers_as_people_write_them_and_a_template_that_is_read_again(bring, members, grassroots):
    (person,) = members(1)
    number = unseal(person.document_number)
    batch = bring(
        [(1, number, person.name, "身份证")], grassroots, header=("序号", "居民身份证号码", "职工姓名", "证件种类")
    )
    assert batch.counts[RowClass.NEW] == 1
    stream = io.BytesIO()
    write_template(stream, ROSTER)
    cells = [cell.value for row in openpyxl.load_workbook(stream).active.iter_rows() for cell in row]
    assert {"姓名", "证件类型", "证件号码"} <= set(cells)


def test_the_trail_holds_one_event_and_no_number_in_clear(bring, members, grassroots):
    (person,) = members(1)
    number = unseal(person.document_number)
    batch = bring([row_of(person)], grassroots)
    event = Event.objects.get(action="intake.applied", object_id=batch.pk)
    assert event.changes == 1
    assert not any(number in str(each.details) for each in Event.objects.all())


def test_concurrent_runs_of_one_batch_make_one(own_database, actor_as, grassroots, street, members, bring):
    batch = bring([row_of(person) for person in members(5)], grassroots, written=False)
    barrier, refusals = Barrier(2), []

    def run() -> None:
        barrier.wait()
        try:
            apply(actor=actor_of(batch), batch=type(batch).objects.select_related("union").get(pk=batch.pk))
        except Refused as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Enrolment.objects.count() == 5
    assert UnitEnrolment.objects.count() == 1
    assert len(refusals) == 1
    assert Event.objects.filter(action="intake.applied").count() == 1
