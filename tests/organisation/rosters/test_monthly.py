"""A whole roster compared with the last one: nothing is written before somebody accepts it, and all of it is undone."""

import datetime

import pytest
from django.urls import reverse

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import invented_number
from tests.organisation.rosters.books import HEADER, workbook
from tests.organisation.rosters.conftest import ROSTER_DAY
from tests.organisation.rosters.test_verdicts import known, officer_of
from tests.organisation.rosters.test_writing import MAN, OTHER, WOMAN, person, row
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.intake.accepting import accept
from yuanxin.foundation.intake.choices import BatchState
from yuanxin.foundation.intake.services import LaterWork, apply, undo
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.organisation.members.choices import LeaveKind, RetentionKind
from yuanxin.organisation.members.models import Membership, Person, TransferProposal
from yuanxin.organisation.members.services import Particulars, admit, leave, propose_transfer_out, retain, unretain
from yuanxin.organisation.rosters.choices import LeaverState
from yuanxin.organisation.rosters.models import Leaver
from yuanxin.organisation.rosters.queries.quality import BY_CODE, quality_of
from yuanxin.organisation.rosters.rules.quality import Found
from yuanxin.organisation.rosters.services import receive_roster, stage_roster

pytestmark = pytest.mark.django_db
STAYER, LEAVER, CHANGED = (invented_number(n) for n in range(3))


@pytest.fixture
def last(bring, grassroots):
    """The roster of last month: one who stays, one who will leave, one whose phone is not known yet."""
    return bring([row("张留", STAYER), row("李走", LEAVER), row("王变", CHANGED)], grassroots)


@pytest.fixture
def compared(importer, bringer, grassroots):
    """`compared(rows)`: the roster of this month up to its preview, compared."""

    def bring_whole(rows):
        batch = receive_roster(
            actor=bringer,
            user=importer,
            union=grassroots,
            content=workbook(rows, HEADER),
            file_name="本月名册.xlsx",
            dated_on=ROSTER_DAY,
            whole=True,
        )
        return stage_roster(batch)

    return bring_whole


@pytest.fixture
def month(last, compared, grassroots, street):
    """This month's roster: a joiner, a leaver, a move, a changed field, and one who stays."""
    known("孙来", WOMAN, UnionFactory(parent=street))
    return compared(
        [row("张留", STAYER), row("王变", CHANGED, phone="13812345678"), row("赵新", MAN), row("孙来", WOMAN)]
    )


def open_members(union):
    return {each.person.name for each in Membership.objects.open().filter(union=union).select_related("person")}


def accept_all(batch, actor):
    for group in ("new", "left", "transfer", "updated"):
        accept(actor=actor, batch=batch, group=group, accepted=True)


def test_the_comparison_tells_joiners_leavers_moves_and_changes_and_writes_nothing(month, grassroots):
    assert {name: n for name, n in month.counts.items() if n} == {"new": 1, "transfer": 1, "updated": 1, "unchanged": 1}
    leaver = Leaver.objects.get(batch=month)
    assert (Person.objects.get(pk=leaver.person).name, leaver.on_last) == ("李走", True)
    assert leaver.state == LeaverState.WAITING
    assert open_members(grassroots) == {"张留", "李走", "王变"}


def test_what_nobody_accepted_is_not_written(month, bringer, grassroots):
    versions = set(Person.objects.values_list("pk", "version"))
    apply(actor=bringer, batch=month)
    month.refresh_from_db()
    assert (month.state, month.counts["unchanged"]) == (BatchState.APPLIED, month.rows)
    assert open_members(grassroots) == {"张留", "李走", "王变"}
    assert set(Person.objects.values_list("pk", "version")) == versions
    assert Leaver.objects.get().state == LeaverState.STAYS
    assert not TransferProposal.objects.exists()
    undo(actor=bringer, batch=month)
    assert open_members(grassroots) == {"张留", "李走", "王变"}


def test_who_is_kept_though_whole_rosters_leave_them_out_is_told_after_six_months(
    last, compared, importer, bringer, grassroots
):
    """What the registry knows of somebody who may be deemed to have left; dues and activities it does not know."""

    def told(on):
        return [each.person.name for each in BY_CODE["left_out"].rows(grassroots, on)]

    def whole(rows, dated_on):
        batch = receive_roster(
            actor=bringer, user=importer, union=grassroots, content=workbook(rows, HEADER), file_name="名册.xlsx",
            dated_on=dated_on, whole=True,
        )  # fmt: skip
        apply(actor=bringer, batch=stage_roster(batch))

    without = [row("张留", STAYER), row("王变", CHANGED)]
    whole(without, ROSTER_DAY)
    later = datetime.date(2016, 11, 20)
    assert told(later - datetime.timedelta(days=1)) == []
    assert told(later) == ["李走"], "six months after the roster"
    whole(without, later)
    assert told(later) == ["李走"]
    assert quality_of(grassroots, later).whole.found["left_out"] == Found(1, 1)
    leaver = Membership.objects.open().get(person__name="李走")
    kept = retain(actor=bringer, membership=leaver, begins_on=later, kind=RetentionKind.RETIRED, today=clock.today())
    assert told(later) == [], "a retained member pays nothing and need not come"
    unretain(actor=bringer, retention=kept, ends_on=later, today=clock.today())
    assert told(later) == ["李走"]
    whole([*without, row("李走", LEAVER)], later + datetime.timedelta(days=30))
    assert told(datetime.date(2017, 6, 1)) == [], "listed again by the last one"


def test_what_was_accepted_is_written_and_undone_as_any_batch(month, bringer, grassroots):
    accept_all(month, bringer)
    apply(actor=bringer, batch=month)
    assert open_members(grassroots) == {"张留", "王变", "赵新"}
    ended = Membership.objects.get(person__name="李走")
    assert (ended.left_on, ended.leave_kind) == (ROSTER_DAY, LeaveKind.LEFT)
    assert person(CHANGED).phone_digest is not None
    assert TransferProposal.objects.get().union == grassroots
    assert Event.objects.get(action="rosters.left").details["persons"] == 1
    month.refresh_from_db()
    undo(actor=bringer, batch=month)
    assert open_members(grassroots) == {"张留", "李走", "王变"}
    assert (person(CHANGED).phone_digest, Person.objects.filter(name="赵新").exists()) == (None, False)
    assert Leaver.objects.get().state == LeaverState.WITHDRAWN


def test_one_row_of_a_group_is_accepted_and_another_one_not(last, compared, bringer, grassroots):
    batch = compared([row("张留", STAYER), row("赵新", MAN), row("钱新", OTHER)])
    first, second = batch.staged_rows.filter(outcome="new").values_list("number", flat=True).order_by("number")
    accept(actor=bringer, batch=batch, group="new", accepted=True)
    accept(actor=bringer, batch=batch, group="new", accepted=False, numbers=[second])
    accept(actor=bringer, batch=batch, group="left", accepted=True, numbers=[1])
    apply(actor=bringer, batch=batch)
    leavers = list(Leaver.objects.order_by("number"))
    assert [each.state for each in leavers] == [LeaverState.LEFT, LeaverState.STAYS]
    assert "赵新" in open_members(grassroots)
    assert "钱新" not in open_members(grassroots)
    assert batch.staged_rows.get(number=second).problems == "row:held_back"
    batch.refresh_from_db()
    assert sum(batch.counts.values()) == 3
    assert first


def test_a_row_with_a_wrong_number_makes_nobody_a_leaver(last, compared):
    batch = compared([row("张留", STAYER), row("王变", CHANGED), row("李走", LEAVER[:-1] + "A")])
    assert not Leaver.objects.filter(batch=batch).exists()


def test_the_same_name_and_birth_under_another_number_is_a_suspect(last, compared):
    other = "330106" + LEAVER[6:14]
    body = other + ("777" if LEAVER[14:17] != "777" else "779")
    batch = compared([row("张留", STAYER), row("王变", CHANGED), row("李走", body + check_digit(body))])
    assert Leaver.objects.get(batch=batch).suspect_row == 6


def test_who_was_admitted_by_hand_was_on_neither_roster(last, compared, bringer, grassroots):
    admit(
        actor=bringer,
        union=grassroots,
        particulars=Particulars(name="周手", document_number=OTHER),
        joined_on=ROSTER_DAY,
        today=ROSTER_DAY,
    )
    batch = compared([row("张留", STAYER), row("王变", CHANGED), row("李走", LEAVER)])
    assert [each.on_last for each in Leaver.objects.filter(batch=batch)] == [False]


def test_a_membership_changed_since_the_comparison_is_left_alone(month, bringer, grassroots):
    accept_all(month, bringer)
    spell = Membership.objects.get(person__name="李走")
    died, today = datetime.date(2016, 5, 21), datetime.date(2016, 6, 1)
    leave(actor=bringer, membership=spell, left_on=died, kind=LeaveKind.DECEASED, today=today)
    apply(actor=bringer, batch=month)
    spell.refresh_from_db()
    assert (spell.left_on, spell.leave_kind) == (datetime.date(2016, 5, 21), LeaveKind.DECEASED)
    assert Leaver.objects.get().state == LeaverState.CHANGED


def test_an_open_transfer_of_a_leaver_ends_with_the_membership(month, bringer, street):
    spell = Membership.objects.get(person__name="李走")
    away = UnionFactory(parent=street)
    proposal = propose_transfer_out(actor=bringer, membership=spell, union=away, today=datetime.date(2016, 6, 1))
    month.refresh_from_db()
    accept_all(month, bringer)
    apply(actor=bringer, batch=month)
    proposal.refresh_from_db()
    assert proposal.state == "refused"
    assert not Membership.objects.filter(union=away, person__name="李走").exists()


def test_who_joined_again_since_forbids_to_undo(month, bringer, grassroots):
    accept_all(month, bringer)
    apply(actor=bringer, batch=month)
    admit(
        actor=bringer,
        union=grassroots,
        particulars=Particulars(name="李走", document_number=LEAVER),
        joined_on=datetime.date(2016, 5, 25),
        today=datetime.date(2016, 6, 1),
    )
    month.refresh_from_db()
    with pytest.raises(LaterWork) as refusal:
        undo(actor=bringer, batch=month)
    assert "李走" in str(refusal.value)


def test_only_an_officer_of_the_union_accepts_and_only_before_the_writing(month, bringer, district):
    with pytest.raises(OutOfScope):
        accept(actor=officer_of(UnionFactory(parent=district)), batch=month, group="new", accepted=True)
    apply(actor=bringer, batch=month)
    with pytest.raises(Refused):
        accept(actor=bringer, batch=month, group="new", accepted=True)


def test_the_pages_show_the_groups_and_take_the_decisions(client, month, importer):
    client.force_login(importer)
    address = reverse("rosters:monthly", args=[month.pk])
    for group, name in (("new", "赵新"), ("left", "李走"), ("transfer", "孙来"), ("updated", "王变")):
        assert name in client.get(address, {"group": group}).content.decode()
    post = reverse("rosters:monthly-accept", args=[month.pk])
    client.post(post, {"group": "left", "act": "accept-rows", "row": ["1"]})
    client.post(post, {"group": "new", "act": "accept"})
    month.refresh_from_db()
    assert month.accepted == {"left": {"all": False, "but": [1]}, "new": {"all": True, "but": []}}
    client.post(post, {"group": "new", "act": "hold"})
    client.post(post, {"group": "x", "act": "accept"})
    client.post(post, {"group": "new", "act": "accept-rows"})
    month.refresh_from_db()
    assert month.accepted["new"] == {"all": False, "but": []}
    assert address in client.get(reverse("rosters:batch-detail", args=[month.pk])).content.decode()


def test_the_page_asks_as_often_for_two_rows_as_for_twelve(
    client, last, compared, importer, django_assert_max_num_queries
):
    client.force_login(importer)
    asked = []
    for count in (2, 12):
        batch = compared([row("张" + chr(0x4E00 + n), invented_number(100 + n)) for n in range(count)])
        address = reverse("rosters:monthly", args=[batch.pk])
        for group in ("new", "left"):
            with django_assert_max_num_queries(30) as queries:
                client.get(address, {"group": group})
            asked.append(len(queries))
    assert asked[:2] == asked[2:]
