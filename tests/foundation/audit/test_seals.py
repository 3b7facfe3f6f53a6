"""Whoever touches the trail is found, whichever way; each test takes the triggers away first."""

import datetime
import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.audit import append_only, digests, journals, seals
from yuanxin.foundation.audit.journals import JournalRow
from yuanxin.foundation.audit.models import Change, Event, Seal
from yuanxin.foundation.audit.seals import Broken, seal, verify
from yuanxin.foundation.audit.services import RowChange, record, record_bulk
from yuanxin.foundation.kernel.actors import Actor

ACTOR = Actor(key="user:7", label="李娟")


def write(count: int = 1) -> list[int]:
    """So many events, each with one changed row."""
    union = UnionFactory()
    with transaction.atomic():
        return [
            record(ACTOR, "tests.done", union, changes=[RowChange(union, {"name": "甲"}, {"name": f"乙{number}"})]).pk
            for number in range(count)
        ]


@pytest.fixture
def unguarded(db, monkeypatch):
    """The database as one finds it who can drop triggers."""
    with connection.cursor() as cursor:
        for guard in append_only.declared():
            for name in append_only._expected(guard):
                on = "" if connection.vendor == "sqlite" else f' ON "{guard.table}"'
                cursor.execute(f'DROP TRIGGER "{name}"{on}')


def test_an_untouched_trail_verifies_and_its_tail_is_sealed(db):
    write(3)
    assert seal() == 3
    write(2)
    verified = verify()
    assert (verified.events, verified.changes, verified.seals) == (5, 5, 2)
    assert verified.digest == bytes(Seal.objects.last().digest)
    assert verify() == verified
    assert seal() == 0


def test_an_empty_trail_is_whole(db):
    assert verify() == (0, 0, 0, b"")


def test_many_events_make_several_linked_seals(db, monkeypatch):
    monkeypatch.setattr(seals, "EVENTS_PER_SEAL", 2)
    write(5)
    assert seal() == 5
    assert list(Seal.objects.values_list("events", flat=True)) == [2, 2, 1]
    assert verify().seals == 3


TAMPERINGS = {
    "the actor": lambda event: Event.objects.filter(pk=event).update(actor="user:8"),
    "the time": lambda event: Event.objects.filter(pk=event).update(
        at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    ),
    "the details": lambda event: Event.objects.filter(pk=event).update(details={"rows": 1}),
    "a changed row": lambda event: Change.objects.filter(event=event).update(after={"name": "丙"}),
    "no changed row any more": lambda event: Change.objects.filter(event=event).delete(),
    "no event any more": lambda event: Event.objects.filter(pk=event).delete(),
    "one more changed row": lambda event: Change.objects.create(event=event, kind="unions.union", object_id=1),
}


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "not yet sealed"])
@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_the_first_event_that_was_touched_is_named(unguarded, tamper, sealed):
    events = write(5)
    if sealed:
        seal()
    tamper(events[2])
    tamper(events[4])
    with pytest.raises(Broken) as broken:
        verify()
    assert broken.value.event == events[2]
    assert str(events[2]) in str(broken.value)


def test_an_event_rewritten_with_a_fitting_digest_is_found_by_its_seal(unguarded):
    events = write(3)
    seal()
    forged = Event.objects.get(pk=events[1])
    forged.reason = "从来如此"
    changes = Change.objects.filter(event=forged.pk).values_list("kind", "object_id", "before", "after")
    forged.digest = digests.event_digest(
        [getattr(forged, name) for name in digests.EVENT_FIELDS], digests.digest_rows(changes)[1]
    )
    forged.save()
    with pytest.raises(Broken) as broken:
        verify()
    assert broken.value.event == events[1]


def test_an_event_put_in_later_is_found(unguarded):
    first, last = write(1)[0], None
    with transaction.atomic():
        last = record(ACTOR, "tests.done").pk
        between = record(ACTOR, "tests.done").pk
    Event.objects.filter(pk=between).update(id=last + 10)
    Event.objects.filter(pk=last).update(id=last + 20)
    seal()
    Event.objects.create(
        id=last + 15, at=datetime.datetime.now(datetime.UTC), actor="user:1", action="tests.done", digest=b"x" * 32
    )
    assert first < last
    with pytest.raises(Broken) as broken:
        verify()
    assert broken.value.event == last + 15


@pytest.mark.parametrize("change", [{"digest": b"0" * 32}, {"leaves": b"0" * 48}, {"number": 9}])
def test_a_seal_that_was_changed_is_found(unguarded, change):
    write(2)
    seal()
    Seal.objects.update(**change)
    with pytest.raises(Broken):
        verify()


def test_a_seal_taken_out_is_found(unguarded):
    write(1)
    seal()
    write(1)
    seal()
    Seal.objects.filter(number=1).delete()
    with pytest.raises(Broken):
        verify()


class StagedRows:
    """A journal that an app of bulk writes keeps."""

    def __init__(self) -> None:
        self.rows: list[JournalRow] = []

    def rows_about(self, kind, object_id):
        return [row for row in self.rows if (row.kind, row.object_id) == (kind, object_id)]

    def rows_of(self, event):
        return [row for row in self.rows if row.event == event]

    def digest(self, event):
        return digests.digest_rows(row[1:] for row in self.rows_of(event))


def test_the_rows_of_a_bulk_write_are_verified_in_their_own_journal(db, monkeypatch):
    staged = StagedRows()
    monkeypatch.setitem(journals._journals, "staged", staged)
    changes = [("members.person", number, None, {"name": f"会员{number}"}) for number in range(3)]
    count, digest = digests.digest_rows(changes)
    event = record_bulk(ACTOR, "tests.done", journal="staged", rows=count, rows_digest=digest, new=3)
    staged.rows = [JournalRow(event.pk, *change) for change in changes]
    assert verify().changes == 3
    staged.rows[1] = staged.rows[1]._replace(after={"name": "别人"})
    with pytest.raises(Broken) as broken:
        verify()
    assert broken.value.event == event.pk


def test_a_bulk_write_whose_journal_is_gone_is_found(db, monkeypatch):
    class Emptied(StagedRows):
        def digest(self, event):
            raise Event.DoesNotExist

    monkeypatch.setitem(journals._journals, "staged", Emptied())
    event = record_bulk(ACTOR, "tests.done", journal="staged", rows=1, rows_digest=b"1" * 32)
    with pytest.raises(Broken) as broken:
        verify()
    assert broken.value.event == event.pk


def test_the_command_ends_with_2_and_one_line_where_the_trail_is_broken(db):
    event = write(1)[0]
    out = io.StringIO()
    call_command("audit", "verify", stdout=out)
    assert "1" in out.getvalue()
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON audit_event"
        name = "audit_event_append_only" + ("_update" if connection.vendor == "sqlite" else "")
        cursor.execute(f"DROP TRIGGER {name}{on}")
    with pytest.raises(CommandError) as unprotected:
        call_command("audit", "verify", stdout=out)
    assert "audit_event" in str(unprotected.value)
    Event.objects.filter(pk=event).update(reason="改过")
    with pytest.raises(CommandError) as refused:
        call_command("audit", "verify", stdout=out)
    assert refused.value.returncode == 2
    assert str(event) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_number_committed_after_a_later_one_is_not_left_out(own_database):
    """On PostgreSQL a slow writer holds a number while a quick one commits a later: the seal waits for the slow one."""
    if connection.vendor == "sqlite":
        assert seal() == 0
        return
    started, finish = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                record(ACTOR, "tests.done")
                started.set()
                finish.wait(10)
        finally:
            connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    started.wait(10)
    with transaction.atomic():
        record(ACTOR, "tests.done")
    threading.Timer(0.3, finish.set).start()
    assert seal() == 2
    writer.join()
    assert verify().events == 2
