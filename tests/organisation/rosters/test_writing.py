"""What an import writes, what it leaves, and what it gives back."""

import datetime
import io

import openpyxl
import pytest

from tests.foundation.unions.factories import EmployerFactory, UnionFactory
from tests.organisation.members.factories import MembershipFactory, PersonFactory, invented_number
from tests.organisation.rosters.conftest import ROSTER_DAY
from yuanxin.foundation.audit.journals import rows_about
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.queries import as_of
from yuanxin.foundation.audit.services import snapshot
from yuanxin.foundation.intake import staging
from yuanxin.foundation.intake.applying import queue_conflicts
from yuanxin.foundation.intake.choices import Mode, QueueState
from yuanxin.foundation.intake.models import QueuedRow, Upload
from yuanxin.foundation.intake.reading import tables
from yuanxin.foundation.intake.services import apply
from yuanxin.foundation.intake.workbooks import give_back, write_template
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.sealed import lookup_digest, unseal
from yuanxin.foundation.unions.models import Coverage, Employer
from yuanxin.organisation.members.choices import JoinKind, LeaveKind, TransferState
from yuanxin.organisation.members.models import Membership, Person, TransferProposal
from yuanxin.organisation.members.services import Particulars, admit
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.models import UnknownEmployer
from yuanxin.organisation.rosters.rules import SHARED_PHONE_FROM

pytestmark = pytest.mark.django_db

MAN = "330106199001010018"
WOMAN = "330106199001010026"
OTHER = "330106198506151233"


def row(name="张三", number=MAN, sex=None, ethnicity=None, phone=None, employer=None, joined=None):
    return (name, number, sex, ethnicity, phone, employer, joined)


def person(number=MAN):
    return Person.objects.get(document_digest=lookup_digest(number))


def read_back(content: bytes):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [list(cells) for cells in sheet.iter_rows(values_only=True)]


def test_a_new_row_becomes_a_person_and_a_first_membership(bring, grassroots):
    employer = EmployerFactory(name="圆心机械厂", union=grassroots.parent)
    batch = bring([row("张 三", MAN, "男", "汉", "138-1234-5678", "圆心机械厂", "2016-03-01")], grassroots)
    made = person()
    assert (made.name, made.pinyin, made.initials, made.sex) == ("张三", "zhangsan", "zs", 1)
    assert (made.born_on, made.ethnicity, made.union) == (datetime.date(1990, 1, 1), "01", grassroots)
    assert (unseal(made.document_number), unseal(made.phone)) == (MAN, "13812345678")
    assert made.phone_digest == lookup_digest("13812345678")
    assert (made.employer, made.employer_name) == (employer, "圆心机械厂")
    spell = made.memberships.get()
    assert (spell.union, spell.joined_on, spell.join_kind) == (grassroots, datetime.date(2016, 3, 1), JoinKind.FIRST)
    assert batch.counts["new"] == batch.rows == 1


def test_an_empty_day_of_joining_takes_the_rosters(bring, grassroots):
    bring([row()], grassroots)
    assert Membership.objects.get().joined_on == ROSTER_DAY


def test_a_rejoin_opens_a_new_spell_and_never_inside_the_old_one(bring, grassroots, street):
    former = MembershipFactory(
        union=street, person__number=MAN, left_on=datetime.date(2016, 1, 10), leave_kind=LeaveKind.LEFT
    )
    batch = bring([row(joined="2010-01-01")], grassroots)
    spell = Membership.objects.exclude(pk=former.pk).get()
    assert (spell.join_kind, spell.joined_on, spell.union) == (JoinKind.REJOIN, ROSTER_DAY, grassroots)
    assert person().union == grassroots
    assert "before_last_leaving" in batch.staged_rows.get().warnings


def test_a_known_person_who_never_was_a_member_joins_for_the_first_time(bring, grassroots):
    PersonFactory(number=MAN, union=grassroots)
    bring([row()], grassroots)
    assert Membership.objects.get().join_kind == JoinKind.FIRST


def test_fill_writes_blanks_only_and_shows_the_rest(bring, grassroots):
    MembershipFactory(union=grassroots, person__number=MAN, person__ethnicity="01")
    batch = bring([row(ethnicity="回族", phone="13812345678", joined="2001-01-01")], grassroots)
    staged = batch.staged_rows.get()
    assert (person().ethnicity, unseal(person().phone), person().version) == ("01", "13812345678", 2)
    assert (staged.changed, staged.kept) == ("phone", "ethnicity joined_on")
    assert Membership.objects.get().joined_on == datetime.date(2015, 3, 1)


def test_override_writes_what_differs_and_never_a_blank(bring, grassroots):
    MembershipFactory(union=grassroots, person__number=MAN, person__ethnicity="01", person__job="钳工")
    bring([row(ethnicity="回族", joined="2001-01-01")], grassroots, mode=Mode.OVERRIDE)
    assert (person().ethnicity, person().job) == ("03", "钳工")
    assert Membership.objects.get().joined_on == datetime.date(2001, 1, 1)


def test_a_name_overridden_by_an_unknown_employer_takes_the_former_employer_with_it(bring, grassroots):
    employer = EmployerFactory(name="圆心机械厂", union=grassroots.parent)
    MembershipFactory(
        union=grassroots, person__number=MAN, person__employer=employer, person__employer_name="圆心机械厂"
    )
    bring([row(employer="无人知晓厂")], grassroots, mode=Mode.OVERRIDE)
    assert (person().employer, person().employer_name) == (None, "无人知晓厂")


def test_an_unknown_employer_is_kept_as_written_and_queued_once_and_nothing_is_covered(bring, grassroots):
    bring([row(employer="无人知晓厂"), row("李四", WOMAN, employer="无人知晓厂")], grassroots)
    waiting = UnknownEmployer.objects.get()
    assert (waiting.name, waiting.persons, waiting.union) == ("无人知晓厂", 2, grassroots)
    assert person().employer_name == "无人知晓厂"
    assert not Employer.objects.exists()
    assert not Coverage.objects.exists()


def test_an_employer_is_known_by_its_credit_code_whatever_the_name(bring, grassroots):
    employer = EmployerFactory(credit_code="91330106MA27X1A03B", union=grassroots.parent)
    header = ("姓名", "证件号码", "单位", "统一社会信用代码")
    bring([("张三", MAN, "机械厂（老名字）", "91330106MA27X1A03B")], grassroots, header=header)
    assert (person().employer, person().employer_name) == (employer, "机械厂（老名字）")


def test_a_member_elsewhere_is_proposed_to_both_unions_once_and_nothing_else_is_written(bring, grassroots, street):
    old = MembershipFactory(union=UnionFactory(parent=street), person__number=MAN)
    first = bring([row(phone="13812345678")], grassroots)
    proposal = TransferProposal.objects.get()
    assert (proposal.union, proposal.former_union, proposal.state) == (grassroots, old.union, TransferState.PROPOSED)
    assert first.staged_rows.get().detail == proposal.pk
    assert person().phone is None
    again = bring([row(phone="13812345678")], grassroots)
    assert again.counts["transfer"] == 1
    assert TransferProposal.objects.count() == 1


def test_the_same_file_twice_changes_nothing(bring, grassroots):
    rows = [row(ethnicity="汉", phone="13812345678", employer="某厂"), row("李四", WOMAN), row("李斯", WOMAN)]
    bring(rows, grassroots)
    before = list(Person.objects.order_by("pk").values()), list(Membership.objects.order_by("pk").values())
    again = bring(rows, grassroots)
    assert again.counts == {
        "invalid": 0, "conflict": 2, "duplicate": 0, "transfer": 0, "new": 0, "updated": 0, "unchanged": 1,
    }  # fmt: skip
    assert (list(Person.objects.order_by("pk").values()), list(Membership.objects.order_by("pk").values())) == before
    assert QueuedRow.objects.filter(state=QueueState.OPEN).count() == 2
    assert UnknownEmployer.objects.count() == 1


def test_a_record_changed_since_the_preview_goes_to_the_queue(stage, bringer, grassroots):
    MembershipFactory(union=grassroots, person__number=MAN)
    batch = stage([row(phone="13812345678"), row("李四", WOMAN)], grassroots)
    changed = person()
    changed.job, changed.version = "钳工", changed.version + 1
    changed.save()
    apply(actor=bringer, batch=batch)
    batch.refresh_from_db()
    assert (batch.counts["conflict"], batch.counts["new"], person().phone) == (1, 1, None)
    assert QueuedRow.objects.get().reason == "row:changed_since"


def test_a_number_admitted_by_hand_since_the_preview_is_not_written_twice(stage, bringer, grassroots, street, importer):
    batch = stage([row(), row("李四", WOMAN)], grassroots)
    elsewhere = UnionFactory(parent=street)
    for union, name, number in ((elsewhere, "张三", MAN), (grassroots, "李四", WOMAN)):
        admit(
            actor=bringer,
            union=union,
            particulars=Particulars(name=name, document_number=number),
            joined_on=ROSTER_DAY,
            today=ROSTER_DAY,
        )
    apply(actor=bringer, batch=batch)
    batch.refresh_from_db()
    # Active elsewhere by now: a person decides. A member here already: nothing is left to write.
    assert (batch.counts["conflict"], batch.counts["unchanged"], batch.counts["new"]) == (1, 1, 0)
    assert Person.objects.count() == Membership.objects.count() == 2


def day_before(day):
    return day - datetime.timedelta(days=1)


def changes_of(kind, record):
    return [(each.before, each.after) for each in rows_about(kind, record)]


def test_the_history_of_a_spell_tells_the_day_it_was_written_with(bring, grassroots, street):
    former = MembershipFactory(
        union=street, person__number=WOMAN, person__name="李四",
        left_on=datetime.date(2016, 6, 10), leave_kind=LeaveKind.LEFT,
    )  # fmt: skip
    bring([row(), row("李四", WOMAN)], grassroots)
    first, again = person().memberships.get(), person(WOMAN).memberships.exclude(pk=former.pk).get()
    assert (first.joined_on, again.joined_on) == (ROSTER_DAY, former.left_on)
    for spell in (first, again):
        ((before, after),) = changes_of("members.membership", spell.pk)
        assert before is None
        assert {name: snapshot(spell)[name] for name in after} == after
        assert after["joined_on"] == str(spell.joined_on)


def test_an_overridden_day_stands_in_the_history_of_the_membership(bring, grassroots):
    spell = MembershipFactory(union=grassroots, person__number=MAN, person__name="张三")
    bring([row(joined="2015-01-01")], grassroots, mode=Mode.OVERRIDE)
    assert changes_of("members.person", person().pk) == []
    assert changes_of("members.membership", spell.pk) == [
        ({"joined_on": str(spell.joined_on)}, {"joined_on": "2015-01-01"})
    ]
    assert as_of("members.membership", spell.pk, clock.today())["joined_on"] == "2015-01-01"
    assert as_of("members.membership", spell.pk, day_before(clock.today())) == snapshot(spell) | {"version": 2}


def test_what_a_person_was_before_an_import_is_told_with_its_blanks(bring, grassroots):
    member = MembershipFactory(union=grassroots, person__number=MAN, person__name="张三").person
    employer = EmployerFactory(name="圆心机械厂", union=grassroots.parent)
    before = snapshot(member)
    bring([row(ethnicity="汉", phone="13812345678", employer="圆心机械厂")], grassroots)
    assert person().employer == employer
    now = snapshot(person())
    assert as_of("members.person", member.pk, clock.today()) == now
    assert as_of("members.person", member.pk, day_before(clock.today())) == before | {"version": 2}


def test_the_import_is_one_event_and_the_history_of_each_row(bring, grassroots):
    MembershipFactory(union=grassroots, person__number=WOMAN, person__name="李四")
    batch = bring([row(ethnicity="汉"), row("李四", WOMAN, ethnicity="回族")], grassroots)
    event = Event.objects.get(pk=batch.event)
    assert (event.action, event.changes, event.details["new"], event.details["updated"]) == ("intake.applied", 2, 1, 1)
    created = rows_about("members.person", person().pk)
    assert [(change.event, change.before) for change in created] == [(batch.event, None)]
    filled = rows_about("members.person", person(WOMAN).pk)
    assert [(change.before, change.after) for change in filled] == [({"ethnicity": ""}, {"ethnicity": "03"})]
    spells = rows_about("members.membership", person().memberships.get().pk)
    assert [change.after["union_id"] for change in spells] == [grassroots.pk]


def test_what_does_not_go_in_comes_back_and_can_be_brought_again(bring, bringer, grassroots):
    rows = [
        row(), row("=1+1", WOMAN), row("李四", 330106199001010026), row("王五", OTHER, phone="1"), row("张三", MAN),
    ]  # fmt: skip
    batch = bring(rows, grassroots)
    stream = io.BytesIO()
    assert give_back(batch, bringer, stream) == 4
    header, *given = read_back(stream.getvalue())
    assert header[-1] == "错误原因"
    assert [cells[0] for cells in given] == ["=1+1", "李四", "王五", "张三"]
    assert all(isinstance(cells[1], str) for cells in given)
    assert given[0][-1].startswith("A5 姓名")
    corrected = [[*cells[:4], None, *cells[5:]] for cells in given if cells[0] == "王五"]
    again = bring(corrected, grassroots, header=header)
    assert again.counts["new"] == 1


def test_the_upload_is_gone_once_its_rows_are_staged(stage, grassroots):
    stage([row()], grassroots)
    assert not Upload.objects.exists()


def test_a_header_without_rows_is_an_import_of_nothing(bring, grassroots):
    batch = bring([], grassroots)
    assert batch.rows == 0
    assert not Person.objects.exists()


def test_the_template_is_read_back_as_a_roster_without_rows(bring, grassroots):
    stream = io.BytesIO()
    write_template(stream, ROSTER)
    batch = bring(union=grassroots, content=stream.getvalue())
    assert batch.rows == 0
    assert [field for field in batch.header["fields"] if field] == [column.code for column in ROSTER.columns]


def test_a_phone_that_many_share_is_warned_of_wherever_in_the_file_they_stand(stage, grassroots, monkeypatch):
    monkeypatch.setattr(tables, "CHUNK_ROWS", 2)
    shared = [row(chr(0x4E00 + n) * 2, invented_number(n), phone="13958018801") for n in range(SHARED_PHONE_FROM)]
    few = [row("李四", WOMAN, phone="13958018802"), row("王五", OTHER, phone="13958018802")]
    batch = stage([*shared, *few, shared[0]], grassroots)
    warned = [staged.number for staged in batch.staged_rows.all() if "phone:shared" in staged.warnings]
    assert len(warned) == SHARED_PHONE_FROM + 1, "a repeated row is warned of and is no other bearer"
    assert batch.counts["duplicate"] == 1


def test_a_doubt_is_queued_from_the_chunk_in_which_it_stands(bring, grassroots, monkeypatch):
    monkeypatch.setattr(tables, "CHUNK_ROWS", 2)
    people = [row(chr(0x4E00 + n) * 2, invented_number(n)) for n in range(5)]
    batch = bring([*people, row("王五", invented_number(4))], grassroots)
    opened, unpacked = [], staging.unpacked
    monkeypatch.setattr(staging, "unpacked", lambda sealed: opened.append(1) or unpacked(sealed))
    queue_conflicts(batch)
    assert (batch.chunks.count(), len(opened)) == (3, 1)
    assert QueuedRow.objects.filter(batch=batch).count() == 2
