"""Registering those who hold an honour that makes them model workers."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import OutOfScope, Refused
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services.writing import check_in_force, check_not_future, locked, write
from yuanxin.growth.honours.queries import highest_model_honour
from yuanxin.organisation.members.choices import Sex
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.model_workers.choices import Employment, Permission, SpellEnd, WorkerState
from yuanxin.welfare.model_workers.models import IncomeStatement, ModelWorker, WorkerSpell
from yuanxin.welfare.model_workers.queries.workers import CLOSED_FILES, held_by, open_surveys_over
from yuanxin.welfare.model_workers.rules.spells import LevelSpell, level_spells
from yuanxin.welfare.model_workers.services.particulars import Particulars, checked
from yuanxin.welfare.model_workers.services.spells import changed

RETIREMENT_AGE = {Sex.FEMALE: 55}
RETIREMENT_AGE_OF_MEN = 60


class NoModelWorker(Refused):
    """The person holds no honour that makes a model worker."""


class AlreadyRegistered(Refused):
    """The person has a file already."""


@transaction.atomic
def register_worker(
    *,
    actor: Actor,
    person: Person,
    particulars: Particulars,
    today: datetime.date,
    union: Union | None = None,
    since: datetime.date | None = None,
    moved_from: str = "",
) -> ModelWorker:
    """Open the file of a model worker, or open a closed one again: served by `union`, by default the person's own.

    The spells follow from the honours: from the first one on, or from `since` for who moved in from another district.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may edit model workers of the union, and sees the person.
        UnionEnded: if the union is no longer in force.
        NoModelWorker: if the person holds no such honour.
        AlreadyRegistered: if the person is on the register, or died.
        Refused, InvalidNumber: at the field that is wrong; for a day to come, or before an earlier spell ended.
    """
    union = union or person.union
    actor.require(Permission.EDIT, union)
    if not actor.sees(person.union):
        raise OutOfScope
    check_in_force(union)
    if moved_from and since is None:
        raise Refused(_("Say from when the district serves the model worker."), field="since")
    if since is not None:
        check_not_future(since, today, "since")
    worker, changes = _filed(person, union, particulars, today, since=since, moved_from=moved_from)
    record(actor, "model_workers.registered", worker, changes=changes)
    return worker


@transaction.atomic
def register_together(*, actor: Actor, persons: Sequence[Person], today: datetime.date) -> list[ModelWorker]:
    """Open the files of several holders of honours, each served by the own union; what is known of each says whether
    employed or retired, and is corrected later.

    Raises:
        As `register_worker`; nobody is registered then.
    """
    registered, changes = [], []
    for person in persons:
        actor.require(Permission.EDIT, person.union)
        particulars = Particulars(employment=presumed_employment(person, today))
        worker, rows = _filed(person, person.union, particulars, today)
        registered.append(worker)
        changes += rows
    if registered:
        record(actor, "model_workers.registered", union=registered[0].union_id, changes=changes, count=len(registered))
    return registered


def presumed_employment(person: Person, today: datetime.date) -> Employment:
    """Retired past the usual age, employed before."""
    if person.born_on is None:
        return Employment.EMPLOYED
    age = today.year - person.born_on.year - ((today.month, today.day) < (person.born_on.month, person.born_on.day))
    return (
        Employment.RETIRED if age >= RETIREMENT_AGE.get(Sex(person.sex), RETIREMENT_AGE_OF_MEN) else Employment.EMPLOYED
    )


def _filed(
    person: Person,
    union: Union,
    particulars: Particulars,
    today: datetime.date,
    *,
    since: datetime.date | None = None,
    moved_from: str = "",
) -> tuple[ModelWorker, list[RowChange]]:
    honour = highest_model_honour(person, today)
    if honour is None:
        raise NoModelWorker(
            _("%(name)s holds no honour of a model worker.") % {"name": person},
            remedy=_("Enter the honour under Growth, Honours first."),
            field="person",
        )
    values: dict[str, Any] = checked(particulars) | {
        "union": union,
        "honour": honour,
        "level": honour.title.level,
        "state": WorkerState.ACTIVE,
        "moved_from": moved_from.strip(),
        "moved_to": "",
    }
    known = ModelWorker.objects.select_for_update(no_key=True, of=("self",)).filter(person=person).first()
    if known is None:
        worker = ModelWorker(person=person, **values)
        _insert(worker)
        changes = [RowChange(worker, None, snapshot(worker))]
    elif known.state in CLOSED_FILES:
        worker, since = known, _since_last(known, since)
        changes = changed(write(worker, values))
    else:
        raise _registered(known)
    spells = level_spells(held_by(person), since)
    if not spells or spells[-1].ends_on is not None:
        raise NoModelWorker(_("%(name)s holds no honour of a model worker on that day.") % {"name": person})
    changes += _insert_spells(worker, union, spells)
    return worker, changes + await_statements(worker, today)


def _insert(worker: ModelWorker) -> None:
    try:
        with transaction.atomic():
            worker.save(force_insert=True)
    except IntegrityError as error:
        raise _registered(worker) from error


def _registered(worker: ModelWorker) -> AlreadyRegistered:
    return AlreadyRegistered(
        _("%(name)s has a file already: %(state)s.") % {"name": worker, "state": worker.get_state_display()},
        remedy=_("Look for the name in the register of model workers."),
        field="person",
    )


def _since_last(worker: ModelWorker, since: datetime.date | None) -> datetime.date | None:
    """The first day of another spell of a file that was closed.

    Raises:
        Refused: if it lies before the last one ended, or none is given.
    """
    lived = WorkerSpell.objects.filter(worker=worker).exclude(end_kind=SpellEnd.MISTAKE).order_by("-ends_on").first()
    if lived is None:
        return since
    if since is None or (lived.ends_on is not None and since < lived.ends_on):
        raise Refused(
            _("%(name)s was on the register until %(day)s.") % {"name": worker, "day": lived.ends_on},
            remedy=_("Give the day from which the district serves the model worker again."),
            field="since",
        )
    return since


def _insert_spells(worker: ModelWorker, union: Union, spells: Sequence[LevelSpell]) -> list[RowChange]:
    rows = [
        WorkerSpell(
            worker=worker,
            union=union,
            level=each.level,
            begins_on=each.begins_on,
            ends_on=each.ends_on,
            end_kind=SpellEnd.LEVEL if each.ends_on else "",
        )
        for each in spells
    ]
    for row in rows:
        row.save(force_insert=True)
    return [RowChange(row, None, snapshot(row)) for row in rows]


def await_statements(worker: ModelWorker, today: datetime.date) -> list[RowChange]:
    """A statement to be given, in each survey that is being answered."""
    worker = locked(worker)
    rows = []
    for survey in open_surveys_over(worker.union):
        row, made = IncomeStatement.objects.get_or_create(
            survey=survey, worker=worker, defaults={"union": worker.union}
        )
        rows += [RowChange(row, None, snapshot(row))] if made else []
    return rows
