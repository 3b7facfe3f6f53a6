"""Migrations as a new database runs them."""

import pytest
from django.apps import apps
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.loader import MigrationLoader

OURS = sorted(
    (app, name)
    for app, name in MigrationLoader(None).disk_migrations
    if apps.get_app_config(app).name.startswith("yuanxin.")
)


@pytest.mark.parametrize(("app", "name"), OURS)
def test_indexes_and_constraints_of_a_new_table_come_with_it(app, name):
    """Apart, each makes Django render all models anew, twenty of which are seconds of every new database."""
    operations = MigrationLoader(None).disk_migrations[app, name].operations
    created = {operation.name_lower for operation in operations if isinstance(operation, CreateModel)}
    later = {(field.model_name_lower, field.name) for field in operations if isinstance(field, AddField)}
    apart = [
        operation.describe()
        for operation in operations
        if isinstance(operation, AddIndex | AddConstraint)
        and operation.model_name_lower in created
        and not any(model == operation.model_name_lower and field in _text(operation) for model, field in later)
    ]
    assert not apart


def _text(operation):
    return repr(operation.index if isinstance(operation, AddIndex) else operation.constraint)
