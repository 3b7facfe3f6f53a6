"""Joining: in one transaction every row goes to the survivor, and the absorbed record leads to it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.counts import count_all
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.relations import high_water_marks, relations_to
from yuanxin.foundation.unions.models import Merge, Mergeable, Versioned
from yuanxin.foundation.unions.services.merging.keys import Joining, Key, keys_of, rows_by_kind, rows_by_number
from yuanxin.foundation.unions.services.writing import write

M = TypeVar("M", bound=Mergeable)

BLANK: tuple[Any, ...] = (None, "")


class MergeRefused(Refused):
    """These two records cannot be made one."""


@dataclass(frozen=True, slots=True)
class Following:
    """How many rows of one kind would follow the survivor, for the preview."""

    label: str
    count: int


def held_by_record(absorbed: models.Model) -> list[Following]:
    """What would go to the survivor; kinds of which there is nothing are left out."""
    keys = [key for key in keys_of(type(absorbed)) if not key.because and key.model is not type(absorbed)]
    asked = [(str(key.label), key.rows(absorbed)) for key in keys]
    numbered = [rows for _column, rows in rows_by_number(absorbed)]
    asked += [(str(rows.model._meta.verbose_name_plural), rows) for rows in [*rows_by_kind(absorbed), *numbered]]
    counted = count_all({str(place): rows for place, (_label, rows) in enumerate(asked)})
    return [Following(asked[int(place)][0], number) for place, number in counted.items()]


def join(
    *,
    actor: Actor,
    action: str,
    absorbed: M,
    survivor: M,
    values: Mapping[str, Any],
    today: datetime.date,
    reason: str,
    decided: Mapping[str, Any] | None = None,
    freed: Sequence[str] = (),
) -> Merge:
    """Make `absorbed`, a locked record, one with the locked `survivor`, which gets `values`; the caller has checked.

    One event of the code `action` holds every row changed.

    Args:
        freed: unique fields that the absorbed record gives up, since the survivor takes their value.

    Raises:
        MergeRefused: where both have a row that cannot stand beside the other's, or one of them was merged already.
    """
    check_two(absorbed, survivor)
    joining = Joining(actor, absorbed, survivor, today, decided or {})
    keys = [key for key in keys_of(type(survivor)) if not key.because]
    for key in keys:
        if key.check is not None:
            key.check(joining)
    changes: list[RowChange] = []
    for key in keys:
        changes += key.pass_on(joining) if key.pass_on is not None else point_to_survivor(key, joining)
    for rows in rows_by_kind(absorbed):
        changes += repoint(rows.model, rows, {"object_id": (absorbed.pk, survivor.pk)})
    for column, rows in rows_by_number(absorbed):
        changes += repoint(rows.model, rows, {column: (absorbed.pk, survivor.pk)})
    moved = len(changes)
    for record_of, fields in (
        (absorbed, dict.fromkeys(freed)),
        (survivor, values),
        (absorbed, {"merged_into": survivor}),
    ):
        row = write(record_of, fields)
        changes += [row] if row is not None else []
    event = record(
        actor, action, survivor, reason=reason, changes=changes, absorbed=str(absorbed), number=absorbed.pk, moved=moved
    )
    return keep(actor, absorbed, survivor, reason, [event.pk], changes)


def suggested(survivor: models.Model, absorbed: models.Model, chosen: Mapping[str, Sequence[str]]) -> set[str]:
    """Of the particulars that may be chosen those that only the absorbed record knows."""
    return {
        choice
        for choice, columns in chosen.items()
        if getattr(survivor, columns[0]) in BLANK and getattr(absorbed, columns[0]) not in BLANK
    }


def lock_two(survivor: M, absorbed: M) -> tuple[M, M]:
    """Both rows as they stand now, merged ones too, held until the transaction ends, in the order of their ids."""
    model = type(survivor)
    wanted = [survivor.pk, absorbed.pk]
    held = model._base_manager.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    rows = {row.pk: row for row in held}
    return rows[survivor.pk], rows[absorbed.pk]


def check_two(absorbed: Mergeable, survivor: Mergeable) -> None:
    """Raise unless these are two records that stand."""
    if absorbed.pk == survivor.pk:
        raise MergeRefused(_("A record cannot be merged into itself."), remedy=_("Choose two."))
    if absorbed.merged_into is not None or survivor.merged_into is not None:
        raise MergeRefused(
            _("One of these records has been merged already."), remedy=_("Look among the merges what became of it.")
        )


def keep(
    actor: Actor,
    absorbed: models.Model,
    survivor: models.Model,
    reason: str,
    events: Sequence[int],
    changes: Sequence[RowChange],
) -> Merge:
    """Keep the merge so that it can be taken apart; called last in its transaction."""
    kinds = {type(change.target) for change in changes}
    referring = {relation.related_model for kind in kinds for relation in relations_to(kind)}
    return Merge.objects.create(
        kind=survivor._meta.label_lower,
        survivor=survivor.pk,
        absorbed=absorbed.pk,
        survivor_label=str(survivor)[:200],
        absorbed_label=str(absorbed)[:200],
        union_id=survivor.union_id,  # type: ignore[attr-defined]
        reason=reason,
        rows=len(changes),
        merged_at=clock.now(),
        merged_by=actor.label[:200],
        events=list(events),
        marks=high_water_marks(referring),
    )


def point_to_survivor(key: Key, joining: Joining) -> list[RowChange]:
    """Every row of the key points to the survivor: two statements, however many rows."""
    column = key.model._meta.get_field(key.field).attname  # type: ignore[union-attr]
    rows = key.rows(joining.absorbed)
    return repoint(key.model, rows, {column: (joining.absorbed.pk, joining.survivor.pk)})


def repoint(
    model: type[models.Model], rows: models.QuerySet[Any], values: Mapping[str, tuple[Any, Any]]
) -> list[RowChange]:
    """Set the columns of the rows from the first to the second value of each, raising versions; the rows changed.

    Raises:
        MergeRefused: where the database allows one such row only.
    """
    versioned = issubclass(model, Versioned)
    locked = rows.select_for_update(no_key=True).order_by("pk")
    found = list(locked.values_list("pk", "version") if versioned else locked.values_list("pk"))
    if not found:
        return []
    raised = {"version": F("version") + 1} if versioned else {}
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=[pk for pk, *_version in found]).update(
                **{column: after for column, (_before, after) in values.items()}, **raised
            )
    except IntegrityError as error:
        raise MergeRefused(
            _("Both have %(kind)s that cannot stand beside one another.") % {"kind": model._meta.verbose_name_plural},
            remedy=_("End or decide one of them first."),
        ) from error
    return [
        RowChange(
            model(pk=pk),
            {column: before for column, (before, _after) in values.items()} | _versions(version),
            {column: after for column, (_before, after) in values.items()} | _versions([each + 1 for each in version]),
        )
        for pk, *version in found
    ]


def _versions(version: Sequence[int]) -> dict[str, Any]:
    return {"version": version[0]} if version else {}
