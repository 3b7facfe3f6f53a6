"""The keys that lead to a record which may be merged, each declared by the app that has it, in its `apps.py`."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.relations import relations_to


@dataclass(frozen=True, slots=True)
class Joining:
    """One record going into another, both locked; `decided` is what the person who merges said besides the fields."""

    actor: Actor
    absorbed: models.Model
    survivor: models.Model
    today: datetime.date
    decided: Mapping[str, Any]


EVERY = models.Q()

PassOn = Callable[[Joining], Sequence[RowChange]]


@dataclass(frozen=True, slots=True)
class Key:
    """A foreign key and what becomes of its rows.

    With neither `pass_on` nor `because`, every row is pointed to the survivor. `pass_on` does it in a way of its own
    and returns the rows it changed. `because` says why the rows stay where they are. `check` refuses a merge that must
    wait for something.
    """

    model: type[models.Model]
    field: str
    label: str | Promise = ""
    pass_on: PassOn | None = None
    check: Callable[[Joining], None] | None = None
    because: str = ""

    @property
    def target(self) -> type[models.Model]:
        """The model it leads to."""
        related = self.model._meta.get_field(self.field).related_model
        if not isinstance(related, type):
            raise TypeError(f"{self.model._meta.label}.{self.field} is no foreign key")
        return related

    def rows(self, record: models.Model) -> models.QuerySet[Any]:
        """The rows that point to the record."""
        return self.model._base_manager.filter(**{self.field: record.pk})


_keys: dict[tuple[str, str], Key] = {}
_by_kind: dict[type[models.Model], models.Q] = {}
_by_number: dict[tuple[type[models.Model], str], type[models.Model]] = {}


def follows(
    model: type[models.Model],
    field: str,
    *,
    label: str | Promise = "",
    by: PassOn | None = None,
    check: Callable[[Joining], None] | None = None,
) -> None:
    """The rows of this key go to the survivor; `by` where that needs more than pointing them to it."""
    _declare(Key(model, field, label or model._meta.verbose_name_plural or "", pass_on=by, check=check))


def stays(model: type[models.Model], *fields: str, because: str) -> None:
    """The rows of these keys stay with the record that is merged."""
    for field in fields:
        _declare(Key(model, field, because=because))


def passed_on(model: type[models.Model], *fields: str, by: str) -> None:
    """The rows of these keys to a union pass on by the `registry.Belonging` of this code, or by the service itself."""
    for field in fields:
        _declare(Key(model, field, because=f"passed on by {by}"))


def follows_by_kind(model: type[models.Model], *, where: models.Q = EVERY) -> None:
    """The rows of a model that names its record by `kind` and `object_id` follow, whatever the kind."""
    _by_kind[model] = where


def follows_by_number(model: type[models.Model], column: str, target: type[models.Model]) -> None:
    """The rows of a model that names a record of `target` by its plain number follow: of a room below that of `target`,
    which has no key to it."""
    _by_number[model, column] = target


def keys_of(target: type[models.Model]) -> list[Key]:
    """The declared keys that lead to a model, in the order of declaration."""
    return [key for key in _keys.values() if key.target is target]


def all_keys() -> tuple[Key, ...]:
    """Every key declared."""
    return tuple(_keys.values())


def rows_by_kind(record: models.Model) -> list[models.QuerySet[Any]]:
    """The rows of every such model that name this record and follow it."""
    named = {"kind": record._meta.label_lower, "object_id": record.pk}
    return [model._base_manager.filter(where, **named) for model, where in _by_kind.items()]


def rows_by_number(record: models.Model) -> list[tuple[str, models.QuerySet[Any]]]:
    """The column and the rows of every such model that name this record by its number."""
    return [
        (column, model._base_manager.filter(**{column: record.pk}))
        for (model, column), target in _by_number.items()
        if target is type(record)
    ]


def undeclared(*targets: type[models.Model]) -> list[str]:
    """The foreign keys to these models that no app declared."""
    return sorted(
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for target in targets
        for relation in relations_to(target)
        if (relation.related_model._meta.label_lower, relation.field.name) not in _keys
        and relation.related_model._meta.managed
    )


def _declare(key: Key) -> None:
    _keys[key.model._meta.label_lower, key.field] = key
