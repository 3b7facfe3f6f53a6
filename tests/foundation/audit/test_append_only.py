import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.audit import append_only
from yuanxin.foundation.audit.append_only import AppendOnly
from yuanxin.foundation.audit.models import Change, Event, Seal
from yuanxin.foundation.audit.seals import seal
from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union

SYSTEM = Actor.system("tests")


@pytest.fixture
def written(db):
    union = UnionFactory()
    event = record(SYSTEM, "tests.done", union, changes=[RowChange(union, None, {"name": "甲"})])
    seal()
    return {Event: event.pk, Change: Change.objects.get().pk, Seal: Seal.objects.get().pk}


@pytest.mark.parametrize("model", [Event, Change, Seal])
def test_the_trail_refuses_to_be_changed(model, written):
    row = model.objects.filter(pk=written[model])
    for act in (lambda: row.update(id=written[model] + 1), row.delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()
    assert row.exists()


@pytest.mark.parametrize("model", [Event, Change, Seal])
def test_the_trail_refuses_to_be_emptied(model, written):
    statement = "DELETE FROM" if connection.vendor == "sqlite" else "TRUNCATE"
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f'{statement} "{model._meta.db_table}"')
    assert model.objects.count() == 1


def test_every_declared_table_has_its_triggers(db):
    assert append_only.faults() == []
    assert {Event._meta.db_table, Change._meta.db_table, Seal._meta.db_table} <= {
        guard.table for guard in append_only.declared()
    }


def test_rows_that_become_final_later_can_be_changed_until_then(db, monkeypatch):
    once = "OLD.telephone = 'final'"
    monkeypatch.setattr(append_only, "_declared", {"unions_union": AppendOnly("unions_union", once)})
    append_only.install()
    union = UnionFactory(telephone="draft")
    Union.objects.filter(pk=union.pk).update(telephone="final")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Union.objects.filter(pk=union.pk).update(telephone="draft again")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Union.objects.filter(pk=union.pk).delete()
    assert Union.objects.get(pk=union.pk).telephone == "final"


def test_a_lost_trigger_is_told_and_put_back_by_migrate(own_database):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_event_append_only_update")
        else:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only")
    assert append_only.faults() == ["audit_event"]
    call_command("migrate", verbosity=0)
    assert append_only.faults() == []


def test_the_triggers_survive_a_table_that_sqlite_remakes(own_database):
    if connection.vendor == "sqlite":
        with connection.schema_editor() as editor:
            editor._remake_table(Change)
        assert append_only.faults() == ["audit_change"], "this is the trap the check is there for"
    call_command("migrate", verbosity=0)
    assert append_only.faults() == []


def test_a_table_that_a_trigger_of_another_one_names_can_be_changed_by_a_migration(own_database):
    """The triggers of staged rows ask their batch; going back takes columns from it, and forward brings them."""
    call_command("migrate", "intake", "0001", verbosity=0)
    assert append_only.faults() == []
    call_command("migrate", verbosity=0)
    assert append_only.faults() == []


def test_only_the_trail_and_journals_are_append_only(db):
    """A table declared by accident would stop its app; each one here is meant."""
    tables = {model._meta.db_table for model in apps.get_models()}
    assert {guard.table for guard in append_only.declared()} <= tables
