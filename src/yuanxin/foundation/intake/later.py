"""What stands on the records of a batch by now, and so forbids to undo it: changes, acts, references, other batches."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.audit.registry import action_label
from yuanxin.foundation.intake.choices import BatchState, RowClass
from yuanxin.foundation.intake.declarations import Declaration
from yuanxin.foundation.intake.models import Batch, StagedRow
from yuanxin.foundation.kernel.relations import relations_to

READING = ("audit.clear_viewed", "audit.exported")
STANDING = (RowClass.NEW, RowClass.UPDATED)
COLUMNS = ("record", "detail")


def later_work(batch: Batch, declaration: Declaration, limit: int) -> list[str]:
    """Which records of the batch were changed, or referred to by another record, since; at most `limit` sentences."""
    written = StagedRow.objects.filter(batch=batch, outcome__in=STANDING)
    told: dict[int, str] = {}

    def tell(column: str, found: Any) -> None:
        """Add sentences for ids of records with what was done to them."""
        found = dict(found[: limit - len(told)]) if len(told) < limit else {}
        rows = dict(written.filter(**{f"{column}__in": list(found)}).values_list(column, "number"))
        names = declaration.names(column, list(found)) if found else {}
        for key, what in found.items():
            told.setdefault(rows.get(key, 0), sentence(rows.get(key, 0), names.get(key, ""), what))

    for column, kind in zip(COLUMNS, declaration.records, strict=False):
        ids = written.filter(**{f"{column}__isnull": False}).values(column)
        tell(column, changed_later(batch, kind, ids, limit))
        tell(column, acted_on_later(batch, kind, ids, limit))
        for relation in relations_to(kind):
            tell(column, referred_later(batch, declaration, relation, ids, limit))
    tell("record", brought_later(batch, written.values("record"), limit))
    return list(told.values())[:limit]


def sentence(row: int, name: str, what: str) -> str:
    """One record on which something stands."""
    return _("row %(row)s %(name)s (%(what)s)") % {"row": row, "name": name, "what": what}


def changed_later(batch: Batch, kind: str, ids: QuerySet[Any], limit: int) -> list[tuple[int, str]]:
    """Records with a later change in the trail."""
    later = Change.objects.filter(kind=kind, event__gt=batch.event, object_id__in=ids).order_by("event")
    changes = later.values_list("object_id", "event")[:limit]
    actions = dict(Event.objects.filter(pk__in=[event for _id, event in changes]).values_list("pk", "action"))
    return [(key, action_label(actions.get(event, ""))) for key, event in changes]


def acted_on_later(batch: Batch, kind: str, ids: QuerySet[Any], limit: int) -> list[tuple[int, str]]:
    """Records that a later event is about although it changed none of their fields, such as a file attached to them."""
    events = Event.objects.filter(kind=kind, pk__gt=batch.event, object_id__in=ids).exclude(action__in=READING)
    said = events.order_by("pk").values_list("object_id", "action")[:limit]
    return [(key, action_label(action)) for key, action in said if key is not None]


def referred_later(
    batch: Batch, declaration: Declaration, relation: Any, ids: QuerySet[Any], limit: int
) -> list[tuple[int, str]]:
    """Records that a younger row of another table refers to, unless the batch itself made it."""
    model: type[Model] = relation.related_model
    column = relation.field.attname
    mark = batch.marks.get(model._meta.label_lower, 0)
    rows = model._base_manager.filter(**{f"{column}__in": ids}, pk__gt=mark).order_by("pk")
    return [
        (key, str(model._meta.verbose_name))
        for key in declaration.standing_on(rows).values_list(column, flat=True)[:limit]
    ]


def brought_later(batch: Batch, ids: QuerySet[Any], limit: int) -> list[tuple[int, str]]:
    """Records that a later batch wrote again."""
    rows = StagedRow.objects.filter(
        record__in=ids,
        batch__declaration=batch.declaration,
        batch__event__gt=batch.event,
        batch__state=BatchState.APPLIED,
        outcome__in=STANDING,
    ).exclude(batch=batch)
    said = rows.order_by("batch_id", "number").values_list("record", "batch_id")[:limit]
    return [(key, _("batch %(batch)s") % {"batch": number}) for key, number in said if key is not None]
