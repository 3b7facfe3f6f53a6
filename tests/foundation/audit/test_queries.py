import datetime

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit import digests, journals
from yuanxin.foundation.audit.journals import JournalRow
from yuanxin.foundation.audit.queries import HIDDEN, NOTHING, as_of, changes_of, history
from yuanxin.foundation.audit.services import RowChange, record, record_bulk, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.models import Person

ACTOR = Actor(key="user:7", label="李娟")
SYSTEM = Actor.system("tests")
MARCH, MAY, JULY = (datetime.datetime(2026, month, 10, 4, tzinfo=datetime.UTC) for month in (3, 5, 7))


def change(union: Union, **values) -> None:
    before = snapshot(union)
    for name, value in values.items():
        setattr(union, name, value)
    with transaction.atomic():
        union.save()
        record(ACTOR, "tests.done", union, reason="更正", changes=[RowChange(union, before, snapshot(union))])


@pytest.fixture
def renamed(db):
    """A union that no journal saw made, renamed in May and in July."""
    union = UnionFactory(name="旧名", level=Level.GRASSROOTS)
    with time_machine.travel(MAY, tick=False):
        change(union, name="五月名")
    with time_machine.travel(JULY, tick=False):
        change(union, name="七月名", level=Level.STREET, approved_on=None)
    return union


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (datetime.date(2026, 5, 9), "旧名"),
        (datetime.date(2026, 5, 10), "五月名"),
        (datetime.date(2026, 7, 9), "五月名"),
        (datetime.date(2026, 7, 10), "七月名"),
    ],
)
def test_a_record_as_of_a_day_is_what_it_was_at_its_end(renamed, day, name):
    assert as_of("unions.union", renamed.pk, day)["name"] == name


def test_the_day_ends_at_midnight_in_shanghai(db):
    union = UnionFactory(name="旧名")
    with time_machine.travel(datetime.datetime(2026, 6, 30, 15, 59, 59, tzinfo=datetime.UTC), tick=False):
        change(union, name="六月名")
    with time_machine.travel(datetime.datetime(2026, 6, 30, 16, tzinfo=datetime.UTC), tick=False):
        change(union, name="七月名")
    assert as_of("unions.union", union.pk, datetime.date(2026, 6, 30))["name"] == "六月名"


def test_a_record_was_not_there_before_it_was_made_and_is_told_after_it_is_gone(db):
    union = UnionFactory()
    with time_machine.travel(MAY, tick=False):
        record(ACTOR, "tests.done", union, changes=[RowChange(union, None, snapshot(union))])
    assert as_of("unions.union", union.pk, MARCH.date()) is None
    assert as_of("unions.union", union.pk, JULY.date())["name"] == union.name
    with time_machine.travel(JULY, tick=False):
        record(ACTOR, "tests.done", union, changes=[RowChange(union, snapshot(union), None)])
    number, name = union.pk, union.name
    union.delete()
    assert as_of("unions.union", number, MAY.date())["name"] == name
    assert as_of("unions.union", number, JULY.date()) is None


def test_the_history_reads_as_words_the_newest_first(renamed):
    entries = history("unions.union", renamed.pk, actor=SYSTEM)
    assert [entry.event.at for entry in entries] == [JULY, MAY]
    assert [entry.action for entry in entries] == ["做了一件事", "做了一件事"]
    fields = {field.label: (field.before, field.after) for field in entries[0].fields}
    label = Union._meta.get_field
    assert fields[str(label("name").verbose_name).capitalize()] == ("五月名", "七月名")
    assert fields[str(label("level").verbose_name).capitalize()] == (Level.GRASSROOTS.label, Level.STREET.label)
    assert fields[str(label("approved_on").verbose_name).capitalize()][1] == NOTHING
    assert len(fields) == 3


def test_foreign_keys_are_told_by_name_and_sealed_fields_stay_hidden(db):
    union = UnionFactory(name="接收工会")
    person = Person(pk=1, union=union, name="张三", document_number=b"\x01secret")
    before = {"union_id": None, "document_number": "01aa", "document_digest": "02", "phone": None}
    after = {"union_id": union.pk, "document_number": "01bb", "document_digest": "03", "phone": "04"}
    record(ACTOR, "tests.done", person, changes=[RowChange(person, before, after)])
    values = [(field.before, field.after) for field in history("members.person", 1, actor=SYSTEM)[0].fields]
    assert (NOTHING, "接收工会") in values
    assert len(values) == 3, "union, number and phone, but not the look-up key"
    assert not any(secret in text for pair in values for text in pair for secret in ("01aa", "01bb", "04"))


def test_a_bulk_journal_and_the_change_table_are_one_history(db, monkeypatch):
    union = UnionFactory(name="现名")

    class Staged:
        rows: list[JournalRow] = []

        def rows_about(self, kind, object_id):
            return [row for row in self.rows if (row.kind, row.object_id) == (kind, object_id)]

        def rows_of(self, event):
            return self.rows

        def digest(self, event):
            return digests.digest_rows(row[1:] for row in self.rows)

    monkeypatch.setitem(journals._journals, "staged", Staged())
    with time_machine.travel(MAY, tick=False):
        event = record_bulk(ACTOR, "tests.done", journal="staged", rows=1, rows_digest=b"1" * 32)
    Staged.rows = [JournalRow(event.pk, "unions.union", union.pk, {"name": "原名"}, {"name": "现名"})]
    with time_machine.travel(JULY, tick=False):
        change(union, name="新名")
    entries = history("unions.union", union.pk, actor=SYSTEM)
    assert [[(field.before, field.after) for field in entry.fields] for entry in entries] == [
        [("现名", "新名")],
        [("原名", "现名")],
    ]
    assert as_of("unions.union", union.pk, MARCH.date())["name"] == "原名"
    assert changes_of(event, actor=SYSTEM)[0][1] == union.pk


def test_reading_a_history_costs_the_same_however_long_it_is(db):
    union = UnionFactory()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            history("unions.union", union.pk, actor=SYSTEM)
        return len(queries)

    for number in range(2):
        change(union, name=f"第{number}名", parent=UnionFactory())
    few = asked()
    for number in range(12):
        change(union, name=f"新{number}名", parent=UnionFactory())
    assert asked() == few
    assert len(history("unions.union", union.pk, actor=SYSTEM)) == 14
    assert len(history("unions.union", union.pk, actor=SYSTEM, limit=5)) == 5


def test_where_somebody_was_before_is_told_only_to_who_sees_that_union(db, actor_as, street):
    former, present = UnionFactory(name="原工会", parent=street), UnionFactory(name="现工会", parent=street)
    person = Person(pk=1, union=former, name="张三")
    there = {"union_id": former.pk, "name": "张三", "job": "钳工", "note": ""}
    noted = there | {"note": "家属困难"}
    here = noted | {"union_id": present.pk, "job": "焊工"}
    record(ACTOR, "tests.done", person, reason="别处的事", changes=[RowChange(person, there, noted)])
    record(ACTOR, "tests.done", person, union=present.pk, reason="本会的事", changes=[RowChange(person, noted, here)])
    # As a roster tells it: the fields that changed, without the union before.
    held = {"union_id": None, "education": "10"}
    listed = {"union_id": present.pk, "education": "20"}
    record(ACTOR, "tests.done", person, union=present.pk, changes=[RowChange(person, held, listed)])
    rostered, moved, before = history("members.person", 1, actor=actor_as(Role.GRASSROOTS_OFFICER, present))
    assert (rostered.told, moved.told, before.told) == (True, True, False)
    assert before.fields == ()
    values = [(field.before, field.after) for entry in (rostered, moved) for field in entry.fields]
    assert ("其他工会", "现工会") in values
    assert (HIDDEN, "焊工") in values
    assert not {"原工会", "钳工", "家属困难"} & {text for pair in values for text in pair}
    assert all(first in {HIDDEN, NOTHING, "其他工会"} for first, _second in values)
    above = history("members.person", 1, actor=actor_as(Role.STREET_OFFICER, street))
    assert [entry.told for entry in above] == [True, True, True]
    values = [(field.before, field.after) for entry in above for field in entry.fields]
    assert {("原工会", "现工会"), ("钳工", "焊工"), (NOTHING, "家属困难")} <= set(values)


def test_who_may_not_read_a_kind_of_record_learns_which_fields_changed_and_no_value(db, actor_as, district):
    person = Person(pk=1, union=district, name="张三")
    change = RowChange(person, {"name": "张三", "born_on": None}, {"name": "章三", "born_on": "1990-01-01"})
    event = record(ACTOR, "tests.done", person, changes=[change])
    fields = changes_of(event, actor=actor_as(Role.AUDIT_ADMINISTRATOR, district))[0][2]
    assert [(field.before, field.after) for field in fields] == [(HIDDEN, HIDDEN)] * 2
    assert all(field.label for field in fields)
    fields = changes_of(event, actor=actor_as(Role.DISTRICT_OFFICER, district))[0][2]
    assert (fields[0].before, fields[0].after) == ("张三", "章三")
