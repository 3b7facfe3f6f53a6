import datetime

import pytest
from django.db import transaction

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.audit.registry import UnknownAction
from yuanxin.foundation.audit.services import (
    REASON_LENGTH,
    RowChange,
    TransactionNeeded,
    UnknownJournal,
    record,
    record_bulk,
    record_clear_view,
    record_export,
    snapshot,
)
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.policies.models import Policy

ACTOR = Actor(key="user:7", label="李娟", address="10.0.0.8")


def test_an_event_tells_who_what_where_and_why(db):
    union = UnionFactory(name="圆心工会")
    before = snapshot(union)
    event = record(
        ACTOR,
        "tests.done",
        union,
        reason="更正",
        changes=[RowChange(union, before, {**before, "name": "新名"})],
        by="hand",
    )
    event.refresh_from_db()
    assert (event.actor, event.actor_label, event.address) == ("user:7", "李娟", "10.0.0.8")
    assert (event.kind, event.object_id, event.object_label) == ("unions.union", union.pk, "圆心工会")
    assert (event.union, event.reason, event.details, event.changes) == (union.pk, "更正", {"by": "hand"}, 1)
    change = Change.objects.get(event=event.pk)
    assert (change.before["name"], change.after["name"]) == ("圆心工会", "新名")


def test_act_and_trail_stand_or_fall_together(own_database):
    with pytest.raises(TransactionNeeded):
        record(ACTOR, "tests.done")
    with transaction.atomic():
        record(ACTOR, "tests.done")
        transaction.set_rollback(True)  # something later in the act fails
    assert not Event.objects.exists()


def test_an_undeclared_action_or_journal_is_a_mistake_of_the_program(db):
    with pytest.raises(UnknownAction):
        record(ACTOR, "tests.never_declared")
    with pytest.raises(UnknownJournal):
        record_bulk(ACTOR, "tests.done", journal="nowhere", rows=1, rows_digest=b"1")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_clear_views_and_exports_need_a_reason(db, reason):
    with pytest.raises(Refused):
        record_clear_view(ACTOR, UnionFactory(), ["telephone"], reason)
    with pytest.raises(Refused):
        record_export(ACTOR, "unions.union", rows=3, reason=reason)
    assert not Event.objects.exists()


def test_clear_views_and_exports_are_events(db):
    union = UnionFactory()
    viewed = record_clear_view(ACTOR, union, ["telephone"], " 核对电话 ")
    exported = record_export(ACTOR, "unions.union", rows=3, reason="年报", union=union.pk, label="工会台账")
    assert (viewed.action, viewed.reason, viewed.details) == (
        "audit.clear_viewed",
        "核对电话",
        {"fields": ["telephone"]},
    )
    assert (exported.action, exported.union, exported.details["rows"]) == ("audit.exported", union.pk, 3)


def test_a_reason_too_long_for_the_log_is_refused_in_words(db):
    with pytest.raises(Refused, match=str(REASON_LENGTH)):
        record(ACTOR, "tests.done", reason="长" * (REASON_LENGTH + 1))


def test_a_snapshot_holds_what_json_holds():
    event = Event(action="a", digest=b"\x01", at=datetime.datetime(2016, 4, 1, 8, tzinfo=datetime.UTC), union=7)
    assert snapshot(event, ("action", "at", "digest", "union")) == {
        "at": "2016-04-01T08:00:00Z", "action": "a", "digest": "01", "union": 7,
    }  # fmt: skip
    assert snapshot(Policy(begins_on=datetime.date(2016, 4, 1)), ("begins_on",)) == {"begins_on": "2016-04-01"}
