"""Which foreign keys, of any app, lead to a model, and which ones the names of its records read."""

from typing import Any, TypeVar

from django.apps import apps
from django.db import models

M = TypeVar("M", bound=models.Model)


def relations_to(model: type[models.Model] | str) -> list[Any]:
    """The foreign keys that point to the model, given itself or by its label (`members.person`)."""
    target = apps.get_model(model) if isinstance(model, str) else model
    return [
        relation
        for relation in target._meta.get_fields(include_hidden=True)
        if relation.auto_created and (relation.one_to_many or relation.one_to_one) and not relation.concrete
    ]


def named_with(model: type[models.Model]) -> tuple[str, ...]:
    """The relations that the name of a record (`str`) reads, as its model declares them."""
    declared: tuple[str, ...] = getattr(model, "named_with", ())
    return declared


def with_names(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """`rows` loaded with what the names of the records read."""
    relations = named_with(rows.model)
    return rows.select_related(*relations) if relations else rows


def named_by(model: type[models.Model]) -> tuple[str, ...]:
    """The relations by which a record names others, with what those names read: to load it with all of them."""
    relations = []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            relations += [field.name, *(f"{field.name}__{each}" for each in named_with(field.related_model))]
    return tuple(relations)


def loaded_with(record: models.Model) -> dict[type[models.Model], dict[Any, models.Model]]:
    """The records that `record` names and was loaded with, by model and key."""
    found: dict[type[models.Model], dict[Any, models.Model]] = {}
    for field in record._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.is_cached(record):
            named = field.get_cached_value(record)
            if named is not None:
                found.setdefault(field.related_model, {})[named.pk] = named
    return found


def high_water_marks(tables: set[type[models.Model]]) -> dict[str, int]:
    """The highest id of each table: a row with a higher one came later."""
    return {
        table._meta.label_lower: table._base_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
        for table in tables
    }
