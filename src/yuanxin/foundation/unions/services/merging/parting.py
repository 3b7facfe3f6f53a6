"""Parting: a merge taken apart by the rows that the trail kept, unless later work stands on it."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yuanxin.foundation.audit import journals
from yuanxin.foundation.audit.services import RowChange, record, required, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.relations import relations_to
from yuanxin.foundation.unions.models import Merge, Versioned
from yuanxin.foundation.unions.services.writing import locked

NAMED_AT_MOST = 20


class LaterWork(Refused):
    """Something was done since with the rows that a merge moved."""


class Moved(NamedTuple):
    """One row that the merge changed: its model, id, and fields before and after."""

    model: type[models.Model]
    pk: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


Restore = Callable[[Moved, models.Model], RowChange | None]


def part(
    *,
    actor: Actor,
    action: str,
    merge: Merge,
    today: datetime.date,
    reason: str,
    restoring: Mapping[type[models.Model], Restore] | None = None,
) -> Merge:
    """Put back every row the merge changed; the caller has checked the right to it.

    Args:
        action: the code of the event.
        restoring: how rows of a model are put back where writing their fields is not enough.

    Raises:
        Refused: without a reason, or if it was taken apart already.
        LaterWork: naming up to twenty rows that were changed, or referred to by a newer row, since.
    """
    reason = required(reason)
    merge = locked(merge)
    if merge.undone_by is not None:
        raise Refused(_("This merge has been taken apart already."), remedy=_("Look at the two records."))
    moved = moved_by(merge)
    if later := later_work(merge, moved):
        raise LaterWork(
            _("Later work stands on this merge: %(rows)s.") % {"rows": _("; ").join(later)},
            remedy=_("Take that back first, or leave the records as one."),
        )
    changes: list[RowChange] = []
    # The last change first: rows that stand on others go before them.
    for model, rows in groupby(reversed(moved), key=lambda row: row.model):
        special = (restoring or {}).get(model)
        changes += _put_back(model, list(rows), special)
    survivor = apps.get_model(merge.kind)._base_manager.get(pk=merge.survivor)
    event = record(
        actor, action, survivor, reason=reason, changes=changes, absorbed=merge.absorbed_label, number=merge.absorbed
    )
    merge.undone_by = event.pk
    merge.save(update_fields=["undone_by"])
    return merge


def moved_by(merge: Merge) -> list[Moved]:
    """The rows that the merge changed, in their order."""
    return [
        Moved(apps.get_model(row.kind), row.object_id, row.before, row.after)
        for event in merge.events
        for row in journals.rows_of(event, "")
    ]


def later_work(merge: Merge, moved: Sequence[Moved], limit: int = NAMED_AT_MOST) -> list[str]:
    """What was done since with the rows of the merge, in words; at most `limit`."""
    told: list[str] = []
    last: dict[tuple[type[models.Model], int], Moved] = {(row.model, row.pk): row for row in moved}
    for model, rows in _by_model(last.values()):
        now = model._base_manager.select_for_update(no_key=True, of=("self",)).in_bulk([row.pk for row in rows])
        for row in rows:
            if len(told) >= limit:
                return told
            if row.after is not None and _changed(now.get(row.pk), row.after):
                what = now.get(row.pk)
                name = str(what) if what is not None else str(row.pk)
                told.append(_named(model, name, _("changed since")))
        for relation in relations_to(model):
            if len(told) >= limit:
                return told
            told += _referring(merge, relation, [row.pk for row in rows], limit - len(told))
    return told


def _changed(now: models.Model | None, after: Mapping[str, Any]) -> bool:
    """Whether the row says anything else by now; a change that was taken back, with its version, is none."""
    if now is None:
        return True
    held = snapshot(now)
    return any(held[column] != value for column, value in after.items() if column in held and column != "version")


def _referring(merge: Merge, relation: Any, ids: Sequence[int], limit: int) -> list[str]:
    """Rows of another table that are newer than the merge and point to its rows."""
    table, column = relation.related_model, relation.field.attname
    mark = merge.marks.get(table._meta.label_lower, 0)
    newer = table._base_manager.filter(**{f"{column}__in": ids}, pk__gt=mark).order_by("pk")[:limit]
    return [_named(table, str(row), _("made since")) for row in newer]


def _named(model: type[models.Model], name: str, what: str) -> str:
    return _("%(kind)s %(name)s (%(what)s)") % {
        "kind": capfirst(str(model._meta.verbose_name)),
        "name": name,
        "what": what,
    }


def _by_model(rows: Iterable[Moved]) -> list[tuple[type[models.Model], list[Moved]]]:
    gathered: dict[type[models.Model], list[Moved]] = {}
    for row in rows:
        gathered.setdefault(row.model, []).append(row)
    return list(gathered.items())


def _put_back(model: type[models.Model], rows: list[Moved], special: Restore | None) -> list[RowChange]:
    """Rows of one model, from the last: made ones are deleted, changed ones get their former values.

    Rows with the same former values are written by one statement.
    """
    changes: list[RowChange] = []
    for values, group in groupby(rows, key=lambda row: None if row.before is None else _written(row)):
        alike = list(group)
        now = model._base_manager.in_bulk([row.pk for row in alike])
        if special is not None and values is not None:
            changes += [each for each in (special(row, now[row.pk]) for row in alike) if each is not None]
            continue
        if values is None:
            gone = [now[row.pk] for row in alike]
            changes += [RowChange(model(pk=row.pk), snapshot(row), None) for row in gone]
            model._base_manager.filter(pk__in=[row.pk for row in gone]).delete()
            continue
        before = {row.pk: snapshot(now[row.pk]) for row in alike}
        raised = {"version": F("version") + 1} if issubclass(model, Versioned) else {}
        model._base_manager.filter(pk__in=list(before)).update(**restored(model, values), **raised)
        for pk, held in before.items():
            after = dict(values) | ({"version": held["version"] + 1} if raised else {})
            changes.append(RowChange(model(pk=pk), {column: held[column] for column in after}, after))
    return changes


def _written(row: Moved) -> dict[str, Any]:
    """The former values of the fields that the merge wrote."""
    after = row.after or {}
    return {
        column: value
        for column, value in (row.before or {}).items()
        if column not in {"id", "version"} and after.get(column) != value
    }


def restored(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the trail as the columns take them: bytes stand there as hexadecimal digits."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {column: _as_stored(fields[column], value) for column, value in values.items()}


def _as_stored(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    return bytes.fromhex(value) if isinstance(field, models.BinaryField) else field.to_python(value)
