"""Many rows at once are the rows that one by one would be."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel.bulk import write_rows
from yuanxin.foundation.policies.models import Policy

AT = datetime.datetime(2016, 4, 1, 8, 30, tzinfo=datetime.UTC)
VALUES = {
    "kind": "members.person", "object_id": 7, "label": '张三 "，\n\\', "round": 1, "action": "approve",
    "from_state": "", "to_state": "approved", "actor": "user:1", "actor_label": "\t李四", "union": None,
}  # fmt: skip


def stored(model, **which):
    """A row as the engine keeps it, without its number."""
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(map(connection.ops.quote_name, names))} FROM {model._meta.db_table} WHERE id = %s",  # noqa: S608
            [which["id"]],
        )
        return dict(zip(names, cursor.fetchone(), strict=True))


@pytest.mark.parametrize(
    "at", [AT, AT.replace(microsecond=250_000), AT.astimezone(datetime.timezone(datetime.timedelta(hours=8)))]
)
def test_rows_stand_as_those_that_were_saved(db, at):
    saved = Decision(**VALUES, at=at)
    saved.save()
    assert write_rows(Decision, (*VALUES, "at"), [(*VALUES.values(), at)] * 2) == 2
    for row in Decision.objects.exclude(pk=saved.pk):
        assert stored(Decision, id=row.pk) == stored(Decision, id=saved.pk)


def test_documents_days_and_booleans_stand_as_saved_too(db):
    values = {"code": "t", "region": "330106", "begins_on": datetime.date(2016, 1, 1), "ends_on": None, "note": "文"}
    assert write_rows(Policy, (*values, "parameters"), [(*values.values(), '{"rate":"0.5"}')]) == 1
    assert Policy.objects.get(code="t").parameters == {"rate": "0.5"}


def test_no_rows_are_no_statement(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert write_rows(Decision, tuple(VALUES), iter(())) == 0


def test_what_the_database_refuses_comes_as_djangos_error(db):
    sided = (*VALUES.values(), "out", AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        write_rows(Decision, (*VALUES, "side", "at"), [sided, sided])
    assert not Decision.objects.exists()
