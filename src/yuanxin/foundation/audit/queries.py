"""Reading the trail: the history of one record, and what it was on a day."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yuanxin.foundation.audit import journals
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.audit.registry import action_label, is_overseen
from yuanxin.foundation.audit.services import snapshot
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import PATH_STEP, Actor, name_of
from yuanxin.foundation.kernel.money import FenField, from_fen
from yuanxin.foundation.kernel.relations import loaded_with, with_names
from yuanxin.foundation.kernel.sealed import SealedField

HIDDEN = "******"
NOTHING = "—"
BLANKS = (None, "")
UNSHOWN = frozenset({"id", "version"})
# The column that says in which union a record is kept.
HOLDER = "union_id"
# How many changes of a record one statement reads with each event.
TOLD_WITH_EVENT = 2


class FieldChange(NamedTuple):
    """One field as people read it: its label, what stood there, what stands there since."""

    label: str
    before: str
    after: str


class Entry(NamedTuple):
    """One thing that happened to a record. Unless it is `told`, the reader learns only what was done and when."""

    event: Event
    action: str
    fields: tuple[FieldChange, ...]
    told: bool = True

    @property
    def by(self) -> str:
        """Who did it, as people read it."""
        return name_of(self.event.actor, self.event.actor_label)


def history(
    kind: str,
    object_id: int,
    *,
    actor: Actor,
    limit: int | None = None,
    record: models.Model | None = None,
    without: Collection[str] = (),
) -> list[Entry]:
    """Everything that happened to one record, the newest first, from all journals.

    What happened in a union outside the actor's is told without who did it, why, and the values.

    Args:
        kind: the model's label in lower case, such as `members.person`.
        actor: who reads.
        limit: at most so many entries.
        record: the record, where it is loaded; what it was loaded with is not asked for again.
        without: journals of bulk writes that are known to hold nothing of it.
    """
    rows = defaultdict(list)
    for row in journals.bulk_rows_about(kind, object_id, without=without):
        rows[row.event].append(row)
    events = list(_events_about(kind, object_id, list(rows))[:limit])
    for row in _changes_in(events, kind, object_id):
        rows[row.event].append(row)
    known = loaded_with(record) if record is not None else {}
    reader = _Reader(kind, [row for event in events for row in rows[event.pk]], actor, known)
    entries = []
    for event in events:
        told = event.path is None or actor.sees(event)
        changed = (field for row in rows[event.pk] for field in reader.fields(row.before, row.after))
        entries.append(Entry(event, action_label(event.action), tuple(changed) if told else (), told))
    return entries


def _events_about(kind: str, object_id: int, bulk: list[int]) -> models.QuerySet[Any]:
    """The events about a record, those of its changes and those of `bulk`, the newest first.

    Each with the `path` of its union, with how many changes of the record it made, and with the first two of them:
    hardly any makes more, and so no other statement is needed.
    """
    changes = Change.objects.filter(kind=kind, object_id=object_id)
    # One by one each reads its index; asked by OR, the whole log would be read.
    ids = Event.objects.filter(kind=kind, object_id=object_id).values("pk").union(changes.values("event"))
    if bulk:
        ids = ids.union(Event.objects.filter(pk__in=bulk).values("pk"))
    own = changes.filter(event=OuterRef("pk")).order_by("id")
    counted = own.order_by().values("event").annotate(number=Count("pk")).values("number")
    states = {
        f"{state}_{place}": Subquery(own.values(state)[place : place + 1])
        for place in range(TOLD_WITH_EVENT)
        for state in ("before", "after")
    }
    path = Subquery(_unions()._base_manager.filter(pk=OuterRef("union")).values("path"))
    return (
        Event.objects.filter(pk__in=ids).annotate(path=path, changed_here=Subquery(counted), **states).order_by("-id")
    )


def _changes_in(events: Iterable[Any], kind: str, object_id: int) -> Iterator[journals.JournalRow]:
    """The ordinary changes of a record that events made; read by themselves where one made many."""
    many = []
    for event in events:
        made = event.changed_here or 0
        if made > TOLD_WITH_EVENT:
            many.append(event.pk)
            continue
        for place in range(made):
            states = getattr(event, f"before_{place}"), getattr(event, f"after_{place}")
            yield journals.JournalRow(event.pk, kind, object_id, *states)
    if many:
        rows = Change.objects.filter(event__in=many, kind=kind, object_id=object_id).order_by("event", "id")
        yield from (journals.JournalRow(*row) for row in rows.values_list(*journals.JournalRow._fields))


def changes_of(event: Event, *, actor: Actor, limit: int = 100) -> list[tuple[str, int, tuple[FieldChange, ...]]]:
    """The first `limit` rows that an event changed: kind as people read it, number, fields.

    Of kinds that `actor` may not read only the names of the changed fields are told.
    """
    rows = []
    for row in journals.rows_of(event.pk, event.journal):
        rows.append(row)
        if len(rows) == limit:
            break
    by_kind: dict[str, list[journals.JournalRow]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    readers = {kind: _Reader(kind, many, actor) for kind, many in by_kind.items()}
    return [
        (readers[row.kind].name, row.object_id, tuple(readers[row.kind].fields(row.before, row.after))) for row in rows
    ]


def as_of(kind: str, object_id: int, day: datetime.date) -> dict[str, Any] | None:
    """The stored values of a record at the end of `day`, by field name; None if it was not there.

    Today's row is walked back through the changes made after that day, so a record written before its first journal
    entry is told as well. Sealed fields stay sealed.
    """
    model = apps.get_model(kind)
    current = model._base_manager.filter(pk=object_id).first()
    state = snapshot(current) if current is not None else None
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), clock.SHANGHAI)
    rows = journals.rows_about(kind, object_id)
    later = set(Event.objects.filter(pk__in={row.event for row in rows}, at__gte=midnight).values_list("pk", flat=True))
    for row in reversed(rows):
        if row.event in later:
            state = None if row.before is None else {**(state or {}), **row.before}
        elif state is None:
            return row.after
    return state


def kinds_read_by(actor: Actor) -> list[str]:
    """The kinds of record of which `actor` may read names and values in the trail."""
    return [model._meta.label_lower for model in apps.get_models() if _may_read(actor, model)]


def kind_label(kind: str) -> str:
    """What people call records of a kind; the kind itself where no app has it any more."""
    try:
        return capfirst(str(apps.get_model(kind)._meta.verbose_name))
    except (LookupError, ValueError):
        return kind


def _may_read(actor: Actor, model: type[models.Model]) -> bool:
    """Whether the actor may read records of this model somewhere, or oversees who keeps them."""
    if actor.everywhere or (is_overseen(model._meta.label_lower) and actor.grants):
        return True
    permission = getattr(model, "view_permission", "")
    return bool(permission) and actor.may_somewhere(permission)


def _unions() -> type[models.Model]:
    # Named, not imported: the trail stands below the unions.
    return apps.get_model("unions.union")


def differ(before: Any, after: Any) -> bool:
    """Whether a reader sees a difference: between nothing and a blank there is none."""
    return before != after and not (before in BLANKS and after in BLANKS)


class _Reader:
    """Turns stored values of one model's rows into words; looks up what foreign keys name in one query a model.

    What is `known` already is not looked up. A model with columns that hold more than one value says in `told_as` how
    each is put into words.
    """

    def __init__(
        self,
        kind: str,
        rows: Iterable[journals.JournalRow],
        actor: Actor,
        known: Mapping[type[models.Model], Mapping[Any, models.Model]] = MappingProxyType({}),
    ) -> None:
        self._clear = False
        self._outside: set[Any] = set()
        self._targets: dict[type[models.Model], dict[Any, models.Model]] = {}
        self._columns: dict[str, models.Field[Any, Any]] = {}
        self._told_as: Mapping[str, Callable[[Any], str]] = {}
        self.name = kind
        try:
            model = apps.get_model(kind)
        except LookupError:
            return
        self.name = str(model._meta.verbose_name)
        self._columns = {field.attname: field for field in model._meta.concrete_fields}
        self._told_as = getattr(model, "told_as", {})
        self._clear = _may_read(actor, model)
        if not self._clear:
            return
        named: dict[type[models.Model], set[Any]] = defaultdict(set)
        for row in rows:
            for state in (row.before, row.after):
                for column, value in (state or {}).items():
                    field = self._columns.get(column)
                    if field is not None and field.is_relation and value is not None:
                        named[field.related_model].add(value)  # type: ignore[index]
        for target, keys in named.items():
            found = {key: each for key, each in known.get(target, {}).items() if key in keys}
            if lacking := keys - found.keys():
                found |= with_names(target._base_manager.all()).in_bulk(lacking)
            self._targets[target] = found
        unions: Mapping[Any, Any] = self._targets.get(_unions(), {})
        self._outside = {key for key, union in unions.items() if not actor.sees(union)}
        if not actor.everywhere and not any(len(grant.path) == PATH_STEP for grant in actor.grants):
            # A journal that tells a new union and not the one before: it may have been any.
            self._outside.add(None)

    def fields(self, before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[FieldChange]:
        """The fields that differ between two states of a row, in the model's order, those it has no more at the end."""
        before, after = before or {}, after or {}
        told = before.keys() | after.keys()
        return [
            FieldChange(self._label(column), self._value(column, before), self._value(column, after))
            for column in (*filter(told.__contains__, self._columns), *sorted(told - self._columns.keys()))
            if column not in UNSHOWN and differ(before.get(column), after.get(column)) and self._shown(column)
        ]

    def _shown(self, column: str) -> bool:
        """Not the columns that only serve looking up: digests, and whatever nobody edits."""
        field = self._columns.get(column)
        return field is None or field.editable or isinstance(field, SealedField)

    def _label(self, column: str) -> str:
        field = self._columns.get(column)
        return capfirst(str(field.verbose_name)) if field is not None else column

    def _value(self, column: str, state: dict[str, Any]) -> str:
        """What stood in the column, as far as the reader may know: not what another union kept of the record."""
        union = self._columns.get(HOLDER)
        kept_elsewhere = union is not None and not union.null and state.get(HOLDER, 0) in self._outside
        if not self._clear or (kept_elsewhere and column != HOLDER):
            return HIDDEN
        return self._text(column, state.get(column))

    def _name(self, field: models.Field[Any, Any], key: Any) -> str:
        """What people call the record that a foreign key names; a union's own page names the union above it."""
        if field.related_model is _unions() and field.name != "parent" and key in self._outside:
            return _("Another union")
        return str(self._targets.get(field.related_model, {}).get(key, key))  # type: ignore[arg-type]

    def _text(self, column: str, value: Any) -> str:
        field = self._columns.get(column)
        if value is None or value == "":
            return NOTHING
        if isinstance(field, SealedField):
            return HIDDEN
        if column in self._told_as:
            return self._told_as[column](value) or NOTHING
        if field is None:
            return str(value)
        if field.is_relation:
            return self._name(field, value)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, FenField):
            return f"{from_fen(value):,.2f}"
        if isinstance(field, models.DateTimeField):
            moment = parse_datetime(value)
            return localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else str(value)
        return str(value)
