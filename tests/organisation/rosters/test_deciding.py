"""What a roster left open is decided by somebody, once."""

import datetime

import pytest
from django.urls import reverse

from tests.foundation.accounts.factories import AppointmentFactory
from tests.foundation.unions.factories import EmployerFactory, UnionFactory
from tests.organisation.rosters.test_writing import MAN, OTHER, WOMAN, person, row
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.journals import rows_about
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow.inbox import waiting
from yuanxin.foundation.intake.choices import QueueState
from yuanxin.foundation.intake.models import QueuedRow
from yuanxin.foundation.intake.services import settle_row
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.services import merge_unions
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.rosters.choices import EmployerState
from yuanxin.organisation.rosters.models import UnknownEmployer
from yuanxin.organisation.rosters.services import confirm_employer, dismiss_employer, persons_under

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2016, 6, 1)
LATER, LAST = (body + check_digit(body) for body in ("33010619900103001", "33010619900104001"))
SOURCES = {"rosters.rows", "rosters.employers"}


def acting(role, union):
    return actor_for(AppointmentFactory(role=role, union=union).user, today=clock.today())


@pytest.fixture
def doubt(bring, grassroots):
    """Two rows of one number and two names; the first of them."""
    bring([row("李四", WOMAN), row("李斯", WOMAN)], grassroots)
    return QueuedRow.objects.order_by("number").first()


@pytest.fixture
def unknown(bring, grassroots):
    """A name that two persons have, beside one who has another."""
    rows = [
        row(employer="无人知晓厂"),
        row("李四", WOMAN, employer="无人知晓厂"),
        row("王五", OTHER, employer="另一厂"),
    ]
    bring(rows, grassroots)
    return UnknownEmployer.objects.get(name="无人知晓厂")


@pytest.fixture
def employer(street):
    return EmployerFactory(name="知晓机械厂", credit_code="91330106MA2AAAAA0X", union=street)


def test_a_row_is_decided_once_with_an_opinion(doubt, bringer, street):
    officer = acting(Role.STREET_OFFICER, street)
    settle_row(actor=officer, row=doubt, opinion=" 已核对证件，李四为准。 ", today=TODAY)
    doubt.refresh_from_db()
    event = Event.objects.get(action="intake.settled")
    assert (doubt.state, event.reason, event.actor, event.union) == (
        QueueState.SETTLED,
        "已核对证件，李四为准。",
        officer.key,
        doubt.union_id,
    )
    with pytest.raises(Stale):
        settle_row(actor=bringer, row=doubt, opinion="另行处理", today=TODAY)
    assert Event.objects.filter(action="intake.settled").count() == 1


def test_a_decision_needs_an_opinion(doubt, bringer):
    with pytest.raises(Refused) as refusal:
        settle_row(actor=bringer, row=doubt, opinion="  ", today=TODAY)
    doubt.refresh_from_db()
    assert (refusal.value.field, doubt.state) == ("opinion", QueueState.OPEN)


@pytest.mark.parametrize("act", ["settle", "confirm", "dismiss"])
def test_only_an_officer_of_the_union_decides(doubt, unknown, employer, district, street, act):
    def decide(actor):
        if act == "settle":
            settle_row(actor=actor, row=doubt, opinion="x", today=TODAY)
        elif act == "confirm":
            confirm_employer(actor=actor, unknown=unknown, employer=employer, today=TODAY)
        else:
            dismiss_employer(actor=actor, unknown=unknown, reason="x", today=TODAY)

    with pytest.raises(OutOfScope):
        decide(acting(Role.STREET_OFFICER, UnionFactory(parent=district)))
    with pytest.raises(NotAllowed):
        decide(acting(Role.LEADER, street))
    doubt.refresh_from_db()
    unknown.refresh_from_db()
    assert (doubt.state, unknown.state) == (QueueState.OPEN, EmployerState.OPEN)


def test_what_a_merged_union_left_open_waits_in_the_survivor(bring, doubt, unknown, street, grassroots):
    other = UnionFactory(parent=street)
    bring([row("李四", WOMAN), row("李斯", WOMAN), row("赵六", LATER, employer="无人知晓厂")], other)
    twins = QueuedRow.objects.filter(union=other).count()
    persons = UnknownEmployer.objects.get(union=other).persons + unknown.persons
    merge_unions(
        actor=acting(Role.DISTRICT_OFFICER, street),
        absorbed=grassroots,
        survivor=other,
        on=clock.today(),
        today=clock.today(),
        reason="企业合并",
    )
    assert not QueuedRow.objects.filter(union=grassroots, state=QueueState.OPEN).exists()
    assert QueuedRow.objects.filter(union=other, state=QueueState.OPEN).count() == twins, "no doubt waits twice"
    assert not UnknownEmployer.objects.filter(union=grassroots, state=EmployerState.OPEN).exists()
    waiting = {each.name: each for each in UnknownEmployer.objects.filter(union=other, state=EmployerState.OPEN)}
    assert set(waiting) == {"无人知晓厂", "另一厂"}
    assert waiting["无人知晓厂"].persons == persons
    assert persons_under(waiting["无人知晓厂"]).count() == persons


def test_a_confirmed_name_is_known_in_the_next_roster_of_the_union(bring, unknown, employer, street, grassroots):
    confirm_employer(actor=acting(Role.STREET_OFFICER, street), unknown=unknown, employer=employer, today=TODAY)
    batch = bring([row("赵六", LATER, employer="无人知晓厂")], grassroots)
    assert person(LATER).employer == employer
    assert UnknownEmployer.objects.filter(name="无人知晓厂").count() == 1, "nobody is asked again"
    assert "unknown_employer" not in batch.staged_rows.get().warnings
    elsewhere = UnionFactory(parent=street)
    bring([row("孙七", LAST, employer="无人知晓厂")], elsewhere)
    assert person(LAST).employer is None, "another union may mean another employer"


def test_a_confirmed_name_does_not_speak_for_another_credit_code(bring, unknown, employer, street, grassroots):
    confirm_employer(actor=acting(Role.STREET_OFFICER, street), unknown=unknown, employer=employer, today=TODAY)
    named = ("姓名", "证件号码", "工作单位", "统一社会信用代码")
    bring([("赵六", LATER, "无人知晓厂", "91330106MA27X1A03B")], grassroots, header=named)
    assert person(LATER).employer is None


def test_confirming_gives_the_employer_to_the_persons_of_that_name(unknown, employer, street, grassroots):
    elsewhere = Person.objects.get(pk=person(OTHER).pk)
    year = Period(datetime.date(2016, 1, 1), datetime.date(2016, 12, 31))
    before = measure("members.stock", street, year).value
    officer = acting(Role.STREET_OFFICER, street)
    assert confirm_employer(actor=officer, unknown=unknown, employer=employer, today=TODAY) == 2
    unknown.refresh_from_db()
    assert (unknown.state, unknown.employer) == (EmployerState.CONFIRMED, employer)
    man = person(MAN)
    assert (man.employer, man.employer_name, man.version) == (employer, "无人知晓厂", 2)
    elsewhere.refresh_from_db()
    assert (elsewhere.employer, elsewhere.version) == (None, 1)
    event = Event.objects.get(action="rosters.employer_confirmed")
    assert (event.changes, event.details) == (3, {"employer": "知晓机械厂", "persons": 2})
    assert rows_about("members.person", man.pk)[-1].after == {"employer_id": employer.pk}
    assert measure("members.stock", street, year).value == before
    with pytest.raises(Stale):
        dismiss_employer(actor=officer, unknown=unknown, reason="晚了", today=TODAY)


def test_a_person_who_was_given_an_employer_keeps_it(unknown, employer, bringer, street):
    own = EmployerFactory(union=street)
    Person.objects.filter(pk=person(WOMAN).pk).update(employer=own)
    assert confirm_employer(actor=bringer, unknown=unknown, employer=employer, today=TODAY) == 1
    assert person(WOMAN).employer == own


def test_an_employer_of_another_area_is_not_there(unknown, district, street):
    foreign = EmployerFactory(union=UnionFactory(parent=district))
    with pytest.raises(OutOfScope):
        confirm_employer(actor=acting(Role.STREET_OFFICER, street), unknown=unknown, employer=foreign, today=TODAY)
    assert person(MAN).employer is None


def test_dismissing_needs_a_reason_and_leaves_the_name(unknown, bringer):
    with pytest.raises(Refused):
        dismiss_employer(actor=bringer, unknown=unknown, reason=" ", today=TODAY)
    dismiss_employer(actor=bringer, unknown=unknown, reason="已注销", today=TODAY)
    unknown.refresh_from_db()
    assert (unknown.state, unknown.employer) == (EmployerState.DISMISSED, None)
    assert (person(MAN).employer, person(MAN).employer_name) == (None, "无人知晓厂")


def test_what_is_open_waits_in_the_inbox_of_who_may_decide(doubt, unknown, employer, bringer, street, district):
    officer = acting(Role.STREET_OFFICER, street)

    def shown(actor):
        return {source.code: len(source.items) for source in waiting(actor, TODAY) if source.code in SOURCES}

    assert shown(officer) == {"rosters.rows": 2, "rosters.employers": 2}
    assert shown(acting(Role.LEADER, street)) == {}
    assert shown(acting(Role.STREET_OFFICER, UnionFactory(parent=district))) == {}
    settle_row(actor=officer, row=doubt, opinion="退回", today=TODAY)
    confirm_employer(actor=officer, unknown=unknown, employer=employer, today=TODAY)
    assert shown(officer) == {"rosters.rows": 1, "rosters.employers": 1}


def test_the_queue_tells_whom_each_row_is_about_and_opens_each_chunk_once(
    doubt, signed_in_as, street, django_assert_max_num_queries
):
    browser = signed_in_as(Role.STREET_OFFICER, street)
    browser.get(reverse("rosters:queuedrow-list"))
    with django_assert_max_num_queries(20) as asked:
        shown = browser.get(reverse("rosters:queuedrow-list")).content.decode()
    assert "李斯 330106********0026" in shown
    assert WOMAN not in shown
    assert sum("cells" in query["sql"] for query in asked.captured_queries) == 1


def test_a_row_is_decided_on_its_page(doubt, signed_in_as, street):
    browser = signed_in_as(Role.STREET_OFFICER, street)
    page, form = (reverse(f"rosters:queuedrow-{name}", args=[doubt.pk]) for name in ("detail", "settle"))
    shown = browser.get(page).content.decode()
    assert "李四 330106********0026" in shown
    assert form in shown
    assert reverse("rosters:batch-detail", args=[doubt.batch_id]) in shown
    assert browser.post(form, {"opinion": ""}).status_code == 422
    assert browser.post(form, {"opinion": "文件已改正"}).url == page
    shown = browser.get(page).content.decode()
    assert "文件已改正" in shown
    assert form not in shown
    assert browser.post(form, {"opinion": "再来"}).status_code == 422


def test_the_person_of_a_row_is_linked_only_to_who_sees_her(bring, signed_in_as, grassroots, district, street):
    from tests.organisation.members.factories import MembershipFactory

    near = MembershipFactory(union=grassroots, person__number=MAN, person__name="张山").person
    far_union = UnionFactory(parent=district)
    far = MembershipFactory(union=far_union, person__number=WOMAN, person__name="李斯").person
    bring([row(), row("李四", WOMAN)], grassroots)
    browser = signed_in_as(Role.STREET_OFFICER, street)
    first, second = QueuedRow.objects.order_by("number")
    seen = browser.get(reverse("rosters:queuedrow-detail", args=[first.pk])).content.decode()
    hidden = browser.get(reverse("rosters:queuedrow-detail", args=[second.pk])).content.decode()
    assert (first.record, second.record) == (near.pk, far.pk)
    assert reverse("members:person-detail", args=[near.pk]) in seen
    assert reverse("members:person-detail", args=[far.pk]) not in hidden
    assert "李斯" not in hidden


def test_an_employer_is_confirmed_and_another_dismissed_on_their_pages(unknown, employer, signed_in_as, street):
    browser = signed_in_as(Role.STREET_OFFICER, street)
    other = UnknownEmployer.objects.get(name="另一厂")
    confirm = reverse("rosters:unknownemployer-confirm", args=[unknown.pk])
    assert "无人知晓厂" in browser.get(confirm).content.decode()
    assert browser.post(confirm, {"employer": "没有这家"}).status_code == 422
    browser.post(confirm, {"employer": employer.credit_code})
    browser.post(reverse("rosters:unknownemployer-dismiss", args=[other.pk]), {"reason": "个体户"})
    states = dict(UnknownEmployer.objects.values_list("name", "state"))
    assert states == {"无人知晓厂": EmployerState.CONFIRMED, "另一厂": EmployerState.DISMISSED}
    shown = browser.get(reverse("rosters:unknownemployer-detail", args=[other.pk])).content.decode()
    assert "个体户" in shown


def test_of_two_employers_with_one_name_the_credit_code_tells(unknown, employer, signed_in_as, street):
    twin = EmployerFactory(name=employer.name, credit_code="91330106MA2BBBBB0X", union=street)
    browser = signed_in_as(Role.STREET_OFFICER, street)
    confirm = reverse("rosters:unknownemployer-confirm", args=[unknown.pk])
    assert browser.post(confirm, {"employer": employer.name}).status_code == 422
    browser.post(confirm, {"employer": twin.credit_code})
    assert person(MAN).employer == twin
